"""The stories of a store laid out for reading."""

from typing import Final

import pandas as pd

_MOST_SHOWN: Final = 10
_TITLE_LENGTH: Final = 70


def stories_report(stories: pd.DataFrame, article_count: int) -> str:
    """Tell how many stories there are, the largest ones, and who publishes first most often.

    Parameters
    ----------
    stories : as :meth:`Store.stories` gives them
    article_count : all articles, those that are a story alone included

    Examples
    --------
    >>> columns = ["story_id", "article_id", "source_name", "published_date", "title"]
    >>> day = pd.Timestamp("2024-07-04")
    >>> rows = [("a", "a", "Wire", day, "A plant opens"), ("a", "b", "Daily", day, "New plant")]
    >>> print(stories_report(pd.DataFrame(rows, columns=columns), 3).splitlines()[0])
    3 articles, 2 stories (1 of several articles); reprints: 1 (33.3 %)
    """
    is_first = ~stories["story_id"].duplicated()
    several = int(is_first.sum())
    reprints = len(stories) - several
    share = 100 * reprints / max(article_count, 1)
    lines = [
        f"{article_count:,} articles, {article_count - reprints:,} stories "
        f"({several:,} of several articles); reprints: {reprints:,} ({share:.1f} %)"
    ]
    if several:
        lines += ["", "The largest stories", "", *_largest(stories, is_first)]
        lines += ["", "Who publishes first most often", "", *_first_publishers(stories, is_first)]
    return "\n".join(lines)


def _largest(stories: pd.DataFrame, is_first: "pd.Series[bool]") -> list[str]:
    sizes = stories["story_id"].value_counts(sort=False).rename("size")
    heads = stories[is_first].join(sizes, on="story_id")
    heads = heads.sort_values("size", ascending=False, kind="stable").head(_MOST_SHOWN)
    lines = ["| story | articles | date | first publisher | title |", "|---|--:|---|---|---|"]
    days = heads["published_date"].dt.strftime("%Y-%m-%d").fillna("")
    for row in heads.assign(day=days).to_dict("records"):
        cells = (_cell(row[name]) for name in ("day", "source_name", "title"))
        lines.append(f"| {row['story_id']} | {row['size']:,} | {' | '.join(cells)} |")
    return lines


def _first_publishers(stories: pd.DataFrame, is_first: "pd.Series[bool]") -> list[str]:
    """Sources by how many stories of several articles they were the first to publish."""
    counts = pd.DataFrame(
        {
            "first": stories[is_first]["source_name"].value_counts(),
            "all": stories.drop_duplicates(["story_id", "source_name"])[
                "source_name"
            ].value_counts(),
        }
    ).fillna(0)
    counts = counts.sort_values(["first", "all"], ascending=[False, True], kind="stable")
    lines = ["| source | stories | first in |", "|---|--:|--:|"]
    for source, first, own in counts.head(_MOST_SHOWN).itertuples(name=None):
        lines.append(f"| {_cell(source)} | {int(own):,} | {int(first):,} |")
    return lines


def _cell(text: object) -> str:
    return " ".join(str(text).split())[:_TITLE_LENGTH].replace("|", "\\|")
