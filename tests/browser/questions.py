"""The thirty questions of an analyst, and the clicks that answer each of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, expect

MOST_CLICKS: Final = 5
WAIT: Final = 30_000


@dataclass(frozen=True, slots=True)
class Step:
    """Something a reader does: in words, and how many clicks it takes."""

    text: str
    clicks: int
    do: Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the way to its answer, and where the answer stands.

    Attributes
    ----------
    number, text : of the question
    steps : from the page Overview without any filter
    answer : what is looked at
    boxes : keys of the charts or lists that must be there; any one of them is enough where a
        corpus may lack the answer and the page says so
    says : text that must stand on the page; a regular expression
    """

    number: int
    text: str
    steps: tuple[Step, ...]
    answer: str
    boxes: tuple[str, ...] = ()
    says: str = ""

    @property
    def clicks(self) -> int:
        """How many clicks the whole way takes."""
        return sum(step.clicks for step in self.steps)


def go(name: str) -> Step:
    """Open a page from the menu."""

    def do(page: Page) -> None:
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.get_by_role("link", name=name, exact=True).first).to_have_attribute(
            "aria-current", "page", timeout=WAIT
        )

    return Step(f"**{name}**", 1, do)


def press(name: str) -> Step:
    """Press a button, or one choice of several that are all seen."""

    def do(page: Page) -> None:
        spelt = re.compile(rf"^\s*{re.escape(name)}\s*$")
        kinds = [page.get_by_role(role, name=spelt) for role in ("radio", "button", "tab")]
        found = kinds[0].or_(kinds[1]).or_(kinds[2])
        found.first.click()

    return Step(f"“{name}”", 1, do)


def choose(label: str, option: str) -> Step:
    """Pick one of a list that opens, in the filters or on the page."""

    def do(page: Page) -> None:
        box = page.get_by_role("combobox", name=re.compile(rf"{re.escape(label)}$"))
        box.first.click()
        box.first.fill(option)
        page.get_by_role("option", name=re.compile(re.escape(option))).first.click()
        page.keyboard.press("Escape")

    return Step(f"{label}: “{option}”", 2, do)


def switch(name: str) -> Step:
    """Turn a switch on."""

    def do(page: Page) -> None:
        page.get_by_text(name, exact=False).first.click()

    return Step(f"“{name}”", 1, do)


def search(query: str) -> Step:
    """Type into the search box."""

    def do(page: Page) -> None:
        box = page.get_by_label("Search", exact=True)
        box.fill(query)
        box.press("Enter")

    return Step(f"search `{query}`", 1, do)


def open_first() -> Step:
    """Open the first article of the list."""

    def do(page: Page) -> None:
        box = page.get_by_test_id("stDataFrame").first.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 18, box["y"] + 54)
        expect(page.get_by_role("dialog")).to_be_visible(timeout=WAIT)

    return Step("the first row", 1, do)


