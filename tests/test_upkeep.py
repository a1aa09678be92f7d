"""Upkeep: what the doctor sees and mends, and that copies can be relied on."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pandas as pd
import pytest

from analysis import load_taxonomy
from analysis.__main__ import main
from analysis.archive import COLUMNS, INDEX, beside, keep_corpus, open_index
from analysis.errors import StoreBusy, StoreError, StoreUnwritable
from analysis.jobs import index_store
from analysis.locks import Patience
from analysis.schema import REJECTS
from analysis.store import Store
from analysis.store.backup import back_up, dated, former_of, restore, rotate
from analysis.store.doctor import NOTE, OK, WRONG, Finding
from analysis.upkeep import examine_all, repair_all
from analysis.views import list_views, save_view
from tests.test_store import NO_FACTS, add, article, tags

TAXONOMY = load_taxonomy()
CHECKS = [
    "file", "structure", "rows", "counts", "imports", "tags", "feeds", "backups", "index",
    "columns",
]  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with three tagged articles, a refused row, an index and columns."""
    place = tmp_path / "monitor.sqlite"
    refused = dict.fromkeys(REJECTS, "") | {"row": 3, "problem": "no date"}
    with Store.open(place, create=True) as store:
        add(store, article("a"), article("b"), rejects=pd.DataFrame([refused]))
        add(store, article("c"), article("a", text="Новый"))
        pairs = tags(("a", "chemistry"), ("c", "metals"))
        store.write_tags(["a", "b", "c"], pairs, NO_FACTS, taxonomy="t1", model="")
        make_derived(store)
    return place


def make_derived(store: Store) -> None:
    with open_index(store) as index:
        list(index_store(store, index))
    keep_corpus(store, TAXONOMY)


