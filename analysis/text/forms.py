"""Word forms: which spellings a plain word of a query stands for.

The dictionary is asked once per word of a query, never per word of an article: the forms of
the query word are listed, and articles are compared with the list. Russian forms come from
the OpenCorpora dictionary (pymorphy3), English ones from lemminflect. What they said of the
words of a taxonomy is kept for the next start, see ``analysis.text.kept_forms``.

A spelling can be a form of several words: «стали» is nearly always "became", seldom "steel".
Inside a phrase the neighbours decide, so every reading is accepted; alone only likely ones.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import lemminflect
import pymorphy3
from pymorphy3.analyzer import Parse, ProbabilityEstimator

from analysis.text.folding import fold, is_capitals, is_cyrillic
from analysis.text.kept_forms import KeptForms, cache_folder

# Share of a spelling's readings that must belong to the word; below it the spelling is taken
# for the other word. «судов» is a ship in 72 of 100 cases, «суда» in 4, «стали» steel in 2.
LIKELY_READING: Final = 0.1

_CONSONANTS: Final = frozenset("бвгджзклмнпрстфхцчшщ")
_MASCULINE_ENDINGS: Final = ("", "а", "у", "ом", "ым", "е", "ы", "и", "ов", "ам", "ами", "ах")


@lru_cache(maxsize=1)
def _russian() -> pymorphy3.MorphAnalyzer:
    """Make the analyzer; it lists readings, and leaves it to us whether their scores are asked."""
    return pymorphy3.MorphAnalyzer(lang="ru", probability_estimator_cls=None)


@lru_cache(maxsize=1)
def _likelihood() -> ProbabilityEstimator:
    return ProbabilityEstimator(_russian().dictionary.path)


@lru_cache(maxsize=50_000)
def word_forms(word: str, *, alone: bool = True) -> frozenset[str]:
    """List the folded forms of a word, the word itself included.

    Parameters
    ----------
    word : one word, any case
    alone : keep only forms that are likely to be this word when no neighbour helps

    Returns
    -------
    frozenset of str, never empty

    Examples
    --------
    >>> "станков" in word_forms("станок"), "стали" in word_forms("сталь")
    (True, False)
    >>> "стали" in word_forms("сталь", alone=False)
    True
    >>> sorted(word_forms("subsidy"))
    ['subsidies', 'subsidy']
    """
    kept = _kept()
    forms = kept.get(word, alone=alone)
    if forms is None:
        forms = _forms_by_dictionary(word, alone=alone)
        kept.add(word, forms, alone=alone)
    return forms


def keep_forms() -> None:
    """Keep all forms that were asked so far, so that the next start need not ask them."""
    _kept().save()


@lru_cache(maxsize=1)
def _kept() -> KeptForms:
    return KeptForms(cache_folder())


def _forms_by_dictionary(word: str, *, alone: bool) -> frozenset[str]:
    folded = fold(word)
    if is_cyrillic(folded):
        return _russian_forms(folded, alone=alone)
    if folded.isascii() and folded.isalpha():
        return _english_forms(folded)
    return frozenset([folded])


def _russian_forms(word: str, *, alone: bool) -> frozenset[str]:
    if word[-1] in _CONSONANTS and not _russian().word_is_known(word):
        # The dictionary would guess («Мантуров» from «мантурва»); a word that is new to it and
        # ends like this is a name or a noun of the masculine gender.
        return frozenset(word + ending for ending in _MASCULINE_ENDINGS)
    readings = _russian().parse(word)
    lemmas = {reading.normal_form for reading in readings if fold(reading.normal_form) == word}
    if not lemmas:
        lemmas = {_scored(word, readings)[0].normal_form}
    forms = {word}
    listed: set[object] = set()
    for reading in readings:
        # Readings of one lexeme differ in the case only: their forms are listed once.
        if reading.normal_form in lemmas and reading.methods_stack not in listed:
            lexeme = reading.lexeme
            listed.update(form.methods_stack for form in lexeme)
            forms.update(form.word for form in lexeme)
    if alone:
        forms = {form for form in forms if form == word or _share(form, lemmas) >= LIKELY_READING}
    return frozenset(map(fold, forms))


def _share(form: str, lemmas: set[str]) -> float:
    """Share of a spelling's readings that belong to one of the lemmas, 0 to 1."""
    readings = _readings(form)
    if all(reading.normal_form in lemmas for reading in readings):
        return 1.0
    scored = _scored(form, readings)
    total = sum(reading.score for reading in scored)
    own = sum(reading.score for reading in scored if reading.normal_form in lemmas)
    return float(own / total) if total else 1.0


