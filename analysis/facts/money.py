"""Money: sums with a currency, in full currency units.

A currency stands before the number ("$52.7bn", "Rs 76,000 crore") or behind it («4,5 млрд
рублей»). A number without a currency is no money. To add a currency or a scale, add a row.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from analysis.facts.numbers import (
    CHANGE_OPENERS,
    GAP,
    NUMBER,
    SECOND,
    WORD_END,
    Quantity,
    any_of,
    change_after,
    first_letters,
    joint_after,
    read_number,
    worded_before,
)
from analysis.facts.page import Fact, Page


class Currency(NamedTuple):
    """How a currency is written.

    Attributes
    ----------
    signs : signs and codes before or behind the number; the ISO code is added to them
    words : words behind the number; * opens the ending
    words_with_scale : words that mean the currency only behind "billion" and the like
    """

    signs: str
    words: tuple[str, ...]
    words_with_scale: tuple[str, ...] = ()


CURRENCIES: Final = {
    "RUB": Currency(
        "₽ RUR",
        ("руб.", "руб", "рубл*", "росс* рубл*", "ruble*", "rouble*", "russian ruble*",
         "russian rouble*"),
    ),
    "USD": Currency(
        "$ US$ U.S.$",
        ("долл.", "долл", "доллар*", "доллар* сша", "америк* доллар*", "dollar*", "us dollar*",
         "u.s. dollar*", "american dollar*"),
    ),
    "EUR": Currency("€", ("евро", "euro", "euros")),
    "CNY": Currency(
        "RMB CN¥",
        ("юан*", "китайск* юан*", "yuan", "chinese yuan", "renminbi"),
    ),
    "JPY": Currency("¥ JP¥", ("иен*", "йен", "йены", "японск* иен*", "yen", "japanese yen")),
    "INR": Currency("₹ Rs Rs. RS", ("руп*", "индийск* руп*", "rupee*", "indian rupee*")),
    "KRW": Currency(
        "₩",
        ("южнокорейск* вон*", "корейск* вон*", "korean won", "south korean won"),
        ("вон", "вона", "воны", "won"),
    ),
    "GBP": Currency(
        "£ GB£ UK£",
        ("фунт* стерлинг*", "pound* sterling", "british pound*"),
        ("фунтов", "фунта", "pounds", "pound"),
    ),
    "TWD": Currency(
        "NT$",
        ("тайваньск* доллар*", "нов* тайваньск* доллар*", "taiwan* dollar*", "nt dollar*",
         "new taiwan dollar*"),
    ),
    "BRL": Currency("R$", ("бразильск* реал*", "brazilian real*", "reais", "reals")),
    "AED": Currency("Dhs", ("дирхам*", "дирхам* оаэ", "dirham*", "uae dirham*")),
    "KZT": Currency("₸", ("тенге", "казахстанск* тенге", "tenge")),
    "UAH": Currency("₴", ("грн.", "грн", "гривен", "гривн*", "hryvnia*", "hryvnya*")),
    "TRY": Currency("₺", ("лир", "лиры", "турецк* лир*", "lira", "liras", "turkish lira*")),
    "BYN": Currency(
        "Br", ("белорусск* рубл*", "бел. руб.", "belarus* ruble*", "belarus* rouble*")
    ),
    "CHF": Currency("SFr", ("швейцарск* франк*", "swiss franc*")),
    "CAD": Currency("C$ CA$ Can$", ("канадск* доллар*", "canadian dollar*")),
    "AUD": Currency("A$ AU$", ("австралийск* доллар*", "australian dollar*")),
    "SAR": Currency("", ("саудовск* риял*", "саудовск* риал*", "saudi riyal*", "riyals")),
    "MYR": Currency("RM", ("ринггит*", "ringgit", "malaysian ringgit")),
    "IDR": Currency("Rp", ("индонезийск* руп*", "rupiah", "indonesian rupiah")),
    "SGD": Currency("S$ SG$", ("сингапурск* доллар*", "singapore* dollar*")),
    "HKD": Currency("HK$", ("гонконгск* доллар*", "hong kong dollar*")),
}  # fmt: skip

# Russian forms: abbreviations with and without full stop. French and Spanish ones stand in
# releases that come in several languages: "$ 200 millones" is no $200.
SCALES: Final = {
    1e3: ("тыс.", "тыс", "тысяч*", "thousand"),
    1e5: ("lakh", "lakhs", "лакх*"),
    1e6: (
        "млн.",
        "млн",
        "миллион*",
        "million",
        "millions",
        "mln",
        "mn",
        "mio",
        "millones",
        "millions de",
        "millones de",
    ),
    1e7: ("crore", "crores", "cr", "крор*"),
    1e9: (
        "млрд.",
        "млрд",
        "миллиард*",
        "billion",
        "billions",
        "bn",
        "bln",
        "milliards",
        "milliards de",
    ),
    1e12: ("трлн.", "трлн", "триллион*", "trillion", "tn", "trn", "lakh crore", "lakh crores"),
}
# One letter is a scale only directly behind a number that has a sign before it: "$5m".
SCALE_LETTERS: Final = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}

_BETWEEN: Final = r"(?:[ \n]{1,2}|-)?"
_SPELLINGS: Final = [spelling for spellings in SCALES.values() for spelling in spellings]
_FACTORS: Final = {f"scale_{place}": factor for place, factor in enumerate(SCALES)}
_SCALE: Final = re.compile(
    f"{_BETWEEN}{first_letters(_SPELLINGS)}(?:"
    + "|".join(
        f"(?P<{name}>{any_of(SCALES[factor])})"
        for name, factor in sorted(_FACTORS.items(), key=lambda row: -row[1])
    )
    + ")"
)
_SCALE_LETTER: Final = re.compile(f"[{''.join(SCALE_LETTERS)}]{WORD_END}")


def _signs(code: str) -> list[str]:
    return [*CURRENCIES[code].signs.split(), code]


_BEFORE: Final = re.compile(
    r"(?<![^\W\d_])(?:"
    + "|".join(f"(?P<{code}>" + "|".join(map(re.escape, _signs(code))) + ")" for code in CURRENCIES)
    + r")\s?\Z"
)
SIGNS: Final = frozenset(sign for code in CURRENCIES for sign in _signs(code))
_LAST_OF_SIGN: Final = frozenset(sign[-1] for sign in SIGNS)
_LONGEST_SIGN: Final = 6


def _behind(*, with_scale: bool) -> re.Pattern[str]:
    rows, first = [], list[str]()
    for code, currency in CURRENCIES.items():
        words = [*currency.words, *map(str.lower, _signs(code))]
        if with_scale:
            words.extend(currency.words_with_scale)
        first.extend(words)
        rows.append(f"(?P<{code}>{any_of(words)})")
    # A sign that belongs to the next number is not behind this one.
    return re.compile(
        f"{_BETWEEN}{first_letters(first)}(?:" + "|".join(rows) + r")(?!\d|[ ]cents?\b)"
    )


_BEHIND: Final = {scaled: _behind(with_scale=scaled) for scaled in (False, True)}


def _starts(spellings: Iterable[str]) -> frozenset[str]:
    """Cut the spellings down to what tells most of them apart."""
    return frozenset(spelling.split()[0].rstrip("*")[:3] for spelling in spellings)


def _any_start(starts: frozenset[str]) -> str:
    return f"{_BETWEEN}{first_letters(starts)}(?:{'|'.join(map(re.escape, sorted(starts)))})"


_CURRENCY_STARTS: Final = _starts(
    spelling
    for code, currency in CURRENCIES.items()
    for spelling in (*currency.words, *currency.words_with_scale, *map(str.lower, _signs(code)))
)
# How what stands behind a sum begins if no sign stands before it.
UNITS: Final = _starts(_SPELLINGS) | _CURRENCY_STARTS
# The same, when a scale may come first; most numbers fail on this.
_MAY_BE_SUM: Final = re.compile(
    f"(?:{_BETWEEN}{first_letters(_SPELLINGS)}(?:{any_of(_SPELLINGS)}))?"
    f"(?:{_any_start(_CURRENCY_STARTS)}|{SECOND}|{GAP}[0-9])"
)

# Scales that are counted in words start with one of these.
LARGE_SCALES: Final = (
    "милли", "трилли", "млн", "млрд", "milli", "billi", "trilli", "mln",
)  # fmt: skip
_BEHIND_DIGITS: Final = re.compile(r"(?<=[0-9][ ])")
# What else may stand before a scale in words, and the number that it means.
_PARTS: Final = {
    0.5: re.compile(r"(?<!\w)(?:half[ \n-]an?[ \n]|an?[ \n]half[ \n-]|половин[ау][ \n]|пол)\Z"),
    0.25: re.compile(r"(?<!\w)(?:an?[ \n]quarter[ \n](?:of[ \n]an?[ \n])?|четверть[ \n])\Z"),
    1.0: re.compile(r"(?<!\w)(?<!of[ \n])an?[ \n]\Z"),
}
# «Миллиард рублей» is one, but not «5 с лишним миллиарда».
_ONE: Final = re.compile(r"(?:миллион|миллиард|триллион)(?=[ \n])")
_NOTHING_BEFORE: Final = re.compile(r"(?:(?:\A|[.!?:;,\n\]»)(-]|[а-яa-z]{2,})[ \n]?)\Z")
_MORE: Final = re.compile(rf"{GAP}(?=[0-9]{{1,3}}(?!\d|[.,]\d))")


_CHANGE: Final = re.compile(
    rf"[ \n](?:to|до|and|or|или|и)[ \n](?:[^\w\s]|us\$)?(?:{NUMBER.pattern})", re.X
)


# Behind a number without a sign these leave no room for a currency; so does the end of a text.
_NO_CURRENCY: Final = ".,;:)]!?%/»\"'"


class _Amount(NamedTuple):
    low: float
    high: float
    end: int
    scaled: bool


def read_money(page: Page, number: re.Match[str]) -> Fact | None:
    """Read the sum whose first number stands at ``number``, if there is one."""
    plain = page.plain
    start, end = number.span()
    if sign := _sign_before(page.text, start):
        value = read_number(plain, start, end)
        amount = _range(plain, sign.start(), value, end, signed=True) or _single(
            plain, value, end, signed=True
        )
        # «Тыс.» is an abbreviation; the full stop behind «$5 млрд.» is that of the sentence.
        end = amount.end - plain.endswith(("н.", "д."), start, amount.end)
        return _fact(page, sign.start(), end, amount, str(sign.lastgroup))
    if plain[end : end + 1] in _NO_CURRENCY or (start and plain[start - 1].isalpha()):
        return None
    return _read_behind(page, start, end)


def _sign_before(text: str, start: int) -> re.Match[str] | None:
    """Find the sign before a number; the text itself is read, since "TRY" is no "try"."""
    place = start - 1
    if place > 0 and text[place].isspace():
        place -= 1
    if place < 0 or text[place] not in _LAST_OF_SIGN:
        return None
    return _BEFORE.search(text, max(0, start - _LONGEST_SIGN), start)


def read_worded_money(page: Page, place: int) -> Fact | None:
    """Read the sum whose number in words ends before a scale: «полтора миллиарда рублей»."""
    plain = page.plain
    if _BEHIND_DIGITS.match(plain, place):
        return None
    quantity = worded_before(plain, place) or _part_before(plain, place)
    if quantity is None:
        return None
    factor, end = _scale(plain, quantity.end, signed=False)
    amount = _Amount(_tidy(quantity.low * factor), _tidy(quantity.high * factor), end, True)
    return _with_currency(page, quantity.start, amount)


def _part_before(plain: str, start: int) -> Quantity | None:
    """Read "half a billion", «полмиллиарда», "a billion" and «миллиард» alone."""
    near = max(0, start - 16)
    for value, pattern in _PARTS.items():
        if part := pattern.search(plain, near, start):
            return Quantity(part.start(), value, float("nan"), start)
    if _ONE.match(plain, start) and _NOTHING_BEFORE.search(plain, near, start):
        return Quantity(start, 1.0, float("nan"), start)
    return None


def _read_behind(page: Page, start: int, end: int) -> Fact | None:
    """Read the sum whose currency stands behind its number or behind what it changes to."""
    plain = page.plain
    if _MAY_BE_SUM.match(plain, end) is None:
        return None
    value = read_number(plain, start, end)
    for amount in (
        _range(plain, start, value, end, signed=False),
        _single(plain, value, end, signed=False),
    ):
        if amount and (fact := _with_currency(page, start, amount)):
            return fact
    if not plain.endswith(CHANGE_OPENERS, max(0, start - 6), start):
        return None
    own_factor, own_end = _scale(plain, end, signed=False)
    if change := change_after(plain, start, own_end):
        factor, scale_end = _scale(plain, change.end(), signed=False)
        value *= own_factor if own_end > end else factor
        amount = _Amount(_tidy(value), float("nan"), scale_end, factor > 1.0)
        if later := _with_currency(page, start, amount):
            return _fact(page, start, own_end, amount, later.unit)
    return None


def _with_currency(page: Page, start: int, amount: _Amount) -> Fact | None:
    currency = _BEHIND[amount.scaled].match(page.plain, amount.end)
    if currency is None:
        return None
    word = page.text[amount.end : currency.end()].strip(" \n-")
    code = str(currency.lastgroup)
    if word.upper() == code and not word.isupper():
        return None
    return _fact(page, start, currency.end(), amount, code)


def _scale(plain: str, end: int, *, signed: bool) -> tuple[float, int]:
    """Read the scale behind a number; (1, end) if there is none."""
    if match := _SCALE.match(plain, end):
        return _FACTORS[str(match.lastgroup)], match.end()
    if signed and (letter := _SCALE_LETTER.match(plain, end)):
        return SCALE_LETTERS[letter[0]], letter.end()
    return 1.0, end


def _single(plain: str, value: float, end: int, *, signed: bool) -> _Amount:
    factor, scale_end = _scale(plain, end, signed=signed)
    if signed and factor == 1.0 and (change := _CHANGE.match(plain, end)):
        # "from $1 to $2 billion": the scale is said once, for both.
        factor = _scale(plain, change.end(), signed=True)[0]
        return _Amount(_tidy(value * factor), float("nan"), end, factor > 1.0)
    amount = value * factor
    if factor > 1.0 and (more := _MORE.match(plain, scale_end)):
        number = NUMBER.match(plain, more.end())
        if number is not None:
            more_factor, more_end = _scale(plain, number.end(), signed=signed)
            # «5 млрд 300 млн», «10 тысяч 500 рублей»; a year or a count is no smaller part.
            is_part = more_factor < factor and (more_factor > 1.0 or not signed)
            if is_part and (more_factor > 1.0 or _BEHIND[False].match(plain, more_end)):
                amount += read_number(plain, *number.span()) * more_factor
                scale_end = more_end
    return _Amount(_tidy(amount), float("nan"), scale_end, factor > 1.0)


def _range(plain: str, start: int, value: float, end: int, *, signed: bool) -> _Amount | None:
    low_factor, low_end = _scale(plain, end, signed=signed)
    second_start = joint_after(plain, start, low_end)
    if second_start is None:
        return None
    if signed and (sign := _SIGN_AGAIN.match(plain, second_start)):
        if joint_after(plain, start, low_end, has_unit=True) is None:
            return None
        second_start = sign.end()
    second = NUMBER.match(plain, second_start)
    if second is None:
        return None
    factor, scale_end = _scale(plain, second.end(), signed=signed)
    low = value * (low_factor if low_end > end else factor)
    high = read_number(plain, *second.span()) * factor
    if not low < high:
        return None
    return _Amount(_tidy(low), _tidy(high), scale_end, factor > 1.0)


_SIGN_AGAIN: Final = re.compile(
    "(?:"
    + any_of(sign.lower() for code in CURRENCIES for sign in _signs(code) if not sign[-1].isalpha())
    + ")[ ]?"
)


def _tidy(amount: float) -> float:
    """Drop what binary fractions add: 4.1 * 1e9 is 4100000000, not 4099999999.9999995."""
    return round(amount, 4)


def _fact(page: Page, start: int, end: int, amount: _Amount, code: str) -> Fact:
    return Fact("money", amount.low, amount.high, code, None, start, end, page.text[start:end])
