"""Alias files: CSV tables, reviewed by people, that map names to ids.

Each row is one name. The first row of an `id` is the entity itself, with its usual English name and its facts; further
rows of the same `id` are other names for it. A row without an `id` is not yet decided and is skipped:
`extractor names` prints such rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.errors import ArticleError, UsageError
from extractor.core.files import decode, read_bytes
from extractor.grounding.normalize import fold

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class CsvFile:
    """The text of a CSV file that a person wrote, and its label in error messages."""

    label: str
    text: str


@dataclass(frozen=True)
class Entity:
    """An actor or a place.

    Attributes:
        id: lower case words joined by hyphens.
        name: its usual English name.
        facts: the other columns of its rows, where filled in.
    """

    id: str
    name: str
    facts: Mapping[str, str]


@dataclass
class AliasTable:
    """Entities and their names. Attributes: `entities` by id; `ids` by folded name; `columns` of the files."""

    columns: Sequence[str]
    entities: dict[str, Entity] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, file: CsvFile) -> None:
        """Add a file; its names and facts override those of earlier files.

        Raises:
            UsageError: the header or an id is wrong, or one name has two ids, with both lines.
        """
        seen: dict[str, tuple[str, str]] = {}
        for where, row in csv_rows(file, self.columns, ("id", "name")):
            id_, name = row.pop("id"), row.pop("name")
            key = fold(name)
            if not key:
                raise UsageError(f"{where}: name {name!r} has no letters or digits.", next_step="Fill in the name.")
            if not id_:
                continue
            if not _ID.fullmatch(id_):
                raise UsageError(
                    f"{where}: invalid id {id_!r}.",
                    next_step="Use lower case letters, digits and single hyphens: us-army.",
                )
            other, at = seen.setdefault(key, (id_, where))
            if other != id_:
                raise UsageError(
                    f"{where}: the name {name!r} has the id {id_}, but {other} in {at}.",
                    next_step="Remove one of the two rows: a name has one id.",
                )
            self.ids[key] = id_
            known = self.entities.get(id_, Entity(id_, name, {}))
            facts = {column: cell for column, cell in row.items() if cell}
            self.entities[id_] = Entity(id_, known.name, {**known.facts, **facts})


def read_aliases(files: Iterable[CsvFile], columns: Sequence[str]) -> AliasTable:
    """Read alias files, later ones overriding earlier ones; raises as `AliasTable.add`."""
    aliases = AliasTable(columns)
    for file in files:
        aliases.add(file)
    return aliases


def read_csv_file(path: Path) -> CsvFile:
    """Read a CSV file that a person wrote.

    Raises:
        UsageError: it cannot be read, or is not UTF-8.
    """
    try:
        return CsvFile(str(path), decode(str(path), read_bytes(path)))
    except ArticleError as error:
        raise UsageError(error.message, next_step=error.next_step) from error


def csv_rows(file: CsvFile, columns: Sequence[str], required: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a CSV file, each with its file and line; cells are stripped, empty rows skipped.

    Raises:
        UsageError: a column is unknown or missing, a row has more cells than columns, or the file is not CSV.
    """
    reader = csv.DictReader(file.text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        header = [name for name in reader.fieldnames or [] if name]  # a spreadsheet adds empty columns
        if set(header) - set(columns) or set(required) - set(header) or len(set(header)) < len(header):
            commas = " Separate cells by commas." if ";" in "".join(header) else ""
            raise UsageError(
                f"{file.label}: wrong columns ({', '.join(header) or 'no header'}).",
                next_step=f"Use these: {', '.join(columns)}; {', '.join(required)} are required.{commas}",
            )
        for row in reader:
            where = f"{file.label}, line {reader.line_num}"
            if None in row:
                raise UsageError(
                    f"{where}: more cells than columns.", next_step="Put a cell that holds a comma in quotes."
                )
            cells = {name: (row.get(name) or "").strip() for name in columns}
            if any(cells.values()):
                yield where, cells
    except csv.Error as error:
        raise UsageError(
            f"{file.label}, line {reader.line_num + 1}: {error}.", next_step="Save it again as CSV, UTF-8."
        ) from error
