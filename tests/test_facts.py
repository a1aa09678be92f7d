"""Facts: what is found, what is not, and where it stands."""

import csv
import gc
import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis.facts as readers
from analysis.errors import DataError
from analysis.facts import Fact, acts, facts_in, find_facts, horizons, money, numbers
from analysis.facts.page import read_pages
from analysis.facts.triggers import Codes, Places
from analysis.schema import FACTS

NAN = float("nan")

# Sentences with every fact that they state, read as if published in 2025.
GOLDEN = Path(__file__).resolve().parent / "golden" / "facts.csv"
with GOLDEN.open(encoding="utf-8", newline="") as _file:
    SENTENCES = list(csv.DictReader(_file))

# text; value, upper end of a range, currency, surface
MONEY = [
    ("Фонд получит 1,5 трлн руб. из казны.", 1.5e12, NAN, "RUB", "1,5 трлн руб."),
    ("Выделят 300 млрд рублей", 300e9, NAN, "RUB", "300 млрд рублей"),
    ("завод за 4,5 млрд рублей", 4.5e9, NAN, "RUB", "4,5 млрд рублей"),
    ("Линия стоит 600 млн руб.", 600e6, NAN, "RUB", "600 млн руб."),
    ("Цена – 1 700 рублей", 1700, NAN, "RUB", "1 700 рублей"),
    ("Цена 1\u00a0700\u202fрублей", 1700, NAN, "RUB", "1\u00a0700\u202fрублей"),
    ("сбор 12 тыс. рублей", 12e3, NAN, "RUB", "12 тыс. рублей"),
    ("грант 5 млрд 300 млн рублей", 5.3e9, NAN, "RUB", "5 млрд 300 млн рублей"),
    ("взнос 10 тысяч 500 рублей", 10500, NAN, "RUB", "10 тысяч 500 рублей"),
    ("заём на 100–150 млрд руб.", 100e9, 150e9, "RUB", "100–150 млрд руб."),
    ("от 1 до 2 млрд рублей", 1e9, 2e9, "RUB", "1 до 2 млрд рублей"),
    ("займы 100 млн – 1 млрд руб.", 100e6, 1e9, "RUB", "100 млн – 1 млрд руб."),
    ("полтора миллиарда рублей", 1.5e9, NAN, "RUB", "полтора миллиарда рублей"),
    ("1,234 млрд руб. на станки", 1.234e9, NAN, "RUB", "1,234 млрд руб."),
    ("квартал на 521,000 рублей", 521e3, NAN, "RUB", "521,000 рублей"),
    ("5000 рублей за штуку", 5000, NAN, "RUB", "5000 рублей"),
    ("пакет на 43 млрд евро", 43e9, NAN, "EUR", "43 млрд евро"),
    ("сделка на $1 млрд", 1e9, NAN, "USD", "$1 млрд"),
    ("2 млрд долларов США", 2e9, NAN, "USD", "2 млрд долларов США"),
    ("кредит 40 млрд юаней", 40e9, NAN, "CNY", "40 млрд юаней"),
    ("3 млрд белорусских рублей", 3e9, NAN, "BYN", "3 млрд белорусских рублей"),
    ("7 млрд тенге", 7e9, NAN, "KZT", "7 млрд тенге"),
    ("2 трлн вон на чипы", 2e12, NAN, "KRW", "2 трлн вон"),
    ("A €43 billion chip fund", 43e9, NAN, "EUR", "€43 billion"),
    ("It sets aside $52.7bn.", 52.7e9, NAN, "USD", "$52.7bn"),
    ("worth US$ 1.2 trillion", 1.2e12, NAN, "USD", "US$ 1.2 trillion"),
    ("a $2-billion plant", 2e9, NAN, "USD", "$2-billion"),
    ("¥3.9 trillion of aid", 3.9e12, NAN, "JPY", "¥3.9 trillion"),
    ("2 trillion yen of aid", 2e12, NAN, "JPY", "2 trillion yen"),
    ("two trillion yen of aid", 2e12, NAN, "JPY", "two trillion yen"),
    ("Rs 76,000 crore outlay", 760e9, NAN, "INR", "Rs 76,000 crore"),
    ("Rs. 1.26 lakh crore outlay", 1.26e12, NAN, "INR", "Rs. 1.26 lakh crore"),
    ("₹1,45,980 crore outlay", 1.4598e12, NAN, "INR", "₹1,45,980 crore"),
    ("INR 400 bn", 400e9, NAN, "INR", "INR 400 bn"),
    ("RMB 344 billion", 344e9, NAN, "CNY", "RMB 344 billion"),
    ("£4.5bn for makers", 4.5e9, NAN, "GBP", "£4.5bn"),
    ("500 million euros", 500e6, NAN, "EUR", "500 million euros"),
    ("EUR 20 billion", 20e9, NAN, "EUR", "EUR 20 billion"),
    ("7.8 trillion won", 7.8e12, NAN, "KRW", "7.8 trillion won"),
    ("$1-2 billion", 1e9, 2e9, "USD", "$1-2 billion"),
    ("$1bn–$2bn", 1e9, 2e9, "USD", "$1bn–$2bn"),
    ("between $1 billion and $2 billion", 1e9, 2e9, "USD", "$1 billion and $2 billion"),
    ("NT$5bn", 5e9, NAN, "TWD", "NT$5bn"),
    ("R$ 300 billion", 300e9, NAN, "BRL", "R$ 300 billion"),
    ("C$15 million", 15e6, NAN, "CAD", "C$15 million"),
    ("A$22.7 billion", 22.7e9, NAN, "AUD", "A$22.7 billion"),
    ("HK$10 billion", 10e9, NAN, "HKD", "HK$10 billion"),
    ("casi $ 200 millones para", 200e6, NAN, "USD", "$ 200 millones"),
    ("soit 6,1 milliards de dollars", 6.1e9, NAN, "USD", "6,1 milliards de dollars"),
    ("S$1 billion", 1e9, NAN, "SGD", "S$1 billion"),
    ("RM25 billion", 25e9, NAN, "MYR", "RM25 billion"),
    ("$80 a barrel", 80, NAN, "USD", "$80"),
    ("$17,500,000 in grants", 17.5e6, NAN, "USD", "$17,500,000"),
    ("3 billion Canadian dollars", 3e9, NAN, "CAD", "3 billion Canadian dollars"),
]  # fmt: skip

