"""Map: which countries and regions are named, with what, and which instruments they use."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import FEW_ARTICLES, place_mix, ranked_places
from dashboard import charts
from dashboard.charted import draw
from dashboard.desk import Desk
from dashboard.opening import Choose, open_articles, opener
from dashboard.parameters import Parameter, one
from dashboard.render import map_room
from dashboard.state import Holdings, lattice, outlines
from dashboard.views.head import show_head

AXES: Final = {"countries": "country", "regions": "region"}  # axis by map
PARTS: Final = {"countries": ("whole", "europe", "asia"), "regions": ("whole", "european")}
WITH: Final = ("sector", "theme", "instrument")
COMPARED: Final = (  # the states whose policies are compared most
    "russia", "european-union", "united-states", "china", "india", "japan", "south-korea",
)  # fmt: skip
COLUMNS: Final = 8
ROWS: Final = 24
NAMED: Final = 3  # places in the sentence


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """Which map, which part of it, and what is set against the places."""
    instruments = holdings.corpus.axes["instrument"].keys
    usual = "export-controls" if "export-controls" in instruments else next(iter(instruments), "")
    return (
        Parameter("map", "countries", one(AXES, "countries"), "map"),
        Parameter("map_part", "whole", one(("whole", "europe", "asia"), "whole"), "map"),
        Parameter("regions_part", "whole", one(("whole", "european"), "whole"), "map"),
        Parameter("map_with", "instrument", one(WITH, "instrument"), "map"),
        Parameter("regions_with", "sector", one(WITH, "sector"), "map"),
        Parameter("map_instrument", usual, one(instruments, usual), "map"),
        Parameter("map_against", "sector", one(("sector", "country"), "sector"), "map"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "map_question"):
        return
    name, part = _controls(desk)
    axis = AXES[name]
    table = ranked_places(
        desk.holdings.corpus,
        desk.mask,
        axis,
        way=desk.way,
        base=int(desk.base.sum()),
        places=_drawable(desk.holdings, axis),
        within=_within(desk),
    )
    if table.empty:
        st.info(desk.words("map_nothing"))
        return
    _map(desk, name, part, table)
    _ranking(desk, axis, table)
    _mix(desk, name, table)
    _instrument(desk, axis)


def _within(desk: Desk) -> str:
    """Axis of the leading topics: sectors, unless it was sectors that the reader chose."""
    return "theme" if desk.choice.axis("sector").include else "sector"


def _controls(desk: Desk) -> tuple[str, str]:
    words = desk.words
    with st.container(horizontal=True):
        name = st.segmented_control(
            words("map_kind"),
            tuple(AXES),
            format_func=lambda key: words(f"map_{key}"),
            key="map",
            required=True,
        )
        name = name or "countries"
        part = st.segmented_control(
            words("map_part"),
            PARTS[name],
            format_func=lambda key: words(f"map_part_{key}"),
            key="map_part" if name == "countries" else "regions_part",
            required=True,
        )
    return name, part or "whole"


def _drawable(holdings: Holdings, axis: str) -> list[str]:
    """States and unions, or regions: the axis of countries has parts of Russia, too."""
    topics = holdings.taxonomy.topics(axis)
    wanted = [topic.key for topic in topics if axis == "region" or topic.kind != "region"]
    known = {topic.key for topic in topics}
    return wanted + [key for key in holdings.corpus.axes[axis].keys if key not in known]


def _codes(holdings: Holdings, axis: str, name: str) -> Mapping[str, str]:
    """Outline of each place that has one."""
    drawn = {area.code for area in outlines(name).areas}
    codes = {}
    for topic in holdings.taxonomy.topics(axis):
        for code in (*topic.codes.get("iso", ()), topic.key):
            if code.lower() in drawn:
                codes.setdefault(topic.key, code.lower())
    return codes


def _map(desk: Desk, name: str, part: str, table: pd.DataFrame) -> None:
    words, axis, ground = desk.words, AXES[name], outlines(name)
    look = desk.look(axis)
    codes = _codes(desk.holdings, axis, name)
    figure = charts.map_figure(
        table,
        look,
        outlines=ground,
        frame=part,
        codes=codes,
        lattice=lattice(name, part),
        way=desk.way,
    )
    left, bottom, right, top = ground.frames[part]
    st.html(map_room((top - bottom) / (right - left)))
    without = [look.name(place) for place in table["place"] if place not in codes]
    notes = [words("map_hint"), words("map_several")]
    if without:
        notes.append(words("map_no_outline", places=", ".join(without)))
    notes.append(words("map_borders", source=ground.source))
    counted = desk.mask & desk.holdings.corpus.axes[axis].has_any(table["place"])
    draw(
        desk,
        "map",
        words(f"map_title_{name}", counted=words(f"counted_{desk.way}")),
        figure,
        _named(desk, axis, table),
        note=" ".join(notes),
        choose=opener(desk, axis),
        counted=counted,
        sentence=_sentence(desk, axis, table),
    )


def _sentence(desk: Desk, axis: str, table: pd.DataFrame) -> str:
    words, look = desk.words, desk.look(axis)
    leading = "; ".join(
        words("pair", name=look.name(line.place), value=words.amount(line.value, desk.way))
        for line in table.head(NAMED).itertuples()
    )
    key = f"map_sentence_{'regions' if axis == 'region' else 'countries'}"
    return words(key, count=words.number(len(table)), leading=leading)


def _ranking(desk: Desk, axis: str, table: pd.DataFrame) -> None:
    words = desk.words
    figure = charts.places_figure(
        table,
        desk.look(axis),
        desk.look(_within(desk)),
        chosen=desk.choice.axis(axis).include,
        way=desk.way,
    )
    notes = [words(f"places_leader_{_within(desk)}")]
    if axis == "country":
        notes.append(words("places_unions"))
    if len(table) > charts.PLACE_ROWS:
        notes.append(words("ranking_capped", shown=charts.PLACE_ROWS, total=len(table)))
    draw(
        desk,
        "places",
        words(f"places_title_{axis}_{_within(desk)}"),
        figure,
        _named(desk, axis, table),
        note=" ".join(notes),
        choose=opener(desk, axis),
        sentence=_leaders(desk, axis, table),
    )


def _leaders(desk: Desk, axis: str, table: pd.DataFrame) -> str:
    """What stands out among the places with enough articles."""
    table = table.head(charts.PLACE_ROWS)
    enough = table[(table["article_count"] >= FEW_ARTICLES) & (table["leader"] != "")]
    if enough.empty:
        return ""
    line = enough.loc[enough["leader_share"].idxmax()]
    return desk.words(
        "places_sentence",
        place=desk.look(axis).name(line["place"]),
        topic=desk.look(_within(desk)).name(line["leader"]),
        share=desk.words.percent(line["leader_share"]),
    )


def _mix(desk: Desk, name: str, ranked: pd.DataFrame) -> None:
    words, axis = desk.words, AXES[name]
    other = st.segmented_control(
        words("mix_with"),
        WITH,
        format_func=words,
        key="map_with" if name == "countries" else "regions_with",
        required=True,
    )
    other = other or "instrument"
    places = _columns(desk, axis, ranked)
    table = place_mix(
        desk.holdings.corpus,
        desk.mask,
        axis,
        other,
        way=desk.way,
        base=int(desk.base.sum()),
        places=places,
        columns=ROWS,
    )
    if table.empty:
        st.info(words("mix_nothing"))
        return
    notes = [words("mix_note"), words("mix_small", few=FEW_ARTICLES)]
    if name == "countries" and not desk.choice.axis(axis).include:
        notes.append(words("mix_compared"))
    draw(
        desk,
        "mix",
        words("mix_title", axis=words(other)),
        charts.mix_figure(table, desk.look(axis), desk.look(other)),
        _named(desk, axis, table, other),
        unit=words("unit_mix", axis=words(other).lower(), counted=_counted(desk)),
        note=" ".join(notes),
        choose=_cell_opener(desk, axis, other),
        sentence=_mix_sentence(desk, axis, other, table),
    )


def _counted(desk: Desk) -> str:
    """How a share within a place is counted; a share of all is one of articles there."""
    way = "articles" if desk.way == "share" else desk.way
    return desk.words(f"unit_{way}")


def _columns(desk: Desk, axis: str, ranked: pd.DataFrame) -> list[str]:
    """The chosen places; else those that are always compared, and others by their rank."""
    present = ranked["place"].tolist()
    chosen = [place for place in desk.choice.axis(axis).include if place in present]
    if chosen:
        return chosen[:COLUMNS]
    compared = [place for place in COMPARED if place in present] if axis == "country" else []
    others = [place for place in present if place not in compared]
    return [*compared, *others][:COLUMNS]


def _mix_sentence(desk: Desk, axis: str, other: str, table: pd.DataFrame) -> str:
    """What each of the first places has most."""
    words, places, topics = desk.words, desk.look(axis), desk.look(other)
    known = table[~table["is_thin"] & (table["mix_share"] > 0)]
    most = known.loc[known.groupby("place", sort=False)["mix_share"].idxmax()]
    parts = [
        words(
            "pair",
            name=places.name(line.place),
            value=f"{topics.name(line.topic)} ({words.percent(line.mix_share)})",
        )
        for line in most.itertuples()
    ]
    return words("mix_sentence", parts="; ".join(parts[:NAMED])) if parts else ""


def _instrument(desk: Desk, axis: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    used = corpus.axes["instrument"]
    counts = used.counts(desk.mask)
    options = [key for key, count in zip(used.keys, counts.tolist(), strict=True) if count]
    if not options:
        return
    asked = str(desk.view["map_instrument"])
    options = options if asked in options else [asked, *options]
    with st.container(horizontal=True):
        instrument = st.selectbox(
            words("instrument_choice"),
            options,
            format_func=lambda key: desk.holdings.label("instrument", key, words.language),
            key="map_instrument",
        )
        against = st.segmented_control(
            words("instrument_against"),
            ("sector", "country"),
            format_func=words,
            key="map_against",
            required=True,
        )
    instrument, against = instrument or asked, against or "sector"
    mask = desk.mask & corpus.has_topic("instrument", instrument)
    places = ranked_places(
        corpus,
        mask,
        axis,
        way=desk.way,
        base=int(desk.base.sum()),
        places=_drawable(desk.holdings, axis),
    )
    label = desk.holdings.label("instrument", instrument, words.language)
    table = place_mix(
        corpus,
        mask,
        axis,
        against,
        way=desk.way,
        base=int(desk.base.sum()),
        places=_columns_by_rank(desk, axis, places),
        topics=_drawable(desk.holdings, against) if against in AXES.values() else (),
        without=_parts_and_wholes(desk.holdings, against) if against == axis else (),
        columns=ROWS,
    )
    if table.empty:
        st.info(words("instrument_nothing", instrument=label))
        return
    draw(
        desk,
        "instrument",
        words(f"instrument_title_{against}", instrument=label),
        charts.mix_figure(table, desk.look(axis), desk.look(against)),
        _named(desk, axis, table, against),
        unit=words("unit_mix", axis=words(against).lower(), counted=_counted(desk)),
        note=" ".join([words("instrument_note"), words("mix_small", few=FEW_ARTICLES)]),
        choose=_cell_opener(desk, axis, against, instrument),
        counted=mask,
        sentence=_mix_sentence(desk, axis, against, table),
    )


def _parts_and_wholes(holdings: Holdings, axis: str) -> set[tuple[str, str]]:
    """Pairs of which one is part of the other, such as Germany and the EU: always together."""
    pairs = {(topic.key, topic.parent) for topic in holdings.taxonomy.topics(axis) if topic.parent}
    return pairs | {(whole, part) for part, whole in pairs}


def _columns_by_rank(desk: Desk, axis: str, ranked: pd.DataFrame) -> list[str]:
    present = ranked["place"].tolist()
    chosen = [place for place in desk.choice.axis(axis).include if place in present]
    return (chosen or present)[:COLUMNS]


def _cell_opener(desk: Desk, axis: str, other: str, instrument: str = "") -> Choose:
    """A click on a cell opens the articles that have both topics, and the instrument."""

    def choose(meaning: Sequence[Any]) -> None:
        place, count, topic = meaning
        wanted = {axis: [place, topic]} if axis == other else {axis: [place], other: [topic]}
        if instrument:
            wanted["instrument"] = [instrument]
        if count:
            open_articles(desk, **wanted)

    return choose


def _named(desk: Desk, axis: str, table: pd.DataFrame, other: str = "sector") -> pd.DataFrame:
    """The table with names beside keys."""
    named = table.copy()
    for column, names in (("place", axis), ("leader", _within(desk)), ("topic", other)):
        if column in named:
            look = desk.look(names)
            labels = [look.name(key) if key else "" for key in named[column]]
            at = int(named.columns.get_loc(column)) + 1  # type: ignore[arg-type]
            named.insert(at, f"{column}_name", pd.Series(labels, dtype="str"))
    return named
