"""What the layouts share: countries, sides, toll numbers, sources, as other datasets want them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pycountry

from extractor.consolidation.folder import format_figures

Row = Mapping[str, Any]

STATES = frozenset({"state", "state_military", "state_government"})


def country(row: Row) -> tuple[str | None, int | None]:
    """The name of the country and its ISO 3166 number."""
    found = pycountry.countries.get(alpha_2=row["country"]) if row["country"] else None
    return (getattr(found, "common_name", found.name), int(found.numeric)) if found else (row["country"], None)


def side(row: Row, which: str) -> tuple[str | None, str | None]:
    """Who stands first on a side, and the others."""
    names = [actor["name"] for actor in row[which]]
    return (names[0] if names else None), "; ".join(names[1:]) or None


def everybody(row: Row, which: str) -> str | None:
    """All who are named on a side."""
    return "; ".join(actor["name"] for actor in row[which]) or None


def toll(row: Row, status: str) -> Row | None:
    """The range of a status; None where no report gives one."""
    return next((each for each in row["tolls"] if each["status"] == status), None)


def account(row: Row) -> str:
    """The summary, and every figure with who gives it."""
    return " ".join(filter(None, (row["summary"], format_figures(row))))


def sources(row: Row) -> str | None:
    """Outlets and agencies, else the articles' names."""
    named = [name for report in row["reports"] for name in (report["outlet"], *report["agencies"]) if name]
    return "; ".join(dict.fromkeys(named or [report["article"] for report in row["reports"]])) or None


def at_civilians(row: Row) -> bool:
    """Whether civilians, or what is theirs, are the only targets that are named."""
    kinds = {actor["kind"] for actor in row["targets"]} - {"unknown"}
    return kinds == {"civilians"} or (not kinds and "civilian_object" in row["target_kinds"])
