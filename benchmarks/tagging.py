"""Speed of tagging, text to tags, beside what others would do with the same texts.

``python -m benchmarks.tagging ru.parquet en.parquet`` compares, in one process on one thread:

- the tagger of this project: rules, word model, decision and evidence;
- scikit-learn's ``TfidfVectorizer().transform`` alone, fitted on the same texts;
- a loop of compiled regular expressions, one per topic and language, on fewer articles;
- spaCy's ``PhraseMatcher`` with blank tokenizers, and ``TfidfVectorizer`` after it.

The last two cover rules that are one word or one phrase only, without groups, windows and AND,
and decide nothing. A regular expression takes the common beginning of a word's forms, which is
faster than listing them; a phrase of spaCy is found as it is written, a word in all its forms.
spaCy is optional: ``pip install -r requirements-benchmarks.txt``.
"""

import argparse
import importlib.util
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis import Tagger, Taxonomy, load_model, load_taxonomy
from analysis.rules.query import Term, Words
from analysis.schema import LANGUAGES
from analysis.taxonomy import Rule
from analysis.text.forms import word_forms
from benchmarks.measure import Report, alternating, draw_articles, medians, run, size_of, timed

YARDSTICK: Final = "TfidfVectorizer.transform"
SCALED: Final = 200  # articles of the regular expressions, which are slow
GOAL: Final = 1.0


def plain_rules(taxonomy: Taxonomy) -> Iterator[tuple[Rule, tuple[Term, ...]]]:
    """Rules that are one word or one phrase without groups, with their words; each once."""
    seen = set()
    for rule in taxonomy.rules:
        match rule.query:
            case Words(terms=terms, slop=None) if all(term.kind != "group" for term in terms):
                key = (rule.axis, rule.topic, rule.strength, terms)
                if key not in seen:
                    seen.add(key)
                    yield rule, terms


def compile_topics(taxonomy: Taxonomy) -> dict[str, list[re.Pattern[str]]]:
    """One regular expression per topic, strength and language, for texts in small letters."""
    phrases = defaultdict(set)
    for rule, terms in plain_rules(taxonomy):
        key = (rule.language, rule.axis, rule.topic, rule.strength)
        phrases[key].add(r"\W+".join(map(_as_expression, terms)))
    compiled: dict[str, list[re.Pattern[str]]] = {language: [] for language in LANGUAGES}
    for (language, *_), own in phrases.items():
        pattern = rf"\b(?:{'|'.join(sorted(own))})\b"
        compiled[language].append(re.compile(pattern))
    return compiled


def _as_expression(term: Term) -> str:
    match term.kind:
        case "word":
            return re.escape(_common_beginning(word_forms(term.text))) + r"\w*"
        case "wildcard":
            return re.escape(term.text.lower()).replace(r"\*", r"\w*").replace(r"\?", r"\w")
    return re.escape(term.text.lower())


def _common_beginning(words: Iterable[str]) -> str:
    letters = zip(*words, strict=False)
    return "".join(column[0] for column in takewhile(lambda column: len({*column}) == 1, letters))


def phrase_matchers(taxonomy: Taxonomy) -> dict[str, Callable[[str], object]]:
    """spaCy's tokenizer and PhraseMatcher for each language."""
    import spacy
    from spacy.matcher import PhraseMatcher

    found: dict[str, Callable[[str], object]] = {}
    for language in LANGUAGES:
        nlp = spacy.blank(language)
        matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        found[language] = _matching(nlp.make_doc, matcher, taxonomy, language)
    return found


def _matching(
    tokenizer: Callable[[str], Any], matcher: Any, taxonomy: Taxonomy, language: str
) -> Callable[[str], object]:
    spellings: dict[str, set[str]] = defaultdict(set)
    for rule, terms in plain_rules(taxonomy):
        if rule.language == language and all(term.kind != "wildcard" for term in terms):
            phrase = " ".join(term.text for term in terms)
            forms = word_forms(phrase) if len(terms) == 1 else {phrase}
            spellings[f"{rule.axis}:{rule.topic}:{rule.strength}"] |= set(forms)
    for name, own in spellings.items():
        matcher.add(name, [tokenizer(spelling) for spelling in sorted(own)])
    return lambda text: matcher(tokenizer(text))


def measure(arguments: argparse.Namespace) -> Report:
    """Let all take turns."""
    articles = draw_articles(arguments.paths, arguments.articles, arguments.seed)
    texts = list(articles["title"] + "\n" + articles["text"])
    languages = list(articles["language"])
    taxonomy, model = load_taxonomy(), load_model()
    vectorizer = TfidfVectorizer().fit(texts)
    tagger = Tagger(taxonomy, model)
    # The vectorizer knows its words before it is timed; so shall the tagger.
    first = timed(lambda: tagger.tag(articles))
    tasks: dict[str, Callable[[], object]] = {
        "tagging": lambda: tagger.tag(articles),
        YARDSTICK: lambda: vectorizer.transform(texts),
    }
    notes = []
    covered = len(list(plain_rules(taxonomy)))
    if importlib.util.find_spec("spacy"):
        match = phrase_matchers(taxonomy)

        def phrases() -> None:
            for language, text in zip(languages, texts, strict=True):
                match.get(language, match["en"])(text)
            vectorizer.transform(texts)

        tasks["spaCy PhraseMatcher + TfidfVectorizer"] = phrases
    else:
        notes.append(
            "spaCy is not installed and left out: pip install -r requirements-benchmarks.txt"
        )
    seconds = medians(alternating(tasks, arguments.rounds))
    seconds["tagging, all words new"] = first
    few = min(SCALED, len(texts))
    seconds["loop of regular expressions"] = _scaled_loop(
        taxonomy, texts, languages, few, arguments.rounds
    )
    notes.append(
        f"The loop of regular expressions ran on {few:,} articles and is scaled by characters; it "
        f"and spaCy cover {covered:,} of {len(taxonomy.rules):,} rules (one word or phrase; "
        "spaCy without wildcards), without decision and evidence."
    )
    return _report(articles, taxonomy, seconds, notes)


def _scaled_loop(
    taxonomy: Taxonomy, texts: list[str], languages: list[str], few: int, rounds: int
) -> float:
    """Seconds for all texts, from those that a loop over every n-th of them takes."""
    compiled = compile_topics(taxonomy)
    step = len(texts) // few
    chosen = list(zip(languages, texts, strict=True))[::step][:few]

    def loop() -> None:
        for language, text in chosen:
            small = text.lower()
            for pattern in compiled.get(language, compiled["en"]):
                pattern.findall(small)

    seconds = medians(alternating({"loop": loop}, min(rounds, 3)))["loop"]
    return seconds * sum(map(len, texts)) / sum(len(text) for _, text in chosen)


def _report(
    articles: pd.DataFrame, taxonomy: Taxonomy, seconds: dict[str, float], notes: list[str]
) -> Report:
    rows = [
        {
            "system": name,
            "seconds": own,
            "articles a second": len(articles) / own,
            "throughput, TfidfVectorizer = 1": seconds[YARDSTICK] / own,
        }
        for name, own in sorted(seconds.items(), key=lambda pair: pair[1])
    ]
    work = {**size_of(articles), "rules": len(taxonomy.rules)}
    figures = {name: seconds[YARDSTICK] / own for name, own in seconds.items()}
    notes = [f"Goal: tagging at {GOAL} or more.", *notes]
    return Report(work, rows, figures, notes)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PARQUET", help="articles")
    parser.add_argument("--articles", type=int, default=20_000, help="to draw (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of all in turns (%(default)s)")


def main(arguments: list[str] | None = None) -> int:
    """Compare and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
