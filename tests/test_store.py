"""The store: what is kept, what is counted, what is refused."""

from pathlib import Path

import apsw
import pandas as pd
import pytest

from analysis.errors import StoreError
from analysis.links import article_key
from analysis.schema import FACTS, REJECTS, TAGS
from analysis.store import ImportReport, Store
from analysis.store.rows import SEALED, row_hash


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "monitor.sqlite"


def article(
    article_id: str = "a", text: str = "Текст", day: str | None = "2024-07-04", **more: str
) -> dict:
    plain = {
        "article_id": article_id,
        "published_date": pd.Timestamp(day) if day else pd.NaT,
        "date_precision": "day" if day else "",
        "published_at": "",
        "source_name": "РИА Новости",
        "kind": "interview",
        "url": "",
        "title": "Заголовок",
        "text": text,
        "language": "ru",
        "extra": "",
    }
    return plain | more


def add(store: Store, *rows: dict, rejects: pd.DataFrame | None = None) -> ImportReport:
    import_id = store.begin_import("test")
    store.add(import_id, pd.DataFrame(rows), rejects)
    return store.end_import(import_id)


def tags(*pairs: tuple[str, str]) -> pd.DataFrame:
    rows = [(one, "sector", topic, 0.9, "rules", "[]", "t1", "") for one, topic in pairs]
    return pd.DataFrame(rows, columns=list(TAGS))


NO_FACTS = pd.DataFrame(columns=list(FACTS))


def test_articles_come_back_as_they_went_in(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("b"), article("a", day=None))
        table = store.articles(with_text=True)
    assert table["article_id"].tolist() == ["b", "a"]
    assert table["published_date"].tolist()[0] == pd.Timestamp("2024-07-04")
    assert table["published_date"].isna().tolist() == [False, True]
    assert table["text"].tolist() == ["Текст", "Текст"]


def test_counts_tell_added_known_and_updated_apart(path: Path) -> None:
    rejects = pd.DataFrame(
        [(0, "f.csv", "", 3, "date", "BAD_DATE", "bad", "x")], columns=list(REJECTS)
    )
    with Store.open(path, create=True) as store:
        first = add(store, article("a"), article("b"), rejects=rejects)
        second = add(store, article("a"), article("b", text="Новый"), article("c"))
        assert (first.added, first.known, first.updated, first.refused) == (2, 0, 0, 1)
        assert (second.added, second.known, second.updated, second.refused) == (1, 1, 1, 0)
        assert store.article("b")["text"] == "Новый"
        assert store.count() == 3
        assert store.rejects(first.import_id)["problem"].tolist() == ["bad"]


def test_a_row_replaced_by_a_later_one_of_its_file_is_not_counted_again(path: Path) -> None:
    with Store.open(path, create=True) as store:
        import_id = store.begin_import("test")
        first = store.add(import_id, pd.DataFrame([article("a")]))
        later = pd.DataFrame([article("a", text="Новый"), article("b")])
        second = store.add(import_id, later, replaced={"a"})
        assert (first.added, second.added, second.updated) == (1, 1, 0)
        assert store.article("a")["text"] == "Новый"


def test_a_file_with_two_versions_of_an_article_changes_nothing_when_it_comes_again(
    path: Path,
) -> None:
    with Store.open(path, create=True) as store:
        for counts in ((1, 0, 0), (0, 1, 0)):
            import_id = store.begin_import("test")
            store.add(import_id, pd.DataFrame([article("a", text="1")]))
            store.add(import_id, pd.DataFrame([article("a", text="2")]), replaced={"a"})
            report = store.end_import(import_id)
            assert (report.added, report.known, report.updated) == counts
        assert store.article("a")["text"] == "2"
        assert store.history_of("a")["text"].tolist() == ["1"]


