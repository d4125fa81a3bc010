"""Which gold file is of which article, and what the gold file of an article is to be called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.articles.article import Article
from extractor.core.errors import InputError
from extractor.evaluation.gold_format import ENDINGS

CLUSTERS, SPLITS = "clusters.json", "splits.json"
LONGEST = 150  # bytes of a file's name; an article's may be longer


def gold_files(folder: Path) -> list[Path]:
    """The files in a folder that hold an article's gold each; a folder that is not there has none."""
    inside = folder.iterdir() if folder.is_dir() else ()
    known = (path for path in inside if path.suffix in ENDINGS and path.name not in (CLUSTERS, SPLITS))
    return sorted(path for path in known if not path.is_dir())


class Whose:
    """The articles that gold files may be of, by name, by name without its ending, and by id."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._known: dict[str, dict[str, Article]] = {}
        for article in articles:
            for name in {article.name, Path(article.name).stem, article.id}:
                self._known.setdefault(name, {})[article.name] = article

    def article(self, path: Path) -> Article:
        """The article that a gold file is of: of its name, or the only one whose name begins so.

        Raises:
            InputError: there is none, or there are several.
        """
        found = self._known.get(path.stem) or self._beginning(path.stem)
        if len(found) != 1:
            which = "several articles begin so" if found else "no article is called so"
            raise InputError(
                f"{path}: {which}.", next_step="Name the gold file after its article, and give the articles' folder."
            )
        return next(iter(found.values()))

    def _beginning(self, stem: str) -> dict[str, Article]:
        return {
            article.name: article
            for name, articles in self._known.items()
            if name.startswith(stem)
            for article in articles.values()
            if article.name.startswith(stem)
        }

    def files(self, paths: Iterable[Path]) -> dict[str, Path]:
        """The gold file of each article that has one of these, by its name.

        Raises:
            InputError: a file is of no article or of several, or two are of one.
        """
        found: dict[str, Path] = {}
        for path in paths:
            name = self.article(path).name
            if name in found:
                raise InputError(f"{found[name]} and {path} are both for {name}.", next_step="Keep one of them.")
            found[name] = path
        return found

    def known(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Those of the files that are of an article."""
        for path in paths:
            if self._known.get(path.stem) or self._beginning(path.stem):
                yield path

    def path(self, folder: Path, article: Article) -> Path:
        """What a new gold file for an article is called: as the article, or by its id where that would not do."""
        stem = Path(article.name).stem
        alone = len(self._known[stem]) == 1 and not (self._beginning(stem).keys() - {article.name})
        fits = stem.isprintable() and len(stem.encode()) <= LONGEST and f"{stem}.json" not in (CLUSTERS, SPLITS)
        return folder / f"{stem if alone and fits else article.id}.json"
