"""The columns of the UCDP Georeferenced Event Dataset (GED), version 24.1."""

from __future__ import annotations

from extractor.consolidation.exports.shared import (
    STATES,
    all_actors,
    casualty_range,
    country_of,
    only_civilian_targets,
    source_names,
)
from extractor.consolidation.folder import FlatRow
from extractor.consolidation.fusion import ConsolidatedIncident
from extractor.schema.incident_types import ATTACKS, label

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
# 1 exact place, 2 near it, 4 first-order administrative unit, 6 country.
WHERE = {"site": 1, "town_or_district": 1, "near_place": 2, "province_or_region": 4, "country": 6}
# 1 the day, 2 two to six days, 3 a week, 4 a month, 5 up to a year.
DATES = {"exact_day": 1, "day_range": 2, "week": 3, "month": 4, "year": 5}


def exclusion(incident: ConsolidatedIncident) -> str:
    """Return the reason why the GED does not include an incident; empty for dated violence with a number of deaths."""
    if incident["type"] not in ATTACKS:
        return f"the GED has only violence, not {label(incident['type'])}"
    killed = casualty_range(incident, "killed")
    if not killed or not killed["high"]:
        return "the GED has only events with a number of deaths"
    return "" if incident["date_start"] else "the GED needs a date"


def row(incident: ConsolidatedIncident) -> FlatRow:
    """Return an incident in the columns of the GED."""
    killed, start = casualty_range(incident, "killed"), incident["date_start"]
    assert killed, "exclusion() is called first"
    assert start, "exclusion() is called first"
    initiators, targets = all_actors(incident, "initiators"), all_actors(incident, "targets")
    if only_civilian_targets(incident):  # one-sided violence has civilians as a side, whatever the reports call them
        targets = "Civilians"
    reports, lat, lon = incident["reports"], incident["lat"], incident["lon"]
    return {
        "id": incident["incident"],
        "year": int(start[:4]),
        "type_of_violence": _violence(incident),
        "dyad_name": f"{initiators} - {targets}" if initiators and targets else None,
        "side_a": initiators,
        "side_b": targets,
        "number_of_sources": incident["sources"],
        "source_article": "; ".join(report["label"] for report in reports),
        "source_office": source_names(incident),
        "source_date": "; ".join(dict.fromkeys(report["published"] for report in reports if report["published"])),
        "source_original": "; ".join(dict.fromkeys(each["source"] for each in killed["figures"] if each["source"])),
        "where_prec": WHERE.get(incident["place_precision"]),
        "where_coordinates": incident["place"],
        "where_description": ", ".join(filter(None, (incident["place"], incident["admin1"]))),
        "adm_1": incident["admin1"],
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": None if lat is None else f"POINT ({lon} {lat})",
        "country": country_of(incident)[0],
        "event_clarity": 1 if incident["date_precision"] in ("exact_day", "day_range") else 2,
        "date_prec": DATES[incident["date_precision"]],
        "date_start": start,
        "date_end": incident["date_end"],
        # The side of the dead is not coded, and no figure is preferred to another: the lowest is taken as
        # the best, and all are in figures.csv.
        "deaths_unknown": killed["low"],
        "best": killed["low"],
        "high": killed["high"],
        "low": killed["low"],
    }


def _violence(incident: ConsolidatedIncident) -> int | None:
    """Return the type of violence: 1 a state is involved, 2 armed groups only, 3 against civilians."""
    if only_civilian_targets(incident):
        return 3
    kinds = [{actor["kind"] for actor in side} for side in (incident["initiators"], incident["targets"])]
    if not all(kinds):
        return None
    states = [bool(each & (STATES | {"coalition_or_igo"})) for each in kinds]
    if any(states):
        return 1
    return 2 if all("armed_group" in each for each in kinds) else None
