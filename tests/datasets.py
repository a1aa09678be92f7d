"""Small datasets for tests: a taxonomy of three sectors and articles as Parquet files."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from analysis.cluster import Versions, Workers, tag_dataset
from analysis.taxonomy import load_taxonomy

SECTORS = """
[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станкостро*"], en = ['"machine tool"'] }

[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
strong = { ru = ["нефтехим*"], en = ["petrochemical"] }

[[topic]]
key = "unmanned"
label = { en = "Unmanned", ru = "Беспилотные" }
strong = { ru = ["дронострое*"], en = ['"drone maker"'] }
"""
# title, text, language, date
STORIES = (
    ("Открыт завод", "В Рязани развивают станкостроение и нефтехимию.", "ru", "2024-01-10"),
    ("A drone maker grows", "The drone maker is new. It got $5 mln.", "en", "2024-01-20"),
    ("Погода", "Завтра дождь.", "ru", ""),
    ("Химия", "В нефтехимию вложат 10 млрд рублей до 2030 года.", "ru", "2024-02"),
    ("Tools", "A machine tool for a petrochemical plant.", "en", "2023"),
)


def stories(count: int, *, first: int = 0) -> pd.DataFrame:
    """Articles in turn of the stories above, each with an id of its own."""
    rows = [(f"a{number:03}", *STORIES[number % 5]) for number in range(first, first + count)]
    table = pd.DataFrame(rows, columns=["id", "title", "text", "language", "date"], dtype="str")
    return table.assign(source="Ведомости")


def write_taxonomy(folder: Path, content: str = SECTORS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "sectors.toml").write_text(content, encoding="utf-8")
    return folder


def tag(path: Path, output: Path, taxonomy: Path, *, size: int = 4, scheduler: str = "") -> None:
    """Tag a dataset by rules alone."""
    for _ in job(path, output, taxonomy, size=size, scheduler=scheduler):
        pass


def job(
    path: Path, output: Path, taxonomy: Path, *, size: int = 4, scheduler: str = ""
) -> Iterator[object]:
    versions = Versions(load_taxonomy(taxonomy).version, "")
    workers = Workers(scheduler, 2, str(taxonomy))
    return tag_dataset(path, output, versions, workers, partition_size=size)


def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process do what workers would do."""
    monkeypatch.setattr("analysis.cluster.connected", lambda *_: nullcontext())
    monkeypatch.setattr(
        "analysis.cluster.outcomes",
        lambda _, task, partitions, job: (task(partition, job) for partition in partitions),
    )
