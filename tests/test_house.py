"""The house: who may import whom, and names and calls that must not be used."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import analysis

ROOT = Path(__file__).resolve().parent.parent

# From the ground up; a module may import from its own floor and from those before it.
FLOORS = (
    {"errors"},
    {"schema", "tables", "links", "locks", "geometry"},
    {"text"},
    {"rules"},
    {"taxonomy"},
    {"model", "measures", "facts"},
    {"labels", "changes", "rulefiles", "events", "rates"},
    {"index"},
    {"tagging", "search", "exports"},
    {"terms"},
    {"evaluation", "learning"},
    {"quality"},
    {"reports"},
    {"store", "dataset"},
    {"sources"},
    {"archive", "workers"},
    {"progress", "fresh", "background", "uploads", "views", "takeaway"},
    {"stories"},
    {"importing", "fetching", "jobs", "notes", "streams"},
    {"upkeep"},
    {"cluster"},
    {"arguments"},
    {"commands"},
    {"__init__", "__main__"},
)
# These know tables only; tagging and search could come to need them, never the other way.
INDEPENDENT = {
    "store": {"errors", "schema", "store", "links", "locks"},
    "dataset": {"errors", "schema"},
    "sources": {"errors", "schema", "text", "links", "sources"},
    "facts": {"schema", "facts", "errors", "text"},
    "index": {"errors", "schema", "text", "rules", "index", "locks"},
}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Names of modules that a file imports, also within functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def room(path: Path) -> str:
    """Part of ``analysis`` that a file belongs to."""
    return path.relative_to(ROOT / "analysis").parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if name in names)


@pytest.mark.parametrize("path", modules("analysis"), ids=lambda path: str(path.relative_to(ROOT)))
def test_analysis_imports_downwards_only(path: Path) -> None:
    parts = [name.split(".")[1] for name in imported(path) if name.startswith("analysis.")]
    above = [part for part in parts if floor(part) > floor(room(path))]
    assert above == []
    assert set(parts) <= INDEPENDENT.get(room(path), set(parts))


@pytest.mark.parametrize("path", modules("analysis"), ids=lambda path: str(path.relative_to(ROOT)))
def test_analysis_knows_no_dashboard(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"dashboard", "plotly", "streamlit"}


@pytest.mark.parametrize("path", modules("dashboard"), ids=lambda path: str(path.relative_to(ROOT)))
def test_dashboard_enters_analysis_by_the_front_door(path: Path) -> None:
    assert not {name for name in imported(path) if name.startswith("analysis.")}


@pytest.mark.parametrize("path", modules("dashboard"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_of_the_dashboard_shadows_another(path: Path) -> None:
    # Streamlit puts dashboard/ first on the path, so its files would replace these.
    forbidden = sys.stdlib_module_names | {"analysis", "dashboard", "data", "tests", "pages"}
    first = path.relative_to(ROOT / "dashboard").parts[0].removesuffix(".py")
    assert first == "__init__" or first not in forbidden


@pytest.mark.parametrize(
    ("word", "allowed"),
    [
        ("unsafe_allow_html", set()),
        ("unsafe_allow_javascript", set()),
        ("components.v1", set()),
        ("use_container_width", set()),
    ],
)
def test_text_from_outside_cannot_become_markup(word: str, allowed: set[str]) -> None:
    using = {
        str(path.relative_to(ROOT))
        for path in modules("dashboard")
        if word in path.read_text(encoding="utf-8")
    }
    assert using <= allowed


@pytest.mark.parametrize("path", modules("dashboard"), ids=lambda path: str(path.relative_to(ROOT)))
def test_html_comes_from_render_or_is_a_constant(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    safe = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dashboard.render"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.html":
            content = node.args[0]
            is_rendered = isinstance(content, ast.Call) and ast.unparse(content.func) in safe
            is_constant = isinstance(content, ast.Name) and content.id.isupper()
            assert is_rendered or is_constant, ast.unparse(node)


@pytest.mark.parametrize("folder", ["analysis", "dashboard"])
def test_nothing_is_unpickled_or_evaluated(folder: str) -> None:
    for path in modules(folder):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not calls & {"eval", "exec", "pickle.load", "pickle.loads", "yaml.load"}, path
        assert not imported(path) & {"pickle", "joblib", "yaml", "marshal", "shelve"}, path


def test_only_the_command_line_prints_or_exits() -> None:
    for path in modules("analysis"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert room(path) in ("commands", "__main__") or not calls & {
            "print",
            "sys.exit",
            "exit",
        }, path


def test_front_door_leads_to_what_it_promises() -> None:
    assert len(analysis.__all__) == len(set(analysis.__all__))
    assert [name for name in analysis.__all__ if not hasattr(analysis, name)] == []


def test_front_door_opens_without_what_only_learns_or_tags() -> None:
    code = "import sys, analysis; print({'scipy', 'sklearn'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


# Files and encodings, workbooks, JSON and Parquet, dates, identity, feeds and pages, rules and
# models, browser and downloads, store and processes.
FAULTS = {"A": 20, "B": 10, "C": 8, "D": 7, "E": 5, "F": 10, "G": 6, "H": 7, "I": 8}


def test_every_fault_that_the_program_must_survive_has_a_test_that_names_it() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in modules("tests"))
    named = set(re.findall(r"^\s*def test_([A-I][0-9]{2})_", tests, flags=re.MULTILINE))
    assert named == {
        f"{group}{number:02}" for group, count in FAULTS.items() for number in range(1, count + 1)
    }
