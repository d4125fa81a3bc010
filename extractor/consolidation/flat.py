"""Consolidated incidents as flat tables: one row an incident, a report, a figure, a statement, a value, a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from extractor.consolidation.casualties import STATUSES
from extractor.runs.rows import IDENTITY
from extractor.schema.codebook import Incident
from extractor.schema.tables import columns, flat, ungrounded

Row = Mapping[str, Any]

_PLAIN = ("incident", "type", "status", "date_start", "date_end", "date_precision", "place", "place_id", "admin1")
_PLACE = ("country", "lat", "lon", "place_precision")
_TOLLS = tuple(f"{status}_{part}" for status in STATUSES for part in ("low", "high", "open"))
INCIDENT = (
    *_PLAIN, *_PLACE, "initiators", "basis", "targets", "target_kinds", "weapon", "damage", *_TOLLS, "figures",
    "grade", "grade_reason", "sources", "reports", "articles", "summary", "flags",
)  # fmt: skip
_FOUND = (
    "initiator_ids", "target_ids", "derived_start", "derived_end", "derived_rule", "found_place_id", "found_place",
    "lat", "lon", "found_precision", "found_by", "flags", "ungrounded",
)  # fmt: skip
REPORT = ("incident", "report", *IDENTITY, *columns(Incident), *_FOUND)
FIGURE = (
    "incident", "report", "article", "scope", "status", "low", "high", "superseded", "victims", "source", "source_id",
    "quote", "match",
)  # fmt: skip
STATEMENT = (
    "incident", "report", "article", "about", "type", "speaker", "speaker_id", "on_behalf_of", "on_behalf_of_id",
    "quote", "match",
)  # fmt: skip
VALUE = ("incident", "field", "value", "sources", "reports")
LINK = ("incident", "a", "b", "outcome", "reason")


def incident_row(incident: Row) -> dict[str, Any]:
    """The row of a consolidated incident."""
    return {
        **{name: incident[name] for name in (*_PLAIN, *_PLACE, "basis", "weapon", "damage", "summary")},
        **{side: " | ".join(each["name"] for each in incident[side]) for side in ("initiators", "targets")},
        "target_kinds": " | ".join(incident["target_kinds"]),
        **{f"{toll['status']}_{part}": toll[part] for toll in incident["tolls"] for part in ("low", "high", "open")},
        "figures": figures_text(incident),
        "grade": incident["grade"],
        "grade_reason": incident["grade_reason"],
        "sources": incident["sources"],
        "reports": len(incident["reports"]),
        "articles": " | ".join(each["label"] for each in incident["reports"]),
        "flags": " | ".join(incident["flags"]),
    }


def report_row(row: Row, *, lost: bool = True) -> dict[str, Any]:
    """The row of a report, with what code found; `lost` is off where no quote of it is ungrounded."""
    coded = {name: value for name, value in row.items() if name != "found"}
    found, place = row["found"], row["found"]["place"]
    return {
        **flat(coded),
        "initiator_ids": " | ".join(filter(None, found["initiators"])),
        "target_ids": " | ".join(filter(None, found["targets"])),
        "derived_start": found["dates"]["start"],
        "derived_end": found["dates"]["end"],
        "derived_rule": found["dates"]["rule"],
        "found_place_id": place["id"],
        "found_place": place["name"],
        "lat": place["lat"],
        "lon": place["lon"],
        "found_precision": place["precision"],
        "found_by": place["by"],
        "flags": " | ".join(found["flags"]),
        "ungrounded": " | ".join(ungrounded(coded)) if lost else "",
    }


def figure_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """The figures of an incident, and those that articles give for an operation that it is part of."""
    for scope, found in (("incident", _all_figures(incident)), ("operation", incident["operation_tolls"])):
        for each in found:
            yield {"incident": incident["incident"], **flat(each), "scope": scope, "match": each["quote"]["match"]}


def statement_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """The statements about an incident or its operation."""
    for each in incident["statements"]:
        yield {"incident": incident["incident"], **flat(each), "match": each["quote"]["match"]}


def value_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """Every value of every field, with the reports that give it."""
    for field, values in incident["values"].items():
        for each in values:
            yield {"incident": incident["incident"], "field": field, **each, "reports": " | ".join(each["reports"])}


def link_rows(incident: Row) -> Iterator[dict[str, Any]]:
    """Why its reports were joined."""
    return ({"incident": incident["incident"], **each} for each in incident["links"])


def _all_figures(incident: Row) -> Iterable[Row]:
    for toll in incident["tolls"]:
        for kind in ("figures", "parts", "superseded"):
            yield from toll[kind]


def figures_text(incident: Row) -> str:
    """Every figure of an incident with who gives it."""
    return "; ".join(map(figure_text, _all_figures(incident)))


def figure_text(figure: Row) -> str:
    """A figure and who gives it: 8+ killed (Iraqi security sources)."""
    source = figure["source"] or "the article"
    earlier = ", earlier figure" if figure["superseded"] else ""
    return f"{number(figure)} {figure['status'].replace('_', ' ')} ({source}{earlier})"


def number(figure: Row) -> str:
    """A figure's number: 2, 2-4, 8+, some."""
    low, high = figure["low"], figure["high"]
    if low is None:
        return "some" if high is None else f"up to {high}"
    return f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"
