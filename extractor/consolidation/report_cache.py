"""The reports of a run, derived once: kept beside the consolidated folder until the run or the names change.

Each line is one article (as a source) or one report with what its article says around it. Only what linking needs
is held in memory; the rest is read again from its place in the file when an incident is put together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import from_json

from extractor.consolidation.actors import Actors
from extractor.consolidation.fusion import AttributedReport
from extractor.consolidation.near_duplicates import SourceArticle, signature
from extractor.consolidation.normalize import fold
from extractor.consolidation.places import Places
from extractor.consolidation.reports import article_key, report_rows
from extractor.core.canonical import canonical, digest
from extractor.core.files import written_whole
from extractor.core.version import __version__
from extractor.runs.reader import CodedArticle, FinishedRun

_END = b"# "
VERSION = 1  # of the form and of what is derived; raised whenever either changes


@dataclass(frozen=True)
class Names:
    """The actors and places to go by, and a hash over the files that they are from."""

    actors: Actors
    places: Places
    id: str


def derive(run: FinishedRun, names: Names, folder: Path) -> tuple[Path, bool]:
    """The file of a run's reports, and whether it had to be made.

    Raises:
        InputError: the run cannot be read.
        UsageError: the gazetteer is needed and not installed, or the file cannot be written.
    """
    gazetteer = names.places.gazetteer
    key = digest("derived/1", [VERSION, __version__, run.id, names.id, gazetteer.version if gazetteer else None])
    path = folder / f"{key[:32]}.jsonl"
    if _is_whole(path):
        return path, False
    folder.mkdir(parents=True, exist_ok=True)
    whole = hashlib.sha256()
    with written_whole(path) as out:
        for article in run.articles():
            for line in _lines(article, names):
                data = canonical(line) + b"\n"
                whole.update(data)
                out.write(data)
        out.write(_END + whole.hexdigest().encode() + b"\n")
    return path, True


def _is_whole(path: Path) -> bool:
    """Whether a derived file is as it was written: its last line is a hash over the others."""
    whole, last = hashlib.sha256(), b""
    try:
        with open(path, "rb") as file:
            for line in file:
                whole.update(last)
                last = line
    except OSError:
        return False
    return last == _END + whole.hexdigest().encode() + b"\n"


def _lines(article: CodedArticle, names: Names) -> Iterator[dict[str, Any]]:
    row = article.row
    yield {
        "article": article_key(row),
        "text_id": row["article_id"],
        "outlet": row["metadata"].get("outlet"),
        "agencies": sorted(_agencies(row, names.actors)),
        "signature": signature(article.text).hex(),
    }
    operations = {operation["id"]: _operation(operation, names.actors) for operation in article.operations}
    for report in report_rows(article, names.actors, names.places):
        about = {report["id"], report["operation"]} - {None}
        statements = [_statement(said, names.actors) for said in article.statements if said["about"] in about]
        yield {"row": report, "operation": operations.get(report["operation"]), "statements": statements}


def _agencies(row: Mapping[str, Any], actors: Actors) -> set[str]:
    """Ids or folded names of the agencies that an article credits, in its text or its metadata."""
    coded = [quote["text"] for quote in row["notes"]["article"]["agencies"]]
    given = (row["metadata"].get("agencies") or "").replace(",", ";").split(";")
    return {actors.find(name) or fold(name) for name in [*coded, *given] if fold(name)}


def _operation(operation: Mapping[str, Any], actors: Actors) -> dict[str, Any]:
    casualties = operation["casualties"]
    ids = [actors.find_quoted(each["source"]) for each in casualties]
    return {"summary": operation["summary"], "casualties": casualties, "sources": ids}


def _statement(said: Mapping[str, Any], actors: Actors) -> dict[str, Any]:
    return {
        **{name: said[name] for name in ("type", "speaker", "on_behalf_of", "about", "quote")},
        "speaker_id": actors.find_quoted(said["speaker"]),
        "on_behalf_of_id": actors.find_quoted(said["on_behalf_of"]),
    }


@dataclass(frozen=True)
class DerivedRun:
    """A derived file, opened."""

    file: BinaryIO

    def lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Its lines with the places where they begin."""
        self.file.seek(0)
        at = 0
        for line in self.file:
            if not line.startswith(_END):
                yield at, from_json(line)
            at += len(line)

    def account(self, at: int, told: SourceArticle, outlet: str | None) -> AttributedReport:
        """The report that begins at a place."""
        self.file.seek(at)
        line = from_json(self.file.readline())
        return AttributedReport(line["row"], line["operation"], line["statements"], told=told, outlet=outlet)


def told_of(line: Mapping[str, Any]) -> SourceArticle:
    """An article as a source, from its line."""
    return SourceArticle(
        line["article"], line["text_id"], bytes.fromhex(line["signature"]), agencies=frozenset(line["agencies"])
    )
