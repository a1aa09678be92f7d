"""How well and how fast stories are found: labelled pairs of real news, and seconds.

``python -m benchmarks.stories ru.parquet en.parquet`` groups each file by itself and compares
pairs of articles with their labels (``data/labels/story-pairs.csv``). Recall is that of pairs that
were drawn from strata of how alike they are, each standing for the pairs of its stratum. Precision
is that of pairs drawn from stories that were found, as far as they are found still. Intervals are
Wilson's, for as many pairs as the weighted ones are worth (Kish).
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analysis.index.sketches import Sketches, sketch
from analysis.index.words import hashes_of, string_columns
from analysis.stories.copies import UNDATED, NearCopies
from analysis.stories.groups import connected
from analysis.text.tokens import Encoded, Vocabulary, encode
from benchmarks.measure import BenchmarkError, Report, markdown, run, timed

PAIRS: Final = Path(__file__).resolve().parent.parent / "data" / "labels" / "story-pairs.csv"
SETS: Final = ("tuning", "held-out")
FOUND: Final = "found"  # stratum of pairs that were drawn from stories
LATER: Final = 100

_BATCH: Final = 5_000
_NEEDED: Final = {"id", "date", "source", "title", "text"}
_Z: Final = 1.959964  # of 95 %

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A file whose articles were grouped.

    Attributes
    ----------
    ids : of the articles
    story : int array, the number of each one's story
    sketching, finding, joining : seconds for the sketches of all, for the stories of all, and for
        those of ``LATER`` articles that come to the others
    """

    ids: Sequence[str]
    story: npt.NDArray[np.int64]
    sketching: float
    finding: float
    joining: float


def group(articles: pd.DataFrame, seed: int) -> Grouped:
    """Group articles; reading and encoding them is not timed, import does it anyway."""
    days = pd.to_datetime(articles["date"], format="%Y-%m-%d", errors="coerce")
    since = (days - pd.Timestamp("1600-01-01")).dt.days.fillna(UNDATED).to_numpy(np.int64)
    sources, _ = pd.factorize(articles["source"])
    vocabulary = Vocabulary()
    batches = list(_encoded(articles, vocabulary))
    word_hashes = hashes_of(*string_columns(pa.array(vocabulary.folded, pa.large_string())))
    parts: list[Any] = []
    sketching = timed(
        lambda: parts.extend(sketch(one.ids, one.segments, word_hashes) for one in batches)
    )
    sizes = np.concatenate([own for _, own in parts])
    owners = np.repeat(np.arange(len(articles), dtype=np.int32), sizes)
    sketches = Sketches(np.concatenate([own for own, _ in parts]), owners, len(articles))
    story: list[Any] = []

    def find(asked: Mask) -> None:
        *_, (_, _, pairs) = NearCopies(sketches, since, sources, asked).find()
        story.append(connected(pairs[:, 0], pairs[:, 1], len(articles)))

    later = np.zeros(len(articles), bool)
    later[np.random.default_rng(seed).permutation(len(articles))[:LATER]] = True
    finding = timed(lambda: find(np.ones(len(articles), bool)))
    joining = timed(lambda: find(later))
    return Grouped(articles["id"].tolist(), story[0], sketching, finding, joining)