QUESTIONS: Final = (
    Question(
        1,
        "Which sectors received the most policy attention, and how does that compare with the "
        "period before?",
        (),
        "Ranking with changes; What rose and what fell, with intervals. Dates in the filters "
        "make it a month, a quarter or a year.",
        ("ranking", "changes"),
    ),
    Question(
        2,
        "How has the share of the four priority sectors changed since 2014?",
        (go("Compare"), press("Four priority sectors"), press("Share")),
        "Lines of the shares.",
        ("compare_courses",),
    ),
    Question(
        3,
        "When did “technological sovereignty” overtake “import substitution”, and when did "
        "“technological leadership” appear?",
        (go("Terms"),),
        "The sentence above the lines says first days and overtakings.",
        ("terms",),
    ),
    Question(
        4,
        "Which themes go together with a sector, and which pairs are rising?",
        (go("Connections"), choose("Columns", "Themes"), press("Rising")),
        "The matrix, and the list of rising pairs with intervals.",
        ("pair_matrix",),
        "Pairs that are named more than before",
    ),
    Question(
        5,
        "Which instruments are named for a sector, and which are never named?",
        (go("Connections"), press("Never")),
        "The matrix of sectors and instruments, and the pairs that no article names.",
        ("pair_matrix",),
        "Pairs that no article names",
    ),
    Question(
        6,
        "What are the announced amounts by sector, year and currency, and in a common currency?",
        (go("Money"), switch("In US dollars, at approximate yearly rates")),
        "Sums by sector and by year; the rates stand above them.",
        ("money_by_topic", "money_by_year"),
    ),
    Question(
        7,
        "Which programmes have a stated horizon, and which horizons end in 2030 or 2035?",
        (go("Money"), press("Horizons")),
        "End years that are named, lengths of horizons, programmes as bars.",
        ("money_ends",),
    ),
    Question(
        8,
        "Which announcements were followed by an adopted act, and how long did it take?",
        (go("Money"), press("Announced and done")),
        "Pairs of announcement and act with the days between.",
    ),
    Question(
        9,
        "Which plans were later reported as under-funded, delayed or cancelled?",
        (go("Money"), press("Announced and done")),
        "Plans with an end in the past and what is known of them; articles tagged as criticism.",
    ),
    Question(
        10,
        "Who speaks about a sector, and how often?",
        (go("Sector"), press("Named with it")),
        "Actors named with the sector. “Words and deeds: Statement” in the filters narrows it "
        "to what was said.",
        ("with_actor",),
    ),
    Question(
        11,
        "Which ministries and development institutions are named together?",
        (go("Connections"), choose("Rows", "Actors"), choose("Columns", "Actors")),
        "The matrix of actors; “Network” draws the same.",
        ("pair_matrix",),
    ),
    Question(
        12,
        "How does the agenda of a person shift over time?",
        (search("Мантуров OR Manturov"), go("Compare"), press("Periods")),
        "What the articles that name the person are about, period by period.",
        ("compare_mixes",),
    ),
    Question(
        13,
        "Which countries use export controls against which sectors, and who is affected?",
        (choose("Instruments", "Export controls"), go("Map")),
        "Countries named in these articles, and countries against sectors.",
        ("map", "mix"),
    ),
    Question(
        14,
        "How does the instrument mix of Russia compare with the EU, the USA, China, India, "
        "Japan and Korea?",
        (go("Compare"), press("Instruments of seven economies")),
        "Shares of each instrument by country with intervals.",
        ("compare_mixes",),
    ),
    Question(
        15,
        "Which regions appear most often, by sector?",
        (go("Map"), press("Regions of Russia")),
        "The map of regions, their ranking, regions against sectors.",
        ("map", "places"),
    ),
    Question(
        16,
        "Which companies and state corporations are mentioned most, with how many sources?",
        (go("Sources"), press("Actors")),
        "For each actor how many sources there are and how much the biggest one has.",
        ("sourcing",),
    ),
    Question(
        17,
        "What share of articles has no sector, and what share has three or more?",
        (go("Connections"), press("How many topics")),
        "Shares of articles with none, one, two, three and more.",
        ("pair_numbers",),
    ),
    Question(
        18,
        "What new terms appeared this quarter that were absent before?",
        (go("Terms"),),
        "New and rising terms of the latest quarter.",
        (),
        "What is new",
    ),
    Question(
        19,
        "Which articles are near-duplicates of one announcement, and who published first?",
        (go("Sources"),),
        "Stories of several articles with who was first; without any the page says so.",
        (),
        "stor(y|ies)",
    ),
    Question(
        20,
        "How does coverage differ between Russian and English sources on the same event?",
        (go("Compare"), press("Russian and English")),
        "Two languages side by side; search for the event to narrow it down.",
        ("compare_courses", "compare_mixes"),
    ),
    Question(
        21,
        "Which sources lean on one agency, and how concentrated is sourcing?",
        (go("Sources"),),
        "Shares of the biggest sources and the Herfindahl index; who reprints whom.",
        ("publishers", "sourcing"),
        "Herfindahl",
    ),
    Question(
        22,
        "What is the modality: statement, plan, act, award, result, criticism?",
        (press("Words and deeds"),),
        "Trend, ranking and changes by words and deeds.",
        ("ranking",),
        "by word or deed",
    ),
    Question(
        23,
        "Which critical production chains or product groups are mentioned as missing?",
        (
            go("Sector"),
            press("Themes"),
            choose("Topic", "Production and supply chains"),
            press("Distinctive terms"),
        ),
        "Terms that set articles on supply chains apart.",
        (),
        "What sets|Distinctive",
    ),
    Question(
        24,
        "Which import-dependence figures or localisation percentages are quoted, with dates?",
        (go("Money"), press("Home-made or imported")),
        "Percentages over time; a click opens the sentence.",
        ("money_origin",),
    ),
    Question(
        25,
        "How often are workforce and engineering schools mentioned in each sector?",
        (
            go("Sector"),
            press("Themes"),
            choose("Topic", "Workforce and engineering education"),
            press("Named with it"),
        ),
        "Sectors named with the theme.",
        ("with_sector",),
    ),
    Question(
        26,
        "Which clusters, zones and parks are linked to which sectors?",
        (
            go("Sector"),
            press("Themes"),
            choose("Topic", "Clusters and special economic zones"),
            press("Named with it"),
        ),
        "Sectors and regions named with clusters and zones.",
        ("with_sector", "with_region"),
    ),
    Question(
        27,
        "What happened before and after a shock?",
        (go("Compare"), press("Before and after a day")),
        "The time before and after a day side by side; “Event” takes the day of an event.",
        ("compare_sizes",),
    ),
    Question(
        28,
        "Which articles match this article most closely, and why?",
        (go("Articles"), open_first(), press("Similar articles")),
        "Similar articles with the words that make them so.",
        (),
        "similar",
    ),
    Question(
        29,
        "Why did this article get this tag, and what would remove it?",
        (go("Articles"), open_first(), press("Why, why not")),
        "Rules, weights, and what would remove the tag.",
        (),
        "What would remove the tag",
    ),
    Question(
        30,
        "How reliable are the tags, by sector and language?",
        (go("About"),),
        "Precision and recall with intervals.",
        (),
        "precision",
    ),
)


