"""Tagging by many processes: what is written equals plain tagging, whatever is lost on the way."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.cluster import ClusterError, Versions, Workers, tag_dataset
from analysis.cluster.output import Output
from analysis.cluster.plan import cut, make_plan
from analysis.dataset import Dataset
from analysis.errors import DataError, StoreBusy
from analysis.facts import find_facts
from analysis.sources.files import read_articles
from analysis.streams import CannotWrite, WrongUse
from analysis.tagging import Tagger
from analysis.taxonomy import load_taxonomy
from tests.datasets import SECTORS, job, stories, tag, work_here, write_taxonomy

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_taxonomy(tmp_path_factory.mktemp("taxonomy"))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    work_here(monkeypatch)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two files of 10 and 8 articles in row groups of three."""
    folder = tmp_path / "in"
    folder.mkdir()
    stories(10).to_parquet(folder / "a.parquet", row_group_size=3)
    stories(8, first=10).to_parquet(folder / "b.parquet", row_group_size=3)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def plain(path: Path, taxonomy: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tags and facts of all articles, as one process finds them."""
    readings = read_articles(path, dated=False)
    articles = pd.concat([reading.articles for reading in readings], ignore_index=True)
    return Tagger(load_taxonomy(taxonomy)).tag(articles), find_facts(articles)


def written(out: Path, kind: str) -> pd.DataFrame:
    parts = sorted((out / kind).glob("*.parquet"))
    return pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)


def assert_whole(path: Path, out: Path, taxonomy: Path) -> None:
    """All articles are there once, tagged as by one process."""
    tags, facts = plain(path, taxonomy)
    for kind, expected in (("tags", tags), ("facts", facts)):
        table = written(out, kind).astype(expected.dtypes)
        pd.testing.assert_frame_equal(in_order(table), in_order(expected))
    ids = written(out, "articles")["article_id"]
    assert ids.is_unique
    assert len(ids) == Dataset.open(out).count()


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(list(table.columns[:5]), ignore_index=True)


def times(out: Path) -> dict[str, int]:
    """When each file of the parts was written."""
    return {
        f"{path.parent.name}/{path.name}": path.stat().st_mtime_ns
        for kind in ("articles", "tags", "facts", "counts", "rejects", "done")
        for path in (out / kind).iterdir()
    }


def rewritten(before: dict[str, int], out: Path) -> set[str]:
    """Names of parts that are not as they were."""
    after = times(out)
    names = {name for name in before | after if before.get(name) != after.get(name)}
    return {Path(name).stem for name in names}


# --- what is written ---------------------------------------------------------------------


def test_output_equals_plain_tagging(here: None, dataset: Path, out: Path, taxonomy: Path) -> None:
    tag(dataset, out, taxonomy)
    assert_whole(dataset, out, taxonomy)
    assert sorted(path.stem for path in (out / "articles").iterdir()) == [
        f"part-{number:05}" for number in range(6)
    ]


def test_slices_of_one_row_group_equal_plain_tagging(
    here: None, tmp_path: Path, out: Path, taxonomy: Path
) -> None:
    path = tmp_path / "one.parquet"
    stories(11).to_parquet(path)
    tag(path, out, taxonomy, size=3)
    assert_whole(path, out, taxonomy)
    assert len(list((out / "articles").iterdir())) == 4


def test_counts_are_those_of_articles_and_tags(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    tag(dataset, out, taxonomy)
    counts = Dataset.open(out).counts()
    everything = counts[counts["axis"] == ""]
    assert everything.groupby("month")["article_count"].sum().to_dict() == {
        "": 4,
        "2023": 3,
        "2024-01": 8,
        "2024-02": 3,
    }
    chemistry = counts[counts["topic"] == "chemistry"]
    assert set(zip(chemistry["language"], chemistry["month"], strict=True)) == {
        ("en", "2023"),
        ("ru", "2024-01"),
        ("ru", "2024-02"),
    }
    assert chemistry["article_count"].sum() == 10


@given(st.lists(st.integers(0, 9), max_size=8), st.integers(1, 9))
def test_partitions_cover_all_rows_once(sizes: list[int], most: int) -> None:
    ranges = cut(sizes, most)
    assert [row for one in ranges for row in one] == list(range(sum(sizes)))
    assert all(0 < len(one) <= most for one in ranges)


def test_refused_rows_are_listed_with_their_place(
    here: None, tmp_path: Path, out: Path, taxonomy: Path
) -> None:
    path = tmp_path / "in.parquet"
    table = stories(9)
    table.loc[6, ["title", "text"]] = ""
    table.to_parquet(path)
    tag(path, out, taxonomy, size=5)
    rejects = Dataset.open(out).rejects()
    assert rejects[["origin", "row"]].values.tolist() == [["in.parquet", 7]]
    assert Dataset.open(out).totals["articles"] == 8


def test_article_of_two_partitions_counts_once(
    here: None, tmp_path: Path, out: Path, taxonomy: Path
) -> None:
    path = tmp_path / "in.parquet"
    table = stories(9)
    table.loc[7] = table.loc[1]
    table.loc[8, "id"] = "a002"
    table.to_parquet(path)
    tag(path, out, taxonomy, size=3)
    dataset = Dataset.open(out)
    assert_whole(path, out, taxonomy)
    assert (dataset.count(), dataset.totals["repeated"], dataset.totals["refused"]) == (7, 1, 1)
    (problem,) = dataset.rejects()["problem"]
    assert problem == (
        "rows 1 to 3: article 'a002' has the id of one in in.parquet, rows 7 to 9, which has "
        "other content and is taken instead: give each article an id of its own"
    )
    everything = dataset.counts().query("axis == ''")
    assert everything["article_count"].sum() == 7


def test_date_that_could_be_two_is_read_as_in_the_whole_file(
    here: None, tmp_path: Path, out: Path, taxonomy: Path
) -> None:
    path = tmp_path / "in.parquet"
    stories(4).assign(date=["01/02/2024", "02/03/2024", "03/04/2024", "25/04/2024"]).to_parquet(
        path
    )
    tag(path, out, taxonomy, size=2)
    days = Dataset.open(out).articles()["published_date"].dt.strftime("%m-%d")
    assert days.tolist() == ["02-01", "03-02", "04-03", "04-25"]


# --- starting again ----------------------------------------------------------------------


def test_second_run_keeps_everything(here: None, dataset: Path, out: Path, taxonomy: Path) -> None:
    tag(dataset, out, taxonomy)
    before, version = times(out), Dataset.open(out).version
    tag(dataset, out, taxonomy)
    assert rewritten(before, out) == set()
    assert Dataset.open(out).version == version


def test_stopped_run_goes_on_where_it_was(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    steps = job(dataset, out, taxonomy)
    for _ in range(3):
        next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert not (out / "dataset.json").exists()
    before = times(out)
    kept = {f"part-{number:05}" for number in range(2)}
    assert {Path(name).stem for name in before} == kept
    tag(dataset, out, taxonomy)
    assert rewritten(before, out).isdisjoint(kept)
    assert_whole(dataset, out, taxonomy)


@pytest.mark.parametrize("kind", ["articles", "tags", "facts", "counts", "rejects", "done"])
def test_missing_or_cut_file_is_made_again(
    here: None, dataset: Path, out: Path, taxonomy: Path, kind: str
) -> None:
    tag(dataset, out, taxonomy)
    before = times(out)
    lost = next((out / kind).glob("part-00002.*"))
    os.truncate(lost, 3)
    tag(dataset, out, taxonomy)
    assert rewritten(before, out) == {"part-00002"}
    assert_whole(dataset, out, taxonomy)


def test_other_taxonomy_tags_everything_again(
    here: None, dataset: Path, out: Path, taxonomy: Path, tmp_path: Path
) -> None:
    tag(dataset, out, taxonomy)
    before = times(out)
    other = write_taxonomy(tmp_path / "other", SECTORS.replace("нефтехим*", "дождь"))
    tag(dataset, out, other)
    assert len(rewritten(before, out)) == 6
    assert_whole(dataset, out, other)


def test_changed_input_is_tagged_again_and_said(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    tag(dataset, out, taxonomy)
    before = times(out)
    stories(3, first=20).to_parquet(dataset / "b.parquet")
    first, *_ = job(dataset, out, taxonomy)
    said = [text for _, text in first.notes]  # type: ignore[attr-defined]
    assert said[-2:] == [
        "3 of 4 parts are finished and kept",
        "made again: 1 of 4 parts: input, taxonomy, model or --partition-size have changed since, "
        "or their files are damaged",
    ]
    assert rewritten(before, out) == {"part-00003", "part-00004", "part-00005"}
    assert_whole(dataset, out, taxonomy)


def test_file_that_repeated_articles_is_read_again_when_they_are_gone(
    here: None, tmp_path: Path, out: Path, taxonomy: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        stories(3).to_parquet(folder / f"{name}.parquet")
    tag(folder, out, taxonomy)
    assert Dataset.open(out).count() == 3
    stories(3, first=5).to_parquet(folder / "a.parquet")
    tag(folder, out, taxonomy)
    assert Dataset.open(out).count() == 6


# --- what cannot be ----------------------------------------------------------------------


def test_damaged_rows_are_named_and_tried_again(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    path = dataset / "a.parquet"
    stories(10).to_parquet(path, row_group_size=3, compression="none")
    good = path.read_bytes()
    second = pq.ParquetFile(path).metadata.row_group(1).column(1)
    place = second.dictionary_page_offset or second.data_page_offset
    path.write_bytes(good[:place] + b"\xff" * 40 + good[place + 40 :])
    tag(dataset, out, taxonomy, size=3)
    damaged = Dataset.open(out)
    (reject,) = damaged.rejects().to_dict("records")
    assert (reject["origin"], reject["row"]) == ("a.parquet", 0)
    assert reject["problem"].startswith("rows 4 to 6: the data of the Parquet file is damaged")
    assert damaged.count() == 15
    path.write_bytes(good)
    tag(dataset, out, taxonomy, size=3)
    assert_whole(dataset, out, taxonomy)


def test_file_that_is_no_parquet_is_refused_beside_others(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    (dataset / "c.parquet").write_bytes(b"PAR1 cut off")
    tag(dataset, out, taxonomy)
    result = Dataset.open(out)
    assert result.rejects()[["origin", "row"]].values.tolist() == [["c.parquet", 0]]
    assert (result.count(), result.totals["refused"]) == (18, 1)


def test_input_without_a_usable_file_is_refused(tmp_path: Path) -> None:
    versions = Versions("t", "")
    with pytest.raises(DataError, match="no such file or folder"):
        make_plan(tmp_path / "nowhere", versions)
    with pytest.raises(DataError, match="no file that ends in"):
        make_plan(tmp_path, versions)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 cut off")
    with pytest.raises(DataError, match="the Parquet file is broken"):
        make_plan(tmp_path, versions)


def test_input_that_changes_under_way_stops_the_run(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    steps = job(dataset, out, taxonomy)
    next(steps)
    stories(3).to_parquet(dataset / "a.parquet")
    with pytest.raises(ClusterError, match=r"a.parquet: changed .* run the command again"):
        list(steps)


def test_second_process_is_refused_and_the_folder_is_free_again_after_the_first(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    with Output(out).locked(), pytest.raises(StoreBusy, match=f"process {os.getpid()} on .*wait"):
        tag(dataset, out, taxonomy)
    tag(dataset, out, taxonomy)
    assert_whole(dataset, out, taxonomy)


def test_foreign_folder_is_left_alone(here: None, dataset: Path, out: Path, taxonomy: Path) -> None:
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(CannotWrite, match="no dataset and not empty"):
        tag(dataset, out, taxonomy)
    with pytest.raises(WrongUse, match="lies within the input"):
        tag(dataset, dataset / "out", taxonomy)
    assert list(out.iterdir()) == [out / "thesis.docx"]


def test_worker_with_another_taxonomy_is_refused(
    here: None, dataset: Path, out: Path, taxonomy: Path
) -> None:
    workers = Workers(taxonomy=str(taxonomy))
    with pytest.raises(ClusterError, match=r"a worker has taxonomy \w+ and model none"):
        list(tag_dataset(dataset, out, Versions("other", ""), workers))


def test_missing_dask_says_what_to_install(
    dataset: Path, out: Path, taxonomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="pip install -r requirements-cluster"):
        tag(dataset, out, taxonomy)


# --- Dask --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scheduler() -> Iterator[tuple[str, Callable[[], list[int]]]]:
    """A cluster of two processes on loopback: its address, and the ids of its processes."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield cluster.scheduler_address, lambda: list(client.run(os.getpid).values())


def test_cluster_at_an_address_gives_what_one_process_gives(
    scheduler: tuple[str, Callable[[], list[int]]], dataset: Path, out: Path, taxonomy: Path
) -> None:
    tag(dataset, out, taxonomy, scheduler=scheduler[0])
    assert_whole(dataset, out, taxonomy)


def test_killed_worker_costs_nothing_but_time(
    scheduler: tuple[str, Callable[[], list[int]]], dataset: Path, out: Path, taxonomy: Path
) -> None:
    address, processes = scheduler
    victim = processes()[0]
    os.kill(victim, signal.SIGSTOP)  # it gets partitions and finishes none of them
    steps = job(dataset, out, taxonomy, scheduler=address)
    done = [next(steps), next(steps)]
    assert done[-1].done < done[-1].total  # type: ignore[attr-defined]
    os.kill(victim, signal.SIGKILL)
    for _ in steps:
        pass
    assert_whole(dataset, out, taxonomy)


def test_version_is_checked_by_the_worker(
    scheduler: tuple[str, Callable[[], list[int]]], dataset: Path, out: Path, taxonomy: Path
) -> None:
    workers = Workers(scheduler[0], taxonomy=str(taxonomy))
    with pytest.raises(ClusterError, match="bring all to the same version"):
        list(tag_dataset(dataset, out, Versions("other", ""), workers))


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [("tcp://127.0.0.1:1", 1, "no scheduler answers there"), ("nonsense://", 2, "is no address")],
)
def test_wrong_address_is_said_in_words(
    address: str,
    status: int,
    words: str,
    dataset: Path,
    out: Path,
    taxonomy: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analysis.cluster.pool.PATIENCE", 1)
    monkeypatch.setattr("analysis.commands.tagging.load_model", lambda *_: None)
    arguments = ["tag-dataset", dataset, out, "--taxonomy", taxonomy, "--scheduler", address]
    assert main([*map(str, arguments)]) == status
    assert words in capfd.readouterr().err


def test_command_starts_processes_of_its_own_and_counts(
    dataset: Path,
    out: Path,
    taxonomy: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analysis.commands.tagging.load_model", lambda *_: None)
    broken = stories(4, first=30)
    broken.loc[2, ["title", "text"]] = ""
    broken.to_parquet(dataset / "c.parquet")
    arguments = ["tag-dataset", dataset, out, "--taxonomy", taxonomy, "--workers", 2]
    assert main([*map(str, arguments)]) == 65
    shown = capfd.readouterr()
    assert shown.out == "21 articles, 17 of them with a tag, 25 tags; 1 refused\n"
    assert "refused: c.parquet, row 3" in shown.err
    assert main([*map(str, arguments)]) == 65
    assert "3 of 3 parts are finished and kept" in capfd.readouterr().err
