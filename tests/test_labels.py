"""Labels: reading them, finding their texts, and what they say of each topic."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.labels import (
    FAMILIES,
    read_labelled,
    read_labels,
    text_key,
    truth_of,
    unknown_sectors,
)
from analysis.taxonomy import load_taxonomy

LABELS = "text_key,language,sectors,maybe,policy,policy_maybe,instruments,reading\n"


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param("Завод № 5", "завод №5 —", True, id="case, blanks and marks do not count"),
        pytest.param("Завод 5", "Завод 6", False, id="letters and digits do"),
        pytest.param("а" * 1500 + "б", "а" * 1500 + "в", True, id="only what was read counts"),
    ],
)
def test_a_text_is_known_by_its_letters(first: str, second: str, same: bool) -> None:
    assert (text_key(first) == text_key(second)) is same


def test_labels_find_their_texts_in_a_corpus(tmp_path: Path) -> None:
    corpus = pd.DataFrame(
        {"title": ["Первая", "Вторая"], "text": ["Завод строят", "Погода"], "language": "ru"}
    )
    rows = f"{text_key('завод строят!')},ru,chemistry;rail,space,1,0,grants,2\nffff,ru,,,0,0,,\n"
    found = read_labels(written(tmp_path / "labels.csv", LABELS + rows), corpus)
    assert found.drop(columns="article_id").to_dict("records") == [
        {
            "title": "Первая",
            "text": "Завод строят",
            "language": "ru",
            "sectors": "chemistry;rail",
            "maybe": "space",
            "instruments": "grants",
            "policy": 1,
            "policy_maybe": 0,
            "reading": "2",
        }
    ]


def test_instruments_that_nobody_judged_are_left_out(tmp_path: Path) -> None:
    corpus = pd.DataFrame({"title": [""], "text": ["Завод строят"], "language": "ru"})
    rows = f"{text_key('завод строят')},ru,chemistry,,,,?,4\n"
    labelled = read_labels(written(tmp_path / "labels.csv", LABELS + rows), corpus)
    taxonomy = load_taxonomy()
    assert truth_of(labelled, taxonomy, "instrument").left_out.all()
    assert truth_of(labelled, taxonomy, "relevance", doubtful=True).left_out.all()


def test_labels_without_a_column_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "labels.csv", "text_key,language\n1,ru\n")
    with pytest.raises(DataError, match=r"missing column.s. sectors, maybe, instruments, policy"):
        read_labels(path, pd.DataFrame({"title": [], "text": []}))


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        pytest.param("1,а,ru,,1\n1,б,ru,,0\n", r"id must be unique; 1 stand", id="repeated id"),
        pytest.param("1,а,ru,,yes\n", "policy must be 1, 0 or empty; found yes", id="a word"),
        pytest.param("1,а,ru,,2\n", "policy must be 1, 0 or empty; found 2", id="a number"),
    ],
)
def test_judgements_that_make_no_sense_are_refused(tmp_path: Path, rows: str, problem: str) -> None:
    path = written(tmp_path / "l.csv", "id,text,language,sectors,policy\n" + rows)
    with pytest.raises(DataError, match=problem):
        read_labelled(path)


def test_labels_of_another_corpus_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "labels.csv", LABELS + "ffff,ru,,,0,0,,1\n")
    corpus = pd.DataFrame({"title": [""], "text": ["Погода"]})
    with pytest.raises(DataError, match="of its 1 articles none stands in the corpus"):
        read_labels(path, corpus)


def test_sectors_that_the_taxonomy_lacks_are_told(tmp_path: Path) -> None:
    rows = "id,text,language,sectors,maybe\n1,а,ru,rail;railz,spice\n"
    labelled = read_labelled(written(tmp_path / "l.csv", rows))
    assert unknown_sectors(labelled, load_taxonomy()) == ["railz", "spice"]


def test_what_nobody_judged_is_left_out(tmp_path: Path) -> None:
    rows = "id,text,language,sectors,maybe\n1,а,ru,chemistry,chemistry;rail\n2,б,ru,,\n"
    labelled = read_labelled(written(tmp_path / "l.csv", rows))
    taxonomy = load_taxonomy()
    truth = truth_of(labelled, taxonomy, "sector")
    place = truth.topics.index
    assert truth.holds.sum(axis=1).tolist() == [1, 0]
    assert truth.holds[0, place("chemistry")]
    assert np.argwhere(truth.left_out).tolist() == [[0, place("rail")]]
    for axis in ("relevance", "instrument"):
        unjudged = truth_of(labelled, taxonomy, axis)
        assert unjudged.left_out.all()
        assert not unjudged.holds.any()


@pytest.mark.parametrize(
    ("policy", "doubt", "holds", "left_out"),
    [("1", "0", True, False), ("0", "0", False, False), ("1", "1", False, True)],
)
def test_relevance_is_the_policy_label(
    tmp_path: Path, policy: str, doubt: str, holds: bool, left_out: bool
) -> None:
    rows = f"id,text,language,sectors,policy,policy_maybe\n1,а,ru,,{policy},{doubt}\n"
    labelled = read_labelled(written(tmp_path / "l.csv", rows))
    truth = truth_of(labelled, load_taxonomy(), "relevance")
    assert (truth.holds.all(), truth.left_out.all()) == (holds, left_out)


def test_doubtful_relevance_counts_as_decided_where_that_is_asked_for(tmp_path: Path) -> None:
    rows = "id,text,language,sectors,policy,policy_maybe\n1,а,ru,,1,1\n2,б,ru,,0,1\n"
    labelled = read_labelled(written(tmp_path / "l.csv", rows))
    truth = truth_of(labelled, load_taxonomy(), "relevance", doubtful=True)
    assert truth.holds.ravel().tolist() == [True, False]
    assert not truth.left_out.any()


def test_an_instrument_holds_where_its_family_is_named(tmp_path: Path) -> None:
    rows = "id,text,language,sectors,instruments\n1,а,ru,,finance\n2,б,ru,,tax-relief\n"
    labelled = read_labelled(written(tmp_path / "l.csv", rows))
    truth = truth_of(labelled, load_taxonomy(), "instrument")
    held = [set(np.array(truth.topics)[row]) for row in truth.holds]
    assert held == [set(FAMILIES["finance"]), {"tax-relief"}]


def test_every_instrument_belongs_to_one_family() -> None:
    members = [topic for topics in FAMILIES.values() for topic in topics]
    known = {topic.key for topic in load_taxonomy().topics("instrument")}
    assert len(members) == len(set(members))
    assert set(members) <= known
