"""The fields of an Airwars civilian harm assessment; no file format is published, so they are named as the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.consolidation.exports.shared import account, at_civilians, country, everybody, sources, toll
from extractor.schema.incident_types import ATTACKS, TYPES

COLUMNS = (
    "incident_code", "incident_date", "incident_date_end", "date_certainty", "location", "admin1", "country",
    "latitude", "longitude", "geolocation_accuracy", "strike_type", "known_belligerents", "suspected_belligerents",
    "suspected_targets", "impact", "civilian_harm_reported", "civilians_reported_killed_min",
    "civilians_reported_killed_max", "civilians_reported_injured_min", "civilians_reported_injured_max",
    "reported_killed_min", "reported_killed_max", "reported_injured_min", "reported_injured_max", "children_killed",
    "women_killed", "men_killed", "named_victims", "cause_of_harm", "airwars_grading", "grading_reason",
    "number_of_sources", "sources", "assessment",
)  # fmt: skip
ACCURACY = {
    "site": "Exact location",
    "town_or_district": "Town",
    "near_place": "Nearby landmark",
    "province_or_region": "Province/governorate",
    "country": "Country",
}
_HARM = ("killed", "injured", "killed_or_injured")
CAUSES = {"small_arms": "Small arms and light weapons"}


def refuses(row: Mapping[str, Any]) -> str:
    """Why Airwars has no assessment of an incident."""
    return "" if row["type"] in ATTACKS else f"Airwars assesses only attacks, not {row['type']}"


def row(incident: Mapping[str, Any]) -> dict[str, Any]:
    """An incident in the fields of an assessment."""
    initiators = everybody(incident, "initiators")
    known = incident["grade"] == "acknowledged"
    civilians = at_civilians(incident)
    reported = {
        f"reported_{status}_{end}": found[part] if (found := toll(incident, status)) else None
        for status in ("killed", "injured")
        for end, part in (("min", "low"), ("max", "high"))
    }
    return {
        "incident_code": incident["incident"],
        "incident_date": incident["date_start"],
        "incident_date_end": incident["date_end"],
        "date_certainty": incident["date_precision"],
        "location": incident["place"],
        "admin1": incident["admin1"],
        "country": country(incident)[0],
        "latitude": incident["lat"],
        "longitude": incident["lon"],
        "geolocation_accuracy": ACCURACY.get(incident["place_precision"]),
        "strike_type": TYPES[incident["type"]].airwars,
        "known_belligerents": initiators if known else None,
        "suspected_belligerents": None if known else initiators,
        "suspected_targets": everybody(incident, "targets"),
        "civilian_harm_reported": "Yes" if civilians and any(toll(incident, each) for each in _HARM) else "Unknown",
        **{f"civilians_{name}": value if civilians else None for name, value in reported.items()},
        **reported,
        "cause_of_harm": CAUSES.get(incident["weapon"], "Heavy weapons and explosive munitions"),
        "airwars_grading": _grading(incident),
        "grading_reason": incident["grade_reason"],
        "number_of_sources": incident["sources"],
        "sources": sources(incident),
        "assessment": account(incident),
    }


def _grading(incident: Mapping[str, Any]) -> str:
    """To acknowledge an attack is not to acknowledge that it harmed civilians: nothing is Confirmed by code."""
    if incident["grade"] == "contested":
        return "Contested"
    return "Fair" if incident["sources"] > 1 else "Weak"