NO_MONEY = [
    "300 млрд кубометров газа", "в 2024 году 35 заводов", "станок 16К20", "1 700 рабочих",
    "300 billion cubic metres", "We try 5 new lathes", "The team of 5 won", "200 pounds of steel",
    "5 billion Pakistani rupees", "model 1500", "76,000 crore", "вон те 5 вон",
    "22 euro cents",
]  # fmt: skip

# text; value, upper end, unit, year, surface
HORIZON = [
    ("проекты на 10–20 лет", 10, 20, "years", None, "10–20 лет"),
    ("projects of 10–20 years", 10, 20, "years", None, "10–20 years"),
    ("кредит на срок до 15 лет", 15, NAN, "years", None, "15 лет"),
    ("договор от 5 до 7 лет", 5, 7, "years", None, "5 до 7 лет"),
    ("В ближайшие пять лет построят завод", 5, NAN, "years", None, "пять лет"),
    ("десятилетний план", 10, NAN, "years", None, "десятилетний"),
    ("10-летняя программа", 10, NAN, "years", None, "10-летняя"),
    ("a 10-year programme", 10, NAN, "years", None, "10-year"),
    ("a five-year plan", 5, NAN, "years", None, "five-year"),
    ("over the next five years", 5, NAN, "years", None, "five years"),
    ("over the next decade", 10, NAN, "years", None, "decade"),
    ("£1bn over ten years", 10, NAN, "years", None, "ten years"),
    ("contracts of 15 years", 15, NAN, "years", None, "15 years"),
    ("до 2030 года", NAN, NAN, "until", 2030, "до 2030 года"),
    ("к концу 2025 г. запустят", NAN, NAN, "until", 2025, "к концу 2025 г."),
    ("к 2035 году", NAN, NAN, "until", 2035, "к 2035 году"),
    ("до 1 января 2030 года", NAN, NAN, "until", 2030, "до 1 января 2030 года"),
    ("стратегия на период до 2036 года", NAN, NAN, "until", 2036, "до 2036 года"),
    ("«Стратегия до 2035»", NAN, NAN, "until", 2035, "до 2035"),
    ("на 2025–2030 годы", 2025, NAN, "until", 2030, "2025–2030 годы"),
    ("с 2025 по 2030 год", 2025, NAN, "until", 2030, "с 2025 по 2030 год"),
    ("By 2030, half of it", NAN, NAN, "until", 2030, "By 2030"),
    ("until 2035", NAN, NAN, "until", 2035, "until 2035"),
    ("through 2027", NAN, NAN, "until", 2027, "through 2027"),
    ("by the end of 2028", NAN, NAN, "until", 2028, "by the end of 2028"),
    ("until 31 December 2027", NAN, NAN, "until", 2027, "until 31 December 2027"),
    ("a strategy to 2040", NAN, NAN, "until", 2040, "to 2040"),
    ("the 2021-2027 budget", 2021, NAN, "until", 2027, "2021-2027"),
    ("from 2024 to 2030", 2024, NAN, "until", 2030, "from 2024 to 2030"),
]  # fmt: skip