def _encoded(articles: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[Encoded]:
    for first in range(0, len(articles), _BATCH):
        part = articles.iloc[first : first + _BATCH]
        yield encode(zip(part["title"], part["text"], strict=True), vocabulary)


def judged(pairs: pd.DataFrame, grouped: Grouped) -> pd.DataFrame:
    """Add to labelled pairs whether they were put into one story, and what each stands for.

    Parameters
    ----------
    pairs : of this corpus; columns of story-pairs.csv

    Returns
    -------
    DataFrame with the further columns ``found`` (bool) and ``weight``
        Pairs of the stratum for each pair of its set in the sample; 0 for those from stories.
    """
    place = {own: number for number, own in enumerate(grouped.ids)}
    missing = sorted({*pairs["id_a"], *pairs["id_b"]} - place.keys())
    if missing:
        raise BenchmarkError(f"{missing[0]} and {len(missing) - 1} other labelled ids are missing")
    first, second = (grouped.story[pairs[name].map(place).to_numpy()] for name in ("id_a", "id_b"))
    drawn = pairs.groupby(["set", "stratum"])["id_a"].transform("size")
    return pairs.assign(found=first == second, weight=pairs["stratum_size"] / drawn)


def share(hits: "pd.Series[bool]", weights: "pd.Series[float]") -> tuple[float, float, float]:
    """Weighted share with its 95 % interval.

    Examples
    --------
    >>> low_and_high = share(pd.Series([True, True, False, True]), pd.Series([1.0] * 4))
    >>> [round(value, 2) for value in low_and_high]
    [0.75, 0.3, 0.95]
    """
    total = float(weights.sum())
    if not total:
        return float("nan"), 0.0, 1.0
    part = float(weights[hits].sum()) / total
    count = total**2 / float((weights**2).sum())
    middle = (part + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    spread = part * (1 - part) / count + _Z**2 / (4 * count**2)
    half = _Z * spread**0.5 / (1 + _Z**2 / count)
    return part, max(middle - half, 0.0), min(middle + half, 1.0)


def quality_rows(pairs: pd.DataFrame) -> Iterator[dict[str, object]]:
    """One row for each corpus and set: what was found of the labelled pairs, and what it means."""
    for (corpus, name), own in pairs.groupby(["corpus", "set"]):
        same = own[(own["same"] == 1) & (own["stratum"] != FOUND)]
        wrong = own[(own["same"] == 0) & (own["stratum"] != FOUND)]
        drawn = own[(own["stratum"] == FOUND) & own["found"]]
        right = drawn["same"] == 1
        yield {
            "corpus": corpus,
            "set": name,
            "same, found": f"{same['found'].sum()} of {len(same)}",
            "not same, found": f"{wrong['found'].sum()} of {len(wrong)}",
            "recall, weighted": _told(share(same["found"], same["weight"])),
            "stories, right": f"{right.sum()} of {len(drawn)}",
            "precision": _told(share(right, right.map(lambda _: 1.0))),
        }


def kind_rows(pairs: pd.DataFrame) -> list[dict[str, object]]:
    """How many pairs of each kind were put into one story, both corpora together."""
    table = pairs.groupby(["same", "kind", "set"])["found"].agg(["size", "sum"]).unstack()
    table = table.fillna(0).astype(int).sort_index(ascending=False)
    return [
        {
            "same story": "yes" if same else "no",
            "kind": kind,
            **{f"{name}: found of": f"{row['sum', name]} of {row['size', name]}" for name in SETS},
        }
        for (same, kind), row in table.iterrows()
    ]


def _told(estimate: tuple[float, float, float]) -> str:
    return "{:.2f} ({:.2f}–{:.2f})".format(*estimate)


def measure(arguments: argparse.Namespace) -> Report:
    """Group every corpus, and compare it with the labels that there are of it."""
    labelled = pd.read_csv(PAIRS, dtype={"id_a": str, "id_b": str})
    found, speeds, count, figures = [], [], 0, {}
    for path in arguments.corpus:
        articles = _read(path)
        grouped = group(articles, arguments.seed)
        count += len(articles)
        speeds.append(_speed(path.stem, grouped))
        figures[f"{path.stem} seconds"] = grouped.sketching + grouped.finding
        found.append(judged(labelled[labelled["corpus"] == path.stem], grouped))
    pairs = pd.concat(found, ignore_index=True)
    if pairs.empty:
        raise BenchmarkError("no labelled pair is of these files: name ru.parquet or en.parquet")
    rows = list(quality_rows(pairs))
    notes = [markdown(kind_rows(pairs)), markdown(speeds)]
    return Report({"articles": count, "labelled pairs": len(pairs)}, rows, figures, notes)


def _read(path: Path) -> pd.DataFrame:
    try:
        articles = pd.read_parquet(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise BenchmarkError(f"{path}: is no readable Parquet file: name one") from error
    if missing := _NEEDED - set(articles):
        raise BenchmarkError(f"{path}: lacks the column(s) {', '.join(sorted(missing))}")
    return articles


def _speed(name: str, grouped: Grouped) -> dict[str, object]:
    sizes = np.bincount(grouped.story)
    seconds = grouped.sketching + grouped.finding
    return {
        "corpus": name,
        "articles": len(grouped.ids),
        "stories of several": int((sizes > 1).sum()),
        "reprints": int((sizes[sizes > 1] - 1).sum()),
        "largest": int(sizes.max()),
        "sketching, s": round(grouped.sketching, 2),
        "finding, s": round(grouped.finding, 2),
        "articles a second": round(len(grouped.ids) / seconds),
        f"{LATER} more, s": round(grouped.joining, 2),
    }


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", nargs="+", type=Path, help="ru.parquet, en.parquet")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
