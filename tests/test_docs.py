"""The documents: links lead somewhere, commands exist, numbers are those of the data."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import load_quality, load_taxonomy
from analysis.arguments import make_parser
from analysis.commands import COMMANDS
from analysis.reports import quality_report

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DATA_README = ROOT / "data" / "README.md"
DOCUMENTS = sorted(
    [
        README,
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("data/**/README.md"),
    ]
)
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HTML_LINK = re.compile(r"(?:src|href|srcset)=\"([^\"]+)\"")
COMMAND = re.compile(r"-m analysis ([a-z][^`\n]*)")
NUMBER = r"(\d+(?:[,\u00a0\u202f ]\d{3})*)"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`(?!\])", "", text)


def anchors(text: str) -> set[str]:
    """Names of a page's headings as GitHub makes them."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", text, flags=re.MULTILINE)
    plain = [re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in plain}


def relative_links(text: str) -> Iterator[str]:
    prose = re.sub(r"`[^`\n]*`", "code", without_code(text))
    for link in (*LINK.findall(prose), *HTML_LINK.findall(prose)):
        if not re.match(r"[a-z][a-z0-9+.-]*:|//", link):
            yield link


def stated(text: str, thing: str) -> list[int]:
    """Numbers that stand directly before a word, as in "24 sectors" or "**24** sectors"."""
    found = re.findall(rf"\b{NUMBER}\**\s+(?:{thing})\b", text)
    return [int(re.sub(r"\D", "", number)) for number in found]


def commands(text: str) -> Iterator[str]:
    """Whole commands: written out, or in a table whose head says "-m analysis …"."""
    yield from COMMAND.findall(text)
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        head, *rows = table.splitlines()
        if "-m analysis …" in head:
            for row in rows:
                yield from re.findall(r"`([a-z][^`]*)`", re.split(r"(?<!\\)\|", row)[-2])


def counted() -> dict[str, int]:
    """What the documents may count, by the words that they use for it."""
    taxonomy = load_taxonomy()
    lines = [
        line
        for path in sorted((ROOT / "data" / "sample").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    counts = {axis: len(taxonomy.topics(axis)) for axis in taxonomy.axes}
    return {
        "sectors|отраслей|отрасли": counts["sector"],
        "themes|тем": counts["theme"],
        "instruments|инструментов": counts["instrument"],
        "actors": counts["actor"],
        "countries(?: and regions)?": counts["country"],
        "rules": len(taxonomy.rules),
        "briefs": len(lines),
        "Russian": sum('"language": "ru"' in line for line in lines),
        "English": sum('"language": "en"' in line for line in lines),
        "events": len({re.findall(r'"event_id": "(\w+)"', line)[0] for line in lines}),
    }


def test_the_readme_is_there_and_has_a_title() -> None:
    assert text_of(README).startswith("# ")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_relative_links_lead_to_files_and_headings(path: Path) -> None:
    text, broken = text_of(path), []
    for link in relative_links(text):
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.is_relative_to(ROOT), f"{link} leads out of the project"
        is_page = target.suffix == ".md" and target.is_file()
        has_anchor = not (anchor and is_page) or anchor in anchors(text_of(target))
        if not (target.exists() and has_anchor):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_in_the_documents_can_be_typed(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = {}
    for command in commands(text_of(path)):
        try:
            make_parser(COMMANDS).parse_args(shlex.split(command, comments=True))
        except SystemExit as stop:
            if stop.code:
                refused[command] = capsys.readouterr().err
    assert refused == {}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_targets_of_make_in_the_documents_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z][\w-]*):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z][\w-]*)", text_of(path), flags=re.MULTILINE))
    assert named - known == set()


@pytest.mark.parametrize("path", [README, DATA_README], ids=name_of)
def test_numbers_in_the_documents_are_those_of_the_data(path: Path) -> None:
    text = text_of(path)
    wrong = {
        thing: (numbers, count)
        for thing, count in counted().items()
        if (numbers := stated(text, thing)) and set(numbers) != {count}
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("basis", "name"),
    [
        ("dev.parquet, cross-validated", "cross-validated"),
        ("held out for good", "**held-out third**"),
    ],
)
@pytest.mark.parametrize(("code", "language"), [("ru", "Russian"), ("en", "English")])
def test_the_readme_tells_the_published_figures(
    basis: str, name: str, code: str, language: str
) -> None:
    quality = load_quality()
    assert quality is not None
    table = quality.measures[quality.measures["variant"] == "both"]
    own = table[(table["basis"] == basis) & (table["language"] == code)]
    f1 = own.set_index(["axis", "topic"])["f1"]
    (micro,) = own[(own["axis"] == "sector") & (own["topic"] == "micro")].to_dict("records")
    others = [
        ("sector", "macro"),
        ("sector", "four sectors"),
        ("relevance", "industrial-policy"),
        ("instrument family", "micro"),
    ]
    cells = [
        f"{name}, {language}",
        f"{micro['f1']:.2f} ({micro['f1_low']:.2f}–{micro['f1_high']:.2f})",
        *(f"{f1[key]:.2f}" for key in others),
    ]
    assert f"| {' | '.join(cells)} |" in text_of(README)


def test_the_page_of_figures_is_what_the_command_prints() -> None:
    quality = load_quality()
    assert quality is not None
    assert quality_report(quality) in text_of(ROOT / "docs" / "figures.md")


def test_the_readme_of_the_data_counts_the_corpus() -> None:
    text = text_of(DATA_README)
    assert stated(text, "briefs")
    assert stated(text, "events")
