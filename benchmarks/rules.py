"""Cost of tagging with ten times as many rules.

``python -m benchmarks.rules ru.parquet en.parquet`` copies every rule nine times with its words
replaced by others of the same shape: wildcards stay wildcards, capitals capitals, phrases and
windows keep their length, groups get groups of their own. Two kinds of words are tried: rare
ones of other articles of the same files, which find something here and there, so that tags are
more, too; and made-up ones, which find nothing and show what rules as such cost.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis import Tagger, Taxonomy, load_model, load_taxonomy
from analysis.rules.query import And, Not, Or, Query, Term, Words
from analysis.schema import LANGUAGES
from analysis.taxonomy import Rule
from analysis.text.folding import fold, is_capitals, is_cyrillic
from analysis.text.forms import word_forms
from analysis.text.tokens import words_of
from benchmarks.corpus import made_up
from benchmarks.measure import Report, alternating, draw_articles, medians, run, size_of

GOAL: Final = 1.25
TIMES: Final = 10
SHORTEST: Final = 4
UNHEARD: Final = 100_000
TRIED: Final = 50_000


class Replacer:
    """Puts other words in the place of a rule's own.

    Parameters
    ----------
    words : distinct words of articles
    """

    def __init__(self, words: Iterable[str], rng: np.random.Generator) -> None:
        distinct = sorted({word for word in words if len(word) >= SHORTEST and word.isalpha()})
        self._words = {
            (cyrillic, capitals): [
                word
                for word in distinct
                if is_cyrillic(word) == cyrillic and is_capitals(word) == capitals
            ]
            for cyrillic in (True, False)
            for capitals in (True, False)
        }
        self._rng = rng
        self._drawn: dict[tuple[int, str], str] = {}

    def query(self, query: Query, copy: int) -> Query:
        """Replace the words of a query; the same word of the same copy by the same word."""
        match query:
            case Words(terms=terms):
                return replace(query, terms=tuple(self.term(term, copy) for term in terms))
            case And(parts):
                return And(tuple(self.query(part, copy) for part in parts))
            case Or(parts):
                return Or(tuple(self.query(part, copy) for part in parts))
            case Not(part):
                return Not(self.query(part, copy))
        return query

    def term(self, term: Term, copy: int) -> Term:
        """Replace one word."""
        if term.kind == "group":
            return replace(term, text=group_name(term.text, copy))
        key = (copy, term.text)
        if key not in self._drawn:
            self._drawn[key] = self._draw(term)
        return replace(term, text=self._drawn[key])

    def _draw(self, term: Term) -> str:
        words = self._words[is_cyrillic(term.text), term.kind == "capitals"]
        if not words:
            return term.text
        word = words[int(self._rng.integers(len(words)))]
        return _shaped(word, term.text) if term.kind == "wildcard" else word


def rare_words(articles: pd.DataFrame, most: int, rng: np.random.Generator) -> list[str]:
    """Distinct words that stand in few articles, in whatever form a rule would find.

    Parameters
    ----------
    most : articles out of 10,000 that a word may stand in; one article is always allowed
    """
    spellings = {word for text in articles["text"] for word in words_of(text)}
    counts = Counter(
        folded for text in articles["text"] for folded in {fold(word) for word in words_of(text)}
    )
    limit = max(1, most * len(articles) // 10_000)
    once = sorted(word for word in spellings if counts[fold(word)] <= limit)
    tried = rng.permutation(np.array(once, dtype=object))[:TRIED]
    return [word for word in tried if sum(counts[form] for form in word_forms(word)) <= limit]


def unheard_words(number: int) -> list[str]:
    """Made-up words of both languages, in small letters and in capitals."""
    ranks = np.arange(number)
    small = [word for name in LANGUAGES for word in made_up(ranks, name).to_pylist()]
    return small + [word.upper() for word in small]


def _shaped(word: str, pattern: str) -> str:
    """Letters of a word in the pattern's places; its signs stay.

    A beginning is nearly the whole word, so that it is as rare as the word.

    >>> _shaped("кармелит", "суб*"), _shaped("plant", "*cycle")
    ('кармел*', '*plant')
    """
    if pattern.endswith("*") and not set("*?") & set(pattern[:-1]):
        return word[: max(len(word) - 2, SHORTEST)] + "*"
    letters = iter(word * (1 + len(pattern) // len(word)))
    return "".join(sign if sign in "*?" else next(letters) for sign in pattern)


def group_name(name: str, copy: int) -> str:
    """Name of a copy of a group."""
    return f"{name}-copy-{copy}"


def multiplied(taxonomy: Taxonomy, times: int, replacer: Replacer) -> Taxonomy:
    """The taxonomy with ``times`` as many rules for the same topics."""
    rules: list[Rule] = list(taxonomy.rules)
    groups: Mapping[str, tuple[Term, ...]] = dict(taxonomy.groups)
    for copy in range(1, times):
        groups = {
            **groups,
            **{
                group_name(name, copy): tuple(replacer.term(term, copy) for term in terms)
                for name, terms in taxonomy.groups.items()
            },
        }
        rules += [
            replace(rule, query=replacer.query(rule.query, copy), text=f"{rule.text} (copy {copy})")
            for rule in taxonomy.rules
        ]
    return replace(
        taxonomy, rules=tuple(rules), groups=groups, version=f"{taxonomy.version}-{times}"
    )


def measure(arguments: argparse.Namespace) -> Report:
    """Tag with both taxonomies in turns."""
    drawn = draw_articles(arguments.paths, 2 * arguments.articles, arguments.seed)
    articles, others = drawn.iloc[::2].reset_index(drop=True), drawn.iloc[1::2]
    taxonomy, rng = load_taxonomy(), np.random.default_rng(arguments.seed)
    words = {
        "rare words": rare_words(others, arguments.most, rng),
        "words that never occur": unheard_words(UNHEARD),
    }
    taxonomies = {
        "own rules": taxonomy,
        **{
            f"{arguments.times} times as many, {name}": multiplied(
                taxonomy, arguments.times, Replacer(own, rng)
            )
            for name, own in words.items()
        },
    }
    rows = _rows(taxonomies, articles, arguments.rounds)
    work = {**size_of(articles), "rules": len(taxonomy.rules)}
    figures = {str(row["taxonomy"]): row["own rules = 1"] for row in rows[1:]}
    note = (
        f"Goal: at most {GOAL}. With all words new each distinct word is looked up once among the "
        "words of all rules; tags are more where the words of the copies occur."
    )
    return Report(work, rows, figures, [note])


def _rows(
    taxonomies: Mapping[str, Taxonomy], articles: pd.DataFrame, rounds: int
) -> list[dict[str, Any]]:
    model = load_model()
    taggers: dict[str, Tagger] = {}
    rows: list[dict[str, Any]] = []
    for name, own in taxonomies.items():
        start = time.perf_counter()
        taggers[name] = Tagger(own, model)
        made = time.perf_counter()
        tags = taggers[name].tag(articles)
        rows.append(
            {
                "taxonomy": name,
                "rules": len(own.rules),
                "tags": len(tags),
                "seconds to make the tagger": made - start,
                "seconds, all words new": time.perf_counter() - made,
            }
        )
    tasks = {name: partial(own.tag, articles) for name, own in taggers.items()}
    seconds = medians(alternating(tasks, rounds))
    for row in rows:
        row["seconds"] = seconds[row["taxonomy"]]
        row["own rules = 1"] = row["seconds"] / rows[0]["seconds"]
    return rows


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PARQUET", help="articles")
    parser.add_argument("--articles", type=int, default=20_000, help="to draw (%(default)s)")
    parser.add_argument("--times", type=int, default=TIMES, help="as many rules (%(default)s)")
    parser.add_argument(
        "--most", type=int, default=1, help="of 10,000 articles have a rare word (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="of both in turns (%(default)s)")


def main(arguments: list[str] | None = None) -> int:
    """Compare and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
