"""Jobs in processes of their own: how far they are, how they end, and that they are found."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis import background
from analysis.__main__ import main
from analysis.background import Job, JobState, clear_jobs, jobs_folder, list_jobs, start_job
from analysis.commands.status import Status
from analysis.errors import StoreError
from analysis.progress import Progress
from analysis.store import ImportReport, Store
from tests.web_server import Say, item, rss, serving

TOPIC = """
[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станкостро*"], en = ['"machine tool"'] }
"""
SECONDS = 60


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "monitor.sqlite"


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    folder = tmp_path / "taxonomy"
    folder.mkdir()
    (folder / "sectors.toml").write_text(TOPIC, encoding="utf-8")
    return folder


def wait_for(job: Job, holds: Callable[[JobState], bool]) -> JobState:
    end = time.monotonic() + SECONDS
    while not holds(state := job.state()):
        assert time.monotonic() < end, (state, job.log())
        time.sleep(0.05)
    return state


def ended(state: JobState) -> bool:
    return not state.is_running


def test_job_imports_a_file_under_its_label_and_says_what_became_of_it(
    tmp_path: Path, store: Path, taxonomy: Path
) -> None:
    path = tmp_path / "0123.csv"
    path.write_text("Имя;Дата\nСтанкостроение растёт;2024-01-10\nЗавод;вчера\n", encoding="utf-8")
    job = start_job(
        store,
        ["import", "--taxonomy", str(taxonomy), str(path)],
        label="мой.csv",
        read_as={str(path): {"origin": "мой.csv", "columns": {"title": "Имя"}}},
    )
    assert job.state().is_running
    assert list_jobs(store) == (job,)
    state = wait_for(job, ended)
    assert (state.command, state.label, state.state, state.problem) == (
        "import", "мой.csv", "done", "",
    ), job.log()  # fmt: skip
    assert (state.added, state.known, state.updated, state.refused) == (1, 0, 0, 1)
    assert {origin for origin, _ in state.notes} == {"мой.csv"}
    with Store.open(store, read_only=True) as opened:
        assert opened.articles()["title"].tolist() == ["Станкостроение растёт"]
        assert opened.tags()["topic"].tolist() == ["machine-tools"]
        imports = opened.imports()
    assert imports["import_id"].tolist() == list(state.import_ids)
    assert imports[["origin", "added", "refused"]].values.tolist() == [["мой.csv", 1, 1]]


def test_job_that_is_stopped_leaves_whole_files_only(
    tmp_path: Path, store: Path, taxonomy: Path
) -> None:
    rows = "".join(f"Завод {number}\n" for number in range(200_000))
    (tmp_path / "many.csv").write_text(f"title\n{rows}", encoding="utf-8")
    arguments = ["import", "--taxonomy", str(taxonomy), str(tmp_path / "many.csv")]
    job = start_job(store, arguments, label="many.csv")
    wait_for(job, lambda state: state.state == "reading" or ended(state))
    job.stop()
    state = wait_for(job, ended)
    assert state.state == "stopped", job.log()
    with Store.open(store, read_only=True) as opened:
        assert opened.count() in (0, 200_000)


def test_job_whose_process_is_killed_is_broken_off(
    tmp_path: Path, store: Path, taxonomy: Path
) -> None:
    (tmp_path / "a.csv").write_text("title\nЗавод\n", encoding="utf-8")
    job = start_job(store, ["import", "--taxonomy", str(taxonomy), str(tmp_path / "a.csv")])
    os.kill(int((job.folder / "pid").read_text()), signal.SIGKILL)
    assert wait_for(job, ended).state == "broken"
    job.stop()
    assert job.state().state == "broken"


def test_job_that_fails_says_why(tmp_path: Path, store: Path) -> None:
    (tmp_path / "a.csv").write_text("title\nЗавод\n", encoding="utf-8")
    nowhere = str(tmp_path / "nowhere")
    job = start_job(store, ["import", "--taxonomy", nowhere, str(tmp_path / "a.csv")])
    state = wait_for(job, ended)
    assert state.state == "failed"
    assert "nowhere" in state.problem


def test_command_that_does_not_exist_is_broken_off_and_logged(store: Path) -> None:
    job = start_job(store, ["no-such-command"])
    assert wait_for(job, ended).state == "broken"
    assert "no-such-command" in job.log()


def test_jobs_that_ended_are_forgotten_after_a_week(store: Path) -> None:
    old, new = (start_job(store, ["no-such-command"]) for _ in range(2))
    for job in (old, new):
        wait_for(job, ended)
    assert list_jobs(store) == (new, old)
    week = time.time() - background.KEPT_DAYS * 86_400
    os.utime(old.folder, (week - 60, week - 60))
    clear_jobs(store)
    assert list_jobs(store) == (new,)


def test_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "monitor.sqlite.jobs").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"no job can be started .*: check path and rights"):
        start_job(tmp_path / "monitor.sqlite", ["import", "a.csv"])


def test_state_that_cannot_be_read_is_one_that_has_just_begun(store: Path) -> None:
    job = start_job(store, ["no-such-command"], label="a")
    wait_for(job, ended)
    (job.folder / "status.json").write_text("{")
    assert job.state().label == "a"
    assert list_jobs(store.with_name("another.sqlite")) == ()
    assert jobs_folder(store).name == "monitor.sqlite.jobs"


def test_job_that_has_to_wait_says_so_and_goes_on_when_its_turn_comes(
    tmp_path: Path, store: Path, taxonomy: Path
) -> None:
    (tmp_path / "a.csv").write_text("title\nЗавод\n", encoding="utf-8")
    with Store.open(store, create=True) as other, other.whole():
        job = start_job(store, ["import", "--taxonomy", str(taxonomy), str(tmp_path / "a.csv")])
        wait_for(job, lambda state: state.state == "waiting")
    state = wait_for(job, ended)
    assert (state.state, state.added) == ("done", 1), job.log()


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A list of two feeds of this machine, of which the second is not there."""
    entry = rss(item("Станкостроение растёт", "{site}/1", "Завод станков открыли в Калуге."))
    with serving({"/feed": Say("")}) as site:
        site.answers["/feed"] = Say(entry.replace("{site}", site.address("")))
        path = tmp_path / "feeds.toml"
        path.write_text(
            "".join(
                f'[[feed]]\nkey = "{key}"\nname = "Source {key}"\nlanguage = "ru"\nkind = "press"\n'
                f'address = "{site.address(f"/{key}")}"\nlicence = "none"\nchecked = ""\n'
                for key in ("feed", "lost")
            ),
            encoding="utf-8",
        )
        monkeypatch.setenv("MONITOR_ALLOW_LOOPBACK", str(site.port))
        yield path


def test_job_fetches_feeds_and_says_what_became_of_each(
    store: Path, taxonomy: Path, feeds: Path
) -> None:
    options = ["--taxonomy", str(taxonomy), "--feeds", str(feeds), "--pause", "0", "--no-pages"]
    job = start_job(store, ["fetch", *options, "feed", "lost"], label="two feeds")
    state = wait_for(job, ended)
    assert (state.command, state.state, state.added, state.refused) == (
        "fetch", "done", 1, 0,
    ), job.log()  # fmt: skip
    told = dict(state.notes)
    assert told["Source feed"].startswith("feed: ok: 1 new")
    assert told["Source lost"].startswith("lost: failed: HTTP_GONE")
    with Store.open(store, read_only=True) as opened:
        assert opened.tags()["topic"].tolist() == ["machine-tools"]


def test_fetch_on_a_machine_without_network_fails_and_says_why(
    store: Path, taxonomy: Path, feeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_OFFLINE", "1")
    options = ["--taxonomy", str(taxonomy), "--feeds", str(feeds)]
    state = wait_for(start_job(store, ["fetch", *options, "feed"]), ended)
    assert (state.state, state.problem) == ("failed", "MONITOR_OFFLINE is set: nothing is fetched")


# --- what a command writes ---------------------------------------------------------------


def told(path: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_batches_are_counted_and_the_last_word_on_a_file_counts_instead(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    steps = [
        Progress(0.5, 1.0, "a.csv", ImportReport(1, 3, 0, 0, 0), (("a.csv", "read as UTF-8"),)),
        Progress(0.9, 1.0, "a.csv", ImportReport(1, 2, 1, 0, 0)),
        # The file was damaged near its end, so nothing of it stays.
        Progress(1.0, 1.0, report=ImportReport(1, 0, 0, 0, 1)),
    ]
    seen = []
    with Status(path, "import", "a.csv") as status:
        for _ in status.read(iter(steps), place=0, places=2):
            status._written = 0.0  # each step is written in this test
            status.note()
            seen.append([told(path)[name] for name in ("done", "added", "known", "refused")])
        for _ in status.read(iter([Progress(1.0, 1.0, report=ImportReport(2, 7, 0, 0, 0))]),
                             place=1, places=2):  # fmt: skip
            pass
    assert seen == [[0.5, 3, 0, 0], [0.9, 5, 1, 0], [1.0, 0, 0, 1]]
    assert {name: told(path)[name] for name in ("state", "done", "total", "added", "refused")} == {
        "state": "done", "done": 2.0, "total": 2, "added": 7, "refused": 1,
    }  # fmt: skip
    assert told(path)["import_ids"] == [1, 2]
    assert told(path)["notes"] == [["a.csv", "read as UTF-8"]]


@pytest.mark.parametrize(
    ("error", "state", "problem"),
    [
        (StoreError("the disk is full"), "failed", "the disk is full"),
        (KeyboardInterrupt(), "stopped", ""),
        (SystemExit(143), "stopped", ""),
    ],
)
def test_end_of_a_command_is_told(
    tmp_path: Path, error: BaseException, state: str, problem: str
) -> None:
    path = tmp_path / "status.json"
    with pytest.raises(type(error)), Status(path, "import"):
        raise error
    assert (told(path)["state"], told(path)["problem"]) == (state, problem)


def test_status_is_written_a_few_times_a_second_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(
        "analysis.commands.status.write_state", lambda _, state: written.append(state.done)
    )
    with Status(tmp_path / "status.json", "import") as status:
        for _ in status.work("tagging", iter(Progress(number, 1_000) for number in range(1_000))):
            pass
    assert len(written) < 100
    assert written[-1] == 999


def test_command_without_a_status_file_says_nothing(tmp_path: Path) -> None:
    with Status(None, "import") as status:
        status.patience().tell("somebody is writing: waiting")
    assert list(tmp_path.iterdir()) == []


# --- how each file of a command is read --------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[1]", "is no JSON object of objects"),
        ("{", "is no JSON object of objects"),
        ('{"a.csv": 1}', "is no JSON object of objects"),
        ('{"a.csv": {"colour": "red"}}', "unknown: colour; use columns"),
    ],
)
def test_file_that_says_how_to_read_others_is_checked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str,
    problem: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("read-as.json").write_text(content)
    command = ["import", "a.csv", "--store", "monitor.sqlite", "--read-as", "read-as.json"]
    assert main(command) == 2
    assert f"error: read-as.json: {problem}" in capsys.readouterr().err
    assert not Path("monitor.sqlite").exists()
