"""Numbers: how they are written in digits and in words.

A number starts at a digit and its length is bounded, so that a field of digits or spaces of
any size is read in linear time.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

GAP: Final = r"[ \n]{0,2}"
WORD_END: Final = r"(?![^\W\d_])"
# \w without digits: the ending of an inflected word.
_ENDING: Final = r"[^\W\d_]{0,8}"

# The digit comes before the look-behinds: a pattern that opens with a set is searched fast.
_FIRST_DIGIT: Final = r"[0-9] (?<! [0-9]{2} ) (?<! [0-9][.,][0-9] )"
NUMBER: Final = re.compile(
    rf"""
    {_FIRST_DIGIT}
    (?:
        [0-9]{{0,2}} (?= [ ,.][0-9]{{2}} ) (?:
            (?: [ ][0-9]{{3}} ){{1,4}} (?: [.,][0-9]{{1,3}} )?    # 1 700; 1 700,5
          | (?: ,[0-9]{{3}} ){{1,4}} (?: \.[0-9]{{1,3}} )?        # 76,000; 1,207.5
          | (?: ,[0-9]{{2}} ){{1,4}} ,[0-9]{{3}}                  # 1,45,980
          | (?: \.[0-9]{{3}} ){{2,4}}                             # 1.500.000
        )
      | [0-9]{{0,14}} (?: [.,][0-9]{{1,6}} )?                    # 300; 1,5
    )
    (?! [0-9] ) (?! [.,][0-9] )
    """,
    re.VERBOSE,
)
_CYRILLIC: Final = re.compile("[а-я]")
_COMMA_AND_THREE: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_NEAR: Final = 12

_JOINT: Final = re.compile(
    rf"""
    {GAP} -+ {GAP}
    | [ \n]{{1,2}} (?P<word> to | до | and ) [ \n]{{1,2}}
    """,
    re.VERBOSE,
)
# A word joins two numbers only after the word that opens the pair: «от 10 до 15» is a range,
# «с 10 до 15» and "from 10 to 15" are changes.
_OPENERS: Final = {
    "to": re.compile(r"(?<!from)[ ]\Z|\A\Z|[^\w\s]\Z"),
    "до": re.compile(r"\bот[ \n][^\w\s]?\Z"),
    "and": re.compile(r"\bbetween[ \n](?:[^\w\s]|us\$|eur |usd )?\Z"),
}

NUMBER_WORDS: Final = {
    1: "one",
    2: "two два две двух",
    3: "three три трех",
    4: "four четыре четырех",
    5: "five пять пяти",
    6: "six шесть шести",
    7: "seven семь семи",
    8: "eight восемь восьми",
    9: "nine девять девяти",
    10: "ten десять десяти",
    12: "twelve двенадцать двенадцати",
    15: "fifteen пятнадцать пятнадцати",
    20: "twenty двадцать двадцати",
    25: "twenty-five двадцать-пять двадцатипяти",
    30: "thirty тридцать тридцати",
    40: "forty сорок сорока",
    50: "fifty пятьдесят пятидесяти",
    1.5: "полтора полутора",
}
VALUE_OF_WORD: Final = {
    word: float(value) for value, words in NUMBER_WORDS.items() for word in words.split()
}


# A unit of shares or horizons, or the joint of a range.
_MEASURED: Final = re.compile(r"[ \n]{0,2}(?:[-%лгypп]|до |to |and |\Z)")


class Quantity(NamedTuple):
    """A number or a range of two at its offsets; ``high`` is NaN for one number."""

    start: int
    low: float
    high: float
    end: int


def words(spellings: str) -> tuple[str, ...]:
    """Split a list of spellings at spaces; _ stands for a space within a spelling.

    >>> words("loan* tax_credit*")
    ('loan*', 'tax credit*')
    """
    return tuple(spelling.replace("_", " ") for spelling in spellings.split())


def any_of(spellings: Iterable[str]) -> str:
    """Write a pattern for any of the spellings, the longest first; * opens the ending.

    >>> bool(re.fullmatch(any_of(["доллар* сша", "₽"]), "долларов сша"))
    True
    """
    ordered = sorted(spellings, key=len, reverse=True)
    return "|".join(map(_spelling, ordered))


def first_letters(spellings: Iterable[str]) -> str:
    """Write a look-ahead for the first letters of the spellings: most places fail on it.

    >>> first_letters(["руб*", "€", "рубль"])
    '(?=[р€])'
    """
    letters = sorted({spelling[0] for spelling in spellings})
    return f"(?=[{re.escape(''.join(letters))}])"


def _spelling(spelling: str) -> str:
    parts = [
        re.escape(word.rstrip("*")) + (_ENDING if word.endswith("*") else "")
        for word in spelling.split()
    ]
    edge = WORD_END if spelling[-1].isalpha() or spelling[-1] == "*" else ""
    return r"[ \n-]{1,2}".join(parts) + edge


def read_number(plain: str, start: int, end: int) -> float:
    """Read the number at an offset; "1,500" is 1.5 among Cyrillic letters, else 1500.

    >>> read_number("1 700,5 руб.", 0, 7), read_number("1,500 tonnes", 0, 5)
    (1700.5, 1500.0)
    """
    digits = plain[start:end].replace(" ", "")
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        return float(digits.replace(",", ""))
    if points > 1:
        return float(digits.replace(".", ""))
    if commas > 1 or (commas and _comma_groups_thousands(plain, start, end)):
        return float(digits.replace(",", ""))
    return float(digits.replace(",", "."))


def _comma_groups_thousands(plain: str, start: int, end: int) -> bool:
    if not _COMMA_AND_THREE.fullmatch(plain, start, end):
        return False
    if plain.endswith("000", start, end):
        return True
    near_start, near_end = max(0, start - _NEAR), end + _NEAR
    return _CYRILLIC.search(plain, near_start, near_end) is None


def joint_after(plain: str, start: int, end: int) -> int | None:
    """Find where the second number of a range may start, if a range may stand here.

    Parameters
    ----------
    plain : plain copy of a text
    start, end : offsets of the first number, its scale or sign included
    """
    joint = _JOINT.match(plain, end)
    if joint is None:
        return None
    word = joint["word"]
    if word and not _OPENERS[word].search(plain, max(0, start - 16), start):
        return None
    return joint.end()


def _is_glued(plain: str, start: int) -> bool:
    """Tell whether a number is the rest of a word or of a fraction: "B5", "5/8"."""
    return start > 0 and (plain[start - 1].isalpha() or plain[start - 1] == "/")


def quantities(plain: str, number: re.Match[str]) -> tuple[Quantity, ...]:
    """Read the first number alone and, before it, a range if there is one.

    Nothing is read where neither a unit nor a second number can follow, nor inside a word.
    """
    start, end = number.span()
    if _MEASURED.match(plain, end) is None or _is_glued(plain, start):
        return ()
    single = Quantity(start, read_number(plain, start, end), float("nan"), end)
    second_start = joint_after(plain, start, end)
    if second_start is not None and (second := NUMBER.match(plain, second_start)):
        high = read_number(plain, *second.span())
        if high > single.low:
            return Quantity(start, single.low, high, second.end()), single
    return (single,)
