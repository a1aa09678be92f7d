"""From texts in columns to articles: what is mended, what is refused, and under which id.

Work is done on whole columns; single rows are looked at only where something is odd.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.links import WEB_ADDRESS, article_key, canonical_url
from analysis.sources.buffers import arrow, has_controls, hashes
from analysis.sources.clock import MOSCOW
from analysis.sources.dates import DAYS_AHEAD, EXPECTED_YEAR
from analysis.sources.publication import PRECISIONS, Calendar, coarsened
from analysis.sources.refusals import (
    CONTROL,
    CONTROLS,
    READ_COLUMNS,
    BoolArray,
    ProblemOf,
    are_bad_ids,
    are_too_long,
    bad_date,
    bad_id,
    rejects_table,
    replaced,
    too_long,
    without_content,
)
from analysis.sources.repeats import Repeats
from analysis.sources.tables import RAW_LENGTH, Block, Refusal
from analysis.text.language import detect_language

__all__ = ["READ_COLUMNS", "ArticleMaker", "Made", "rejects_table"]

REPAIRED: Final = "{count} row(s) repaired: control characters and broken letters removed"
REPEATED: Final = "{count} row(s) repeated: same id and content as an earlier row, taken once"
DROPPED_URL: Final = "{count} address(es) left empty: only http and https addresses are kept"
DROPPED_DATE: Final = "{count} date(s) could not be read and are left empty"
DROPPED_PRECISION: Final = "{count} date precision(s) ignored: expected day, month or year"
OLD_DATE: Final = f"{{count}} date(s) before {EXPECTED_YEAR} kept: check whether they are right"
AHEAD: Final = "{count} date(s) after today kept: check whether they are right"
NO_DATE: Final = "{count} article(s) without a date kept: no chart over time shows them"
OTHER_LANGUAGE: Final = "{count} row(s) in another language than ru or en: language left empty"

_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x85]")
_LANGUAGES: Final = MappingProxyType(
    dict.fromkeys(("ru", "rus", "russian", "русский", "рус"), "ru")
    | dict.fromkeys(("en", "eng", "english", "английский", "англ"), "en")
)
_CLEAN: Final = tuple(name for name in READ_COLUMNS if name != "extra")  # extra is JSON, escaped
_CONTENT: Final = (
    "date_precision", "published_at", "source_name", "kind", "title", "text"
)  # fmt: skip

Texts = Callable[[], Iterable[str]]


class Made(NamedTuple):
    """What became of a block.

    Attributes
    ----------
    articles : columns ``READ_COLUMNS``
    refusals : by row number; rows of former blocks may be among them
    replaced : ids whose row of a former block is among the refusals: the last row is taken
    """

    articles: pd.DataFrame
    refusals: list[Refusal]
    replaced: tuple[str, ...]


@dataclass
class ArticleMaker:
    """Makes articles of one file's blocks; remembers what a whole file has to be known for.

    Attributes
    ----------
    names : field to the column name of the file
    latest : later days are refused; two days after today
    dated : refuse rows whose date cannot be read, instead of leaving it empty
    date_texts : reads all dates of the file; called when 01/02/2024 is met
    zone : of times that are told without one
    day_first : how 01/02/2024 is meant; told by the other dates if None
    sheet : where the rows stand, of a workbook
    counts : sentences with the place holder ``{count}`` and how often they hold
    repeats : which ids came in which rows
    """

    names: Mapping[str, str]
    latest: date
    dated: bool
    date_texts: Texts
    zone: tzinfo = MOSCOW
    day_first: bool | None = None
    sheet: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    repeats: Repeats = field(default_factory=Repeats)

    def make(self, block: Block) -> Made:
        """Turn a block into articles and refused rows.

        Every row of the block is an article, refused, now or by a later block, or counted as
        repeated.
        """
        self.counts.update(block.counts)
        refusals = list(block.refusals)
        table = _table_of(block)
        table = self._refuse(table, are_too_long(table), refusals, too_long)
        bad_ids = are_bad_ids(table["article_id"])
        table = self._clean(table)
        table = self._refuse(table, bad_ids, refusals, bad_id)
        empty = (table["title"] == "") & (table["text"] == "")
        table = self._refuse(table, empty.to_numpy(bool), refusals, without_content)
        table = self._date(table, refusals)
        table, former = self._settle(self._identify(self._describe(table)), refusals)
        self._count_dates(table)
        if self.sheet:
            refusals = [replace(refusal, sheet=self.sheet) for refusal in refusals]
        articles = table[list(READ_COLUMNS)].reset_index(drop=True)
        return Made(articles, sorted(refusals, key=lambda refusal: refusal.row), former)

    def _refuse(
        self,
        table: pd.DataFrame,
        mask: BoolArray,
        refusals: list[Refusal],
        problem_of: ProblemOf,
    ) -> pd.DataFrame:
        """Take the masked rows out of the table; ``problem_of`` gives field, problem, raw."""
        if not mask.any():
            return table
        for number, row in zip(table.index[mask], table[mask].to_dict("records"), strict=True):
            texts = {str(key): value for key, value in row.items()}
            name, problem, raw = problem_of(texts, self.names)
            column = self.names.get(name, name)
            raw = CONTROL.sub("", raw[:RAW_LENGTH])
            refusals.append(Refusal(int(number), column, problem, raw))
        return table[~mask]

    def _clean(self, table: pd.DataFrame) -> pd.DataFrame:
        """Remove control characters and outer blanks; line ends become one kind."""
        repaired = np.zeros(len(table), bool)
        cleaned = {}
        for name in _CLEAN:
            texts = table[name]
            if has_controls(texts):
                odd = texts.str.contains(CONTROLS).to_numpy(bool)
                even_ends = [_LINE_END.sub("\n", text) for text in texts[odd]]
                mended = [CONTROL.sub("", text) for text in even_ends]
                repaired[odd] |= np.array(mended, object) != np.array(even_ends, object)
                texts = texts.copy()
                texts[odd] = np.array(mended, object)
            cleaned[name] = texts.str.strip()
        self._count(REPAIRED, int(repaired.sum()))
        return pd.DataFrame(cleaned | {"extra": table["extra"]}, index=table.index)

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar(self.latest, self.date_texts, self.zone, self.day_first)

    def _date(self, table: pd.DataFrame, refusals: list[Refusal]) -> pd.DataFrame:
        """Read the dates; a column with the moment may stand beside one with the day."""
        told, wished = table["published_date"], table["date_precision"]
        told = told.where(told != "", table["published_at"])
        read = self._calendar.read(told)
        has_problem = read.problems.astype(bool)
        table = table.assign(
            published_date=pd.Series(read.days, index=table.index, dtype="datetime64[s]"),
            published_at=self._moments(read.moments, table["published_at"]),
            date_precision=pd.Series(read.precisions, index=table.index, dtype="str"),
        )
        if self.dated:
            problems = dict(zip(told[has_problem], read.problems[has_problem], strict=True))
            numbered = table.assign(told=told)
            table = self._refuse(numbered, has_problem, refusals, bad_date(problems))
            wished = wished[~has_problem]
        else:
            self._count(DROPPED_DATE, int(has_problem.sum()))
        if not (wished != "").any():
            return table
        meant = _looked_up(wished, PRECISIONS)
        self._count(DROPPED_PRECISION, int(((meant == "") & (wished != "")).sum()))
        return coarsened(table, meant)

    def _moments(self, found: npt.NDArray[Any], told: "pd.Series[str]") -> "pd.Series[str]":
        moments = pd.Series(found, index=told.index, dtype="str")
        if (told != "").any():
            moments = moments.where(moments != "", self._calendar.read(told).moments)
        return moments

    def _count_dates(self, table: pd.DataFrame) -> None:
        days = table["published_date"]
        expected = np.datetime64(f"{EXPECTED_YEAR}-01-01"), np.datetime64(self.latest - DAYS_AHEAD)
        self._count(OLD_DATE, int((days < expected[0]).sum()))
        self._count(AHEAD, int((days > expected[1]).sum()))
        if {"published_date", "published_at"} & set(self.names):
            self._count(NO_DATE, int(days.isna().sum()))

    def _describe(self, table: pd.DataFrame) -> pd.DataFrame:
        """Addresses that are web addresses, and the language."""
        url = table["url"]
        is_web = pc.match_substring_regex(arrow(url), WEB_ADDRESS).to_numpy(zero_copy_only=False)
        is_other = (url != "").to_numpy(bool) & ~is_web
        if is_other.any():
            self._count(DROPPED_URL, int(is_other.sum()))
            url = url.mask(is_other, "")
        stated = table["language"]
        language = _looked_up(stated, _LANGUAGES)
        self._count(OTHER_LANGUAGE, int(((language == "") & (stated != "")).sum()))
        unstated = (stated == "").to_numpy(bool)
        if unstated.any():
            rows = table[unstated]
            pairs = zip(_values(rows["title"]), _values(rows["text"]), strict=True)
            found = [detect_language(f"{title}\n{text}") for title, text in pairs]
            language[unstated] = np.array(found, object)
        return table.assign(url=url, language=language)

    def _identify(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give an id to the rows that have none, and say for which the address made it."""
        given = (table["article_id"] != "").to_numpy(bool)
        ids = table["article_id"]
        if not given.all():
            rows = table[~given]
            days = rows["published_date"].dt.strftime("%Y-%m-%d").fillna("")
            parts = (rows["url"], rows["source_name"], days, rows["title"], rows["text"])
            made = [
                article_key(
                    url=canonical_url(url),
                    source=source,
                    day=day,
                    title=title or text,
                    text=text if title else "",  # which then stands for the title already
                )
                for url, source, day, title, text in zip(*map(_values, parts), strict=True)
            ]
            ids = ids.copy()
            ids[~given] = np.array(made, object)
        return table.assign(article_id=ids, id_is_given=given)

    def _settle(
        self, table: pd.DataFrame, refusals: list[Refusal]
    ) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """Keep the last of different rows with one id, and of equal ones the first."""
        urls = table["url"].where(table["id_is_given"], "")  # the id stands for the address
        days = pa.array(table["published_date"].astype("int64")).cast(pa.large_string())
        contents = hashes([arrow(urls), days, *(arrow(table[name]) for name in _CONTENT)])
        rows = [int(number) for number in table.index]
        settled = self.repeats.settle(_values(table["article_id"]), rows, contents)
        self._count(REPEATED, settled.repeated)
        for row, later, place in settled.replaced:
            refusals.append(replaced(row, later, table.iloc[place].to_dict(), self.names))
        return table[settled.is_taken], settled.former_ids

    def _count(self, sentence: str, count: int) -> None:
        if count:
            self.counts[sentence] += count


def _table_of(block: Block) -> pd.DataFrame:
    """All columns as texts, those that the file lacks empty; the index is the row number."""
    count = len(block.rows)
    columns = {
        name: pd.Series(block.values.get(name, [""] * count), dtype="str").array
        for name in READ_COLUMNS
    }
    return pd.DataFrame(columns, index=pd.Index(list(block.rows), dtype="int64"))


def _looked_up(names: "pd.Series[str]", meanings: Mapping[str, str]) -> "pd.Series[str]":
    """Meanings of names in any case and with any country ("en-US"); empty for unknown ones."""
    known = {
        name: meanings.get(re.split("[-_]", name.casefold())[0], "") for name in names.unique()
    }
    return names.map(known).astype("str")


def _values(column: "pd.Series[str]") -> list[str]:
    """Python values of a column; iterating over it takes ten times as long."""
    return list(column.to_numpy(object))
