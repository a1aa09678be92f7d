"""Places and publishers: counted as a slow recount counts them, and first as the dates say."""

from datetime import date
from itertools import groupby

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.corpus import Corpus
from analysis.measures.places import place_mix, ranked_places
from analysis.measures.publishers import (
    Firsts,
    biggest_stories,
    by_language,
    concentration,
    first_publishers,
    leaning,
    publishers,
    sourcing,
)
from tests.browser.small_corpus import make_taxonomy

PLACES = ("eu", "france", "japan", "russia")
SECTORS = ("chips", "ships", "trains")
TAXONOMY = make_taxonomy(
    {
        "country": (("eu", ""), ("france", "eu"), ("japan", ""), ("russia", "")),
        "sector": tuple((key, "") for key in SECTORS),
    }
)
WAYS = ("articles", "stories", "share", "fractional")

# day, precision, source, language, story, countries, sectors, is selected
Row = tuple[date | None, str, str, str, str, set[str], set[str], bool]
rows_drawn = st.lists(
    st.tuples(
        st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2024, 1, 9))),
        st.sampled_from(["day", "day", "month"]),
        st.sampled_from(["Agency", "Daily", "Echo"]),
        st.sampled_from(["en", "ru"]),
        st.sampled_from(["", "one", "two", "three"]),
        st.sets(st.sampled_from(PLACES)),
        st.sets(st.sampled_from(SECTORS)),
        st.booleans(),
    ),
    max_size=14,
)


def corpus_of(rows: list[Row]) -> Corpus:
    articles = pd.DataFrame(
        {
            "article_id": [f"n{number}" for number in range(len(rows))],
            "published_date": np.array([row[0] for row in rows], dtype="datetime64[s]"),
            "date_precision": [row[1] if row[0] else "" for row in rows],
            "source_name": [row[2] for row in rows],
            "language": [row[3] for row in rows],
            "story_id": [row[4] for row in rows],
        }
    ).assign(kind="news", url="", title="t", first_seen="2024-02-01")
    pairs = [
        (f"n{number}", axis, key)
        for number, row in enumerate(rows)
        for axis, keys in (("country", row[5]), ("sector", row[6]))
        for key in keys
    ]
    tags = pd.DataFrame(pairs, columns=["article_id", "axis", "topic"]).assign(score=0.5)
    return Corpus.build(articles, tags, TAXONOMY)


def mask_of(rows: list[Row]) -> np.ndarray:
    return np.array([row[7] for row in rows], dtype=bool)


def named(row: Row) -> set[str]:
    """Countries of an article; who names France names the union."""
    return row[5] | ({"eu"} if "france" in row[5] else set())


def story_of(rows: list[Row], number: int) -> str:
    return rows[number][4] or f"own {number}"


def counted(rows: list[Row], numbers: list[int], way: str, parts: list[int], base: int) -> float:
    """One number, counted slowly."""
    if way == "stories":
        return len({story_of(rows, number) for number in numbers})
    if way == "fractional":
        return sum(1 / part for part in parts)
    if way == "share":
        return len(numbers) / base if base else float("nan")
    return len(numbers)


def no_members() -> pd.DataFrame:
    return pd.DataFrame({"article_id": [], "published_at": []})


@settings(deadline=None, max_examples=40)
@given(rows_drawn, st.sampled_from(WAYS), st.integers(1, 20))
def test_places_agree_with_a_slow_recount(rows: list[Row], way: str, base: int) -> None:
    table = ranked_places(corpus_of(rows), mask_of(rows), "country", way=way, base=base)
    expected = {}
    for place in PLACES:
        here = [n for n, row in enumerate(rows) if row[7] and place in named(row)]
        parts = [len(named(rows[number])) for number in here]
        leads = {key: sum(key in rows[number][6] for number in here) for key in SECTORS}
        leader = max(SECTORS, key=lambda key: leads[key])
        if here:
            value = counted(rows, here, way, parts, base)
            leader_count = leads[leader]
            expected[place] = (len(here), pytest.approx(value), leader_count and leader)
    found = {
        line.place: (line.article_count, line.value, line.leader_count and line.leader)
        for line in table.itertuples()
    }
    assert found == expected
    assert table["value"].tolist() == sorted(table["value"], reverse=True)


