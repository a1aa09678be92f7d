"""Word forms: what a plain word stands for, and that nothing is asked twice."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.text.forms import word_forms
from analysis.text.kept_forms import KeptForms

ROOT = Path(__file__).resolve().parent.parent
STEEL = frozenset({"сталь", "сталью"})
PLANT = frozenset({"plant", "plants"})


@pytest.mark.parametrize(
    ("word", "form", "found"),
    [
        pytest.param("станок", "станками", True, id="case"),
        pytest.param("самолёт", "самолеты", True, id="ё is е"),
        pytest.param("subsidy", "subsidies", True, id="plural"),
        pytest.param("building", "build", False, id="a noun of its own"),
        pytest.param("Мантуров", "мантуровым", True, id="name that no dictionary has"),
        pytest.param("44", "44", True, id="number"),
    ],
)
def test_word_stands_for_its_forms(word: str, form: str, found: bool) -> None:
    assert (form in word_forms(word)) is found


def test_unlikely_reading_counts_beside_other_words_only() -> None:
    assert "стали" not in word_forms("сталь")
    assert "стали" in word_forms("сталь", alone=False)


def kept(folder: Path) -> KeptForms:
    """A file that holds two words."""
    forms = KeptForms(folder)
    forms.add("сталь", STEEL, alone=True)
    forms.add("plant", PLANT, alone=False)
    forms.save()
    return forms


def test_kept_forms_are_there_at_the_next_start(tmp_path: Path) -> None:
    kept(tmp_path / "new" / "folder")
    again = KeptForms(tmp_path / "new" / "folder")
    assert again.get("сталь", alone=True) == STEEL
    assert again.get("plant", alone=False) == PLANT
    assert again.get("сталь", alone=False) is None
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["forms.jsonl"]


def test_two_processes_add_to_one_file(tmp_path: Path) -> None:
    one, two = KeptForms(tmp_path), KeptForms(tmp_path)
    one.add("сталь", STEEL, alone=True)
    two.add("plant", PLANT, alone=True)
    one.save()
    two.save()
    again = KeptForms(tmp_path)
    assert (again.get("сталь", alone=True), again.get("plant", alone=True)) == (STEEL, PLANT)


def test_nothing_is_written_where_nothing_was_asked(tmp_path: Path) -> None:
    KeptForms(tmp_path / "none").save()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[:-9], id="cut off"),
        pytest.param(lambda content: content.replace(b"plants", b"planks"), id="changed"),
        pytest.param(lambda content: b"\xff\xfe" + content, id="not UTF-8"),
        pytest.param(lambda content: b"[]\n{}", id="another file"),
        pytest.param(
            lambda content: content.replace(b'"format": 1', b'"format": 0'), id="another format"
        ),
        pytest.param(
            lambda content: content.replace(b'"lemminflect": "', b'"lemminflect": "9.'),
            id="another dictionary",
        ),
    ],
)
def test_damaged_or_foreign_file_is_as_if_it_were_not_there(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept(tmp_path)
    path = tmp_path / "forms.jsonl"
    path.write_bytes(damage(path.read_bytes()))
    assert KeptForms(tmp_path).get("plant", alone=False) is None
    kept(tmp_path)
    assert KeptForms(tmp_path).get("plant", alone=False) == PLANT


def test_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    forms = kept(tmp_path / "file" / "folder")
    assert forms.get("plant", alone=False) == PLANT


def test_second_start_asks_no_dictionary(tmp_path: Path) -> None:
    ask = "from analysis.text import forms; print(sorted(forms.word_forms({word!r})))"
    no_dictionary = "import pymorphy3; pymorphy3.MorphAnalyzer = None;"

    def run(code: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "MONITOR_CACHE": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
        )

    first = run(f"{ask.format(word='станок')}; forms.keep_forms()")
    second = run(f"{no_dictionary} {ask.format(word='станок')}")
    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert run(f"{no_dictionary} {ask.format(word='завод')}").returncode != 0
