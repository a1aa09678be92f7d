"""Migrations: a store of any earlier version keeps all it holds, or stays what it was."""

import re
from ast import literal_eval
from pathlib import Path

import apsw
import pytest

from analysis.errors import StoreError, StoreOutdated
from analysis.store import Store
from analysis.store.doctor import NOTE, OK, examine
from analysis.store.layout import MIGRATIONS, SCHEMA_VERSION
from tests.test_store import SCHEMA_1, add, article

# What version 2 had of each table, with one row in every one of them.
SCHEMA_2 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE import (
    import_id INTEGER PRIMARY KEY, origin TEXT NOT NULL, started TEXT NOT NULL,
    finished TEXT, added INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0);
CREATE TABLE article_history (
    article_id TEXT NOT NULL, replaced_at TEXT NOT NULL, import_id INTEGER NOT NULL,
    content TEXT NOT NULL);
CREATE TABLE reject (
    import_id INTEGER NOT NULL REFERENCES import, origin TEXT NOT NULL, row INTEGER,
    "column" TEXT NOT NULL, problem TEXT NOT NULL, raw TEXT NOT NULL);
CREATE TABLE making (
    making_id INTEGER PRIMARY KEY, taxonomy_version TEXT NOT NULL, model_version TEXT NOT NULL);
CREATE TABLE topic (
    topic_number INTEGER PRIMARY KEY, axis TEXT NOT NULL, topic TEXT NOT NULL,
    UNIQUE (axis, topic));
CREATE TABLE article (
    article_number INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE,
    change INTEGER NOT NULL, published_date TEXT, date_precision TEXT NOT NULL,
    first_seen TEXT NOT NULL, source_name TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL,
    title TEXT NOT NULL, language TEXT NOT NULL, story_id TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES import, content_hash TEXT NOT NULL,
    making_id INTEGER REFERENCES making);
CREATE INDEX article_by_change ON article (change);
CREATE INDEX article_untagged ON article (article_number) WHERE making_id IS NULL;
CREATE TABLE body (article_number INTEGER PRIMARY KEY REFERENCES article, text TEXT NOT NULL);
CREATE TABLE tag (
    article_number INTEGER NOT NULL REFERENCES article,
    topic_number INTEGER NOT NULL REFERENCES topic,
    score REAL NOT NULL, decided_by TEXT NOT NULL,
    PRIMARY KEY (article_number, topic_number)) WITHOUT ROWID;
CREATE TABLE evidence (
    article_number INTEGER NOT NULL REFERENCES article,
    topic_number INTEGER NOT NULL REFERENCES topic, evidence TEXT NOT NULL,
    PRIMARY KEY (article_number, topic_number)) WITHOUT ROWID;
CREATE TABLE fact (
    article_number INTEGER NOT NULL REFERENCES article, kind TEXT NOT NULL, value REAL,
    value_high REAL, unit TEXT NOT NULL, year INTEGER, field TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, surface TEXT NOT NULL);
CREATE INDEX fact_by_article ON fact (article_number);
INSERT INTO meta VALUES ('born', 'b'), ('change', '2'), ('version', '5'),
    ('taxonomy_version', 't1'), ('model_version', 'm1');
INSERT INTO import VALUES (1, 'a.csv', '2025-01-01', '2025-01-02T00:00:00+00:00', 1, 0, 1, 1);
INSERT INTO making VALUES (1, 't1', 'm1');
INSERT INTO topic VALUES (4, 'sector', 'chemistry');
INSERT INTO article VALUES (1, 'a', 2, '2024-07-04', 'day', '2025-01-01', 'РИА Новости',
    'interview', '', 'Заголовок', 'ru', 'a', 1,
    '9a6c6ca1a3a6f41a3b8c9f3b6b4e3f9d4f8f2f3c', 1);
