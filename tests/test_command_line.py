"""The command line: its contracts, its exit statuses, and that no input makes it crash."""

import csv
import io
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import apsw
import openpyxl
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.store import Store
from tests.papers import make_zip

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "import",
    "fetch",
    "tag",
    "tag-dataset",
    "retag",
    "stories",
    "evaluate",
    "train",
    "check",
    "export",
    "dashboard",
)
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
BROKEN = """
[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станкостро* AND ("] }

[[topic]]
key = "machine-tools"
label = { en = "Again", ru = "Снова" }
strong = { ru = ["станок"] }
colour = "red"
"""
# id, title, text, and the topics that the rules above find
ARTICLES = (
    ("a1", "Открыт завод", "В Рязани развивают станкостроение и нефтехимию.",
     ("machine-tools", "chemistry")),
    ("a2", "A drone maker grows", "It hires people. The drone maker is new.", ("unmanned",)),
    ("a3", "Погода", "Завтра дождь.", ()),
)  # fmt: skip
TAGGED = {(row[0], topic) for row in ARTICLES for topic in row[3]}
HEADER = "id,date,source,title,text\n"
GOOD = "1,2024-01-10,Ведомости,Новый завод,Открыли станкостроительный завод в Рязани\n"
SECOND = "2,2024-02-11,Ведомости,Вторая новость,Запустили нефтехимический комплекс\n"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    folder = tmp_path / "taxonomy"
    folder.mkdir()
    (folder / "sectors.toml").write_text(SECTORS, encoding="utf-8")
    return folder


