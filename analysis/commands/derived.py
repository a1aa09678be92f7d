"""Derived: tags, stories and columns, brought up to what the store holds."""

from analysis.archive import keep_corpus, open_index
from analysis.commands.status import Status
from analysis.commands.terminal import follow
from analysis.fresh import Fresh
from analysis.jobs import tag_store
from analysis.locks import PATIENT, Patience
from analysis.progress import Progress
from analysis.store import Store
from analysis.stories import group_stories
from analysis.tagging import Tagger
from analysis.workers import Workers


def derive(
    store: Store,
    tagger: Tagger,
    *,
    patience: Patience = PATIENT,
    everything: bool = False,
    workers: Workers | None = None,
    fresh: Fresh | None = None,
    status: Status | None = None,
) -> Progress | None:
    """Tag what waits for it, find the stories, keep the columns.

    Parameters
    ----------
    everything, workers, fresh : as of :func:`analysis.jobs.tag_store`
    status : is told how far it is

    Returns
    -------
    The last word of tagging; None where nothing was to be tagged
    """
    status = status or Status(None, "")
    with open_index(store, patience) as index:
        tagging = tag_store(
            store, tagger, index, everything=everything, workers=workers, fresh=fresh
        )
        last = follow(status.work("tagging", tagging), what="tagging", unit=" articles")
        grouping = status.work("grouping", group_stories(store, index))
        follow(grouping, what="finding reprints")
        # While the index is ours nobody else keeps a corpus, an older one least of all.
        keep_corpus(store, tagger.taxonomy)
    return last