INSERT INTO body VALUES (1, 'Текст');
INSERT INTO article_history VALUES ('a', '2025-01-02', 1, '{"text": "old"}');
INSERT INTO reject VALUES (1, 'a.csv', 7, 'date', 'no date', 'x');
INSERT INTO tag VALUES (1, 4, 0.9, 'rules');
INSERT INTO evidence VALUES (1, 4, '[1]');
INSERT INTO fact VALUES (1, 'money', 1, NULL, 'RUB', NULL, 'text', 0, 5, 'рубль');
PRAGMA user_version=2;
"""
EARLIER = {1: SCHEMA_1, 2: SCHEMA_2}


def make_store(path: Path, version: int) -> Path:
    connection = apsw.Connection(str(path))
    connection.execute(EARLIER[version])
    connection.close()
    return path


def tables(path: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Columns and rows of every table."""
    connection = apsw.Connection(str(path))
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    found = {
        name: (
            [row[1] for row in connection.execute(f"PRAGMA table_info({name})")],
            sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))),
        )
        for name in names
    }
    connection.close()
    return found


def hashless(row: tuple[object, ...]) -> str:
    return re.sub("'[0-9a-f]{40,64}'", "hash", repr(row))


def layout_of(path: Path) -> dict[str, list[str]]:
    return {name: columns for name, (columns, _) in tables(path).items()}


def test_every_earlier_version_has_a_way_to_this_one() -> None:
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("version", EARLIER)
def test_a_migrated_store_is_laid_out_as_a_new_one(tmp_path: Path, version: int) -> None:
    old = make_store(tmp_path / "old.sqlite", version)
    Store.open(old).close()
    Store.open(tmp_path / "new.sqlite", create=True).close()
    assert layout_of(old) == layout_of(tmp_path / "new.sqlite")


def test_version_2_keeps_every_row(tmp_path: Path) -> None:
    path = make_store(tmp_path / "old.sqlite", 2)
    before = tables(path)
    Store.open(path).close()
    connection = apsw.Connection(str(path))
    for name, (columns, rows) in before.items():
        own = ", ".join(f'"{column}"' for column in columns)
        kept = connection.execute(f"SELECT {own} FROM {name}")
        # Hashes of contents are made in another way now.
        assert sorted(map(hashless, kept)) == sorted(map(hashless, map(literal_eval, rows))), name
    connection.close()


@pytest.mark.parametrize("version", EARLIER)
def test_a_migrated_store_works(tmp_path: Path, version: int) -> None:
    path = make_store(tmp_path / "old.sqlite", version)
    with pytest.raises(StoreOutdated, match="bring it up to date with: python -m analysis retag"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        number = store.count()
        tagged = store.tags()["topic"].tolist()
        add(store, article("new"), article("a", text="Anders"))
        assert store.count() == number + 1
        assert store.article("a")["text"] == "Anders"
        assert tagged == ["chemistry"]


def test_an_article_of_version_2_is_known_by_its_content_and_sealed_later(tmp_path: Path) -> None:
    path = make_store(tmp_path / "old.sqlite", 2)
    with Store.open(tmp_path / "new.sqlite", create=True) as store:
        add(store, article("a"))
        (digest,) = store._select("SELECT content_hash FROM article")[0]
    connection = apsw.Connection(str(path))
    connection.execute("UPDATE article SET content_hash = ?", (digest,))
    connection.close()
    with Store.open(path) as store:
        states = {one.check: one.state for one in examine(store)}
        assert (states["rows"], states["structure"]) == (NOTE, OK)
        assert add(store, article("a")).known == 1


@pytest.mark.parametrize("version", EARLIER)
def test_a_migration_that_fails_half_way_leaves_the_earlier_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path = make_store(tmp_path / "old.sqlite", version)
    before = tables(path)
    last = SCHEMA_VERSION - 1
    broken = {**MIGRATIONS, last: MIGRATIONS[last] + "INSERT INTO nowhere VALUES (1);"}
    monkeypatch.setattr("analysis.store.MIGRATIONS", broken)
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(path)
    assert tables(path) == before
    monkeypatch.undo()
    with Store.open(path) as store:
        assert store._schema_version() == SCHEMA_VERSION
