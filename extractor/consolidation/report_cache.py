"""Cache of the reports of each run, beside the consolidated folder; valid until the run or the names change.

Each line is an article (as a source) or a report with its operation and statements. Only what matching needs is held in
memory; the rest of a report is read again at its offset when its incident is merged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypedDict, cast, final

from pydantic_core import from_json

from extractor.consolidation.fusion import AttributedReport
from extractor.consolidation.near_duplicates import SourceArticle, signature
from extractor.consolidation.reports import (
    ReportOperation,
    ReportRow,
    ReportStatement,
    article_key,
    report_operation,
    report_rows,
    report_statement,
)
from extractor.core.canonical import canonical, digest
from extractor.core.files import atomic_file
from extractor.core.version import __version__
from extractor.grounding.actors import Actors
from extractor.grounding.names import Names
from extractor.grounding.normalize import fold
from extractor.runs.reader import CodedArticle, FinishedRun
from extractor.schema.rows import ArticleRow

VERSION = 2  # of the format and of the derived content; raised when either changes
_CHECKSUM = b"# "


@final
class ArticleLine(TypedDict):
    """The line of an article; `signature` is in hex."""

    article: str
    text_id: str
    outlet: str | None
    agencies: list[str]
    signature: str


@final
class ReportLine(TypedDict):
    """The line of a report, after that of its article."""

    row: ReportRow
    operation: ReportOperation | None
    statements: list[ReportStatement]


def cache_reports(run: FinishedRun, names: Names, folder: Path) -> tuple[Path, bool]:
    """Return the file with the reports of a run, and True if it had to be derived.

    Raises:
        InputError: the run cannot be read.
        UsageError: the file cannot be written.
    """
    gazetteer = names.places.gazetteer
    key = digest("derived/1", [VERSION, __version__, run.id, names.id, gazetteer.version if gazetteer else None])
    path = folder / f"{key[:32]}.jsonl"
    if _is_intact(path):
        return path, False
    folder.mkdir(parents=True, exist_ok=True)
    checksum = hashlib.sha256()
    with atomic_file(path) as out:
        for article in run.articles():
            for line in _lines(article, names):
                data = canonical(line) + b"\n"
                checksum.update(data)
                out.write(data)
        out.write(_CHECKSUM + checksum.hexdigest().encode() + b"\n")
    return path, True


def _is_intact(path: Path) -> bool:
    """Return True if the last line of a file is the checksum of the others."""
    checksum, last = hashlib.sha256(), b""
    try:
        with open(path, "rb") as file:
            for line in file:
                checksum.update(last)
                last = line
    except OSError:
        return False
    return last == _CHECKSUM + checksum.hexdigest().encode() + b"\n"


def _lines(article: CodedArticle, names: Names) -> Iterator[ArticleLine | ReportLine]:
    row, actors = article.row, names.actors
    yield ArticleLine(
        article=article_key(row),
        text_id=row["article_id"] or "",
        outlet=row["metadata"].get("outlet"),
        agencies=sorted(_agencies(row, actors)),
        signature=signature(article.text).hex(),
    )
    operations = {operation["id"]: report_operation(operation, actors) for operation in article.operations}
    for report in report_rows(article, actors, names.places):
        about = {report["id"], report["operation"]} - {None}
        statements = [report_statement(each, actors) for each in article.statements if each["about"] in about]
        operation = operations.get(report["operation"]) if report["operation"] else None
        yield ReportLine(row=report, operation=operation, statements=statements)


def _agencies(row: ArticleRow, actors: Actors) -> set[str]:
    """Return ids or folded names of the agencies that an article credits, in its text or its metadata."""
    coded = [quote["text"] for quote in row["notes"]["article"]["agencies"]]
    given = (row["metadata"].get("agencies") or "").replace(",", ";").split(";")
    return {actors.find(name) or fold(name) for name in [*coded, *given] if fold(name)}


@dataclass(frozen=True)
class CachedReports:
    """The reports of a run, from an open file of `cache_reports`."""

    file: BinaryIO

    def lines(self) -> Iterator[tuple[int, ArticleLine | ReportLine]]:
        """Yield the lines with their offsets in the file, in bytes."""
        self.file.seek(0)
        at = 0
        for line in self.file:
            if not line.startswith(_CHECKSUM):
                yield at, from_json(line)
            at += len(line)

    def read_report(self, at: int, source: SourceArticle, outlet: str | None) -> AttributedReport:
        """Read the report at an offset."""
        self.file.seek(at)
        line = cast("ReportLine", from_json(self.file.readline()))
        return AttributedReport(line["row"], line["operation"], line["statements"], source=source, outlet=outlet)


def source_article(line: ArticleLine) -> SourceArticle:
    """Return an article as a source, from its line."""
    return SourceArticle(
        line["article"], line["text_id"], bytes.fromhex(line["signature"]), agencies=frozenset(line["agencies"])
    )
