"""Horizons: how long a plan runs (unit "years") or until which year (unit "until").

A number of years is a horizon only where its neighbours say that it lies ahead or belongs to
a plan; ages, experience, sentences and the past are not. A year alone is no horizon, nor is
a span or a date that was over when the text was published.
"""

import math
import re
from typing import Final

from analysis.facts.dates import MONTH, YEAR_WORD
from analysis.facts.numbers import (
    GAP,
    WORD_END,
    Quantity,
    any_of,
    glued_before,
    worded_before,
    words,
)
from analysis.facts.page import SENTENCE_END, Fact, Page

# Later years are product numbers.
LATEST_YEAR: Final = 2100
# Longer spans between two years are lives and eras.
LONGEST_SPAN: Final = 30
# Plans are not made for longer; 150 years are an anniversary.
LONGEST_HORIZON: Final = 60

# What is planned, financed or granted for a time: near it, "for 15 years" is a horizon.
PLANS: Final = words(
    "программ* госпрограмм* нацпрограмм* план* проект* нацпроект* стратег* контракт* договор*"
    " соглашени* кредит* заем займ* лизинг* аренд* инвестиц* инвестир* вложи* вложен* срок*"
    " период* горизонт* цикл* мораторий моратори* льгот* карт* прогноз* бюджет* обязательств*"
    " поставк* лиценз* каникул* концесс* спик гарант* субсид* грант* финансир* окуп* рассчитан*"
    " млрд млн трлн миллиард* миллион* триллион* руб* доллар* евро отсрочк* продл* действ*"
    " programme* program* plan plans planned project* strateg* contract* agreement* deal deals"
    " loan* lease* invest* period* horizon* cycle* moratori* holiday* exempt* roadmap* road-map"
    " forecast* outlook* budget* framework* commit* suppl* licen* concession* guarantee* grant*"
    " subsid* fund* mandate* initiative* package* scheme* tax_credit* valid term terms billion"
    " million trillion bn spend* amortis* transition* target* extend* extension*"
)
# People, sentences and records: whatever stands near, these are not horizons.
NO_PLANS_BEFORE: Final = words(
    "стаж* опыт* возраст* исполнил* старше младше моложе приговор* осужд* осуди* дети детей"
    " детям подростк* школьник* мужчин* женщин* девочк* мальчик* девушк* юнош* молодеж* впервые"
    " последние последних прошедшие прошлые минувшие уже свыше посади* посаж* подсудим*"
    " категори* арест* назад дисквалиф* наказан* тюрем* тюрьм* заключени* лишени* свободы колони*"
    " запрет* запрещ* въезд* режим* ребят* задержк* лиша* апелляц*"
    " aged age ages sentenced jailed prison imprisoned children patients adults people men women"
    " last past previous first time recent experience earlier boys girls banned faces debar*"
)
NO_PLANS_AFTER: Final = words(
    "назад колони* тюрьм* тюрем* лишени* заключени* строг* общего принудит* условно спустя"
    " запрет* запрещ* совместн*"
    " старше моложе младше раньше со стаж* опыт* возраст* отроду исполнил* подряд ареста получил*"
    " ago old olds earlier later in_prison in_jail in_power in_office imprison* prison jail"
    " behind_bars of_age of_experience of_prison of_jail before he she they i we has have had"
    " younger older since probation"
)

