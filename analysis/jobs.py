"""Jobs: import, tagging and retagging of a whole store, in batches that say how far they are.

Each job is a generator: it yields ``Progress`` after every batch, so that the command line
and the dashboard can show it, and does its work batch by batch in between.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.archive import Archive
from analysis.changes import Rulebook
from analysis.facts import find_facts
from analysis.fresh import Fresh
from analysis.index import TokenIndex
from analysis.progress import Progress
from analysis.store import Store
from analysis.tagging import BATCH_SIZE, Tagger
from analysis.text.tokens import Vocabulary, encode
from analysis.workers import Workers

# Asking where a rule hits costs as much as tagging some articles again, in a small store.
ARTICLES_PER_RULE: Final = 5


def tag_store(
    store: Store,
    tagger: Tagger,
    index: TokenIndex,
    *,
    everything: bool = False,
    workers: Workers | None = None,
    fresh: Fresh | None = None,
) -> Iterator[Progress]:
    """Tag the articles of a store that need it; each text is read once.

    New articles are read, put into the index and tagged. If the taxonomy has changed, those
    are tagged again where a rule hits that was added or dropped, from the index; if the model
    has, all are.

    Parameters
    ----------
    store, index : open for writing; the index of this store
    tagger : made from the taxonomy and model to apply
    everything : tag all articles again, and find their facts again
    workers : that read new articles; this process does without them
    fresh : articles that were just added
    """
    if store.count(after=index.upto) > store.count(after=index.upto, untagged=True):
        yield from index_store(store, index)
    n_new = store.count(after=index.upto)
    if workers is None or not workers.are_worth_it(n_new):
        workers = Workers(tagger)
    fresh = fresh or Fresh(BATCH_SIZE)
    for done in _tag_new(store, tagger, index, workers, fresh):
        yield Progress(min(done, n_new), n_new)
    index.seal()
    numbers = _to_tag_again(store, tagger, index, everything=everything)
    untagged = store.untagged_numbers()
    for first in range(0, len(numbers), BATCH_SIZE):
        chosen = numbers[first : first + BATCH_SIZE]
        with_facts = everything or bool(np.isin(chosen, untagged).any())
        _tag_again(store, tagger, index, chosen, with_facts=with_facts)
        yield Progress(n_new + first + len(chosen), n_new + len(numbers))
    _note_versions(store, tagger)


def _note_versions(store: Store, tagger: Tagger) -> None:
    rules = Rulebook.of(tagger.taxonomy).to_json()
    noted = (store.taxonomy_version, store.model_version, store.rules)
    if noted != (*_versions(tagger), rules):
        taxonomy, model = _versions(tagger)
        store.note_versions(taxonomy=taxonomy, model=model, rules=rules)


def index_store(store: Archive, index: TokenIndex) -> Iterator[Progress]:
    """Put the articles of a store or dataset that the index lacks into it, without tagging them.

    Parameters
    ----------
    store : open for reading
    index : of this store, open for writing
    """
    vocabulary = Vocabulary()
    total, done = store.count(after=index.upto), 0
    for articles in store.changed_batches(BATCH_SIZE, after=index.upto):
        batch = encode(zip(articles["title"], articles["text"], strict=True), vocabulary)
        index.append(
            articles["article_number"] - 1, batch, vocabulary, upto=int(articles["change"].max())
        )
        done += len(articles)
        yield Progress(done, total)
    index.seal()


def _tag_new(
    store: Store, tagger: Tagger, index: TokenIndex, workers: Workers, fresh: Fresh
) -> Iterator[int]:
    done = 0
    for read in workers.read(fresh.batches(store, after=index.upto)):
        numbers, upto = read.articles["article_number"], int(read.articles["change"].max())
        index.append(numbers - 1, read.batch, read.vocabulary, upto=upto)
        _write(store, tagger, read.articles, read.tags, read.facts)
        done += len(read.articles)
        yield done


def _to_tag_again(
    store: Store, tagger: Tagger, index: TokenIndex, *, everything: bool
) -> npt.NDArray[np.int64]:
    """Numbers of the articles whose tags are missing or may have changed."""
    with store.at_once():  # others may be adding articles
        noted = (store.taxonomy_version, store.model_version)
        stale = ~store.made_by(*_versions(tagger))
        if everything:
            stale[:] = True
        elif noted != _versions(tagger):
            affected = _affected(store, tagger, index)
            if affected is not None:
                # What an interrupted retag by a third taxonomy left is neither the old nor the new.
                stale &= affected | ~store.made_by(*noted)
    return np.flatnonzero(stale) + 1


def _affected(store: Store, tagger: Tagger, index: TokenIndex) -> npt.NDArray[np.bool_] | None:
    """Articles that a rule hits which was added or dropped; None where that does not decide."""
    before, after = Rulebook.from_json(store.rules), Rulebook.of(tagger.taxonomy)
    if before is None or store.model_version != tagger.model_version:
        return None
    gone, come = before.without(after), after.without(before)
    if (
        before.topics != after.topics
        or ARTICLES_PER_RULE * (len(gone) + len(come)) > index.n_articles
    ):
        return None
    affected = np.zeros(store.count(), bool)
    affected[index.places(gone, before.groups)] = True
    affected[index.places(come, after.groups)] = True
    return affected


def _tag_again(
    store: Store,
    tagger: Tagger,
    index: TokenIndex,
    numbers: npt.NDArray[np.int64],
    *,
    with_facts: bool,
) -> None:
    articles = store.articles_at(numbers.tolist())
    # What another process has changed since it was read waits for the next time.
    articles = articles[articles["change"] <= index.upto].reset_index(drop=True)
    batch = index.load(articles["article_number"].to_numpy() - 1, tagger.vocabulary)
    facts = find_facts(articles) if with_facts else None
    _write(store, tagger, articles, tagger.tag_encoded(batch, articles), facts)


def _write(
    store: Store,
    tagger: Tagger,
    articles: pd.DataFrame,
    tags: pd.DataFrame,
    facts: pd.DataFrame | None,
) -> None:
    taxonomy, model = _versions(tagger)
    store.write_tags(
        articles["article_id"],
        tags,
        facts,
        taxonomy=taxonomy,
        model=model,
        changes=articles["change"],
    )


def _versions(tagger: Tagger) -> tuple[str, str]:
    return tagger.taxonomy.version, tagger.model_version
