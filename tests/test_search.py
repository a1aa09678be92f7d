"""Search: words by the index or by a table in memory, everything else by the corpus."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import QueryError
from analysis.index import TokenIndex
from analysis.measures.corpus import Corpus
from analysis.schema import ARTICLES, TAGS
from analysis.search import Searcher
from analysis.taxonomy import Taxonomy, load_taxonomy
from analysis.text.tokens import Vocabulary, encode

ROWS = [
    ("2024-03-01", "Вестник заводов", "ru", "Новый станок", "Завод выпускает станки."),
    ("2024-06-01", "Steel Times", "en", "New plant", "The plant makes machine tools."),
    ("2025-01-10", "Steel Times", "en", "No news", "Nothing on станки."),
]


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    table = pd.DataFrame("", index=range(len(ROWS)), columns=list(ARTICLES))
    columns = ["published_date", "source_name", "language", "title", "text"]
    table[columns] = pd.DataFrame(ROWS, columns=columns)
    table["published_date"] = pd.to_datetime(table["published_date"])
    return table.assign(article_id=["a", "b", "c"], date_precision="day", kind="news")


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="module")
def corpus(articles: pd.DataFrame, taxonomy: Taxonomy) -> Corpus:
    given = [
        ("a", "sector", "machine-tools", 0.9),
        ("b", "region", "ru-ta", 0.9),
        ("b", "stance", "act", 0.9),
        ("c", "stance", "act", 0.9),
    ]
    tags = pd.DataFrame(given, columns=list(TAGS[:4]))
    return Corpus.build(articles, tags.reindex(columns=list(TAGS), fill_value=""), taxonomy)


@pytest.fixture(params=["in memory", "stored"])
def searcher(
    request: pytest.FixtureRequest, articles: pd.DataFrame, tmp_path: Path
) -> Iterator[Searcher]:
    if request.param == "in memory":
        yield Searcher.over(articles)
        return
    vocabulary = Vocabulary()
    batch = encode(zip(articles["title"], articles["text"], strict=True), vocabulary)
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        index.append(np.arange(len(articles)), batch, vocabulary, upto=1)
        yield Searcher(index)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("станок", [0, 2], id="word"),
        pytest.param("title:станок", [0], id="field"),
        pytest.param('"machine tool"', [1], id="phrase"),
        pytest.param('"станок завод"~3', [0], id="window"),
        pytest.param("sector:machine-tools", [0], id="topic"),
        pytest.param("region:ru-ta AND stance:act", [1], id="region and stance"),
        pytest.param('source:"steel times" AND станок', [2], id="source"),
        pytest.param("lang:en -plant", [2], id="language"),
        pytest.param("date:2024 AND (станок OR plant)", [0, 1], id="date"),
        pytest.param("kind:news AND NOT станок", [1], id="kind"),
    ],
)
def test_search_finds(searcher: Searcher, corpus: Corpus, query: str, expected: list[int]) -> None:
    assert np.flatnonzero(searcher.search(query, corpus)).tolist() == expected


def test_groups_belong_to_the_taxonomy(searcher: Searcher, corpus: Corpus) -> None:
    with pytest.raises(QueryError, match="@making works in taxonomy rules only"):
        searcher.search("@making", corpus)