NO_HORIZON = [
    "a 20-year-old engineer", "Мужчине 20 лет", "завод построили 20 лет назад", "10 years ago",
    "for 20 years he has led the plant", "стаж 10 лет", "на 10 лет колонии", "в 2024 году",
    "up to 15 years in prison", "контракт с работником, стаж 10 лет", "a 10-year high",
    "впервые за 10 лет", "over the past five years", "рост на 5% к 2019 году", "in 2024",
    "the 2019-2020 season", "10-year Treasury notes", "January 1, 2019, through December 31, 2019",
    "до 2030 тонн", "до 15 мая 2024 года", "дети 10–14 лет", "двадцатилетний рабочий",
    "(1932–2012)", "ГОСТ 2030", "заболели: от 30 до 50 лет – 35 человек",
]  # fmt: skip

SHARE = [
    ("доля составит 60%", 60, NAN, "60%"),
    ("доля 60\u00a0% рынка", 60, NAN, "60\u00a0%"),
    ("выпуск вырос на 15 процентов", 15, NAN, "15 процентов"),
    ("около 12,5% парка", 12.5, NAN, "12,5%"),
    ("от 10 до 15% затрат", 10, 15, "10 до 15%"),
    ("a 70% share", 70, NAN, "70%"),
    ("20 per cent of output", 20, NAN, "20 per cent"),
    ("a 25-percent tariff", 25, NAN, "25-percent"),
    ("4–7% of the price", 4, 7, "4–7%"),
    ("7.37 pct", 7.37, NAN, "7.37 pct"),
]  # fmt: skip

NO_SHARE = [
    "на 5 процентных пунктов",
    "2 percentage points",
    "60 заводов",
    "5/8 pct",
    "100 п",
    "%D0%94%20",
]

