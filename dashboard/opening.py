"""What a click on a mark asks for: the filters under which the list holds what the mark counts."""

from collections.abc import Callable, Sequence
from typing import Any

from analysis import AxisChoice
from dashboard.address import open_page
from dashboard.desk import Desk

Choose = Callable[[Sequence[Any]], None]


def narrowed(wish: AxisChoice, axis: str, *topics: str) -> dict[str, Any]:
    """Filters of one axis that keep what was asked of it and ask for these topics, too.

    Any of several topics and another one beside cannot be said with one filter: then only the
    new ones are asked for.
    """
    asked = list(topics)
    if wish.match_all or len(wish.include) == 1:
        asked = list(dict.fromkeys([*wish.include, *topics]))
    return {axis: asked, f"{axis}_match": "all" if len(asked) > 1 else "any"}


def open_articles(desk: Desk, **topics: Sequence[str]) -> None:
    """Open the selected articles that have all these topics, by axis; for a callback."""
    changes: dict[str, Any] = {}
    for axis, keys in topics.items():
        changes |= narrowed(desk.choice.axis(axis), axis, *keys)
    open_page("articles", **changes)


def opener(desk: Desk, axis: str) -> Choose:
    """A click on a mark that means a topic and a count opens the articles of the topic."""

    def choose(meaning: Sequence[Any]) -> None:
        topic, count = meaning[0], meaning[1]
        if count:
            open_articles(desk, **{axis: [topic]})

    return choose
