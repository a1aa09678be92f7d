"""Store and processes: I01 to I08 of the list of faults."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.errors import StoreBusy, StoreError, StoreUnwritable
from analysis.locks import Patience, Turn, holder_now
from analysis.store import Store
from analysis.store.places import writer_lock
from benchmarks.crash import Tally, failing, killed, undisturbed
from benchmarks.stores import Expected, import_command, make_files, reading
from benchmarks.together import together
from tests.test_store import add, article
from tests.test_upkeep import everything

ROOT = Path(__file__).resolve().parents[2]
FILES, SIZE = 10, 20


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    return make_files(folder, articles=FILES * SIZE, files=FILES, seed=1)


@pytest.fixture(scope="module")
def expected(files: list[Path]) -> Expected:
    return undisturbed(files, files[0].parent)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "monitor.sqlite"
    with Store.open(place, create=True) as store:
        add(store, article("a"), article("b"))
    return place


def start(command: Sequence[str], **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def run_code(code: str, *arguments: object) -> int:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


# --- I01 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [False, True], ids=["alone", "a reader beside"])
def test_I01_a_killed_import_loses_nothing_and_is_completed_by_the_next(
    files: list[Path], expected: Expected, reader: bool
) -> None:
    tally = Tally("kill -9")
    rng = random.Random(int(reader))
    killed(files, expected, files[0].parent, tally, times=2, rng=rng, reader=reader)
    assert (tally.lost, tally.halves, tally.wrong, tally.unlike) == (0, 0, [], 0)
    assert tally.reads or not reader


def test_I01_a_failing_write_or_sync_leaves_the_store_as_before_or_as_after(tmp_path: Path) -> None:
    tallies = failing(tmp_path, times=12, seed=0)
    assert [(one.lost, one.halves, one.wrong, one.unlike) for one in tallies] == [
        (0, 0, [], 0) for _ in tallies
    ]
    assert all(one.times for one in tallies)


# --- I02 ---------------------------------------------------------------------------------

BEGIN = """
import os, sys
from pathlib import Path
from analysis.store import backup
store, copy = Path(sys.argv[1]), Path(sys.argv[2])
def die(*_):
    os.kill(os.getpid(), 9)
