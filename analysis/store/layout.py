"""Layout: the tables of the store, their version, and the way from earlier ones.

Articles have numbers 1, 2, 3 … that never change, beside their ids: tags, facts and everything
that lies beside the store refer to numbers. ``change`` counts every article added or updated,
so that what is derived knows how far it has read.
"""

from typing import Final

SCHEMA_VERSION: Final = 3

_UNCHANGED: Final = """
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
"""

_NUMBERED: Final = """
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
"""

# Times and fields of the source beside the day and our own fields; hashes of whole rows; codes of
# refusals; which file an import read; what is known of feeds, and their pages still to be read.
_FROM_2: Final = """
ALTER TABLE import ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN settings TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN last_history INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reject ADD COLUMN sheet TEXT NOT NULL DEFAULT '';
ALTER TABLE reject ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN published_at TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN row_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE body ADD COLUMN extra TEXT NOT NULL DEFAULT '';
UPDATE article SET content_hash = content_hash_of(
    published_date, date_precision, source_name, kind, url, title, '', '',
    (SELECT text FROM body WHERE body.article_number = article.article_number));
CREATE INDEX import_by_file ON import (sha256);
CREATE INDEX history_by_article ON article_history (article_id);
CREATE INDEX article_by_story ON article (story_id);
CREATE TABLE feed (
    name TEXT PRIMARY KEY, address TEXT NOT NULL, etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '', fetched_at TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0, retry_at TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE page (
    address TEXT PRIMARY KEY, feed TEXT NOT NULL, entry TEXT NOT NULL, found_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, retry_at TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
"""

SCHEMA: Final = _UNCHANGED + _NUMBERED + _FROM_2

# Article ids were the keys of every table; tags carried versions and evidence themselves.
_FROM_1: Final = f"""
ALTER TABLE article RENAME TO old_article;
ALTER TABLE body RENAME TO old_body;
ALTER TABLE tag RENAME TO old_tag;
ALTER TABLE fact RENAME TO old_fact;
DROP INDEX article_by_date;
DROP INDEX fact_by_article;
{_NUMBERED}
INSERT INTO making (taxonomy_version, model_version)
    SELECT DISTINCT taxonomy_version, model_version FROM old_tag
    UNION SELECT (SELECT value FROM meta WHERE key = 'taxonomy_version'),
                 (SELECT value FROM meta WHERE key = 'model_version')
    WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'taxonomy_version');
INSERT INTO topic (axis, topic) SELECT DISTINCT axis, topic FROM old_tag ORDER BY 1, 2;
INSERT INTO article
    SELECT NULL, article_id, row_number() OVER (ORDER BY old_article.rowid), published_date,
        date_precision, first_seen, source_name, kind, url, title, language, story_id, import_id,
        content_hash,
        CASE WHEN is_tagged THEN coalesce(
            (SELECT making_id FROM old_tag JOIN making USING (taxonomy_version, model_version)
             WHERE old_tag.article_id = old_article.article_id LIMIT 1),
            (SELECT max(making_id) FROM making)) END
    FROM old_article ORDER BY old_article.rowid;
INSERT INTO body SELECT article_number, text FROM old_body JOIN article USING (article_id);
INSERT INTO tag SELECT article_number, topic_number, score, decided_by
    FROM old_tag JOIN article USING (article_id) JOIN topic USING (axis, topic);
INSERT INTO evidence SELECT article_number, topic_number, evidence
    FROM old_tag JOIN article USING (article_id) JOIN topic USING (axis, topic);
INSERT INTO fact
    SELECT article_number, old_fact.kind, value, value_high, unit, year, field, start, "end",
        surface
    FROM old_fact JOIN article USING (article_id);
INSERT INTO meta SELECT 'change', coalesce(max(change), 0) FROM article;
DROP TABLE old_tag;
DROP TABLE old_fact;
DROP TABLE old_body;
DROP TABLE old_article;
"""

# What brings a store of that version to the next one.
MIGRATIONS: Final = {1: _FROM_1, 2: _FROM_2}
