"""What leaves the program: citations, packs, briefings, feeds and digests."""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.choice import AxisChoice, Choice
from analysis.measures.corpus import Corpus
from analysis.store import Store
from analysis.takeaway.citations import FORMS, Reference, bibtex, gost, ris
from analysis.takeaway.packs import Chart, Evidence, PackError, write_pack
from analysis.takeaway.phrases import CATALOGUES
from analysis.takeaway.subject import Subject, in_words
from tests.browser.small_corpus import make_articles, make_store, make_tags, make_taxonomy

GOLDEN = Path(__file__).parent / "golden" / "takeaway"
DAY = date(2026, 3, 5)
LINK = "http://localhost:8501/articles?lang=ru&sector=electronics"


def agrees(name: str, content: str) -> None:
    """Compare with a file that people read; WRITE_GOLDEN=1 writes it after a wished change."""
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / name).write_text(content, encoding="utf-8")
    assert content == (GOLDEN / name).read_text(encoding="utf-8")


def make_subject(**changes: object) -> Subject:
    known = {
        "sentence": "отрасль «Electronics»",
        "link": LINK,
        "language": "ru",
        "article_count": 3,
        "taxonomy_version": "t1",
        "model_version": "",
        "retrieved": DAY,
    }
    return Subject(**{**known, **changes})  # type: ignore[arg-type]


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.build(make_articles(), make_tags(), make_taxonomy())


# citations


