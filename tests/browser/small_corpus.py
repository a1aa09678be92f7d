"""A corpus that fits on one screen: who reads a test can count its articles."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.schema import ARTICLES, AXES, FACTS, TAGS
from analysis.store import Store
from analysis.taxonomy import Taxonomy, Topic

# id, date, source, language, title, text, tags as "axis:topic"
ROWS = (
    ("chip-1", "2024-01-10", "Ведомости", "ru", "Завод чипов получит субсидию",
     "Новый завод чипов построят в Зеленограде.",
     ("sector:electronics", "country:russia", "relevance:industrial-policy")),
    ("chip-2", "2024-02-11", "Wire", "en", "=SUM(A1) is a chip plant",
     "The plant makes chips <script>alert(1)</script> & more.", ("sector:electronics",)),
    ("chip-3", "2024-02", "Wire", "en", "Chips and chemicals together",
     "One park for chips and chemicals.", ("sector:electronics", "sector:chemistry")),
    ("chem-1", "2024-03-05", "Ведомости", "ru", "Химический комбинат расширяется",
     "Комбинат вложит 5 млрд рублей.", ("sector:chemistry", "country:russia")),
    ("chem-2", "2023", "Wire", "en", "A year of chemicals", "", ("sector:chemistry",)),
    ("none-1", "", "Wire", "en", "Nothing about industry", "A quiet day.", ()),
)  # fmt: skip
WORDS = {
    "electronics": ("чип", "chip"), "chemistry": ("хими", "комбинат", "chemical"),
    "industrial-policy": ("субсиди",),
}  # fmt: skip
PRECISIONS = {10: "day", 7: "month", 4: "year", 0: ""}


def make_articles() -> pd.DataFrame:
    """ARTICLES of the small corpus."""
    table = pd.DataFrame(
        {
            "article_id": [row[0] for row in ROWS],
            "published_date": [
                np.datetime64(row[1] or "NaT").astype("datetime64[s]") for row in ROWS
            ],
            "date_precision": [PRECISIONS[len(row[1])] for row in ROWS],
            "source_name": [row[2] for row in ROWS],
            "url": [f"https://example.org/{row[0]}" for row in ROWS],
            "title": [row[4] for row in ROWS],
            "text": [row[5] for row in ROWS],
            "language": [row[3] for row in ROWS],
        }
    )
    table = table.assign(
        published_at="", first_seen="", kind="", extra="", story_id="", import_id=0
    )
    return table[list(ARTICLES)]


def make_tags(version: str = "t1") -> pd.DataFrame:
    """TAGS of the small corpus, with the words that stand in the articles as evidence."""
    rows = []
    for article_id, _, _, _, title, text, tags in ROWS:
        for tag in tags:
            axis, topic = tag.split(":")
            found = [
                {
                    "field": field, "start": at, "end": at + len(word), "rule": f"{word}*",
                    "surface": content[at : at + len(word)], "strength": "strong",
                }
                for field, content in (("title", title), ("text", text))
                for word in WORDS.get(topic, ())
                if (at := content.lower().find(word)) >= 0
            ]  # fmt: skip
            evidence = json.dumps(found, ensure_ascii=False)
            rows.append((article_id, axis, topic, 0.9, "rules", evidence, version, ""))
    return pd.DataFrame(rows, columns=list(TAGS))


def make_store(path: Path, *, version: str = "t1", origin: str = "test") -> Path:
    """Write the small corpus into a new store."""
    with Store.open(path, create=True) as store:
        number = store.begin_import(origin)
        store.add(number, make_articles())
        store.end_import(number)
        facts = pd.DataFrame([], columns=list(FACTS))
        ids = [row[0] for row in ROWS]
        store.write_tags(ids, make_tags(version), facts, taxonomy=version, model="")
        store.note_versions(taxonomy=version, model="")
    return path


def make_topic(axis: str, key: str, *, parent: str = "") -> Topic:
    """A topic with nothing but its names."""
    nothing: dict[str, tuple[str, ...]] = {}
    labels = {"en": key.title(), "ru": f"{key} по-русски"}
    return Topic(
        axis, key, labels, labels, nothing, nothing, nothing, nothing, nothing, parent=parent
    )


def make_taxonomy(topics: dict[str, tuple[tuple[str, str], ...]] | None = None) -> Taxonomy:
    """A taxonomy of (key, parent) pairs by axis."""
    wanted = topics or {
        "sector": (("electronics", ""), ("chemistry", "")),
        "country": (("russia", ""), ("tatarstan", "russia")),
    }
    return Taxonomy(
        by_axis={
            axis: tuple(
                make_topic(axis, key, parent=parent) for key, parent in wanted.get(axis, ())
            )
            for axis in AXES
        },
        rules=(),
        groups={},
        version="t1",
    )
