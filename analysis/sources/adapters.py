"""Exports of others as articles: what a format adds to the rows that a reader gives."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from analysis.sources.columns import plain_name
from analysis.sources.formats import Format, format_of
from analysis.sources.tables import Block, Table

_TIME: Final = re.compile("[0-9]:[0-9]{2}$")
_YES: Final = frozenset({"1", "true", "yes", "y", "x"})


def adapted(table: Table) -> Table:
    """The table with what its format adds; as it is where it has none that is known."""
    form = format_of(set(map(plain_name, table.columns)))
    if form is None:
        return table
    return replace(table, blocks=partial(_blocks, table.blocks, form))


def _blocks(read: Callable[[], Iterator[Block]], form: Format) -> Iterator[Block]:
    for block in read():
        yield _adapted_block(block, form)


def _adapted_block(block: Block, form: Format) -> Block:
    count = len(block.rows)
    values = dict(block.values)
    if form.source:
        values["source_name"] = [form.source] * count
    if form.is_utc and "published_date" in values:
        values["published_date"] = [
            f"{one}Z" if _TIME.search(one) else one for one in values.get("published_date", ())
        ]
    if form.id_prefix:
        ids = values.get("article_id", [""] * count)
        values["article_id"] = [form.id_prefix + one.strip() if one.strip() else "" for one in ids]
    if form.told or form.flags:
        texts, extras = (values.get(name, [""] * count) for name in ("text", "extra"))
        values["text"] = [
            "\n\n".join(filter(None, (text.strip(), *_lines(extra, form))))
            for text, extra in zip(texts, extras, strict=True)
        ]
    return replace(block, values=values)


def _lines(extra: str, form: Format) -> Iterable[str]:
    """What a row tells in other columns, in words."""
    others: dict[str, Any] = json.loads(extra) if extra else {}
    by_plain_name = {plain_name(name): (name, str(value)) for name, value in others.items()}
    for wanted in form.told:
        if wanted in by_plain_name:
            name, value = by_plain_name[wanted]
            yield f"{name}: {value}."
    for plain, (name, value) in by_plain_name.items():
        if plain.startswith(form.flags) and plain not in form.told and value.casefold() in _YES:
            yield f"{name[3:] if plain.startswith('is ') else name}."
