"""The articles of an input as a stream: looked through once before anything is asked, then read as needed."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Self, TypeVar

from extractor.articles.article import Article, Unusable
from extractor.articles.readers import Rules, read_source
from extractor.core.canonical import digest
from extractor.core.errors import InputError, Stop
from extractor.core.files import MAX_BYTES


class DuplicateIndex:
    """What stood under each name first; a temporary database that goes with its owner."""

    def __init__(self) -> None:
        # The empty name makes a database that stays in memory while it is small and spills to a
        # temporary file when it is not; it is gone when it is closed.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE seen (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def first(self, name: str, value: str) -> str | None:
        """Remember a value under a name that is new; else the value that was remembered.

        Raises:
            Stop: the temporary folder is full.
        """
        try:
            added = self._db.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (name, value))
        except sqlite3.OperationalError as error:
            raise Stop(
                f"The temporary folder cannot be written: {error}.",
                next_step="Free space or set SQLITE_TMPDIR, then run again.",
            ) from error
        if added.rowcount:
            return None
        found: str = self._db.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()[0]
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()


T = TypeVar("T")

NAMED = 1_000  # things of one kind that are kept to be named


@dataclass
class Some(Generic[T]):
    """The first things of a kind, and how many there are in all."""

    first: list[T] = field(default_factory=list)
    count: int = 0

    def add(self, thing: T) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(thing)

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass
class Inputs:
    """The articles of one input. Iterating reads them anew, in the same order; few are held at a time.

    Attributes:
        path: what is read.
        rules: what holds for all its articles.
        limit: only so many are read; None for all.
        surveyed: whether everything was looked through once.
        limited: whether the limit left articles out; known once they are read.
        count: how many items there are, articles and unusable ones together.
        skipped: files and folders of a folder that are of no kind that is read.
        repeated: names of articles that were given twice, name, text and date alike; read once.
        undated: names of articles without a publication date.
        unusable: inputs that did not become an article.
    """

    path: str
    rules: Rules
    limit: int | None = None
    stdin: bytes | None = None
    surveyed: bool = False
    limited: bool = False
    count: int = 0
    skipped: Some[str] = field(default_factory=Some)
    repeated: Some[str] = field(default_factory=Some)
    undated: Some[str] = field(default_factory=Some)
    unusable: Some[Unusable] = field(default_factory=Some)

    def __iter__(self) -> Iterator[Article | Unusable]:
        return self._stream(Some(), Some()) if self.surveyed else self._looked_through()

    @property
    def items(self) -> list[Article | Unusable]:
        """Everything at once, for inputs that are small."""
        return list(self)

    @property
    def articles(self) -> list[Article]:
        """Only the articles, at once."""
        return [item for item in self if isinstance(item, Article)]

    def survey(self) -> None:
        """Look through everything once, so that what is wrong is known before anything is asked."""
        for _ in self._looked_through():
            pass

    def _looked_through(self) -> Iterator[Article | Unusable]:
        """Everything, counted as it passes."""
        self.count = 0
        self.skipped, self.repeated, self.undated, self.unusable = Some(), Some(), Some(), Some()
        for item in self._stream(self.skipped, self.repeated):
            self.count += 1
            if isinstance(item, Unusable):
                self.unusable.add(item)
            elif item.published is None:
                self.undated.add(item.name)
            yield item
        self.surveyed = True
        if not self.count:
            raise InputError(
                f"{self.path}: no articles.",
                next_step="Give a folder with .txt, .md or .html files (folders inside it are not entered), "
                "a .jsonl or .csv file, or one article.",
            )

    def _stream(self, skipped: Some[str], repeated: Some[str]) -> Iterator[Article | Unusable]:
        count = 0
        with DuplicateIndex() as seen:
            source = read_source(self.path, self.rules, skipped.add, self.stdin)
            for item in source:
                # Where the survey found nothing twice there is nothing to look for.
                check = self.repeated or not self.surveyed
                if check and isinstance(item, Article) and self._is_repeated(item, seen):
                    repeated.add(item.name)
                    continue
                yield item
                count += 1
                if count == self.limit:
                    self.limited = _has_more(source)
                    return

    def _is_repeated(self, article: Article, seen: DuplicateIndex) -> bool:
        """Whether the same article came before; raises where its name stood for another text."""
        facts = f"{article.id} {article.published} {article.text[:40]}"
        known = seen.first(article.name, facts)
        if known is None:
            return False
        id_, published, text = known.split(" ", 2)
        if id_ != article.id:
            raise InputError(
                f"{self.path}: the id {article.name!r} stands for two different texts: "
                f"{text!r} and {article.text[:40]!r}.",
                next_step="Give each article an id of its own.",
            )
        # The same article under another date is another request, and so is a third of it.
        return published == str(article.published) or seen.first(digest("again/1", [article.name, facts]), "") == ""


def _has_more(source: Iterator[object]) -> bool:
    """Tell whether a source has another item, were it one that cannot be read."""
    try:
        return next(source, None) is not None
    except InputError:
        return True


def read_inputs(
    path: str,
    *,
    max_chars: int = 200_000,
    limit: int | None = None,
    published: str | None = None,
    survey: bool = True,
) -> Inputs:
    """Look through all articles of an input; iterate over what is returned to read them.

    Args:
        path: a folder, a file (`.txt`, `.md`, `.html`, `.jsonl`, `.csv`), or `-` for one article
            on standard input.
        max_chars: longer articles are refused, unsent.
        limit: read only so many.
        published: publication date of articles that come without one, YYYY-MM-DD.
        survey: look through everything now. A replay may leave that to its one reading, after
            which the counts are known; what is wrong is raised by then.

    Raises:
        InputError: no such input, metadata that fit nothing, one name for two texts, no articles.
    """
    stdin = sys.stdin.buffer.read(MAX_BYTES) if path == "-" else None
    inputs = Inputs(path, Rules(max_chars, published), limit, stdin=stdin)
    if survey:
        inputs.survey()
    return inputs
