"""CSV files that people write: names and decisions. What is wrong is told with the file and the line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
