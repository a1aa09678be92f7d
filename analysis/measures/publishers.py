"""Sources: who publishes what, how much comes from few, and who was first with a story.

Near copies are one story (``analysis.stories``). First is who published first: by day, within a
day by time where both sides state it. Where the dates do not decide it, this is said: such a
story has a first publisher, but no certain one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import UNDATED, BoolArray, Corpus, IntArray
from analysis.measures.counting import tally

TOP: Final = (1, 3, 5)  # sources whose share together is told
_DAYS_OF: Final = {"day": 0, "month": 30, "year": 365, "": 0}  # by which a date may be too early
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Firsts:
    """Who published each story first; arrays of shape (n_stories,).

    Attributes
    ----------
    rows : position of the first publisher's article
    is_certain : whether dates and times decide it against every other source of the story
    sizes : articles of the story in the whole corpus
    source_counts : sources of the story in the whole corpus
    """

    rows: NDArray[np.int64]
    is_certain: BoolArray
    sizes: NDArray[np.int64]
    source_counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of the articles comes from few sources.

    Attributes
    ----------
    source_count : sources with an article
    top_shares : share of the biggest source, of the three and of the five biggest (0-1)
    herfindahl : sum of the squared shares: the chance that two articles drawn at random are
        of one source; 1 with a single source, 1/n with n sources of equal size
    """

    source_count: int
    top_shares: tuple[float, float, float]
    herfindahl: float

    @property
    def equal_sources(self) -> float:
        """How many sources of equal size would be as concentrated."""
        return 1 / self.herfindahl if self.herfindahl else 0.0


