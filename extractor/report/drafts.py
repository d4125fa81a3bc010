"""What reviewers have begun and not finished: a file for each article and each page that it was done in.

Two tabs of one reviewer are two pages, so neither writes over what the other did. A page that goes on with what another
one left names it in its `trail` (page, and how many changes it had), and what is finished takes its whole trail away.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.core.canonical import canonical, digest
from extractor.core.files import atomic_file


class Begun:
    """Drafts in a folder.

    Args:
        articles: those whose drafts are of use, by name. A draft holds places in a text, so it is of that text alone.
    """

    def __init__(self, folder: Path, articles: Mapping[str, Article]) -> None:
        self._folder, self._articles = folder, articles
        self._writing = threading.Lock()

    def keep(self, draft: Mapping[str, Any]) -> None:
        """Keep what was done so far, whole, or what was kept before stays.

        Args:
            draft: `article`, `id` of its text, `by`, `page`, `version`, `blind`, `at`, `work`.

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

    def of(self, by: str, *, blind: bool) -> dict[str, dict[str, Any]]:
        """The newest draft of each article that a reviewer has begun, by the article's name."""
        found: dict[str, dict[str, Any]] = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                draft = json.loads(path.read_bytes())
                article = self._articles.get(draft["article"])
                ours = article and (draft["id"], draft["by"], draft["blind"]) == (article.id, by, blind)
                if ours and draft["at"] >= found.get(draft["article"], {"at": ""})["at"]:
                    found[draft["article"]] = draft
            except (OSError, ValueError, KeyError, TypeError):  # damaged or not ours; a reviewer begins anew
                continue
        return found

    def done(self, article: str, by: str, trail: Mapping[str, int]) -> None:
        """Forget the drafts that a finished coding comes from, but for what was changed in them since."""
        for page, version in trail.items():
            path = self._path(self._articles[article].id, by, page)
            try:
                with self._writing:
                    if json.loads(path.read_bytes())["version"] <= version:
                        path.unlink()
            except (OSError, ValueError, KeyError, TypeError):
                continue
