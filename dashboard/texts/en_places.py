"""Words of the page Map in English; keys as in ``ru_places``."""

from types import MappingProxyType
from typing import Final

PLACES: Final = MappingProxyType(
    {
        "page_map": "Map",
        "map_question": "Which countries and regions are in the news, and with what?",
        "map_kind": "Places",
        "map_countries": "Countries",
        "map_regions": "Regions of Russia",
        "map_part": "Part of the map",
        "map_part_whole": "Whole",
        "map_part_europe": "Europe",
        "map_part_asia": "Asia",
        "map_part_european": "European part",
        "map_nothing": (
            "None of the selected articles names such a place. Choose the other map, or remove "
            "a filter."
        ),
        "map_title_countries": "{counted} by country",
        "map_title_regions": "{counted} by region of Russia",
        "map_hint": "Click an area or its circle to open its articles.",
        "map_several": (
            "Colour and circle show the same number. An article that names several places "
            "counts for each; what counts is the place that is written about, not the place of "
            "the source."
        ),
        "map_no_outline": "Not on the map, but in the data: {places}.",
        "map_borders": (
            "Outlines: {source}, simplified. Borders are drawn as this source draws them and "
            "imply no judgement about the status of any territory."
        ),
        "map_without": "none",
        "map_sentence_countries": "{count} countries and unions are named. Most often: {leading}.",
        "map_sentence_regions": "{count} regions are named. Most often: {leading}.",
        # ranked
        "places_title_country_sector": "Which countries lead, and with which sector?",
        "places_title_country_theme": "Which countries lead, and with which theme?",
        "places_title_region_sector": "Which regions lead, and with which sector?",
        "places_title_region_theme": "Which regions lead, and with which theme?",
        "places_leader_theme": (
            "Below each name stands the theme that most of its articles have, with its share of "
            "them. Click a bar to open the articles."
        ),
        "places_leader_sector": (
            "Below each name stands the sector that most of its articles have, with its share "
            "of them. Click a bar to open the articles."
        ),
        "places_unions": "A union counts for each of its members, too.",
        "places_sentence": (
            "Of the places drawn here {place} has the clearest focus: {topic}, in {share} of its "
            "articles."
        ),
        # places against topics
        "mix_with": "Set places against",
        "mix_title": "{axis} by place",
        "mix_nothing": "No article names both such a place and such a topic.",
        "mix_note": (
            "Read a column downwards: so many of 100 articles that name the place and any topic "
            "of this kind have this topic. An article with several topics counts for each, so "
            "that a column can add up to more than 100; counted in fractions it adds up to 100. "
            "An article that names a country and an instrument need not say that the country "
            "uses it. Click a cell to open its articles."
        ),
        "mix_small": (
            "Hatched, with their number beside the name: fewer than {few} articles stand behind "
            "the column."
        ),
        "mix_compared": (
            "Russia, the EU, the USA, China, India, Japan and South Korea first, then others by "
            "number of articles; choose countries in the filters to compare others."
        ),
        "mix_hover": "{count} of {whole}: {share}",
        "mix_sentence": "Most frequent: {parts}.",
        "unit_mix": "% of the articles of the place with any of these: {axis} (counted: {counted})",
        # one instrument
        "instrument_choice": "Instrument",
        "instrument_against": "Against",
        "instrument_title_sector": "{instrument}: which countries, which sectors?",
        "instrument_title_country": "{instrument}: which places are named together?",
        "instrument_note": (
            "Only articles with this instrument. They name who uses it and whom it affects alike: "
            "which is which the tags do not tell, the articles do. Click a cell to open them."
        ),
        "instrument_nothing": "{instrument}: no article names a place and such a topic, too.",
        # columns of tables
        "column_place": "key of the place",
        "column_place_name": "place",
        "column_leader": "leading topic or source",
        "column_leader_name": "name of the leading topic",
        "column_leader_count": "articles with the leading topic",
        "column_leader_share": "share of the leading topic",
        "column_topic_name": "topic",
        "column_place_count": "articles of the place with any topic of this kind",
        "column_mix_share": "share of these",
        "column_is_thin": "few articles",
    }
)
