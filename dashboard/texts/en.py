"""Interface words in English; the keys are those of ``ru``."""

from types import MappingProxyType
from typing import Final

from analysis import PROBLEMS
from dashboard.texts.en_articles import ARTICLES
from dashboard.texts.en_compare import COMPARE
from dashboard.texts.en_connections import CONNECTIONS
from dashboard.texts.en_export import EXPORT
from dashboard.texts.en_importing import IMPORTING
from dashboard.texts.en_money import MONEY
from dashboard.texts.en_places import PLACES
from dashboard.texts.en_sector import SECTOR
from dashboard.texts.en_sources import SOURCES
from dashboard.texts.en_terms import TERMS

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WORDS: Final = MappingProxyType(
    {
        "app_title": "Industrial Policy Monitor",
        "language_switch": "Language",
        "page_overview": "Overview",
        "page_articles": "Articles",
        "page_about": "About",
        "article_one": "article",
        "article_few": "articles",
        "article_many": "articles",
        "of_article_one": "article",
        "of_article_few": "articles",
        "of_article_many": "articles",
        "source_one": "source",
        "source_few": "sources",
        "source_many": "sources",
        "undated": "no date",
        "untitled": "(no title)",
        "quarter_of": "Q{quarter} {year}",
        # axes
        "sector": "Sectors",
        "theme": "Themes",
        "instrument": "Instruments",
        "actor": "Actors",
        "country": "Countries",
        "region": "Regions",
        "stance": "Words and deeds",
        "by_sector": "sector",
        "by_theme": "theme",
        "by_instrument": "instrument",
        "by_actor": "actor",
        "by_country": "country",
        "by_region": "region",
        "by_stance": "word or deed",
        # filters
        "menu": "Menu",
        "menu_filters": "Menu and filters",
        "menu_active": "Menu and filters ({count} active)",
        "filters": "Filters",
        "search": "Search",
        "search_placeholder": 'e.g. "machine tool" AND subsidy',
        "search_help": (
            "Words side by side mean AND. “Quotes” find a phrase, * any ending, "
            "NOT excludes; fields: title: sector: source: date:[2024-01-01 TO 2024-06-30]."
        ),
        "choose": "any",
        "exclude": "Exclude and combine",
        "count": "Count",
        "count_articles": "Articles",
        "count_stories": "Stories",
        "count_share": "Share",
        "count_fractional": "Fractions",
        "count_help": (
            "Articles: every article counts one. Stories: reprints of one text count once. "
            "Share: of all articles of these dates, languages and sources. "
            "Fractions: an article with three topics counts a third for each. "
            "Charts, tables and downloads follow."
        ),
        "as_of": "As the corpus stood on",
        "as_of_help": (
            "Leaves out what came in later than this day, so that late arrivals become visible."
        ),
        "undo": "Undo",
        "undo_help": "Back to the choice before the last click.",
        "not_sector": "Without sectors",
        "not_theme": "Without themes",
        "not_instrument": "Without instruments",
        "not_actor": "Without actors",
        "not_country": "Without countries",
        "not_region": "Without regions",
        "not_stance": "Without words and deeds",
        "match": "Of several chosen topics, an article must have",
        "any": "any",
        "all": "all",
        "from": "From",
        "to": "To",
        "languages": "Language of the article",
        "sources": "Sources",
        "language_ru": "Russian",
        "language_en": "English",
        "language_": "unknown",
        "kind_announcement": "announcement",
        "kind_company-news": "company news",
        "kind_court": "court",
        "kind_decree": "decree",
        "kind_interview": "interview",
        "kind_law": "law",
        "kind_meeting": "meeting",
        "kind_order": "order",
        "kind_press-report": "press report",
        "kind_programme": "programme",
        "kind_proposal": "proposal",
        "kind_research": "research",
        "kind_speech": "speech",
        "kind_statistics": "statistics",
        "kind_strategy": "strategy",
        "reset": "Clear all filters",
        "shown_of": "{shown} of {total}",
        "dropped": "The link asked for values that do not exist here; they were left out:",
        "pair": "{name} – {value}",
        "period_between": "{first} to {last}",
        # empty and broken
        "nothing_found": "No article meets all these filters.",
        "nothing_found_hint": ("Remove one of the filters, widen the dates, or clear all filters."),
        "dates_reversed": (
            "The date “From” is later than the date “To”, so no article can match: "
            "change one of them."
        ),
        "query_broken": "The search cannot be read, so nothing is shown. How to fix it:",
        "query_as_words": "Search for the words only",
        "no_store": "There is no corpus yet.",
        "no_store_hint": (
            "Build one with `make run`, or with `python -m analysis import data/sample` "
            "from the project folder, and reload this page. It is looked for in:"
        ),
        "store_broken": "The corpus cannot be read.",
        "rules_kept": (
            "The rule files have faults; the rules that were in order last stay in force. "
            "Mend the files and reload this page; to take rules away for good, start the "
            "dashboard again."
        ),
        "taxonomy_broken": "The taxonomy files have faults; fix them and reload this page.",
        "failed": (
            "Something went wrong on this page. The fault is in the server's log. "
            "Reload the page, or clear all filters."
        ),
        # overview
        "overview_question": "What is industrial policy news about?",
        "articles": "Articles",
        "period": "Period",
        "imported": "Imported",
        "unknown": "unknown",
        "undated_note": "{count} without a date: in the list and the ranking, but in no period.",
        "bundled": (
            "Bundled corpus: short briefs on 233 events of industrial policy, written for this "
            "project from public facts. Many events have a brief in Russian and one in English "
            "and so count twice, and a publisher is a source once in each language of its name. "
            "There are no news texts in it."
        ),
        "show_by": "Show by",
        "bin": "Step",
        "bin_auto": "Auto",
        "bin_month": "Month",
        "bin_quarter": "Quarter",
        "bin_year": "Year",
        "trend_title": "{counted} by {axis} and {period}",
        "per_month": "month",
        "per_quarter": "quarter",
        "per_year": "year",
        "unit_articles": "articles",
        "unit_stories": "stories: reprints of one text count once",
        "unit_fractional": "articles in fractions: one with three topics counts a third for each",
        "unit_share": "% of all articles of these dates, languages and sources",
        "counted_articles": "Articles",
        "counted_stories": "Stories",
        "counted_share": "Share of all articles",
        "counted_fractional": "Articles, in fractions,",
        "axis_articles": "Articles",
        "axis_stories": "Stories",
        "axis_share": "Share of all articles, %",
        "axis_fractional": "Articles, in fractions",
        "other": "Other",
        "trend_incomplete": (
            "Hollow marks, not joined to the lines, are incomplete: {periods} "
            "(articles reach from {dates})."
        ),
        "trend_without_other": "All other topics together are in the data, not in the drawing.",
        "trend_unplaced": "{count} not drawn (no date, or only a year).",
        "ranking_title": "Ranking by {axis}",
        "ranking_change": (
            "▲ ▼ compare the articles of {first} to {last} with those of {previous_first} to "
            "{previous_last}: in per cent, or as “4\u00a0vs\u00a01” where there were fewer than "
            "{few} before."
        ),
        "versus": "{now} vs {before}",
        "ranking_uncovered": "No change shown: the corpus does not reach back far enough.",
        "ranking_capped": "The first {shown} of {total} are drawn, the data has all.",
        "ranking_share": (
            "Shares in the data are of all articles of these dates, languages and sources: "
            "of {count}."
        ),
        "heat_title": "{axis} × {period}",
        "heat_latest": (
            "Only the latest months of the selection are drawn ({count}); choose dates to see "
            "others."
        ),
        "heat_incomplete": "Incomplete: {periods}.",
        "chart_facts": "Unit: {unit} · n = {n} · {period} · Source: {source}",
        "source_line": "Industrial Policy Monitor, {sources}",
        "several_topics": "An article can have several topics, so the numbers overlap.",
        "click_hint": "Click a mark to filter; click a chosen bar again to release it.",
        "data_button": "Data",
        "data_title": "Data of the chart",
        "no_period": "no dated article",
        "nothing_tagged": "None of these articles has a topic of this kind. Choose another one.",
        # chart data columns
        "column_topic": "key",
        "column_label": "topic",
        "column_period_start": "period from",
        "column_article_count": "articles",
        "column_base_count": "all articles (base of the share)",
        "column_share": "share of all articles",
        "column_value": "shown value",
        "column_low": "change at least (95%)",
        "column_high": "change at most (95%)",
        "column_current_count": "articles in the later period",
        "column_previous_count": "articles in the earlier period",
        "column_change": "change",
        # articles
        "articles_question": "Articles and the reasons for their tags",
        "download": "Download this list",
        "download_title": "Download",
        "download_note": (
            "Exactly this list, with the query, the taxonomy version and the citation inside."
        ),
        "download_cap": "XLSX holds the first {cap} rows only; take CSV or Parquet for all.",
        "download_formats": (
            "- **CSV**: opens in Excel and everywhere else\n"
            "- **XLSX**: a workbook, at most {cap} rows\n"
            "- **Parquet**: for Python and R, lists stay lists\n"
            "- **JSONL**: one article a line, for programs\n"
            "- **HTML**: one page for reading and printing"
        ),
        "download_wait": (
            "The file is made when you click; its button turns until it is ready. "
            "XLSX of 20,000 rows takes about five seconds, the others less."
        ),
        "column_date": "Date",
        "column_title": "Title",
        "column_source": "Source",
        "column_kind": "Kind",
        "column_language": "Lang.",
        "column_sectors": "Sectors",
        "column_link": "Link",
        "open_link": "open",
        "select_hint": "Tick a row to read the article and its evidence.",
        "page_of": "Rows {first} to {last} of {total}",
        "reader": "Article",
        "no_such_article": "There is no article with this number. Close this and choose another.",
        "linked_page": "Linked page",
        "permanent_link": "Link to this article",
        "highlight": "Highlight",
        "highlight_all": "all evidence",
        "legend": "Evidence:",
        "strength_strong": "strong",
        "strength_weak": "weak",
        "strength_model": "model",
        "tags": "Tags",
        "no_tags": "No rule and no model gave this article a tag.",
        "tag_topic": "Topic",
        "tag_score": "Score",
        "tag_words": "Words",
        "tag_rule": "Rule",
        "decided_rules": "rules",
        "decided_model": "model",
        "decided_both": "rules and model",
        "facts": "Numbers and acts found",
        "fact_kind": "Kind",
        "fact_value": "Value",
        "fact_unit": "Unit",
        "fact_year": "Year",
        "fact_words": "Words",
        "fact_money": "money",
        "fact_horizon": "horizon",
        "fact_share": "share",
        "fact_act": "act",
        "no_text": "This article came without a text.",
        "versions": "Taxonomy {taxonomy}, model {model}",
        "no_model": "none",
        # citation
        "citation": (
            "Industrial Policy Monitor, {articles}: {query}. "
            "Taxonomy {taxonomy}, model {model}. Retrieved {date}. {link}"
        ),
        # quality
        "relevance": "Relevance",
        "relevant_only": "Only industrial policy ({count})",
        "relevant_help": (
            "Keeps articles that report or discuss what a state does, plans, demands or judges "
            "toward an industry."
        ),
        "quality_title": "How good the tags are",
        "quality_none": "Nobody has measured this taxonomy and model yet.",
        "quality_method": (
            "Compared with articles of real news that were read and labelled by a codebook. "
            "*Precision*: how many of the tags are right. *Recall*: how many of the right tags "
            "were found. *F1* joins both. "
            "The model never learnt from the article that it is measured on; the rules were "
            "written with some of these articles in view, but not with those held out for good."
        ),
        "quality_what": "What",
        "quality_f1_in": "F1 (95% interval), {language}",
        "quality_parts": "precision {precision}, recall {recall}",
        "quality_versions": "Measured with other versions: {versions}.",
        "quality_phrase": "{precision} right, {recall} found ({count}; F1 {interval})",
        "quality_phrase_none": "not known ({count})",
        "quality_of": "Tag “{topic}” in real news: {figures}",
        "labelled_one": "labelled",
        "labelled_few": "labelled",
        "labelled_many": "labelled",
        "average_sector_micro": "Sectors, all tags together (micro)",
        "average_sector_macro": "Sectors, mean of sectors (macro)",
        "average_sector_four_sectors": "Electronics, chemistry, machine tools, unmanned",
        "average_relevance_industrial_policy": "Industrial-policy relevance",
        "average_instrument_family_micro": "Instruments by family (micro)",
        "basis_held out for good": "Articles held out for good",
        "basis_dev.parquet, cross-validated": "800 labelled articles of real news, cross-validated",
        "basis_all labelled articles, cross-validated": "All labelled articles, cross-validated",
        # about
        "about_question": "How do articles get their tags?",
        "about_method_title": "Method",
        "about_method": (
            "Each article is read once. **Rules** look for words and phrases of every topic, in "
            "all their forms, in Russian and English. A *strong* entry is enough for a tag; a "
            "*weak* one counts only in company; a *never* entry masks words that mean something "
            "else. For sectors and relevance, a **model** (TF-IDF) learnt from rule-tagged and "
            "labelled articles gives its opinion too, and one function joins both into a score "
            "from 0 to 1 and decides. All other topics are decided by rules "
            "alone. Every tag keeps its evidence: the words, their place and the rule, or the "
            "terms that carried the model."
        ),
        "about_counting_title": "How things are counted",
        "about_counting": (
            "An article counts once for each of its topics, so topics overlap and do not add up "
            "to the total. A country tag means that the text names the country, its authorities "
            "or office holders. A region counts for its country too. *Other* joins all smaller "
            "topics and counts each article once. Shares are of all articles with the same dates, "
            "languages and sources. A change compares an interval with the one of equal length "
            "before it; without chosen dates these are the last 365 days. Articles without a "
            "date are in the list and in the ranking, but in no period; where only the year is "
            "known they are drawn by year only."
        ),
        "about_limits_title": "Limits",
        "about_limits": (
            "The monitor shows what its sources published, not what happened; a change of "
            "sources changes the numbers, which is why shares are offered beside counts. Rules "
            "miss what nobody thought of and find what was meant otherwise: read the evidence "
            "before you quote. Scores are estimates. The search finds words, not meanings."
        ),
        "about_taxonomy_title": "Taxonomy",
        "about_taxonomy": "Printed from the files in `{folder}`.",
        "about_versions_title": "This corpus",
        "topic_about": "What it covers",
        "topic_quality": "Quality in real news",
        "topics_all": "Show all {count}",
        "taxonomy_now": "The rule files are another version by now: {version}",
        "topic_articles": "Articles",
        "topic_rules": "Rules of one topic",
        "rule_strength": "Strength",
        "rule_language": "Language",
        "rule_entry": "Entry",
        "rule_strong": "strong",
        "rule_weak": "weak",
        "rule_never": "never",
        "rule_aliases": "name",
        "part_of": "Part of",
        **{f"query_{code}": text for code, text in PROBLEMS.items()},
        **ARTICLES,
        **EXPORT,
        **IMPORTING,
        **SECTOR,
        **PLACES,
        **SOURCES,
        **CONNECTIONS,
        **MONEY,
        **TERMS,
        **COMPARE,
    }
)
