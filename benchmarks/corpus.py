"""Make a synthetic corpus of any size: made-up news of real words, written as it is made.

``python -m benchmarks.corpus OUTPUT --articles 1000000 --words ru.parquet en.parquet``

Words are drawn as often as they occur in the articles of ``--words`` (Zipf's law with all its
dents); after half of them the next word is one that followed there, so that phrases of rules
occur. One word in fifty is made up, from a stock with a long tail, so that the vocabulary keeps
growing with the square root of the text (Heaps' law), as that of real news does. A corpus of
the same seed and words begins with every shorter one.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.schema import LANGUAGES
from analysis.text.tokens import BREAK, Encoded, Vocabulary, encode
from benchmarks.measure import BenchmarkError, Report, draw_articles, run, timed

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLE: Final = ROOT / "data" / "sample"

GROUP: Final = 20_000  # articles of a row group, and what is held in memory
READ: Final = 60_000  # articles that words are counted in
LONGEST_MEAN: Final = 5_000
SHORTEST: Final = 20

RUSSIAN_SHARE: Final = 0.6
CHAIN_SHARE: Final = 0.5
SENTENCE: Final = 15
SPREAD: Final = 0.6  # of the logarithm of lengths
TITLE: Final = (5, 13)
SOURCES: Final = 200
FIRST_DAY: Final = np.datetime64("2000-01-01")
DAYS: Final = 26 * 365

# New words: one token in fifty, of a stock where rank r has the share MIDDLE / (r + MIDDLE)^2.
# With these two the vocabulary of a million articles is that of real news carried on.
RARE_SHARE: Final = 0.02
MIDDLE: Final = 60_000
_SYLLABLES: Final = {
    "ru": ("бвгджзклмнпрстфх", "аеио"),
    "en": ("bdfghklmnprstvwz", "aeio"),
}
_ENDINGS: Final = {
    "ru": ("", "в", "м", "ть", "ться", "ый", "ого", "ские"),
    "en": ("", "n", "s", "r", "st", "ton", "ly", "nd"),
}
_SIGNS: Final = 4  # syllables of a made-up word
_STOCK: Final = 64**_SIGNS
_SCATTER: Final = 2_654_435_761  # odd, so that different ranks stay different words

PLAIN, FIRST, LAST = range(3)  # spellings of a word within its sentence

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Strings = Any


@dataclass(frozen=True)
class Pool:
    """Words of one language as they follow each other in real articles.

    Attributes
    ----------
    forms : three spellings of every word behind each other: plain, with a capital, with a stop
    words : int32 array, a word number per place of the real text
    followers : int32 array; words that followed word ``w`` are
        ``followers[first[w]:first[w + 1]]``, as often as they did
    """

    language: str
    n_words: int
    forms: Strings
    words: npt.NDArray[np.int32]
    followers: npt.NDArray[np.int32]
    first: Ints


def make_pool(articles: pd.DataFrame, language: str) -> Pool:
    """Count the words of a language and what follows them.

    Parameters
    ----------
    articles : has ``title``, ``text``, ``language``
    """
    own = articles[articles["language"] == language]
    vocabulary = Vocabulary()
    encoded = encode(zip(own["title"], own["text"], strict=True), vocabulary)
    words = _plain_starts(encoded, vocabulary)
    if not (words != BREAK).any():
        raise BenchmarkError(f"no {language} words to draw from: name a file with --words")
    pairs = (words[:-1] != BREAK) & (words[1:] != BREAK)
    before, after = words[:-1][pairs], words[1:][pairs]
    first = np.zeros(len(vocabulary.words) + 1, np.int64)
    np.cumsum(np.bincount(before, minlength=len(vocabulary.words)), out=first[1:])
    spelled = pa.array(vocabulary.words, pa.string())
    capital = pa.array([word[:1].upper() + word[1:] for word in vocabulary.words], pa.string())
    closed = pc.binary_join_element_wise(spelled, ".", "")
    return Pool(
        language,
        len(vocabulary.words),
        pa.concat_arrays([spelled, capital, closed]),
        words[words != BREAK],
        after[np.argsort(before, kind="stable")],
        first,
    )


def _plain_starts(encoded: Encoded, vocabulary: Vocabulary) -> npt.NDArray[np.int32]:
    """Word numbers, with the capital of a sentence's first word taken off where it can be."""
    known = {word: number for number, word in enumerate(vocabulary.words)}
    small = np.array(
        [
            known.get(word.lower(), number) if word else BREAK
            for number, word in enumerate(vocabulary.words)
        ],
        np.int32,
    )
    starts = np.ones(len(encoded.ids), bool)
    starts[1:] = encoded.ids[:-1] == BREAK
    return np.where(starts, small[encoded.ids], encoded.ids)


