"""Acts: laws, decrees and orders by number, under one citation for all spellings.

«ПП 719», «постановление № 719» and "Government decree 719" are all "RU decree 719". Numbers
repeat every year, so the year is kept where the text states it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from analysis.facts.dates import date
from analysis.facts.numbers import any_of, words
from analysis.facts.page import Fact, Page

# Who issues Russian acts; other words between the act and its number make it another's.
ISSUERS: Final = words(
    "правительств* президент* рф росси* российск* федерац* министерств* минпромторг* минфин*"
    " минэкономразвит* минэнерго минцифр* минтранс* минобрнаук* минсельхоз* минздрав* минстро*"
    " кабмин* банк* цб фас фтс промышленн* торговл* финансов экономическ* развити* энергетик*"
    " и государственн* федеральн* владимира путина"
)
# Sections of United States acts on trade and tax; "Section 5" of a report is none.
US_SECTIONS: Final = words(
    "122 201 232 301 337 338 421 889 899 1758 13x 30d 45q 45v 45w 45x 45y 48c 48d 48e"
)

_ISSUED: Final = rf"(?: [ ] (?:{any_of(ISSUERS)}) ){{0,9}}"
_FROM: Final = rf"(?: [ ] от [ ] {date('year')} )?"
_NUMBER_SIGN: Final = r"(?: № | n | no\.? | номер )"
_THEN_FROM: Final = rf"(?: ,? [ ] (?: от | of | dated ) [ ] {date('year_behind')} )?"
_OF: Final = rf"(?: [ ] (?: of | dated ) [ ] {date('year_of')} )?"
_END: Final = r"(?![\w/]) (?!-\w)"
_OF_ANOTHER_ACT: Final = (
    r"(?! (?: \( \w{1,3} \) ){0,4} [ ] of [ ] th(?:e|is|at) [ ]"
    r" (?! trade | tariff | export | internal | inflation | u\.?s ) )"
)
_PLAIN_NUMBER: Final = rf"(?P<number> [0-9]{{1,5}} ) {_END}"
_ORDER_NUMBER: Final = rf"(?P<number> [0-9]{{1,5}} (?: /[0-9]{{1,5}} ){{0,2}} ) {_END}"
_R_NUMBER: Final = rf"(?P<number> [0-9]{{1,5}} ) -[рr] {_END}"
_EU_NUMBER: Final = rf"(?P<number> [0-9]{{2,4}}/[0-9]{{2,4}} ) (?: /(?:eu|ec|ес) )? {_END}"
_PUBLIC_LAW_NUMBER: Final = rf"(?P<number> [0-9]{{2,3}} -[0-9]{{1,4}} ) {_END}"
_SECTION_NUMBER: Final = rf"(?P<number> {'|'.join(US_SECTIONS)} ) {_END} {_OF_ANOTHER_ACT}"
# A further number of a list: «№ 719 и № 1875». One without its sign must not count other things:
# a further number or the end of the clause follows it.
_LIST_JOINT: Final = r"(?: , [ ]? (?: (?:и|and) [ ] )? | [ ] (?:и|and|или|or|&) [ ] )"
_FURTHER_FROM: Final = rf"(?: от [ ] {date('year')} [ ] )?"
_SIGN_OR_CLAUSE_END: Final = (
    rf"(?: {_NUMBER_SIGN} [ ]? | (?= (?! (?:19|20)[0-9]{{2}} (?![0-9]) ) [0-9]{{2,5}}"
    r" (?: [.;)] | , [ ]? (?:№|[0-9]) | \Z | [ ] (?:и|and) [ ] (?: №[ ]? )? [0-9] ) ) )"
)
_FURTHER_PLAIN: Final = rf"{_FURTHER_FROM} {_SIGN_OR_CLAUSE_END} {_PLAIN_NUMBER} {_THEN_FROM}"


class ActForm(NamedTuple):
    """One way to cite an act.

    Attributes
    ----------
    hints : the pattern is tried only where one of these stands: small letters in the plain
        text, capitals as they are
    pattern : verbose pattern with a group ``number`` and, where stated, the groups of a year
    citation : unit of the fact; {number} is filled in, in capitals
    further : verbose pattern of a further number in a list of such acts; empty if none is read
    """

    hints: tuple[str, ...]
    pattern: str
    citation: str
    further: str = ""


ACT_FORMS: Final = (
    ActForm(
        ("постановлени",),
        rf"постановлени\w{{1,3}} {_ISSUED} {_FROM} [ ]? {_NUMBER_SIGN} [ ]? {_PLAIN_NUMBER}"
        rf" {_THEN_FROM}",
        "RU decree {number}",
        _FURTHER_PLAIN,
    ),
    ActForm(
        ("ПП",),
        rf"(?<!\w) (?P<capitals> пп ) (?: [ ] рф )? {_FROM} [ -]? (?: № [ ]? )?"
        rf" (?P<number> [0-9]{{2,4}} ) {_END} {_THEN_FROM}",
        "RU decree {number}",
    ),
    ActForm(
        ("decree", "resolution"),
        rf"(?: (?:russian[ ])? government (?:'s)? [ ] (?:decrees?|resolutions?) | decrees?"
        rf" | (?:decree|resolution) [ ] of [ ] the [ ] (?:russian[ ])? government"
        rf" (?: [ ] of [ ] (?:the[ ])? (?:russian[ ]federation|russia) )? )"
        rf" {_OF} (?: ,? [ ] {_NUMBER_SIGN} )? [ ] {_PLAIN_NUMBER} {_THEN_FROM}",
        "RU decree {number}",
        _FURTHER_PLAIN,
    ),
    ActForm(
        ("указ",),
        rf"указ (?<! \w указ ) (?:а|у|ом|е|ы|ов|ам|ами|ах)? {_ISSUED} {_FROM}"
        rf" [ ]? {_NUMBER_SIGN} [ ]? {_PLAIN_NUMBER} {_THEN_FROM}",
        "RU presidential decree {number}",
        _FURTHER_PLAIN,
    ),
    ActForm(
        ("presidential decree", "decree of the"),
        rf"(?: presidential [ ] decree | decree [ ] of [ ] the [ ] (?:russian[ ])? president"
        rf" (?: [ ] of [ ] (?:russia|the[ ]russian[ ]federation) )? ) {_OF}"
        rf" (?: ,? [ ] {_NUMBER_SIGN} )? [ ] {_PLAIN_NUMBER} {_THEN_FROM}",
        "RU presidential decree {number}",
    ),
    ActForm(
        ("распоряжени",),
        rf"распоряжени\w{{1,3}} {_ISSUED} {_FROM} [ ] (?: {_NUMBER_SIGN} [ ]? )?"
        rf" {_R_NUMBER} {_THEN_FROM}",
        "RU order {number}-r",
        rf"{_FURTHER_FROM} (?: {_NUMBER_SIGN} [ ]? )? {_R_NUMBER} {_THEN_FROM}",
    ),
    ActForm(
        ("order ", "orders "),
        rf"(?: government [ ] orders? | orders? ) {_OF} [ ] (?: {_NUMBER_SIGN} [ ]? )?"
        rf" {_R_NUMBER} {_THEN_FROM}",
        "RU order {number}-r",
        rf"{_FURTHER_FROM} (?: {_NUMBER_SIGN} [ ]? )? {_R_NUMBER} {_THEN_FROM}",
    ),
    ActForm(
        ("-р",),
        rf"(?P<number> [0-9] (?<! [\w-][0-9] ) [0-9]{{1,4}} ) -р {_END} {_THEN_FROM}",
        "RU order {number}-r",
    ),
    ActForm(
        ("фз", "-fz"),
        rf"(?: (?: (?:федеральн\w{{2,3}}[ ])? закон (?:а|у|ом|е|ы|ов|ам|ами|ах)? {_FROM}"
        rf" | (?:federal[ ])? laws? {_OF} ) [ ] )? (?: {_NUMBER_SIGN} [ ]? )?"
        rf" (?<![\w-]) (?P<number> [0-9]{{1,4}} ) [ ]?-[ ]?(?:фз|fz) {_END} {_THEN_FROM}",
        "RU law {number}-FZ",
    ),
    ActForm(
        ("фз",),
        rf"(?<!\w) фз (?: [ ]?-[ ]? | [ ]?№[ ]? | [ ] ) {_PLAIN_NUMBER} {_THEN_FROM}",
        "RU law {number}-FZ",
    ),
    ActForm(
        ("федеральн",),
        rf"федеральн\w{{2,3}} [ ] закон (?:а|у|ом|е|ы|ов)? {_FROM} [ ] № [ ]? {_PLAIN_NUMBER}",
        "RU law {number}-FZ",
    ),
    ActForm(
        ("приказ",),
        rf"приказ (?:а|у|ом|е|ы|ов|ам|ами|ах)? (?= [ ] ) {_ISSUED} {_FROM} [ ]? {_NUMBER_SIGN} [ ]?"
        rf" {_ORDER_NUMBER} {_THEN_FROM}",
        "RU ministry order {number}",
        rf"{_FURTHER_FROM} {_SIGN_OR_CLAUSE_END} {_ORDER_NUMBER} {_THEN_FROM}",
    ),
    ActForm(
        ("minist",),
        rf"(?: minist(?:ry|erial) (?: [ ] of [ ] industry [ ] and [ ] trade )? (?:'s)? [ ] order )"
        rf" {_OF} (?: [ ] {_NUMBER_SIGN} )? [ ]"
        rf" {_ORDER_NUMBER} {_THEN_FROM}",
        "RU ministry order {number}",
    ),
    ActForm(
        ("Пр-", "Pr-"),
        rf"(?: № [ ]? )? (?<![\w-]) (?:пр|pr) -[ ]? (?P<number> [0-9]{{2,5}} ) {_END} {_THEN_FROM}",
        "RU presidential instruction Pr-{number}",
    ),
    ActForm(
        ("public law", "P.L.", "Pub. L."),
        rf"(?<!\w) (?: public [ ] laws? | p\.l\. | pub\.[ ]l\. ) [ ] (?: nos?\.? [ ] )?"
        rf" {_PUBLIC_LAW_NUMBER}",
        "US PL {number}",
        _PUBLIC_LAW_NUMBER,
    ),
    ActForm(
        ("executive order", "E.O.", "EO "),
        rf"(?<!\w) (?: executive [ ] orders? | e\.o\. | (?P<capitals> eo ) ) [ ]"
        rf" (?: (?:nos?\.?|№) [ ]? )? (?P<number> [0-9]{{4,5}} ) {_END} {_THEN_FROM}",
        "US EO {number}",
        rf"(?P<number> [0-9]{{5}} ) {_END} {_THEN_FROM}",
    ),
    ActForm(
        ("proclamation",),
        rf"proclamations? [ ] (?: nos?\.? [ ] )? (?P<number> [0-9]{{4,5}} ) {_END} {_THEN_FROM}",
        "US Proclamation {number}",
        rf"(?P<number> 9[0-9]{{3}} | 1[0-9]{{4}} ) {_END} {_THEN_FROM}",
    ),
    ActForm(
        ("H.R", "HR "),
        rf"(?<!\w) (?: h\.[ ]?r\. | (?P<capitals> hr ) ) [ ]? (?P<number> [0-9]{{1,4}} ) {_END}",
        "US HR {number}",
    ),
    ActForm(
        ("section", "sec.", "раздел"),
        rf"(?: sections? (?<! \w section ) (?<! \w sections ) | sec\. (?<! \w sec\. )"
        rf" | раздел (?<! \w раздел ) (?:у|а|ом|е)? ) [ ]"
        rf" {_SECTION_NUMBER}",
        "US Sec. {number}",
        rf"{_SECTION_NUMBER}",
    ),
    ActForm(
        ("regulation", "directive", "decision", "регламент", "директив", "решени"),
        rf"(?: regulations? | directives? | decisions? | регламент\w{{0,2}} | директив\w{{0,2}}"
        rf" | решени\w{{1,2}} ) [ ] (?: \(?(?:eu|ec|ес)\)? [ ] )? (?: (?:no\.?|№) [ ]? )?"
        rf" {_EU_NUMBER}",
        "EU {number}",
        rf"(?: \(?(?:eu|ec|ес)\)? [ ] )? (?: (?:no\.?|№) [ ]? )? {_EU_NUMBER}",
    ),
    ActForm(
        ("/EU", "/EC", "/ЕС"),
        rf"(?P<number> (?:19|20)[0-9]{{2}}/[0-9]{{1,4}} ) /(?:eu|ec|ес) {_END}",
        "EU {number}",
    ),
)
# What stands right before or behind the number of an act; texts without it are passed over.
# A word that a new form needs here and lacks is found by the test of that form.
BEFORE_NUMBER: Final = words(
    "№ n no no. nos nos. номер пп рф фз law laws l. order orders eo e.o. proclamation"
    " proclamations hr r. section sections sec."
    " decrees resolutions regulations directives decisions"
    " раздел разделу раздела разделом разделе decree resolution government president"
    " regulation directive decision (eu) (ec) eu ec (ес) ес регламент регламента регламенту"
    " регламентом директива директивы директиву директиве директивой"
)
TOUCHING_NUMBER: Final = ("№", "пр-", "pr-", "фз-", "пп-", "h.r.")


def _act_number(before: Iterable[str]) -> re.Pattern[str]:
    """Write the pattern of the first digit of a number behind one of the words."""
    words_before = tuple(before)
    # The last letters come first: most numbers fail on them.
    last_letters = "".join(sorted({word[-1] for word in words_before}))
    return re.compile(
        r"[0-9] (?<! [0-9]{2} ) (?:"
        r" [0-9]{0,4} (?: [ ]?-[ ]?(?:р|r|фз|fz) (?!\w) | /[0-9]{1,4}/(?:eu|ec|ес) )"
        rf" | (?<= [{re.escape(last_letters)}][ \n][0-9] ) (?:"
        + "|".join(rf"(?<={re.escape(word)}[ \n][0-9])" for word in words_before)
        + ") | (?<= [№.-][0-9] ) (?:"
        + "|".join(rf"(?<={re.escape(word)}[0-9])" for word in TOUCHING_NUMBER)
        + "))",
        re.VERBOSE,
    )


_ACT_NUMBER: Final = _act_number(BEFORE_NUMBER)
# "In 1987": English patterns ask for a space or a comma before the sign "n".
_ENGLISH_ACT_NUMBER: Final = _act_number(
    spelling
    for word in BEFORE_NUMBER
    for spelling in ((" n", "\nn", ",n") if word == "n" else (word,))
)


def _compiled(pattern: str) -> re.Pattern[str]:
    # A line may be broken at any space.
    return re.compile(pattern.replace("[ ]", r"[ \n]"), re.VERBOSE)


_COMPILED: Final = tuple(
    (
        form,
        _compiled(form.pattern),
        tuple(hint for hint in form.hints if hint.islower()),
        tuple(hint for hint in form.hints if not hint.islower()),
    )
    for form in ACT_FORMS
)
_FURTHER: Final = {
    form: _compiled(rf"{_LIST_JOINT} (?P<item> {form.further} )")
    for form in ACT_FORMS
    if form.further
}
_YEARS: Final = ("year", "year_of", "year_behind")
_YEAR_IN_NUMBER: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def scan_acts(page: Page, digits: Iterable[int]) -> Iterator[Fact]:
    """Find every act; where two readings overlap, both are given, in the order of the table."""
    number = _ENGLISH_ACT_NUMBER if page.plain.isascii() else _ACT_NUMBER
    if not any(number.match(page.plain, place) for place in digits):
        return
    for form, pattern, small, capital in _COMPILED:
        if _has_any(page.plain, small) or _has_any(page.text, capital):
            yield from _scan_form(page, form, pattern)


def _scan_form(page: Page, form: ActForm, pattern: re.Pattern[str]) -> Iterator[Fact]:
    """Find the acts of one form, each with the rest of its list: «№ 719 и № 1875»."""
    further, reached = _FURTHER.get(form), 0
    for match in pattern.finditer(page.plain):
        if match.start() < reached or not _has_capitals(page, match):
            continue
        yield _fact(page, form, match, match.start())
        reached = match.end()
        while further and (item := further.match(page.plain, reached)):
            yield _fact(page, form, item, item.start("item"))
            reached = item.end()


def _has_any(text: str, hints: tuple[str, ...]) -> bool:
    # A loop, not any(): this runs for every form.
    for hint in hints:  # noqa: SIM110
        if hint in text:
            return True
    return False


def _has_capitals(page: Page, match: re.Match[str]) -> bool:
    """Refuse «пп. 5» and "hr 5": the short names are acts in capitals only."""
    if not match.groupdict().get("capitals"):
        return True
    start, end = match.span("capitals")
    return page.text[start:end].isupper()


def _fact(page: Page, form: ActForm, match: re.Match[str], start: int) -> Fact:
    groups = match.groupdict()
    number = groups["number"]
    year = next((groups[name] for name in _YEARS if groups.get(name)), None)
    if year is None and "/" in number and form.citation.startswith("EU"):
        inside = _YEAR_IN_NUMBER.search(number)
        year = inside[0] if inside else None
    end = match.end()
    return Fact(
        kind="act",
        value=float("nan"),
        value_high=float("nan"),
        unit=form.citation.format(number=number.upper()),
        year=int(year) if year else None,
        start=start,
        end=end,
        surface=page.text[start:end],
    )
