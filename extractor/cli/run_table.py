"""Results in the terminal: a table that reads well at 80 and at 160 columns, or rows as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.cli.console import escape, print_out, print_row
from extractor.runs.rows import ArticleRows
from extractor.schema.incident_types import label
from extractor.schema.tables import flat

SHOWN = 25  # articles whose rows are shown; all rows are in the files
WIDE = 120


class Display:
    """The rows of a run: as JSON lines as they come, or the first of them as tables at the end."""

    def __init__(self, json_rows: bool) -> None:
        self._json = json_rows
        self._kept: list[ArticleRows] = []
        self._done = 0

    def add(self, page: ArticleRows) -> None:
        """Take the rows of one finished article."""
        self._done += 1
        if self._json:
            for table, rows in page.tables().items():
                for row in rows:
                    print_row({"table": table, **row})
        elif len(self._kept) < SHOWN:
            self._kept.append(page)

    def show(self) -> None:
        """Print the table of what was kept."""
        if self._json:
            return
        console, width = terminal()
        for page in self._kept:
            _print_article(console, page, width)
        if self._done > len(self._kept):
            console.print(f"... and {self._done - len(self._kept)} more articles, in the files.")


def terminal() -> tuple[Console, int]:
    """Where tables are printed, and how wide it is."""
    width = shutil.get_terminal_size((80, 24)).columns
    return Console(width=width, highlight=False, markup=False, emoji=False), width


def _print_article(console: Console, page: ArticleRows, width: int) -> None:
    article = page.article()
    console.print(Text(f"{escape(page.name)}  published {article['published'] or 'no date'}", style="bold"))
    if page.state != "ok":
        console.print(Text(f"  {page.state}: {page.kind}: {escape(article['message'])}\n"))
        return
    tables = page.tables()
    rows = tables.pop("incidents", None)
    if rows is None or any("initiators" not in row for row in rows):  # another schema
        _print_plain(console, page.tables())
        return
    console.print(_incidents(rows, tables.get("operations", []), width) if rows else Text("  no incidents"))
    rest = ", ".join(f"{len(items)} {name}" for name, items in tables.items())
    counts = page.quotes
    lost = f", {counts['ungrounded']} ungrounded" if counts["ungrounded"] else ""
    console.print(Text(f"  {rest}; {sum(counts[m] for m in ('exact', 'folded'))} quotes found{lost}\n", style="dim"))


def _incidents(rows: list[dict[str, Any]], operations: list[dict[str, Any]], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    wide = width >= WIDE
    widths = {"id": 3, "when": 10, "what": 20 if wide else 12, "where": 16 if wide else 13}
    # What is left is shared between the columns that hold free text.
    left = width - sum(widths.values()) - 2 * (len(widths) + (2 if wide else 1))
    shares = {"who → whom": 30, "toll": 25, "evidence": 45} if wide else {"who → whom": 52, "toll": 48}
    widths |= {name: left * share // 100 for name, share in shares.items()}
    for name, columns in widths.items():
        table.add_column(name, width=columns, overflow="fold")
    for row in rows:
        cells = [row["id"], when(row), _what(row), _where(row), _who(row), _toll(row)]
        style = "dim" if row["salience"] == "background" else ""
        table.add_row(*[Text(escape(cell)) for cell in cells + ([_evidence(row)] if wide else [])], style=style)
    for operation in operations:
        if operation["casualties"]:  # a toll of the whole, which stands on none of its incidents
            parts = ", ".join(row["id"] for row in rows if row["operation"] == operation["id"])
            cells = [operation["id"], "", "operation of", parts, operation["summary"], _toll(operation)]
            first = _text(operation["casualties"][0]["quote"])
            table.add_row(*[Text(escape(cell)) for cell in cells + ([first] if wide else [])])
    return table


def _text(quote: Any) -> str:
    if quote is None:
        return ""
    return str(quote["text"]) + (" [not in text]" if quote["match"] == "ungrounded" else "")


def when(row: Mapping[str, Any]) -> str:
    """The days of a row."""
    start, end = row["date_start"], str(row["date_end"])
    if start is None:
        return "no date"
    return str(start) if start == end else f"{start} to {end[5:] if end[:4] == start[:4] else end}"


def _what(row: Mapping[str, Any]) -> str:
    notes = {"attempted_or_foiled": "foiled", "alleged_disputed": "alleged"}.get(row["status"], "")
    notes += " background" if row["salience"] == "background" else ""
    return f"{label(row['type'])} {notes}".strip()


def _where(row: Mapping[str, Any]) -> str:
    place = row["place_name"] or _text(row["place_text"]) or "no place"
    return f"{place}, {row['country']}" if row["country"] else str(place)


def _who(row: Mapping[str, Any]) -> str:
    def names(actors: list[Any]) -> str:
        return ", ".join(_text(actor["name"]) for actor in actors)

    who = names(row["initiators"]) or "unknown"
    whom = names(row["targets"]) or _text(row["target_text"])
    basis = {"claimed_by_actor": " (claim)", "accused_by_other": " (accused)"}.get(row["basis"], "")
    return f"{who}{basis} → {whom}" if whom else f"{who}{basis}"


def _toll(row: Mapping[str, Any]) -> str:
    def figure(casualty: Mapping[str, Any]) -> str:
        low, high = casualty["low"], casualty["high"]
        number = "some" if low is None else f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"
        source = _text(casualty["source"]) or "the article"
        earlier = ", earlier figure" if casualty["superseded"] else ""
        return f"{number} {casualty['status'].replace('_', ' ')} ({source}{earlier})"

    return "; ".join(figure(casualty) for casualty in row["casualties"])


def _evidence(row: Mapping[str, Any]) -> str:
    return _text(row["evidence"][0])


def _print_plain(console: Console, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """Any other schema: each row's first fields, one line each."""
    for name, rows in tables.items():
        for row in rows:
            cells = {k: v for k, v in flat(row).items() if v not in (None, "") and not k.startswith("article")}
            line = ", ".join(f"{key}: {value}" for key, value in cells.items() if key != "published")
            console.print(Text(f"  {name}  {escape(line)}"))
    console.print()


def print_json(value: Any) -> None:
    """A value as indented JSON."""
    print_out(json.dumps(value, ensure_ascii=False, indent=2))