# Words of one root share many forms.
@lru_cache(maxsize=50_000)
def _readings(form: str) -> list[Parse]:
    readings: list[Parse] = _russian().parse(form)
    return readings


def _scored(word: str, readings: list[Parse]) -> list[Parse]:
    """Give the readings the scores of the dictionary, likeliest first: a slow question."""
    scored: list[Parse] = _likelihood().apply_to_parses(word, word.lower(), readings)
    return scored


def _english_forms(word: str) -> frozenset[str]:
    forms = {word}
    known = lemminflect.getAllLemmas(word)
    # "building" is a noun of its own; the query word must not find "build".
    is_base = any(word in lemmas for lemmas in known.values())
    for part, lemmas in known.items():
        if part not in {"NOUN", "VERB"}:
            continue
        for lemma in lemmas:
            if word == lemma or not is_base:
                for spellings in lemminflect.getAllInflections(lemma, upos=part).values():
                    forms.update(spellings)
    if forms == {word} and not known:
        for spellings in lemminflect.getAllInflectionsOOV(word, upos="NOUN").values():
            forms.update(spellings)
    return frozenset(map(fold, forms))


def shown_form(words: Sequence[str]) -> str:
    """Write a word, or an adjective or noun and what follows, as a dictionary would.

    Only Russian words change; capitals and words that the dictionary does not know stay.

    >>> shown_form(["дронов"]), shown_form(["Ростехом"]), shown_form(["ОПК"])
    ('дрон', 'Ростехом', 'ОПК')
    >>> shown_form(["технологического", "суверенитета"]), shown_form(["machine", "tools"])
    ('технологический суверенитет', 'machine tools')
    >>> shown_form(["санкционных", "ограничений"]), shown_form(["производства", "чипов"])
    ('санкционные ограничения', 'производство чипов')
    """
    readings = [_best_reading(word) for word in words]
    shown = list(words)
    if readings[0] is None:
        return " ".join(shown)
    if len(words) == 1:
        shown[0] = _nominative(words[0], readings[0], lemma=True)
    elif readings[0].tag.POS == "NOUN":
        shown[0] = _nominative(words[0], readings[0], lemma=False)
    elif readings[1] is not None and readings[1].tag.POS == "NOUN":
        noun = readings[1].tag
        agreed = {noun.number} if noun.number == "plur" else {"sing", noun.gender}
        adjective = readings[0].inflect({"nomn", *agreed} - {None})
        if readings[0].tag.POS in {"ADJF", "PRTF"} and adjective is not None:
            shown = [
                _cased(adjective.word, words[0]),
                _nominative(words[1], readings[1], lemma=False),
            ]
    return " ".join(shown)


def is_verb(word: str) -> bool:
    """Tell whether a Russian word is most likely a verb; of other words it is not known.

    >>> is_verb("следует"), is_verb("производство"), is_verb("follows")
    (True, False, False)
    """
    reading = _best_reading(word)
    return reading is not None and reading.tag.POS in {"VERB", "INFN", "GRND", "PRTS"}


@lru_cache(maxsize=50_000)
def _best_reading(word: str) -> Parse | None:
    """Likeliest reading of a Russian word; None for capitals and words of no dictionary."""
    folded = fold(word)
    if not is_cyrillic(folded) or is_capitals(word) or not _russian().word_is_known(folded):
        return None
    readings = _russian().parse(folded)
    best = _scored(folded, readings)[0]
    # Scored readings are copies that cannot be inflected.
    wanted = best.tag, best.normal_form
    return next(one for one in readings if (one.tag, one.normal_form) == wanted)


def _nominative(word: str, reading: Parse, *, lemma: bool) -> str:
    """A noun in the nominative, of its own number or of the singular; another word's lemma."""
    if reading.tag.POS == "NOUN" and not lemma:
        found = reading.inflect({"nomn", reading.tag.number} - {None})
        return _cased(found.word, word) if found else word
    if reading.tag.POS in {"NOUN", "ADJF", "VERB", "INFN"}:
        return _cased(reading.normal_form, word)
    return word


def _cased(shown: str, word: str) -> str:
    return shown.capitalize() if word[0].isupper() else shown