@settings(deadline=None, max_examples=40)
@given(
    rows_drawn,
    st.sampled_from(WAYS),
    st.sampled_from(["sector", "country"]),
    st.integers(1, 20),
    st.booleans(),
)
def test_mix_agrees_with_a_slow_recount(
    rows: list[Row], way: str, other: str, base: int, is_narrow: bool
) -> None:
    places = ["russia", "eu", "nowhere"]
    table = place_mix(
        corpus_of(rows), mask_of(rows), "country", other, way=way, base=base, places=places,
        topics=("chips", "france", "japan") if is_narrow else (),
        without={("eu", "france")} if is_narrow else (),
    )  # fmt: skip
    narrow = {"chips", "france", "japan"} if is_narrow else {*SECTORS, *PLACES}
    for line in table.itertuples():
        left_out = {line.place} | ({"france"} if is_narrow and line.place == "eu" else set())
        met = {
            number: ((named(row) if other == "country" else row[6]) & narrow) - left_out
            for number, row in enumerate(rows)
            if row[7] and line.place in named(row)
        }
        here = [number for number, topics in met.items() if line.topic in topics]
        having = [number for number, topics in met.items() if topics]
        whole = len(having) if way in ("articles", "share") else counted(
            rows, having, way, [len(named(rows[number])) for number in having], base
        )  # fmt: skip
        parts = [len(named(rows[number])) * len(met[number]) for number in here]
        value = counted(rows, here, way, parts, base)
        part = len(here) if way == "share" else value
        assert line.article_count == len(here)
        assert line.place_count == len(having)
        assert line.value == pytest.approx(value)
        assert line.mix_share == pytest.approx(part / whole if whole else float("nan"), nan_ok=True)
        assert line.is_thin == (len(having) < 10)


def test_fractional_shares_of_a_mix_add_up_to_one() -> None:
    rows = [
        (None, "day", "Echo", "en", "", {"russia", "japan"}, {"chips", "ships"}, True),
        (None, "day", "Echo", "en", "", {"russia"}, {"chips"}, True),
        (None, "day", "Echo", "en", "", {"russia"}, set(), True),
    ]
    table = place_mix(
        corpus_of(rows), mask_of(rows), "country", "sector", way="fractional", base=3,
        places=["russia"],
    )  # fmt: skip
    assert dict(zip(table["topic"], table["mix_share"], strict=True)) == {
        "chips": pytest.approx(1.25 / 1.5),
        "ships": pytest.approx(0.25 / 1.5),
    }


def test_measures_of_nothing_are_empty() -> None:
    corpus, mask = corpus_of([]), np.zeros(0, dtype=bool)
    firsts = first_publishers(corpus, no_members())
    assert ranked_places(corpus, mask, "country", way="share", base=0).empty
    assert place_mix(
        corpus, mask, "country", "sector", way="stories", base=0, places=["russia"]
    ).empty
    assert publishers(corpus, mask, firsts, "sector", way="articles", base=0).empty
    assert leaning(corpus, mask, firsts, way="articles", base=0).empty
    assert biggest_stories(corpus, mask, firsts).empty
    assert sourcing(corpus, mask, "sector", way="articles", base=0).empty
    assert by_language(corpus, mask, "sector", way="articles", base=0).empty


# --- who was first -----------------------------------------------------------------------------

MARCH: Row = (date(2024, 3, 4), "day", "Agency", "en", "one", set(), set(), True)


