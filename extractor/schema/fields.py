"""The codebook's closed lists, and the bounded strings, numbers and days that a coding is made of."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]")


def _readable(text: str) -> str:
    if _UNSEEN.search(text):
        raise ValueError("holds a control or invisible character")
    if not text.strip():
        raise ValueError("is blank; use null where the text does not say")
    return text


def _possible(day: date, info: ValidationInfo) -> date:
    if day.year < 1900:
        raise ValueError("lies before 1900")
    published = (info.context or {}).get("published")
    # A day of grace: midnight comes earlier in the east than at the newspaper's desk.
    if published is not None and day > published + timedelta(days=1):
        raise ValueError(f"lies after the publication date {published.isoformat()}")
    return day


Text = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(_readable)]
Day = Annotated[date, AfterValidator(_possible)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
IncidentId = Annotated[str, Field(pattern=r"^i[1-9][0-9]{0,2}$")]
OperationId = Annotated[str, Field(pattern=r"^op[1-9][0-9]{0,2}$")]
Reference = Annotated[str, Field(pattern=r"^(i|op)[1-9][0-9]{0,2}$")]

IncidentType = Literal[
    "air_drone_strike",
    "missile_rocket_artillery",
    "ground_attack_or_clash",
    "bombing_ied",
    "assassination",
    "abduction",
    "weapon_interception",
    "sabotage_property",
    "arrest_detention",
    "protest_demonstration",
    "sanction_designation",
    "force_movement",
    "diplomatic_act",
    "other",
]
ActorKind = Literal[
    "state_military",
    "state_government",
    "coalition_or_igo",
    "armed_group",
    "political_actor",
    "civilians",
    "company",
    "unknown",
]
TargetKind = Literal[
    "military_base",
    "militia_site",
    "weapons_depot",
    "headquarters_command",
    "training_site",
    "convoy_or_vehicle",
    "airport",
    "diplomatic",
    "civilian_object",
    "energy",
    "weapon_in_flight",
    "person",
    "organisation",
    "none",
    "unknown",
]
Weapon = Literal[
    "aircraft_munition",
    "armed_drone",
    "ballistic_or_cruise_missile",
    "rocket",
    "artillery_mortar",
    "ied_or_bomb",
    "small_arms",
    "none",
    "unknown",
]
