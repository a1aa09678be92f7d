"""Folding: the one spelling under which words are compared.

Two words are the same word when they fold to the same string. Offsets never refer to folded
text: only single words are folded, the article stays as it came.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

# U+00AD is the soft hyphen; U+0301 is the stress mark of Russian dictionaries.
_DROPPED: Final = re.compile("[\u00ad\u0300\u0301\u200b\u2060\ufeff]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_APOSTROPHES: Final = re.compile("[’‘ʼ`]")


def fold(word: str) -> str:
    """Fold one word: case, ё, compatibility forms, stress marks, English possessive.

    >>> fold("Самолёт"), fold("CHINA’S"), fold("ﬁbre")
    ('самолет', 'china', 'fibre')
    """
    return "\n".join(fold_all([word]))


def fold_all(words: Sequence[str]) -> list[str]:
    """Fold many words at once; none holds a line end.

    >>> fold_all(["Ёлка", "CHINA’S"])
    ['елка', 'china']
    """
    # Folding never looks across a line end, so that one text can stand for all words.
    text = "\n".join(words)
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = unicodedata.normalize("NFKD", text).casefold()
        # NFKD takes й apart too; recompose after the marks to be dropped are gone.
        folded = unicodedata.normalize("NFC", _DROPPED.sub("", folded))
        folded = _APOSTROPHES.sub("'", folded.replace("ё", "е"))
    parts = folded.split("\n")
    if "'" in folded:
        parts = [part.removesuffix("'s").strip("'") if "'" in part else part for part in parts]
    return parts


def is_capitals(word: str) -> bool:
    """Tell whether a word is written in capitals: at least two letters, none of them small.

    >>> is_capitals("БПЛА"), is_capitals("Газ"), is_capitals("3D"), is_capitals("А")
    (True, False, False, False)
    """
    return word.isupper() and sum(map(str.isalpha, word)) >= 2


def is_cyrillic(word: str) -> bool:
    """Tell whether a word holds a Cyrillic letter.

    >>> is_cyrillic("завод"), is_cyrillic("plant"), is_cyrillic("СОVID")
    (True, False, True)
    """
    return not word.isascii() and _CYRILLIC.search(word) is not None
