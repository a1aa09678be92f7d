"""The store: what is kept, what is counted, what is refused."""

from pathlib import Path

import apsw
import pandas as pd
import pytest

from analysis.errors import StoreError
from analysis.schema import FACTS, REJECTS, TAGS
from analysis.sources.links import article_key
from analysis.store import ImportReport, Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "monitor.sqlite"


def article(article_id: str = "a", text: str = "Текст", day: str | None = "2024-07-04") -> dict:
    return {
        "article_id": article_id,
        "published_date": pd.Timestamp(day) if day else pd.NaT,
        "date_precision": "day" if day else "",
        "source_name": "РИА Новости",
        "kind": "interview",
        "url": "",
        "title": "Заголовок",
        "text": text,
        "language": "ru",
    }


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
    assert table["article_id"].tolist() == ["a", "b"]
    assert table["published_date"].tolist()[1] == pd.Timestamp("2024-07-04")
    assert table["published_date"].isna().tolist() == [True, False]
    assert table["text"].tolist() == ["Текст", "Текст"]


def test_counts_tell_added_known_and_updated_apart(path: Path) -> None:
    rejects = pd.DataFrame([(0, "f.csv", 3, "date", "bad", "x")], columns=list(REJECTS))
    with Store.open(path, create=True) as store:
        first = add(store, article("a"), article("b"), rejects=rejects)
        second = add(store, article("a"), article("b", text="Новый"), article("c"))
        assert (first.added, first.known, first.updated, first.refused) == (2, 0, 0, 1)
        assert (second.added, second.known, second.updated, second.refused) == (1, 1, 1, 0)
        assert store.article("b")["text"] == "Новый"
        assert store.count() == 3
        assert store.rejects(first.import_id)["problem"].tolist() == ["bad"]


def test_updated_article_loses_its_tags_and_waits_for_new_ones(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, article("a"))
        store.write_tags(["a"], tags(("a", "chemistry")), NO_FACTS)
        assert store.count(untagged=True) == 0
        add(store, article("a", text="Новый"))
        assert store.tags().empty
        (waiting,) = store.article_batches(9, untagged=True)
        assert waiting["article_id"].tolist() == ["a"]


def test_batches_cover_everything_once(path: Path) -> None:
    with Store.open(path, create=True) as store:
        add(store, *(article(f"{number:02}") for number in range(7)))
        found = [one for table in store.article_batches(3) for one in table["article_id"]]
    assert found == [f"{number:02}" for number in range(7)]


def test_failed_batch_leaves_nothing(path: Path) -> None:
    with Store.open(path, create=True) as store:
        broken = tags(("a", "chemistry"), ("nobody", "chemistry"))
        add(store, article("a"))
        with pytest.raises(StoreError):
            store.write_tags(["a"], broken, NO_FACTS)
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
