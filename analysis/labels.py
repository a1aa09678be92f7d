"""Labels: what readers said of articles, and where each article's text is found.

A labelled set brings its texts along. Labels of articles whose texts may not be passed on
(``data/labels``) name them by :func:`text_key` instead, and find the texts in the corpus of
whoever has it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import DataError
from analysis.taxonomy import Taxonomy

# Labels speak of the first characters of a text; so many were read.
LABELLED_CHARACTERS: Final = 1_500

# Families of the codebook, and the instruments of the taxonomy that they hold.
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "grants": ("grants", "demand-incentives"),
    "finance": ("soft-loans", "guarantees", "export-support"),
    "tax": ("tax-relief",),
    "investment_contract": ("investment-contracts",),
    "procurement": ("procurement", "local-content"),
    "tariff": ("import-duties-fees", "trade-defence", "import-bans", "import-facilitation"),
    "export_control": ("export-controls", "fdi-screening"),
    "ownership": ("state-equity",),
    "zone": ("sez-regimes",),
    "regulation": ("standards-regulation",),
    "programme": ("national-programmes", "rnd-programmes", "training"),
}
FAMILY_OF: Final = {topic: name for name, topics in FAMILIES.items() for topic in topics}

# Stands for the instruments of an article where nobody judged them.
UNJUDGED: Final = "?"

_TEXTS: Final = ("title", "text")
_LABELS: Final = ("sectors", "maybe", "instruments", "policy", "policy_maybe", "reading")

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of each article and topic, and what is to be left out.

    Attributes
    ----------
    topics : the columns
    holds, left_out : bool arrays, shape (n_articles, n_topics); never both
    """

    topics: tuple[str, ...]
    holds: Mask
    left_out: Mask


def text_key(text: str) -> str:
    """Name of an article's text: a hash of the letters and digits that stand first.

    >>> text_key("Завод № 5, новый цех.") == text_key("завод №5 — новый цех")
    True
    """
    letters = "".join(filter(str.isalnum, text[:LABELLED_CHARACTERS].casefold()))
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


def read_labelled(path: Path) -> pd.DataFrame:
    """Read a labelled set.

    Parameters
    ----------
    path : CSV, JSONL or Parquet, or a folder of JSONL files

    Returns
    -------
    DataFrame with ``article_id``, ``title``, ``text``, ``language``, ``sectors``, ``maybe``,
    all str, and ``instruments`` (families of the codebook or instruments of the taxonomy),
    ``policy`` (relevance, 0 or 1), ``policy_maybe``: missing where nobody judged them

    Raises
    ------
    DataError
        If it cannot be read, a column is missing, or ids or judgements make no sense.
    """
    if path.is_dir():
        parts = [read_labelled(part) for part in sorted(path.glob("*.jsonl"))]
        if not parts:
            raise DataError(str(path), ["holds no .jsonl file: name a file"])
        return pd.concat(parts, ignore_index=True)
    return _usable(path, _read(path, needed=("id", "text", "language", "sectors")))


def read_labels(path: Path, corpus: pd.DataFrame) -> pd.DataFrame:
    """Read labels that name their articles by :func:`text_key`, and find the texts.

    Parameters
    ----------
    path : CSV with ``text_key``, ``language``, ``sectors``, ``maybe``, ``policy``,
        ``policy_maybe``, ``instruments`` ("?" where nobody judged them), ``reading``
    corpus : has ``title`` and ``text``

    Returns
    -------
    DataFrame as from :func:`read_labelled`, of the articles that the corpus holds

    Raises
    ------
    DataError
        If it cannot be read, a column is missing, or the corpus holds none of its articles.
    """
    names = ("text_key", "language", *_LABELS)
    labels = _read(path, needed=names)[list(names)]
    texts = corpus[list(_TEXTS)].assign(text_key=corpus["text"].map(text_key))
    labels["instruments"] = labels["instruments"].where(labels["instruments"] != UNJUDGED, None)
    found = labels.merge(texts.drop_duplicates("text_key"), on="text_key")
    if found.empty:
        problem = (
            f"of its {len(labels):,} articles none stands in the corpus: name the right corpus"
        )
        raise DataError(str(path), [problem])
    return _usable(path, found.rename(columns={"text_key": "id"}))