def first_publishers(corpus: Corpus, members: pd.DataFrame) -> Firsts:
    """Find the first publisher of every story.

    Parameters
    ----------
    corpus : the articles
    members : as ``Store.stories`` returns them: the articles of all stories of several, the
        first publisher first, with ``published_at``. Where it has no row, as for a dataset
        that tells no times, the day decides, then the order of the corpus.
    """
    count = int(corpus.stories.max()) + 1 if len(corpus) else 0
    sizes = np.bincount(corpus.stories, minlength=count)
    rows = np.flatnonzero(sizes[corpus.stories] > 1)
    place, times = _order_and_times(corpus, members)
    days = np.where(corpus.days == UNDATED, _NEVER, corpus.days.astype(np.int64))
    slack = np.array([_DAYS_OF.get(name, 0) for name in corpus.precision_names], dtype=np.int64)
    late = days + np.where(days == _NEVER, 0, slack[corpus.precisions])

    first = np.zeros(count, dtype=np.int64)
    first[corpus.stories] = np.arange(len(corpus))
    ordered = rows[np.lexsort((rows, late[rows], place[rows]))]
    first[corpus.stories[ordered[::-1]]] = ordered[::-1]

    leader = first[corpus.stories[rows]]
    is_rival = corpus.sources[rows] != corpus.sources[leader]
    is_later = days[rows] > late[leader]
    has_times = (times[rows] != "") & (times[leader] != "")
    is_later |= (days[rows] == days[leader]) & has_times & (times[rows] > times[leader])
    is_later &= late[leader] != _NEVER
    is_certain = np.ones(count, dtype=bool)
    is_certain[corpus.stories[rows[is_rival & ~is_later]]] = False
    width = max(1, len(corpus.source_names))
    pairs = np.unique(corpus.stories.astype(np.int64) * width + corpus.sources)
    return Firsts(first, is_certain, sizes, np.bincount(pairs // width, minlength=count))


def publishers(
    corpus: Corpus, mask: BoolArray, firsts: Firsts, axis: str, *, way: str, base: int
) -> pd.DataFrame:
    """Count selected articles per source, and say what is typical of each.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, bool of shape (n_articles,)
    firsts : of :func:`first_publishers`
    axis : of the leading topic
    way : how to count, one of ``COUNTS``; a source counts an article as a whole, so that
        fractional counts are articles
    base : number of articles that shares are shares of

    Returns
    -------
    DataFrame, one row per source that has an article, sorted by value, then article_count
        source (str), article_count (int64), value (float, counted in that way),
        leader (str, topic of most of its articles; empty without any), leader_share (float,
        0-1, of its articles), language, kind (str, of most of its articles),
        language_share, kind_share (float, 0-1),
        first_count (int64, articles that it had first and other sources had, too),
        reprint_count (int64, articles that another source had first), repeat_count (int64,
        further articles of stories that it had first itself), unsure_count (int64, articles of
        stories of several sources of which it is not certain who was first; counted here only).
    """
    names = corpus.source_names
    size = len(names)
    rows = np.flatnonzero(mask)
    codes = corpus.sources[rows]
    count = np.bincount(codes, minlength=size)
    whole = np.ones(len(corpus), dtype=np.int32)
    value = tally(corpus, rows, codes, size, way, parts=whole, base=base)
    tags = corpus.axes[axis]
    tagged = mask[tags.rows]
    topics = _grid(corpus.sources[tags.rows[tagged]], tags.topics[tagged], size, len(tags.keys))
    languages = _grid(codes, corpus.languages[rows], size, len(corpus.language_codes))
    kinds = _grid(codes, corpus.kinds[rows], size, len(corpus.kind_names))
    roles = _roles(corpus, rows, firsts)
    roles = np.where(firsts.is_certain[corpus.stories[rows]], roles, _UNSURE)
    table = pd.DataFrame({"source": pd.Series(names, dtype="str"), "article_count": count})
    table["value"] = value
    for name, grid, keys in (
        ("leader", topics, tags.keys),
        ("language", languages, corpus.language_codes),
        ("kind", kinds, corpus.kind_names),
    ):
        most = grid.max(axis=1, initial=0)
        best = np.where(most > 0, grid.argmax(axis=1) if len(keys) else 0, -1)
        labels = np.array([*keys, ""], dtype=object)[best]
        table[name] = pd.Series(labels, dtype="str")
        with np.errstate(invalid="ignore", divide="ignore"):
            table[f"{name}_share"] = np.where(count > 0, most / count, np.nan)
    for name, role in _COUNTED.items():
        table[f"{name}_count"] = np.bincount(codes[roles == role], minlength=size)
    table = table[table["article_count"] > 0]
    return table.sort_values(
        ["value", "article_count"], ascending=False, kind="stable", ignore_index=True
    )


def concentration(values: Sequence[float] | NDArray[np.float64]) -> Concentration:
    """Measure how concentrated counts of sources are.

    >>> concentration([6, 2, 2]).top_shares
    (0.6, 1.0, 1.0)
    >>> round(concentration([6, 2, 2]).herfindahl, 2)
    0.44
    """
    counts = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    counts = counts[counts > 0]
    total = float(counts.sum())
    if not total:
        return Concentration(0, (0.0, 0.0, 0.0), 0.0)
    shares = counts / total
    one, three, five = (float(counts[:top].sum()) / total for top in TOP)
    return Concentration(len(counts), (one, three, five), float((shares * shares).sum()))


def sourcing(corpus: Corpus, mask: BoolArray, axis: str, *, way: str, base: int) -> pd.DataFrame:
    """Say for each topic of an axis from how many sources its articles come.

    Parameters
    ----------
    corpus, mask, way, base : as for :func:`publishers`; way "stories" shares out stories,
        any other way articles
    axis : which topics

    Returns
    -------
    DataFrame, one row per topic that has an article, sorted by value, then article_count
        topic (str), article_count (int64), value (float, counted in that way),
        source_count (int64), leader (str, the source of most articles), top_share, top3_share
        (float, 0-1, of the biggest source and of the three biggest), herfindahl (float, 0-1),
        equal_sources (float).
    """
    tags = corpus.axes[axis]
    kept = mask[tags.rows]
    rows, codes = tags.rows[kept], tags.topics[kept]
    size, width = len(tags.keys), len(corpus.source_names)
    value = tally(corpus, rows, codes, size, way, parts=tags.sizes, base=base)
    count = np.bincount(codes, minlength=size)
    cells = codes.astype(np.int64) * width + corpus.sources[rows]
    unit = "stories" if way == "stories" else "articles"
    grid = tally(corpus, rows, cells, size * width, unit).reshape(size, width)
    order = np.lexsort((-count, -value))
    lines = []
    for code in order[count[order] > 0]:
        found = concentration(grid[code])
        lines.append(
            (
                tags.keys[code],
                int(count[code]),
                float(value[code]),
                found.source_count,
                corpus.source_names[int(grid[code].argmax())],
                found.top_shares[0],
                found.top_shares[1],
                found.herfindahl,
                found.equal_sources,
            )
        )
    columns = (
        "topic", "article_count", "value", "source_count", "leader", "top_share", "top3_share",
        "herfindahl", "equal_sources",
    )  # fmt: skip
    table = pd.DataFrame(lines, columns=list(columns))
    return table.astype({"topic": "str", "leader": "str"})


def leaning(
    corpus: Corpus, mask: BoolArray, firsts: Firsts, *, way: str, base: int
) -> pd.DataFrame:
    """Count reprints by who reprinted and who was first.

    Parameters
    ----------
    corpus, mask, firsts, way, base : as for :func:`publishers`. The first publisher is looked
        for in the whole corpus, also among articles that are not selected.

    Returns
    -------
    DataFrame, one row per pair of sources, sorted by value, then article_count
        source, first_source (str), article_count (int64, reprints by the one of what the other
        had first), value (float, counted in that way), reprint_count (int64, all reprints of
        the source), lean_share (float, 0-1, of them), uncertain_count (int64).
    """
    rows = np.flatnonzero(mask)
    rows = rows[_roles(corpus, rows, firsts) == _REPRINT]
    width = len(corpus.source_names)
    source = corpus.sources[rows].astype(np.int64)
    cells = source * width + corpus.sources[firsts.rows[corpus.stories[rows]]]
    used, at = np.unique(cells, return_inverse=True)
    whole = np.ones(len(corpus), dtype=np.int32)
    value = tally(corpus, rows, at, len(used), way, parts=whole, base=base)
    unsure = ~firsts.is_certain[corpus.stories[rows]]
    all_of = np.bincount(source, minlength=width)
    count = np.bincount(at, minlength=len(used))
    of_source, of_first = np.divmod(used, max(1, width))
    names = np.array([*corpus.source_names, ""], dtype=object)
    table = pd.DataFrame(
        {
            "source": pd.Series(names[of_source], dtype="str"),
            "first_source": pd.Series(names[of_first], dtype="str"),
            "article_count": count,
            "value": value,
            "reprint_count": all_of[of_source],
            "lean_share": count / np.maximum(all_of[of_source], 1),
            "uncertain_count": np.bincount(at[unsure], minlength=len(used)),
        }
    )
    return table.sort_values(
        ["value", "article_count"], ascending=False, kind="stable", ignore_index=True
    )


def biggest_stories(
    corpus: Corpus,
    mask: BoolArray,
    firsts: Firsts,
    *,
    most: int = 20,
    source: str = "",
    first_source: str = "",
) -> pd.DataFrame:
    """List the stories that most sources have among the selected articles.

    Parameters
    ----------
    corpus, mask, firsts : as for :func:`publishers`
    most : at most so many
    source : only stories that this source has among the selected articles, if not empty
    first_source : only stories that this source had first, if not empty

    Returns
    -------
    DataFrame, only stories of several articles, sorted by source_count, article_count, newest
        row (int64, position of the first publisher's article), article_count, source_count
        (int64, selected articles of the story and their sources), day, last_day (int64, days
        since 1970 of the first and of the last article; ``UNDATED`` where there is none),
        is_certain (bool, whether it is certain who was first).
    """
    rows = np.flatnonzero(mask)
    rows = rows[firsts.sizes[corpus.stories[rows]] > 1]
    stories = corpus.stories[rows]
    count = np.bincount(stories, minlength=len(firsts.sizes))
    wanted = count > 0
    names = corpus.source_names
    if source:
        own = corpus.sources[rows] == (names.index(source) if source in names else -1)
        wanted &= np.bincount(stories[own], minlength=len(count)) > 0
    if first_source:
        code = names.index(first_source) if first_source in names else -1
        wanted &= corpus.sources[firsts.rows] == code
    pairs = np.unique(stories.astype(np.int64) * max(1, len(names)) + corpus.sources[rows])
    sources = np.bincount(pairs // max(1, len(names)), minlength=len(count))
    last = np.full(len(count), UNDATED, dtype=np.int64)
    np.maximum.at(last, stories, corpus.days[rows].astype(np.int64))
    days = corpus.days[firsts.rows].astype(np.int64) if len(count) else last
    found = np.flatnonzero(wanted)
    order = found[np.lexsort((-days[found], -count[found], -sources[found]))][:most]
    return pd.DataFrame(
        {
            "row": firsts.rows[order],
            "article_count": count[order],
            "source_count": sources[order],
            "day": days[order],
            "last_day": last[order],
            "is_certain": firsts.is_certain[order],
        }
    )


def by_language(
    corpus: Corpus, mask: BoolArray, axis: str, *, way: str, base: int, most: int = 24
) -> pd.DataFrame:
    """Compare what the articles of each language are about.

    Parameters
    ----------
    corpus, mask, way, base : as for :func:`publishers`
    axis : which topics
    most : at most so many topics, those with the most articles

    Returns
    -------
    DataFrame, dense over languages, topics with the most articles first
        topic, language (str), article_count (int64), value (float, counted in that way),
        language_count (int64, selected articles of the language),
        of_language_share (float, 0-1, of them).
    """
    tags = corpus.axes[axis]
    kept = mask[tags.rows]
    rows, codes = tags.rows[kept], tags.topics[kept]
    size, width = len(tags.keys), len(corpus.language_codes)
    cells = codes.astype(np.int64) * width + corpus.languages[rows]
    value = tally(corpus, rows, cells, size * width, way, parts=tags.sizes, base=base)
    count = np.bincount(cells, minlength=size * width)
    whole = np.bincount(corpus.languages[mask], minlength=width)
    totals = count.reshape(size, width).sum(axis=1)
    order = [code for code in np.argsort(-totals, kind="stable") if totals[code]][:most]
    used = np.flatnonzero(whole)
    code = np.repeat(np.array(order, dtype=np.int64), len(used))
    language = np.tile(used, len(order))
    picked = code * width + language
    return pd.DataFrame(
        {
            "topic": pd.Series([tags.keys[number] for number in code.tolist()], dtype="str"),
            "language": pd.Series(
                [corpus.language_codes[number] for number in language.tolist()], dtype="str"
            ),
            "article_count": count[picked],
            "value": value[picked],
            "language_count": whole[language],
            "of_language_share": count[picked] / np.maximum(whole[language], 1),
        }
    )


_ALONE, _FIRST, _REPRINT, _REPEAT, _UNSURE = range(5)
_COUNTED: Final = {"first": _FIRST, "reprint": _REPRINT, "repeat": _REPEAT, "unsure": _UNSURE}


def _roles(corpus: Corpus, rows: NDArray[np.int64], firsts: Firsts) -> NDArray[np.int64]:
    """What each article is in its story."""
    stories = corpus.stories[rows]
    first = firsts.rows[stories]
    is_of_first = corpus.sources[rows] == corpus.sources[first]
    role_of_first = np.where(firsts.source_counts[stories] > 1, _FIRST, _ALONE)
    role_of_others = np.where(is_of_first, _REPEAT, _REPRINT)
    return np.where(rows == first, role_of_first, role_of_others)


def _order_and_times(
    corpus: Corpus, members: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Place of each article among the members, and its time of publication where known."""
    place = np.full(len(corpus), len(members), dtype=np.int64)
    times = np.full(len(corpus), "", dtype=object)
    if len(members):
        rows = pd.Index(corpus.ids).get_indexer(pd.Index(members["article_id"]))
        here = rows >= 0
        place[rows[here]] = np.flatnonzero(here)
        times[rows[here]] = members["published_at"].fillna("").to_numpy(dtype=object)[here]
    return place, times


def _grid(
    rows: IntArray, columns: IntArray, row_count: int, column_count: int
) -> NDArray[np.int64]:
    """Count pairs, int64 of shape (row_count, column_count)."""
    cells = rows.astype(np.int64) * column_count + columns
    return np.bincount(cells, minlength=row_count * column_count).reshape(row_count, column_count)