_FORWARD: Final = re.compile(
    r"""(?<!\w)(?:
        (?: на | в | за | через ) [ ] (?: ближайш\w{1,3} | следующ\w{1,3} | предстоящ\w{1,3} )
      | (?: на | сроком ) [ ] (?: срок | период ) (?: [ ] (?: до | от | в | более | не[ ]менее ) )?
      | сроком [ ] (?: на | до | от | в )
      | в [ ] течение [ ] (?: ближайш\w{1,3} | следующ\w{1,3} | предстоящ\w{1,3} )
      | на (?: [ ] (?: целых | все | следующие ) )?
      | (?: next | coming | following ) (?: [ ] (?: about | roughly | some ) )?
      | (?: term | period | horizon | duration | life ) [ ] of (?: [ ] (?: up[ ]to | about ) )?
    )[ ]{1,2}\Z""",
    re.VERBOSE,
)
_WEAK: Final = re.compile(
    r"""(?<!\w)(?:
        до | от | в[ ]течение | сроком | через | более(?:[ ]чем)? | не[ ]менее | около
      | in | over | for | of | within | during | up[ ]to | to | at[ ]least | than | about | by
      | through[ ]the | spanning | lasting | around
    )[ ]{1,2}\Z""",
    re.VERBOSE,
)
_UNIT: Final = re.compile(
    rf"""
    {GAP} (?P<noun> лет | года | год | years? | yrs? ) {WORD_END}
    | {GAP} - {GAP} (?P<adjective> летн[^\W\d_]{{1,3}} | year (?! s | -?[ ]?olds? ) ) {WORD_END}
    """,
    re.VERBOSE,
)
_PLAN: Final = re.compile(rf"(?<!\w)(?:{any_of(PLANS)})|[$€£₽¥][ ]?[0-9]|[0-9](?:bn|tn|mn|m)\b")
_PLAN_BEHIND: Final = re.compile(rf"[ -](?:[^\W\d_]{{1,20}}[ -]){{0,2}}(?:{any_of(PLANS)})")
_NOT_BEFORE: Final = re.compile(rf"(?<!\w)(?:{any_of(NO_PLANS_BEFORE)})")
_NOT_BEHIND: Final = re.compile(rf",?[ ]{{1,2}}(?:{any_of(NO_PLANS_AFTER)})|-old")
_WITHIN: Final = re.compile(r"(?<!\w)за[ ]\Z")
_PLANNED: Final = re.compile(
    r"(?<!\w)(?:планир|намерен|должн|окуп|направит|вложит|потратит|выделит|построит|увеличит)"
)
_RECENT: Final = re.compile(
    r"(?:recent|last|past|previous|first|последн\w{2,3}|прошл\w{2,3}|перв\w{2,3})[ ]\Z"
)
_NO_PLAN_BEHIND: Final = re.compile(r"[ ](?:\w{1,15}[ ])?(?:sinking|debentur|note|bond|treasur)")

_YEARS: Final = re.compile(
    rf"""
    (?P<first> (?:19|20)[0-9]{{2}} ) {GAP} - {GAP} (?P<last> 20[0-9]{{2}} ) (?![0-9/-])
    (?: {GAP} {YEAR_WORD} )?
    """,
    re.VERBOSE,
)
_SEASON: Final = re.compile(r"[ ](?:season|сезон|учебн|school|academic)")
_SECOND_YEAR: Final = re.compile(
    rf"(?: {GAP} {YEAR_WORD} )? [ ] (?P<word> по | до | to | and | through | until ) [ ]"
    rf"(?P<last> 20[0-9]{{2}} ) (?![0-9.,]\d) (?: {GAP} {YEAR_WORD} )?",
    re.VERBOSE,
)
_FIRST_YEAR: Final = re.compile(r"(?<!\w)(?:с|со|from|between)[ ]\Z")
_PART_OF_YEAR: Final = rf"""(?:
      (?: концу | конца | началу | начала | середин[еы] | исходу ) [ ]
    | (?: the[ ] )? (?: end | start | beginning | close | middle ) (?: [ ] of )? [ ]
    | (?: early | late | mid ) [ -]
    | (?: the[ ] )? (?: fiscal | financial ) (?: [ ] year )? [ ]
    | fy [ ]?
    | (?: the[ ] )? year [ ]
    | (?: 31 [ ] декабря | 1 [ ] января | 31 [ ] december | 1 [ ] january ) [ ]
    | (?: december [ ] 31 | january [ ] 1 ) ,? [ ]
    | (?: 31[.]12 | 0?1[.]01 ) [.]
    | {MONTH} [ ]
)?"""
# Behind a percentage or such words «к 2019 году» is a comparison.
_COMPARED: Final = r"(?<!%[ ])(?<!процента[ ])(?<!процентов[ ])(?<!ению[ ])(?<!роста[ ])"
# «С 2014 по 2024 год» is a span: its end alone is no horizon.
_SPANNED: Final = r"(?<![0-9]{4}[ ])(?<![0-9]{4}[ ]года[ ])(?<![0-9]{4}[ ]г\.[ ])"
_UNTIL_RU: Final = re.compile(
    rf"(?<!\w) {_COMPARED} {_SPANNED}"
    rf" (?: (?: до | к | вплоть[ ]до ) [ ] {_PART_OF_YEAR} | (?P<last>по[ ]) )"
    r" \Z",
    re.VERBOSE,
)
# "January 1, 2019 through December 31, 2019" looks back.
_UNTIL_EN: Final = re.compile(
    r"(?<!\w) (?<!20[0-9]{2}[ ]) (?<!20[0-9]{2},[ ])"
    rf" (?P<word> by | until | till | through | up[ ]to | to ) [ ] {_PART_OF_YEAR} \Z",
    re.VERBOSE,
)
# Patterns that must end at a place are slow where they fail. «В 2030 году» is no end; and these
# letters are in each match.
_WITHIN_YEAR: Final = re.compile(r"(?<=[ \n]в[ ])|(?<=[ \n]in[ ])")
_RUSSIAN: Final = re.compile("[дкп]")
_ENGLISH: Final = re.compile("[bt]")
_YEAR_AS_LAST: Final = re.compile(r"[ \n](?:год|г\.)(?!\w)")
_ORDINAL: Final = r"-(?:го|му|м|й)(?!\w)"
_YEAR_BEHIND: Final = re.compile(rf"(?: {_ORDINAL} )? {GAP} {YEAR_WORD} | {_ORDINAL}", re.VERBOSE)
_FISCAL: Final = re.compile(r"(?<!\w)fy\Z")
_PUNCTUATION: Final = re.compile(r"\s*(?:[.,;:!?)»\"'”\]]|\Z)|\s+-")
_COUNTED: Final = re.compile(r"[ ]?(?:%|per|руб|мл|people|persons|units|тонн|чел|шт|[$€£₽])")
_SPAN_BEFORE: Final = 60
_SPAN_AFTER: Final = 35


