"""The front door: what the dashboard and other programs may use."""

from analysis.archive import (
    Archive,
    is_settled,
    load_corpus,
    load_statements,
    open_archive,
    open_searcher,
    state_of,
)
from analysis.background import Job, JobState, list_jobs, start_job
from analysis.errors import (
    AnalysisError,
    DataError,
    ModelError,
    QueryError,
    StoreBusy,
    StoreError,
    TaxonomyError,
)
from analysis.events import load_events
from analysis.exports import FORMATS, XLSX_ROW_CAP, Citation, article_lines, article_table
from analysis.facts.origin import sentence_around
from analysis.geometry import Outlines, load_outlines
from analysis.measures.choice import AxisChoice, Choice, select
from analysis.measures.compare import Thing, courses, differences, distinctive, mixes, sizes
from analysis.measures.cooccurrence import mirrored, pairs, rising_pairs, unnamed
from analysis.measures.corpus import Corpus, date_to_day, day_to_date
from analysis.measures.counting import COUNTS, per_topic, shares, tally, total
from analysis.measures.flow import flow
from analysis.measures.heat import heat
from analysis.measures.layout import spring_layout, structured
from analysis.measures.links import (
    FILTER,
    FIRST_DAY,
    LAST_DAY,
    TEXT_CAP,
    Parameter,
    choice_of,
    filter_parameters,
    read_day,
    read_flag,
    read_many,
    read_one,
    read_text,
    read_whole_number,
)
from analysis.measures.places import FEW_ARTICLES, place_mix, ranked_places
from analysis.measures.publishers import (
    Concentration,
    Firsts,
    biggest_stories,
    by_language,
    concentration,
    first_publishers,
    leaning,
    publishers,
    sourcing,
)
from analysis.measures.ranking import Comparison, comparison, ranking, risen_and_fallen
from analysis.measures.sets import combinations, topic_numbers
from analysis.measures.stated import (
    acts,
    end_years,
    end_years_by_topic,
    origin_shares,
    spans,
    sums_by_currency,
    sums_by_topic,
    sums_by_year,
)
from analysis.measures.statements import Statements, amounts, different_sums, topics_of
from analysis.measures.timeline import (
    chosen_events,
    events_of,
    followed,
    marks,
    programmes,
    unfinished,
)
from analysis.measures.trends import OTHER, PERIODS, placed, suitable_period, trend
from analysis.model.classifier import load_model
from analysis.quality import Quality, load_quality
from analysis.rates import COMMON as COMMON_CURRENCY
from analysis.rates import Rates, load_rates
from analysis.rules.query import PROBLEMS, Problem, parse_query
from analysis.schema import AXES, LANGUAGES, RELEVANCE, RELEVANT, TOPIC_AXES
from analysis.search import Searcher
from analysis.sources.contents import ENDINGS
from analysis.sources.faults import CODES
from analysis.sources.web.faults import CODES as WEB_CODES
from analysis.sources.web.guard import Guard
from analysis.sources.web.register import Feed, load_feeds
from analysis.store import Store
from analysis.store.waiting import FeedState, feed_states
from analysis.tagging import Tagger
from analysis.tagging.trials import Change
from analysis.tagging.why import Explanation, explain
from analysis.takeaway.briefings import Briefing, Picture, make_briefing
from analysis.takeaway.digests import DIGEST_FORMATS, Digest, make_digest
from analysis.takeaway.packs import MOST_ARTICLES, Chart, Evidence, PackError, write_pack
from analysis.takeaway.sheets import BRIEFING_FORMATS
from analysis.takeaway.subject import Subject, in_words
from analysis.taxonomy import Taxonomy, Topic, load_taxonomy
from analysis.terms.book import TermBook
from analysis.terms.course import Overtaking, appearance, course, overtakings
from analysis.terms.similar import Likeness, Likenesses
from analysis.terms.tables import distinctive_terms, new_terms
from analysis.uploads import (
    MOST_UPLOAD_BYTES,
    MOST_UPLOADS,
    Preview,
    Upload,
    clear_uploads,
    keep_upload,
    preview,
)
from analysis.views import (
    MOST_VIEWS,
    NAME_CAP,
    View,
    ViewError,
    delete_view,
    list_views,
    rename_view,
    save_view,
)

