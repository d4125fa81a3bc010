"""The articles of an input as a stream: checked once before any request, then read again as needed."""

from __future__ import annotations

import itertools
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Generic, Self, TypeVar

from extractor.articles.article import Article, Unusable
from extractor.articles.readers import InputOptions, expand, read_source
from extractor.core.canonical import digest
from extractor.core.errors import InputError, Stop
from extractor.core.files import MAX_BYTES


class DuplicateIndex:
    """The first value of each name, in a temporary database."""

    def __init__(self) -> None:
        # The empty name makes a database in memory that spills to a temporary file when it grows
        # and vanishes when it is closed.
        # Used by one thread at a time, but not always the same: a run reads ahead in a thread.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE seen (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def add(self, name: str, value: str) -> str | None:
        """Store the value of a new name and return None; for a known name return its first value.

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

CAP = 1_000  # items kept per list


@dataclass
class CappedList(Generic[T]):
    """The first items of a list, and the count of all."""

    first: list[T] = field(default_factory=list)
    count: int = 0

    def add(self, item: T) -> None:
        """Count an item, and keep it if it is among the first."""
        self.count += 1
        if len(self.first) < CAP:
            self.first.append(item)

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass
class Inputs:
    """The articles of one input. Each iteration reads them again, in the same order, a few at a time.

    Attributes:
        paths: files and folders, in order.
        options: for all its articles.
        limit: maximum number of articles; None for all.
        surveyed: True once the whole input was read; only then are the counts complete.
        limited: True if the limit left articles out; known once they are read.
        count: number of articles and unusable inputs.
        skipped: files and folders that are not articles.
        duplicates: names of articles that occur twice with the same name, text and date; read once.
        undated: names of articles without a date of publication.
        unusable: inputs that did not become an article.
        notes: sentences on how tables are read.
    """

    paths: Sequence[str]
    options: InputOptions
    limit: int | None = None
    stdin: bytes | None = None
    surveyed: bool = False
    limited: bool = False
    count: int = 0
    skipped: CappedList[str] = field(default_factory=CappedList)
    duplicates: CappedList[str] = field(default_factory=CappedList)
    undated: CappedList[str] = field(default_factory=CappedList)
    unusable: CappedList[Unusable] = field(default_factory=CappedList)
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Article | Unusable]:
        return self._stream(CappedList(), CappedList()) if self.surveyed else self._surveying()

    @property
    def path(self) -> str:
        """The paths, for messages."""
        more = f" and {len(self.paths) - 3} more" if len(self.paths) > 3 else ""
        return ", ".join(self.paths[:3]) + more

    @property
    def items(self) -> list[Article | Unusable]:
        """All articles and unusable inputs as a list, for small inputs."""
        return list(self)

    @property
    def articles(self) -> list[Article]:
        """All articles as a list."""
        return [item for item in self if isinstance(item, Article)]

    def survey(self) -> None:
        """Read everything once, so that errors are raised before any request."""
        for _ in self._surveying():
            pass

    def _surveying(self) -> Iterator[Article | Unusable]:
        """Yield everything and count it."""
        self.count = 0
        self.skipped, self.duplicates, self.undated, self.unusable = (
            CappedList(),
            CappedList(),
            CappedList(),
            CappedList(),
        )
        for item in self._stream(self.skipped, self.duplicates):
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
                next_step="Give a folder with articles (-r for folders inside it), a .jsonl, .csv or .xlsx file, "
                "or one article.",
            )

    def _stream(self, skipped: CappedList[str], duplicates: CappedList[str]) -> Iterator[Article | Unusable]:
        count = 0
        with DuplicateIndex() as first_texts:
            source = itertools.chain.from_iterable(
                read_source(path, self.options, skipped.add, self.stdin, on_note=self._note) for path in self.paths
            )
            for item in source:
                # If the survey found no duplicates, there are none to leave out.
                check = self.duplicates or not self.surveyed
                if check and isinstance(item, Article) and self._is_duplicate(item, first_texts):
                    duplicates.add(item.name)
                    continue
                yield item
                count += 1
                if count == self.limit:
                    self.limited = _has_more(source)
                    return

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _is_duplicate(self, article: Article, first_texts: DuplicateIndex) -> bool:
        """Return True if the same article came before; raise InputError if its name had another text."""
        content = f"{article.id} {article.published} {article.text[:40]}"
        known = first_texts.add(article.name, content)
        if known is None:
            return False
        id_, published, text = known.split(" ", 2)
        if id_ != article.id:
            raise InputError(
                f"{self.path}: the id {article.name!r} has two different texts: {text!r} and {article.text[:40]!r}.",
                next_step="Give each article an id of its own; or read the folder above with -r.",
            )
        # The same article with another date is another request; a third that repeats either is not.
        return (
            published == str(article.published) or first_texts.add(digest("again/1", [article.name, content]), "") == ""
        )


def _has_more(source: Iterator[object]) -> bool:
    """Return True if a source has another item, a malformed one included."""
    try:
        return next(source, None) is not None
    except InputError:
        return True


def read_inputs(
    path: str | Sequence[str],
    options: InputOptions | None = None,
    *,
    limit: int | None = None,
    published: str | None = None,
    survey: bool = True,
) -> Inputs:
    """Check all articles of an input; iterate over the result to read them.

    Args:
        path: a folder, a file (`.txt`, `.md`, `.html`; `.pdf`, `.docx`, `.odt`, `.rtf`, `.eml`, `.msg`; tables:
            `.jsonl`, `.csv`, both also with `.gz`, `.xlsx`), or `-` for one article on standard input; a pattern
            (`news/*.html`); a folder with those inside it (`news/**`), whose articles are named by their folder
            too: `may/a.txt`; or several of these.
        options: for all articles.
        limit: maximum number of articles.
        published: date of publication for articles without one, YYYY-MM-DD; overrides that of `options`.
        survey: read everything now, to raise errors and complete the counts. A replay may leave that
            to its only iteration.

    Raises:
        InputError: no such input, metadata without a file, one name for two texts, no articles.
    """
    paths = expand([path] if isinstance(path, str) else path)
    stdin = sys.stdin.buffer.read(MAX_BYTES) if "-" in paths else None
    chosen = options or InputOptions()
    inputs = Inputs(paths, replace(chosen, published=published or chosen.published), limit, stdin=stdin)
    if survey:
        inputs.survey()
    return inputs