# text; citation, year
ACT = [
    ("постановление № 719", "RU decree 719", None),
    ("постановлением Правительства РФ от 17 июля 2015 г. № 719", "RU decree 719", 2015),
    ("постановления Правительства\nРоссийской Федерации от 17.07.2015 №719",
     "RU decree 719", 2015),
    ("по ПП 719", "RU decree 719", None),
    ("по ПП РФ № 719", "RU decree 719", None),
    ("ПП-719", "RU decree 719", None),
    ("Decree No. 719", "RU decree 719", None),
    ("Government decree 328", "RU decree 328", None),
    ("Government Resolution No. 719 of 17 July 2015", "RU decree 719", 2015),
    ("распоряжение № 1759-р", "RU order 1759-r", None),
    ("№ 3260-р от 31 декабря 2019 года", "RU order 3260-r", 2019),
    ("Order 1759-r", "RU order 1759-r", None),
    ("указ Президента № 309", "RU presidential decree 309", None),
    ("указом президента РФ от 07.05.2024 № 309", "RU presidential decree 309", 2024),
    ("presidential decree 309", "RU presidential decree 309", None),
    ("Федеральный закон № 488-ФЗ", "RU law 488-FZ", None),
    ("Федеральный закон от 31 декабря 2014 года № 488-ФЗ", "RU law 488-FZ", 2014),
    ("в рамках 488-ФЗ", "RU law 488-FZ", None),
    ("ФЗ-488", "RU law 488-FZ", None),
    ("ФЗ № 488", "RU law 488-FZ", None),
    ("Federal law 488-FZ", "RU law 488-FZ", None),
    ("приказ Минпромторга № 651/172", "RU ministry order 651/172", None),
    ("поручение Пр-2508", "RU presidential instruction Pr-2508", None),
    ("Public Law 117-167", "US PL 117-167", None),
    ("Pub. L. 117–167", "US PL 117-167", None),
    ("Executive Order 14105 of August 9, 2023", "US EO 14105", 2023),
    ("E.O. 14105", "US EO 14105", None),
    ("EO 14105", "US EO 14105", None),
    ("Proclamation 11002", "US Proclamation 11002", None),
    ("H.R. 4346", "US HR 4346", None),
    ("under Section 232", "US Sec. 232", None),
    ("по разделу 301", "US Sec. 301", None),
    ("Regulation (EU) 2023/1781", "EU 2023/1781", 2023),
    ("Council Regulation 833/2014", "EU 833/2014", 2014),
    ("Directive 2014/94/EU", "EU 2014/94", 2014),
    ("регламент (ЕС) 2023/1781", "EU 2023/1781", 2023),
]  # fmt: skip

NO_ACT = [
    "школа № 719", "пп. 5 п. 1", "приказ директора № 5", "указ президента Белоруссии № 9",
    "Section 5 of the report", "Form 1099-R", "section 301(c) of the Small Business Act",
    "UN resolution 1929", "цех 12-ремонтный", "24/7", "hr 5",
]  # fmt: skip


def found(text: str, kind: str) -> list[Fact]:
    return [fact for fact in facts_in(text) if fact.kind == kind]


def written(facts: list[Fact]) -> str:
    """Write facts as the golden file does: kind|value|value_high|unit|year|surface."""
    return " ; ".join(
        "|".join(
            (
                fact.kind,
                *(
                    "" if math.isnan(number) else f"{number:.15g}"
                    for number in (fact.value, fact.value_high)
                ),
                fact.unit,
                "" if fact.year is None else str(fact.year),
                fact.surface,
            )
        )
        for fact in facts
    )


def same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))


@pytest.mark.parametrize("row", SENTENCES, ids=[row["id"] for row in SENTENCES])
def test_golden_sentence_states_exactly_these_facts(row: dict[str, str]) -> None:
    assert written(facts_in(row["text"], published_year=2025)) == row["facts"]


@pytest.mark.parametrize(("text", "value", "value_high", "unit", "surface"), MONEY)
def test_money(text: str, value: float, value_high: float, unit: str, surface: str) -> None:
    (fact,) = found(text, "money")
    assert (fact.value, fact.unit, fact.surface) == (value, unit, surface)
    assert same(fact.value_high, value_high)


@pytest.mark.parametrize(("text", "value", "value_high", "unit", "year", "surface"), HORIZON)
def test_horizon(
    text: str, value: float, value_high: float, unit: str, year: int | None, surface: str
) -> None:
    (fact,) = found(text, "horizon")
    assert (fact.unit, fact.year, fact.surface) == (unit, year, surface)
    assert same(fact.value, value)
    assert same(fact.value_high, value_high)


@pytest.mark.parametrize(("text", "value", "value_high", "surface"), SHARE)
def test_share(text: str, value: float, value_high: float, surface: str) -> None:
    (fact,) = found(text, "share")
    assert (fact.value, fact.unit, fact.surface) == (value, "%", surface)
    assert same(fact.value_high, value_high)


@pytest.mark.parametrize(("text", "unit", "year"), ACT)
def test_act(text: str, unit: str, year: int | None) -> None:
    (fact,) = found(text, "act")
    assert (fact.unit, fact.year) == (unit, year)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("money", text) for text in NO_MONEY),
        *(("horizon", text) for text in NO_HORIZON),
        *(("share", text) for text in NO_SHARE),
        *(("act", text) for text in NO_ACT),
    ],
)
def test_misleading_text_states_nothing(kind: str, text: str) -> None:
    assert found(text, kind) == []


