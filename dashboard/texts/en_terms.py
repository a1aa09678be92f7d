"""Words of the page Terms in English; keys as in ``ru_terms``."""

from types import MappingProxyType
from typing import Final

TERMS: Final = MappingProxyType(
    {
        "page_terms": "Terms",
        "terms_question": "Which words and phrases rise, and which tell these articles apart?",
        "terms_choose": "Terms to compare (up to six words, phrases or searches)",
        "terms_placeholder": "type a word or a “phrase”, then Enter",
        "terms_help": (
            "Any search of the search box: a word in all its forms, a phrase in quotes, "
            'OR between several, e.g. "technological sovereignty" OR техсуверенитет. '
            "A click on a mark opens its articles."
        ),
        "terms_none": "No term is chosen: type a word or a phrase above.",
        "terms_nowhere": (
            "None of these terms stands in the selected articles that have a date. Try another "
            "spelling, or remove a filter."
        ),
        "terms_title": "{counted} that name each term, by {period}",
        "terms_hollow": "Hollow marks are periods that the articles do not cover to the end.",
        "terms_fractional": "An article that names several of the terms is divided among them.",
        "term_overtook": (
            "{winner} overtook {loser} in {period} ({values}) and has not fallen behind since."
        ),
        "term_overtook_again": (
            "{winner} last overtook {loser} in {period} ({values}); the lead had changed "
            "{changes} by then."
        ),
        "lead_change_one": "time",
        "lead_change_few": "times",
        "lead_change_many": "times",
        "term_first": "{term} appears first on {date} ({count} in all).",
        "term_named": "“{term}”",
        "term_never": "{term} does not appear in any dated article.",
        "terms_language": "Terms of the articles in",
        "terms_most": "the main language",
        "terms_language_help": (
            "Russian and English articles are compared only with articles of the same language."
        ),
        "terms_here": "selected articles",
        "terms_there": "all others",
        "axis_of_articles": "Share of articles with the term, %",
        "keyness_title": "Distinctive terms of the selection ({language})",
        "keyness_all": (
            "Nothing is left to compare with: all articles are selected. Choose a sector, a theme "
            "or a search in the filters."
        ),
        "keyness_none": (
            "No term is clearly more frequent here than elsewhere: too few articles, or too "
            "little that tells them apart. Widen the selection."
        ),
        "keyness_sentence": "More frequent here than elsewhere, above all: {terms}.",
        "keyness_note": (
            "Compared with {others} of the same dates, sources and language. Sorted by "
            "log-likelihood (Dunning's G²), from 15.13 on (p < 0.0001), terms of at least five "
            "articles. Words are joined by their stems; a click opens the articles."
        ),
        "unit_terms_articles": "articles with the term behind each bar",
        "unit_terms_stories": "stories with the term behind each bar (reprints count once)",
        "unit_terms_share": "share of the articles with the term behind each bar",
        "unit_terms_fractional": (
            "articles with the term behind each bar (terms are not counted in fractions)"
        ),
        "new_question": "What is new?",
        "new_step": "In a",
        "new_period": "Period",
        "new_latest": "the latest: {period}",
        "new_too_short": (
            "All articles are of one period, so nothing can be new: choose a shorter one."
        ),
        "new_nothing_before": "There is no article in or before {period}: choose a later period.",
        "new_none": "No term rose clearly in {period}. Choose another period or fewer filters.",
        "new_before": "everything earlier",
        "new_title": "New and rising terms, {period} ({language})",
        "new_sentence": "New in {period}, never before: {terms}.",
        "risen_sentence": "No term is entirely new in {period}; {term} rose most clearly.",
        "new_note": (
            "Compared with {others} of the same filters, all of them earlier; the dates of the "
            "filters do not matter here. Behind a bar: articles, and how many times as frequent "
            "as before with the 95% interval (Wilson); only terms whose whole interval is above "
            "1, of at least three articles."
        ),
        "is_new": "new",
        "column_query": "search",
        "column_term": "term",
        "column_story_count": "stories",
        "column_other_count": "articles elsewhere or earlier",
        "column_share_here": "share here",
        "column_share_there": "share elsewhere or earlier",
        "column_g2": "log-likelihood G²",
        "column_times": "times as frequent",
        "column_times_low": "at least (95%)",
        "column_times_high": "at most (95%)",
        "column_is_new": "absent before",
    }
)