"""
IN_BACKUP = {
    "while it copies": "backup._PAGES_AT_ONCE = 1; next(backup.back_up(store, copy)); die()",
    "while it tests the copy": "backup.examine = die; list(backup.back_up(store, copy))",
    "before it is named": "os.replace = die; list(backup.back_up(store, copy))",
}
IN_RESTORE = {
    "while it copies": "backup._PAGES_AT_ONCE = 1; next(backup.restore(store, copy)); die()",
    "before the former is kept": "os.link = die; list(backup.restore(store, copy))",
    "before it is put in place": "os.replace = die; list(backup.restore(store, copy))",
}


@pytest.mark.parametrize("moment", IN_BACKUP)
def test_I02_a_killed_backup_leaves_the_store_and_the_next_is_whole(
    path: Path, moment: str
) -> None:
    before, copy = everything(path), path.parent / "backups" / "copy.sqlite"
    assert run_code(BEGIN + IN_BACKUP[moment], path, copy) == -signal.SIGKILL
    assert everything(path) == before
    assert not copy.exists()
    assert main(["backup", str(copy), "--store", str(path)]) == 0
    assert everything(copy) == before
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]


@pytest.mark.parametrize("moment", IN_RESTORE)
def test_I02_a_killed_restore_leaves_the_store_and_the_next_finishes(
    path: Path, moment: str
) -> None:
    copy = path.with_name("copy.sqlite")
    assert main(["backup", str(copy), "--store", str(path)]) == 0
    with Store.open(path) as store:
        add(store, article("c"))
    before = everything(path)
    assert run_code(BEGIN + IN_RESTORE[moment], path, copy) == -signal.SIGKILL
    assert everything(path) == before
    with Store.open(path) as store:
        assert add(store, article("c")).known == 1
    assert main(["restore", str(copy), "--store", str(path)]) == 0
    assert everything(path) == everything(copy)
    assert not list(path.parent.glob("*.part*"))


# --- I03 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_I03_a_stopped_import_keeps_whole_files_and_lets_the_lock_go(
    files: list[Path], expected: Expected, tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    store = tmp_path / "store" / "monitor.sqlite"
    with start(import_command(files, store)) as child:
        assert child.stdout is not None
        child.stdout.readline()  # a file is in, others follow
        child.send_signal(sent)
        _, said = child.communicate(timeout=60)
    assert child.returncode == status
    assert "Traceback" not in said
    assert holder_now(writer_lock(store)) == ""
    with Store.open(store) as own:
        number = own.count()
        assert number % SIZE == 0
        assert number >= SIZE
        add(own, article("another"))


@contextmanager
def writing(path: Path, *, signed: bool) -> Iterator[None]:
    """Write to a store, as this program does or as one does that knows no lock file."""
    if signed:
        with Turn(writer_lock(path), Patience(0), what=path):
            yield
        return
    connection = apsw.Connection(str(path))
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


@pytest.mark.parametrize("signed", [True, False], ids=["this program", "another program"])
def test_I03_who_waits_can_be_stopped(files: list[Path], path: Path, signed: bool) -> None:
    with writing(path, signed=signed), start(import_command(files[:1], path)) as child:
        assert child.stderr is not None
        try:
            said = child.stderr.readline()
            who = f"another process (pid {os.getpid()}, since " if signed else "another program is"
            assert said.startswith(f"{path}: {who}")
            assert said.endswith("is writing: waiting\n")
            child.send_signal(signal.SIGINT)
            assert child.wait(30) == 130
            assert child.communicate()[1] == "stopped; what was committed stays\n"
        finally:
            child.kill()  # it would wait for us, and we for it


# --- I04 ---------------------------------------------------------------------------------


@contextmanager
def nobody() -> Iterator[None]:
    """Without the rights of root, to whom everything is allowed."""
    if os.geteuid():
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that others may look into."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_I04_a_missing_store_is_not_made_by_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "monitor.sqlite"
    with pytest.raises(StoreError, match=r"monitor\.sqlite: no store there; make one with: python"):
        Store.open(path, read_only=True)
    assert main(["doctor", "--store", str(path)]) == 1
    assert not path.parent.exists()


def test_I04_a_folder_without_right_is_named() -> None:
    with open_folder() as folder:
        folder.chmod(0o555)
        with nobody(), pytest.raises(StoreUnwritable, match="check path and rights") as caught:
            Store.open(folder / "monitor.sqlite", create=True)
        assert str(folder / "monitor.sqlite") in str(caught.value)
        assert list(folder.iterdir()) == []


def test_I04_a_file_of_another_owner_is_named_and_can_be_read() -> None:
    with open_folder() as folder:
        path = folder / "monitor.sqlite"
        with Store.open(path, create=True) as store:
            add(store, article("a"))
            for one in folder.iterdir():
                one.chmod(0o444)
            with nobody():
                with Store.open(path, read_only=True) as reader:
                    assert reader.count() == 1
                with pytest.raises(StoreUnwritable, match=r"monitor\.sqlite: .*check path"):
                    add(Store.open(path), article("b"))


def test_I04_what_cannot_be_written_ends_with_73(
    tmp_path: Path, files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "letter.txt" / "monitor.sqlite"
    place.parent.write_text("Dear all", encoding="utf-8")
    assert main(import_command(files[:1], place)[3:]) == 73
    assert f"error: {place}: File exists: check path and rights" in capsys.readouterr().err


def test_I04_a_folder_and_a_foreign_file_are_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder: name a file in it"):
        Store.open(tmp_path)
    foreign = tmp_path / "letter.txt"
    foreign.write_text("Dear all, " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="is no store of this program: name another file"):
        Store.open(foreign)
    assert foreign.read_text(encoding="utf-8").startswith("Dear all")


# --- I05 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["import", "retag", "export", "doctor", "backup"])
def test_I05_a_newer_store_is_refused_with_both_versions(
    path: Path, files: list[Path], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = everything(path)
    rest = [str(files[0])] if command == "import" else []
    assert main([command, *rest, "--store", str(path)]) == 1
    said = capsys.readouterr().err
    assert "was written by a newer version (schema 99, this program knows 3)" in said
    assert "update the program" in said
    assert everything(path) == before


# --- I06 ---------------------------------------------------------------------------------


def test_I06_zeros_within_the_file_are_reported_with_the_restore_command(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(path) as store:
        add(store, *(article(f"{n}", text="Текст " * 400) for n in range(40)))
    assert main(["backup", "--store", str(path)]) == 0
    (copy,) = (path.parent / "backups").iterdir()
    content = path.read_bytes()
    middle = len(content) // 8192 * 4096
    path.write_bytes(content[:middle] + bytes(4096) + content[middle + 4096 :])
    capsys.readouterr()
    assert main(["doctor", "--store", str(path)]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    command = f"python -m analysis restore {copy} --store {path}"
    assert wrong
    assert all(line.endswith(f": {command}") for line in wrong if "restore" in line)
    assert main(command.split()[3:]) == 0
    assert everything(path) == everything(copy)
    assert main(["doctor", "--store", str(path)]) == 0


def test_I06_a_file_without_its_beginning_is_reported_with_the_restore_command(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "--store", str(path)]) == 0
    (copy,) = (path.parent / "backups").iterdir()
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    assert main(["doctor", "--store", str(path)]) == 1
    command = f"python -m analysis restore {copy} --store {path}"
    assert f"or put a backup in its place: {command}" in capsys.readouterr().err
    assert main(command.split()[3:]) == 0
    assert everything(path) == everything(copy)


# --- I07 ---------------------------------------------------------------------------------


def test_I07_readers_see_whole_files_only_and_no_error_during_an_import(
    files: list[Path], expected: Expected
) -> None:
    store = files[0].parent / "read" / "monitor.sqlite"
    with reading(store, SIZE, readers=2) as said:
        done = subprocess.run(import_command(files, store), cwd=ROOT, capture_output=True)
        time.sleep(1)
    assert done.returncode == 0
    assert [line.split()[0] for line in said] == ["reads", "reads"]
    assert min(int(line.split()[1]) for line in said) > 0


def test_I07_two_imports_and_readers_at_once_meet_no_error(tmp_path: Path) -> None:
    report, wrong = together(tmp_path, seconds=1, readers=2, seed=0)
    assert wrong == []
    assert report.rows[0]["imports"] == 2
    assert report.rows[0]["already there"] == 400


# --- I08 ---------------------------------------------------------------------------------


def test_I08_order_is_by_number_when_the_clock_was_set_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    with Store.open(path) as store:
        seen = store.change
        monkeypatch.setattr("analysis.store.articles.now", lambda: yesterday)
        import_id = store.begin_import("later.csv")
        store.add(import_id, pd.DataFrame([article("c")]))
        store.end_import(import_id)
        assert store.last_update == datetime.fromisoformat(yesterday)
        assert store.origins() == ("test", "later.csv")
        (later,) = store.changed_batches(9, after=seen)
        assert later["article_id"].tolist() == ["c"]
        assert store.articles()["article_id"].tolist() == ["a", "b", "c"]
    assert main(["doctor", "--store", str(path)]) == 0


def test_I08_a_lock_held_since_tomorrow_is_a_lock(path: Path) -> None:
    lock = writer_lock(path)
    with Turn(lock, Patience(0), what=path):
        os.utime(lock, (2e9, 2e9))
        with Store.open(path, patience=Patience(0)) as store, pytest.raises(StoreBusy):
            add(store, article("x"))
