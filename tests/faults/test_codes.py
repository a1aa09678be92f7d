"""Codes of faults: each that is used is explained, and each that is explained is used."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.schema import REJECTS
from analysis.sources.articles import rejects_table
from analysis.sources.faults import CODES, Problem, code_of
from analysis.sources.tables import Refusal
from analysis.sources.web.faults import CODES as WEB_CODES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "analysis").rglob("*.py"))


def words(tree: ast.AST) -> set[str]:
    """Texts that could be codes."""
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if re.fullmatch("[A-Z]+(_[A-Z]+)+", text)}


def given_codes(tree: ast.AST) -> set[str]:
    """Texts that are given as ``code``."""
    return {
        keyword.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "code"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def test_every_code_that_is_given_is_explained() -> None:
    given = {
        code
        for path in (ROOT / "analysis" / "sources").rglob("*.py")
        for code in given_codes(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert given - {""} <= {*CODES, *WEB_CODES}


def test_every_code_that_is_explained_is_used() -> None:
    used = {
        word
        for path in SOURCES
        if path.name != "faults.py"
        for word in words(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {code for code in CODES if "_" in code} <= used


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_a_sentence_that_says_what_to_do(code: str) -> None:
    assert re.fullmatch(r"[A-Z].+\.", CODES[code])
    assert ":" in CODES[code]


def test_the_page_on_files_lists_all_codes() -> None:
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", page, re.MULTILINE)) == CODES


def test_a_problem_is_its_sentence_with_a_code() -> None:
    problem = Problem("is broken: mend it", code="BROKEN_XLSX")
    assert problem == "is broken: mend it"
    assert (code_of(problem), code_of("is broken")) == ("BROKEN_XLSX", "")
    error = DataError("a.xlsx", [problem, "and old"])
    assert error.codes == ("BROKEN_XLSX", "")


def test_a_table_of_refusals_has_sheets_and_codes() -> None:
    problem = Problem("is broken: mend it", code="BAD_ID")
    table = rejects_table(
        "a.xlsx", [Refusal(3, "id", problem, "x", "Sheet 1"), Refusal(0, "", "y")]
    )
    expected = pd.DataFrame(
        [
            (0, "a.xlsx", "Sheet 1", 3, "id", "BAD_ID", "is broken: mend it", "x"),
            (0, "a.xlsx", "", 0, "", "", "y", ""),
        ],
        columns=list(REJECTS),
    )
    pd.testing.assert_frame_equal(table, expected)