def as_document() -> str:
    """The page ``docs/questions.md``: every question with its way and its picture."""
    rows = [
        f"| {question.number} | {question.text} | {_way(question)} | {question.clicks} "
        f"| {question.answer} [picture](pictures/questions/{question.number:02}.png) |"
        for question in QUESTIONS
    ]
    return "\n".join(
        [
            "# Thirty questions of an analyst",
            "",
            "Each is answered from the page Overview in at most five clicks; picking one of a list",
            "that opens counts as two, a search as one. Where a corpus lacks the answer, the page",
            "says so. The ways are walked by `tests/browser/test_questions.py` on the bundled",
            "corpus, or on the store that `MONITOR_WALK_STORE` names; `make pictures` writes this",
            "page and takes the pictures.",
            "",
            "| | question | way | clicks | answer |",
            "|--:|---|---|--:|---|",
            *rows,
            "",
        ]
    )


def _way(question: Question) -> str:
    return " → ".join(step.text for step in question.steps) or "**Overview**"


def walk(page: Page, address: str, question: Question) -> None:
    """Do what a question asks, from the first page, and look at its answer."""
    page.goto(f"{address}/?lang=en")
    rest(page)
    for step in question.steps:
        step.do(page)
        rest(page)
    for box in question.boxes:
        drawing = page.locator(f".st-key-box_{box} .js-plotly-plot .main-svg").first
        expect(drawing).to_be_visible(timeout=WAIT)
    if question.says:
        expect(page.get_by_text(re.compile(question.says, re.IGNORECASE)).first).to_be_visible(
            timeout=WAIT
        )
    expect(page.get_by_text("Something went wrong on this page.")).to_have_count(0)


def rest(page: Page) -> None:
    """Wait until the page has an answer to the last click."""
    app = page.get_by_test_id("stApp")
    expect(page.get_by_role("heading").first).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(250)  # a run that a click asks for begins within this time
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT)