def story(*members: tuple[str, date | None, str, str]) -> tuple[Corpus, Firsts]:
    """A story of (source, day, precision, time) in the order of the store."""
    rows: list[Row] = [
        (day, precision, source, "en", "one", set(), set(), True)
        for source, day, precision, _ in members
    ]
    times = [time for _, _, _, time in members]
    ids = [f"n{number}" for number in range(len(members))]
    corpus = corpus_of(rows)
    return corpus, first_publishers(
        corpus, pd.DataFrame({"article_id": ids, "published_at": times})
    )


DAY, NEXT = date(2024, 3, 4), date(2024, 3, 5)


@pytest.mark.parametrize(
    ("members", "is_certain"),
    [
        pytest.param([("A", DAY, "day", ""), ("B", NEXT, "day", "")], True, id="another day"),
        pytest.param([("A", DAY, "day", ""), ("B", DAY, "day", "")], False, id="one day, no time"),
        pytest.param(
            [("A", DAY, "day", "09:00"), ("B", DAY, "day", "")], False, id="one day, one time"
        ),
        pytest.param(
            [("A", DAY, "day", "09:00"), ("B", DAY, "day", "09:10")], True, id="two times"
        ),
        pytest.param(
            [("A", DAY, "day", "09:00"), ("B", DAY, "day", "09:00")], False, id="the same time"
        ),
        pytest.param([("A", DAY, "day", ""), ("A", DAY, "day", "")], True, id="nobody else"),
        pytest.param(
            [("A", DAY, "day", ""), ("B", date(2024, 3, 1), "month", "")],
            False,
            id="the other may be of any day of the month",
        ),
        pytest.param([("A", None, "", ""), ("B", None, "", "")], False, id="no dates"),
    ],
)
def test_first_publisher_is_certain_where_dates_decide(
    members: list[tuple[str, date | None, str, str]], is_certain: bool
) -> None:
    _, firsts = story(*members)
    assert firsts.rows.tolist() == [0]
    assert firsts.is_certain.tolist() == [is_certain]


def test_without_times_the_earliest_day_is_first() -> None:
    rows = [(*MARCH[:2], name, *MARCH[3:]) for name in ("Echo", "Agency")]
    rows[1] = (date(2024, 3, 1), *rows[1][1:])
    firsts = first_publishers(corpus_of(rows), no_members())
    assert firsts.rows.tolist() == [1]
    assert firsts.is_certain.tolist() == [True]


@settings(deadline=None, max_examples=40)
@given(rows_drawn, st.sampled_from(WAYS))
def test_reprints_agree_with_a_slow_recount(rows: list[Row], way: str) -> None:
    corpus, mask = corpus_of(rows), mask_of(rows)
    firsts = first_publishers(corpus, no_members())
    first_of = {}
    key = lambda number: story_of(rows, number)  # noqa: E731
    for name, numbers in groupby(sorted(range(len(rows)), key=key), key=key):
        first_of[name] = min(
            numbers,
            key=lambda n: (
                rows[n][0] is None,
                rows[n][0] and rows[n][0].toordinal() + 30 * (rows[n][1] == "month"),
                n,
            ),
        )
    pairs: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        first = rows[first_of[key(number)]][2]
        if row[7] and first != row[2]:
            pairs.setdefault((row[2], first), []).append(number)
    table = leaning(corpus, mask, firsts, way=way, base=7)
    found = {
        (line.source, line.first_source): (line.article_count, line.value)
        for line in table.itertuples()
    }
    assert found == {
        pair: (len(own), pytest.approx(counted(rows, own, way, [1] * len(own), 7)))
        for pair, own in pairs.items()
    }
    by_source = publishers(corpus, mask, firsts, "sector", way=way, base=7)
    for line in by_source.itertuples():
        own = [n for n, row in enumerate(rows) if row[7] and row[2] == line.source]
        roles = {"first": 0, "reprint": 0, "repeat": 0, "unsure": 0, "alone": 0}
        for number in own:
            first = first_of[key(number)]
            others = {row[2] for n, row in enumerate(rows) if key(n) == key(number)}
            roles[
                "unsure"
                if not firsts.is_certain[corpus.stories[number]]
                else "reprint"
                if rows[first][2] != line.source
                else "repeat"
                if number != first
                else "first"
                if len(others) > 1
                else "alone"
            ] += 1
        assert line.article_count == len(own)
        assert roles == {
            "first": line.first_count, "reprint": line.reprint_count,
            "repeat": line.repeat_count, "unsure": line.unsure_count, "alone": roles["alone"],
        }  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(rows_drawn)
