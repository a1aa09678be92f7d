"""What stores of benchmarks must hold: files of articles made up, expected and compared.

The articles of every file are known from an import that nobody disturbed, so that of any other
store it can be told which files it holds whole, in part or not at all.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw
import pyarrow.parquet as pq

from analysis.errors import StoreError
from analysis.store import Store
from analysis.store.doctor import WRONG
from analysis.upkeep import examine_all
from benchmarks.corpus import make_group, read_pools
from benchmarks.measure import BenchmarkError

ROOT: Final = Path(__file__).resolve().parent.parent
MEAN_WORDS: Final = 20
# One topic only: what is tried is the store, and an import should not be spent on tagging.
RULES: Final = """[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станок", "завод"], en = ["plant", '"machine tool"'] }
"""

# All but what differs between two imports of the same files: when, and in which import.
_CONTENTS: Final = {
    "articles": "SELECT article_number, article_id, published_date, title, source_name, url,"
    " language, content_hash, text, extra FROM article JOIN body USING (article_number)"
    " ORDER BY article_number",
    "tags": "SELECT article_number, axis, topic, score, decided_by, evidence, taxonomy_version,"
    " model_version FROM tag JOIN topic USING (topic_number) JOIN article USING (article_number)"
    " JOIN making USING (making_id) LEFT JOIN evidence USING (article_number, topic_number)"
    " ORDER BY article_number, axis, topic",
    "facts": "SELECT * FROM fact ORDER BY 1, 2, 7, 8, 9",
}


def make_files(folder: Path, *, articles: int, files: int, seed: int) -> list[Path]:
    """Write files of made-up articles, as many in each, and the rules to tag them with."""
    (folder / "taxonomy").mkdir(parents=True, exist_ok=True)
    (folder / "taxonomy" / "sectors.toml").write_text(RULES, encoding="utf-8")
    if articles % files:
        raise BenchmarkError(f"{articles} articles do not make {files} equal files")
    table = make_group(read_pools([], seed), seed, 0, MEAN_WORDS).slice(0, articles)
    if len(table) < articles:
        raise BenchmarkError(f"{articles} articles are too many: give at most {len(table)}")
    size, paths = articles // files, []
    for number in range(files):
        paths.append(folder / f"part-{number:03}.parquet")
        pq.write_table(table.slice(number * size, size), paths[-1])
    return paths


def contents(path: Path) -> dict[str, str]:
    """Hashes of all articles, tags and facts of a store."""
    with Store.open(path, read_only=True) as store:
        hashes = {}
        for name, sql in _CONTENTS.items():
            digest = hashlib.sha256()
            for row in store._connection.execute(sql):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
            hashes[name] = digest.hexdigest()
        return hashes


@dataclass(frozen=True)
class Expected:
    """What the files bring, known from an import that nobody disturbed.

    Attributes
    ----------
    by_file : file name to the ids and content hashes of its articles
    contents : of the finished store
    moments : seconds after the first write at which each file was acknowledged, and the end
    """

    by_file: Mapping[str, Mapping[str, str]]
    contents: Mapping[str, str]
    moments: Sequence[float] = ()

    @classmethod
    def of(cls, path: Path, files: Sequence[Path], moments: Sequence[float] = ()) -> "Expected":
        """Read a finished store that the files were imported into in this order."""
        with Store.open(path, read_only=True) as store:
            rows = store._select(
                "SELECT article_id, content_hash FROM article ORDER BY article_number"
            )
        size = len(rows) // len(files)
        by_file = {
            file.name: dict(rows[number * size : (number + 1) * size])
            for number, file in enumerate(files)
        }
        return cls(by_file, contents(path), tuple(moments))


@dataclass(frozen=True)
class Check:
    """What was wrong with a store after a fault; all 0 and empty is as it should be.

    Attributes
    ----------
    lost : files that were acknowledged and are not there as they should be
    halves : files of which a part is there
    wrong : what the doctor finds, other than an import that did not end
    """

    lost: int
    halves: int
    wrong: tuple[str, ...]


def check(path: Path, expected: Expected, acknowledged: Sequence[str]) -> Check:
    """Open a store as a reader does and compare it with what it must hold."""
    if not acknowledged and not _has_begun(path):
        return Check(0, 0, ())
    try:
        with Store.open(path, read_only=True) as store:
            held = dict(store._select("SELECT article_id, content_hash FROM article"))
        wrong = tuple(
            f"{one.check}: {one.said}"
            for one in examine_all(path)
            if one.state == WRONG and one.check != "imports"
        )
    except StoreError as error:
        return Check(len(acknowledged), 0, (str(error),))
    lost = halves = 0
    for name, articles in expected.by_file.items():
        there = {key: held[key] for key in articles if key in held}
        lost += name in acknowledged and there != articles
        halves += 0 < len(there) < len(articles)
    return Check(lost, halves, wrong)


def _has_begun(path: Path) -> bool:
    """Whether the tables of a store were ever committed."""
    if not path.exists():
        return False
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return bool(connection.pragma("user_version"))
    except apsw.CantOpenError:  # killed before there was a log
        return False
    finally:
        connection.close()


def import_command(files: Sequence[Path], store: Path) -> list[str]:
    """The command that imports files, as a person gives it, with the rules beside the files."""
    command = [sys.executable, "-m", "analysis", "import", *map(str, files)]
    return [*command, "--store", str(store), "--taxonomy", str(files[0].parent / "taxonomy")]


def acknowledged(output: str) -> list[str]:
    """Names of the files that an import said were in, one for each whole line."""
    lines = output.split("\n")[:-1]
    return [Path(line.rpartition(":")[0]).name for line in lines if " added, " in line]


@contextmanager
def reading(store: Path, size: int, *, readers: int = 1) -> Iterator[list[str]]:
    """Read a store in other processes all the while; at the end the list has what went wrong.

    Parameters
    ----------
    store : in a folder beside the files
    size : articles of a file: no reader may ever see a part of one
    """
    taxonomy = store.parent.parent / "taxonomy"
    command = [sys.executable, "-m", "benchmarks.reader", str(store), str(size), str(taxonomy)]
    children = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        for _ in range(readers)
    ]
    said: list[str] = []
    try:
        yield said
    finally:
        for child in children:
            out, _ = child.communicate()  # closes its input: that ends it
            said += out.splitlines()
            if child.returncode:
                said.append(f"error: a reader ended with {child.returncode}")
