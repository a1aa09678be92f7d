"""Locks and places: whoever writes is alone, whoever waits is told, and where a store may lie."""

import os
import threading
import time
from pathlib import Path

import apsw
import pytest

from analysis.errors import StoreBusy, StoreError, StoreUnwritable
from analysis.locks import Patience, Turn, holder_now, take, wait_seconds
from analysis.store import Store, places
from analysis.store.places import kind_of_place, writer_lock
from tests.test_store import add, article


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "monitor.sqlite.writer"


def turn(lock: Path, patience: Patience = Patience(0)) -> Turn:  # noqa: B008
    return Turn(lock, patience, what=Path("monitor.sqlite"))


def test_a_turn_may_be_taken_within_a_turn_and_is_let_go_once(lock: Path) -> None:
    own = turn(lock)
    with own:
        with own:
            pass
        assert holder_now(lock).startswith(f"another process (pid {os.getpid()}, since ")
    assert holder_now(lock) == ""
    with turn(lock):
        pass


def test_who_waits_gets_the_turn_when_it_is_free_and_is_told_once(lock: Path) -> None:
    told: list[str] = []
    first = take(lock, Patience(0), what=lock)
    threading.Timer(0.3, first.close).start()
    with turn(lock, Patience(10, told.append)):
        pass
    (sentence,) = told
    assert sentence.startswith(f"monitor.sqlite: another process (pid {os.getpid()}, since ")
    assert sentence.endswith("is writing: waiting")


def test_patience_ends(lock: Path) -> None:
    begun = time.monotonic()
    with turn(lock), pytest.raises(StoreBusy, match="is writing: try again when it is done"):
        turn(lock, Patience(0.2)).__enter__()
    assert 0.2 <= time.monotonic() - begun < 5


@pytest.mark.parametrize(("said", "seconds"), [("7", 7.0), ("-1", 0.0), ("soon", 600.0)])
def test_how_long_to_wait_can_be_said(
    monkeypatch: pytest.MonkeyPatch, said: str, seconds: float
) -> None:
    monkeypatch.setenv("MONITOR_WAIT", said)
    assert (wait_seconds(), Patience().limit, Patience(1.0).limit) == (seconds, seconds, 1.0)


def test_a_lock_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable, match=r"monitor\.sqlite: No such file or directory: check"):
        turn(tmp_path / "nowhere" / "lock").__enter__()


def test_two_writers_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite"
    told: list[str] = []
    Store.open(path, create=True).close()

    def write(name: str) -> None:
        with Store.open(path, patience=Patience(30, told.append)) as store:
            for number in range(20):
                add(store, article(f"{name}{number}"))

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    with Store.open(path, read_only=True) as store:
        assert (store.count(), store.change) == (60, 60)


def test_a_program_that_knows_no_lock_file_is_waited_for_too(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite"
    told: list[str] = []
    with Store.open(path, create=True, patience=Patience(10, told.append)) as store:
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
        add(store, article("a"))
        assert store.count() == 1
    assert [one.endswith("is writing: waiting") for one in told] == [True]


def test_an_import_that_is_rolled_back_lets_the_turn_go(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite"
    with Store.open(path, create=True) as store:
        with pytest.raises(RuntimeError), store.whole():
            raise RuntimeError
        assert holder_now(writer_lock(path)) == ""


MOUNTS = """\
22 1 254:1 / / rw,relatime - ext4 /dev/vda rw
30 22 0:25 / /mnt/share rw shared:3 - nfs4 server:/share rw
31 22 0:26 / /mnt/share/local rw - tmpfs tmpfs rw
32 22 0:27 / /mnt/two\\040words rw - fuse.sshfs host: rw
33 22 0:28 / /mnt/twice rw - cifs //host/a rw
34 22 0:29 / /mnt/twice rw - ext4 /dev/vdb rw
""".splitlines()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/monitor.sqlite", "ext4"),
        ("/mnt/share/monitor.sqlite", "nfs4"),
        ("/mnt/shared/monitor.sqlite", "ext4"),
        ("/mnt/share/local/monitor.sqlite", "tmpfs"),
        ("/mnt/two words/monitor.sqlite", "fuse.sshfs"),
        ("/mnt/twice/monitor.sqlite", "ext4"),
    ],
)
def test_the_kind_of_a_place_is_that_of_its_nearest_mount(path: str, kind: str) -> None:
    assert kind_of_place(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_on_a_network_is_refused_unless_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    path = tmp_path / "monitor.sqlite"
    Store.open(path, create=True).close()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 0:30 / {tmp_path} rw - nfs4 server:/share rw\n", encoding="utf-8")
    monkeypatch.setattr(places, "_MOUNTS", mounts)
    with pytest.raises(StoreError, match=r"network \(nfs4\), .* or set MONITOR_ALLOW_NETWORK=1"):
        Store.open(path, read_only=read_only)
    monkeypatch.setenv("MONITOR_ALLOW_NETWORK", "1")
    Store.open(path, read_only=read_only).close()