def test_biggest_stories_hold_what_is_selected(rows: list[Row]) -> None:
    corpus, mask = corpus_of(rows), mask_of(rows)
    firsts = first_publishers(corpus, no_members())
    table = biggest_stories(corpus, mask, firsts)
    sizes = [
        (len(numbers), len({rows[number][2] for number in numbers}))
        for name in ("one", "two", "three")
        if (numbers := [n for n, row in enumerate(rows) if row[4] == name and row[7]])
        and sum(row[4] == name for row in rows) > 1
    ]
    found = zip(table["article_count"], table["source_count"], strict=True)
    assert sorted(found) == sorted(sizes)
    of_echo = biggest_stories(corpus, mask, firsts, source="Echo")
    assert set(of_echo["row"]) <= set(table["row"])
    assert biggest_stories(corpus, mask, firsts, source="Nobody").empty


# --- how much comes from few -------------------------------------------------------------------


def test_concentration_of_one_source_is_whole() -> None:
    found = concentration([5])
    assert (found.source_count, found.top_shares, found.herfindahl) == (1, (1.0, 1.0, 1.0), 1.0)


def test_concentration_of_nothing_is_nothing() -> None:
    assert concentration([]).equal_sources == 0.0


@given(st.lists(st.integers(0, 50), max_size=12))
def test_concentration_is_between_equal_shares_and_one(counts: list[int]) -> None:
    found = concentration(counts)
    n = found.source_count
    assert n == sum(count > 0 for count in counts)
    if n:
        assert 1 / n - 1e-9 <= found.herfindahl <= 1 + 1e-9
        assert 1 - 1e-9 <= found.equal_sources <= n + 1e-9
        assert found.top_shares == tuple(sorted(found.top_shares))
        total = sum(counts)
        assert found.herfindahl == pytest.approx(sum((count / total) ** 2 for count in counts))


@settings(deadline=None, max_examples=40)
@given(rows_drawn, st.sampled_from(WAYS))
def test_sourcing_and_languages_agree_with_a_slow_recount(rows: list[Row], way: str) -> None:
    corpus, mask = corpus_of(rows), mask_of(rows)
    table = sourcing(corpus, mask, "sector", way=way, base=9)
    for line in table.itertuples():
        here = [n for n, row in enumerate(rows) if row[7] and line.topic in row[6]]
        parts = [len(rows[number][6]) for number in here]
        units = {(story_of(rows, n) if way == "stories" else n, rows[n][2]) for n in here}
        per_source = [sum(own == name for _, own in units) for name in {own for _, own in units}]
        assert line.article_count == len(here)
        assert line.value == pytest.approx(counted(rows, here, way, parts, 9))
        assert line.source_count == len(per_source)
        assert line.top_share == pytest.approx(max(per_source) / sum(per_source))
    languages = by_language(corpus, mask, "sector", way=way, base=9)
    for line in languages.itertuples():
        of_language = [n for n, row in enumerate(rows) if row[7] and row[3] == line.language]
        here = [number for number in of_language if line.topic in rows[number][6]]
        parts = [len(rows[number][6]) for number in here]
        assert line.article_count == len(here)
        assert line.language_count == len(of_language)
        assert line.value == pytest.approx(counted(rows, here, way, parts, 9))
        assert line.of_language_share == pytest.approx(len(here) / len(of_language))
