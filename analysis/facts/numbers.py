"""Numbers: how they are written in digits and in words.

A number starts at a digit and its length is bounded, so that a field of digits or spaces of
any size is read in linear time.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

GAP: Final = r"[ \n]{0,2}"
WORD_END: Final = r"(?![^\W\d_])"
# \w without digits: the ending of an inflected word.
_ENDING: Final = r"[^\W\d_]{0,8}"

# The digit comes before the look-behinds: a pattern that opens with a set is searched fast.
_FIRST_DIGIT: Final = r"[0-9] (?<! [0-9]{2} ) (?<! [0-9][.,][0-9] )"
NUMBER: Final = re.compile(
    rf"""
    {_FIRST_DIGIT}
    (?:
        [0-9]{{0,2}} (?= [ ,.][0-9]{{2}} ) (?:
            (?: [ ][0-9]{{3}} ){{1,4}} (?: [.,][0-9]{{1,3}} )?    # 1 700; 1 700,5
          | (?: ,[0-9]{{3}} ){{1,4}} (?: \.[0-9]{{1,3}} )?        # 76,000; 1,207.5
          | (?: ,[0-9]{{2}} ){{1,4}} ,[0-9]{{3}}                  # 1,45,980
          | (?: \.[0-9]{{3}} ){{2,4}}                             # 1.500.000
        )
      | [0-9]{{0,14}} (?: [.,][0-9]{{1,6}} )?                    # 300; 1,5
    )
    (?! [0-9] ) (?! [.,][0-9] )
    """,
    re.VERBOSE,
)
_CYRILLIC: Final = re.compile("[а-я]")
_COMMA_AND_THREE: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_NEAR: Final = 12

_JOINT: Final = re.compile(rf"{GAP}-+{GAP}|-?[ \n]{{1,2}}(?P<word>to|до|and)[ \n]{{1,2}}")
# What stands behind the first number of a range.
JOINTS: Final = ("to ", "to\n", "до ", "до\n", "and ", "and\n")
SECOND: Final = rf"(?:{GAP}-+{GAP}|-?[ \n]{{1,2}}(?:to|до|and)[ \n]{{1,2}})[0-9]"
# A word joins two numbers only after the word that opens the pair: «от 10 до 15» is a range,
# «с 10 до 15» and "from 10 to 15" are changes.
_OPENERS: Final = {
    "to": re.compile(r"(?<!from)[ ]\Z|\A\Z|[^\w\s]\Z"),
    "до": re.compile(r"\bот[ \n][^\w\s]?\Z"),
    "and": re.compile(r"\bbetween[ \n](?:[^\w\s]|us\$|eur |usd )?\Z"),
}

CHANGE_OPENERS: Final = ("с ", "со ", "from ")
_CHANGE_BEFORE: Final = re.compile(rf"(?<!\w)(?:{'|'.join(CHANGE_OPENERS)})\Z")
_CHANGE_AFTER: Final = re.compile(rf"[ \n](?:до|to)[ \n](?P<second>{NUMBER.pattern})", re.VERBOSE)

# Spellings of a number; the second Russian one, the genitive, also opens adjectives:
# «пятилетний», «двадцатипятилетний».
_UNITS: Final = {
    1: "один одного одному одним одна одной одну one",
    2: "два двух двум двумя две two",
    3: "три трех трем тремя three",
    4: "четыре четырех четырем четырьмя four",
    5: "пять пяти пятью five",
    6: "шесть шести шестью six",
    7: "семь семи семью seven",
    8: "восемь восьми восемью eight",
    9: "девять девяти девятью nine",
}
_TEENS: Final = {
    1.5: "полтора полутора полторы",
    10: "десять десяти десятью ten",
    11: "одиннадцать одиннадцати одиннадцатью eleven",
    12: "двенадцать двенадцати двенадцатью twelve",
    13: "тринадцать тринадцати тринадцатью thirteen",
    14: "четырнадцать четырнадцати четырнадцатью fourteen",
    15: "пятнадцать пятнадцати пятнадцатью fifteen",
    16: "шестнадцать шестнадцати шестнадцатью sixteen",
    17: "семнадцать семнадцати семнадцатью seventeen",
    18: "восемнадцать восемнадцати восемнадцатью eighteen",
    19: "девятнадцать девятнадцати девятнадцатью nineteen",
}
_TENS: Final = {
    20: "двадцать двадцати двадцатью twenty",
    30: "тридцать тридцати тридцатью thirty",
    40: "сорок сорока forty",
    50: "пятьдесят пятидесяти пятьюдесятью fifty",
    60: "шестьдесят шестидесяти шестьюдесятью sixty",
    70: "семьдесят семидесяти семьюдесятью seventy",
    80: "восемьдесят восьмидесяти восемьюдесятью eighty",
    90: "девяносто девяноста ninety",
}
_HUNDREDS: Final = {
    100: "сто ста",
    200: "двести двухсот",
    300: "триста трехсот",
    400: "четыреста четырехсот",
    500: "пятьсот пятисот",
    600: "шестьсот шестисот",
    700: "семьсот семисот",
    800: "восемьсот восьмисот",
    900: "девятьсот девятисот",
}
_VALUE_OF_WORD: Final = {
    word: float(value)
    for table in (_UNITS, _TEENS, _TENS, _HUNDREDS)
    for value, spellings in table.items()
    for word in spellings.split()
}
_HALF: Final = re.compile(r"[ \n-](?:с[ \n]половиной|and[ \n-]a[ \n-]half)\Z")


def _any_word(table: dict[float, str] | dict[int, str]) -> str:
    return "|".join(word for spellings in table.values() for word in spellings.split())


# One and a half goes with the teens: nothing is added to it.
_WORDED: Final = rf"""
    (?: (?:{_any_word(_HUNDREDS)}) [ \n] )?
    (?: (?:{_any_word(_TENS)}) [ \n-] (?:{_any_word(_UNITS)})
      | {_any_word(_TEENS)} | {_any_word(_TENS)} | {_any_word(_UNITS)} )
    (?: [ \n-] (?: с[ \n]половиной | and[ \n-]a[ \n-]half ) )?
  | {_any_word(_HUNDREDS)}
