"""Changes: which rules an edited taxonomy adds and drops."""

from pathlib import Path

import pytest

from analysis.changes import Rulebook
from analysis.rules.query import parse_query
from analysis.taxonomy import load_taxonomy

BEFORE = """
[[group]]
key = "making"
ru = ["завод"]

[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станкостроение" }
[topic.strong]
ru = ["станкостроение", '"станок @making"~4']
[topic.never]
ru = ['"печатный станок"']

[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
[topic.strong]
ru = ["химия"]
"""


def book(folder: Path, content: str) -> Rulebook:
    (folder / "sectors.toml").write_text(content, encoding="utf-8")
    return Rulebook.of(load_taxonomy(folder))


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        pytest.param("[]", "[]", [], [], id="nothing"),
        pytest.param('"химия"', '"химия", "аммиак"', [], ["аммиак"], id="rule added"),
        pytest.param('"химия"', '"аммиак"', ["химия"], ["аммиак"], id="rule replaced"),
        pytest.param(
            "[topic.never]", "[topic.weak]",
            ['"печатный станок"'], ['"печатный станок"'], id="strength",
        ),
        pytest.param(
            '["завод"]', '["завод", "цех"]',
            ['"станок @making"~4'], ['"станок @making"~4'], id="group",
        ),
        pytest.param('ru = "Химия"', 'ru = "Химпром"', [], [], id="label"),
    ],
)  # fmt: skip
def test_rules_that_differ_are_told(
    tmp_path: Path, old: str, new: str, gone: list[str], come: list[str]
) -> None:
    before, after = book(tmp_path, BEFORE), book(tmp_path, BEFORE.replace(old, new))
    assert before.without(after) == [parse_query(text) for text in gone]
    assert after.without(before) == [parse_query(text) for text in come]


def test_rulebook_survives_as_text(tmp_path: Path) -> None:
    before = book(tmp_path, BEFORE)
    assert Rulebook.from_json(before.to_json()) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"topics": 1}', "no json"])
def test_other_text_is_no_rulebook(text: str) -> None:
    assert Rulebook.from_json(text) is None
