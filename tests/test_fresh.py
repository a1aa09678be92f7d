"""Fresh: what was just added comes from memory exactly as it would from the store."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from analysis.fresh import Fresh
from analysis.store import Store

NAMES = ["article_number", "change", "article_id", "published_date", "title", "text", "language"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "monitor.sqlite", create=True) as store:
        yield store


def table(*rows: tuple[str, str]) -> pd.DataFrame:
    plain = {"date_precision": "", "source_name": "A", "kind": "", "url": "", "language": "ru"}
    return pd.DataFrame(
        [
            {"article_id": key, "published_date": pd.Timestamp("2024-07-04"), **plain}
            | {"title": key, "text": text}
            for key, text in rows
        ]
    ).astype({"published_date": "datetime64[s]"})


def add(store: Store, fresh: Fresh, *rows: tuple[str, str]) -> None:
    import_id, after = store.begin_import("test"), store.change
    store.add(import_id, table(*rows))
    fresh.keep(store, table(*rows), after=after)


def whole(batches: Iterator[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([batch[NAMES] for batch in batches], ignore_index=True)


def test_new_and_changed_articles_come_from_memory(store: Store) -> None:
    fresh = Fresh(2)
    add(store, fresh, ("a", "1"), ("b", "2"), ("c", "3"))
    add(store, fresh, ("b", "2"), ("a", "4"), ("d", "5"))
    read = whole(store.changed_batches(2, after=0))
    store.changed_batches = lambda size, after: iter(())  # type: ignore[method-assign, assignment]
    kept = whole(fresh.batches(store, after=0))
    # The text of an article that changed twice is told twice; the index takes the later one.
    assert kept["article_id"].tolist() == ["a", "b", "c", "a", "d"]
    last = kept.drop_duplicates("article_id", keep="last").reset_index(drop=True)
    pd.testing.assert_frame_equal(last, read)


def test_what_does_not_fit_or_was_not_kept_comes_from_the_store(store: Store) -> None:
    fresh = Fresh(2, most_characters=2)
    add(store, fresh, ("a", "1"))
    add(store, fresh, ("b", "long"))
    add(store, fresh, ("c", "3"))
    assert fresh.mark() == 1
    pd.testing.assert_frame_equal(
        whole(fresh.batches(store, after=0)), whole(store.changed_batches(9, after=0))
    )


def test_what_was_rolled_back_is_not_told(store: Store) -> None:
    fresh = Fresh(2)
    add(store, fresh, ("a", "1"))
    mark = fresh.mark()

    def fail() -> None:
        with store.whole():
            add(store, fresh, ("b", "2"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    fresh.back_to(mark)
    add(store, fresh, ("c", "3"))
    kept = whole(fresh.batches(store, after=0))
    assert kept[["article_number", "article_id"]].values.tolist() == [[1, "a"], [2, "c"]]