def make_group(pools: Sequence[Pool], seed: int, number: int, mean: int) -> pa.Table:
    """Make one row group of ``GROUP`` articles.

    Parameters
    ----------
    pools : Russian and English
    seed, number : the same seed and number of the group give the same articles
    mean : mean number of words of a text
    """
    rng = np.random.default_rng([seed, number])
    is_russian = rng.random(GROUP) < RUSSIAN_SHARE
    lengths = rng.lognormal(np.log(mean) - SPREAD**2 / 2, SPREAD, GROUP).astype(np.int64)
    lengths = np.maximum(lengths, SHORTEST)
    titles, texts = [], []
    for pool, rows in zip(pools, (is_russian, ~is_russian), strict=True):
        own_titles, own_texts = _written(pool, lengths[rows], rng)
        titles.append(own_titles)
        texts.append(own_texts)
    # Where each article stands when all Russian ones come first.
    place = np.empty(GROUP, np.int64)
    place[np.argsort(~is_russian, kind="stable")] = np.arange(GROUP)
    source = (SOURCES * rng.random(GROUP) ** 2).astype(np.int64) + 1
    days = FIRST_DAY + rng.integers(DAYS, size=GROUP).astype("timedelta64[D]")
    numbers = range(number * GROUP, (number + 1) * GROUP)
    return pa.table(
        {
            "id": [f"made-{seed}-{row}" for row in numbers],
            "date": np.datetime_as_string(days).tolist(),
            "source": [f"Source {name:03}" for name in source.tolist()],
            "url": [
                f"https://source-{name:03}.example/{seed}/{row}"
                for name, row in zip(source.tolist(), numbers, strict=True)
            ],
            "title": pa.concat_arrays(titles).take(pa.array(place)),
            "text": pa.concat_arrays(texts).take(pa.array(place)),
            "language": np.array(LANGUAGES, object)[np.where(is_russian, 0, 1)].tolist(),
        }
    )


def _written(pool: Pool, lengths: Ints, rng: np.random.Generator) -> tuple[Strings, Strings]:
    """Titles and texts of articles of the given lengths in words."""
    number = len(lengths)
    sizes = np.concatenate([rng.integers(*TITLE, size=number), lengths])  # all titles first
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    opens = np.zeros(offsets[-1], bool)
    opens[offsets[:-1]] = True
    words = _drawn(pool, opens, rng)
    closes = _sentence_ends(opens, offsets, rng)
    closes[: offsets[number]] = False  # a title is no sentence
    opens[1:] |= closes[:-1]
    # No word both opens and closes a sentence.
    shape = FIRST * opens + LAST * closes
    rare = np.flatnonzero((rng.random(len(words), np.float32) < RARE_SHARE) & ~opens & ~closes)
    ranks, kind = np.unique(_ranks(len(rare), rng), return_inverse=True)
    spelling = (shape * pool.n_words + words).astype(np.int32)
    spelling[rare] = len(pool.forms) + kind
    forms = pa.concat_arrays([pool.forms, made_up(ranks, pool.language)])
    tokens = forms.take(pa.array(spelling))
    lists = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), tokens)
    joined = pc.binary_join(lists, " ")
    return joined[:number], joined[number:]


def _drawn(pool: Pool, opens: Mask, rng: np.random.Generator) -> npt.NDArray[np.int32]:
    """Word numbers; half of them follow the word before as real words did."""
    words = pool.words[rng.integers(len(pool.words), size=len(opens), dtype=np.int32)]
    chained = (rng.random(len(opens), np.float32) < CHAIN_SHARE) & ~opens
    draw = rng.random(len(opens), np.float32)
    # Words of a chain depend on the one before: all second links first, then all third, …
    follows = np.concatenate([chained, [False]])
    own = np.flatnonzero(chained[1:] & ~chained[:-1]) + 1
    while len(own):
        before = words[own - 1]
        first, count = pool.first[before], pool.first[before + 1] - pool.first[before]
        nth = np.minimum((draw[own] * count).astype(np.int64), count - 1)
        ways = count > 0
        words[own[ways]] = pool.followers[(first + nth)[ways]]
        own = own[follows[own + 1]] + 1
    return words


