"""Groups: who belongs to one story, and under which id it is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from analysis.store.stories import Member

Ints = npt.NDArray[np.int64]


def connected(first: npt.ArrayLike, second: npt.ArrayLike, count: int) -> Ints:
    """Number the groups that pairs form, by chains of any length.

    Parameters
    ----------
    first, second : int arrays, shape (n_pairs,); from 0 to count - 1
    count : how many can be in a pair

    Returns
    -------
    int64 array, shape (count,); the lowest number of each one's group

    Examples
    --------
    >>> connected([3, 1], [1, 4], 6).tolist()
    [0, 1, 2, 1, 1, 5]
    """
    ends = np.asarray(first, np.int64), np.asarray(second, np.int64)
    group = np.arange(count)
    while (apart := group[ends[0]] != group[ends[1]]).any():
        ends = ends[0][apart], ends[1][apart]
        roots = group[ends[0]], group[ends[1]]
        np.minimum.at(group, np.maximum(*roots), np.minimum(*roots))
        while (group[group] != group).any():
            group = group[group]
    return group


def story_ids(
    members: Sequence[Member], pairs: Ints, regrouped: Iterable[int], known: int
) -> Mapping[int, str]:
    """Id of the story that each article is in from now on.

    Parameters
    ----------
    members : articles, with all that are in a story with one of them
    pairs : int array, shape (n_pairs, 2); numbers of articles that are near copies
    regrouped : numbers of articles that only a pair keeps in a story
    known : up to this change articles have been grouped

    Returns
    -------
    mapping of the number of an article to the id; those only whose story is another one than before
    """
    order = {member.number: place for place, member in enumerate(members)}
    loose = set(regrouped)
    links = [(order[first], order[second]) for first, second in pairs.tolist()]
    in_story: dict[str, int] = {}
    for place, member in enumerate(members):
        if member.number not in loose:
            links.append((in_story.setdefault(member.story_id, place), place))
    first, second = np.array(links, np.int64).reshape(-1, 2).T
    groups: dict[int, list[Member]] = defaultdict(list)
    for group, member in zip(connected(first, second, len(members)).tolist(), members, strict=True):
        groups[group].append(member)
    ids = {one.number: story_id(own, known) for own in groups.values() for one in own}
    return {one.number: ids[one.number] for one in members if ids[one.number] != one.story_id}


def story_id(members: Sequence[Member], known: int) -> str:
    """Id of a story: of its first publisher, but an id it was known under before stays.

    Parameters
    ----------
    members : all of one story, at least one
    known : up to this change articles have been grouped

    Examples
    --------
    >>> late = Member(1, "late", "late", change=1, published=("2024-07-02", "", "", 1))
    >>> early = Member(2, "early", "early", change=2, published=("2024-07-01", "", "", 2))
    >>> story_id([late, early], known=0), story_id([late, early], known=1)
    ('early', 'late')
    """
    former = {member.story_id for member in members if member.change <= known}
    kept = [member for member in members if member.article_id in former]
    return min(kept or members, key=lambda member: member.published).article_id
