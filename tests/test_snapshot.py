"""Snapshots: a corpus comes back from its files as it was, or not at all."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from analysis.measures.choice import Choice, select
from analysis.measures.corpus import Corpus
from analysis.measures.snapshot import load_snapshot, save_snapshot
from tests.browser.small_corpus import make_articles, make_tags, make_taxonomy


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.build(make_articles(), make_tags(), make_taxonomy())


def content(corpus: Corpus) -> dict[str, object]:
    plain = {
        field.name: list(getattr(corpus, field.name))
        for field in fields(Corpus)
        if field.name != "axes"
    }
    for axis, tags in corpus.axes.items():
        plain[axis] = (tags.keys, *(list(getattr(tags, n)) for n in ("rows", "topics", "scores")))
        plain[f"{axis}_bits"] = [list(word) for word in tags.bits]
    return plain


def test_corpus_comes_back_as_it_was(corpus: Corpus, tmp_path: Path) -> None:
    save_snapshot(corpus, tmp_path / "columns", "own", "t1", "7")
    loaded = load_snapshot(tmp_path / "columns", "own", "t1", "7")
    assert loaded is not None
    assert content(loaded) == content(corpus)
    mask = select(loaded, Choice(languages=("ru",)), search=lambda query: np.zeros(6, bool))
    assert loaded.ids[mask].tolist() == ["chip-1", "chem-1"]
    assert loaded.row_of("chem-1") == corpus.row_of("chem-1")
    assert loaded.row_of("nobody") is None


def test_later_snapshot_replaces_the_earlier_and_leaves_nothing_behind(
    corpus: Corpus, tmp_path: Path
) -> None:
    for version in ("1", "2"):
        save_snapshot(corpus, tmp_path / "columns", "own", "t1", version)
    assert load_snapshot(tmp_path / "columns", "own", "t1", "1") is None
    assert load_snapshot(tmp_path / "columns", "own", "t1", "2") is not None
    assert [path.name for path in tmp_path.iterdir()] == ["columns"]


def test_any_version_of_the_taxonomy_may_be_asked_for(corpus: Corpus, tmp_path: Path) -> None:
    save_snapshot(corpus, tmp_path / "columns", "own", "t1", "1")
    assert load_snapshot(tmp_path / "columns", "own", "t1") is not None
    assert load_snapshot(tmp_path / "columns", "own", "t2") is None


def test_snapshot_of_another_owner_or_of_mixed_files_is_none(
    corpus: Corpus, tmp_path: Path
) -> None:
    save_snapshot(corpus, tmp_path / "columns", "own", "t1", "1")
    assert load_snapshot(tmp_path / "columns", "other", "t1", "1") is None
    save_snapshot(corpus, tmp_path / "later", "own", "t1", "2")
    (tmp_path / "later" / "sector.arrow").replace(tmp_path / "columns" / "sector.arrow")
    assert load_snapshot(tmp_path / "columns", "own", "t1", "1") is None


def test_corpus_without_articles_can_be_kept(tmp_path: Path) -> None:
    empty = Corpus.build(make_articles().iloc[:0], make_tags().iloc[:0], make_taxonomy())
    save_snapshot(empty, tmp_path / "columns", "own", "t1", "1")
    loaded = load_snapshot(tmp_path / "columns", "own", "t1", "1")
    assert loaded is not None
    assert len(loaded) == 0


@pytest.mark.parametrize("name", ["articles.arrow", "sector.arrow"])
@pytest.mark.parametrize("content", [None, b"", b"no arrow"])
def test_damaged_or_missing_files_are_no_snapshot(
    corpus: Corpus, tmp_path: Path, name: str, content: bytes | None
) -> None:
    save_snapshot(corpus, tmp_path / "columns", "own", "t1", "1")
    path = tmp_path / "columns" / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert load_snapshot(tmp_path / "columns", "own", "t1", "1") is None
    assert load_snapshot(tmp_path / "nowhere", "own", "t1", "1") is None
