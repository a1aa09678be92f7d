"""Articles that stand in more than one partition: the last one counts, as within one file.

Workers know their own rows only, so this is done when all parts are there. It rests on the
plan alone: a run that is stopped in the middle and started again ends with the same parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.cluster.output import Marker, Output
from analysis.cluster.plan import Partition, Plan
from analysis.cluster.work import counts_of, totals_in
from analysis.dataset import TABLES, to_frame
from analysis.errors import StoreError
from analysis.sources.articles import REPEATED, rejects_table
from analysis.sources.faults import Problem
from analysis.sources.tables import Refusal

_CONTENT: Final = (
    "published_date",
    "date_precision",
    "published_at",
    "source_name",
    "kind",
    "title",
    "text",
)


def settle(output: Output, plan: Plan) -> tuple[list[Marker], pa.Table]:
    """Take articles that a later part has, too, out of the earlier ones.

    Returns
    -------
    The markers of all parts, and the ids of all articles in their order with the number of the
    part that has them.
    """
    ids = _ids(output, plan)
    repeats = list(_repeats(ids, plan))
    for partition, lasts in repeats:
        _leave_out(output, plan, partition, lasts)
    if repeats:
        ids = _ids(output, plan)
    markers = [output.read_marker(partition) for partition in plan.partitions]
    return [marker for marker in markers if marker is not None], ids


def _ids(output: Output, plan: Plan) -> pa.Table:
    """Columns article_id and part (int32), sorted by both."""
    columns = [
        _read(output, "articles", partition, columns=["article_id"]).column(0)
        for partition in plan.partitions
    ]
    numbers = np.repeat(np.arange(len(columns), dtype=np.int32), [len(one) for one in columns])
    chunks = [chunk for column in columns for chunk in column.chunks]
    ids = pa.chunked_array(chunks, pa.large_string())
    table = pa.table({"article_id": ids, "part": numbers})
    return table.sort_by([("article_id", "ascending"), ("part", "ascending")])


def _repeats(ids: pa.Table, plan: Plan) -> Iterator[tuple[Partition, dict[str, Partition]]]:
    """For each part with ids of later ones: these ids, and the part that has them last."""
    names = ids.column("article_id").combine_chunks()
    again = pc.equal(names[1:], names[:-1]).to_numpy(zero_copy_only=False)
    if not again.any():
        return
    last = np.arange(len(names))
    last[:-1][again] = len(names)
    last = np.minimum.accumulate(last[::-1])[::-1]
    places = np.flatnonzero(again)
    parts = ids.column("part").to_numpy()
    table = pd.DataFrame(
        {
            "article_id": names.take(pa.array(places)).to_pylist(),
            "part": parts[places],
            "last": parts[last[places]],
        }
    )
    for number, own in table.groupby("part"):
        lasts = (plan.partitions[place] for place in own["last"])
        yield plan.partitions[int(str(number))], dict(zip(own["article_id"], lasts, strict=True))


def _leave_out(
    output: Output, plan: Plan, partition: Partition, lasts: dict[str, Partition]
) -> None:
    tables = {kind: to_frame(_read(output, kind, partition)) for kind in TABLES}
    marker = output.read_marker(partition)
    if marker is None:
        raise StoreError(f"{output.path}: {partition.name} has vanished: run the command again")
    articles = tables["articles"]
    others = articles[articles["article_id"].isin(list(lasts))]
    refusals = _refusals(others, _contents(output, lasts), partition, lasts)
    origin = partition.source.origin
    kept = {
        kind: tables[kind][~tables[kind]["article_id"].isin(list(lasts))]
        for kind in ("articles", "tags", "facts")
    }
    rejects = pd.concat([tables["rejects"], rejects_table(origin, refusals)], ignore_index=True)
    kept |= {"counts": counts_of(kept["articles"], kept["tags"]), "rejects": rejects}
    same = len(others) - len(refusals)
    totals = totals_in(kept) | {"repeated": marker.totals["repeated"] + same}
    notes = marker.notes | {REPEATED: marker.notes.get(REPEATED, 0) + same}
    output.write_part(
        partition, kept, replace(marker, plan=plan.key, totals=totals, notes=notes, sizes={})
    )


def _contents(output: Output, lasts: dict[str, Partition]) -> dict[str, tuple[object, ...]]:
    """Contents of articles in the parts that have them last."""
    found = {}
    for partition in {one.number: one for one in lasts.values()}.values():
        own = [name for name, last in lasts.items() if last.number == partition.number]
        chosen = pc.field("article_id").isin(pa.array(own, pa.large_string()))
        found.update(_content_of(to_frame(_read(output, "articles", partition, chosen=chosen))))
    return found


def _content_of(articles: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    days = articles["published_date"].astype("int64")
    rows = articles.assign(published_date=days)[list(_CONTENT)].itertuples(index=False, name=None)
    return dict(zip(articles["article_id"], rows, strict=True))


def _refusals(
    articles: pd.DataFrame,
    contents: dict[str, tuple[object, ...]],
    partition: Partition,
    lasts: dict[str, Partition],
) -> Sequence[Refusal]:
    """Articles that have the id of a later one and other content."""
    return [
        Refusal(
            0,
            "",
            _other_content(partition, article_id, lasts[article_id]),
            article_id,
        )
        for article_id, content in _content_of(articles).items()
        if content != contents[article_id]
    ]


def _other_content(partition: Partition, article_id: str, last: Partition) -> Problem:
    sentence = (
        f"{partition.place}: article {article_id!r} has the id of one in {last.source.origin}, "
        f"{last.place}, which has other content and is taken instead: give each article an id "
        "of its own"
    )
    return Problem(sentence, code="DUPLICATE_ID")


def _read(
    output: Output,
    kind: str,
    partition: Partition,
    *,
    columns: list[str] | None = None,
    chosen: pc.Expression | None = None,
) -> pa.Table:
    path = output.file(kind, partition.name)
    try:
        return pq.read_table(
            path,
            columns=columns,
            filters=chosen,
            partitioning=None,
            page_checksum_verification=True,
        )
    except (pa.ArrowException, OSError) as error:
        raise StoreError(
            f"{path}: is damaged ({error}): delete it and run the command again"
        ) from error
