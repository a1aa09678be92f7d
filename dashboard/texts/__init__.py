"""Interface words, numbers and dates in the reader's language."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from analysis import Problem
from dashboard.texts import en, ru
from dashboard.texts.ru_remarks import in_russian

LANGUAGES: Final = MappingProxyType({"en": "English", "ru": "Русский"})
_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"en": en.WORDS, "ru": ru.WORDS})
_MONTHS: Final = MappingProxyType({"en": (en.MONTHS, en.MONTHS), "ru": (ru.MONTHS_OF, ru.MONTHS)})


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its gaps filled."""
        return _WORDS[self.language][key].format(**values)

    def name(self, kind: str, value: str) -> str:
        """Name of a value that came with the articles; the value itself where it has none."""
        return _WORDS[self.language].get(f"{kind}_{value}", value)

    def problem(self, problem: str) -> str:
        """What is wrong with a query; as it came where this language has no words for it."""
        if not isinstance(problem, Problem):
            return problem
        return _WORDS[self.language][f"query_{problem.code}"].format(**problem.values)

    def fault(self, code: str) -> str:
        """What a code of a refusal means and what to do; the code itself where it is not known."""
        return self.name("fault", code)

    def outcome(self, text: str) -> str:
        """What became of a feed: a code and a sentence where it failed, else a remark."""
        code, _, _ = text.partition(":")
        meaning = self.fault(code)
        return meaning if meaning != code else "".join(self.remarks([text]))

    def remarks(self, remarks: Iterable[str]) -> list[str]:
        """What the readers of files remarked, as far as this language has words for it.

        Which column is which is left out: that is shown as such.
        """
        told = [text for text in remarks if not text.startswith("columns: ")]
        return list(map(in_russian, told)) if self.language == "ru" else told

    def moment(self, text: str) -> str:
        """An ISO time in UTC: 5 March 2024, 14:05 UTC; empty for none."""
        try:
            time = dt.datetime.fromisoformat(text)
        except ValueError:
            return text
        return f"{self.date(time.date())}, {time:%H:%M} UTC"

    def number(self, value: float, *, digits: int = 0) -> str:
        """1,234.5 or 1 234,5."""
        text = f"{value:,.{digits}f}"
        if self.language == "ru":
            text = text.replace(",", "\u00a0").replace(".", ",")
        return text.replace("-", "−")

    def percent(self, share: float, *, signed: bool = False, digits: int = 0) -> str:
        """12% or 12 %; with a sign for changes."""
        sign = "+" if signed and share > 0 else ""
        space = "\u00a0" if self.language == "ru" else ""
        return f"{sign}{self.number(share * 100, digits=digits)}{space}%"

    def amount(self, value: float, way: str) -> str:
        """A number as it is counted: 12 articles or stories, 3.4% of all, 2.5 in fractions."""
        if value != value:  # a share of nothing
            return "–"
        if way == "share":
            return self.percent(value, digits=1)
        return self.number(value, digits=int(way == "fractional"))

    def change(self, change: float) -> str:
        """+40%, −25% or, from a doubling on, ×2.5."""
        if change == float("inf"):
            return "∞"
        if change >= 1:
            return f"×{self.number(change + 1, digits=int(change < 9 and change % 1 > 0))}"
        return self.percent(change, signed=True)

    def count(self, number: int, noun: str) -> str:
        """1 article, 2 articles; 1 статья, 2 статьи, 5 статей."""
        form = _plural_form(self.language, number)
        return f"{self.number(number)} {self(f'{noun}_{form}')}"

    def date(self, day: dt.date) -> str:
        """5 March 2024; 5 марта 2024."""
        return f"{day.day} {_MONTHS[self.language][0][day.month - 1]} {day.year}"

    def known_date(self, text: str) -> str:
        """An ISO date of any precision: "2024", "2024-03", "2024-03-05" or ""."""
        if not text:
            return self("undated")
        year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
        if day:
            return self.date(dt.date(year, month, day))
        return self.month(dt.date(year, month, 1)) if month else str(year)

    def month(self, day: dt.date) -> str:
        """March 2024; март 2024."""
        return f"{_MONTHS[self.language][1][day.month - 1]} {day.year}"

    def period(self, day: dt.date, period: str) -> str:
        """A month, quarter or year by its first day."""
        if period == "month":
            return self.month(day)
        if period == "quarter":
            return self("quarter_of", quarter=(day.month + 2) // 3, year=day.year)
        return str(day.year)


def _plural_form(language: str, number: int) -> str:
    if language == "ru":
        tens, ones = number % 100, number % 10
        if ones == 1 and tens != 11:
            return "one"
        return "few" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "many"
    return "one" if number == 1 else "many"
