"""Words of the page Sources in English; keys as in ``ru_sources``."""

from types import MappingProxyType
from typing import Final

SOURCES: Final = MappingProxyType(
    {
        "page_sources": "Sources",
        "sources_question": "Who publishes this, and who reprints whom?",
        "source_unnamed": "(source not named)",
        "top_one": "Share of the biggest source",
        "top_three": "Share of the three biggest",
        "top_five": "Share of the five biggest",
        "herfindahl": "Herfindahl index",
        "herfindahl_note": (
            "The Herfindahl index is the sum of the squared shares of all sources. It means: draw "
            "two of the selected articles at random, and with a chance of {chance} both are of "
            "one source. So it would be, too, with {equal} sources of equal size. The closer to "
            "1, the more the picture rests on one source. Unit: {counted}."
        ),
        # who publishes
        "publishers_title": "Who publishes most, and on what?",
        "publishers_sentence": "{source} leads with {value}, out of {count}.",
        "sources_note": (
            "Below each name: the language of most of its articles, and which of the {axis} "
            "most of them have, with the share. Kinds and roles are in the data. Click a bar to "
            "open the articles."
        ),
        # how concentrated
        "sourcing_title": "On how few sources does each {axis} rest?",
        "sourcing_note": (
            "A topic of which most comes from one source shows how that source sees it. Click a "
            "bar to open the articles."
        ),
        "sourcing_sentence": (
            "Rests most on one source: {topic}, with {share} from {source} ({count} in all)."
        ),
        "sourcing_hover": (
            "{sources}; biggest: {leader}, {top}; three biggest: {three}; as if of {equal} "
            "sources of equal size"
        ),
        "unit_sourcing": "% of each topic; counted: {counted}",
        "part_top": "biggest source",
        "part_three": "second and third",
        "part_rest": "all others",
        # first and after
        "reprint_one": "reprint",
        "reprint_few": "reprints",
        "reprint_many": "reprints",
        "roles_title": "Who is first, and who reprints?",
        "roles_note": (
            "Only stories of several articles: near copies of one text. First: had a story "
            "before the other sources that have it. Reprint: another source was first. Said "
            "again: a further article of the source that was first itself. Not certain: the other "
            "sources published on the same day, and they do not all state a time. Click a part "
            "to list the stories below."
        ),
        "roles_nothing": (
            "None of these articles shares its story with another: there are no reprints."
        ),
        "roles_sentence": (
            "{source} was certainly first most often ({count}). Among the selected articles "
            "there are {reprints} for certain; for {unsure} dates and times do not tell."
        ),
        "roles_sentence_none": (
            "Nobody was certainly first with a story that others had. Among the selected articles "
            "there are {reprints} for certain; for {unsure} dates and times do not tell."
        ),
        "role_first": "first",
        "role_reprint": "reprint",
        "role_repeat": "said again",
        "role_unsure": "not certain",
        "first_rule": (
            "First is who published first by day, on one day by the time where the sources "
            "state it, else who was seen first here; all articles of the corpus count for this."
        ),
        # who leans on whom
        "leaning_title": "Who leans on whom?",
        "leaning_remark": "first: {first} ({share})",
        "leaning_note": (
            "Each bar: reprints of one source whose first publisher was the source below its "
            "name; in brackets their share of all its reprints. Click a bar to list the stories "
            "below."
        ),
        "leaning_unsure": (
            "Hatched: for most of these neither days nor times decide who was first; read such a "
            "bar as: both had it on one day."
        ),
        "leaning_sentence": (
            "The most frequent pair: {source} has {count} articles, of {whole} in all, that "
            "{first} had before it or on the same day."
        ),
        # stories
        "stories_title": "Which stories were reprinted most?",
        "stories_note": (
            "Near copies of one text, counted among the selected articles. A report of the same "
            "event in other words, or in another language, is a story of its own."
        ),
        "stories_nothing": "No such story among the selected articles.",
        "stories_all": "Show the stories of all sources",
        "stories_of_pair": "Stories that {first} had first and {source} reprinted",
        "stories_of_first": "Stories that {first} had first",
        "stories_of_source": "Stories that {source} reprinted or said again",
        "certain": "yes",
        "uncertain": "cannot be told",
        # languages
        "languages_title": "What does each language write of: {axis}",
        "languages_note": (
            "Shares within each language, so that the languages can be compared although one has "
            "more articles. For one event, choose its days and topic in the filters. Click a mark "
            "to open the articles."
        ),
        "languages_nothing": "All selected articles are of one language: nothing to compare.",
        "languages_sentence": "The widest gap: {topic} ({shares}).",
        "axis_of_language": "% of the articles of the language",
        # columns of tables
        "column_language_share": "share of that language",
        "column_kind_share": "share of that kind",
        "column_first_count": "first",
        "column_reprint_count": "reprints",
        "column_repeat_count": "said again",
        "column_uncertain_count": "of these, first publisher not certain",
        "column_unsure_count": "first publisher not certain",
        "column_source_count": "sources",
        "column_top_share": "share of the biggest source",
        "column_top3_share": "share of the three biggest",
        "column_herfindahl": "Herfindahl index",
        "column_equal_sources": "as so many equal sources",
        "column_first_source": "first publisher",
        "column_lean_share": "share of its reprints",
        "column_first_certainty": "first for certain",
        "column_language_count": "articles of the language",
        "column_of_language_share": "share of these",
    }
)
