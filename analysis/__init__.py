"""The front door: what the dashboard and other programs may use."""

from analysis.archive import Archive, load_corpus, open_archive, open_searcher, state_of
from analysis.errors import (
    AnalysisError,
    DataError,
    ModelError,
    QueryError,
    StoreBusy,
    StoreError,
    TaxonomyError,
)
from analysis.exports import FORMATS, XLSX_ROW_CAP, Citation, article_table
from analysis.measures.choice import AxisChoice, Choice, select
from analysis.measures.corpus import Corpus
from analysis.measures.heat import heat
from analysis.measures.ranking import comparison, ranking
from analysis.measures.trends import OTHER, PERIODS, placed, suitable_period, trend
from analysis.model.classifier import load_model
from analysis.quality import Quality, load_quality
from analysis.rules.query import PROBLEMS, Problem, parse_query
from analysis.schema import AXES, LANGUAGES, RELEVANCE, RELEVANT, TOPIC_AXES
from analysis.search import Searcher
from analysis.store import Store
from analysis.tagging import Tagger
from analysis.taxonomy import Taxonomy, Topic, load_taxonomy

__all__ = [
    "AXES",
    "FORMATS",
    "LANGUAGES",
    "OTHER",
    "PERIODS",
    "PROBLEMS",
    "RELEVANCE",
    "RELEVANT",
    "TOPIC_AXES",
    "XLSX_ROW_CAP",
    "AnalysisError",
    "Archive",
    "AxisChoice",
    "Choice",
    "Citation",
    "Corpus",
    "DataError",
    "ModelError",
    "Problem",
    "Quality",
    "QueryError",
    "Searcher",
    "Store",
    "StoreBusy",
    "StoreError",
    "Tagger",
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "article_table",
    "comparison",
    "heat",
    "load_corpus",
    "load_model",
    "load_quality",
    "load_taxonomy",
    "open_archive",
    "open_searcher",
    "parse_query",
    "placed",
    "ranking",
    "select",
    "state_of",
    "suitable_period",
    "trend",
]
