"""Alias files: which names mean the same, as a table that people review.

One row is one name. The first row of an `id` is the thing itself, with its usual English name and what is known of it;
further rows of the same `id` are other names for it. A row without an `id` is still to be decided, and is
passed over: `extractor names` prints such rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.consolidation.fold import fold
from extractor.errors import UsageError

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class AliasText:
    """The content of one alias file, and what to call it in an error."""

    label: str
    text: str


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

    def of(self, name: str) -> Known | None:
        """What a name means; None where no row has it."""
        found = self.ids.get(fold(name))
        return self.known[found] if found else None

    def add(self, file: AliasText) -> None:
        """Take in a file. What it says of a name or an id goes before what earlier files say.

        Raises:
            UsageError: the header or an id is wrong, or one name is given to two ids, with both lines.
        """
        seen: dict[str, tuple[str, int]] = {}
        for line, row in _rows(file, self.columns):
            id_, name = row.pop("id"), row.pop("name")
            where = f"{file.label}, line {line}"
            key = fold(name)
            if not key:
                raise UsageError(f"{where}: name {name!r} has no letters or digits.", next_step="Fill in the name.")
            if not id_:
                continue
            if not _ID.fullmatch(id_):
                raise UsageError(
                    f"{where}: id {id_!r}.", next_step="Use lower case letters, digits and single hyphens: us-army."
                )
            other, at = seen.setdefault(key, (id_, line))
            if other != id_:
                raise UsageError(
                    f"{where}: the name {name!r} is given to {id_}, in line {at} to {other}.",
                    next_step="Keep it in one place; one name means one thing.",
                )
            self.ids[key] = id_
            before = self.known.get(id_, Known(id_, name, {}))
            self.known[id_] = Known(id_, before.name, {**before.facts, **row})


def read_aliases(files: Iterable[AliasText], columns: Sequence[str]) -> Aliases:
    """Alias files, the later ones before the earlier; raises as `Aliases.add`."""
    aliases = Aliases(columns)
    for file in files:
        aliases.add(file)
    return aliases


def _rows(file: AliasText, columns: Sequence[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """Rows with their line numbers; empty cells but of id and name are left out."""
    reader = csv.DictReader(file.text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        header = reader.fieldnames or []
        wrong = [name for name in header if name not in columns] or {"id", "name"} - set(header)
        if wrong:
            raise UsageError(
                f"{file.label}: its columns are {', '.join(header) or 'missing'}.",
                next_step=f"Use these: {', '.join(columns)}; id and name are needed.",
            )
        for row in reader:
            if None in row:
                raise UsageError(
                    f"{file.label}, line {reader.line_num}: more cells than columns.",
                    next_step="Put a cell that holds a comma in quotes.",
                )
            cells = {key: (value or "").strip() for key, value in row.items()}
            if any(cells.values()):
                yield (
                    reader.line_num,
                    {key: value for key, value in cells.items() if value or key in ("id", "name")},
                )
    except csv.Error as error:
        raise UsageError(
            f"{file.label}, line {reader.line_num + 1}: {error}.", next_step="Save it again as CSV, UTF-8."
        ) from error
