"""Cost of tagging a store again after an edit of the taxonomy, beside the first tagging.

``python -m benchmarks.retag ru.parquet en.parquet`` imports articles into a store in a temporary
folder, tags them, adds a rule to one topic and tags again, then adds another rule to every
topic and tags again. The rules added are words of the articles that no rule speaks of yet.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from analysis import Store, Tagger, load_model, load_taxonomy
from analysis.archive import open_index
from analysis.importing import import_files
from analysis.jobs import tag_store
from analysis.model.classifier import Model
from analysis.taxonomy import DEFAULT_FOLDER
from analysis.text.folding import fold
from analysis.text.forms import word_forms
from analysis.text.tokens import words_of
from benchmarks.measure import BenchmarkError, Report, draw_articles, medians, run, size_of, timed

FIRST: Final = "first tagging"
MAKING: Final = "reading the taxonomy and making a tagger (in none of the steps)"
LETTERS: Final = 6
ARTICLES_PER_HIT: Final = 3_500  # of a rule of the taxonomy, in the mean over news of all kinds
MOST_TOPICS: Final = 500
SECTORS: Final = 24
_ENTRIES: Final = re.compile(r"(\[topic\.strong\]\n(?:ru|en) = \[)")


def fill(store: Store, path: Path) -> None:
    """Import a file."""
    for _ in import_files(store, [path]):
        pass


def retag(store: Store, tagger: Tagger, *, everything: bool = False) -> None:
    """Tag what needs it, in this process alone."""
    with open_index(store) as index:
        for _ in tag_store(store, tagger, index, everything=everything):
            pass


def new_words(articles: pd.DataFrame, folder: Path, number: int) -> list[str]:
    """Words that are in no file of the taxonomy and hit about as many articles as its rules do."""
    counts = Counter(word for text in articles["text"] for word in set(map(fold, words_of(text))))
    rules = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.toml")).lower()
    wanted = len(articles) / ARTICLES_PER_HIT
    words = []
    for word in sorted(counts, key=lambda word: (abs(counts[word] - wanted), word)):
        if len(word) < LETTERS or not word.isalpha() or word in rules:
            continue
        # The rule will find the word in all its forms.
        if sum(counts[form] for form in word_forms(word)) <= 1.5 * wanted + 1:
            words.append(word)
        if len(words) == number:
            return words
    raise BenchmarkError("the articles have too few words that no rule has: take more")


def add_rules(folder: Path, words: Iterator[str], *, most: int = 0) -> int:
    """Add a word each to the strong entries of topics, of ``most`` or of all that have some."""
    added = 0

    def with_word(match: re.Match[str]) -> str:
        nonlocal added
        if most and added >= most:
            return match[0]
        added += 1
        return f'{match[1]}"{next(words)}", '

    for path in [folder / "sectors.toml", *sorted(folder.glob("[!s]*.toml"))]:
        edited = _ENTRIES.sub(with_word, path.read_text(encoding="utf-8"))
        path.write_text(edited, encoding="utf-8")
    if not added:
        raise BenchmarkError(f"{folder}: no [topic.strong] to add a rule to: mend add_rules")
    return added


def measure(arguments: argparse.Namespace) -> Report:
    """Import, tag, edit, tag, edit, tag; several times from the start."""
    articles = draw_articles(arguments.paths, arguments.articles, arguments.seed)
    model = load_model()
    load_taxonomy()  # so that the first round does not pay for the dictionaries alone
    seconds: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.parquet"
        articles.rename(columns={"article_id": "id"}).to_parquet(path, index=False)
        for number in range(arguments.rounds):
            own = Path(folder) / str(number)
            shutil.copytree(DEFAULT_FOLDER, own / "taxonomy")
            for name, took in _round(own, path, articles, model).items():
                seconds[name].append(took)
    middle = medians(seconds)
    rows = [
        {
            "step": name,
            "seconds": middle[name],
            "first tagging = 1": middle[name] / middle[FIRST],
        }
        for name in middle
    ]
    work = {**size_of(articles), "rules": len(load_taxonomy().rules)}
    note = (
        f"Medians of {arguments.rounds} rounds, each from a new store, in one process. First "
        "tagging reads the texts, finds tags and facts, and writes the index."
    )
    figures = {name: middle[name] / middle[FIRST] for name in middle}
    return Report(work, rows, figures, [note])


def _round(
    folder: Path, path: Path, articles: pd.DataFrame, model: Model | None
) -> Mapping[str, float]:
    rules = folder / "taxonomy"
    words = iter(new_words(articles, rules, MOST_TOPICS))
    seconds = {}

    def step(name: str, *, everything: bool = False) -> None:
        tagger = Tagger(load_taxonomy(rules), model)
        seconds[name] = timed(lambda: retag(store, tagger, everything=everything))

    with Store.open(folder / "store.sqlite", create=True) as store:
        seconds["import"] = timed(lambda: fill(store, path))
        step(FIRST)
        seconds[MAKING] = timed(lambda: Tagger(load_taxonomy(rules), model))
        add_rules(rules, words, most=1)
        step("one topic edited")
        sectors = add_rules(rules, words, most=SECTORS)
        step(f"all {sectors} sectors edited, a word each")
        topics = add_rules(rules, words)
        step(f"all {topics} topics edited, a word each")
        step("everything again, without need", everything=True)
    return seconds


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PARQUET", help="articles")
    parser.add_argument("--articles", type=int, default=20_000, help="to draw (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="from a new store (%(default)s)")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
