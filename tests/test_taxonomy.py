"""Taxonomy: what a folder of files becomes, and every fault in one message."""

from pathlib import Path

import pytest

from analysis.errors import TaxonomyError
from analysis.taxonomy import load_taxonomy

TOPIC = """
[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станкостроение" }
[topic.strong]
ru = ["станкострое*"]
[topic.weak]
en = ["lathe"]
"""


def folder_with(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    return tmp_path


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy(folder)
    return caught.value.problems


def test_topic_and_rules_are_read(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(folder_with(tmp_path, sectors=TOPIC))
    (topic,) = taxonomy.topics("sector")
    assert (topic.key, topic.label("ru"), topic.label("en")) == (
        "machine-tools",
        "Станкостроение",
        "Machine tools",
    )
    assert [(rule.topic, rule.strength, rule.language, rule.text) for rule in taxonomy.rules] == [
        ("machine-tools", "strong", "ru", "станкострое*"),
        ("machine-tools", "weak", "en", "lathe"),
    ]


def test_version_follows_content(tmp_path: Path) -> None:
    first = load_taxonomy(folder_with(tmp_path, sectors=TOPIC)).version
    again = load_taxonomy(folder_with(tmp_path, sectors=f"# a comment\n{TOPIC}")).version
    changed = load_taxonomy(folder_with(tmp_path, sectors=TOPIC.replace("lathe", "lathes"))).version
    assert first == again != changed


def test_alias_is_a_strong_rule_for_a_name(tmp_path: Path) -> None:
    actor = (
        '[[topic]]\nkey = "rostec"\nlabel = { en = "Rostec", ru = "Ростех" }\n'
        'aliases = { ru = ["Ростех"] }\n'
    )
    taxonomy = load_taxonomy(folder_with(tmp_path, actors=actor))
    assert [(rule.strength, rule.text) for rule in taxonomy.rules] == [("strong", 'name:"Ростех"')]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    sectors = """
surprise = 1
[[topic]]
key = "Chem"
label = { en = "Chemistry" }
colour = "red"
[topic.strong]
ru = ["химия", "", "завод ("]
[topic.never]
ru = ["химия"]
[[topic]]
key = "empty"
label = { en = "Empty", ru = "Пусто" }
[[topic]]
key = "empty"
label = { en = "Twice", ru = "Дважды" }
parent = "nobody"
[topic.weak]
en = ["@nowhere", "x", "NOT plant", "lang:ru"]
de = ["Werk"]
"""
    problems = problems_of(folder_with(tmp_path, sectors=sectors, themes="[[topic"))
    assert [problem.split(":")[0] for problem in problems if problem.startswith("themes")] == [
        "themes.toml"
    ]
    for expected in (
        "sectors.toml: “surprise” is not known",
        "topic 1 (Chem): “colour” is not known",
        "topic 1 (Chem): a key has small letters",
        "topic 1 (Chem), label: needs a text for ru",
        "topic 1 (Chem), strong.ru, entry 2: is empty",
        "strong.ru “завод (”: a bracket is opened",
        "never.ru “химия”: stands under strong too",
        "topic 2 (empty): has no rule",
        "topic 3 (empty): the key is used twice",
        "group @nowhere is not defined: add a [[group]] or mend its name; used by empty “@nowhere”",
        "“x”: one letter would match everywhere",
        "“NOT plant”: has no word that could be shown as evidence",
        "“lang:ru”: a rule speaks of words only",
        "language “de” is not known",
        "parent “nobody” is not a topic",
    ):
        assert any(expected in problem for problem in problems), expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "sectors.toml: has no [[topic]]: add one or delete the file"),
        ("[topic]\nkey = 'a'", "sectors.toml: write [[topic]] with two brackets"),
    ],
)
def test_file_without_topics_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    assert problem in problems_of(folder_with(tmp_path, sectors=content))


def test_folder_without_files_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path)
    assert problem.startswith("no taxonomy file in it; expected sectors.toml")


def test_circle_of_parents_is_refused(tmp_path: Path) -> None:
    circle = "".join(
        f'[[topic]]\nkey = "{key}"\nparent = "{parent}"\n'
        'label = { en = "x", ru = "x" }\nstrong = { en = ["plant"] }\n'
        for key, parent in (("one", "two"), ("two", "one"))
    )
    problems = problems_of(folder_with(tmp_path, sectors=circle))
    assert len(problems) == 2
    assert all("is its own ancestor: cut the circle" in problem for problem in problems)


def test_file_that_would_not_be_read_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, sectors=TOPIC) / "my-sectors.toml"
    folder.write_text(TOPIC, encoding="utf-8")
    (problem,) = problems_of(tmp_path)
    assert problem.startswith("my-sectors.toml: is not read: name it one of actors.toml")


def test_names_of_a_body_speak_for_its_country(tmp_path: Path) -> None:
    folder_with(
        tmp_path,
        actors='[[topic]]\nkey = "ru-rostec"\ncountry = "RU"\n'
        'label = { en = "Rostec", ru = "Ростех" }\naliases = { en = ["Rostec"] }\n'
        'weak = { en = ["corporation"] }\n',
        countries='[[topic]]\nkey = "russia"\ncodes = { iso = ["RU"] }\n'
        'label = { en = "Russia", ru = "Россия" }\naliases = { en = ["Russia"] }\n',
    )
    own = [rule for rule in load_taxonomy(tmp_path).rules if rule.axis == "country"]
    assert [(rule.topic, rule.text) for rule in own] == [
        ("russia", 'name:"Russia"'),
        ("russia", 'name:"Rostec"'),
    ]


def test_every_subject_of_the_federation_has_its_iso_code_for_a_key() -> None:
    regions = load_taxonomy().topics("region")
    own = [topic for topic in regions if topic.key.startswith("ru-")]
    assert len(own) == 83
    assert [topic.key.upper() for topic in own] == [topic.codes["iso"][0] for topic in own]
    assert {topic.macro for topic in own} == {
        "central", "north-west", "south", "north-caucasus", "volga", "urals", "siberia", "far-east",
    }  # fmt: skip


def test_a_region_that_others_claim_says_that_naming_it_is_no_judgement() -> None:
    claimed = [topic for topic in load_taxonomy().topics("region") if topic.kind == "contested"]
    assert [topic.key for topic in claimed] == [
        "crimea", "sevastopol", "donetsk", "luhansk", "zaporizhzhia", "kherson",
    ]  # fmt: skip
    assert {topic.codes["iso"][0][:2] for topic in claimed} == {"UA"}
    assert all("no judgement" in topic.about["en"] for topic in claimed)


def test_a_region_rolls_up_to_nothing() -> None:
    assert {topic.parent for topic in load_taxonomy().topics("region")} == {""}
