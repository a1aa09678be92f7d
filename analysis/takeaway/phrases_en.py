"""Phrases in English; the keys are those of ``phrases_ru``."""

from types import MappingProxyType
from typing import Final

ENGLISH: Final = MappingProxyType(
    {
        "program": "Industrial Policy Monitor",
        "article_one": "article",
        "article_few": "articles",
        "article_many": "articles",
        "story_one": "story",
        "story_few": "stories",
        "story_many": "stories",
        "source_one": "source",
        "source_few": "sources",
        "source_many": "sources",
        "more_one": "more article of the story",
        "more_few": "more articles of the story",
        "more_many": "more articles of the story",
        "undated": "no date",
        "untitled": "(no title)",
        "language_ru": "Russian",
        "language_en": "English",
        "language_": "an unknown language",
        # a choice in words
        "everything": "the whole corpus",
        "sector": "sectors",
        "theme": "themes",
        "instrument": "instruments",
        "actor": "actors",
        "country": "countries",
        "region": "regions of Russia",
        "stance": "word or deed",
        "one_sector": "sector",
        "one_theme": "theme",
        "one_instrument": "instrument",
        "one_actor": "actor",
        "one_country": "country",
        "one_region": "region of Russia",
        "one_stance": "word or deed",
        "relevant": "about industrial policy",
        "with_topics": "{axis} {topics}",
        "quoted": "“{name}”",
        "without_topics": "without {topics}",
        "or": " or ",
        "and": " and ",
        "between": "{first} to {last}",
        "since": "from {first}",
        "until": "until {last}",
        "in_language": "in {languages}",
        "published_by": "from {sources}",
        "matching": "search “{query}”",
        "as_of": "as known on {day}",
        # citation
        "versions": "Taxonomy {taxonomy}, model: {model}",
        "no_model": "none",
        "cited_view": "{articles}: {sentence}",
        # the pack
        "pack_title": "Evidence pack",
        "pack_shown": "It shows {articles}: {sentence}.",
        "pack_link": "The same view in the monitor: {link}",
        "pack_as_of": "Only articles that were known on {day}.",
        "pack_made": "Taken on {day}. {versions}.",
        "pack_files": "Files",
        "pack_articles": "the articles, newest first, with their topics",
        "pack_tags": (
            "every tag of them with its evidence: field, start and end (in characters, the end "
            "is not included), the words, the rule, and what decided"
        ),
        "pack_facts": "sums, horizons, shares and acts found in them, with their place",
        "pack_texts": "their texts; mind the licences of the sources before passing them on",
        "pack_chart": "data of the chart “{title}”",
        "pack_picture": "the chart “{title}” as a picture",
        "pack_view": "the view for machines: link, choice, counts, versions",
        "pack_citation": "how to cite this view: BibTeX, RIS, GOST R 7.0.5-2008",
        "pack_bibliography": "the articles as a bibliography in the same three forms",
        "pack_checksums": "SHA-256 of every other file; check with `sha256sum -c checksums.txt`",
        "pack_reading": (
            "Tables are CSV in UTF-8. A cell that a spreadsheet would take for a formula has "
            "an apostrophe in front; take it away before comparing words with places."
        ),
        "pack_no_texts": (
            "The texts of the articles are not in this pack: their licences differ. Places in "
            "the evidence count characters of the text as the monitor holds it."
        ),
        # the briefing
        "brief_title": "Briefing",
        "brief_figures": "In figures",
        "brief_articles": "Articles",
        "brief_stories": "Stories",
        "brief_sources": "Sources",
        "brief_period": "Period",
        "brief_change": "Change",
        "brief_changed": "{now} vs {before} in the {days} days before",
        "brief_changes": "What rose and fell",
        "brief_rose": "What rose",
        "brief_fell": "What fell",
        "brief_compared": (
            "{first} to {last} against {previous_first} to {previous_last}. Named are topics "
            "whose change is more than chance: the 95% interval of the ratio leaves out 1."
        ),
        "brief_ratio": (
            "{topic}: {now}, {before} before (×{ratio}, 95% interval ×{low} to ×{high})"
        ),
        "brief_none_changed": "No topic changed by more than chance.",
        "brief_uncovered": "No comparison: the corpus does not reach back far enough.",
        "brief_latest": "Latest articles",
        "brief_telling": "Most reported stories",
        "brief_quality": "How good the tags are",
        "brief_quality_of": (
            "{topic} ({language}): {precision} of the tags are right, {recall} of the right ones "
            "were found ({count} labelled)."
        ),
        "brief_quality_none": "The tags used here have not been measured.",
        "brief_most_sources": "Sources with most articles",
        "brief_cite": "How to cite",
        "brief_citation": "{program}, {title}. {versions}. Retrieved {day}. {link}",
        "brief_link": "This view in the monitor",
        "brief_empty": "No article meets this choice.",
        "brief_undated": "{count} without a date.",
        # feed and digest
        "feed_subtitle": "New articles of the view: {sentence}",
        "digest_title": "{name}: {articles}, new since {day}",
        "digest_none": "Nothing new since {day}.",
        "digest_topics": "By topic",
        "digest_stories": "New by story",
        "digest_capped": "The newest {shown} of {total} are listed; all are in the monitor.",
        "digest_open": "Open this view in the monitor",
        "digest_choice": "View: {sentence}",
        "digest_first_seen": (
            "New is what the monitor saw first on or after that day, whatever its own date."
        ),
        "topics": "Topics",
    }
)
