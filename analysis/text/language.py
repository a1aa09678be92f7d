"""Language of an article, told by its letters: Russian or English."""

import re
from typing import Final

_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)


def detect_language(text: str, *, sample: int = 2_000) -> str:
    """Tell the language by which alphabet most letters belong to.

    Parameters
    ----------
    text : title and text of an article
    sample : how many characters are looked at

    Returns
    -------
    "ru", "en", or "" when there is no letter of either alphabet

    Examples
    --------
    >>> detect_language("Завод ASML"), detect_language("The plant"), detect_language("2024")
    ('ru', 'en', '')
    """
    cyrillic = len(_CYRILLIC.findall(text, 0, sample))
    latin = len(_LATIN.findall(text, 0, sample))
    if not cyrillic and not latin:
        return ""
    # Russian texts quote many Latin names, English ones hardly a Cyrillic letter.
    return "ru" if cyrillic * 2 >= latin else "en"
