"""extractor: news articles in, typed incidents with verbatim evidence out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from extractor.api import extract_articles, rows
    from extractor.article import Article
    from extractor.evidence import Quote
    from extractor.incident import Coding
    from extractor.inputs import read_inputs
    from extractor.promptfiles import load_prompt
    from extractor.record import Extraction
    from extractor.settings import Settings, load_settings

_HOME = {
    "Article": "article",
    "Coding": "incident",
    "Extraction": "record",
    "Quote": "evidence",
    "Settings": "settings",
    "extract_articles": "api",
    "load_prompt": "promptfiles",
    "load_settings": "settings",
    "read_inputs": "inputs",
    "rows": "api",
}

__all__ = [
    "Article",
    "Coding",
    "Extraction",
    "Quote",
    "Settings",
    "extract_articles",
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