__all__ = [
    "AXES",
    "BRIEFING_FORMATS",
    "CODES",
    "COMMON_CURRENCY",
    "COUNTS",
    "DIGEST_FORMATS",
    "ENDINGS",
    "FEW_ARTICLES",
    "FILTER",
    "FIRST_DAY",
    "FORMATS",
    "LANGUAGES",
    "LAST_DAY",
    "MOST_ARTICLES",
    "MOST_UPLOADS",
    "MOST_UPLOAD_BYTES",
    "MOST_VIEWS",
    "NAME_CAP",
    "OTHER",
    "PERIODS",
    "PROBLEMS",
    "RELEVANCE",
    "RELEVANT",
    "TEXT_CAP",
    "TOPIC_AXES",
    "WEB_CODES",
    "XLSX_ROW_CAP",
    "AnalysisError",
    "Archive",
    "AxisChoice",
    "Briefing",
    "Change",
    "Chart",
    "Choice",
    "Citation",
    "Comparison",
    "Concentration",
    "Corpus",
    "DataError",
    "Digest",
    "Evidence",
    "Explanation",
    "Feed",
    "FeedState",
    "Firsts",
    "Guard",
    "Job",
    "JobState",
    "Likeness",
    "Likenesses",
    "ModelError",
    "Outlines",
    "Overtaking",
    "PackError",
    "Parameter",
    "Picture",
    "Preview",
    "Problem",
    "Quality",
    "QueryError",
    "Rates",
    "Searcher",
    "Statements",
    "Store",
    "StoreBusy",
    "StoreError",
    "Subject",
    "Tagger",
    "Taxonomy",
    "TaxonomyError",
    "TermBook",
    "Thing",
    "Topic",
    "Upload",
    "View",
    "ViewError",
    "acts",
    "amounts",
    "appearance",
    "article_lines",
    "article_table",
    "biggest_stories",
    "by_language",
    "choice_of",
    "chosen_events",
    "clear_uploads",
    "combinations",
    "comparison",
    "concentration",
    "course",
    "courses",
    "date_to_day",
    "day_to_date",
    "delete_view",
    "differences",
    "different_sums",
    "distinctive",
    "distinctive_terms",
    "end_years",
    "end_years_by_topic",
    "events_of",
    "explain",
    "feed_states",
    "filter_parameters",
    "first_publishers",
    "flow",
    "followed",
    "heat",
    "in_words",
    "is_settled",
    "keep_upload",
    "leaning",
    "list_jobs",
    "list_views",
    "load_corpus",
    "load_events",
    "load_feeds",
    "load_model",
    "load_outlines",
    "load_quality",
    "load_rates",
    "load_statements",
    "load_taxonomy",
    "make_briefing",
    "make_digest",
    "marks",
    "mirrored",
    "mixes",
    "new_terms",
    "open_archive",
    "open_searcher",
    "origin_shares",
    "overtakings",
    "pairs",
    "parse_query",
    "per_topic",
    "place_mix",
    "placed",
    "preview",
    "programmes",
    "publishers",
    "ranked_places",
    "ranking",
    "read_day",
    "read_flag",
    "read_many",
    "read_one",
    "read_text",
    "read_whole_number",
    "rename_view",
    "risen_and_fallen",
    "rising_pairs",
    "save_view",
    "select",
    "sentence_around",
    "shares",
    "sizes",
    "sourcing",
    "spans",
    "spring_layout",
    "start_job",
    "state_of",
    "structured",
    "suitable_period",
    "sums_by_currency",
    "sums_by_topic",
    "sums_by_year",
    "tally",
    "topic_numbers",
    "topics_of",
    "total",
    "trend",
    "unfinished",
    "unnamed",
    "write_pack",
]
