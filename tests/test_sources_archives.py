"""ZIP archives and folders: every file is read, refused or named, and no name is a path."""

import io
import os
import struct
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources import archives
from analysis.sources.files import Reading, read_articles
from analysis.sources.zips import ZipLimits
from tests.papers import make_pdf, make_word, make_zip

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: bytes, name: str = "a.zip") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return make


def read(path: Path, **options: Any) -> list[Reading]:
    return list(read_articles(path, today=date(2024, 7, 10), **options))


def titles(path: Path, **options: Any) -> list[tuple[str, str]]:
    """Origin and title of each article."""
    return [
        (reading.origin, title)
        for reading in read(path, **options)
        for title in reading.articles["title"]
    ]


def rejects(path: Path) -> list[tuple[str, int, str]]:
    """Origin, row and code of each reject."""
    return [
        row
        for reading in read(path)
        for row in reading.rejects[["origin", "row", "code"]].itertuples(index=False, name=None)
    ]


def codes(path: Path) -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        read(path)
    return caught.value.codes


# --- members ------------------------------------------------------------------------------


def test_members_of_all_kinds_are_read_in_the_order_of_their_names(write: Write) -> None:
    path = write(
        make_zip(
            {
                "b/word.docx": make_word("Word"),
                "a.csv": "title\nA\nB\n",
                "b/": b"",
                "b/2024-03-05.txt": "Prose\nC",
                "c.pdf": make_pdf("Pdf"),
            }
        )
    )
    assert titles(path) == [
        ("a.zip › a.csv", "A"),
        ("a.zip › a.csv", "B"),
        ("a.zip › b/2024-03-05.txt", "Prose"),
        ("a.zip › b/word.docx", "Word"),
        ("a.zip › c.pdf", "Pdf"),
    ]
    assert rejects(path) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "EMPTY_FILE"),
        ("a.pdf", make_pdf(""), "NO_TEXT"),
        ("a.doc", b"x", "WRONG_TYPE"),
        ("a", b"x", "WRONG_TYPE"),
        ("a.zip", b"x", "NESTED_ARCHIVE"),
        ("a.tar.gz", b"x", "NESTED_ARCHIVE"),
        ("a.csv", make_zip({"b.csv": "title\nB\n"}), "NESTED_ARCHIVE"),
    ],
    ids=["empty", "no text", "old Word", "no ending", "ZIP", "tar", "ZIP under another name"],
)
def test_a_bad_member_is_a_reject_and_the_others_are_read(
    write: Write, name: str, content: bytes, code: str
) -> None:
    path = write(make_zip({name: content, "b.csv": "title\nB\n"}))
    assert rejects(path) == [(f"a.zip › {name}", 0, code)]
    assert titles(path) == [("a.zip › b.csv", "B")]


def test_a_bad_member_is_a_reject_also_where_it_is_alone(write: Write) -> None:
    assert rejects(write(make_zip({"a.csv": ""}))) == [("a.zip › a.csv", 0, "EMPTY_FILE")]


def test_what_a_mac_and_a_browser_add_is_no_article(write: Write) -> None:
    path = write(
        make_zip(
            {
                "__MACOSX/._a.csv": "x",
                ".DS_Store": "x",
                "~$a.docx": "x",
                ".git/a.csv": "title\nB\n",
                "a_files/style.css": "x",
                "a_files/logo.PNG": "x",
                "a.csv": "title\nA\n",
            }
        )
    )
    (reading,) = read(path)
    assert reading.articles["title"].tolist() == ["A"]
    assert reading.notes[0] == (
        "2 file(s) that come with saved pages are not read (pictures, styles …)"
    )


def test_names_lead_nowhere(write: Write, tmp_path: Path) -> None:
    names = ["../../evil.csv", "/tmp/evil.csv", "C:\\evil.csv", "a\nb.csv"]
    path = write(make_zip({name: f"title\n{place}\n" for place, name in enumerate(names)}))
    assert sorted(origin for origin, _ in titles(path)) == [
        "a.zip › ../../evil.csv",
        "a.zip › /tmp/evil.csv",
        "a.zip › C:\\evil.csv",
        "a.zip › a\ufffdb.csv",
    ]
    assert [entry.name for entry in tmp_path.rglob("*")] == ["a.zip"]
    assert not Path("/tmp/evil.csv").exists()