def test_another_spelling_of_an_address_changes_nothing(path: Path) -> None:
    address = "https://example.org/a"
    with Store.open(path, create=True) as store:
        add(store, article("a", url=address))
        report = add(store, article("a", url="http://www.example.org/a/?utm_source=feed"))
        assert (report.known, report.updated) == (1, 0)
        assert store.article("a")["url"] == address
        assert add(store, article("a", url="https://example.org/b")).updated == 1


def test_a_list_of_titles_leaves_articles_as_they_are(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a"))
        report = add(store, article("a", text="", title="Другой", source_name="example.org"))
        assert (report.known, report.updated) == (1, 0)
        assert store.article("a")["text"] == "Текст"


def test_what_a_row_does_not_say_stays_as_it_was(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a", published_at="2024-07-04T09:00:00Z", extra='{"place": "Омск"}'))
        bare = article("a", day=None, source_name="", kind="")
        assert add(store, bare).known == 1
        assert add(store, article("a", text="Новый", day=None, kind="")).updated == 1
        kept = store.article("a")
        assert kept["text"] == "Новый"
        assert (kept["published_date"], kept["kind"]) == ("2024-07-04", "interview")
        assert kept["extra"] == '{"place": "Омск"}'
        add(store, article("a", text="Новый", day="2024-07-05"))
        assert store.article("a")["published_at"] == ""


def test_a_file_is_not_taken_for_known_when_an_earlier_import_ended_later(path: Path) -> None:
    known = {"sha256": "1", "settings": ""}
    with Store.open(path, create=True) as store:
        slow = store.begin_import("slow")
        quick = store.begin_import("quick", **known)
        store.add(quick, pd.DataFrame([article("a")]))
        store.end_import(quick)
        store.add(slow, pd.DataFrame([article("a", text="Старый")]))
        store.end_import(slow)
        assert store.repeat_import("quick", **known) is None


def test_an_import_that_was_cut_off_is_complete_when_the_same_ends(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.begin_import("a.csv", sha256="1")
        store.begin_import("other.csv", sha256="2")
        store.end_import(store.begin_import("b.csv", sha256="1"))
        rows = store._select("SELECT origin FROM import WHERE finished IS NULL")
        assert rows == [("other.csv",)]


def test_of_rows_of_one_batch_with_one_id_the_last_stays(path: Path) -> None:
    with Store.open(path, create=True) as store:
        report = add(store, article("a", text="1"), article("b"), article("a", text="2"))
        assert (report.added, report.updated) == (2, 1)
        assert store.article("a")["text"] == "2"
        assert store.articles()["article_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize("field", ["published_at", "extra"])
def test_what_else_the_source_tells_is_kept_and_makes_a_change(path: Path, field: str) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a"))
        report = add(store, article("a", **{field: "new"}))
        assert report.updated == 1
        assert add(store, article("a", **{field: "new"})).known == 1


def test_every_row_is_sealed_with_what_it_holds(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a"), article("b"))
        add(store, article("a", text="Новый"))
    names = ", ".join(SEALED)
    sql = f"SELECT row_hash, {names} FROM article JOIN body USING (article_number)"
    rows = list(apsw.Connection(str(path)).execute(sql))
    assert len(rows) == 2
    assert [seal for seal, *_ in rows] == [
        row_hash(dict(zip(SEALED, values, strict=True))) for _, *values in rows
    ]


def test_what_is_added_as_a_whole_stays_or_goes_as_a_whole(path: Path) -> None:
    with Store.open(path, create=True) as store, Store.open(path, read_only=True) as reader:

        def fail_half_way() -> None:
            with store.whole():
                add(store, article("a"))
                assert reader.count() == 0
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_half_way()
        assert store.count() == 0
        with store.whole():
            add(store, article("a"))
            add(store, article("b"))
        assert reader.count() == 2


def test_updated_article_loses_its_tags_and_waits_for_new_ones(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a"))
        store.write_tags(["a"], tags(("a", "chemistry")), NO_FACTS, taxonomy="t1", model="")
        assert store.count(untagged=True) == 0
        add(store, article("a", text="Новый"))
        assert store.tags().empty
        assert store.untagged_numbers() == [1]


def test_tags_come_back_with_the_versions_that_made_them(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("b"), article("a"))
        store.write_tags(
            ["b", "a"], tags(("a", "chemistry"), ("a", "metals")), NO_FACTS, taxonomy="t1", model=""
        )
        assert store.tags().values.tolist() == [
            ["a", "sector", "chemistry", 0.9, "rules", "t1", ""],
            ["a", "sector", "metals", 0.9, "rules", "t1", ""],
        ]
        store.note_versions(taxonomy="t2", model="m")
        assert set(store.tags_of("a")["taxonomy_version"]) == {"t2"}
        columns = store.tag_columns()
    assert columns.topics == (("sector", "chemistry"), ("sector", "metals"))
    assert (columns.rows.tolist(), columns.codes.tolist()) == ([1, 1], [0, 1])


def test_facts_stay_when_only_tags_are_written(path: Path) -> None:
    fact = ("a", "money", 1.0, None, "RUB", None, "text", 0, 5, "рубль")
    facts = pd.DataFrame([fact], columns=list(FACTS))
    with Store.open(path, create=True) as store:
        add(store, article("a"))
        store.write_tags(["a"], tags(("a", "chemistry")), facts, taxonomy="t1", model="")
        store.write_tags(["a"], tags(("a", "metals")), taxonomy="t1", model="")
        assert store.facts_of("a")["surface"].tolist() == ["рубль"]
        assert store.tags()["topic"].tolist() == ["metals"]


def test_change_tells_which_articles_are_new_since(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a"), article("b"))
        seen = store.change
        add(store, article("a", text="Новый"), article("b"), article("c"))
        (later,) = store.changed_batches(9, after=seen)
        assert later[["article_number", "article_id"]].values.tolist() == [[1, "a"], [3, "c"]]
        assert later["change"].max() == store.change
        assert store.change == seen + 2
        assert store.articles_at([3, 1])["article_id"].tolist() == ["a", "c"]


def test_batches_cover_everything_once(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, *(article(f"{number:02}") for number in range(7)))
        found = [one for table in store.changed_batches(3, after=0) for one in table["article_id"]]
    assert found == [f"{number:02}" for number in range(7)]


def test_failed_batch_leaves_nothing(path: Path) -> None:
    with Store.open(path, create=True) as store:
        broken = tags(("a", "chemistry"), ("nobody", "chemistry"))
        add(store, article("a"))
        with pytest.raises(StoreError):
            store.write_tags(["a"], broken, NO_FACTS, taxonomy="t1", model="")
        assert store.tags().empty


def test_version_changes_with_every_write_and_readers_see_it(path: Path) -> None:
    with Store.open(path, create=True) as store, Store.open(path, read_only=True) as reader:
        before = reader.version
        add(store, article("a"))
        assert reader.version != before
        assert reader.last_update is not None


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "monitor.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="no store of this program"):
        Store.open(path, read_only=True).articles()


def test_missing_store_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(StoreError, match="python -m analysis import data/sample"):
        Store.open(path)
    assert not path.parent.exists()


SCHEMA_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE import (
    import_id INTEGER PRIMARY KEY, origin TEXT NOT NULL, started TEXT NOT NULL,
    finished TEXT, added INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0);
CREATE TABLE article (
    article_id TEXT PRIMARY KEY, published_date TEXT, date_precision TEXT NOT NULL,
    first_seen TEXT NOT NULL, source_name TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL,
    title TEXT NOT NULL, language TEXT NOT NULL, story_id TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES import, content_hash TEXT NOT NULL,
    is_tagged INTEGER NOT NULL DEFAULT 0);
CREATE INDEX article_by_date ON article (published_date, article_id);
CREATE TABLE body (article_id TEXT PRIMARY KEY REFERENCES article, text TEXT NOT NULL);
CREATE TABLE article_history (
    article_id TEXT NOT NULL, replaced_at TEXT NOT NULL, import_id INTEGER NOT NULL,
    content TEXT NOT NULL);
CREATE TABLE tag (
    article_id TEXT NOT NULL REFERENCES article, axis TEXT NOT NULL, topic TEXT NOT NULL,
    score REAL NOT NULL, decided_by TEXT NOT NULL, evidence TEXT NOT NULL,
    taxonomy_version TEXT NOT NULL, model_version TEXT NOT NULL,
    PRIMARY KEY (article_id, axis, topic)) WITHOUT ROWID;
CREATE TABLE fact (
    article_id TEXT NOT NULL REFERENCES article, kind TEXT NOT NULL, value REAL,
    value_high REAL, unit TEXT NOT NULL, year INTEGER, field TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, surface TEXT NOT NULL);
CREATE INDEX fact_by_article ON fact (article_id);
CREATE TABLE reject (
    import_id INTEGER NOT NULL REFERENCES import, origin TEXT NOT NULL, row INTEGER,
    "column" TEXT NOT NULL, problem TEXT NOT NULL, raw TEXT NOT NULL);
INSERT INTO meta VALUES ('taxonomy_version', 't1'), ('model_version', 'm1'), ('version', '7');
INSERT INTO import VALUES (1, 'old.csv', '2025-01-01', '2025-01-02T00:00:00+00:00', 3, 0, 0, 0);
INSERT INTO article VALUES
    ('b', '2024-07-04', 'day', '2025', 'A', '', '', 'Завод', 'ru', 'b', 1, 'hash', 1),
    ('a', NULL, '', '2025', 'A', '', '', 'Plant', 'en', 'a', 1, 'hash', 1),
    ('c', NULL, '', '2025', 'A', '', '', 'New', 'en', 'c', 1, 'hash', 0);
INSERT INTO body VALUES ('a', 'text a'), ('b', 'text b'), ('c', 'text c');
INSERT INTO tag VALUES ('b', 'sector', 'chemistry', 0.9, 'rules', '[1]', 't1', 'm1');
INSERT INTO fact VALUES ('b', 'money', 1, NULL, 'RUB', NULL, 'text', 0, 5, 'рубль');
PRAGMA user_version=1;
"""


def test_store_of_version_1_is_brought_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    connection = apsw.Connection(str(path))
    connection.execute(SCHEMA_1)
    connection.close()
    with pytest.raises(StoreError, match="earlier version: bring it up to date with"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert store.articles(with_text=True)[["article_id", "text"]].values.tolist() == [
            ["b", "text b"], ["a", "text a"], ["c", "text c"],
        ]  # fmt: skip
        assert store.tags_of("b").values.tolist() == [
            ["b", "sector", "chemistry", 0.9, "rules", "[1]", "t1", "m1"]
        ]
        assert store.facts_of("b")["surface"].tolist() == ["рубль"]
        assert (store.count(), store.count(untagged=True)) == (3, 1)
        assert (store.change, store.origins(), store.version) == (3, ("old.csv",), "7")
        add(store, article("d"))
        assert store.numbers_of(["d"]) == {"d": 4}


def test_newer_store_is_refused(path: Path) -> None:
    Store.open(path, create=True).close()
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        Store.open(path)


def test_key_is_of_the_address_or_else_of_source_day_and_title() -> None:
    by_address = article_key(url="https://a.example/1", source="A", day="2024-01-01", title="T")
    assert by_address == article_key(url="https://a.example/1", source="B", day="", title="")
    by_title = article_key(url="", source="A", day="2024-01-01", title="Завод  открыт")
    assert by_title == article_key(url="", source="a", day="2024-01-01", title="завод открыт")
    assert by_title != by_address
