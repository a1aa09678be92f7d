"""The command digest: from a saved view or a link to a feed or an e-mail."""

import email
from collections.abc import Callable
from email.policy import default
from pathlib import Path

import feedparser
import pytest

from analysis.__main__ import main
from analysis.measures.choice import AxisChoice
from analysis.measures.corpus import Corpus
from analysis.measures.links import choice_in
from analysis.views import save_view
from tests.browser.small_corpus import make_articles, make_store, make_tags, make_taxonomy

Digest = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = make_store(tmp_path / "monitor.sqlite")
    save_view(path, "Чипы", "?lang=ru&sector=electronics&source=Wire")
    return path


@pytest.fixture
def digest(store: Path, capfd: pytest.CaptureFixture[str]) -> Digest:
    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            status = main(["digest", "--store", str(store), *arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return status, *capfd.readouterr()

    return call


def test_saved_view_becomes_a_feed_in_the_language_of_its_link(
    digest: Digest, tmp_path: Path
) -> None:
    output = tmp_path / "chips.atom"
    status, out, err = digest("--view", "чипы", "--output", str(output))
    assert (status, out) == (0, "")
    assert err.startswith("2 new of 2 articles since ")
    assert err.endswith(f" written to {output}\n")
    feed = feedparser.parse(output.read_bytes())
    assert feed.feed.title == "Монитор промышленной политики: Чипы"
    assert feed.feed.link == "http://localhost:8501/articles?lang=ru&sector=electronics&source=Wire"
    assert {entry.title for entry in feed.entries} == {
        "=SUM(A1) is a chip plant", "Chips and chemicals together",
    }  # fmt: skip


def test_link_becomes_a_draft_of_an_email(digest: Digest) -> None:
    link = "https://monitor.example/overview?lang=ru&sector=chemistry&ghost=1"
    status, out, _ = digest("--link", link, "--format", "eml", "--lang", "en")
    assert status == 0
    message = email.message_from_bytes(out.encode(), policy=default)
    assert message["Subject"].startswith("sector “Chemi")
    body = message.get_body(("plain",))
    assert body is not None
    assert "https://monitor.example/overview?lang=en&sector=chemistry" in body.get_content()


def test_nothing_is_new_after_today(digest: Digest) -> None:
    status, out, err = digest("--link", "", "--since", "2100-01-01", "--format", "text")
    assert (status, err) == (0, "0 new of 6 articles since 2100-01-01 written\n")
    assert "Nothing new since 1 January 2100." in out


def test_what_the_corpus_lacks_is_said_and_left_out(digest: Digest) -> None:
    status, _, err = digest("--link", "?sector=no-such&from=yesterday")
    assert status == 0
    assert err.splitlines()[:2] == [
        "the link asks for sector = no-such, which is not in this corpus: left out",
        "the link asks for from = yesterday, which is not in this corpus: left out",
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--view", "Химия"), 2, "no view is saved as 'Химия': saved are: Чипы"),
        ((), 2, "one of the arguments --view --link is required"),
        (("--view", "a", "--link", "b"), 2, "not allowed with argument"),
        (("--link", "", "--since", "soon"), 2, "'soon' is no day: write it as 2024-03-05"),
        (("--link", "", "--format", "rss"), 2, "invalid choice: 'rss'"),
        (("--link", "q=(", "--format", "text"), 1, "(: "),
        (("--link", "", "--output", "/nowhere/at/all"), 73, "there is no folder"),
    ],
)
def test_mistakes_are_said_in_a_line(
    digest: Digest, arguments: tuple[str, ...], status: int, message: str
) -> None:
    found, out, err = digest(*arguments)
    assert (found, out) == (status, "")
    assert message in err
    assert "Traceback" not in err


def test_link_gives_the_choice_it_was_made_from() -> None:
    corpus = Corpus.build(make_articles(), make_tags(), make_taxonomy())
    choice, dropped = choice_in(
        "http://x/?lang=ru&sector=electronics&sector=chemistry&sector_match=all&not_country=russia"
        "&from=2024-01-01&source=Wire&q=%D1%87%D0%B8%D0%BF&relevant=1&as_of=2024-05-01&page=3",
        corpus,
    )
    assert dropped == ()
    assert choice.axis("sector") == AxisChoice(("electronics", "chemistry"), match_all=True)
    assert choice.axis("country") == AxisChoice(exclude=("russia",))
    assert choice.axis("relevance") == AxisChoice(("industrial-policy",))
    assert (str(choice.first), choice.last, choice.sources, choice.query, str(choice.as_of)) == (
        "2024-01-01", None, ("Wire",), "чип", "2024-05-01",
    )  # fmt: skip
    assert choice_in("http://localhost:8501/articles", corpus)[0] == choice_in("", corpus)[0]
