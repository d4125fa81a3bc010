"""Results in the terminal: a table for 80 columns or more, or rows as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.cli.console import escape, print_out, print_row
from extractor.runs.rows import ArticleRows
from extractor.schema.incident_types import label
from extractor.schema.rows import WITH_ROWS
from extractor.schema.tables import flat_row

if TYPE_CHECKING:
    from extractor.consolidation.fusion import ConsolidatedIncident
    from extractor.schema.rows import ActorRow, CasualtyRow, IncidentRow, OperationRow, QuoteRow, Row

MAX_SHOWN = 25  # articles; the files have all
WIDE = 120


class Display:
    """Rows of a run: as JSON lines during the run, or those of the first articles as tables at the end."""

    def __init__(self, json_rows: bool) -> None:
        self._json = json_rows
        self._kept: list[ArticleRows] = []
        self._done = 0

    def add(self, article: ArticleRows) -> None:
        """Take the rows of one finished article."""
        self._done += 1
        if self._json:
            for table, rows in article.tables().items():
                for row in rows:
                    print_row({"table": table, **row})
        elif len(self._kept) < MAX_SHOWN:
            self._kept.append(article)

    def show(self) -> None:
        """Print the tables of the first articles."""
        if self._json:
            return
        console, width = terminal()
        for article in self._kept:
            _print_article(console, article, width)
        if self._done > len(self._kept):
            console.print(f"... and {self._done - len(self._kept)} more articles; see the files.")


def terminal() -> tuple[Console, int]:
    """Return a console for tables and its width in columns."""
    width = shutil.get_terminal_size((80, 24)).columns
    return Console(width=width, highlight=False, markup=False, emoji=False), width


def _print_article(console: Console, article: ArticleRows, width: int) -> None:
    row = article.article()
    console.print(Text(f"{escape(article.name)}  published {row['published'] or 'unknown'}", style="bold"))
    if article.state != "ok":
        console.print(Text(f"  {article.state}: {article.kind}: {escape(row['message'])}\n"))
        if article.state not in WITH_ROWS:
            return
    tables = article.tables()
    found = tables.pop("incidents", None)
    if found is None or any("initiators" not in row for row in found):  # another schema
        _print_plain(console, article.tables())
        return
    rows = cast("list[IncidentRow]", found)
    operations = cast("list[OperationRow]", tables.get("operations", []))
    console.print(_incident_table(rows, operations, width) if rows else Text("  no incidents"))
    rest = ", ".join(f"{len(items)} {name}" for name, items in tables.items())
    counts = article.quotes
    lost = f", {counts['ungrounded']} not found" if counts["ungrounded"] else ""
    console.print(Text(f"  {rest}; {sum(counts[m] for m in ('exact', 'folded'))} quotes found{lost}\n", style="dim"))


def _incident_table(rows: list[IncidentRow], operations: list[OperationRow], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    wide = width >= WIDE
    widths = {"id": 3, "when": 10, "what": 20 if wide else 12, "where": 16 if wide else 13}
    # The rest is shared by the columns of free text.
    left = width - sum(widths.values()) - 2 * (len(widths) + (2 if wide else 1))
    shares = {"who → whom": 30, "casualties": 25, "evidence": 45} if wide else {"who → whom": 52, "casualties": 48}
    widths |= {name: left * share // 100 for name, share in shares.items()}
    for name, columns in widths.items():
        table.add_column(name, width=columns, overflow="fold")
    for row in rows:
        cells = [
            row["id"],
            format_dates(row) + _doubt(row, "date"),
            _what(row) + _doubt(row, "status"),
            _where(row) + (_doubt(row, "place") or _doubt(row, "country")),
            _who(row) + (_doubt(row, "initiators") or _doubt(row, "targets")),
            _casualties(row),
        ]
        style = "dim" if row["salience"] == "background" else ""
        table.add_row(*[Text(escape(cell)) for cell in cells + ([_evidence(row)] if wide else [])], style=style)
    for operation in operations:
        if operation["casualties"]:  # casualties of the whole operation, which are on none of its incidents
            parts = ", ".join(row["id"] for row in rows if row["operation"] == operation["id"])
            cells = [operation["id"], "", "operation of", parts, operation["summary"], _casualties(operation)]
            first = _text(operation["casualties"][0]["quote"])
            table.add_row(*[Text(escape(cell)) for cell in cells + ([first] if wide else [])])
    return table


def _doubt(row: Row, field: str) -> str:
    """Return a mark for a field whose value contradicts its words."""
    found = [each for each in row.get("contradictions", ()) if each["field"].startswith(field)]
    return f" [! {found[0]['value']}: {found[0]['reason']}]" if found else ""


def _text(quote: QuoteRow | None) -> str:
    if quote is None:
        return ""
    return str(quote["text"]) + (" [not found]" if quote["match"] == "ungrounded" else "")


def format_dates(row: IncidentRow | ConsolidatedIncident) -> str:
    """Format the dates of a row."""
    start, end = row["date_start"], str(row["date_end"])
    if start is None:
        return "undated"
    return str(start) if start == end else f"{start} to {end[5:] if end[:4] == start[:4] else end}"


def _what(row: IncidentRow) -> str:
    notes = {"attempted_or_foiled": "foiled", "alleged_disputed": "alleged"}.get(row["status"], "")
    notes += " background" if row["salience"] == "background" else ""
    return f"{label(row['type'])} {notes}".strip()


def _where(row: IncidentRow) -> str:
    place = row["place_name"] or _text(row["place_text"]) or "no place"
    return f"{place}, {row['country']}" if row["country"] else str(place)


def _who(row: IncidentRow) -> str:
    def names(actors: list[ActorRow]) -> str:
        return ", ".join(_text(actor["name"]) for actor in actors)

    who = names(row["initiators"]) or "unknown actor"
    whom = names(row["targets"]) or _text(row["target_text"])
    basis = {"claimed_by_actor": " (claim)", "accused_by_other": " (accused)"}.get(row["basis"], "")
    return f"{who}{basis} → {whom}" if whom else f"{who}{basis}"


def _casualties(row: IncidentRow | OperationRow) -> str:
    def format_number(number: int, casualty: CasualtyRow) -> str:
        doubt = _doubt(row, f"casualties.{number}.")
        low, high = casualty["low"], casualty["high"]
        count = "some" if low is None else f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"
        source = _text(casualty["source"]) or "the article"
        earlier = ", earlier figure" if casualty["superseded"] else ""
        return f"{count} {casualty['status'].replace('_', ' ')} ({source}{earlier}){doubt}"

    return "; ".join(format_number(number, casualty) for number, casualty in enumerate(row["casualties"]))


def _evidence(row: IncidentRow) -> str:
    return _text(row["evidence"][0])


def _print_plain(console: Console, tables: Mapping[str, list[Row]]) -> None:
    """Print the rows of any other schema, one line each."""
    for name, rows in tables.items():
        for row in rows:
            hidden = ("article", "contradictions")
            cells = {k: v for k, v in flat_row(row).items() if v not in (None, "") and not k.startswith(hidden)}
            line = ", ".join(f"{key}: {value}" for key, value in cells.items() if key != "published")
            line += _doubt(row, "")
            console.print(Text(f"  {name}  {escape(line)}"))
    console.print()


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    print_out(json.dumps(value, ensure_ascii=False, indent=2))
