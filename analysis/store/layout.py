"""Layout: the tables of the store, and their version."""

from typing import Final

SCHEMA_VERSION: Final = 1

SCHEMA: Final = """
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
CREATE TABLE body (
    article_id TEXT PRIMARY KEY REFERENCES article, text TEXT NOT NULL);
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
"""
