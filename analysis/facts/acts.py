"""Acts: laws, decrees and orders by number, under one citation for all spellings.

«ПП 719», «постановление № 719» and "Government decree 719" are all "RU decree 719". Numbers
repeat every year, so the year is kept where the text states it.
"""

import re
from collections.abc import Iterator
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


class ActForm(NamedTuple):
    """One way to cite an act.

    Attributes
    ----------
    hints : the pattern is tried only where one of these stands: small letters in the plain
        text, capitals as they are
    pattern : verbose pattern with a group ``number`` and, where stated, the groups of a year
    citation : unit of the fact; {number} is filled in, in capitals
    """

    hints: tuple[str, ...]
    pattern: str
    citation: str


ACT_FORMS: Final = (
    ActForm(
        ("постановлени",),
        rf"постановлени\w{{1,3}} {_ISSUED} {_FROM} [ ]? {_NUMBER_SIGN} [ ]? {_PLAIN_NUMBER}"
        rf" {_THEN_FROM}",
        "RU decree {number}",
    ),
    ActForm(
        ("ПП",),
        rf"(?<!\w) (?P<capitals> пп ) (?: [ ] рф )? {_FROM} [ -]? (?: № [ ]? )?"
        rf" (?P<number> [0-9]{{2,4}} ) {_END} {_THEN_FROM}",
        "RU decree {number}",
    ),
    ActForm(
        ("decree", "resolution"),
        rf"(?: (?:russian[ ])? government (?:'s)? [ ] (?:decree|resolution) | decree"
        rf" | (?:decree|resolution) [ ] of [ ] the [ ] (?:russian[ ])? government"
        rf" (?: [ ] of [ ] (?:the[ ])? (?:russian[ ]federation|russia) )? )"
        rf" {_OF} (?: ,? [ ] {_NUMBER_SIGN} )? [ ] {_PLAIN_NUMBER} {_THEN_FROM}",
        "RU decree {number}",
    ),
    ActForm(
        ("указ",),
        rf"(?<!\w) указ (?:а|у|ом|е|ы|ов|ами)? {_ISSUED} {_FROM} [ ]? {_NUMBER_SIGN} [ ]?"
        rf" {_PLAIN_NUMBER} {_THEN_FROM}",
        "RU presidential decree {number}",
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
        rf" (?P<number> [0-9]{{1,5}} ) -[рr] {_END} {_THEN_FROM}",
        "RU order {number}-r",
    ),
    ActForm(
        ("order ",),
        rf"(?: government [ ] )? order {_OF} [ ] (?: {_NUMBER_SIGN} [ ]? )?"
        rf" (?P<number> [0-9]{{1,5}} ) -[рr] {_END} {_THEN_FROM}",
        "RU order {number}-r",
    ),
    ActForm(
        ("-р",),
        rf"(?P<number> [0-9] (?<! [\w-][0-9] ) [0-9]{{1,4}} ) -р {_END} {_THEN_FROM}",
        "RU order {number}-r",
    ),
    ActForm(
        ("фз", "-fz"),
        rf"(?: (?: (?:федеральн\w{{2,3}}[ ])? закон (?:а|у|ом|е|ы|ов)? {_FROM}"
        rf" | (?:federal[ ])? law {_OF} ) [ ] )? (?: {_NUMBER_SIGN} [ ]? )?"
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
        rf"приказ (?:а|у|ом|е|ы|ов|ами)? (?= [ ] ) {_ISSUED} {_FROM} [ ]? {_NUMBER_SIGN} [ ]?"
        rf" (?P<number> [0-9]{{1,5}} (?: /[0-9]{{1,5}} ){{0,2}} ) {_END} {_THEN_FROM}",
        "RU ministry order {number}",
    ),
    ActForm(
        ("minist",),
        rf"(?: minist(?:ry|erial) (?: [ ] of [ ] industry [ ] and [ ] trade )? (?:'s)? [ ] order )"
        rf" {_OF} (?: [ ] {_NUMBER_SIGN} )? [ ]"
        rf" (?P<number> [0-9]{{1,5}} (?: /[0-9]{{1,5}} ){{0,2}} ) {_END} {_THEN_FROM}",
        "RU ministry order {number}",
    ),
    ActForm(
        ("Пр-", "Pr-"),
        rf"(?: № [ ]? )? (?<![\w-]) (?:пр|pr) -[ ]? (?P<number> [0-9]{{2,5}} ) {_END} {_THEN_FROM}",
        "RU presidential instruction Pr-{number}",
    ),
    ActForm(
        ("public law", "P.L.", "Pub. L."),
        rf"(?<!\w) (?: public [ ] law | p\.l\. | pub\.[ ]l\. ) [ ] (?: no\.? [ ] )?"
        rf" (?P<number> [0-9]{{2,3}} -[0-9]{{1,4}} ) {_END}",
        "US PL {number}",
    ),
    ActForm(
        ("executive order", "E.O.", "EO "),
        rf"(?<!\w) (?: executive [ ] order | e\.o\. | (?P<capitals> eo ) ) [ ]"
        rf" (?: (?:no\.?|№) [ ]? )? (?P<number> [0-9]{{4,5}} ) {_END} {_THEN_FROM}",
        "US EO {number}",
    ),
    ActForm(
        ("proclamation",),
        rf"proclamation [ ] (?: no\.? [ ] )? (?P<number> [0-9]{{4,5}} ) {_END} {_THEN_FROM}",
        "US Proclamation {number}",
    ),
    ActForm(
        ("H.R", "HR "),
        rf"(?<!\w) (?: h\.[ ]?r\. | (?P<capitals> hr ) ) [ ]? (?P<number> [0-9]{{1,4}} ) {_END}",
        "US HR {number}",
    ),
    ActForm(
        ("section", "sec.", "раздел"),
        rf"(?<!\w) (?: sections? | sec\. | раздел(?:у|а|ом|е)? ) [ ]"
        rf" (?P<number> {'|'.join(US_SECTIONS)} ) {_END} {_OF_ANOTHER_ACT}",
        "US Sec. {number}",
    ),
    ActForm(
        ("/",),
        rf"(?: regulation | directive | decision | регламент\w{{0,2}} | директив\w{{0,2}}"
        rf" | решени\w{{1,2}} ) [ ] (?: \(?(?:eu|ec|ес)\)? [ ] )? (?: (?:no\.?|№) [ ]? )?"
        rf" (?P<number> [0-9]{{2,4}}/[0-9]{{2,4}} ) (?: /(?:eu|ec|ес) )? {_END}",
        "EU {number}",
    ),
    ActForm(
        ("/EU", "/EC", "/ЕС"),
        rf"(?P<number> (?:19|20)[0-9]{{2}}/[0-9]{{1,4}} ) /(?:eu|ec|ес) {_END}",
        "EU {number}",
    ),
)
# What stands right before or behind the number of an act; texts without it are passed over.
# A word that a new form needs here and lacks is found by the test of that form.
_BEFORE_NUMBER: Final = words(
    "№ n no no. номер пп рф фз law l. order eo e.o. proclamation hr r. section sections sec."
    " раздел разделу раздела разделом разделе decree resolution government president"
    " regulation directive decision (eu) (ec) eu ec (ес) ес регламент регламента регламенту"
    " регламентом директива директивы директиву директиве директивой"
)
_TOUCHING_NUMBER: Final = ("№", "пр-", "pr-", "фз-", "пп-", "h.r.")
_ACT_NUMBER: Final = re.compile(
    r"[0-9] (?<! [0-9]{2} ) (?:"
    r" [0-9]{0,4} (?: [ ]?-[ ]?(?:р|r|фз|fz) (?!\w) | /[0-9]{1,4}/(?:eu|ec|ес) )"
    r" | (?<= [№ \n.-][0-9] ) (?:"
    + "|".join(rf"(?<={re.escape(word)}[ \n][0-9])" for word in _BEFORE_NUMBER)
    + "|"
    + "|".join(rf"(?<={re.escape(word)}[0-9])" for word in _TOUCHING_NUMBER)
    + "))",
    re.VERBOSE,
)
_COMPILED: Final = tuple(
    # A line may be broken at any space.
    (form, re.compile(form.pattern.replace("[ ]", r"[ \n]"), re.VERBOSE))
    for form in ACT_FORMS
)
_YEARS: Final = ("year", "year_of", "year_behind")
_YEAR_IN_NUMBER: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def scan_acts(page: Page) -> Iterator[Fact]:
    """Find every act; where two readings overlap, both are given, in the order of the table."""
    if _ACT_NUMBER.search(page.plain) is None:
        return
    for form, pattern in _COMPILED:
        if _has_hint(page, form.hints):
            for match in pattern.finditer(page.plain):
                if _has_capitals(page, match):
                    yield _fact(page, form, match)


def _has_hint(page: Page, hints: tuple[str, ...]) -> bool:
    # A loop, not any(): this runs for every form on every text.
    for hint in hints:  # noqa: SIM110
        if hint in (page.plain if hint.islower() else page.text):
            return True
    return False


def _has_capitals(page: Page, match: re.Match[str]) -> bool:
    """Refuse «пп. 5» and "hr 5": the short names are acts in capitals only."""
    if not match.groupdict().get("capitals"):
        return True
    start, end = match.span("capitals")
    return page.text[start:end].isupper()


def _fact(page: Page, form: ActForm, match: re.Match[str]) -> Fact:
    groups = match.groupdict()
    number = groups["number"]
    year = next((groups[name] for name in _YEARS if groups.get(name)), None)
    if year is None and "/" in number and form.citation.startswith("EU"):
        inside = _YEAR_IN_NUMBER.search(number)
        year = inside[0] if inside else None
    start, end = match.span()
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
