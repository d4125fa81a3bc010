"""The columns of ACLED's event data, as they are since March 2023."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.consolidation.exports.shared import STATES, account, at_civilians, country, side, sources, toll
from extractor.schema.incident_types import CIVILIANS, TYPES

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
TIME = {"exact_day": 1, "day_range": 2, "week": 2, "month": 3}
GEO = {"site": 1, "town_or_district": 1, "near_place": 2, "province_or_region": 3}


def refuses(row: Mapping[str, Any]) -> str:
    """Why ACLED does not code an incident."""
    if TYPES[row["type"]].acled is None:
        return f"ACLED does not code {row['type']}"
    return "" if row["date_precision"] in TIME else "ACLED needs a day, a week or a month"


def row(incident: Mapping[str, Any]) -> dict[str, Any]:
    """An incident in the columns of ACLED."""
    acled = TYPES[incident["type"]].acled
    assert acled, "refuses() comes first"
    disorder, event, sub_event = acled
    if incident["type"] == "ground_attack_or_clash" and at_civilians(incident):
        event, sub_event = CIVILIANS, "Attack"
    actor1, others1 = side(incident, "initiators")
    actor2, others2 = side(incident, "targets")
    inter = [_inter(incident, which) for which in ("initiators", "targets")]
    killed, (name, number) = toll(incident, "killed"), country(incident)
    return {
        "event_id_cnty": incident["incident"],
        "event_date": incident["date_start"],
        "year": int(incident["date_start"][:4]),
        "time_precision": TIME[incident["date_precision"]],
        "disorder_type": disorder,
        "event_type": event,
        "sub_event_type": sub_event,
        "actor1": actor1,
        "assoc_actor_1": others1,
        "inter1": inter[0],
        "actor2": actor2,
        "assoc_actor_2": others2,
        "inter2": inter[1],
        "interaction": "-".join(each for each in inter if each) if all(inter) else None,
        "civilian_targeting": "Civilian targeting" if at_civilians(incident) else None,
        "iso": number,
        "country": name,
        "admin1": incident["admin1"],
        "location": incident["place"],
        "latitude": incident["lat"],
        "longitude": incident["lon"],
        "geo_precision": GEO.get(incident["place_precision"]),
        "source": sources(incident),
        "notes": account(incident),
        # ACLED puts 0 where no fatality is reported, and the lowest where figures differ.
        "fatalities": killed["low"] if killed else 0,
    }


def _inter(incident: Mapping[str, Any], which: str) -> str | None:
    """The kind of actor as ACLED names it; rebel groups and militias are not told apart by the codebook."""
    if not incident[which]:
        return None
    actor = incident[which][0]
    if actor["kind"] in STATES:
        return "External/Other forces" if actor["country"] not in (None, incident["country"]) else "State forces"
    if actor["kind"] == "civilians":
        return "Protesters" if incident["type"] == "protest_demonstration" and which == "initiators" else "Civilians"
    return "External/Other forces" if actor["kind"] == "coalition_or_igo" else None
