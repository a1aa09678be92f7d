"""Phrases: what files say, in Russian and English, with numbers and dates in the reader's form.

The dashboard has words of its own; these are of what is read without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from analysis.takeaway.phrases_en import ENGLISH
from analysis.takeaway.phrases_ru import RUSSIAN

LANGUAGES: Final = ("en", "ru")
CATALOGUES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"en": ENGLISH, "ru": RUSSIAN}
)
_MONTHS: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
        "октября", "ноября", "декабря",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything that a file says in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of a key, with its gaps filled."""
        return CATALOGUES[self.language][key].format(**values)

    def number(self, value: float, *, digits: int = 0) -> str:
        """1,234.5 or 1 234,5.

        >>> Phrases("ru").number(-1234.5, digits=1)
        '−1\\xa0234,5'
        """
        text = f"{value:,.{digits}f}".replace("-", "−")
        if self.language == "ru":
            text = text.replace(",", "\u00a0").replace(".", ",")
        return text

    def percent(self, share: float, *, signed: bool = False) -> str:
        """12% or 12 %, with a sign for changes."""
        sign = "+" if signed and share > 0 else ""
        space = "\u00a0" if self.language == "ru" else ""
        return f"{sign}{self.number(share * 100)}{space}%"

    def count(self, number: int, noun: str) -> str:
        """1 article, 2 articles; 1 статья, 2 статьи, 5 статей.

        >>> Phrases("ru").count(22, "article")
        '22 статьи'
        """
        return f"{self.number(number)} {self(f'{noun}_{_form(self.language, number)}')}"

    def date(self, day: date) -> str:
        """5 March 2024; 5 марта 2024."""
        return f"{day.day} {_MONTHS[self.language][day.month - 1]} {day.year}"

    def known_date(self, text: str) -> str:
        """An ISO date of any precision; 03.2024 where no day is known."""
        if len(text) == 10:
            return self.date(date.fromisoformat(text))
        year, _, month = text.partition("-")
        return f"{month}.{year}" if month else year or self("undated")


def _form(language: str, number: int) -> str:
    if language == "ru":
        tens, ones = number % 100, number % 10
        if ones == 1 and tens != 11:
            return "one"
        return "few" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "many"
    return "one" if number == 1 else "many"
