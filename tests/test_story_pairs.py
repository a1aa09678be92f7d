"""Labelled pairs: the file is in order, and stories are found as published."""

import re
import zlib
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.stories import FOUND, PAIRS, SETS, Grouped, judged, kind_rows, main, quality_rows

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
STORIES_PAGE = Path(__file__).resolve().parents[1] / "docs" / "stories.md"
SAME = {"copy", "shortened", "update", "reworded", "captions"}
NOT_SAME = {"event", "follow-up", "formula", "other"}


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    return pd.read_csv(PAIRS, dtype={"id_a": str, "id_b": str})


def test_each_pair_is_labelled_once_and_its_kind_says_the_same(pairs: pd.DataFrame) -> None:
    assert list(pairs) == [
        "corpus", "id_a", "id_b", "same", "kind", "stratum", "stratum_size", "set"
    ]  # fmt: skip
    keys = [frozenset(pair) for pair in zip(pairs["id_a"], pairs["id_b"], strict=True)]
    assert len(set(keys)) == len(pairs) >= 240
    assert {len(key) for key in keys} == {2}
    assert set(pairs.loc[pairs["same"] == 1, "kind"]) == SAME
    assert set(pairs.loc[pairs["same"] == 0, "kind"]) == NOT_SAME


def test_a_hash_of_the_pair_says_which_half_is_kept_aside(pairs: pd.DataFrame) -> None:
    drawn = pairs[pairs["stratum"] != FOUND]
    halves = [
        SETS[zlib.crc32(f"{first} {second}".encode()) & 1]
        for first, second in zip(drawn["id_a"], drawn["id_b"], strict=True)
    ]
    assert drawn["set"].tolist() == halves
    assert (drawn["stratum_size"] > 0).all()
    assert (pairs.loc[pairs["stratum"] == FOUND, "stratum_size"] == 0).all()


def test_pairs_count_as_many_as_they_stand_for() -> None:
    columns = ["corpus", "id_a", "id_b", "same", "kind", "stratum", "stratum_size", "set"]
    rows = [
        ("x", "a", "b", 1, "copy", "few", 10, "held-out"),
        ("x", "c", "d", 1, "copy", "many", 60, "held-out"),
        ("x", "a", "c", 1, "copy", "many", 60, "held-out"),
        ("x", "d", "e", 0, "event", "few", 10, "tuning"),
        ("x", "c", "e", 0, "formula", FOUND, 0, "held-out"),
    ]
    # Articles a and b are one story, and so are c, d and e.
    grouped = Grouped("abcde", pd.Series([0, 0, 2, 2, 2]).to_numpy(), 1.0, 1.0, 1.0)
    table = judged(pd.DataFrame(rows, columns=columns), grouped)
    assert table["found"].tolist() == [True, True, False, True, True]
    assert table["weight"].tolist() == [10.0, 30.0, 30.0, 10.0, 0.0]
    held_out, tuning = quality_rows(table)
    assert held_out["same, found"] == "2 of 3"
    assert str(held_out["recall, weighted"]).startswith("0.57 (")
    assert (held_out["stories, right"], tuning["not same, found"]) == ("0 of 1", "1 of 1")
    assert kind_rows(table)[0] == {
        "same story": "yes", "kind": "copy",
        "tuning: found of": "0 of 0", "held-out: found of": "2 of 3",
    }  # fmt: skip


def test_the_published_figures_are_those_of_real_news(capsys: pytest.CaptureFixture[str]) -> None:
    paths = [CORPUS / f"{language}.parquet" for language in ("ru", "en")]
    if not all(path.is_file() for path in paths):
        pytest.skip("needs a corpus of real news beside the project, which is not passed on")
    assert main([str(path) for path in paths]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if re.match(r"\| (en|ru) ", line)]
    quality = [line for line in told if "held-out" in line or "tuning" in line]
    page = STORIES_PAGE.read_text(encoding="utf-8").splitlines()
    assert len(quality) == 4
    assert [line for line in quality if line not in page] == []


def test_a_file_without_the_labelled_articles_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ru.parquet"
    columns = ["id", "date", "source", "title", "text"]
    pd.DataFrame([["a", "2024-07-04", "Wire", "Title", "Text"]], columns=columns).to_parquet(path)
    assert main([str(path)]) == 1
    assert "labelled ids are missing" in capsys.readouterr().err
