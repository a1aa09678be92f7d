"""Stories: who copies whom, found anew where asked, and told."""

import argparse

from analysis.archive import open_index
from analysis.commands.terminal import OK, follow
from analysis.progress import Progress
from analysis.store import Store
from analysis.stories import group_stories
from analysis.stories.report import stories_report
from analysis.streams import check_output, write


def run_stories(arguments: argparse.Namespace) -> int:
    """Group articles that copy one another, and say which stories there are."""
    check_output(arguments.output)
    with Store.open(arguments.store) as store:
        with open_index(store) as index:
            job = group_stories(store, index, everything=arguments.rebuild)
            follow((Progress(done, total) for done, total in job), what="stories")
        table = store.stories()
        print(stories_report(table, store.count()))
    if arguments.output:
        is_first = ~table["story_id"].duplicated()
        columns = {"source_name": "source", "published_date": "date"}
        names = ["story_id", "article_id", "source", "date", "is_first"]
        write(table.rename(columns=columns).assign(is_first=is_first)[names], arguments.output)
    return OK