@pytest.fixture
def run(taxonomy: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, by rules alone and with the small taxonomy."""
    for room in ("terminal", "tagging", "learning"):
        monkeypatch.setattr(f"analysis.commands.{room}.load_model", lambda *_: None)
    monkeypatch.setenv("COLUMNS", "100")

    def call(command: str, *arguments: object) -> Ran:
        argv = [command, *map(str, arguments)]
        if command in COMMANDS and "--taxonomy" not in argv and "--help" not in argv:
            argv += ["--taxonomy", str(taxonomy)]
        capfd.readouterr()
        try:
            status = main(argv)
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Ran(status, out, err)

    return call


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store" / "monitor.sqlite"


def articles(*names: str) -> pd.DataFrame:
    table = pd.DataFrame(
        [row[:3] for row in ARTICLES], columns=["id", "title", "text"], dtype="str"
    )
    return table[list(names)] if names else table


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def stored(path: Path) -> pd.DataFrame:
    with Store.open(path, read_only=True) as store:
        return store.articles(with_text=True)


def pairs(tags: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(tags["article_id"], tags["topic"], strict=True))


# --- help and usage ----------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_shows_a_worked_example(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.status == 0
    example = ran.out.partition("example:\n")[2]
    assert example.startswith(f"  python -m analysis {command}")


def test_help_lists_exactly_these_commands(run: Run) -> None:
    ran = run("--help")
    listed = [line.split()[0] for line in ran.out.splitlines() if line.startswith("    ")]
    assert (ran.status, [name for name in listed if name in COMMANDS]) == (0, list(COMMANDS))
    assert "python -m analysis import data/sample" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["tagg"], id="unknown command"),
        pytest.param(["tag"], id="no input"),
        pytest.param(["import"], id="no path"),
        pytest.param(["tag", "x.csv", "--colour"], id="unknown option"),
        pytest.param(["check", "a.csv", "--map", "titel=Kopf"], id="unknown field"),
        pytest.param(["check", "a.csv", "--map", "title"], id="no mapping"),
        pytest.param(["tag", "a.csv", "--map", "title=A", "--map", "title=B"], id="two columns"),
        pytest.param(["import", "a.csv", "--encoding", "latein"], id="unknown encoding"),
        pytest.param(["import", "a.csv", "--zone", "Mars/X"], id="unknown zone"),
        pytest.param(["export", "--format", "docx"], id="unknown format"),
        pytest.param(["export", "--output", "x.docx"], id="unknown ending"),
        pytest.param(["dashboard", "--port", "99999"], id="port out of range"),
        pytest.param(["dashboard", "--port", "http"], id="port in letters"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "error: " in ran.err


def test_training_without_a_corpus_is_wrong_use(run: Run, tmp_path: Path) -> None:
    labelled = written(tmp_path / "l.csv", "id,text,language,sectors\n1,завод,ru,chemistry\n")
    ran = run("train", "--labelled", labelled, "--output", tmp_path / "model")
    assert ran.status == 2
    assert "required: CORPUS" in ran.err


# --- import ------------------------------------------------------------------------------


def test_import_counts_what_was_added_known_updated_and_refused(
    run: Run, tmp_path: Path, store: Path
) -> None:
    path = written(tmp_path / "a.csv", HEADER + GOOD + SECOND)
    first = run("import", path, "--store", store)
    assert (first.status, first.err) == (0, "")
    assert first.out == f"{path}: 2 added, 0 already there, 0 updated, 0 refused\n"
    changed = SECOND.replace("Запустили", "Остановили")
    written(path, HEADER + GOOD + changed + "3,2999-01-01,Ведомости,Завтра,Завод\n")
    second = run("import", path, "--store", store)
    assert second.status == 65
    assert second.out == f"{path}: 0 added, 1 already there, 1 updated, 1 refused\n"
    assert stored(store)["text"].str.startswith("Остановили").sum() == 1


def test_import_tags_what_it_adds(run: Run, tmp_path: Path, store: Path) -> None:
    run("import", written(tmp_path / "a.csv", HEADER + GOOD + SECOND), "--store", store)
    with Store.open(store, read_only=True) as opened:
        assert pairs(opened.tags()) == {("1", "machine-tools"), ("2", "chemistry")}
        assert opened.count(untagged=True) == 0


def test_refused_rows_are_listed_with_origin_row_column_and_problem(
    run: Run, tmp_path: Path, store: Path
) -> None:
    rows = "2,yesterday,Ведомости,Завод,Текст\n3,2024-01-12,Ведомости,,\n"
    path = written(tmp_path / "a.csv", HEADER + GOOD + rows)
    rejects = tmp_path / "rejects.csv"
    ran = run("import", path, "--store", store, "--rejects", rejects)
    first, second = ran.err.splitlines()
    assert first.startswith("refused: a.csv, row 3, date: ")
    assert second == ("refused: a.csv, row 4, title: neither a title nor a text: fill one of them")
    table = pd.read_csv(rejects)
    assert list(table) == ["origin", "sheet", "row", "column", "code", "problem", "raw"]
    assert table[["origin", "row", "column"]].values.tolist() == [
        ["a.csv", 3, "date"],
        ["a.csv", 4, "title"],
    ]
    assert table["raw"][0] == "yesterday"


def test_only_the_first_refused_rows_are_shown_and_the_file_has_all(
    run: Run, tmp_path: Path, store: Path
) -> None:
    rows = "".join(f"{number},soon,Ведомости,Завод,Текст\n" for number in range(50))
    path = written(tmp_path / "a.csv", HEADER + rows)
    ran = run("import", path, "--store", store)
    assert len(ran.err.splitlines()) == 21
    assert ran.err.splitlines()[-1] == "… and 30 more; --rejects FILE lists all"
    rejects = tmp_path / "rejects.parquet"
    assert (
        f"all are in {rejects}"
        in run("check", path).err + run("import", path, "--store", store, "--rejects", rejects).err
    )
    assert len(pd.read_parquet(rejects)) == 50


def test_rejects_of_several_files_stand_in_one_file(run: Run, tmp_path: Path, store: Path) -> None:
    bad = HEADER + "9,soon,Ведомости,Завод,Текст\n"
    paths = [written(tmp_path / name, bad) for name in ("a.csv", "b.csv")]
    rejects = tmp_path / "rejects.jsonl"
    ran = run("import", *paths, "--store", store, "--rejects", rejects)
    assert ran.status == 65
    table = pd.read_json(rejects, lines=True)
    assert table["origin"].tolist() == ["a.csv", "b.csv"]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    run: Run, tmp_path: Path, store: Path
) -> None:
    empty = written(tmp_path / "empty.csv", b"")
    good = written(tmp_path / "good.csv", HEADER + GOOD)
    ran = run("import", empty, tmp_path / "missing.csv", good, "--store", store)
    assert ran.status == 66
    assert ran.err.splitlines() == [
        "error: empty.csv: the file is empty (0 bytes): check how it was saved",
        "error: missing.csv: no such file or folder: check the name",
    ]
    assert ran.out == f"{good}: 1 added, 0 already there, 0 updated, 0 refused\n"
    with Store.open(store, read_only=True) as opened:
        assert pairs(opened.tags()) == {("1", "machine-tools")}


def test_a_bad_file_of_a_folder_is_refused_as_a_whole(
    run: Run, tmp_path: Path, store: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    written(folder / "a.csv", HEADER + GOOD)
    written(folder / "b.csv", b"")
    ran = run("import", folder, "--store", store)
    assert (ran.status, ran.out) == (
        65,
        f"{folder}: 1 added, 0 already there, 0 updated, 1 refused\n",
    )
    assert ran.err == ("refused: b.csv: the file is empty (0 bytes): check how it was saved\n")


def test_notes_on_a_folder_are_told_once_and_what_is_plain_not_at_all(
    run: Run, tmp_path: Path, store: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(3):
        row = f"{number},2024-01-10,Ведомости,Завод {number},Текст,x\n"
        written(folder / f"{number}.csv", HEADER.replace("text", "text,mark") + row)
    ran = run("import", folder, "--store", store)
    assert (ran.status, ran.err) == (
        0,
        "0.csv and 2 more: columns kept beside the articles: mark\n",
    )


def test_columns_of_other_names_are_told(run: Run, tmp_path: Path, store: Path) -> None:
    content = "headline;body\nЗавод;Новый станкостроительный завод\n"
    ran = run("import", written(tmp_path / "a.csv", content), "--store", store)
    assert (ran.status, ran.err.splitlines()) == (
        0,
        [
            "a.csv: columns are separated by ';'",
            "a.csv: columns: title from 'headline', text from 'body'",
            "a.csv: no date column: the articles are undated",
        ],
    )


@pytest.mark.parametrize("command", ["import", "tag", "check"])
def test_columns_are_mapped_by_the_user_and_the_mapping_is_told(
    run: Run, tmp_path: Path, store: Path, command: str
) -> None:
    path = written(tmp_path / "a.csv", "Kopf,Inhalt,date\nЗавод,Новый завод,2024-07-04\n")
    place = ["--store", store] if command == "import" else []
    ran = run(command, path, *place, "--map", "title=Kopf", "--map", "text=inhalt")
    assert (ran.status, ran.err.splitlines()[0]) == (
        0,
        "a.csv: columns: published_date from 'date', title from 'Kopf', text from 'Inhalt'",
    )


def test_a_mapping_to_a_column_that_is_not_there_lists_those_found(
    run: Run, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", "Kopf,date\nA,2024-07-04\n")
    ran = run("check", path, "--map", "title=Titel")
    assert ran.status == 66
    assert "no column 'Titel': choose among the columns found: Kopf, date" in ran.err


def test_the_order_of_dates_and_the_zone_are_what_the_user_says(
    run: Run, tmp_path: Path, store: Path
) -> None:
    path = written(tmp_path / "a.csv", "title,date\nЗавод,01/02/2024 10:00\n")
    refused = run("import", path, "--store", store)
    assert refused.status == 65
    assert "could be day/month or month/day" in refused.err
    ran = run("import", path, "--store", store, "--dates", "month-first", "--zone", "Asia/Omsk")
    assert (ran.status, ran.err) == (0, "")
    with Store.open(store, read_only=True) as kept:
        (article,) = kept.articles().to_dict("records")
    assert f"{article['published_date']:%Y-%m-%d}" == "2024-01-02"
    assert article["published_at"] == "2024-01-02T04:00:00Z"


def test_an_encoding_that_the_user_names_is_used(run: Run, tmp_path: Path, store: Path) -> None:
    path = written(tmp_path / "a.csv", "title,date\nзавод,2024-07-04\n".encode("koi8-r"))
    ran = run("import", path, "--store", store, "--encoding", "KOI8-R")
    assert (ran.status, ran.err) == (0, "a.csv: read as koi8-r, as asked\n")
    assert stored(store)["title"].tolist() == ["завод"]


def test_members_of_an_archive_are_told_the_same_once(
    run: Run, tmp_path: Path, store: Path
) -> None:
    members = {f"{name}.txt": f"Завод {name}\n5 марта 2024\nТекст" for name in "abc"}
    path = written(tmp_path / "news.zip", make_zip(members | {"d.pdf": b"%PDF-1.7"}))
    ran = run("import", path, "--store", store)
    assert (ran.status, ran.out) == (
        65,
        f"{path}: 3 added, 0 already there, 0 updated, 1 refused\n",
    )
    assert ran.err.splitlines()[0] == (
        "news.zip › a.txt and 2 more: the date is the line under the title"
    )
    assert "refused: news.zip › d.pdf: the PDF is broken or cut off" in ran.err


NOISE = random.Random(0).randbytes(5_000)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        pytest.param(b"", 66, "the file is empty", id="empty"),
        pytest.param(b"\n\n \n", 0, "no rows", id="blank"),
        pytest.param(NOISE, 66, "binary file", id="binary"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + NOISE, 66, "PNG picture", id="picture"),
        pytest.param(b"PK\x03\x04" + NOISE, 66, "broken or cut off", id="cut workbook"),
        pytest.param(b"PAR1" + NOISE, 66, "Parquet", id="cut parquet"),
        pytest.param("<!doctype html><p>Завод", 66, "web page", id="web page"),
        pytest.param('[{"title": "Завод"', 66, "no valid JSON", id="cut JSON"),
        pytest.param("id,name\n1,Завод\n", 66, "no title or text column", id="no text column"),
        pytest.param("title,title\na,b\n", 66, "duplicate column name", id="duplicate column"),
        pytest.param(HEADER, 0, "no rows", id="no rows"),
    ],
)
def test_files_without_a_usable_row_are_named_and_nothing_is_stored(
    run: Run, tmp_path: Path, store: Path, content: str | bytes, status: int, words: str
) -> None:
    ran = run("import", written(tmp_path / "a.csv", content), "--store", store)
    assert ran.status == status
    assert words in ran.err
    assert "a.csv" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert len(stored(store)) == 0


@pytest.mark.parametrize(
    ("row", "status", "words"),
    [
        pytest.param("2,вчера,В,Завод,Текст\n", 65, "row 3, date", id="bad date"),
        pytest.param("2,2024-02-30,В,Завод,Текст\n", 65, "row 3, date", id="no such day"),
        pytest.param("2,2999-01-01,В,Завод,Текст\n", 65, "row 3, date", id="future date"),
        pytest.param("2,2024-01-01,В,,\n", 65, "neither a title nor", id="no words"),
        pytest.param("2,2024-01-01,В\n", 65, "row 3", id="too few cells"),
        pytest.param("2,2024-01-01,В,Т,Т,Т,Т\n", 65, "row 3", id="too many cells"),
        pytest.param("2,2024-01-01,В,Т," + "я" * 1_000_001, 65, "1,000,001", id="huge field"),
        pytest.param('2,2024-01-01,В,Т,"открыта', 65, "row 3", id="open quote"),
        pytest.param(
            GOOD.replace("завод", "цех"), 65, "row 2, id: has the id of row 3", id="same id"
        ),
        pytest.param(GOOD, 0, "1 row(s) repeated", id="repeated article"),
        pytest.param("\n\n", 0, "", id="blank rows"),
    ],
)
def test_a_bad_row_is_told_and_the_good_one_kept(
    run: Run, tmp_path: Path, store: Path, row: str, status: int, words: str
) -> None:
    path = written(tmp_path / "a.csv", HEADER + GOOD + row)
    ran = run("import", path, "--store", store)
    assert ran.status == status
    assert words in ran.err
    refused = 1 if status == 65 else 0
    assert ran.out == f"{path}: 1 added, 0 already there, 0 updated, {refused} refused\n"
    assert stored(store)["article_id"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        pytest.param(SECOND.replace("Зап", "\0За\0п"), SECOND.split(",")[4], id="NUL bytes"),
        pytest.param(f"2,2024-02-11,В,Т,{'завод ' * 83_000}\n", "завод " * 83_000, id="500 kB"),
        pytest.param("2,2024-02-11,В,Т,=1+1\n", "=1+1", id="formula"),
        pytest.param("2,2024-02-11,В,Т,<script>alert(1)</script>\n",
                     "<script>alert(1)</script>", id="markup"),
        pytest.param("2,2024-02-11,В,Т,🏭 завод\n", "🏭 завод", id="emoji"),
    ],
)  # fmt: skip
def test_odd_but_readable_rows_are_taken(
    run: Run, tmp_path: Path, store: Path, row: str, text: str
) -> None:
    ran = run("import", written(tmp_path / "a.csv", HEADER + GOOD + row), "--store", store)
    assert (ran.status, "2 added" in ran.out) == (0, True)
    assert stored(store).set_index("article_id")["text"]["2"] == text.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16"])
def test_russian_is_read_in_every_common_encoding(
    run: Run, tmp_path: Path, store: Path, encoding: str
) -> None:
    path = written(tmp_path / "a.csv", (HEADER + GOOD + SECOND).encode(encoding))
    ran = run("import", path, "--store", store)
    assert ran.status == 0
    assert set(stored(store)["title"]) == {"Новый завод", "Вторая новость"}
    assert ("read as" in ran.err) == (not encoding.startswith("utf-8"))


def test_a_store_that_is_no_store_is_refused(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", HEADER + GOOD)
    ran = run("import", path, "--store", path)
    assert (ran.status, ran.out) == (1, "")
    assert "is no store of this program" in ran.err


# --- tag ---------------------------------------------------------------------------------

READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": lambda path: pd.read_csv(path, dtype={"article_id": "str"}),
    ".jsonl": lambda path: pd.read_json(path, lines=True, dtype=False),
    ".parquet": pd.read_parquet,
    ".xlsx": lambda path: pd.read_excel(path, dtype={"article_id": "str"}),
}
WRITERS: dict[str, Callable[[pd.DataFrame, Path], object]] = {
    ".csv": lambda table, path: table.to_csv(path, index=False),
    ".jsonl": lambda table, path: table.to_json(
        path, orient="records", lines=True, force_ascii=False
    ),
    ".parquet": lambda table, path: table.to_parquet(path, index=False),
    ".xlsx": lambda table, path: table.to_excel(path, index=False),
}


@pytest.mark.parametrize("given", WRITERS)
@pytest.mark.parametrize("wanted", READERS)
def test_tag_reads_and_writes_every_kind_of_file(
    run: Run, tmp_path: Path, given: str, wanted: str
) -> None:
    path, output = tmp_path / f"in{given}", tmp_path / f"out{wanted}"
    WRITERS[given](articles(), path)
    ran = run("tag", path, "--output", output)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.splitlines()[-1] == "3 articles read, 2 of them with a tag; 3 tags written"
    tags = READERS[wanted](output)
    assert list(tags)[:6] == [
        "article_id", "axis", "topic", "score", "decided_by", "evidence",
    ]  # fmt: skip
    assert pairs(tags) == TAGGED
    assert set(tags["axis"]) == {"sector"}
    assert set(tags["decided_by"]) == {"rules"}
    assert tags["score"].between(0, 1).all()
    fields = articles().set_index("id")
    for row in tags.itertuples():
        quotes = json.loads(row.evidence)
        assert quotes
        for quote in quotes:
            field = fields.loc[row.article_id, quote["field"]]
            assert field[quote["start"] : quote["end"]] == quote["surface"]


def test_title_and_text_are_all_that_tag_needs(run: Run, tmp_path: Path) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    articles("title", "text").to_csv(path, index=False)
    ran = run("tag", path, "--output", output)
    assert (ran.status, len(ran.err.splitlines())) == (0, 1)
    tags = pd.read_csv(output)
    assert tags["topic"].value_counts().to_dict() == {
        "machine-tools": 1, "chemistry": 1, "unmanned": 1,
    }  # fmt: skip
    assert tags["article_id"].nunique() == 2


def test_an_unreadable_date_costs_no_tag(run: Run, tmp_path: Path) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    articles().assign(date="some day in 2004/2005", url="tg:1").to_csv(path, index=False)
    ran = run("tag", path, "--output", output)
    assert (ran.status, pairs(READERS[".csv"](output))) == (0, TAGGED)
    assert ran.err == "3 articles read, 2 of them with a tag; 3 tags written\n"


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param(["007", "08", "1e5"], id="digits"),
        pytest.param(["x y", "ё", "a/b"], id="words"),
        pytest.param(["-1001234567890", "+7", "-5"], id="numbers with a sign"),
    ],
)
def test_ids_stay_as_they_are_written(run: Run, tmp_path: Path, ids: list[str]) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    articles().assign(id=ids).to_csv(path, index=False)
    run("tag", path, "--output", output)
    assert set(READERS[".csv"](output)["article_id"]) == set(ids[:2])


def test_offsets_count_in_the_text_as_it_is_read(run: Run, tmp_path: Path) -> None:
    # Blanks around a field are cut and CRLF is one character; the help of the command says so.
    table = articles().assign(text="  \n Строят цеха.\r\nРазвивают станкостроение.")
    table.to_parquet(tmp_path / "in.parquet")
    run("tag", tmp_path / "in.parquet", "--output", tmp_path / "out.parquet")
    quote = json.loads(pd.read_parquet(tmp_path / "out.parquet")["evidence"][0])[0]
    read = "Строят цеха.\nРазвивают станкостроение."
    assert read[quote["start"] : quote["end"]] == quote["surface"] == "станкостроение"
    help_text = " ".join(run("tag", "--help").out.split())
    assert "without blanks around it and control characters, line ends as one" in help_text


def test_nothing_to_tag_gives_an_empty_table_with_its_columns(run: Run, tmp_path: Path) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.parquet"
    articles().tail(1).to_csv(path, index=False)
    assert run("tag", path, "--output", output).status == 0
    tags = pd.read_parquet(output)
    assert (len(tags), next(iter(tags))) == (0, "article_id")
    assert run("tag", written(path, HEADER), "--output", output).status == 0
    assert len(pd.read_parquet(output)) == 0


def test_tag_refuses_bad_rows_and_tags_the_others(run: Run, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "title": "Станкостроение", "text": ""}, ensure_ascii=False),
        '{"id": "b", "title": "Станко',
        '{"id": "c", "title": ["list"], "text": ""}',
    ]
    path = written(tmp_path / "in.jsonl", "\n".join(lines))
    output, rejects = tmp_path / "out.csv", tmp_path / "rejects.xlsx"
    ran = run("tag", path, "--output", output, "--rejects", rejects)
    assert ran.status == 65
    assert ran.err.count("refused: in.jsonl, row ") == 2
    assert pairs(READERS[".csv"](output)) == {("a", "machine-tools")}
    assert pd.read_excel(rejects)["row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(NOISE, "binary file", id="binary"),
        pytest.param(None, "no such file or folder", id="missing"),
        pytest.param(b"id,name\n1,x\n", "no title or text column", id="no text"),
    ],
)
def test_an_unreadable_input_ends_with_66_and_leaves_no_output(
    run: Run, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    if content is not None:
        written(path, content)
    ran = run("tag", path, "--output", output)
    assert (ran.status, ran.out, output.exists()) == (66, "", False)
    assert ran.err.startswith("error: in.csv: ")
    assert words in ran.err


OUTPUTS = [
    pytest.param("missing/out.csv", 73, "there is no folder", id="no such folder"),
    pytest.param("folder.csv", 73, "is a folder", id="a folder"),
    pytest.param("out.docx", 2, "unknown ending", id="unknown ending"),
]


@pytest.mark.parametrize(("name", "status", "words"), OUTPUTS)
def test_an_output_that_cannot_be_written_is_refused_before_the_work(
    run: Run, tmp_path: Path, store: Path, name: str, status: int, words: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    output = tmp_path / name
    # The input is missing too: who reads it first would end with 66.
    for arguments in (
        ["tag", tmp_path / "missing.csv", "--output", output],
        ["evaluate", tmp_path / "missing.csv", "--output", output],
        ["export", "--store", store, "--output", output],
        ["import", tmp_path / "missing.csv", "--store", store, "--rejects", output],
    ):
        ran = run(*arguments)
        assert (ran.status, ran.out) == (status, ""), arguments[0]
        assert words in ran.err
    assert not store.exists()


def test_a_disk_that_refuses_the_result_ends_with_73(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    path = tmp_path / "in.csv"
    articles().to_csv(path, index=False)
    monkeypatch.setattr(Path, "replace", refuse)
    ran = run("tag", path, "--output", tmp_path / "out.csv")
    assert ran.status == 73
    assert "out.csv: No space left on device" in ran.err
    assert list(tmp_path.glob("*out.csv*")) == []


def test_a_table_too_long_for_a_workbook_ends_with_73(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.xlsx"
    articles().to_csv(path, index=False)
    monkeypatch.setattr("analysis.streams._MOST_SHEET_ROWS", 2)
    ran = run("tag", path, "--output", output)
    assert (ran.status, output.exists()) == (73, False)
    assert "more than the 2 rows that a workbook holds: name a .csv or .parquet file" in ran.err


# --- retag, check, evaluate --------------------------------------------------------------


def test_retag_does_what_the_taxonomy_changed(
    run: Run, tmp_path: Path, store: Path, taxonomy: Path
) -> None:
    run("import", written(tmp_path / "a.csv", HEADER + GOOD + SECOND), "--store", store)
    ran = run("retag", "--store", store)
    assert (ran.status, ran.out) == (
        0,
        "0 articles tagged: no article waits, and no change touches one; --all tags all\n",
    )
    assert run("retag", "--all", "--store", store).out == "2 articles tagged\n"
    changed = SECTORS.replace("нефтехим*", "завод")
    (taxonomy / "sectors.toml").write_text(changed, encoding="utf-8")
    assert run("retag", "--store", store).out == "2 articles tagged\n"
    with Store.open(store, read_only=True) as opened:
        assert pairs(opened.tags()) == {("1", "machine-tools"), ("1", "chemistry")}


def test_check_counts_topics_and_rules(run: Run) -> None:
    ran = run("check")
    assert (ran.status, ran.err) == (0, "")
    assert "3 sectors; 6 rules: usable" in ran.out


def test_check_lists_all_faults_of_a_taxonomy_at_once(run: Run, taxonomy: Path) -> None:
    (taxonomy / "sectors.toml").write_text(BROKEN, encoding="utf-8")
    ran = run("check")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    for fault in ("станкостро* AND (", "colour", "machine-tools"):
        assert fault in ran.err
    assert ran.err.count("\n  - ") >= 3


@pytest.mark.parametrize("command", ["import", "tag", "evaluate", "check"])
def test_a_missing_taxonomy_is_one_sentence(run: Run, tmp_path: Path, command: str) -> None:
    rest = [] if command == "check" else [written(tmp_path / "a.csv", HEADER + GOOD)]
    ran = run(command, *rest, "--taxonomy", tmp_path / "none")
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert "no taxonomy file" in ran.err


def test_check_promises_what_import_does(run: Run, tmp_path: Path, store: Path) -> None:
    rows = "2,soon,Ведомости,Завод,Текст\n"
    path = written(tmp_path / "a.csv", HEADER + GOOD + rows)
    empty = written(tmp_path / "empty.csv", b"")
    ran = run("check", empty, path)
    assert ran.status == 66
    assert f"{path}: 1 articles usable, 1 rows refused" in ran.out
    assert "empty.csv: the file is empty" in ran.err
    assert run("import", path, "--store", store).out.endswith("1 added, 0 already there, "
                                                              "0 updated, 1 refused\n")  # fmt: skip


LABELLED = (
    "id,title,text,language,sectors\n"
    "1,,Развивают станкостроение,ru,machine-tools\n"
    "2,,Станкостроение растёт,ru,chemistry\n"
    "3,,Погода,ru,machine-tools\n"
    "4,,A drone maker grows,en,unmanned\n"
)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx", ".jsonl", ".md"])
def test_evaluate_prints_the_measures_and_writes_them(
    run: Run, tmp_path: Path, ending: str
) -> None:
    output = tmp_path / f"quality{ending}"
    path = written(tmp_path / "labelled.csv", LABELLED)
    ran = run("evaluate", path, "--output", output)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("| language | axis | topic | n | tagged | precision | recall | F1")
    # 1 of 2 tags is right, 1 of 3 labels was found
    assert [line for line in lines if line.startswith("| ru | sector | micro | 3 | 2 | 0.500 ")]
    assert [line for line in lines if line.startswith("| ru | sector | macro | ")]
    assert [
        line
        for line in lines
        if line.startswith("| en | sector | unmanned | 1 | 1 | 1.000 | 1.000 ")
    ]
    if ending in READERS:
        table = READERS[ending](output)
        own = table[(table["language"] == "ru") & (table["topic"] == "micro")].iloc[0]
        assert (own["precision"], round(own["recall"], 3)) == (0.5, 0.333)
    else:
        assert output.read_text(encoding="utf-8").startswith("| language |")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param(b"", "cannot be read", id="empty"),
        pytest.param(b"id,text\n1,a\n", "missing column(s) language, sectors", id="columns"),
        pytest.param(b"id,text,language,sectors\n", "no labelled article", id="no rows"),
        pytest.param(b"\xff\xfe\xff" + NOISE, "cannot be read", id="binary"),
    ],
)
def test_an_unusable_labelled_set_ends_with_66(
    run: Run, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "labelled.csv"
    if content is not None:
        written(path, content)
    ran = run("evaluate", path)
    assert (ran.status, ran.out) == (66, "")
    assert words in ran.err


# --- export ------------------------------------------------------------------------------


def read_sheet(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Data"]
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]


IDS_IN: dict[str, Callable[[bytes], list[str]]] = {
    "csv": lambda content: [
        row["article_id"]
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    ],
    "xlsx": read_sheet,
    "parquet": lambda content: pd.read_parquet(io.BytesIO(content))["article_id"].tolist(),
    "jsonl": lambda content: [json.loads(line)["article_id"] for line in content.splitlines()],
}


@pytest.fixture
def filled(run: Run, tmp_path: Path, store: Path) -> Path:
    rows = "3,2024-03-01,Wire,A drone maker,It is new\n"
    run("import", written(tmp_path / "f.csv", HEADER + GOOD + SECOND + rows), "--store", store)
    return store


@pytest.mark.parametrize("ending", IDS_IN)
def test_export_writes_what_the_query_finds(
    run: Run, tmp_path: Path, filled: Path, ending: str
) -> None:
    output = tmp_path / f"out.{ending}"
    query = "sector:machine-tools OR комплекс"
    ran = run("export", "--store", filled, "--query", query, "--output", output)
    assert (ran.status, ran.err) == (0, f"2 articles written to {output}\n")
    assert IDS_IN[ending](output.read_bytes()) == ["2", "1"]
    by_format = tmp_path / "plain"
    options = ("--store", filled, "--format", ending, "--output", by_format)
    assert run("export", *options).status == 0
    assert IDS_IN[ending](by_format.read_bytes()) == ["3", "2", "1"]


def test_export_goes_to_stdout_by_default(run: Run, filled: Path) -> None:
    ran = run("export", "--store", filled, "--query", "lang:en")
    assert (ran.status, ran.err) == (0, "1 articles written\n")
    assert IDS_IN["csv"](ran.out.encode()) == ["3"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("завод (", "bracket", id="open bracket"),
        pytest.param("sector:nonsense", "nonsense", id="unknown topic"),
        pytest.param("завод~2", "~", id="fuzzy word"),
        pytest.param("/зав.д/", "/", id="regular expression"),
        pytest.param("date:[2024-01-01", "", id="open range"),
        pytest.param("@combat", "@combat", id="group"),
    ],
)
def test_a_broken_query_is_explained_and_nothing_written(
    run: Run, tmp_path: Path, filled: Path, query: str, words: str
) -> None:
    output = tmp_path / "out.csv"
    ran = run("export", "--store", filled, "--query", query, "--output", output)
    assert (ran.status, ran.out, output.exists()) == (1, "", False)
    assert ran.err.startswith("error: ")
    assert words in ran.err


def test_a_query_that_finds_nothing_gives_a_header(run: Run, tmp_path: Path, filled: Path) -> None:
    ran = run("export", "--store", filled, "--query", "верблюд")
    assert (ran.status, ran.err) == (0, "0 articles written\n")
    assert ran.out.lstrip("\ufeff").split(",")[0].strip('"') == "article_id"
    assert len(ran.out.splitlines()) == 1


# --- the store and the port --------------------------------------------------------------


@pytest.mark.parametrize("command", ["retag", "export", "dashboard"])
def test_a_missing_store_says_how_to_make_one(run: Run, store: Path, command: str) -> None:
    ran = run(command, "--store", store)
    assert (ran.status, ran.out) == (1, "")
    assert "make one with: python -m analysis import data/sample" in ran.err
    assert not store.exists()


@pytest.mark.parametrize("command", ["import", "retag"])
def test_a_store_in_use_ends_with_75(
    run: Run, tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("MONITOR_WAIT", "0.1")
    rest = [tmp_path / "f.csv"] if command == "import" else ["--all"]
    writer = apsw.Connection(str(filled))
    try:
        writer.execute("BEGIN IMMEDIATE")
        ran = run(command, *rest, "--store", filled)
        assert (ran.status, ran.out) == (75, "")
        assert "another program is writing: try again when it is done" in ran.err
        # Readers are not held up.
        assert run("export", "--store", filled).status == 0
    finally:
        writer.close()
    assert run(command, *rest, "--store", filled).status == 0


def test_a_taken_port_is_one_sentence_with_another_port(run: Run, filled: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = run("dashboard", "--store", filled, "--port", port)
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert ran.err.startswith(f"error: port {port} is taken: stop what runs there")


def test_ctrl_c_says_what_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.commands.articles.load_taxonomy", stop)
    ran = run("check")
    assert (ran.status, ran.err) == (130, "stopped; what was committed stays\n")


# --- as a real process -------------------------------------------------------------------


def process(
    *arguments: object, given: bytes = b"", **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def test_tag_is_a_filter_from_stdin_to_stdout(taxonomy: Path) -> None:
    content = articles().to_csv(index=False).encode()
    # stdout is UTF-8 even where the terminal is not
    done = process("tag", "-", "--output", "-", "--taxonomy", taxonomy, given=content,
                   PYTHONIOENCODING="ascii")  # fmt: skip
    assert done.returncode == 0
    tags = pd.read_csv(io.BytesIO(done.stdout))
    assert pairs(tags) >= TAGGED
    assert "станкостроение" in done.stdout.decode()
    assert b"3 articles read" in done.stderr


def test_tag_takes_json_lines_from_stdin(taxonomy: Path, tmp_path: Path) -> None:
    lines = articles().to_json(orient="records", lines=True, force_ascii=False).encode()
    output = tmp_path / "tags.jsonl"
    done = process("tag", "-", "--output", output, "--taxonomy", taxonomy, given=lines)
    assert (done.returncode, done.stdout) == (0, b"")
    assert pairs(READERS[".jsonl"](output)) >= TAGGED


def test_empty_stdin_is_named(taxonomy: Path) -> None:
    done = process("tag", "-", "--taxonomy", taxonomy)
    assert (done.returncode, done.stdout) == (66, b"")
    assert done.stderr.decode().startswith("error: stdin: the file is empty")


def test_a_reader_that_goes_away_is_no_error(taxonomy: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = [(f"a{number}", "Завод", "Развивают станкостроение.") for number in range(2_000)]
    pd.DataFrame(rows, columns=["id", "title", "text"]).to_csv(path, index=False)
    command = [sys.executable, "-m", "analysis", "tag", str(path), "--taxonomy", str(taxonomy)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        errors = running.stderr.read().decode()
    assert (running.returncode, errors) == (0, "")


def test_the_worked_example_of_import_holds(tmp_path: Path, taxonomy: Path) -> None:
    done = process("import", "data/sample", "--store", tmp_path / "m.sqlite",
                   "--taxonomy", taxonomy)  # fmt: skip
    assert done.returncode == 0
    added = sum(
        len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "data" / "sample").glob("*.jsonl")
    )
    assert done.stdout.decode() == (
        f"data/sample: {added} added, 0 already there, 0 updated, 0 refused\n"
    )
    assert done.stderr.decode() == ""


# --- what the terminal is shown ----------------------------------------------------------


def test_what_foreign_names_hold_reaches_no_terminal_as_a_command(
    run: Run, tmp_path: Path, store: Path
) -> None:
    path = written(tmp_path / "a\x1b[31m\u202eb.csv", "title,te\x1b[31mxt2,date\nA,B,x\n")
    nameless = written(tmp_path / "c.csv", "na\x1b[31mme,other\nA,B\n")
    for command in (("import", path, nameless, "--store", store), ("check", path, nameless)):
        ran = run(*command)
        shown = ran.out + ran.err
        assert not {letter for letter in shown if not letter.isprintable()} - {"\n"}
        assert "a\ufffd[31m\ufffdb.csv: " in ran.out
        assert "columns kept beside the articles: te\ufffd[31mxt2" in ran.err
        assert "columns found: na\ufffd[31mme, other" in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("count", [1, 2000])
def test_a_result_that_finds_no_room_on_standard_output_says_so(
    run: Run, tmp_path: Path, store: Path, count: int
) -> None:
    rows = "".join(f"{number},Завод\n" for number in range(count))
    run("import", written(tmp_path / "a.csv", f"id,title\n{rows}"), "--store", store)
    command = [sys.executable, "-m", "analysis", "export", "--output", "-", "--store", str(store)]
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert ran.returncode == 73
    assert ran.stderr.splitlines()[-1] == (
        "error: the result cannot be written: No space left on device: write it elsewhere"
    )