def test_change_is_two_sums_with_one_scale() -> None:
    facts = found("raised from $1 to $2 billion", "money")
    assert [fact.value for fact in facts] == [1e9, 2e9]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("300 млрд рублей до 2030 года", [2030]),
        ("До 2030 года дадут 5 млрд руб. и 7 млрд руб.", [2030, 2030]),
        ("Дадут 5 млрд рублей. До 2030 года построят завод", [None]),
        ("$5bn by 2027, $7bn by 2030", [2027, 2030]),
    ],
)
def test_sum_takes_the_year_of_its_statement(text: str, years: list[int | None]) -> None:
    assert [fact.year for fact in found(text, "money")] == years


def test_table_has_the_promised_columns_and_order() -> None:
    articles = pd.DataFrame(
        {
            "article_id": ["b", "a", "c"],
            "title": ["Plan until 2035", None, "Nothing"],
            "text": ["60% of $5bn", "ПП 719", ""],
        }
    )
    before = articles.copy()
    facts = find_facts(articles)
    assert tuple(facts.columns) == FACTS
    assert facts[["article_id", "field", "surface"]].values.tolist() == [
        ["b", "title", "until 2035"],
        ["b", "text", "60%"],
        ["b", "text", "$5bn"],
        ["a", "text", "ПП 719"],
    ]
    assert facts["year"].dtype == "Int64"
    pd.testing.assert_frame_equal(articles, before)


def test_no_article_gives_an_empty_table_of_the_same_types() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "title": ["$5"], "text": [""]})
    full, empty = find_facts(articles), find_facts(articles.iloc[:0])
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


@pytest.mark.parametrize(
    ("published", "years"),
    [("2010-05-01", [2014]), ("2014-05-01", []), (None, [])],
    ids=["before the span", "in its last year", "undated"],
)
def test_past_span_is_told_by_the_date_of_the_article(
    published: str | None, years: list[int]
) -> None:
    articles = pd.DataFrame(
        {"article_id": ["a"], "title": ["На 2011–2014 годы"], "text": [""],
         "published_date": pd.to_datetime([published])}
    )  # fmt: skip
    assert find_facts(articles)["year"].tolist() == years


def test_last_year_of_a_past_span_is_no_horizon() -> None:
    assert facts_in("с 2014 по 2024 год", published_year=2024) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("рост с $1 млрд в 2025 году до $5 млрд к 2032 году", [None, 2032]),
        ("from USD 2 billion in 2025 to USD 5 billion by 2032", [None, 2032]),
    ],
)
def test_sum_of_another_year_is_not_planned(text: str, years: list[int | None]) -> None:
    assert [fact.year for fact in found(text, "money")] == years


def test_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="text"):
        find_facts(pd.DataFrame({"article_id": ["a"], "title": ["$5"]}))


def processor_seconds(read: Callable[[], object]) -> float:
    """The least of three readings, without looking for garbage among what other tests left."""
    seconds = []
    gc.freeze()
    try:
        for _ in range(3):
            begin = time.process_time()
            read()
            seconds.append(time.process_time() - begin)
    finally:
        gc.unfreeze()
    return min(seconds)


@pytest.mark.parametrize(
    "piece",
    ["1", " ", "\n", "1,", "1.", "$", "-", "№", "111 ", "указ ", "пять ", "трети ", "a billion "],
)
def test_large_monotonous_field_is_read_fast(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    assert processor_seconds(lambda: facts_in(text)) < 1.0


def test_long_list_of_acts_is_read_once() -> None:
    text = "распоряжения № 1-р" + ", № 2-р" * 9_999
    assert len(found(text, "act")) == 10_000
    assert processor_seconds(lambda: found(text, "act")) < 1.0


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1,", "1.000", "1 to ", "1 - ", "$1 ", "5% ", "ПП 719 ", "пять лет "]
)
def test_places_to_look_at_grow_no_faster_than_the_text(piece: str) -> None:
    def places(count: int) -> int:
        _, kinds = read_pages([piece * count], [None], readers._TRIGGERS)
        return sum(map(len, kinds))

    assert places(2_000) <= 2 * places(1_000) + len(piece)


