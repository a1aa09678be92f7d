"""The job: put the articles of a store into stories, those only that came or changed."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from analysis.index import TokenIndex
from analysis.progress import Progress
from analysis.store import Store
from analysis.stories.copies import NearCopies
from analysis.stories.groups import story_ids

# Raise it when other articles would be found alike: all stories are then found anew.
FINDER_VERSION: Final = "1"


def group_stories(
    store: Store, index: TokenIndex, *, everything: bool = False
) -> Iterator[Progress]:
    """Find the stories of the articles that were added or updated since the last time.

    Other stories stay as they are, unless one of these articles joins them. All is written at
    the end, at once.

    Parameters
    ----------
    store : open for writing
    index : of this store; articles that it lacks wait for the next time
    everything : find all stories anew

    Yields
    ------
    Progress
        Counts parts of the work; nothing when no article waits.
    """
    version, _, noted = store.stories_upto.partition(" ")
    known = int(noted) if version == FINDER_VERSION and not everything else 0
    if known >= index.upto:
        return
    asked = np.zeros(index.n_articles, bool)
    asked[store.story_numbers(after=known, upto=index.upto) - 1] = True
    sources, days = (column[: index.n_articles] for column in store.sources_and_days())
    finder = NearCopies(index.sketches(), days, sources, asked)
    for done, total, found in finder.find():
        pairs = found
        yield Progress(done, total + 1)
    strays = store.numbers_in_others_stories()
    strays = strays[strays <= index.n_articles]
    numbers = np.unique(np.concatenate([pairs.ravel() + 1, strays[asked[strays - 1]]]))
    stories = story_ids(
        store.story_members(numbers.tolist()),
        pairs + 1,
        regrouped=(np.flatnonzero(asked) + 1).tolist(),
        known=known,
    )
    store.write_stories(stories, upto=f"{FINDER_VERSION} {index.upto}")
    yield Progress(total + 1, total + 1)
