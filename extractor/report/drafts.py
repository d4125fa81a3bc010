"""Drafts of unfinished reviews: one file per article, reviewer and page.

Two tabs of one reviewer are two pages, so neither overwrites the other. A page that continues the draft of another
names it in its trail, with the version (the number of changes) it continues from; finishing a coding deletes its trail.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict, cast

from extractor.articles.article import Article
from extractor.core.canonical import canonical, digest
from extractor.core.files import atomic_file


class Draft(TypedDict):
    """A draft: `id` is that of the article's text, `at` the time in ISO format, `work` the state of the form."""

    article: str
    id: str
    by: str
    page: str
    version: int
    blind: bool
    work: dict[str, Any]
    at: str


class DraftStore:
    """Drafts in a folder.

    Args:
        articles: by name. A draft has offsets into a text, so it is valid for that text only.
    """

    def __init__(self, folder: Path, articles: Mapping[str, Article]) -> None:
        self._folder, self._articles = folder, articles
        self._writing = threading.Lock()

    def save(self, draft: Draft) -> None:
        """Save a draft; on an error the previous one stays.

        Raises:
            OSError, UsageError: the folder cannot be written.
        """
        path = self._path(draft["id"], draft["by"], draft["page"])
        with self._writing:
            self._folder.mkdir(parents=True, exist_ok=True)
            with atomic_file(path, 0o600) as file:
                file.write(canonical(draft))

    def _path(self, id_: str, by: str, page: str) -> Path:
        return self._folder / f"{digest('draft/1', [id_, by])[:16]}-{digest('page/1', page)[:16]}.json"

    def newest(self, by: str, *, blind: bool) -> dict[str, Draft]:
        """Return a reviewer's newest draft of each article, by the article's name."""
        found: dict[str, Draft] = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                draft = cast(Draft, json.loads(path.read_bytes()))
                article = self._articles.get(draft["article"])
                valid = article and (draft["id"], draft["by"], draft["blind"]) == (article.id, by, blind)
                previous = found.get(draft["article"])
                if valid and draft["at"] >= (previous["at"] if previous else ""):
                    found[draft["article"]] = draft
            except (OSError, ValueError, KeyError, TypeError):  # damaged, or not a draft
                continue
        return found

    def discard(self, article: str, by: str, trail: Mapping[str, int]) -> None:
        """Delete the drafts that a finished coding comes from, except those changed since."""
        for page, version in trail.items():
            path = self._path(self._articles[article].id, by, page)
            try:
                with self._writing:
                    if json.loads(path.read_bytes())["version"] <= version:
                        path.unlink()
            except (OSError, ValueError, KeyError, TypeError):
                continue