def read_year_horizon(page: Page, number: re.Match[str]) -> Fact | None:
    """Read the horizon whose first year stands at ``number``, if there is one."""
    start, end = number.span()
    if end - start != 4 or not page.plain[start:end].isdigit():
        return None
    if (
        start
        and page.plain[start - 1].isalpha()
        and not _FISCAL.search(page.plain, start - 3, start)
    ):
        return None
    return _read_years(page, start) or _read_until(page, start, end)


def read_span_horizon(page: Page, readings: tuple[Quantity, ...]) -> Fact | None:
    """Read "10-20 years", «на срок до 15 лет», "10-year programme"."""
    for quantity in readings:
        if fact := _read_span(page, quantity):
            return fact
    return None


def _read_years(page: Page, start: int) -> Fact | None:
    """Read "2021-2027", «с 2025 по 2030 год», "between 2024 and 2030"."""
    if match := _YEARS.match(page.plain, start):
        first, surface_start = int(match["first"]), start
        if int(match["last"]) - first == 1 and not match[0][-1].isalpha():
            return None  # "2019-2020" is a season or a report.
    else:
        match = _SECOND_YEAR.match(page.plain, start + 4)
        opener = match and _FIRST_YEAR.search(page.plain, max(0, start - 8), start)
        if opener is None or match is None:
            return None
        first, surface_start = int(page.plain[start : start + 4]), opener.start()
    last = int(match["last"])
    is_past = last <= page.published_year
    if is_past or not 0 < last - first <= LONGEST_SPAN or _SEASON.match(page.plain, match.end()):
        return None
    return _until(page, surface_start, match.end(), last, float(first))


def _read_until(page: Page, start: int, end: int) -> Fact | None:
    """Read «до 2030 года», «к концу 2025 года», "by 2030", "until December 2026"."""
    plain = page.plain
    year = int(plain[start:end])
    if not page.published_year <= year <= LATEST_YEAR:
        return None
    if _WITHIN_YEAR.match(plain, start):
        return None
    near = max(0, start - 32)
    russian = _UNTIL_RU.search(plain, near, start) if _RUSSIAN.search(plain, near, start) else None
    if russian:
        year_word = _YEAR_AS_LAST if russian["last"] else _YEAR_BEHIND
        if word := year_word.match(plain, end):
            return _until(page, russian.start(), word.end(), year)
        if not russian["last"] and _PUNCTUATION.match(plain, end):
            return _until(page, russian.start(), end, year)
        return None
    english = _UNTIL_EN.search(plain, near, start) if _ENGLISH.search(plain, near, start) else None
    if english is None or _COUNTED.match(plain, end):
        return None
    if english["word"] == "to" and not _PLAN.search(plain, max(0, near - 8), english.start()):
        return None
    return _until(page, english.start(), end, year)


def _until(page: Page, start: int, end: int, year: int, first: float = float("nan")) -> Fact:
    return Fact("horizon", first, float("nan"), "until", year, start, end, page.text[start:end])


def _read_span(page: Page, quantity: Quantity) -> Fact | None:
    unit = _UNIT.match(page.plain, quantity.end)
    if unit is None or not 0 < quantity.low <= LONGEST_HORIZON:
        return None
    start, end = quantity.start, unit.end()
    if unit["adjective"]:
        is_horizon = _names_plan(page.plain, start, end)
    else:
        is_range = not math.isnan(quantity.high)
        is_horizon = _lies_ahead(page, start, end, is_range=is_range)
    return _span(page, start, end, quantity.low, quantity.high) if is_horizon else None


