"""Apart: foreign files are read in a process with limits, with the same result."""

import socket
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.sources.apart import Apart, read_apart
from analysis.sources.files import read_articles

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "articles.csv"
    path.write_text(
        "title,date,region\nЗавод,2024-07-04,Омск\n,2024-07-05,\nPlant,,\n", encoding="utf-8"
    )
    return path


def test_what_is_read_apart_is_what_is_read_here(table: Path) -> None:
    (here,), (apart,) = read_articles(table), read_apart(table)
    pd.testing.assert_frame_equal(apart.articles, here.articles)
    assert apart.rejects.to_dict("list") == here.rejects.to_dict("list")
    assert (apart.origin, apart.notes, apart.done) == (here.origin, here.notes, here.done)
    assert (dict(apart.counts), apart.is_last) == (dict(here.counts), here.is_last)


def test_batches_come_one_by_one_and_the_rest_can_be_left(table: Path) -> None:
    with Apart() as apart:
        readings = apart.read(table, batch_size=1)
        assert next(readings).articles["title"].tolist() == ["Завод"]
        readings.close()
        assert [len(one.articles) for one in apart.read(table, batch_size=2)] == [1, 1]


def test_a_file_that_cannot_be_used_says_the_same_apart(tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_text("name\n1\n", encoding="utf-8")
    with pytest.raises(DataError) as here:
        list(read_articles(path))
    with pytest.raises(DataError) as apart:
        list(read_apart(path))
    assert str(apart.value) == str(here.value)
    assert apart.value.codes == here.value.codes


def test_more_memory_than_allowed_is_refused_and_the_next_file_is_read(
    tmp_path: Path, table: Path
) -> None:
    path = tmp_path / "long.json"
    path.write_text('[{"title": "' + "\\u0410" * 60_000_000 + '"}]', encoding="ascii")
    with Apart(memory=900 << 20) as apart:
        with pytest.raises(DataError, match=r"long.json.*memory.*split the file") as caught:
            list(apart.read(path))
        assert caught.value.codes == ("TOO_MUCH_MEMORY",)
        assert len(list(apart.read(table))) == 1


def test_more_time_than_allowed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("title\n" + "завод\n" * 2_000_000, encoding="utf-8")
    with Apart(seconds=0.5) as apart:
        with pytest.raises(DataError, match=r"takes longer than the 0.5 seconds.*split") as caught:
            list(apart.read(path, batch_size=5_000_000))
        assert caught.value.codes == ("TOO_SLOW",)


def test_a_fault_of_a_reader_is_no_fault_of_ours() -> None:
    with (
        Apart() as apart,
        pytest.raises(DataError, match=r"page: cannot be read \(UnicodeDecodeError") as caught,
    ):
        apart.ask("echo", b"\xff", origin="page")
    assert caught.value.codes == ("NOT_READ",)


def limited(code: str, *, hooked: bool) -> subprocess.CompletedProcess[str]:
    start = "from child import limit, forbid_network; limit(1 << 30);"
    hook = "forbid_network();" if hooked else ""
    return subprocess.run(
        [sys.executable, "-c", f"{start}{hook}{code}"],
        cwd=ROOT / "analysis" / "sources",
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("hooked", [True, False])
def test_the_network_is_out_of_reach(hooked: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=5)"
        ran = limited(code, hooked=hooked)
    if not hooked and ran.returncode == 0:
        pytest.skip("this system gives a process no network of its own")
    assert ran.returncode == 1
    assert ("PermissionError" if hooked else "unreachable") in ran.stderr


@pytest.mark.parametrize(
    "code", ["import os; os.system('true')", "import subprocess; subprocess.run(['true'])"]
)
def test_no_other_program_is_started(code: str) -> None:
    assert "is not allowed where foreign files are read" in limited(code, hooked=True).stderr


def test_secrets_of_the_environment_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_SECRET", "1")
    with Apart() as apart:
        apart.ask("echo", b"")  # it runs
        environment = Path(f"/proc/{apart._process.pid}/environ").read_bytes()
    assert b"PYTHONPATH" in environment
    assert b"MONITOR_SECRET" not in environment
