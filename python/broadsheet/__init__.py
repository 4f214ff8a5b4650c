"""Which scraped news articles tell the same story, and why.

The way the data goes::

    read -> clean -> TfidfVectorizer -> top_k, pairs -> stories -> why

Modules are loaded when a name of theirs is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import metrics
    from ._agglomerative_clusters import AgglomerativeClusters
    from ._articles import Article, Articles
    from ._bm25_transformer import BM25Transformer
    from ._boilerplate_remover import BoilerplateRemover
    from ._class_tfidf_transformer import ClassTfidfTransformer
    from ._clean import clean
    from ._cleaned import Cleaned
    from ._corrections import Corrections
    from ._cosine_neighbors import CosineNeighbors
    from ._count_vectorizer import CountVectorizer
    from ._document_frequencies import DocumentFrequencies
    from ._duplicates import Duplicates, find_duplicates
    from ._explain_pairs import explain_pairs
    from ._explained_pairs import ExplainedPair, ExplainedPairs
    from ._hashing_vectorizer import HashingVectorizer
    from ._headline_vectorizer import headline_vectorizer
    from ._health.check import check
    from ._health.report import Finding, HealthReport
    from ._highlight import Passage, highlight
    from ._languages import languages
    from ._neighbor_smoother import NeighborSmoother
    from ._pairs import Pairs, pairs, pairs_chunked
    from ._plan_join import JoinPlan, plan_join
    from ._problems import Problems, ReadWarning
    from ._read import read
    from ._result import Stories
    from ._search_hits import Hit, SearchResults
    from ._search_index import SearchIndex
    from ._similar import top_k
    from ._smooth import smooth, smoothing_operator
    from ._spherical_kmeans import SphericalKMeans
    from ._stories import stories
    from ._story import Story
    from ._story_stream import StoryStream
    from ._tfidf_transformer import TfidfTransformer
    from ._tfidf_vectorizer import TfidfVectorizer
    from ._topic import Topic
    from ._topic_list import Topics
    from ._topic_shares import TopicShares
    from ._topics import topics
    from ._weightings import Weighting, weightings

__version__ = "0.1.0"

_module_of = {
    "AgglomerativeClusters": "_agglomerative_clusters",
    "Article": "_articles",
    "Articles": "_articles",
    "BM25Transformer": "_bm25_transformer",
    "BoilerplateRemover": "_boilerplate_remover",
    "ClassTfidfTransformer": "_class_tfidf_transformer",
    "Cleaned": "_cleaned",
    "Corrections": "_corrections",
    "CosineNeighbors": "_cosine_neighbors",
    "CountVectorizer": "_count_vectorizer",
    "DocumentFrequencies": "_document_frequencies",
    "ExplainedPair": "_explained_pairs",
    "ExplainedPairs": "_explained_pairs",
    "Duplicates": "_duplicates",
    "Finding": "_health.report",
    "HashingVectorizer": "_hashing_vectorizer",
    "HealthReport": "_health.report",
    "Hit": "_search_hits",
    "JoinPlan": "_plan_join",
    "NeighborSmoother": "_neighbor_smoother",
    "Passage": "_highlight",
    "Pairs": "_pairs",
    "Problems": "_problems",
    "ReadWarning": "_problems",
    "SearchIndex": "_search_index",
    "SearchResults": "_search_hits",
    "SphericalKMeans": "_spherical_kmeans",
    "StoryStream": "_story_stream",
    "Stories": "_result",
    "Story": "_story",
    "TfidfTransformer": "_tfidf_transformer",
    "TfidfVectorizer": "_tfidf_vectorizer",
    "Topic": "_topic",
    "TopicShares": "_topic_shares",
    "Topics": "_topic_list",
    "Weighting": "_weightings",
    "check": "_health.check",
    "clean": "_clean",
    "explain_pairs": "_explain_pairs",
    "headline_vectorizer": "_headline_vectorizer",
    "highlight": "_highlight",
    "languages": "_languages",
    "pairs": "_pairs",
    "pairs_chunked": "_pairs",
    "plan_join": "_plan_join",
    "find_duplicates": "_duplicates",
    "read": "_read",
    "smooth": "_smooth",
    "smoothing_operator": "_smooth",
    "stories": "_stories",
    "top_k": "_similar",
    "topics": "_topics",
    "weightings": "_weightings",
}
_public_modules = {"metrics"}

__all__ = [
    "AgglomerativeClusters",
    "Article",
    "Articles",
    "BM25Transformer",
    "BoilerplateRemover",
    "ClassTfidfTransformer",
    "Cleaned",
    "Corrections",
    "CosineNeighbors",
    "CountVectorizer",
    "DocumentFrequencies",
    "Duplicates",
    "ExplainedPair",
    "ExplainedPairs",
    "Finding",
    "HashingVectorizer",
    "HealthReport",
    "Hit",
    "JoinPlan",
    "NeighborSmoother",
    "Pairs",
    "Passage",
    "Problems",
    "ReadWarning",
    "SearchIndex",
    "SearchResults",
    "SphericalKMeans",
    "Stories",
    "Story",
    "StoryStream",
    "TfidfTransformer",
    "TfidfVectorizer",
    "Topic",
    "TopicShares",
    "Topics",
    "Weighting",
    "__version__",
    "check",
    "clean",
    "explain_pairs",
    "find_duplicates",
    "headline_vectorizer",
    "highlight",
    "languages",
    "metrics",
    "pairs",
    "pairs_chunked",
    "plan_join",
    "read",
    "smooth",
    "smoothing_operator",
    "stories",
    "top_k",
    "topics",
    "weightings",
]


def __getattr__(name: str) -> object:
    if name in _public_modules:
        return import_module(f".{name}", __name__)
    if name not in _module_of:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f".{_module_of[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
