"""The harness of crashes: it sees what it looks for, and its disk fails when told to."""

from pathlib import Path

import apsw
import pytest

from analysis.errors import StoreUnwritable
from analysis.store import Store
from benchmarks.crash import Tally
from benchmarks.faulty import faulty_disk
from benchmarks.stores import Check, Expected, acknowledged, check
from tests.test_store import add, article


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "store" / "monitor.sqlite"
    with Store.open(place, create=True) as store:
        add(store, article("a1"), article("a2"))
        add(store, article("b1"), article("b2"))
    return place


@pytest.fixture
def expected(path: Path) -> Expected:
    return Expected.of(path, [Path("a.csv"), Path("b.csv")])


def change(path: Path, sql: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()


def test_a_whole_store_is_in_order(path: Path, expected: Expected) -> None:
    assert check(path, expected, ["a.csv", "b.csv"]) == Check(0, 0, ())


def test_a_file_that_is_gone_is_lost_only_if_it_was_acknowledged(
    path: Path, expected: Expected
) -> None:
    change(path, "DELETE FROM body WHERE article_number > 2")
    change(path, "DELETE FROM article WHERE article_number > 2; DELETE FROM import WHERE rowid = 2")
    assert check(path, expected, ["a.csv"]) == Check(0, 0, ())
    assert check(path, expected, ["a.csv", "b.csv"]) == Check(1, 0, ())


def test_a_file_in_part_is_seen(path: Path, expected: Expected) -> None:
    change(path, "DELETE FROM body WHERE article_number = 4")
    change(path, "DELETE FROM article WHERE article_number = 4")
    found = check(path, expected, ["b.csv"])
    assert (found.lost, found.halves) == (1, 1)
    assert found.wrong == ("counts: 1 imports that count other articles than they added",)


def test_other_content_is_seen(path: Path, expected: Expected) -> None:
    change(path, "UPDATE body SET text = 'x' WHERE article_number = 1")
    found = check(path, expected, ["a.csv"])
    assert found.wrong == ("rows: 1 of 4 articles are not what was stored: a1",)


def test_a_store_that_was_never_begun_holds_nothing_that_could_be_lost(
    tmp_path: Path, expected: Expected
) -> None:
    path = tmp_path / "none.sqlite"
    assert check(path, expected, []) == Check(0, 0, ())
    assert check(path, expected, ["a.csv"]).lost == 1


def test_only_whole_lines_acknowledge() -> None:
    output = (
        "/in/a.csv: 1,000 added, 0 already there, 0 updated, 0 refused\n"
        "error: /in/b.csv: is empty\n"
        "/in/c.csv: 1,000 added, 0 already th"
    )
    assert acknowledged(output) == ["a.csv"]


def test_what_readers_tell_is_counted() -> None:
    tally = Tally("kill -9")
    tally.hear(["reads 3", "error: 7 articles are no whole number of files", "reads 4"])
    assert (tally.reads, tally.read_errors, len(tally.wrong)) == (7, 1, 1)


@pytest.mark.parametrize("kind", ["write", "sync"])
def test_the_disk_fails_at_the_call_that_was_named_and_no_other(path: Path, kind: str) -> None:
    with faulty_disk(kind, 0) as whole, Store.open(path) as store:
        add(store, article("c"))
    assert (whole.count > 0, whole.has_failed) == (True, False)
    with faulty_disk(kind, 1) as failing:
        with pytest.raises(StoreUnwritable, match="the disk "), Store.open(path) as store:
            add(store, article("d"))
        with Store.open(path) as store:
            add(store, article("d"))
    assert failing.has_failed
    assert apsw.vfs_names()[0] != "faulty"
    with Store.open(path) as store:
        assert store.count() == 6