def _read(path: Path, *, needed: Sequence[str]) -> pd.DataFrame:
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": lambda path: pd.read_csv(path, dtype="str", keep_default_na=False),
        ".jsonl": lambda path: pd.read_json(path, lines=True, dtype=False),
        ".parquet": pd.read_parquet,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DataError(str(path), [f"unknown ending; use one of {', '.join(readers)}"])
    try:
        table = reader(path)
    except FileNotFoundError as error:
        raise DataError(str(path), ["cannot be read: there is no such file"]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(str(path), [f"cannot be read: {reason}"]) from error
    missing = [name for name in needed if name not in table]
    if missing:
        raise DataError(
            str(path),
            [f"missing column(s) {', '.join(missing)}; found: {', '.join(map(str, table))}"],
        )
    return table


def _usable(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Fill in the columns that may be absent; what cannot be judged with is refused."""
    table = table.rename(columns={"id": "article_id"})
    for name, absent in (("title", ""), ("maybe", ""), ("policy_maybe", 0), ("reading", "")):
        if name not in table:
            table[name] = absent
    for name in ("instruments", "policy"):
        if name not in table:
            table[name] = None
    texts = ["article_id", "title", "text", "language", "sectors", "maybe", "reading"]
    table[texts] = table[texts].fillna("").astype("str")
    problems = []
    if repeated := sorted(set(table["article_id"][table["article_id"].duplicated()])):
        problems.append(f"id must be unique; {_some(repeated)} stand(s) there more than once")
    for name in ("policy", "policy_maybe"):
        given = table[name].replace("", None)
        table[name] = pd.to_numeric(given, errors="coerce")
        if odd := sorted(set(given[given.notna() & ~table[name].isin([0, 1])].astype("str"))):
            problems.append(f"{name} must be 1, 0 or empty; found {_some(odd)}")
    if problems:
        raise DataError(str(path), problems)
    return table[[*texts, "instruments", "policy", "policy_maybe"]]


def _some(values: Sequence[str], most: int = 5) -> str:
    return ", ".join(values[:most]) + (" …" if len(values) > most else "")


def unknown_sectors(labelled: pd.DataFrame, taxonomy: Taxonomy) -> list[str]:
    """Sectors of labels that the taxonomy does not have, sorted."""
    known = {topic.key for topic in taxonomy.topics("sector")}
    named = {
        name
        for column in ("sectors", "maybe")
        for one in labelled[column]
        for name in names_in(one)
    }
    return sorted(named - known)


def truth_of(
    labelled: pd.DataFrame, taxonomy: Taxonomy, axis: str, *, doubtful: bool = False
) -> Truth:
    """Lay out labels as arrays.

    Parameters
    ----------
    labelled : as returned by :func:`read_labelled`
    taxonomy : names the topics
    axis : "sector", "instrument" or "relevance"; an instrument holds where its family is named
    doubtful : whether doubtful judgements of relevance count as they were decided, or not at all

    Returns
    -------
    Truth
        What nobody judged is left out.
    """
    topics = tuple(topic.key for topic in taxonomy.topics(axis))
    shape = (len(labelled), len(topics))
    if axis == "relevance":
        judged = labelled["policy"].notna().to_numpy() & (
            doubtful | (labelled["policy_maybe"] != 1).to_numpy()
        )
        holds = (labelled["policy"] == 1).to_numpy()
        return Truth(
            topics,
            np.broadcast_to((holds & judged)[:, None], shape),
            np.broadcast_to(~judged[:, None], shape),
        )
    column, members = ("sectors", {}) if axis == "sector" else ("instruments", FAMILIES)
    holds = _table(labelled[column], topics, members)
    left_out = _table(labelled["maybe"], topics, {}) & ~holds
    if axis == "instrument":
        left_out |= labelled[column].isna().to_numpy()[:, None]
    return Truth(topics, holds, left_out)


def _table(labels: pd.Series, topics: Sequence[str], members: Mapping[str, Sequence[str]]) -> Mask:
    place = {topic: number for number, topic in enumerate(topics)}
    table = np.zeros((len(labels), len(topics)), bool)
    for number, joined in enumerate(labels):
        for name in names_in(joined):
            for topic in members.get(name, (name,)):
                if topic in place:
                    table[number, place[topic]] = True
    return table


def names_in(joined: object) -> list[str]:
    """List names joined by ``;``.

    >>> names_in("chemistry; rail"), names_in(None)
    (['chemistry', 'rail'], [])
    """
    if joined is None or joined != joined:
        return []
    return [name.strip() for name in str(joined).split(";") if name.strip()]
