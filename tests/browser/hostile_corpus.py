"""A corpus of what must never become markup, run, load anything or break a layout."""

from pathlib import Path

import pandas as pd

from analysis.schema import FACTS, REJECTS, TAGS
from analysis.store import Store
from tests.browser.small_corpus import make_articles

SCRIPT = "<script>alert(1)</script>"
IMAGE = '<img src="http://evil.example/t.png" onerror="alert(2)">'
MARKDOWN = "![p](http://evil.example/m.png) [l](javascript:alert(3)) # h $x$ :red[r]"
LONG_WORD = "Ю" * 10_000
EMOJI = "🏭" * 300
ARABIC = "سياسة صناعية جديدة"
HEBREW = "מדיניות תעשייתית"
FORMULAS = ("=1+1", "@SUM(1)", "-1", "+cmd|' /C calc'!A0", "\t=1+1")
TITLES = {
    "script": f"{SCRIPT} chips",
    "image": f"{IMAGE} chips",
    "markdown": f"{MARKDOWN} chips",
    "long": f"{LONG_WORD} chips",
    "emoji": f"{EMOJI} chips",
    "arabic": f"{ARABIC} chips",
    "hebrew": f"{HEBREW} chips",
    **{f"formula-{number}": text for number, text in enumerate(FORMULAS)},
}


def make_hostile_store(path: Path) -> Path:
    """Write the corpus into a new store: hostile titles, texts, sources, origins and refusals."""
    ids = list(TITLES)
    articles = pd.concat([make_articles().head(1)] * len(ids), ignore_index=True).assign(
        article_id=ids,
        title=list(TITLES.values()),
        text=[f"{title}\n{SCRIPT}{IMAGE}" for title in TITLES.values()],
        source_name=[SCRIPT, IMAGE, MARKDOWN, LONG_WORD[:200], *["Wire"] * (len(ids) - 4)],
        url=["javascript:alert(4)", *["https://example.org/a"] * (len(ids) - 1)],
        kind=SCRIPT,
    )
    tags = pd.DataFrame(
        [(own, "sector", "electronics", 0.9, "rules", "[]", "t1", "") for own in ids],
        columns=list(TAGS),
    )
    refused = pd.DataFrame(
        [(0, IMAGE, SCRIPT, 2, MARKDOWN, "BAD_DATE", f"{SCRIPT} {IMAGE}", FORMULAS[0])],
        columns=list(REJECTS),
    )
    with Store.open(path, create=True) as store:
        number = store.begin_import(f"{SCRIPT}{MARKDOWN}.csv")
        store.add(number, articles, refused)
        store.end_import(number)
        store.write_tags(ids, tags, pd.DataFrame([], columns=list(FACTS)), taxonomy="t1", model="")
        store.note_versions(taxonomy="t1", model="")
    return path
