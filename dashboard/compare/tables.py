"""Tables of Compare as readers see them."""

import pandas as pd

from dashboard import charts


def labelled(
    table: pd.DataFrame, names: dict[str, str], look: charts.Look | None = None
) -> pd.DataFrame:
    """The table with the names of things and topics beside their keys.

    What is measured of two things has names of its own, so that readers see which they are.
    """
    named = table.rename(
        columns={
            "total": "compared_count",
            "share_low": "share_at_least",
            "share_high": "share_at_most",
            "other_count": "others_count",
        }
    )
    if "thing" in named:
        at = named.columns.get_loc("thing") + 1
        named.insert(at, "thing_label", [names[key] for key in named["thing"]])
    if look is not None and "topic" in named:
        at = named.columns.get_loc("topic") + 1
        named.insert(at, "label", list(map(look.name, named["topic"])))
    return named
