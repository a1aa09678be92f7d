"""Folding: the one spelling under which words are compared.

Two words are the same word when they fold to the same string. Offsets never refer to folded
text: only single words are folded, the article stays as it came.
"""

import unicodedata
from typing import Final

# U+00AD is the soft hyphen; U+0301 is the stress mark of Russian dictionaries.
_DROPPED: Final = dict.fromkeys((0x00AD, 0x0300, 0x0301, 0x200B, 0x2060, 0xFEFF))
_APOSTROPHES: Final = str.maketrans("’‘ʼ`", "''''")


def fold(word: str) -> str:
    """Fold one word: case, ё, compatibility forms, stress marks, English possessive.

    >>> fold("Самолёт"), fold("CHINA’S"), fold("ﬁbre")
    ('самолет', 'china', 'fibre')
    """
    if word.isascii():
        folded = word.lower()
    else:
        folded = unicodedata.normalize("NFKD", word).casefold()
        # NFKD takes й apart too; recompose after the marks to be dropped are gone.
        folded = unicodedata.normalize("NFC", folded.translate(_DROPPED))
        folded = folded.replace("ё", "е").translate(_APOSTROPHES)
    if "'" in folded:
        folded = folded.removesuffix("'s").strip("'")
    return folded


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
    return any("\u0400" <= letter <= "\u04ff" for letter in word)
