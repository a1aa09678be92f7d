"""The plain meaning of texts and queries, slow and obvious: what is fast is compared with it."""

import re

from analysis.rules.query import And, Not, Or, Query, Term, Words
from analysis.text.folding import fold
from analysis.text.forms import word_forms

Place = tuple[str, int, int]

_WORD = r"[^\W_]+(?:[\u00ad\u0300\u0301'’ʼ][^\W_]+)*"
# A stop ends a sentence unless a single letter stands before it (initials, "U.S.", «г.») or
# the next word starts small.
_END = (
    r"(?<![\s.(«\"][^\W_])[.!?…]+(?=[\"'»”)\]]*\s+[\"'«“(\[—–-]*\s?[A-ZА-ЯЁ\d])|[!?]+(?=\s)|\n\s*\n"
)
_TOKEN = re.compile(f"{_WORD}|{_END}")


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Words of a text with their places in characters; a break is ("", 0, 0)."""
    return [
        (match[0], *match.span()) if match[0][0].isalnum() else ("", 0, 0)
        for match in _TOKEN.finditer(text)
    ]


def is_form(term: Term, word: str, *, alone: bool) -> bool:
    """Tell whether a word of a text is what a term stands for."""
    if term.proper and not word[0].isupper():
        return False
    if term.kind == "word":
        return fold(word) in word_forms(term.text, alone=alone)
    if term.kind == "wildcard":
        pattern = "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in fold(term.text))
        return re.fullmatch(pattern, fold(word)) is not None
    if term.kind == "group":
        return any(is_form(member, word, alone=alone) for member in GROUPS[term.text])
    stem, ending = word[: len(term.text)], word[len(term.text) :]
    is_short = len(ending) <= 3 and ending.islower() and re.fullmatch("[а-яё]+|e?s", ending)
    return stem.replace("Ё", "Е") == term.text.replace("Ё", "Е") and (not ending or bool(is_short))


def sentences(text: str) -> list[list[tuple[int, str]]]:
    """Words of a text with their numbers, sentence by sentence."""
    found: list[list[tuple[int, str]]] = [[]]
    for number, (word, _, _) in enumerate(tokens(text)):
        if word:
            found[-1].append((number, word))
        else:
            found.append([])
    return found


def places(words: Words, fields: dict[str, str]) -> set[Place]:
    """Where a word, phrase or window stands: field, first and last token."""
    found: set[Place] = set()
    for field, text in fields.items():
        if words.field in ("", field):
            for sentence in sentences(text):
                found |= {(field, *place) for place in _in_sentence(words, sentence)}
    return found


def _in_sentence(words: Words, sentence: list[tuple[int, str]]) -> set[tuple[int, int]]:
    alone = len(words.terms) == 1
    spots = [
        [number for number, word in sentence if is_form(term, word, alone=alone)]
        for term in words.terms
    ]
    if words.slop is None or alone:
        return {
            (start, start + len(spots) - 1)
            for start in spots[0]
            if all(start + offset in own for offset, own in enumerate(spots))
        }
    found = set()
    for opening, own in enumerate(spots):
        for start in own:
            ends = [
                min((spot for spot in others if spot > start), default=None)
                for other, others in enumerate(spots)
                if other != opening
            ]
            if None in ends:
                continue
            last = max(end for end in ends if end is not None)
            is_near = last - start + 1 - len(spots) <= words.slop
            if is_near:
                found.add((start, last))
    return {
        (start, last)
        for start, last in found
        if not any((start, last) != (a, b) and start <= a and b <= last for a, b in found)
    }


def shown(query: Query) -> list[Words]:
    """Words that stand for a query: of AND the first part that has any, of OR all."""
    match query:
        case Words():
            return [query]
        case Or(parts):
            return [words for part in parts for words in shown(part)]
        case And(parts):
            return next((own for part in parts if (own := shown(part))), [])
    return []


def holds(query: Query, fields: dict[str, str]) -> bool:
    """Tell whether a query holds in an article."""
    match query:
        case Words():
            return bool(places(query, fields))
        case And(parts):
            return all(holds(part, fields) for part in parts)
        case Or(parts):
            return any(holds(part, fields) for part in parts)
        case Not(part):
            return not holds(part, fields)
    raise AssertionError(query)


# Groups that queries of tests may name.
GROUPS = {
    "making": (Term("завод", "word"), Term("выпуск*", "wildcard")),
    "craft": (Term("дрон", "word"), Term("БАС", "capitals"), Term("plant", "word")),
}
