"""extractor: news articles in, typed incidents with verbatim evidence out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from extractor.core import former_names
from extractor.core.version import __version__

former_names.install()

if TYPE_CHECKING:
    from extractor.articles.article import Article
    from extractor.articles.readers import InputOptions
    from extractor.articles.stream import read_inputs
    from extractor.core.settings import Settings, load_settings
    from extractor.prompts.loading import load_prompt
    from extractor.runs.api import extract_articles, extract_stream, rows
    from extractor.runs.result import Extraction
    from extractor.schema.codebook import Coding
    from extractor.schema.quote import Quote

_HOME = {
    "Article": "articles.article",
    "Coding": "schema.codebook",
    "Extraction": "runs.result",
    "InputOptions": "articles.readers",
    "Quote": "schema.quote",
    "Settings": "core.settings",
    "extract_articles": "runs.api",
    "extract_stream": "runs.api",
    "load_prompt": "prompts.loading",
    "load_settings": "core.settings",
    "read_inputs": "articles.stream",
    "rows": "runs.api",
}

__all__ = [
    "Article",
    "Coding",
    "Extraction",
    "InputOptions",
    "Quote",
    "Settings",
    "__version__",
    "extract_articles",
    "extract_stream",
    "load_prompt",
    "load_settings",
    "read_inputs",
    "rows",
]


def __getattr__(name: str) -> Any:
    # Names are fetched when they are used: `extractor --help` should not pay for all of them.
    if name in _HOME:
        return getattr(import_module(f"extractor.{_HOME[name]}"), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
