"""The matrix of Connections: every pair as a cell."""

import pandas as pd

from analysis import mirrored, structured
from dashboard import charts
from dashboard.charted import draw
from dashboard.connections.pairs import Table, looks_of, named, open_pair, strongest, title_of
from dashboard.desk import Desk


def show_matrix(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    is_square = table.rows == table.columns
    cells = mirrored(found) if is_square else found
    order = structured(cells, most=int(desk.view["pair_size"]))
    drawn = found[
        (found["row"].isin(order[0]) & found["column"].isin(order[1]))
        | (is_square & found["row"].isin(order[1]) & found["column"].isin(order[0]))
    ]
    notes = [words("matrix_note"), words("test_note")]
    sizes = cells["row"].nunique(), cells["column"].nunique()
    if (len(order[0]), len(order[1])) != sizes:
        notes.append(
            words("matrix_capped", rows=len(order[0]), columns=len(order[1]),
                  all_rows=sizes[0], all_columns=sizes[1])
        )  # fmt: skip
    draw(
        desk,
        "pair_matrix",
        title_of(desk, table, "matrix_title"),
        charts.matrix_figure(
            cells, looks_of(desk, table), order, way=desk.way, shade=desk.view["pair_shade"]
        ),
        named(desk, table, drawn),
        note=" ".join(notes),
        choose=lambda meaning: open_pair(table, *meaning[:2]) if meaning[2] else None,
        counted=table.mask,
        dates=desk.period_of(table.mask),
        sentence=strongest(desk, table, drawn),
    )