def test_a_link_in_an_archive_is_not_followed(write: Write) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert rejects(write(buffer.getvalue())) == [("a.zip › a.txt", 0, "WRONG_TYPE")]


@pytest.mark.parametrize(
    ("encoded", "shown"),
    [
        ("завод.csv".encode("cp866"), "завод.csv"),
        ("завод.csv".encode(), "завод.csv"),
        ("résumé.csv".encode("cp437"), "résumé.csv"),
    ],
    ids=["Russian Windows", "UTF-8 without saying so", "Western Windows"],
)
def test_names_in_old_encodings_are_shown_right(write: Write, encoded: bytes, shown: str) -> None:
    plain = b"x" * (len(encoded) - 4) + b".csv"
    content = make_zip({plain.decode(): "title\nA\n"}).replace(plain, encoded)
    assert titles(write(content)) == [(f"a.zip › {shown}", "A")]


def test_nothing_stays_behind_where_members_are_unpacked(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(make_zip({"a.csv": "title\nA\n", "b.csv": "title\nB\n"}))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    readings = read_articles(path)
    next(readings)
    assert len(list((tmp_path / "temporary").iterdir())) == 1
    readings.close()
    assert list((tmp_path / "temporary").iterdir()) == []


# --- archives that are refused ------------------------------------------------------------


def test_a_bomb_is_refused_before_it_is_unpacked(write: Write) -> None:
    assert codes(write(make_zip({"a.csv": bytes(50_000_000)}))) == ("BOMB",)


@pytest.mark.parametrize(
    "limits",
    [ZipLimits(expanded_bytes=10, parts=9), ZipLimits(expanded_bytes=99, parts=1)],
    ids=["bytes", "members"],
)
def test_an_archive_over_a_limit_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch, limits: ZipLimits
) -> None:
    monkeypatch.setattr(archives, "ARCHIVE_LIMITS", limits)
    assert codes(write(make_zip({"a.csv": "title\nA\n", "b.csv": "title\nB\n"}))) == ("BOMB",)


def test_a_member_that_is_larger_than_it_says_is_refused_while_it_is_unpacked(
    write: Write,
) -> None:
    content = make_zip({"a.csv": "title\n" + "A\n" * 5_000, "b.csv": "title\nB\n"})
    size = len("title\n" + "A\n" * 5_000)
    path = write(content.replace(struct.pack("<L", size), struct.pack("<L", 900)))
    assert rejects(path) == [("a.zip › a.csv", 0, "BROKEN_ZIP")]
    assert titles(path) == [("a.zip › b.csv", "B")]


