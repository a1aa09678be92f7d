"""Stories: who copies whom, found anew where asked, and told."""

import argparse

from analysis.archive import keep_corpus, open_index
from analysis.commands.terminal import OK, follow, tell
from analysis.jobs import index_store
from analysis.locks import Patience
from analysis.store import Store
from analysis.stories import group_stories
from analysis.stories.report import stories_report
from analysis.streams import check_output, write
from analysis.taxonomy import load_taxonomy


def run_stories(arguments: argparse.Namespace) -> int:
    """Group articles that copy one another, and say which stories there are."""
    check_output(arguments.output)
    taxonomy, patience = load_taxonomy(arguments.taxonomy), Patience(tell=tell)
    with Store.open(arguments.store, patience=patience) as store:
        with open_index(store, patience) as index:
            follow(index_store(store, index), what="indexing", unit=" articles")
            follow(group_stories(store, index, everything=arguments.rebuild), what="grouping")
            keep_corpus(store, taxonomy)
        table = store.stories()
        print(stories_report(table, store.count()))
    if arguments.output:
        is_first = ~table["story_id"].duplicated()
        columns = {"source_name": "source", "published_date": "date"}
        names = ["story_id", "article_id", "source", "date", "is_first"]
        write(table.rename(columns=columns).assign(is_first=is_first)[names], arguments.output)
    return OK
