"""Values that the layouts share: countries, sides, casualty ranges, sources."""

from __future__ import annotations

import pycountry

from extractor.consolidation.casualties import CasualtyRange, CasualtyStatus
from extractor.consolidation.folder import format_figures
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.consolidation.reports import Side

STATES = frozenset({"state", "state_military", "state_government"})


def country_of(incident: ConsolidatedIncident) -> tuple[str | None, int | None]:
    """Return the name of the country and its ISO 3166 number; an unknown code stays as it is."""
    code = incident["country"]
    found = pycountry.countries.get(alpha_2=code) if code else None
    return (getattr(found, "common_name", found.name), int(found.numeric)) if found else (code, None)


def first_and_others(incident: ConsolidatedIncident, side: Side) -> tuple[str | None, str | None]:
    """Return the first actor of a side, and the others."""
    names = [actor["name"] for actor in incident[side]]
    return (names[0] if names else None), "; ".join(names[1:]) or None


def all_actors(incident: ConsolidatedIncident, side: Side) -> str | None:
    """Return all actors of a side."""
    return "; ".join(actor["name"] for actor in incident[side]) or None


def casualty_range(incident: ConsolidatedIncident, status: CasualtyStatus) -> CasualtyRange | None:
    """Return the range of a status; None if no report gives one."""
    return next((each for each in incident["tolls"] if each["status"] == status), None)


def narrative(incident: ConsolidatedIncident) -> str:
    """Return the summary, and every figure with its source."""
    return " ".join(filter(None, (incident["summary"], format_figures(incident))))


def source_names(incident: ConsolidatedIncident) -> str | None:
    """Return outlets and agencies, or the articles' names if there are none."""
    reports = incident["reports"]
    named = [name for report in reports for name in (report["outlet"], *report["agencies"]) if name]
    return "; ".join(dict.fromkeys(named or [report["article"] for report in reports])) or None


def only_civilian_targets(incident: ConsolidatedIncident) -> bool:
    """Return True if civilians or civilian objects are the only targets named."""
    kinds = {actor["kind"] for actor in incident["targets"]} - {"unknown"}
    return kinds == {"civilians"} or (not kinds and "civilian_object" in incident["target_kinds"])
