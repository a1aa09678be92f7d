"""Words of the page Import and of what is new, in English; keys as in ``ru_importing``.

What is wrong with a file comes with a code; its sentence in English is that of ``CODES``.
"""

from types import MappingProxyType
from typing import Final

from analysis import CODES, WEB_CODES

IMPORTING: Final = MappingProxyType(
    {
        "page_import": "Import",
        "date_format": "YYYY-MM-DD",
        "news_articles": "New articles: {count}.",
        "news_changes": "The articles or their tags have changed.",
        "news_show": "Show them",
        "import_question": "Add articles",
        "import_read_only": (
            "This dashboard only shows articles: adding them is switched off (`MONITOR_READ_ONLY`)."
        ),
        "import_dataset": (
            "A tagged dataset is shown here, and nothing can be added to it. Start the dashboard "
            "with a store to import articles."
        ),
        "import_new_store": "There is no corpus yet: the first import makes one.",
        # files
        "import_files_title": "Files",
        "import_limits": (
            "At most {files} files at once, of {size} MB each: {endings}. What is larger is "
            "imported on the server, with `python -m analysis import FILE`."
        ),
        "import_pick": "Choose files",
        "import_or_drop": "or drop them here",
        "import_drop": "Files with articles",
        "import_too_many": "{count} files were dropped; only the first {most} are taken.",
        "import_not_kept": "The files cannot be kept on the server:",
        "import_check_title": "How it is read",
        "import_choose": "File",
        "import_others": (
            "Files that you do not look at are read by the names of their columns, as is said "
            "after the import."
        ),
        "import_reading": "Reading the first rows …",
        "import_mapping": (
            "Which column each field of an article is read from. Change what is not right."
        ),
        "import_no_column": "(none)",
        "import_dates": "01/02/2024 is",
        "import_dates_day": "1 February",
        "import_dates_month": "2 January",
        "import_first_rows": "First rows",
        "import_refused": "Refused among the first rows: {count}. All other rows are imported.",
        "import_unusable": "Nothing of this file can be read:",
        "import_unmapped": (
            "Nothing of this file can be read yet: choose above which column is the title or the "
            "text."
        ),
        "import_start": "Import {files}",
        "import_start_some": "Import {files} of {total}",
        "import_readable": "can be read",
        "import_readable_partly": "can be read; refused among the first rows: {count}",
        "import_unreadable": "cannot be read and is left out",
        "import_readable_title": "Can it be read?",
        "import_not_started": "The import cannot be started:",
        "file_one": "file",
        "file_few": "files",
        "file_many": "files",
        "field_article_id": "Id",
        "field_published_date": "Date",
        "field_date_precision": "Precision of the date",
        "field_source_name": "Source",
        "field_kind": "Kind",
        "field_url": "Link",
        "field_title": "Title",
        "field_text": "Text",
        "field_language": "Language",
        # jobs
        "jobs_title": "Work on the server",
        "jobs_hint": "It goes on when you leave this page.",
        "job_stop": "Stop",
        "job_counts": (
            "added {added} · already there {known} · updated {updated} · refused {refused}"
        ),
        "job_failed": "It failed; what was said:",
        "job_stopped": (
            "It was stopped. Files that were read to their end are in the corpus; import the "
            "others again."
        ),
        "job_broken": (
            "It broke off: the process is gone, perhaps because the server was restarted. Files "
            "that were read to their end are in the corpus; import the files again."
        ),
        "state_starting": "starting",
        "state_waiting": "waiting for another import",
        "state_reading": "reading",
        "state_tagging": "tagging",
        "state_grouping": "finding reprints",
        "state_done": "done",
        "state_failed": "failed",
        "state_stopped": "stopped",
        "state_broken": "broken off",
        "count_added": "Added",
        "count_known": "Already there",
        "count_updated": "Updated",
        "count_refused": "Refused",
        "reader_notes": "Notes on the files",
        "and_more": "… and {count} more",
        # imports and refusals
        "recent_title": "Recent imports",
        "recent_none": "Nothing was imported yet.",
        "import_number": "No.",
        "import_origin": "File, folder or feed",
        "import_when": "When",
        "import_state": "Read",
        "import_whole": "to the end",
        "import_cut_off": "not to the end",
        "refused_title": "Refused rows",
        "refused_choose": "Import",
        "refused_option": "No. {number}: {origin} (refused: {count})",
        "refused_of": "Refused rows of import {number}: {origin}",
        "refused_shown": "The first {shown} of {total} are shown; the files have all.",
        "refused_download": "Refused rows as {form}",
        "refused_file": "File",
        "refused_whole": "whole file",
        "refused_sheet": "Sheet",
        "refused_row": "Row",
        "refused_column": "Column",
        "refused_what": "What is wrong, and what to do",
        "refused_detail": "In detail",
        "refused_raw": "What stands there",
        "refused_code": "Code",
        # feeds
        "feeds_title": "Feeds",
        "feeds_intro": (
            "Official and press sources of `data/feeds.toml`. Choose whose news to read."
        ),
        "feeds_none": "There is no list of feeds (`data/feeds.toml`).",
        "feeds_broken": "The list of feeds has faults; mend them and reload this page:",
        "feeds_offline": (
            "This machine is switched offline (`MONITOR_OFFLINE`): no feed can be fetched."
        ),
        "feeds_choose": "Feeds to fetch",
        "feeds_placeholder": "Choose sources",
        "feeds_list": "All {count} sources and what became of them",
        "feeds_fetch": "Fetch {feeds}",
        "feeds_some": "the chosen feeds",
        "feed_one": "feed",
        "feed_few": "feeds",
        "feed_many": "feeds",
        "feed_name": "Source",
        "feed_language": "Language",
        "feed_fetched": "Last fetched",
        "feed_outcome": "What came of it",
        "feed_address": "Address",
        "feed_licence": "Terms",
        "feed_key": "Key",
        "feed_never": "never",
        **{f"fault_{code}": text for code, text in {**WEB_CODES, **CODES}.items()},
    }
)
