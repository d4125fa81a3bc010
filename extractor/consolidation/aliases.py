"""Alias files: which names mean the same, as a table that people review.

One row is one name. The first row of an `id` is the thing itself, with its usual English name and what is known of it;
further rows of the same `id` are other names for it. A row without an `id` is still to be decided, and is
passed over: `extractor names` prints such rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.consolidation.normalize import fold
from extractor.core.errors import ArticleError, UsageError
from extractor.core.files import decode, read_bytes


@dataclass(frozen=True)
class Handwritten:
    """The content of a file, and what to call it in an error."""

    label: str
    text: str


def handwritten(path: Path) -> Handwritten:
    """A file that somebody wrote.

    Raises:
        UsageError: it cannot be read, or is not UTF-8.
    """
    try:
        return Handwritten(str(path), decode(str(path), read_bytes(path)))
    except ArticleError as error:
        raise UsageError(error.message, next_step=error.next_step) from error


def rows(file: Handwritten, columns: Sequence[str], needed: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Its rows, each with where it stands; cells are stripped, empty rows passed over.

    Raises:
        UsageError: a column is unknown or missing, a row has more cells than columns, or it is no CSV.
    """
    reader = csv.DictReader(file.text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        header = [name for name in reader.fieldnames or [] if name]  # a spreadsheet adds empty columns
        if set(header) - set(columns) or set(needed) - set(header) or len(set(header)) < len(header):
            commas = " Separate cells by commas." if ";" in "".join(header) else ""
            raise UsageError(
                f"{file.label}: its columns are {', '.join(header) or 'missing'}.",
                next_step=f"Use these: {', '.join(columns)}; {', '.join(needed)} are needed.{commas}",
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


_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Known:
    """One thing that has names.

    Attributes:
        id: lower case words joined by hyphens.
        name: its usual English name.
        facts: the other columns of its rows, where filled in.
    """

    id: str
    name: str
    facts: Mapping[str, str]


@dataclass
class Aliases:
    """What names mean. Attributes: `known` by id; `ids` by folded name; `columns` of the files."""

    columns: Sequence[str]
    known: dict[str, Known] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, file: Handwritten) -> None:
        """Take in a file. What it says of a name or an id goes before what earlier files say.

        Raises:
            UsageError: the header or an id is wrong, or one name is given to two ids, with both lines.
        """
        seen: dict[str, tuple[str, str]] = {}
        for where, row in rows(file, self.columns, ("id", "name")):
            id_, name = row.pop("id"), row.pop("name")
            key = fold(name)
            if not key:
                raise UsageError(f"{where}: name {name!r} has no letters or digits.", next_step="Fill in the name.")
            if not id_:
                continue
            if not _ID.fullmatch(id_):
                raise UsageError(
                    f"{where}: id {id_!r}.", next_step="Use lower case letters, digits and single hyphens: us-army."
                )
            other, at = seen.setdefault(key, (id_, where))
            if other != id_:
                raise UsageError(
                    f"{where}: the name {name!r} is given to {id_}, in {at} to {other}.",
                    next_step="Keep it in one place; one name means one thing.",
                )
            self.ids[key] = id_
            before = self.known.get(id_, Known(id_, name, {}))
            self.known[id_] = Known(
                id_, before.name, {**before.facts, **{column: cell for column, cell in row.items() if cell}}
            )


def read_aliases(files: Iterable[Handwritten], columns: Sequence[str]) -> Aliases:
    """Alias files, the later ones before the earlier; raises as `Aliases.add`."""
    aliases = Aliases(columns)
    for file in files:
        aliases.add(file)
    return aliases
