"""The columns of ACLED's event data, as they are since March 2023."""

from __future__ import annotations

from extractor.consolidation.exports.shared import (
    STATES,
    casualty_range,
    country_of,
    first_and_others,
    narrative,
    only_civilian_targets,
    source_names,
)
from extractor.consolidation.folder import FlatRow
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.consolidation.reports import Side
from extractor.schema.incident_types import CIVILIANS, TYPES, label

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
TIME = {"exact_day": 1, "day_range": 2, "week": 2, "month": 3}
GEO = {"site": 1, "town_or_district": 1, "near_place": 2, "province_or_region": 3}


def exclusion(incident: ConsolidatedIncident) -> str:
    """Return the reason why ACLED does not code an incident; empty if it does."""
    if TYPES[incident["type"]].acled is None:
        return f"ACLED does not code {label(incident['type'])}"
    return "" if incident["date_precision"] in TIME else "ACLED needs a day, a week or a month"


def row(incident: ConsolidatedIncident) -> FlatRow:
    """Return an incident in the columns of ACLED."""
    acled = TYPES[incident["type"]].acled
    assert acled, "exclusion() is called first"
    start = incident["date_start"]
    assert start, "exclusion() is called first"
    disorder, event, sub_event = acled
    if incident["type"] == "ground_attack_or_clash" and only_civilian_targets(incident):
        event, sub_event = CIVILIANS, "Attack"
    actor1, others1 = first_and_others(incident, "initiators")
    actor2, others2 = first_and_others(incident, "targets")
    inter1, inter2 = _actor_kind(incident, "initiators"), _actor_kind(incident, "targets")
    killed, (name, number) = casualty_range(incident, "killed"), country_of(incident)
    return {
        "event_id_cnty": incident["incident"],
        "event_date": start,
        "year": int(start[:4]),
        "time_precision": TIME[incident["date_precision"]],
        "disorder_type": disorder,
        "event_type": event,
        "sub_event_type": sub_event,
        "actor1": actor1,
        "assoc_actor_1": others1,
        "inter1": inter1,
        "actor2": actor2,
        "assoc_actor_2": others2,
        "inter2": inter2,
        "interaction": f"{inter1}-{inter2}" if inter1 and inter2 else None,
        "civilian_targeting": "Civilian targeting" if only_civilian_targets(incident) else None,
        "iso": number,
        "country": name,
        "admin1": incident["admin1"],
        "location": incident["place"],
        "latitude": incident["lat"],
        "longitude": incident["lon"],
        "geo_precision": GEO.get(incident["place_precision"]),
        "source": source_names(incident),
        "notes": narrative(incident),
        # ACLED codes 0 where no fatality is reported, and the lowest figure where they differ.
        "fatalities": killed["low"] if killed else 0,
    }


def _actor_kind(incident: ConsolidatedIncident, side: Side) -> str | None:
    """Return ACLED's kind of the first actor; None for armed groups: the codebook has neither rebels nor militias."""
    if not incident[side]:
        return None
    actor = incident[side][0]
    if actor["kind"] in STATES:
        return "External/Other forces" if actor["country"] not in (None, incident["country"]) else "State forces"
    if actor["kind"] == "civilians":
        return "Protesters" if incident["type"] == "protest_demonstration" and side == "initiators" else "Civilians"
    return "External/Other forces" if actor["kind"] == "coalition_or_igo" else None