@pytest.mark.parametrize(
    "pattern",
    [money._MAY_BE_SUM, numbers._MEASURED, acts._ACT_NUMBER, acts._ENGLISH_ACT_NUMBER],
    ids=["sum", "measure", "act", "English act"],
)
def test_no_pattern_of_a_check_repeats_a_repetition(pattern: re.Pattern[str]) -> None:
    unlimited = re.findall(r"(?:[^\\]|\\.)[+*]", pattern.pattern)
    assert set(unlimited) <= {"-+"}


PIECES = [
    *"0123456789", "20", "2030", " ", "\u00a0", "\n", ",", ".", "-", "–", "/", "%", "$", "€", "№",
    "İ", "млрд", "руб.", "лет", "года", "до ", "от ", "billion", "bn", "years", "five ", "next ",
    "by ", "ПП ", "-ФЗ", "постановление", "Section ", "план", "to ", "Rs ", "crore",
    "и ", "пять ", "двадцать ", "миллиард", "пол", "трети", "десятилетия", "a ", "quarter of ",
]  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_facts_of_any_text_keep_the_contract(text: str) -> None:
    facts = facts_in(text)
    ends = dict.fromkeys(("money", "horizon", "share", "act"), 0)
    for fact in facts:
        assert text[fact.start : fact.end] == fact.surface != ""
        assert fact.start >= ends[fact.kind], "facts of one kind must not overlap"
        ends[fact.kind] = fact.end
        numbers = [n for n in (fact.value, fact.value_high) if not math.isnan(n)]
        assert all(math.isfinite(n) and n >= 0 for n in numbers)
    assert facts == sorted(facts, key=lambda fact: fact.start)


# What facts are made of, and what only looks like it.
BEFORE = [
    "", "до ", "от ", "с ", "со ", "по ", "к концу ", "на ", "через ", "в ", "between ", "from ",
    "by ", "to ", "in ", "over the next ", "december 31, ", "early ", "план на ", "fy", "в ПП", "B",
    "$", "US$", "R$ ", "Rs.", "Rs\u2003", "TRY ", "try ", "№ ", "ПП ", "Пр-", "фз-", "указ № ",
    "указа президента ", "постановление № ", "Decree No. ", "decree n ", "Order ", "EO ", "H.R. ",
    "Section ", "раздел ", "приказ n", "Public Law ", "Regulation (EU) ", "до марта ", "a ", "пол",
    "over a ", "half a ", "on ", "последние ", "%", "/", "Σ", "5 ", "5\u00a0", "5-", ".", "\n",
]  # fmt: skip
NUMBERS = [
    "5", "10", "2,5", "1 700", "76,000", "1,45,980", "1.500.000", "1,2030", "0045", "1987", "2024",
    "2030", "719", "1759", "232", "117-167", "2023/1781", "2024-2030", "5-10", "5 – 7", "1 до 2",
    "1 to 2", "1 to\n2", "5 and 7", "1\nдо\n2", "17.07.2015", "5/8", "1" * 16, "пять", "сорок",
    "двадцатипяти", "twenty-five", "полтора", "two", "две", "a", "",
]  # fmt: skip
BEHIND = [
    "", " ", ".", ", ", " млрд рублей", " млн ", " mln dlrs", " тыс. человек", "-billion yen", "bn",
    "m ", "k", "%", " %", "-процентный", " процентов", " процентных пункта", " percent", " pct",
    " per cent points", " руб.", "\nруб.", "₽", " u.s. dollars", " euro cents", " billion won",
    " лет", "\nлет", " года", " году", "-летний план", "летняя программа", " летом", "-летие",
    "-year plan", " years ago", "-year-old", "yrs", " decades", " десятилетия", " third of",
    " трети", " quarter of", " пятых", "-р", " - р", "-r", "-ФЗ", "-fz", "/EU", "/172",
    " от 17 июля 2015 г.", " миллион", "миллиарда рублей", "\nмиллиард рублей", "-million", "\0",
]  # fmt: skip
STATEMENTS = st.tuples(*map(st.sampled_from, (BEFORE, NUMBERS, BEHIND))).map("".join)
TEXTS = st.lists(STATEMENTS | st.sampled_from(PIECES), max_size=4).map("".join)