def spoil(path: Path, sql: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(f"PRAGMA foreign_keys=OFF; {sql}")
    connection.close()


def found(path: Path) -> dict[str, Finding]:
    return {one.check: one for one in examine_all(path)}


def wrong(path: Path) -> dict[str, str]:
    return {name: one.said for name, one in found(path).items() if one.state == WRONG}


def everything(path: Path) -> list[object]:
    """All that a store holds but its own name."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            )
        ]
        return [
            (name, sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))))
            for name in names
            if name != "meta"
        ]
    finally:
        connection.close()


# --- doctor ------------------------------------------------------------------------------


def test_a_store_in_order_gets_a_good_word_from_every_check(path: Path) -> None:
    states = {name: one.state for name, one in found(path).items()}
    assert states == {name: NOTE if name == "backups" else OK for name in CHECKS}


@pytest.mark.parametrize(
    ("sql", "check", "said"),
    [
        ("UPDATE article SET title = 'x' WHERE article_id = 'b'", "rows", "1 of 3 articles .*: b"),
        ("UPDATE article SET first_seen = 'x' WHERE article_number = 1", "rows", "1 of 3 .*: a"),
        ("UPDATE article SET language = 'en'", "rows", "3 of 3 articles .*: a, b, c"),
        ("UPDATE body SET extra = '{}'", "rows", "3 of 3"),
        ("DELETE FROM body WHERE article_number = 2", "counts", "1 articles without a text"),
        ("DELETE FROM article WHERE article_number = 2", "counts", "texts without an article"),
        ("DELETE FROM reject", "counts", "1 imports that count other refusals than there are"),
        ("DELETE FROM article_history", "counts", "1 imports that count more updates"),
        ("UPDATE import SET added = 9 WHERE import_id = 2", "counts", "1 imports that count other"),
        ("UPDATE meta SET value = 1 WHERE key = 'change'", "counts", "a change that was never"),
        ("INSERT INTO tag VALUES (9, 1, 0.5, 'rules')", "structure", "references of tag lead now"),
        ("INSERT INTO evidence VALUES (2, 1, '[]')", "counts", "1 rows of evidence belong to no"),
        ("UPDATE import SET finished = NULL WHERE import_id = 2", "imports", "import 2 of test, b"),
    ],
)
def test_every_fault_is_told_with_its_mend(path: Path, sql: str, check: str, said: str) -> None:
    spoil(path, sql)
    one = found(path)[check]
    assert one.state == WRONG
    assert pd.Series([one.said]).str.contains(said).all(), one.said
    assert "python -m analysis " in one.mend


def test_the_truth_comes_back_from_the_last_backup_only(path: Path) -> None:
    (target,) = backups(path, 1)
    spoil(path, "UPDATE body SET text = 'x' WHERE article_number = 1")
    assert found(path)["rows"].mend == f"python -m analysis restore {target} --store {path}"


def test_repair_mends_what_can_be_made_again_and_leaves_the_truth(path: Path) -> None:
    before = everything(path)
    spoil(
        path,
        "INSERT INTO tag VALUES (9, 1, 0.5, 'rules');"
        "INSERT INTO fact SELECT 9, 'money', 1, 1, '', 1, 'text', 0, 1, '';"
        "UPDATE article SET row_hash = '' WHERE article_number < 3",
    )
    (beside(path, INDEX) / "ids").write_bytes(b"x")
    (beside(path, COLUMNS) / "sector.arrow").write_bytes(b"x")
    assert set(wrong(path)) == {"structure", "counts", "index", "columns"}
    assert found(path)["rows"].state == NOTE
    done = list(repair_all(path, TAXONOMY, Patience(0)))
    assert done == [
        "2 articles sealed",
        "2 rows deleted that belonged to no article",
        "index made again: 3 articles",
        "columns made again",
    ]
    assert everything(path) == before
    assert wrong(path) == {}
    assert list(repair_all(path, TAXONOMY, Patience(0))) == []


def test_an_import_that_was_cut_off_is_closed_without_looking_new(path: Path) -> None:
    with Store.open(path) as store:
        last = store.last_update
        store.begin_import("cut-off.csv")
    assert list(wrong(path)) == ["imports"]
    assert "1 imports closed that were cut off" in repair_all(path, TAXONOMY, Patience(0))
    with Store.open(path, read_only=True) as store:
        assert found(path)["imports"].state == OK
        assert store.last_update >= last


def test_an_article_whose_content_is_damaged_is_not_sealed(path: Path) -> None:
    spoil(path, "UPDATE article SET row_hash = '', title = 'x' WHERE article_number = 1")
    list(repair_all(path, TAXONOMY, Patience(0)))
    assert list(wrong(path)) == ["rows"]


def test_doctor_writes_nothing_unless_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(path, "INSERT INTO evidence VALUES (2, 1, '[]')")
    before = everything(path)
    assert main(["doctor", "--store", str(path)]) == 1
    assert everything(path) == before
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [f"{name}:" for name in CHECKS]
    assert main(["doctor", "--store", str(path), "--repair"]) == 0


# --- backup ------------------------------------------------------------------------------


def backups(path: Path, number: int) -> list[Path]:
    """Make dated backups, a minute apart."""
    targets = [dated(path, now=datetime(2026, 11, 26, 10, n, tzinfo=UTC)) for n in range(number)]
    for target in targets:
        list(back_up(path, target))
    return targets


def test_a_backup_holds_everything_in_one_file(path: Path) -> None:
    (target,) = backups(path, 1)
    assert target == path.parent / "backups" / "monitor-2026-11-26T100000Z.sqlite"
    assert [one.name for one in target.parent.iterdir()] == [target.name]
    assert everything(target) == everything(path)


def test_a_backup_is_of_one_moment_while_others_write(path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with Store.open(path) as store:
            while not stop.wait(0.02):
                add(store, *(article(f"{store.count()}-{n}") for n in range(20)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        targets = backups(path, 2)
    finally:
        stop.set()
        writer.join()
    for target in targets:
        with Store.open(target, read_only=True) as copy:
            assert copy.count() % 20 == 3
        # An import may have begun and not ended at that moment.
        assert wrong(target).keys() <= {"imports"}


def test_a_damaged_store_is_not_copied_over_good_backups(path: Path) -> None:
    spoil(path, "UPDATE body SET text = 'x' WHERE article_number = 1")
    target = dated(path)
    with pytest.raises(StoreError, match=r"is damaged and was not copied \(rows: 1 of 3"):
        list(back_up(path, target))
    assert list(target.parent.iterdir()) == []


def test_a_file_that_is_there_is_no_target(path: Path) -> None:
    (target,) = backups(path, 1)
    with pytest.raises(StoreUnwritable, match="is there already: name another file"):
        list(back_up(path, target))


def test_only_dated_backups_of_this_store_are_rotated(path: Path) -> None:
    targets = backups(path, 3)
    other = targets[0].with_name("monitor-old.sqlite")
    other.touch()
    assert rotate(path, targets[0].parent, 2) == targets[:1]
    assert sorted(targets[0].parent.iterdir()) == [*targets[1:], other]


def test_what_a_killed_backup_left_is_cleared_by_the_next(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    gone = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(gone, 0)
    (folder / f"monitor-x.sqlite.{gone}.part").touch()
    alive = folder / f"monitor-y.sqlite.{os.getppid()}.part"
    alive.touch()
    (target,) = backups(path, 1)
    assert sorted(folder.iterdir()) == sorted([target, alive])


def test_backup_by_command_keeps_as_many_as_asked(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backups(path, 2)
    assert main(["backup", "--store", str(path), "--keep", "2"]) == 0
    assert "opened and compared: a whole backup" in capsys.readouterr().out
    assert len(list((path.parent / "backups").iterdir())) == 2
    named = path.parent / "copy.sqlite"
    assert main(["backup", str(named), "--store", str(path), "--keep", "2"]) == 2
    assert main(["backup", str(named), "--store", str(path)]) == 0
    assert everything(named) == everything(path)


# --- saved views -------------------------------------------------------------------------


def names(store: Path) -> list[str]:
    return [view.name for view in list_views(store)]


def test_saved_views_go_with_backup_and_restore(path: Path) -> None:
    save_view(path, "Chips", "sector=electronics")
    (target,) = backups(path, 1)
    assert sorted(one.name for one in target.parent.iterdir()) == [
        target.name, f"{target.name}.views",
    ]  # fmt: skip
    save_view(path, "Later", "sector=chemistry")
    list(restore(path, target))
    assert names(path) == names(target) == ["Chips"]
    former = former_of(path)
    assert former is not None
    assert names(former) == ["Chips", "Later"]


def test_views_stay_where_a_backup_holds_none(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (target,) = backups(path, 1)
    save_view(path, "Later", "sector=chemistry")
    assert main(["restore", str(target), "--store", str(path)]) == 0
    assert names(path) == ["Later"]
    assert "holds no saved views, those that are here stay" in capsys.readouterr().out


def test_rotation_deletes_the_views_of_what_it_deletes(path: Path) -> None:
    save_view(path, "Chips", "sector=electronics")
    former, kept = backups(path, 2)
    rotate(path, former.parent, 1)
    assert sorted(former.parent.iterdir()) == [kept, kept.with_name(f"{kept.name}.views")]


def test_views_that_are_damaged_stop_backup_and_restore_before_anything_is_replaced(
    path: Path,
) -> None:
    save_view(path, "Chips", "sector=electronics")
    (target,) = backups(path, 1)
    before = everything(path)
    spoilt = target.with_name(f"{target.name}.views")
    spoilt.write_bytes(b"no database at all" * 99)
    with pytest.raises(StoreError, match=r"\.views: holds no saved views .*: move the file away"):
        list(restore(path, target))
    assert (everything(path), names(path), former_of(path)) == (before, ["Chips"], None)
    path.with_name("monitor.sqlite.views").write_bytes(b"no database at all" * 99)
    other = target.with_name("other.sqlite")
    with pytest.raises(StoreError, match=r"\.views: holds no saved views"):
        list(back_up(path, other))
    assert sorted(target.parent.iterdir()) == [target, spoilt]


def test_restore_waits_for_nobody_who_saves_a_view(path: Path) -> None:
    save_view(path, "Chips", "sector=electronics")
    (target,) = backups(path, 1)
    connection = apsw.Connection(str(path.with_name("monitor.sqlite.views")))
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="other programs have it open"):
        list(restore(path, target))
    connection.close()
    list(restore(path, target))


# --- restore -----------------------------------------------------------------------------


@pytest.fixture
def later(path: Path) -> tuple[Path, list[object]]:
    """A backup, what it holds, and a store that went on since."""
    (target,) = backups(path, 1)
    held = everything(path)
    with Store.open(path) as store:
        add(store, article("d"), article("a", text="Noch neuer"))
        make_derived(store)
    return target, held


def test_restore_brings_back_what_was_and_keeps_what_is(
    path: Path, later: tuple[Path, list[object]], capsys: pytest.CaptureFixture[str]
) -> None:
    target, held = later
    newer = everything(path)
    assert main(["restore", str(target), "--store", str(path)]) == 0
    assert everything(path) == everything(target) == held
    former = former_of(path)
    assert former is not None
    assert everything(former) == newer
    assert str(former) in capsys.readouterr().out
    states = {name: one.state for name, one in found(path).items()}
    assert states == dict.fromkeys(CHECKS, OK)


def test_an_index_of_the_newer_state_is_never_taken_for_that_of_the_restored(
    path: Path, later: tuple[Path, list[object]]
) -> None:
    target, _ = later
    list(restore(path, target))
    with Store.open(path) as store:
        # As many changes as before: counters alone would not tell the two apart.
        add(store, article("e"), article("a", text="Anders"))
        assert wrong(path).keys() == {"index", "columns"}
        with open_index(store) as index:
            assert (index.n_articles, index.upto) == (0, 0)


def test_every_copy_has_a_name_of_its_own(path: Path, later: tuple[Path, list[object]]) -> None:
    target, _ = later
    names = []
    for place in (path, target):
        with Store.open(place, read_only=True) as store:
            names.append(store.born)
    for _ in range(2):
        list(restore(path, target))
        with Store.open(path, read_only=True) as store:
            names.append(store.born)
    assert len(set(names)) == 4


def test_restore_blames_a_file_that_is_no_backup_and_not_the_store(path: Path) -> None:
    before = everything(path)
    foreign = path.parent / "articles.csv"
    foreign.write_text("title\nЗавод\n" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"articles\.csv: is no store of this program") as caught:
        list(restore(path, foreign))
    assert str(path) not in str(caught.value)
    assert everything(path) == before


@pytest.mark.parametrize("read_only", [True, False])
def test_restore_refuses_while_others_hold_the_store(
    path: Path, later: tuple[Path, list[object]], read_only: bool
) -> None:
    target, _ = later
    before = everything(path)
    with Store.open(path, read_only=read_only) as store:
        store.count()
        with pytest.raises(StoreBusy, match="other programs have it open: stop the dashboard"):
            list(restore(path, target))
    assert everything(path) == before
    assert former_of(path) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no store of this program"),
        (b"not a database" * 1000, "is no store of this program"),
        (None, "is damaged"),
    ],
    ids=["empty", "another file", "zeros within"],
)
def test_what_is_no_whole_backup_replaces_nothing(
    path: Path, later: tuple[Path, list[object]], content: bytes | None, message: str
) -> None:
    target, _ = later
    before = everything(path)
    whole = target.read_bytes()
    middle = len(whole) // 8192 * 4096
    target.write_bytes(
        whole[:middle] + bytes(8192) + whole[middle + 8192 :] if content is None else content
    )
    with pytest.raises(StoreError, match=message):
        list(restore(path, target))
    assert everything(path) == before
    assert not list(path.parent.glob("*.part*"))


def test_a_damaged_store_can_be_replaced(path: Path, later: tuple[Path, list[object]]) -> None:
    target, held = later
    damaged = bytes(4096) + path.read_bytes()[4096:]
    path.write_bytes(damaged)
    list(restore(path, target))
    assert everything(path) == held
    former = former_of(path)
    assert former is not None
    assert former.read_bytes() == damaged


def test_a_store_that_is_gone_is_restored(path: Path, later: tuple[Path, list[object]]) -> None:
    target, held = later
    path.unlink()
    assert main(["restore", str(target), "--store", str(path)]) == 0
    assert everything(path) == held


def test_a_backup_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(StoreError, match="no backup there: name one, see "):
        list(restore(path, path.with_name("nothing")))
    with pytest.raises(StoreError, match="is the store itself: name a backup"):
        list(restore(path, path))


def test_who_had_the_former_store_open_cannot_write_beside_the_restored(
    path: Path, later: tuple[Path, list[object]]
) -> None:
    store = Store.open(path)
    os.replace(path, path.with_name("aside"))
    Store.open(path, create=True).close()
    with pytest.raises(StoreError, match="another store was put in its place: open that one"):
        add(store, article("x"))
    store.close()
