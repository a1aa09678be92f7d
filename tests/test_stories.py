"""Stories: who copies whom, what is no copy, and under which id a story is known."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.archive import open_index
from analysis.index import TokenIndex, files
from analysis.index.sketches import SKETCH_SIZE, Sketches
from analysis.jobs import index_store
from analysis.store import Store
from analysis.stories import copies, group_stories
from analysis.stories.copies import MOST_BY_SOURCE, WINDOW_DAYS, NearCopies
from analysis.stories.groups import connected
from analysis.stories.report import stories_report

FIRST_DAY = date(2024, 7, 1)
PLANT = (
    "Завод в Туле начал выпуск подшипников для станков. Мощность новой линии составит сорок тысяч "
    "деталей в год, сообщил директор предприятия Петров. Область возместит половину затрат на "
    "оборудование из фонда развития."
)
PORT = (
    "Порт Мурманска получит три ледокола до конца десятилетия. Их построят на верфи в Петербурге, "
    "рассказали в министерстве транспорта, на деньги федерального бюджета и частных инвесторов."
)
OWN_WORDS = (
    "Тульское предприятие запустило производство подшипников: по словам директора, за год здесь "
    "сделают сорок тысяч штук, а половину расходов оплатит регион."
)


def article(
    article_id: str,
    text: str,
    *,
    day: int | None = 0,
    source: str | None = None,
    title: str = "",
    at: str = "",
) -> dict[str, object]:
    """An article of a source of its own, ``day`` days after the first."""
    return {
        "article_id": article_id,
        "published_date": pd.NaT if day is None else pd.Timestamp(FIRST_DAY + timedelta(days=day)),
        "date_precision": "" if day is None else "day",
        "published_at": at,
        "source_name": source or f"source of {article_id}",
        "kind": "",
        "url": "",
        "title": title,
        "text": text,
        "language": "ru",
        "extra": "",
    }


class Desk:
    """A store with its index, to which articles are brought and grouped."""

    def __init__(self, store: Store, index: TokenIndex) -> None:
        self.store, self.index = store, index

    def bring(self, *articles: Mapping[str, object]) -> dict[str, set[str]]:
        """Add or update articles, group them, and tell the stories."""
        number = self.store.begin_import("test")
        self.store.add(number, pd.DataFrame(articles))
        self.store.end_import(number)
        list(index_store(self.store, self.index))
        list(group_stories(self.store, self.index))
        return self.stories()

    def stories(self) -> dict[str, set[str]]:
        """Members by story id."""
        table = self.store.articles()
        groups = table.groupby("story_id")["article_id"].agg(set)
        return {str(story): set(members) for story, members in groups.items()}


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    with Store.open(folder / "monitor.sqlite", create=True) as store, open_index(store) as index:
        yield Desk(store, index)


@pytest.fixture(autouse=True, scope="module")
def _no_waiting_for_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files.os, "fsync", lambda file: None)
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as own:
        yield own


def test_a_reprint_under_another_title_is_of_the_story(desk: Desk) -> None:
    found = desk.bring(
        article("reprint", PLANT, day=1, title="В Туле делают подшипники"),
        article("first", PLANT, title="Новая линия на заводе"),
        article("other", PORT),
    )
    assert found == {"first": {"first", "reprint"}, "other": {"other"}}


def test_a_shortened_reprint_is_of_the_story(desk: Desk) -> None:
    short = PLANT[: PLANT.index(" Область")]
    found = desk.bring(article("short", f"{short} Читайте нас.", day=1), article("long", PLANT))
    assert found == {"long": {"long", "short"}}


def test_a_report_in_other_words_is_a_story_of_its_own(desk: Desk) -> None:
    found = desk.bring(article("one", PLANT), article("two", OWN_WORDS))
    assert found == {"one": {"one"}, "two": {"two"}}


@pytest.mark.parametrize(
    ("later", "is_one"), [(WINDOW_DAYS, True), (WINDOW_DAYS + 1, False), (None, False)]
)
def test_the_same_text_is_of_the_story_within_the_window_only(
    desk: Desk, later: int | None, *, is_one: bool
) -> None:
    found = desk.bring(article("early", PLANT), article("late", PLANT, day=later))
    assert (len(found) == 1) is is_one


def test_articles_without_a_date_are_compared_with_one_another(desk: Desk) -> None:
    found = desk.bring(article("a", PLANT, day=None), article("b", PLANT, day=None))
    assert found == {"a": {"a", "b"}}


def test_titles_alone_of_a_few_words_are_no_copies(desk: Desk) -> None:
    found = desk.bring(
        article("a", "", title="Главные новости дня"), article("b", "", title="Главные новости дня")
    )
    assert found == {"a": {"a"}, "b": {"b"}}


def test_what_one_source_says_of_many_things_is_a_formula(desk: Desk) -> None:
    notices = [
        article(
            f"notice {number}",
            "Росавиация сообщает о временных ограничениях на приём и выпуск воздушных судов. Они "
            f"введены ради безопасности полётов в аэропорту города{number}",
            day=number % 3,
            source="Ведомство",
        )
        for number in range(MOST_BY_SOURCE + 1)
    ]
    assert len(desk.bring(*notices)) == len(notices)


def test_what_comes_back_every_month_is_a_formula(desk: Desk) -> None:
    reports = [
        article(f"{month} {source}", PLANT, day=30 * month, source=source)
        for month in range(4)
        for source in ("А", "Б")
    ]
    assert len(desk.bring(*reports)) == len(reports)


class TestWhoWasFirst:
    def test_the_day_tells_then_the_time_then_who_was_seen_first(self, desk: Desk) -> None:
        desk.bring(
            article("untimed", PLANT),
            article("second", PLANT, at="2024-07-01T09:00:00Z"),
            article("next day", PLANT, day=1, at="2024-07-02T01:00:00Z"),
            article("first", PLANT, at="2024-07-01T08:00:00Z"),
            article("also untimed", PLANT),
        )
        members = desk.store.story_of("next day")
        assert members["article_id"].tolist() == [
            "first", "second", "untimed", "also untimed", "next day"
        ]  # fmt: skip
        assert desk.stories().keys() == {"first"}

    def test_a_month_may_have_ended_before_anything_was_published(self, desk: Desk) -> None:
        coarse = article("month", PLANT) | {"date_precision": "month"}
        desk.bring(coarse, article("day", PLANT, day=9))
        assert desk.store.story_of("month")["article_id"].tolist() == ["day", "month"]

    def test_an_article_alone_is_its_own_story(self, desk: Desk) -> None:
        desk.bring(article("a", PLANT, title="Линия", source="Газета"))
        (row,) = desk.store.story_of("a").to_dict("records")
        assert (row["source_name"], row["title"], row["url"]) == ("Газета", "Линия", "")
        assert desk.store.story_of("unknown").empty


class TestLater:
    def test_a_reprint_that_comes_later_joins_the_story(self, desk: Desk) -> None:
        desk.bring(article("a", PLANT), article("b", PORT))
        found = desk.bring(article("c", PLANT, day=2))
        assert found == {"a": {"a", "c"}, "b": {"b"}}

    def test_an_id_that_was_given_stays_until_all_is_found_anew(self, desk: Desk) -> None:
        desk.bring(article("late", PLANT, day=3))
        assert desk.bring(article("early", PLANT)) == {"late": {"early", "late"}}
        assert desk.store.story_of("late")["article_id"].tolist() == ["early", "late"]
        list(group_stories(desk.store, desk.index, everything=True))
        assert desk.stories() == {"early": {"early", "late"}}

    def test_of_two_stories_that_become_one_the_earlier_gives_the_id(self, desk: Desk) -> None:
        first, second = PLANT.split(" Область")[0], PORT
        desk.bring(article("port", second, day=1), article("plant", first))
        found = desk.bring(article("both", f"{first} {second}", day=2))
        assert found == {"plant": {"plant", "port", "both"}}

    def test_an_article_with_a_new_text_leaves_and_the_others_stay(self, desk: Desk) -> None:
        desk.bring(*(article(name, PLANT, day=day) for day, name in enumerate("abc")))
        assert desk.bring(article("a", PORT)) == {"a": {"a"}, "b": {"b", "c"}}

    def test_an_article_that_was_mended_keeps_its_story(self, desk: Desk) -> None:
        desk.bring(article("a", PLANT), article("b", PLANT, day=1))
        assert desk.bring(article("a", PLANT, title="Поправка")) == {"a": {"a", "b"}}

    def test_nothing_is_done_when_nothing_came(self, desk: Desk) -> None:
        desk.bring(article("a", PLANT), article("b", PLANT))
        version = desk.store.version
        assert list(group_stories(desk.store, desk.index)) == []
        assert desk.store.version == version

    def test_work_that_was_cut_off_is_done_the_next_time(self, desk: Desk) -> None:
        number = desk.store.begin_import("test")
        desk.store.add(number, pd.DataFrame([article("a", PLANT), article("b", PLANT)]))
        list(index_store(desk.store, desk.index))
        next(group_stories(desk.store, desk.index))
        assert desk.stories() == {"a": {"a"}, "b": {"b"}}
        list(group_stories(desk.store, desk.index))
        assert desk.stories() == {"a": {"a", "b"}}

    def test_an_article_that_the_index_lacks_waits(self, desk: Desk) -> None:
        desk.bring(article("a", PLANT))
        number = desk.store.begin_import("test")
        desk.store.add(number, pd.DataFrame([article("b", PLANT)]))
        list(group_stories(desk.store, desk.index))
        assert desk.stories() == {"a": {"a"}, "b": {"b"}}
        list(index_store(desk.store, desk.index))
        list(group_stories(desk.store, desk.index))
        assert desk.stories() == {"a": {"a", "b"}}


TEXTS = (PLANT, PORT, f"{PLANT} {PORT}", PLANT[:120], OWN_WORDS)
drawn = st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 20)), min_size=1, max_size=9)


@settings(max_examples=15)
@given(drawn, st.data())
def test_brought_one_after_the_other_they_are_grouped_as_at_once(
    texts: Sequence[tuple[str, int]], data: st.DataObject
) -> None:
    articles = [article(str(number), text, day=day) for number, (text, day) in enumerate(texts)]
    cut = data.draw(st.integers(0, len(articles)))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        with opened(Path(one)) as desk:
            at_once = desk.bring(*articles)
        with opened(Path(other)) as desk:
            for part in (articles[:cut], articles[cut:]):
                if part:
                    in_turns = desk.bring(*part)
    assert sorted(map(sorted, in_turns.values())) == sorted(map(sorted, at_once.values()))


def test_the_command_tells_the_stories_and_writes_their_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path) as desk:
        desk.bring(
            article("b", PLANT, day=1, source="Daily"),
            article("a", PLANT, source="Wire", title="Линия | завод"),
            article("c", PORT),
        )
    output = tmp_path / "stories.csv"
    store = tmp_path / "monitor.sqlite"
    assert main(["stories", "--store", str(store), "--rebuild", "--output", str(output)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "3 articles, 2 stories (1 of several articles); reprints: 1 (33.3 %)"
    assert "| a | 2 | 2024-07-01 | Wire | Линия \\| завод |" in told
    assert told[-2:] == ["| Wire | 1 | 1 |", "| Daily | 1 | 0 |"]
    assert output.read_text(encoding="utf-8-sig").splitlines() == [
        "story_id,article_id,source,date,is_first",
        "a,a,Wire,2024-07-01,True",
        "a,b,Daily,2024-07-02,False",
    ]


def test_a_store_without_stories_says_so_in_one_line(desk: Desk) -> None:
    desk.bring(article("a", PLANT))
    assert stories_report(desk.store.stories(), 1) == (
        "1 articles, 1 stories (0 of several articles); reprints: 0 (0.0 %)"
    )


def sketches_of(*sets: Sequence[int]) -> Sketches:
    owners = np.repeat(np.arange(len(sets), dtype=np.int32), [len(own) for own in sets])
    hashes = np.array([one for own in sets for one in sorted(own)], np.uint32)
    return Sketches(hashes, owners, len(sets))


def pairs_of(sketches: Sketches, *, asked: Sequence[bool] | None = None) -> list[list[int]]:
    count = sketches.n_articles
    mask = np.ones(count, bool) if asked is None else np.array(asked)
    *_, (_, _, pairs) = NearCopies(sketches, np.full(count, 9), np.arange(count), mask).find()
    return pairs.tolist()


def test_sketches_of_long_texts_are_compared_as_far_as_both_reach() -> None:
    # Of a long text the smallest hashes are kept; the greater ones of a short text are not there.
    long, short = range(SKETCH_SIZE), [*range(20), *range(1000, 1030)]
    assert pairs_of(sketches_of(long, short)) == [[0, 1]]


def test_parts_find_what_is_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    stock = [set(random.integers(0, 400, 30).tolist()) for _ in range(6)]
    sets = [sorted({*stock[number % 6], number + 1000}) for number in range(24)]
    asked = [number % 5 == 0 for number in range(24)]
    before = pairs_of(sketches_of(*sets)), pairs_of(sketches_of(*sets), asked=asked)
    monkeypatch.setattr(copies, "_ENTRIES_AT_ONCE", 50)
    monkeypatch.setattr(copies, "_PAIRS_AT_ONCE", 3)
    assert (pairs_of(sketches_of(*sets)), pairs_of(sketches_of(*sets), asked=asked)) == before
    assert before[1] == [pair for pair in before[0] if asked[pair[0]] or asked[pair[1]]]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_groups_hold_who_is_chained_and_nobody_else(pairs: list[tuple[int, int]]) -> None:
    groups = {number: {number} for number in range(20)}
    for first, second in pairs:
        joined = groups[first] | groups[second]
        groups |= dict.fromkeys(joined, joined)
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    assert connected(*ends.T, 20).tolist() == [min(groups[number]) for number in range(20)]
