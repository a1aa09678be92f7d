"""Origin: which percentages say how much of a product is home-made or imported.

A share of parts, of a market or of purchases is one; by how much something grew is none.
"""

import re
from typing import Final

from analysis.facts.page import SENTENCE_END

# Longer sentences are tables and lists of contents.
LONGEST_SENTENCE: Final = 600

_ORIGIN: Final = re.compile(
    r"локализ|отечественн|импорт|зарубежн|иностранн|собственного производства"
    r"|российск\w{2,3}[ ](?:\w+[ ])?(?:комплект|компонент|оборудован|продук|производ|техник|станк"
    r"|деталей|узл|сырь|лекарств|чип|микросхем|софт|дрон|беспилот|программ|материал)"
    r"|locali[sz]|local(?:ly)?[ -](?:made|content|produc|source|manufact|component|value)"
    r"|domestic(?:ally)?[ -](?:content|made|produc|source|manufact|component|suppl|market|equip"
    r"|share|value|chip)"
    r"|indigen|home-?(?:grown|made)|made[ ]in|import(?:s|ed)?\b|self-sufficien|foreign-made",
    re.IGNORECASE,
)
_GROWTH_BEFORE: Final = re.compile(
    r"(?:(?<!\w)(?:на|почти на|более чем на|примерно на|около)|by|by about|by nearly|up|down|rose"
    r"|fell|grew|jumped|[+±])\s?\Z",
    re.IGNORECASE,
)
_RATE_BEHIND: Final = re.compile(
    r"\s?(?:(?:import[ ]|customs[ ])?(?:tariff|dut(?:y|ies)|tax|growth|increase|rise|drop|decline"
    r"|annual|year|stake|interest|discount|more|less|higher|lower)|пошлин|годовых|роста?(?!\w)"
    r"|налог|акци|скид|от цены|больше|меньше|выше|ниже)",
    re.IGNORECASE,
)

# What is told of tariffs, taxes and growth is a rate, and of people what they answered.
_RATES: Final = re.compile(
    r"пошлин|тариф|налог|ставк|инфляц|опрошен|опрос|удовлетвор|рост\w{0,2}[ ](?:цен|выпуск|экспорт)"
    r"|tariff|dut(?:y|ies)|\btax|\bcagr|inflation|respondent|survey|medical|lesion",
    re.IGNORECASE,
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Find where the sentence that holds a place begins and ends.

    >>> text = "Вчера. Доля 30 млн руб. в год. Завтра."
    >>> first, last = sentence_around(text, 12, 23)
    >>> text[first:last]
    'Доля 30 млн руб. в год.'
    """
    near = max(0, start - LONGEST_SENTENCE)
    first = near
    for stop in SENTENCE_END.finditer(text, near, start + 1):
        first = stop.end()
    stop_behind = SENTENCE_END.search(text, max(first, end - 1), end + LONGEST_SENTENCE)
    last = stop_behind.end() if stop_behind else min(len(text), end + LONGEST_SENTENCE)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def speaks_of_origin(text: str, start: int, end: int) -> bool:
    """Tell whether a percentage is a share of what is home-made or imported.

    >>> text = "Уровень локализации достиг 60%. Выпуск отечественных станков вырос на 20%."
    >>> [speaks_of_origin(text, *span) for span in ((27, 30), (70, 73))]
    [True, False]
    """
    first, last = sentence_around(text, start, end)
    if _GROWTH_BEFORE.search(text, max(first, start - 16), start):
        return False
    if _RATE_BEHIND.match(text, end):
        return False
    if _RATES.search(text, first, last):
        return False
    return _ORIGIN.search(text, first, last) is not None
