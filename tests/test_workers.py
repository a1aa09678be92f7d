"""Workers: none outlives the process that it works for."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis import Tagger, load_taxonomy
from analysis.workers import Workers

ROOT = Path(__file__).resolve().parent.parent
WAITING = """
import sys, threading, time
import pandas as pd
from pathlib import Path
from analysis import Tagger, load_taxonomy
from analysis.workers import Workers

columns = ("article_id", "published_date", "title", "text", "language")
articles = pd.DataFrame({name: ["a"] for name in columns})
tagger = Tagger(load_taxonomy(Path(sys.argv[1])))
if sys.argv[2] == "afresh":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with Workers(tagger, processes=2) as workers:
    list(workers.read([articles] * 4))
    print(*(process.pid for process in workers._pool._processes.values()), flush=True)
    time.sleep(60)
"""
SECTORS = """
[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
[topic.strong]
ru = ["химия"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sectors.toml").write_text(SECTORS, encoding="utf-8")
    return tmp_path


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def article(text: str) -> pd.DataFrame:
    row = {"article_id": text, "published_date": pd.NaT, "title": "", "text": text}
    return pd.DataFrame([row | {"language": "ru"}])


def test_batches_speak_of_words_by_their_numbers_even_after_a_new_vocabulary(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.tagging.MOST_WORDS", 2)
    texts = ["химия растет", "рост химии", "спорт"]
    with Workers(Tagger(load_taxonomy(folder))) as workers:
        read = list(workers.read(map(article, texts)))
    spelled = [
        " ".join(one.vocabulary.words[word] for word in one.batch.ids if word) for one in read
    ]
    assert spelled == texts
    assert [one.tags["topic"].tolist() for one in read] == [["chemistry"], ["chemistry"], []]
    assert read[0].vocabulary is not read[2].vocabulary


def test_what_was_begun_early_is_read_once_and_what_nobody_asks_for_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.workers.threading.active_count", lambda: 1)
    batches = [article(text) for text in ("химия растет", "спорт", "рост химии", "завод")]
    with Workers(Tagger(load_taxonomy(folder)), processes=2) as workers:
        for early in batches[:3]:
            workers.begin(early)
        read = list(workers.read([batches[0], batches[2], batches[3]]))
        assert not workers._begun
    wanted = [batches[0], *batches[2:]]
    assert all(one.articles is own for one, own in zip(read, wanted, strict=True))
    spelled = [
        " ".join(one.vocabulary.words[word] for word in one.batch.ids if word) for one in read
    ]
    assert spelled == ["химия растет", "рост химии", "завод"]


@pytest.mark.parametrize("start", ["as copies", "afresh"])
def test_workers_end_with_a_parent_that_was_killed(folder: Path, start: str) -> None:
    command = [sys.executable, "-c", WAITING, str(folder), start]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        parent.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 30
        while any(map(is_running, pids)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(map(is_running, pids))
