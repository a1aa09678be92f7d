"""From texts in columns to articles: what is mended, what is refused, and under which id.

Work is done on whole columns; single rows are looked at only where something is odd.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import ARTICLES, REJECTS
from analysis.sources.dates import ParsedDate, day_comes_first, parse_date, slash_parts
from analysis.sources.faults import code_of
from analysis.sources.links import WEB_ADDRESS, article_key, canonical_url
from analysis.sources.tables import RAW_LENGTH, Block, Refusal
from analysis.text.language import detect_language

READ_COLUMNS: Final = tuple(
    name for name in ARTICLES if name not in ("first_seen", "story_id", "import_id")
)
MAX_FIELD: Final = 1_000_000
MAX_ID: Final = 200

REPAIRED: Final = "{count} row(s) repaired: control characters and broken letters removed"
REPEATED: Final = "{count} row(s) repeated: same id and content as an earlier row, taken once"
DROPPED_URL: Final = "{count} address(es) left empty: only http and https addresses are kept"
DROPPED_DATE: Final = "{count} date(s) could not be read and are left empty"
DROPPED_PRECISION: Final = "{count} date precision(s) ignored: expected day, month or year"
OTHER_LANGUAGE: Final = "{count} row(s) in another language than ru or en: language left empty"

_CONTROLS: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_CONTROL: Final = re.compile(_CONTROLS)
_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x85]")
_LANGUAGES: Final = MappingProxyType(
    dict.fromkeys(("ru", "rus", "russian", "русский", "рус"), "ru")
    | dict.fromkeys(("en", "eng", "english", "английский", "англ"), "en")
)
_PRECISIONS: Final = MappingProxyType(
    {
        "day": "day",
        "month": "month",
        "year": "year",
        "день": "day",
        "месяц": "month",
        "год": "year",
    }
)
_COARSE: Final = ("day", "month", "year")

BoolArray = npt.NDArray[np.bool_]
Texts = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _First:
    row: int
    content: int


@dataclass
class ArticleMaker:
    """Makes articles of one file's blocks; remembers what a whole file has to be known for.

    Attributes
    ----------
    names : field to the column name of the file
    latest : later days are refused
    dated : refuse rows whose date cannot be read, instead of leaving it empty
    date_texts : reads all dates of the file; called when 01/02/2024 is met
    counts : sentences with the place holder ``{count}`` and how often they hold
    """

    names: Mapping[str, str]
    latest: date
    dated: bool
    date_texts: Texts
    counts: Counter[str] = field(default_factory=Counter)
    _seen: dict[str, _First] = field(default_factory=dict)
    _dates: dict[str, ParsedDate] = field(default_factory=dict)

    def make(self, block: Block) -> tuple[pd.DataFrame, list[Refusal]]:
        """Turn a block into articles and refused rows.

        Returns
        -------
        DataFrame of columns ``READ_COLUMNS``, and the refusals by row number
            Every row of the block is in one of them or counted as repeated.
        """
        self.counts.update(block.counts)
        refusals = list(block.refusals)
        table = _table_of(block)
        table = self._refuse(table, _too_long(table), refusals, self._too_long_problem)
        own_ids = table["article_id"].str.strip()
        bad_ids = own_ids.str.contains(_CONTROLS) | (own_ids.str.len() > MAX_ID)
        table = self._clean(table)
        table = self._refuse(table, bad_ids.to_numpy(bool), refusals, _id_problem)
        empty = (table["title"] == "") & (table["text"] == "")
        table = self._refuse(table, empty.to_numpy(bool), refusals, self._empty_problem)
        table = self._date(table, refusals)
        table = self._repeats(self._identify(self._describe(table)), refusals)
        articles = table[list(READ_COLUMNS)].reset_index(drop=True)
        return articles, sorted(refusals, key=lambda refusal: refusal.row)

    def _refuse(
        self,
        table: pd.DataFrame,
        mask: BoolArray,
        refusals: list[Refusal],
        problem_of: Callable[[Mapping[str, str]], tuple[str, str, str]],
    ) -> pd.DataFrame:
        """Take the masked rows out of the table; ``problem_of`` gives field, problem, raw."""
        if not mask.any():
            return table
        for number, row in zip(table.index[mask], table[mask].to_dict("records"), strict=True):
            name, problem, raw = problem_of({str(key): value for key, value in row.items()})
            column = self.names.get(name, name)
            raw = _CONTROL.sub("", raw[:RAW_LENGTH])
            refusals.append(Refusal(int(number), column, problem, raw))
        return table[~mask]

    def _too_long_problem(self, row: Mapping[str, str]) -> tuple[str, str, str]:
        name = next(name for name in READ_COLUMNS if len(row[name]) > MAX_FIELD)
        problem = (
            f"holds {len(row[name]):,} characters, at most {MAX_FIELD:,} are read: "
            "shorten or split it"
        )
        return name, problem, row[name]

    def _empty_problem(self, row: Mapping[str, str]) -> tuple[str, str, str]:
        name = "title" if "title" in self.names or "text" not in self.names else "text"
        raw = " ".join(filter(None, row.values()))
        return name, "neither a title nor a text: fill one of them", raw

    def _clean(self, table: pd.DataFrame) -> pd.DataFrame:
        """Remove control characters and outer blanks; line ends become one kind."""
        repaired = np.zeros(len(table), bool)
        cleaned = {}
        for name in READ_COLUMNS:
            texts = table[name]
            odd = texts.str.contains(_CONTROLS).to_numpy(bool)
            if odd.any():
                even_ends = [_LINE_END.sub("\n", text) for text in texts[odd]]
                mended = [_CONTROL.sub("", text) for text in even_ends]
                repaired[odd] |= np.array(mended, object) != np.array(even_ends, object)
                texts = texts.copy()
                texts[odd] = np.array(mended, object)
            cleaned[name] = texts.str.strip()
        self._count(REPAIRED, int(repaired.sum()))
        return pd.DataFrame(cleaned, index=table.index)

    @cached_property
    def _day_first(self) -> bool | None:
        return day_comes_first(self.date_texts())

    def _parse(self, text: str) -> ParsedDate:
        day_first = self._day_first if slash_parts(text) else None
        return parse_date(text, latest=self.latest, day_first=day_first)

    def _date(self, table: pd.DataFrame, refusals: list[Refusal]) -> pd.DataFrame:
        codes, texts = pd.factorize(table["published_date"])
        parsed = [self._parse(text) for text in texts]
        has_problem = np.array([bool(one.problem) for one in parsed], bool)[codes]
        if self.dated:
            problems = {text: one.problem for text, one in zip(texts, parsed, strict=True)}

            def problem_of(row: Mapping[str, str]) -> tuple[str, str, str]:
                raw = row["published_date"]
                return "published_date", problems[raw], raw

            table = self._refuse(table, has_problem, refusals, problem_of)
            codes = codes[~has_problem]
        else:
            self._count(DROPPED_DATE, int(has_problem.sum()))
        days = np.array([one.day for one in parsed], "datetime64[s]")[codes]
        precisions = np.array([one.precision for one in parsed], object)[codes]
        return self._coarsen(
            table.assign(
                published_date=pd.Series(days, index=table.index, dtype="datetime64[s]"),
                date_precision=pd.Series(precisions, index=table.index, dtype="str"),
            ),
            stated=table["date_precision"],
        )

    def _coarsen(self, table: pd.DataFrame, *, stated: "pd.Series[str]") -> pd.DataFrame:
        """Let the file say that a day stands for its month or year."""
        if not (stated != "").any():
            return table
        wished = _looked_up(stated, _PRECISIONS)
        self._count(DROPPED_PRECISION, int(((wished == "") & (stated != "")).sum()))
        rank = {name: number for number, name in enumerate(_COARSE)}
        coarser = wished.map(rank).fillna(-1) > table["date_precision"].map(rank).fillna(9)
        precision = table["date_precision"].where(~coarser, wished).astype("str")
        days = table["published_date"]
        for name, unit in (("month", "M"), ("year", "Y")):
            first = days.to_numpy().astype(f"datetime64[{unit}]").astype("datetime64[s]")
            days = days.where(~(coarser & (precision == name)), first)
        return table.assign(published_date=days, date_precision=precision)

    def _describe(self, table: pd.DataFrame) -> pd.DataFrame:
        """Addresses that are web addresses, and the language."""
        url = table["url"]
        is_other = (url != "") & ~url.str.contains(WEB_ADDRESS)
        self._count(DROPPED_URL, int(is_other.sum()))
        stated = table["language"]
        language = _looked_up(stated, _LANGUAGES)
        self._count(OTHER_LANGUAGE, int(((language == "") & (stated != "")).sum()))
        unstated = (stated == "").to_numpy(bool)
        if unstated.any():
            rows = table[unstated]
            pairs = zip(_values(rows["title"]), _values(rows["text"]), strict=True)
            found = [detect_language(f"{title}\n{text}") for title, text in pairs]
            language[unstated] = np.array(found, object)
        return table.assign(url=url.mask(is_other, ""), language=language)

    def _identify(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give an id to the rows that have none, and say for which the address made it."""
        given = (table["article_id"] != "").to_numpy(bool)
        ids = table["article_id"]
        if not given.all():
            rows = table[~given]
            days = rows["published_date"].dt.strftime("%Y-%m-%d").fillna("")
            parts = (rows["url"], rows["source_name"], days, rows["title"], rows["text"])
            made = [
                article_key(url=canonical_url(url), source=source, day=day, title=title or text)
                for url, source, day, title, text in zip(*map(_values, parts), strict=True)
            ]
            ids = ids.copy()
            ids[~given] = np.array(made, object)
        return table.assign(article_id=ids, id_is_given=given)

    def _repeats(self, table: pd.DataFrame, refusals: list[Refusal]) -> pd.DataFrame:
        """Keep the first row of every id."""
        is_first = np.ones(len(table), bool)
        urls = table["url"].where(table["id_is_given"], "")  # the id stands for the address
        columns = ("published_date", "date_precision", "source_name", "kind", "title", "text")
        contents = zip(*map(_values, (urls, *(table[name] for name in columns))), strict=True)
        rows = zip(_values(table["article_id"]), table.index, contents, strict=True)
        for place, (article_id, number, content) in enumerate(rows):
            own = _First(int(number), hash(content))
            first = self._seen.setdefault(article_id, own)
            if first is own:
                continue
            is_first[place] = False
            if first.content == own.content:
                self._count(REPEATED, 1)
            else:
                refusals.append(self._other_content(own.row, first.row, article_id, content[-2]))
        return table[is_first]

    def _other_content(self, row: int, first: int, article_id: str, title: str) -> Refusal:
        is_named = "article_id" in self.names
        problem = f"repeats the id of row {first} with other content: give it an id of its own"
        if not is_named:
            problem = (
                f"has the address or the source, date and title of row {first}, but other "
                "content: add a column 'id', or delete one of the two"
            )
        raw = article_id if is_named else title[:RAW_LENGTH]
        return Refusal(row, self.names.get("article_id", ""), problem, raw)

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


