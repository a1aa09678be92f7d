"""The benchmarks' own tools: the made-up corpus, drawing, turns, children, reports."""

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from benchmarks import corpus
from benchmarks.corpus import made_up, make_group, make_pool, write_corpus
from benchmarks.growth import exponent
from benchmarks.measure import (
    BenchmarkError,
    Report,
    alternating,
    draw_articles,
    markdown,
    medians,
    percentile,
    run,
    run_child,
    size_of,
)

REAL = pd.DataFrame(
    {
        "title": ["Завод станков", "A plant for chips"],
        "text": [
            "Завод получит субсидию. Новый завод выпускает станки с ЧПУ и роботов.",
            "The plant makes chips. The new plant gets a subsidy, and the state pays.",
        ],
        "language": ["ru", "en"],
    }
)


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "GROUP", 40)


@pytest.fixture
def pools() -> list[corpus.Pool]:
    return [make_pool(REAL, language) for language in ("ru", "en")]


def make_file(path: Path, titles: list[str]) -> Path:
    table = pd.DataFrame({"id": titles, "title": titles, "text": "Текст.", "language": "ru"})
    table.to_parquet(path, index=False)
    return path


@pytest.mark.usefixtures("small_groups")
class TestCorpus:
    def test_the_same_seed_makes_the_same_corpus(self, pools: list[corpus.Pool]) -> None:
        assert make_group(pools, 1, 0, 50).equals(make_group(pools, 1, 0, 50))
        assert not make_group(pools, 1, 0, 50).equals(make_group(pools, 2, 0, 50))

    def test_a_corpus_begins_with_every_shorter_one(
        self, pools: list[corpus.Pool], tmp_path: Path
    ) -> None:
        for number in (50, 100):
            write_corpus(tmp_path / f"{number}", pools, number=number, mean=30, seed=0)
        short, long = (pd.read_parquet(tmp_path / f"{number}") for number in (50, 100))
        assert len(short) == 50
        assert long["id"].is_unique
        pd.testing.assert_frame_equal(long.head(50), short)
        assert pq.ParquetFile(tmp_path / "100").metadata.num_row_groups == 3

    def test_articles_have_the_columns_of_real_ones(self, pools: list[corpus.Pool]) -> None:
        table = make_group(pools, 0, 3, 30).to_pandas()
        assert list(table) == ["id", "date", "source", "url", "title", "text", "language"]
        assert table["id"].iloc[0] == "made-0-120"
        assert pd.to_datetime(table["date"]).between("2000-01-01", "2026-01-01").all()
        assert set(table["language"]) == {"ru", "en"}

    def test_sentences_open_with_a_capital_and_close_with_a_stop(
        self, pools: list[corpus.Pool]
    ) -> None:
        table = make_group(pools, 0, 0, 100).to_pandas()
        for text in table["text"]:
            sentences = text.removesuffix(".").split(". ")
            assert text.endswith(".")
            assert all(sentence[0] == sentence[0].upper() for sentence in sentences)
            assert all(len(sentence.split()) > 1 for sentence in sentences)
        assert not table["title"].str.contains(".", regex=False).any()

    def test_texts_have_the_mean_length_that_was_asked_for(self, pools: list[corpus.Pool]) -> None:
        words = [
            make_group(pools, 0, number, 200)["text"].to_pandas().str.split().str.len().mean()
            for number in range(20)
        ]
        assert np.mean(words) == pytest.approx(200, rel=0.1)

    def test_words_follow_each_other_as_in_real_articles(self, pools: list[corpus.Pool]) -> None:
        text = " ".join(make_group(pools, 0, 0, 200)["text"].to_pylist())
        # "с ЧПУ" is the only way on after «с»: half of the time, and by chance.
        after = [then for one, then in pairwise(text.split()) if one == "с"]
        share = sum(word.startswith("ЧПУ") for word in after) / len(after)
        assert 0.4 < share < 0.8

    def test_the_vocabulary_keeps_growing(self, pools: list[corpus.Pool]) -> None:
        known: set[str] = set()
        fresh = []
        for number in range(3):
            words = {
                word
                for text in make_group(pools, 0, number, 200)["text"].to_pylist()
                for word in text.split()
            }
            fresh.append(len(words - known))
            known |= words
        assert fresh[1] > 100
        assert fresh[2] > 100


def test_different_ranks_are_different_made_up_words() -> None:
    words = made_up(np.arange(5_000), "ru").to_pylist()
    assert len(set(words)) == 5_000
    assert all(word.isalpha() for word in words)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(BenchmarkError, match="no en words to draw from: name a file with --words"):
        make_pool(REAL[REAL["language"] == "ru"], "en")