def _span(page: Page, start: int, end: int, low: float, high: float = float("nan")) -> Fact:
    return Fact("horizon", low, high, "years", None, start, end, page.text[start:end])


def _names_plan(plain: str, start: int, end: int) -> bool:
    """Tell whether "10-year" is said of a plan: "10-year programme", not "10-year high"."""
    return (
        _PLAN_BEHIND.match(plain, end) is not None
        and _NO_PLAN_BEHIND.match(plain, end) is None
        and _RECENT.search(plain, max(0, start - 12), start) is None
    )


def _lies_ahead(page: Page, start: int, end: int, *, is_range: bool) -> bool:
    """Tell whether the neighbours of "10 years" make it the length of a plan."""
    plain, before = page.plain, max(0, start - _SPAN_BEFORE)
    for stop in SENTENCE_END.finditer(page.text, before, start + 1):
        before = stop.end()
    if _NOT_BEHIND.match(plain, end) or _NOT_BEFORE.search(plain, before, start):
        return False
    if _FORWARD.search(plain, before, start):
        return True
    # «От 30 до 50 лет» is an age as often as the length of a plan.
    if is_range and not plain.endswith("от ", before, start):
        return True
    if _WEAK.search(plain, before, start):
        needed = _PLAN
    elif _WITHIN.search(plain, before, start):
        needed = _PLANNED
    else:
        return False
    after = end + _SPAN_AFTER
    if stop_after := SENTENCE_END.search(page.text, end, after):
        after = stop_after.start()
    return bool(needed.search(plain, before, start) or needed.search(plain, end, after))


WORD_UNITS: Final = ("лет", "года", "десятилети", "year", "decade")
# No number in words stands before «2030 года», and none is written together with «года».
_WORD_UNIT: Final = re.compile(
    r"(?:(?<![^\W\d_])(?<![0-9][ \n-])|(?=летн))(?:лет|года|year|decade|десятилети)[^\W\d_]{0,5}"
)
_NOUNS: Final = frozenset({"лет", "года", "years"})
_DECADE: Final = re.compile(r"decades?\Z|десятилети[еяй]\Z")
_END_OF_DECADE: Final = re.compile(
    r"(?<!\w)(?:(?:к|до)[ ]концу?а?|(?:by|until|through)[ ](?:the[ ])?end[ ]of)[ ]"
    r"(?:(?:th[ei]s?|этого|текущего|нынешнего)[ ])?\Z"
)
_ONE_DECADE: Final = re.compile(r"(?<!for[ ])(?<!just[ ])(?<!well[ ])(?<!\w)over[ ]a[ ]\Z")


def read_worded_horizon(page: Page, place: int) -> Fact | None:
    """Read the horizon without a digit whose unit stands at an offset: "the next five years"."""
    unit = _WORD_UNIT.match(page.plain, place)
    if unit is None:
        return None
    return _read_decade(page, unit) if _DECADE.match(unit[0]) else _read_worded(page, unit)


def _read_worded(page: Page, unit: re.Match[str]) -> Fact | None:
    plain, (start, end) = page.plain, unit.span()
    if unit[0].startswith("летн"):
        quantity = glued_before(plain, start) or worded_before(plain, start)
    elif unit[0] == "year" or unit[0] in _NOUNS:
        quantity = worded_before(plain, start)
    else:
        return None
    if quantity is None or not quantity.low <= LONGEST_HORIZON:
        return None
    is_range = not math.isnan(quantity.high)
    if unit[0] in _NOUNS:
        is_horizon = _lies_ahead(page, quantity.start, end, is_range=is_range)
    else:
        is_horizon = _names_plan(plain, quantity.start, end)
    return _span(page, quantity.start, end, quantity.low, quantity.high) if is_horizon else None


def _read_decade(page: Page, unit: re.Match[str]) -> Fact | None:
    """Read "the next decade", "over the next two decades", «к концу десятилетия»."""
    plain, (start, end) = page.plain, unit.span()
    before = max(0, start - 40)
    if closing := _END_OF_DECADE.search(plain, before, start):
        return _until(page, closing.start(), end, (page.published_year // 10 + 1) * 10)
    if quantity := worded_before(plain, start):
        ahead = _lies_ahead(page, quantity.start, end, is_range=False)
        return _span(page, quantity.start, end, quantity.low * 10) if ahead else None
    if _FORWARD.search(plain, before, start) and plain[start - 3 : start] != "на ":
        return _span(page, start, end, 10.0)
    if (opener := _ONE_DECADE.search(plain, before, start)) and _PLAN.search(
        plain, max(0, start - _SPAN_BEFORE), opener.start()
    ):
        return _span(page, start, end, 10.0)
    return None
