"""Sizes of Compare: how much is written of each thing."""

from collections.abc import Sequence
from typing import Any

from analysis import Thing, sizes
from dashboard import charts
from dashboard.charted import draw
from dashboard.charts import Marks
from dashboard.compare.tables import labelled
from dashboard.compare.things import Compared, names_of, open_thing, together
from dashboard.desk import Desk


def show_sizes(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words = desk.words
    table = sizes(desk.holdings.corpus, things, way=desk.way)
    names = names_of(found)
    is_share = desk.way == "share"
    labels = [names[key] for key in table["thing"]]
    numbers = [words.amount(value, desk.way) for value in table["value"]]
    texts = [
        "<br>".join(
            [
                f"<b>{label}</b>", number,
                _share_text(desk, row, words.count(row.base_count, "of_article")),
            ]
        )
        for label, number, row in zip(labels, numbers, table.itertuples(), strict=True)
    ]  # fmt: skip
    factor = 100 if is_share else 1
    series = [
        Marks(
            name="",
            place=at,
            rows=[at],
            values=[row.value * factor],
            lows=[row.share_low * factor] if is_share else (),
            highs=[row.share_high * factor] if is_share else (),
            texts=[texts[at]],
            meanings=[[row.thing, row.article_count]],
            numbers=() if is_share else [numbers[at]],
        )
        for at, row in enumerate(table.itertuples())
    ]
    is_whole = bool((table["article_count"] == table["base_count"]).all())
    most, least = table["value"].idxmax(), table["value"].idxmin()
    sentence = words(
        "sizes_sentence",
        most=labels[most], most_value=numbers[most],
        least=labels[least], least_value=numbers[least],
    ) if table["value"].notna().all() and not (is_share and is_whole) else ""  # fmt: skip
    draw(
        desk,
        "compare_sizes",
        words("sizes_title"),
        charts.interval_figure(
            desk.look("sector"), labels, series, title=words(f"axis_{desk.way}"), as_bars=True,
            is_apart=True,
        ),
        labelled(table, names),
        note=words("sizes_whole" if is_share and is_whole else "sizes_note"),
        choose=lambda meaning: open_thing(found, meaning[0]) if meaning[1] else None,
        counted=together(things),
        dates=desk.period_of(together(things)),
        sentence=sentence,
    )  # fmt: skip


def _share_text(desk: Desk, row: Any, base: str) -> str:
    percents = [
        desk.words.percent(share, digits=1) for share in (row.share, row.share_low, row.share_high)
    ]
    names = ("share", "low", "high")
    return desk.words("share_between", **dict(zip(names, percents, strict=True)), base=base)