def _sentence_ends(opens: Mask, offsets: Ints, rng: np.random.Generator) -> Mask:
    """Last words of sentences; every title and text ends with one, none has a single word."""
    drawn = rng.random(len(opens), np.float32) < 1 / SENTENCE
    closes = drawn & ~opens
    closes[1:] &= ~drawn[:-1]
    last = offsets[1:] - 1
    closes[last - 1] = False
    closes[last] = True
    return closes


def _ranks(number: int, rng: np.random.Generator) -> Ints:
    """Ranks of made-up words in their stock."""
    ranks: Ints = (MIDDLE * (1 / (1 - rng.random(number)) - 1)).astype(np.int64) % _STOCK
    return ranks


def made_up(ranks: Ints, language: str) -> Strings:
    """Spell made-up words; different ranks are different words.

    >>> made_up(np.array([1, 2]), "en").to_pylist()
    ['tepivogen', 'nigesolos']
    """
    consonants, vowels = _SYLLABLES[language]
    syllables = pa.array([one + other for one in consonants for other in vowels])
    scattered = ranks.astype(np.int64) * _SCATTER % _STOCK
    parts = [syllables.take(pa.array(scattered // 64**sign % 64)) for sign in range(_SIGNS)]
    endings = pa.array(_ENDINGS[language]).take(pa.array(scattered % len(_ENDINGS[language])))
    return pc.binary_join_element_wise(*parts, endings, "")


def write_corpus(output: Path, pools: Sequence[Pool], *, number: int, mean: int, seed: int) -> None:
    """Write a corpus to a Parquet file, row group by row group.

    Parameters
    ----------
    number : of articles
    mean : words of a text on average
    """
    writer = None
    try:
        for group in range(-(-number // GROUP)):
            table = make_group(pools, seed, group, mean).slice(0, number - group * GROUP)
            writer = writer or pq.ParquetWriter(
                output, table.schema, use_dictionary=["source", "language", "date"]
            )
            writer.write_table(table, row_group_size=GROUP)
    finally:
        if writer:
            writer.close()


def read_pools(paths: Sequence[Path], seed: int = 0) -> list[Pool]:
    """Words of real articles: of Parquet files, or else of the briefs of this project."""
    if paths:
        articles = draw_articles(paths, READ, seed)
    else:
        lines = [pd.read_json(path, lines=True) for path in sorted(SAMPLE.glob("*.jsonl"))]
        articles = pd.concat(lines, ignore_index=True)
    return [make_pool(articles, language) for language in LANGUAGES]


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what a corpus is made of."""
    parser.add_argument(
        "--words",
        type=Path,
        nargs="+",
        default=[],
        metavar="PARQUET",
        help="real articles to take words from; else the briefs of this project",
    )
    parser.add_argument("--mean", type=_mean, default=300, help="words of a text (%(default)s)")


def _mean(text: str) -> int:
    if not text.isdecimal() or not SHORTEST <= int(text) <= LONGEST_MEAN:
        raise argparse.ArgumentTypeError(f"give a number from {SHORTEST} to {LONGEST_MEAN}")
    return int(text)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", type=Path, help="Parquet file to write")
    parser.add_argument("--articles", type=int, default=1_000_000, help="how many (%(default)s)")
    add_corpus_options(parser)


def measure(arguments: argparse.Namespace) -> Report:
    """Make the corpus and say how fast."""
    if arguments.articles < 1:
        raise BenchmarkError(f"{arguments.articles} articles are no corpus: give at least 1")
    pools = read_pools(arguments.words, arguments.seed)
    seconds = timed(
        lambda: write_corpus(
            arguments.output,
            pools,
            number=arguments.articles,
            mean=arguments.mean,
            seed=arguments.seed,
        )
    )
    speed = arguments.articles / seconds
    row = {
        "file": str(arguments.output),
        "MB": arguments.output.stat().st_size / 1e6,
        "seconds": seconds,
        "articles a second": speed,
    }
    work = {"articles": arguments.articles, "words": arguments.articles * arguments.mean}
    return Report(work, [row], {"articles_per_second": speed})


def main(arguments: list[str] | None = None) -> int:
    """Make a corpus."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