def _values(column: "pd.Series[Any]") -> list[Any]:
    """Python values of a column; iterating over it takes ten times as long."""
    return list(column.to_numpy(object) if column.dtype == "str" else column.to_numpy("int64"))


def _too_long(table: pd.DataFrame) -> BoolArray:
    mask = np.zeros(len(table), bool)
    for name in READ_COLUMNS:
        mask |= (table[name].str.len() > MAX_FIELD).to_numpy(bool)
    return mask


def _id_problem(row: Mapping[str, str]) -> tuple[str, str, str]:
    if len(row["article_id"]) > MAX_ID:
        problem = f"the id has more than {MAX_ID} characters: shorten it, or leave it empty"
    else:
        problem = "the id holds control characters: remove them, or leave it empty"
    return "article_id", problem, row["article_id"]


def rejects_table(origin: str, refusals: Iterable[Refusal]) -> pd.DataFrame:
    """Refused rows as a table of schema REJECTS; ``import_id`` is 0.

    Parameters
    ----------
    origin : name of the file
    """
    rows = [
        (0, origin, one.sheet, one.row, one.column, code_of(one.problem), str(one.problem), one.raw)
        for one in refusals
    ]
    table = pd.DataFrame(rows, columns=list(REJECTS))
    kinds = {name: "int64" if name in ("import_id", "row") else "str" for name in REJECTS}
    return table.astype(kinds)