ARTICLE = Reference(
    "chip-1", "Завод чипов получит субсидию", "Ведомости", "2024-01-10",
    "https://example.org/chip-1", "ru",
)  # fmt: skip
HOSTILE = Reference(
    "a b/ж", "50% of {chips} & \\more_\r\nTY  - JOUR.", "W#1", "2024-03",
    "https://example.org/a_b%20{c}", "en",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_citations_of_articles_and_views(form: str) -> None:
    write, ending = FORMS[form]
    known = (ARTICLE, HOSTILE, Reference("x", "", "Wire", "2023"), make_subject().reference)
    lines = "".join(f"{write(one, DAY)}{ending}" for one in known)
    agrees(f"citations.{form}", lines.replace("\r", ""))


@pytest.mark.parametrize(
    ("day", "area"),
    [
        ("2024-01-10", ". – 2024. – 10 янв. – URL"),
        ("2024-05-09", ". – 2024. – 9 мая. – URL"),
        ("2024-03", ". – 2024. – Март. – URL"),
        ("2024-09", ". – 2024. – Сент. – URL"),
        ("2024", ". – 2024. – URL"),
        ("", "[Электронный ресурс]. – URL"),
    ],
)
def test_gost_gives_the_date_as_far_as_it_is_known(day: str, area: str) -> None:
    assert area in gost(Reference("a", "Титул", "Wire", day, "https://example.org"), DAY)


@given(st.text(max_size=60))
def test_no_title_breaks_out_of_its_field(title: str) -> None:
    reference = Reference("key", title, "Wire", "2024-03-05", "https://example.org", "en")
    entry = bibtex(reference, DAY)
    depth = 0
    for at, sign in enumerate(entry):
        is_escaped = entry[:at].endswith("\\") and not entry[:at].endswith("\\\\")
        depth += (sign == "{") - (sign == "}") if not is_escaped else 0
        assert depth > 0 or at == len(entry) - 1 or at < len("@misc{")
    assert depth == 0
    record = ris(reference, DAY)
    tags = [line[:6] for line in record.split("\r\n")[:-1]]
    expected = ["TY  - ", "ID  - ", "TI  - ", "T2  - ", "PY  - ", "DA  - ", "UR  - ", "LA  - "]
    assert [tag for tag in tags if tag != "TI  - "] == [
        *(tag for tag in expected if tag != "TI  - "), "Y2  - ", "ER  - ",
    ]  # fmt: skip
    assert "\n" not in gost(reference, DAY)


# the choice in words


def test_choice_is_said_in_both_languages() -> None:
    choice = Choice(
        first=date(2024, 1, 1), languages=("ru",), sources=("Ведомости",), query="завод"
    ).with_axis("sector", AxisChoice(("electronics", "ghost"), ("chemistry",), match_all=True))
    assert in_words(choice, make_taxonomy(), "en") == (
        "sectors “Electronics” and “ghost”; without “Chemistry”; from 1 January 2024; "
        "in Russian; from “Ведомости”; search “завод”"
    )
    assert in_words(choice, make_taxonomy(), "ru") == (
        "отрасли «electronics по-русски» и «ghost»; кроме «chemistry по-русски»; "
        "с 1 января 2024; язык — русский; источник — «Ведомости»; запрос «завод»"
    )
    one = Choice(languages=("", "de")).with_axis("sector", AxisChoice(("electronics",)))
    assert in_words(one, make_taxonomy(), "en") == (
        "sector “Electronics”; in an unknown language, de"
    )
    assert in_words(Choice(), make_taxonomy(), "ru") == "весь корпус"


def test_phrases_have_the_same_keys_and_gaps() -> None:
    from string import Formatter

    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english, russian = CATALOGUES["en"], CATALOGUES["ru"]
    assert list(english) == list(russian)
    assert {key: gaps(text) for key, text in english.items()} == {
        key: gaps(text) for key, text in russian.items()
    }


# the evidence pack


Pack = Callable[..., zipfile.ZipFile]


@pytest.fixture
def pack(tmp_path: Path, corpus: Corpus) -> Pack:
    store = make_store(tmp_path / "monitor.sqlite")

    def make(*, with_texts: bool = False, **changes: object) -> zipfile.ZipFile:
        mask = corpus.axes["sector"].has_any(["electronics"])
        table = pd.DataFrame({"topic": ["=a"], "n": [3]})
        chart = Chart("trend", "Статьи по месяцам", table, b"<svg/>")
        with Store.open(store, read_only=True) as archive:
            evidence = Evidence(
                archive, corpus, mask, make_taxonomy(), [chart], with_texts=with_texts
            )
            buffer = io.BytesIO()
            write_pack(buffer, make_subject(**changes), evidence, tell=lambda share: None)
        return zipfile.ZipFile(buffer)

    return make


def read_table(pack: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = pack.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_pack_holds_tables_citations_and_a_list_of_checksums(pack: Pack) -> None:
    made = pack()
    assert made.namelist() == [
        "articles.csv", "tags.csv", "facts.csv", "charts/trend.csv", "charts/trend.svg",
        "citation.bib", "bibliography.bib", "citation.ris", "bibliography.ris", "citation.txt",
        "bibliography.txt", "view.json", "README.en.md", "README.ru.md", "checksums.txt",
    ]  # fmt: skip
    sums = dict(
        reversed(line.split("  ", 1)) for line in made.read("checksums.txt").decode().splitlines()
    )
    assert sums == {
        name: hashlib.sha256(made.read(name)).hexdigest() for name in made.namelist()[:-1]
    }
    assert [row["article_id"] for row in read_table(made, "articles.csv")] == [
        "chip-2", "chip-3", "chip-1",
    ]  # fmt: skip
    assert read_table(made, "articles.csv")[0]["title"] == "'=SUM(A1) is a chip plant"
    assert read_table(made, "charts/trend.csv") == [{"topic": "'=a", "n": "3"}]
    agrees("README.ru.md", made.read("README.ru.md").decode())
    agrees("README.en.md", made.read("README.en.md").decode())
    agrees("bibliography.txt", made.read("bibliography.txt").decode())


def test_evidence_in_a_pack_points_to_its_words(pack: Pack) -> None:
    made = pack(with_texts=True)
    texts = {
        line["article_id"]: line
        for line in map(json.loads, made.read("texts.jsonl").decode().splitlines())
    }
    rows = [row for row in read_table(made, "tags.csv") if row["surface"]]
    assert [(row["article_id"], row["topic"], row["surface"]) for row in rows] == [
        ("chip-2", "electronics", "chip"), ("chip-2", "electronics", "chip"),
        ("chip-3", "chemistry", "chemical"), ("chip-3", "chemistry", "chemical"),
        ("chip-3", "electronics", "Chip"), ("chip-3", "electronics", "chip"),
        ("chip-1", "electronics", "чип"), ("chip-1", "electronics", "чип"),
        ("chip-1", "industrial-policy", "субсиди"),
    ]  # fmt: skip
    for row in rows:
        field = texts[row["article_id"]][row["field"]]
        assert field[int(row["start"]) : int(row["end"])] == row["surface"]


def test_texts_stay_at_home_unless_asked_for(pack: Pack) -> None:
    made = pack()
    contents = b"".join(map(made.read, made.namelist())).decode()
    assert "Новый завод чипов построят в Зеленограде" not in contents
    assert "texts.jsonl" in pack(with_texts=True).namelist()


def test_view_of_a_pack_says_what_it_was(pack: Pack) -> None:
    assert json.loads(pack(as_of=date(2026, 1, 1)).read("view.json")) == {
        "format": 1,
        "sentence": "отрасль «Electronics»",
        "link": LINK,
        "language": "ru",
        "article_count": 3,
        "taxonomy_version": "t1",
        "model_version": "",
        "retrieved": "2026-03-05",
        "as_of": "2026-01-01",
        "name": "",
        "with_texts": False,
        "rows": {"articles.csv": 3, "tags.csv": 10, "facts.csv": 0, "charts/trend.csv": 1},
    }


def test_the_same_view_gives_the_same_bytes_but_for_the_day(pack: Pack) -> None:
    def members(made: zipfile.ZipFile) -> dict[str, bytes]:
        return {name: made.read(name) for name in made.namelist()}

    first, again, later = pack(), pack(), pack(retrieved=date(2026, 3, 6))
    assert first.fp.getvalue() == again.fp.getvalue()
    differing = {name for name, own in members(first).items() if own != members(later)[name]}
    assert differing == {
        "citation.bib", "bibliography.bib", "citation.ris", "bibliography.ris", "citation.txt",
        "bibliography.txt", "view.json", "README.en.md", "README.ru.md", "checksums.txt",
    }  # fmt: skip


def test_too_large_a_view_is_refused_before_anything_is_written(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.takeaway.packs.MOST_ARTICLES", 2)
    with pytest.raises(PackError, match="at most 2 articles, this view has 3"):
        pack()


def test_pack_is_written_batch_by_batch_with_the_same_result(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pack().fp.getvalue()
    monkeypatch.setattr("analysis.takeaway.packs._BATCH", 1)
    assert pack().fp.getvalue() == whole


def test_pack_of_an_empty_view_has_tables_without_rows(tmp_path: Path, corpus: Corpus) -> None:
    with Store.open(make_store(tmp_path / "m.sqlite"), read_only=True) as archive:
        nothing = np.zeros(len(corpus), dtype=bool)
        buffer = io.BytesIO()
        evidence = Evidence(archive, corpus, nothing, make_taxonomy())
        write_pack(buffer, make_subject(article_count=0), evidence, tell=lambda share: None)
    made = zipfile.ZipFile(buffer)
    for name in ("articles.csv", "tags.csv", "facts.csv"):
        assert read_table(made, name) == []
        assert made.read(name).decode("utf-8-sig").startswith("article_id,")
