"""The fields of an Airwars civilian harm assessment; no file format is published, so they are named as the fields."""

from __future__ import annotations

from extractor.consolidation.casualties import CasualtyStatus
from extractor.consolidation.exports.shared import (
    all_actors,
    casualty_range,
    country_of,
    narrative,
    only_civilian_targets,
    source_names,
)
from extractor.consolidation.folder import FlatRow
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.schema.incident_types import ATTACKS, TYPES, label

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
_HARM: tuple[CasualtyStatus, ...] = ("killed", "injured", "killed_or_injured")
CAUSES = {"small_arms": "Small arms and light weapons"}


def exclusion(incident: ConsolidatedIncident) -> str:
    """Return the reason why Airwars does not assess an incident; empty if it does."""
    return "" if incident["type"] in ATTACKS else f"Airwars assesses only attacks, not {label(incident['type'])}"


def row(incident: ConsolidatedIncident) -> FlatRow:
    """Return an incident in the fields of an assessment."""
    initiators = all_actors(incident, "initiators")
    known = incident["grade"] == "acknowledged"
    civilians = only_civilian_targets(incident)
    killed, injured = casualty_range(incident, "killed"), casualty_range(incident, "injured")
    reported: FlatRow = {
        "reported_killed_min": killed["low"] if killed else None,
        "reported_killed_max": killed["high"] if killed else None,
        "reported_injured_min": injured["low"] if injured else None,
        "reported_injured_max": injured["high"] if injured else None,
    }
    return {
        "incident_code": incident["incident"],
        "incident_date": incident["date_start"],
        "incident_date_end": incident["date_end"],
        "date_certainty": incident["date_precision"],
        "location": incident["place"],
        "admin1": incident["admin1"],
        "country": country_of(incident)[0],
        "latitude": incident["lat"],
        "longitude": incident["lon"],
        "geolocation_accuracy": ACCURACY.get(incident["place_precision"]),
        "strike_type": TYPES[incident["type"]].airwars,
        "known_belligerents": initiators if known else None,
        "suspected_belligerents": None if known else initiators,
        "suspected_targets": all_actors(incident, "targets"),
        "civilian_harm_reported": "Yes"
        if civilians and any(casualty_range(incident, each) for each in _HARM)
        else "Unknown",
        **{f"civilians_{name}": value if civilians else None for name, value in reported.items()},
        **reported,
        "cause_of_harm": CAUSES.get(incident["weapon"], "Heavy weapons and explosive munitions"),
        "airwars_grading": _grading(incident),
        "grading_reason": incident["grade_reason"],
        "number_of_sources": incident["sources"],
        "sources": source_names(incident),
        "assessment": narrative(incident),
    }


def _grading(incident: ConsolidatedIncident) -> str:
    """Return the grading; never Confirmed, since to acknowledge an attack is not to acknowledge harm to civilians."""
    if incident["grade"] == "contested":
        return "Contested"
    return "Fair" if incident["sources"] > 1 else "Weak"