def decoded(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le")


class EveryPlace:
    """Triggers that leave no number and no stem out."""

    def places(self, _: Codes, plain: Codes) -> list[Places]:
        letters = decoded(plain)
        digits = self._begins("[0-9]+", letters)
        return [
            *[digits] * 4,
            *(
                self._begins(f"(?={'|'.join(stems)})", letters)
                for stems, _ in readers._WORD_READERS
            ),
        ]

    def _begins(self, pattern: str, letters: str) -> npt.NDArray[np.intp]:
        found = [match.start() for match in re.finditer(pattern, letters)]
        return np.array(found, dtype=np.intp)


@settings(deadline=None, max_examples=1000)
@given(TEXTS, st.sampled_from([None, 1987, 2025]))
@example("decree n 719", None)
@example("постановлениеn 5", None)
def test_triggers_lose_no_fact(text: str, year: int | None) -> None:
    with patch.object(readers, "_TRIGGERS", EveryPlace()):
        facts = facts_in(text, published_year=year)
    assert written(facts_in(text, published_year=year)) == written(facts)


# Patterns that save work, each with one that lets more through.
CHECKS = [
    (money, "_MAY_BE_SUM", re.compile("")),
    (money, "_BEHIND_DIGITS", re.compile("(?!)")),
    (numbers, "_MEASURED", re.compile(r"[ \n]{0,2}(?:[-%лгypп]|до |to |and |\Z)")),
    (horizons, "_WORD_UNIT", re.compile(r"(?:лет|года|year|decade|десятилети)[^\W\d_]{0,5}")),
    (horizons, "_WITHIN_YEAR", re.compile("(?!)")),
    (horizons, "_RUSSIAN", re.compile("")),
    (horizons, "_ENGLISH", re.compile("")),
    (acts, "_ENGLISH_ACT_NUMBER", acts._ACT_NUMBER),
]


@pytest.mark.parametrize(("module", "name", "looser"), CHECKS, ids=[name for _, name, _ in CHECKS])
@settings(deadline=None, max_examples=400)
@given(TEXTS, st.sampled_from([None, 1987, 2025]))
@example("decree n 719", None)
@example("Decree, n 719 and n 720", None)
@example("B5-миллиард рублей", None)
def test_check_loses_no_fact(
    module: ModuleType, name: str, looser: re.Pattern[str], text: str, year: int | None
) -> None:
    with patch.object(module, name, looser):
        facts = facts_in(text, published_year=year)
    assert written(facts_in(text, published_year=year)) == written(facts)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_texts_read_together_state_what_each_states_alone(texts: list[str]) -> None:
    with patch.object(readers, "_BATCH", 4):
        together = list(readers._facts_of(texts, [None] * len(texts)))
    alone = [(number, fact) for number, text in enumerate(texts) for fact in facts_in(text)]
    assert [number for number, _ in together] == [number for number, _ in alone]
    assert written([fact for _, fact in together]) == written([fact for _, fact in alone])


ALIKE = {"–": "-", "\u00a0": " ", "’": "'", "ё": "е", "Ё": "е", "\r": "\n", "İ": "İ"}


@given(st.text([*"aZяЖ5.😀", *ALIKE]))
def test_plain_copy_has_one_letter_for_each_letter(text: str) -> None:
    pages, _ = read_pages([text + "5 лет"], [None], readers._TRIGGERS)
    expected = "".join(ALIKE.get(letter, letter.lower()) for letter in text)
    assert pages[0].plain == expected + "5 лет"


def test_no_number_begins_within_another() -> None:
    assert facts_in("B1 700 рублей") == []


def test_half_a_letter_does_no_harm() -> None:
    assert [fact.surface for fact in facts_in("\ud83d $5bn \ude00")] == ["$5bn"]
