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
    from extractor.core.errors import (
        ArticleError,
        ExtractorError,
        InputError,
        Miss,
        PromptError,
        SettingsError,
        Stop,
        StoreError,
        UsageError,
    )
    from extractor.core.settings import Settings, load_settings
    from extractor.model.budget import Budget
    from extractor.prompts.loading import load_prompt
    from extractor.report.api import consolidate, export, write_report
    from extractor.runs.api import extract_articles, extract_stream, rows
    from extractor.runs.result import Extraction
    from extractor.runs.session import Progress, Result, Session, SyncSession
    from extractor.runs.wiring import LiveOptions
    from extractor.schema.codebook import Coding
    from extractor.schema.quote import Quote

_HOME = {
    "Article": "articles.article",
    "ArticleError": "core.errors",
    "Budget": "model.budget",
    "Coding": "schema.codebook",
    "Extraction": "runs.result",
    "ExtractorError": "core.errors",
    "InputError": "core.errors",
    "InputOptions": "articles.readers",
    "LiveOptions": "runs.wiring",
    "Miss": "core.errors",
    "Progress": "runs.session",
    "PromptError": "core.errors",
    "Quote": "schema.quote",
    "Result": "runs.session",
    "Session": "runs.session",
    "Settings": "core.settings",
    "SettingsError": "core.errors",
    "Stop": "core.errors",
    "StoreError": "core.errors",
    "SyncSession": "runs.session",
    "UsageError": "core.errors",
    "consolidate": "report.api",
    "export": "report.api",
    "extract_articles": "runs.api",
    "extract_stream": "runs.api",
    "load_prompt": "prompts.loading",
    "load_settings": "core.settings",
    "read_inputs": "articles.stream",
    "rows": "runs.api",
    "write_report": "report.api",
}

__all__ = [
    "Article",
    "ArticleError",
    "Budget",
    "Coding",
    "Extraction",
    "ExtractorError",
    "InputError",
    "InputOptions",
    "LiveOptions",
    "Miss",
    "Progress",
    "PromptError",
    "Quote",
    "Result",
    "Session",
    "Settings",
    "SettingsError",
    "Stop",
    "StoreError",
    "SyncSession",
    "UsageError",
    "__version__",
    "consolidate",
    "export",
    "extract_articles",
    "extract_stream",
    "load_prompt",
    "load_settings",
    "read_inputs",
    "rows",
    "write_report",
]


def __getattr__(name: str) -> Any:
    # Names are fetched when they are used: `extractor --help` should not pay for all of them.
    if name in _HOME:
        return getattr(import_module(f"extractor.{_HOME[name]}"), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
