"""Words of the page Sector and of what rose and fell, in English; keys as in ``ru_sector``."""

from types import MappingProxyType
from typing import Final

SECTOR: Final = MappingProxyType(
    {
        "page_sector": "Sector",
        "sector_question": "What is going on in one sector, theme or place?",
        "topic_axis": "Kind of topic",
        "topic": "Topic",
        "part": "Part",
        "part_profile": "Profile",
        "part_company": "Named with it",
        "part_terms": "Distinctive terms",
        "part_money": "Money and horizons",
        "part_programmes": "Programmes",
        "sector_events": "Numbers mark events, close ones together; a click opens them.",
        "sector_events_list": "Events that are marked ({count})",
        "sector_incomplete": "Hollow marks are incomplete: {periods}.",
        "part_articles": "Articles",
        "sector_rose": (
            "Rose: {now} from {first} to {last}, {before} in as many days before "
            "(change from {low} to {high}, 95% interval)."
        ),
        "sector_fell": (
            "Fell: {now} from {first} to {last}, {before} in as many days before "
            "(change from {low} to {high}, 95% interval)."
        ),
        "sector_same": (
            "No sure change: {now} from {first} to {last}, {before} in as many days before "
            "(change from {low} to {high}, 95% interval)."
        ),
        "sector_trend": "{topic} · {counted} by {period}",
        "sector_peak": "Most in {period}: {amount}.",
        "sector_with": "{axis} named with “{topic}”",
        "sector_with_note": "The first {shown} of {total}; a click opens the articles of both.",
        "sector_all": "Open all {articles}",
        "sector_latest": "Latest articles",
        "sector_typical": "Most typical articles",
        "sector_typical_note": "Nearest in words to the mean of these articles, one of each story.",
        "sector_typical_wait": "Counting the words of the articles (once after each import) …",
        "changes_title": "What rose and what fell, by {axis}",
        "changes_note": (
            "Articles of {first} to {last} against {previous_first} to {previous_last}. Lines "
            "are 95% intervals; grey marks could be chance. Topics with fewer than five "
            "articles are left out. A click opens the topic."
        ),
        "unit_change": "change of the number of articles",
        "axis_change": "Change, on a doubling scale",
        "rose": "Rose for sure: {topics}.",
        "fell": "Fell for sure: {topics}.",
        "nothing_moved": "No topic rose or fell by more than chance may do.",
        "latest": "Latest articles",
    }
)
