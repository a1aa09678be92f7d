"""Refusals: which rows of a table cannot be articles, and in which words they are told.

Each function that gives a problem takes the texts of a row by field, and the names of the
file's columns by field; it gives the field, the problem and the text that shows it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import ARTICLES, REJECTS
from analysis.sources.buffers import has_controls
from analysis.sources.faults import Problem, code_of
from analysis.sources.tables import RAW_LENGTH, Refusal

READ_COLUMNS: Final = tuple(
    name for name in ARTICLES if name not in ("first_seen", "story_id", "import_id")
)
MAX_FIELD: Final = 1_000_000
MAX_ID: Final = 200
CONTROLS: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"
CONTROL: Final = re.compile(CONTROLS)

BoolArray = npt.NDArray[np.bool_]
Texts = Mapping[str, str]
ProblemOf = Callable[[Texts, Texts], tuple[str, Problem, str]]


def are_too_long(table: pd.DataFrame) -> BoolArray:
    """Tell which rows have a field of more than ``MAX_FIELD`` characters."""
    mask = np.zeros(len(table), bool)
    for name in READ_COLUMNS:
        mask |= (table[name].str.len() > MAX_FIELD).to_numpy(bool)
    return mask


def too_long(row: Texts, _: Texts) -> tuple[str, Problem, str]:
    """A field is too long; of what no field takes, the longest column is named."""
    name = next(name for name in READ_COLUMNS if len(row[name]) > MAX_FIELD)
    text = row[name]
    if name == "extra":
        members = {key: str(value) for key, value in json.loads(text).items()}
        name, text = max(members.items(), key=lambda member: len(member[1]))
    problem = f"holds {len(text):,} characters, at most {MAX_FIELD:,} are read: shorten or split it"
    return name, Problem(problem, code="FIELD_TOO_LONG"), text


def are_bad_ids(ids: "pd.Series[str]") -> BoolArray:
    """Tell which ids are too long or hold control characters."""
    own = ids.str.strip()
    bad = (own.str.len() > MAX_ID).to_numpy(bool)
    return bad | own.str.contains(CONTROLS).to_numpy(bool) if has_controls(own) else bad


def bad_id(row: Texts, _: Texts) -> tuple[str, Problem, str]:
    """The id cannot be used."""
    if len(row["article_id"]) > MAX_ID:
        problem = f"the id has more than {MAX_ID} characters: shorten it, or leave it empty"
    else:
        problem = "the id holds control characters: remove them, or leave it empty"
    return "article_id", Problem(problem, code="BAD_ID"), row["article_id"]


def without_content(row: Texts, names: Texts) -> tuple[str, Problem, str]:
    """There is nothing to read."""
    name = "title" if "title" in names or "text" not in names else "text"
    problem = Problem("neither a title nor a text: fill one of them", code="NO_CONTENT")
    return name, problem, " ".join(filter(None, row.values()))


def bad_date(problems: Mapping[str, Problem]) -> ProblemOf:
    """Make the problem of a date, which stands in ``told``."""
    return lambda row, _: ("published_date", problems[row["told"]], row["told"])


def replaced(row: int, later: int, article: Mapping[Any, str], names: Texts) -> Refusal:
    """Refuse a row that a later one with the same id replaces.

    Parameters
    ----------
    row, later : their numbers
    article : what one of the two became
    """
    is_named = "article_id" in names
    same, mend = f"has the id of row {later}", "give each article an id of its own"
    if not is_named:
        same = f"has the address, or the source, date and title, of row {later}"
        mend = "add a column 'id'"
    problem = f"{same}, which has other content and is taken instead: {mend}, or delete this row"
    raw = article["article_id"] if is_named else article["url"] or article["title"]
    column = names.get("article_id", "")
    return Refusal(row, column, Problem(problem, code="DUPLICATE_ID"), raw[:RAW_LENGTH])


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