def test_bytes_are_counted_while_they_are_unpacked(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(make_zip({"a.csv": "title\nA\n", "b.csv": "title\nB\n"}))
    monkeypatch.setattr(archives, "ARCHIVE_LIMITS", ZipLimits(expanded_bytes=10, parts=9))
    monkeypatch.setattr(archives, "check_size", lambda *_, **__: None)
    assert rejects(path) == [("a.zip › b.csv", 0, "BOMB")]


def test_overlapping_members_are_refused(write: Write) -> None:
    content = bytearray(make_zip({"a.csv": "title\nA\n", "b.csv": "title\nB\n"}))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<L", 5)
    assert codes(write(bytes(content))) == ("BOMB",)


def test_an_encrypted_member_is_a_reject(write: Write) -> None:
    content = bytearray(make_zip({"a.csv": "title\nA\n"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert rejects(write(bytes(content))) == [("a.zip › a.csv", 0, "PASSWORD")]


def test_a_damaged_member_is_a_reject(write: Write) -> None:
    content = make_zip({"a.csv": "title\n" + os.urandom(500).hex(), "b.csv": "title\nB\n"})
    damaged = content[:100] + bytes(50) + content[150:]
    assert rejects(write(damaged)) == [("a.zip › a.csv", 0, "BROKEN_ZIP")]


def test_a_cut_off_archive_is_refused(write: Write) -> None:
    assert codes(write(make_zip({"a.csv": "title\nA\n"})[:40])) == ("BROKEN_ZIP",)


@pytest.mark.parametrize("members", [{}, {"a.png": b"x"}], ids=["empty", "pictures only"])
def test_an_archive_without_a_file_to_read_is_refused(
    write: Write, members: dict[str, bytes]
) -> None:
    assert codes(write(make_zip(members))) == ("NOTHING_TO_READ",)


def test_an_archive_that_changes_while_it_is_read_is_refused(write: Write) -> None:
    path = write(make_zip({"a.csv": "title\nA\n", "b.csv": "title\nB\n"}))
    readings = read_articles(path)
    next(readings)
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(DataError, match="changed while it was read"):
        list(readings)


# --- folders ------------------------------------------------------------------------------


def test_folders_in_a_folder_and_archives_in_it_are_read(write: Write, tmp_path: Path) -> None:
    write(b"title\nA\n", "folder/b/a.csv")
    write(b"title\nB\n", "folder/a.csv")
    write(b"title\nC\n", "folder/.hidden/c.csv")
    write(make_zip({"d.csv": "title\nD\n"}), "folder/c.zip")
    assert titles(tmp_path / "folder") == [
        ("a.csv", "B"),
        ("b/a.csv", "A"),
        ("c.zip › d.csv", "D"),
    ]


def test_links_in_a_folder_are_not_followed(write: Write, tmp_path: Path) -> None:
    write(b"title\nA\n", "folder/a.csv")
    (tmp_path / "folder/b.csv").symlink_to(write(b"title\nB\n", "b.csv"))
    (tmp_path / "folder/c").symlink_to(tmp_path)
    assert titles(tmp_path / "folder") == [("a.csv", "A")]
    assert read(tmp_path / "folder")[0].notes[0] == "not read in the folder: b.csv, c"


def test_a_broken_archive_in_a_folder_does_not_stop_the_others(
    write: Write, tmp_path: Path
) -> None:
    write(make_zip({"a.csv": "title\nA\n"})[:40], "folder/a.zip")
    write(make_zip({"a.csv": bytes(50_000_000)}), "folder/b.zip")
    write(b"title\nC\n", "folder/c.csv")
    assert rejects(tmp_path / "folder") == [("a.zip", 0, "BROKEN_ZIP"), ("b.zip", 0, "BOMB")]
    assert titles(tmp_path / "folder") == [("c.csv", "C")]


def test_progress_counts_all_files_behind_a_path(write: Write, tmp_path: Path) -> None:
    write(b"title\nA\n", "folder/a.csv")
    write(make_zip({"a.csv": "title\nB\n", "b.pdf": "x"}), "folder/b.zip")
    assert [reading.done for reading in read(tmp_path / "folder")] == [0.5, 0.75, 1.0]


# --- nothing is lost ----------------------------------------------------------------------

MEMBERS = st.sampled_from(
    [
        ("csv", b"title\nA\n"),
        ("csv", b""),
        ("csv", b"foo\nA\n"),
        ("txt", "Завод\nтекст".encode("cp1251")),
        ("json", b'[{"title": "A"}]'),
        ("json", b"{"),
        ("html", b"<html></html>"),
        ("pdf", b"%PDF-1.7"),
        ("docx", b"PK\x03\x04"),
        ("xlsx", b"words"),
        ("zip", make_zip({"a.csv": "title\nA\n"})),
        ("rtf", b"{\\rtf"),
        ("txt", b"\x00\xff" * 50),
    ]
)


@given(st.lists(st.tuples(MEMBERS, st.text("ab/ завод", max_size=5)), min_size=1, max_size=6))
@settings(max_examples=25)
def test_articles_and_rejects_account_for_every_member(
    members: list[tuple[tuple[str, bytes], str]],
) -> None:
    named = {
        f"{number}{name}x.{ending}": content
        for number, ((ending, content), name) in enumerate(members)
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(make_zip(named))
        readings = read(path)
    accounted = [
        reading.origin for reading in readings if len(reading.articles) + len(reading.rejects)
    ]
    assert sorted(accounted) == sorted(f"a.zip › {name}" for name in named)