def test_articles_are_drawn_by_seed_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = [
        make_file(tmp_path / "a.parquet", [f"a{number}" for number in range(30)]),
        make_file(tmp_path / "b.parquet", [f"b{number}" for number in range(30)]),
    ]
    drawn = draw_articles(paths, 20, seed=3)
    assert drawn.equals(draw_articles(paths, 20, seed=3))
    assert drawn["article_id"].tolist() != draw_articles(paths, 20, seed=4)["article_id"].tolist()
    assert drawn["article_id"].is_unique
    assert list(drawn) == ["article_id", "title", "text", "language"]
    assert drawn["title"].str[0].is_monotonic_increasing
    assert len(draw_articles(paths, 1_000, seed=0)) == 60


def test_a_file_that_cannot_be_drawn_from_is_named(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["1"], "text": [""]}).to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_text("no Parquet", encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"a\.parquet: lacks the column\(s\) language, title"):
        draw_articles([tmp_path / "a.parquet"], 1, 0)
    for name in ("b.parquet", "missing.parquet"):
        with pytest.raises(BenchmarkError, match="is no readable Parquet file"):
            draw_articles([tmp_path / name], 1, 0)


def test_tasks_take_turns_and_every_other_round_runs_backwards() -> None:
    calls: list[str] = []
    tasks = {name: lambda name=name: calls.append(name) for name in ("a", "b")}
    seconds = alternating(tasks, 3)
    assert "".join(calls) == "abbaab"
    assert {name: len(own) for name, own in seconds.items()} == {"a": 3, "b": 3}
    with pytest.raises(BenchmarkError, match="0 rounds measure nothing"):
        alternating(tasks, 0)


def test_medians_and_percentiles_are_those_of_the_rounds() -> None:
    assert medians({"a": [3.0, 1.0, 2.0], "b": [1.0, 2.0]}) == {"a": 2.0, "b": 1.5}
    assert percentile([1.0, 2.0, 3.0], 0.5) == 2.0


def test_a_child_tells_its_own_peak_and_not_that_of_its_parent() -> None:
    ballast = b"1" * 300_000_000
    small = run_child([sys.executable, "-S", "-c", "pass"])
    large = run_child([sys.executable, "-S", "-c", "b'1' * 200_000_000"])
    assert small.peak < len(ballast) / 2
    assert large.peak - small.peak > 150_000_000
    assert small.processor <= small.wall + 1


def test_a_child_that_fails_tells_why() -> None:
    with pytest.raises(BenchmarkError, match=r"ended with 3: out of luck"):
        run_child(
            [sys.executable, "-c", "import sys; print('out of luck', file=sys.stderr); exit(3)"]
        )


def test_the_size_of_the_work_counts_titles_and_texts() -> None:
    assert size_of(REAL) == {"articles": 2, "words": 31, "characters": 173}


def test_tables_are_markdown_with_numbers_to_the_right() -> None:
    rows = [{"system": "tagging", "seconds": 1.234567, "articles": 20_000}]
    assert markdown(rows).splitlines() == [
        "| system | seconds | articles |",
        "|---|--:|--:|",
        "| tagging | 1.23 | 20,000 |",
    ]
    assert markdown([]) == ""


def test_a_report_is_printed_and_appended_as_a_line_of_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report({"articles": 2}, [{"a": 1}], {"ratio": 0.5}, ["So be it."])
    arguments = ["--json", str(tmp_path / "out.json")]
    for _ in range(2):
        assert run("What it is.\n\nMore.", lambda _: report, lambda _: None, arguments) == 0
    lines = (tmp_path / "out.json").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == 2 * [
        {
            "benchmark": "What it is.",
            "work": {"articles": 2},
            "figures": {"ratio": 0.5},
            "rows": [{"a": 1}],
        }
    ]
    out = capsys.readouterr().out
    assert out == 2 * "2 articles\n\n| a |\n|--:|\n| 1 |\n\nSo be it.\n"


def test_errors_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_: object) -> Report:
        raise BenchmarkError("x.parquet: lacks everything")

    assert run("What it is.", fail, lambda _: None, []) == 1
    assert capsys.readouterr().err == "error: x.parquet: lacks everything\n"


def test_the_exponent_is_the_slope_of_the_logarithms() -> None:
    assert exponent([1, 10, 100], [3, 300, 30_000]) == pytest.approx(2)
