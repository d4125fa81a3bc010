"""Closed lists of the codebook, and bounded types of strings, numbers and dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from extractor.schema.quote import Quote

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
    # One day of tolerance: the place of the incident may be in an earlier time zone than the newspaper.
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


class Coded(BaseModel):
    """A closed object of the codebook, read strictly."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Actor(Coded):
    """A group or person."""

    name: Quote = Field(description="Verbatim, as the text writes it.")
    kind: ActorKind


class Casualty(Coded):
    """One figure of one source. Conflicting figures stand side by side; nothing is added up or divided."""

    status: Literal["killed", "injured", "killed_or_injured", "captured", "missing"]
    low: Count | None = Field(
        description="Lowest count. 'at least nine', 'more than nine': low 9, high null. "
        "'two', 'about two': 2 and 2. 'others were injured': null and null."
    )
    high: Count | None = Field(description="Highest count, or null where the text sets no upper limit.")
    victims: Quote | None = Field(description="Verbatim: who was hit, e.g. 'market traders'.")
    source: Quote | None = Field(
        description="Verbatim: who gives the figure; joint sources are one item. null = the article's "
        "own voice, an item only where its figure differs from every sourced one of the same event."
    )
    superseded: bool = Field(description="true only where the text itself calls it an earlier figure.")
    quote: Quote = Field(description="Verbatim passage with the figure.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is greater than high")
        return self