"""
_WORDED_BEFORE: Final = re.compile(
    rf"(?<!\w) (?:(?P<low>{_WORDED})(?P<joint>[ \n]?-[ \n]?|-?[ \n](?:to|до|and)[ \n]))??"
    rf" (?P<number>{_WORDED}) [ \n-]{{1,2}} \Z",
    re.VERBOSE,
)
# «двадцатипяти» before «летний».
_GENITIVES: Final = {
    float(value): spellings.split()[1]
    for table in (_TENS, _TEENS, _UNITS)
    for value, spellings in table.items()
}
_GLUED: Final = {
    **{word: value for value, word in _GENITIVES.items() if value > 1},
    **{
        _GENITIVES[tens] + _GENITIVES[unit]: float(tens + unit)
        for tens in _TENS
        for unit in _UNITS
        if unit > 1
    },
}
_GLUED_BEFORE: Final = re.compile(r"(?<!\w)(?:" + "|".join(_GLUED) + r")\Z")
_LONGEST_WORDED: Final = 60
_LAST_WORDS: Final = frozenset({*_VALUE_OF_WORD, "половиной", "half"})
_LONGEST_LAST_WORD: Final = 16


# How the units of shares and of spans start. A line may break before the word between two numbers,
# not behind it.
SHARES: Final = ("%", "проц", "per", "pct")
SPANS: Final = ("лет", "год", "yea", "yr")
_MEASURED: Final = re.compile(
    rf"{GAP}-?{GAP}(?:{'|'.join(SHARES + SPANS)})|(?!{GAP}(?:to|до|and)\n){SECOND}"
)


class Quantity(NamedTuple):
    """A number or a range of two at its offsets; ``high`` is NaN for one number."""

    start: int
    low: float
    high: float
    end: int


def words(spellings: str) -> tuple[str, ...]:
    """Split a list of spellings at spaces; _ stands for a space within a spelling.

    >>> words("loan* tax_credit*")
    ('loan*', 'tax credit*')
    """
    return tuple(spelling.replace("_", " ") for spelling in spellings.split())


def any_of(spellings: Iterable[str]) -> str:
    """Write a pattern for any of the spellings, the longest first; * opens the ending.

    >>> bool(re.fullmatch(any_of(["доллар* сша", "₽"]), "долларов сша"))
    True
    """
    ordered = sorted(spellings, key=len, reverse=True)
    return "|".join(map(_spelling, ordered))


def first_letters(spellings: Iterable[str]) -> str:
    """Write a look-ahead for the first letters of the spellings: most places fail on it.

    >>> first_letters(["руб*", "€", "рубль"])
    '(?=[р€])'
    """
    letters = sorted({spelling[0] for spelling in spellings})
    return f"(?=[{re.escape(''.join(letters))}])"


def _spelling(spelling: str) -> str:
    parts = [
        re.escape(word.rstrip("*")) + (_ENDING if word.endswith("*") else "")
        for word in spelling.split()
    ]
    edge = WORD_END if spelling[-1].isalpha() or spelling[-1] == "*" else ""
    return r"[ \n-]{1,2}".join(parts) + edge


def read_number(plain: str, start: int, end: int) -> float:
    """Read the number at an offset; "1,500" is 1.5 among Cyrillic letters, else 1500.

    >>> read_number("1 700,5 руб.", 0, 7), read_number("1,500 tonnes", 0, 5)
    (1700.5, 1500.0)
    """
    digits = plain[start:end].replace(" ", "")
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        return float(digits.replace(",", ""))
    if points > 1:
        return float(digits.replace(".", ""))
    if commas > 1 or (commas and _comma_groups_thousands(plain, start, end)):
        return float(digits.replace(",", ""))
    return float(digits.replace(",", "."))


def _comma_groups_thousands(plain: str, start: int, end: int) -> bool:
    if not _COMMA_AND_THREE.fullmatch(plain, start, end):
        return False
    if plain.endswith("000", start, end):
        return True
    near_start, near_end = max(0, start - _NEAR), end + _NEAR
    return _CYRILLIC.search(plain, near_start, near_end) is None


# "8% to 9%" is a range only behind these words: "fell 1% to 55%" is a change.
_RANGE_BEFORE: Final = re.compile(r"(?<!\w)(?:between|of|be)[ ]\Z")


def joint_after(plain: str, start: int, end: int, *, has_unit: bool = False) -> int | None:
    """Find where the second number of a range may start, if a range may stand here.

    Parameters
    ----------
    plain : plain copy of a text
    start, end : offsets of the first number, its scale or sign included
    has_unit : both numbers have a unit of their own: "8% to 9%"
    """
    joint = _JOINT.match(plain, end)
    if joint is None:
        return None
    word = joint["word"]
    if has_unit and word == "to":
        return joint.end() if _RANGE_BEFORE.search(plain, max(0, start - 10), start) else None
    if word and not _OPENERS[word].search(plain, max(0, start - 16), start):
        return None
    return joint.end()


def _is_glued(plain: str, start: int) -> bool:
    """Tell whether a number is the rest of a word or of a fraction: "B5", "5/8"."""
    return start > 0 and (plain[start - 1].isalpha() or plain[start - 1] == "/")


def quantities(plain: str, number: re.Match[str]) -> tuple[Quantity, ...]:
    """Read the first number alone and, before it, a range if there is one.

    Nothing is read where neither a unit nor a second number follows, nor inside a word.
    """
    start, end = number.span()
    if _MEASURED.match(plain, end) is None or _is_glued(plain, start):
        return ()
    single = Quantity(start, read_number(plain, start, end), float("nan"), end)
    second_start = joint_after(plain, start, end)
    if second_start is not None and (second := NUMBER.match(plain, second_start)):
        high = read_number(plain, *second.span())
        if high > single.low:
            return Quantity(start, single.low, high, second.end()), single
    return (single,)


def read_words(spelled: str) -> float:
    """Read a number in words, in plain letters.

    >>> read_words("двадцать пять"), read_words("two and a half"), read_words("сто")
    (25.0, 2.5, 100.0)
    """
    half = _HALF.search(spelled)
    parts = re.split("[ \n-]", spelled[: half.start()] if half else spelled)
    return sum(_VALUE_OF_WORD[part] for part in parts) + (0.5 if half else 0.0)


def worded_before(plain: str, end: int) -> Quantity | None:
    """Read the number or the range in words that ends before a unit.

    The quantity ends where the number does; what parts it from the unit is left out.

    >>> worded_before("от семи до двенадцати лет", 22)
    Quantity(start=3, low=7.0, high=12.0, end=21)
    >>> worded_before("twenty-five years", 12)
    Quantity(start=0, low=25.0, high=nan, end=11)
    """
    tail = plain[max(0, end - _LONGEST_LAST_WORD) : end].rstrip(" \n-")
    last_word = tail[max(map(tail.rfind, " \n-")) + 1 :]
    if last_word not in _LAST_WORDS:
        return None  # The pattern is slow, and few units stand behind a number in words.
    match = _WORDED_BEFORE.search(plain, max(0, end - _LONGEST_WORDED), end)
    if match is None:
        return None
    high, (start, number_end) = read_words(match["number"]), match.span("number")
    if match["low"] and joint_after(plain, match.start(), match.end("low")) is not None:
        low = read_words(match["low"])
        if low < high:
            return Quantity(match.start(), low, high, number_end)
    return Quantity(start, high, float("nan"), number_end)


def glued_before(plain: str, end: int) -> Quantity | None:
    """Read the number that opens a Russian adjective: «двадцатипяти» in «двадцатипятилетний».

    >>> glued_before("двадцатипятилетний", 12)
    Quantity(start=0, low=25.0, high=nan, end=12)
    """
    if not plain[max(0, end - 1) : end].isalpha():
        return None
    match = _GLUED_BEFORE.search(plain, max(0, end - _LONGEST_WORDED), end)
    return match and Quantity(match.start(), _GLUED[match[0]], float("nan"), end)


def change_after(plain: str, start: int, end: int) -> re.Match[str] | None:
    """Find the second number of a change whose first stands alone: «с 2 до 6 млрд рублей».

    >>> change_after("с 2 до 6 млрд рублей", 2, 3)["second"]
    '6'
    """
    if _CHANGE_BEFORE.search(plain, max(0, start - 6), start):
        return _CHANGE_AFTER.match(plain, end)
    return None
