"""Words of the page Export, of saved views and pictures, in English; keys as in ``ru_export``."""

from types import MappingProxyType
from typing import Final

EXPORT: Final = MappingProxyType(
    {
        "page_export": "Export",
        "export_question": "How do I take this view with me?",
        "export_hint": (
            "Everything here is of the articles named above. A chart's data and its picture "
            "(PNG, SVG) are behind the button “Data” under each chart."
        ),
        "export_by": "Charts by",
        # list
        "export_list_title": "List of articles",
        "export_list": (
            "The articles with their topics as CSV, XLSX, Parquet, JSONL or one HTML page, with "
            "query, versions and citation inside."
        ),
        "export_list_button": "List of articles",
        # pack
        "export_pack_title": "Evidence pack",
        "export_pack": (
            "A ZIP file for whoever has to check you: articles, every tag with its evidence and "
            "its place, facts, chart data and pictures, the link, versions, checksums, and "
            "citations in BibTeX, RIS and GOST R 7.0.5-2008. At most {most} articles."
        ),
        "export_texts": "With the texts of the articles",
        "export_texts_help": (
            "The texts are those of your own store. Most sources do not allow passing them on: "
            "check their licences first."
        ),
        "export_pack_button": "Make the pack",
        "export_pack_too_many": (
            "This view has {count}; a pack holds at most {most}. Narrow the view down, or take "
            "the list as Parquet."
        ),
        # briefing
        "export_brief_title": "Briefing",
        "export_brief": (
            "One or two pages of A4: figures, what rose and fell, trend and ranking as pictures, "
            "latest and most reported articles, sources, quality of the tags, citation."
        ),
        "export_brief_button": "Make the briefing",
        # news
        "export_news_title": "Feed and digest",
        "export_news": (
            "What is new in this view: an Atom feed for a feed reader, a page, a text, or an "
            "e-mail that opens as a draft."
        ),
        "export_days": "New in the last",
        "days_one": "day",
        "days_few": "days",
        "days_many": "days",
        "export_news_button": "Make the digest",
        "export_command": "The same every morning, on the server:",
        "export_command_hint": (
            "Save the view under a name in the sidebar, and `--view NAME` stands for the link."
        ),
        # all
        "export_making": "Being made …",
        "export_ready": "Ready: {size} MB.",
        "export_failed": "It could not be made:",
        "export_nothing": "There is nothing to take away while no article is selected.",
        "picture_note": (
            "The chart as a picture, as it is on the screen; for paper switch to the light look "
            "first."
        ),
        "picture_source": "{sentence} · taxonomy {taxonomy} · {date}",
        "picture_incomplete": "Hollow marks are incomplete periods.",
        # saved views
        "saved_title": "Saved views",
        "saved_open": "Open a saved view",
        "saved_choose": "choose",
        "saved_none": "No view is saved yet.",
        "saved_name": "Name of this view",
        "saved_save": "Save this view",
        "saved_replaces": "A view of this name is there and will be replaced.",
        "saved_manage": "Rename or delete",
        "saved_which": "View",
        "saved_new_name": "New name",
        "saved_rename": "Rename",
        "saved_delete": "Delete",
        "saved_sure": "Delete this view for everybody who uses this dashboard?",
        "saved_yes": "Yes, delete it",
        "saved_no": "Keep it",
        "saved_when": "Saved {moment}",
        "saved_done": "Saved.",
        "saved_error_name": "A name needs 1 to {most} letters.",
        "saved_error_query": "This view has too many filters for a link that can be saved.",
        "saved_error_full": "There are {most} saved views already: delete one first.",
        "saved_error_taken": "Another view has this name.",
        "saved_error_unknown": "Somebody deleted this view meanwhile.",
        "saved_broken": "Saved views cannot be read or written:",
    }
)
