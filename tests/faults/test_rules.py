"""Rules and models: G01 to G06 of the list of faults."""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st_module
from streamlit.testing.v1 import AppTest

from analysis.__main__ import main
from analysis.errors import ModelError, StoreBusy, TaxonomyError
from analysis.locks import Patience, Turn
from analysis.model.classifier import DEFAULT_FOLDER as MODEL
from analysis.model.classifier import load_model
from analysis.rulefiles import RulesChanged, read_file, save_file
from analysis.taxonomy import DEFAULT_FOLDER as TAXONOMY
from analysis.taxonomy import load_taxonomy
from tests.browser.small_corpus import make_store

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboard" / "app.py"

TOPIC = """
[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станкостроение" }
strong = { ru = ["станкострое*"] }
"""
THEME = TOPIC.replace("machine-tools", "localisation")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "taxonomy"
    folder.mkdir()
    (folder / "sectors.toml").write_text(TOPIC, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> str:
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy(folder)
    return "\n".join(caught.value.problems)


class Trap:
    """Something that makes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.mark),)


# --- G01 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        "!!python/object/apply:os.mkdir ['{mark}']",
        "key: !!python/object/new:os.mkdir ['{mark}']",
        "[[topic]]\nkey = !!python/object/apply:os.mkdir ['{mark}']",
    ],
)
def test_G01_a_call_in_a_rule_file_is_refused_and_not_run(
    rules: Path, tmp_path: Path, call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "it-ran"
    (rules / "themes.toml").write_text(call.format(mark=mark), encoding="utf-8")
    assert "themes.toml: is not valid TOML" in problems_of(rules)
    assert main(["check", "--taxonomy", str(rules)]) == 1
    assert "themes.toml: is not valid TOML" in capsys.readouterr().err
    assert not mark.exists()


# --- G02 ---------------------------------------------------------------------------------


def empty(folder: Path) -> None:
    (folder / "sectors.toml").write_text("", encoding="utf-8")


def half_saved(folder: Path) -> None:
    path = folder / "sectors.toml"
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"strong") + 3])


def deleted(folder: Path) -> None:
    (folder / "sectors.toml").unlink()


def all_deleted(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    monkeypatch.setenv("MONITOR_STORE", str(make_store(tmp_path / "monitor.sqlite")))
    shutil.copytree(TAXONOMY, tmp_path / "shown")
    monkeypatch.setenv("MONITOR_TAXONOMY", str(tmp_path / "shown"))
    st_module.cache_resource.clear()
    st_module.cache_data.clear()
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["lang"] = "en"
    return page.run


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (empty, "sectors.toml: has no [[topic]]"),
        (half_saved, "sectors.toml: is not valid TOML"),
        (deleted, "the rules of sector are gone"),
        (all_deleted, "no taxonomy file in it"),
    ],
)
def test_G02_the_last_good_rules_stay_in_force_with_a_banner(
    tmp_path: Path, app: Callable[[], AppTest], spoil: Callable[[Path], None], told: str
) -> None:
    before = app()
    assert not before.warning
    figures = [metric.value for metric in before.metric]
    options = before.multiselect(key="sector").options
    spoil(tmp_path / "shown")
    after = app()
    assert not after.exception
    assert after.warning[0].value.startswith("The rule files have faults; the rules that were in")
    assert told in after.text[0].value
    assert [metric.value for metric in after.metric] == figures
    assert after.multiselect(key="sector").options == options
    shutil.rmtree(tmp_path / "shown", ignore_errors=True)
    shutil.copytree(TAXONOMY, tmp_path / "shown")
    assert not app().warning


# --- G03 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("", "entry 1: is empty or no text: delete it"),
        ("  ", "entry 1: is empty or no text: delete it"),
        ("x", "one letter would match everywhere: lengthen it"),
        ("ж", "one letter would match everywhere: lengthen it"),
        ('\\"x\\"', "one letter would match everywhere: lengthen it"),
        ("name:А", "one letter would match everywhere: lengthen it"),
        ("а*", "would find nearly every word: give at least 2 letters"),
        ("*", "would find nearly every word"),
        ("??", "would find nearly every word"),
        (".", "holds no word: add letters or digits"),
    ],
)
def test_G03_a_keyword_that_would_match_everything_is_refused(
    rules: Path, entry: str, told: str
) -> None:
    (rules / "sectors.toml").write_text(TOPIC.replace("станкострое*", entry), encoding="utf-8")
    problems = problems_of(rules)
    assert told in problems
    assert "sectors.toml, topic 1 (machine-tools), strong.ru" in problems


# --- G04 ---------------------------------------------------------------------------------


def test_G04_a_topic_that_stands_twice_is_told_with_both_lines(rules: Path) -> None:
    (rules / "sectors.toml").write_text(TOPIC + "# a comment\n" + TOPIC, encoding="utf-8")
    assert problems_of(rules) == (
        "sectors.toml, topic 2 (machine-tools): the key is used twice, in line 2 and in line 8: "
        "rename or merge them"
    )


def test_G04_a_group_in_two_files_is_told_with_both_places(rules: Path) -> None:
    group = '[[group]]\nkey = "making"\nru = ["завод"]\n'
    (rules / "groups.toml").write_text(f"\n\n{group}", encoding="utf-8")
    (rules / "sectors.toml").write_text(TOPIC + group, encoding="utf-8")
    assert problems_of(rules) == (
        "sectors.toml, group 1 (making): the key is used twice, in groups.toml, line 3 and in "
        "sectors.toml, line 6: rename one"
    )


@pytest.mark.parametrize(
    ("unknown", "told"),
    [
        (
            'parent = "nobody"',
            "sectors.toml, line 2, topic machine-tools: parent “nobody” is not a topic",
        ),
        (
            'weak = { ru = ["@nowhere"] }',
            "group @nowhere is not defined: add a [[group]] or mend its name; used by "
            "machine-tools “@nowhere” (sectors.toml, line 2)",
        ),
    ],
)
def test_G04_a_topic_or_group_that_is_not_there_is_told_with_who_names_it(
    rules: Path, unknown: str, told: str
) -> None:
    (rules / "sectors.toml").write_text(f"{TOPIC}{unknown}\n", encoding="utf-8")
    assert problems_of(rules) == told


# --- G05 ---------------------------------------------------------------------------------


def test_G05_the_second_who_saves_sees_the_difference_and_undoes_nothing(
    rules: Path,
) -> None:
    path = rules / "sectors.toml"
    _, read = read_file(path)
    first = TOPIC.replace("станкострое*", "станкострои*")
    save_file(path, first, read)
    with pytest.raises(RulesChanged, match="saved by somebody else since you read it") as caught:
        save_file(path, TOPIC.replace("Machine tools", "Machines"), read)
    assert '+strong = { ru = ["станкострои*"] }' in caught.value.difference.splitlines()
    assert path.read_text(encoding="utf-8") == first


def test_G05_who_has_seen_the_difference_can_save(rules: Path) -> None:
    path = rules / "sectors.toml"
    saved = save_file(path, f"# mine\n{TOPIC}", read_file(path)[1])
    save_file(path, f"# both\n{TOPIC}", saved)
    assert path.read_text(encoding="utf-8") == f"# both\n{TOPIC}"


def test_G05_rules_that_are_not_in_order_are_not_saved(rules: Path) -> None:
    path = rules / "sectors.toml"
    with pytest.raises(TaxonomyError, match="has no \\[\\[topic\\]\\]"):
        save_file(path, "", read_file(path)[1])
    assert path.read_text(encoding="utf-8") == TOPIC
    assert sorted(one.name for one in rules.iterdir()) == [".writer", "sectors.toml"]


def test_G05_a_new_file_is_saved_once(rules: Path) -> None:
    path = rules / "themes.toml"
    _, read = read_file(path)
    save_file(path, THEME, read)
    with pytest.raises(RulesChanged):
        save_file(path, THEME, read)
    assert load_taxonomy(rules).axes == ("sector", "theme")


def test_G05_two_who_save_at_once_take_turns(rules: Path) -> None:
    path = rules / "sectors.toml"
    busy = Turn(path.with_name(".writer"), Patience(0), what=path)
    with busy, pytest.raises(StoreBusy, match="is writing: try again when it is done"):
        save_file(path, TOPIC, read_file(path)[1], patience=Patience(0))


# --- G06 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["model.json", "ru.json", "ru.npz", "en.npz"])
def test_G06_a_pickle_in_place_of_the_model_is_told_and_not_loaded(
    tmp_path: Path, name: str
) -> None:
    folder, mark = tmp_path / "model", tmp_path / "it-ran"
    shutil.copytree(MODEL, folder)
    (folder / name).write_bytes(pickle.dumps(Trap(mark)))
    with pytest.raises(ModelError, match=r"cannot be read .*train again or restore the files"):
        load_model(folder)
    assert not mark.exists()


def test_G06_a_broken_archive_in_place_of_the_model_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    content = (folder / "ru.npz").read_bytes()
    (folder / "ru.npz").write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(folder)
