"""The codebook as a schema: what an incident is; the descriptions are what the model reads.

The model fills only what it reads: surface strings, closed lists, verbatim quotes. Whatever can
be computed (offsets, canonical ids, coordinates, clusters) is computed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from extractor.schema.fields import (
    Actor,
    Casualty,
    Coded,
    Count,
    Day,
    IncidentId,
    IncidentType,
    OperationId,
    Reference,
    TargetKind,
    Text,
    Weapon,
)
from extractor.schema.quote import Quote


class ArticleNotes(Coded):
    """Notes on the article itself."""

    published_text: Quote | None = Field(
        description="Verbatim: the publication date or time as printed in the text, else null."
    )
    agencies: list[Quote] = Field(
        max_length=20, description="Verbatim: agencies named for the text; photo credits left out."
    )
    garbled_passages: list[Quote] = Field(
        max_length=40, description="Verbatim passages where bad translation makes the sense unsafe."
    )


class Operation(Coded):
    """What the text presents as one action with several places."""

    id: OperationId = Field(description="op1, op2, ... in text order.")
    summary: Text = Field(description="At most 25 words, in English.")
    casualties: list[Casualty] = Field(
        max_length=40, description="Figures that the text gives for the operation as a whole."
    )
    in_response_to: Reference | None = Field(
        description="Id of the incident or operation that it answers, where the text calls it a reaction; the "
        "operation if one is answered. A series of attacks has no id: null."
    )


class Incident(Coded):
    """One type, one initiating side, one named place (site or town), one day; reported as done,
    claimed, alleged, attempted or foiled. null = the text does not say."""

    id: IncidentId = Field(description="i1, i2, ... in text order.")
    operation: OperationId | None = Field(
        description="Id of the operation that the text presents it as part of, else null."
    )
    type: IncidentType = Field(
        description="air_drone_strike: bombs or missiles from aircraft, armed drones. "
        "missile_rocket_artillery: ground-launched fire. ground_attack_or_clash: armed assault, firefight. "
        "bombing_ied: planted, vehicle or suicide bomb. assassination: a named person deliberately killed. "
        "abduction: kidnapping, hostage taking. "
        "weapon_interception: a drone or missile shot down. sabotage_property: arson, destruction without "
        "attack on people. protest_demonstration: protest, any funeral, riot. sanction_designation: "
        "sanctions, terrorist listing. force_movement: deployment, withdrawal. diplomatic_act: meeting, "
        "message, agreement."
    )
    status: Literal["occurred", "attempted_or_foiled", "alleged_disputed"]
    salience: Literal["main", "background"] = Field(
        description="main: an act in the headline or lede, the rest of its operation, or an act of the same "
        "24 hours around it that no word of recall introduces ('already', 'previous', 'earlier'); an "
        "undated act reported as the day's news too. Else background."
    )
    summary: Text = Field(description="At most 25 words, in English.")
    initiators: list[Actor] = Field(
        max_length=20,
        description="Who did it. Empty when the text names nobody for this act; nothing is carried over "
        "from a general sentence nearby. For an interception: who shot it down.",
    )
    basis: Literal["acknowledged_by_actor", "claimed_by_actor", "accused_by_other", "reported_as_fact", "unknown"] = (
        Field(
            description="How the initiator is known. acknowledged_by_actor: a state says so of itself. "
            "claimed_by_actor: a non-state group says so of itself."
        )
    )
    claimed_by: Quote | None = Field(description="Verbatim: who claims or acknowledges it, states included; else null.")
    targets: list[Actor] = Field(
        max_length=20,
        description="Groups or persons hit or aimed at; where sources name different ones, each.",
    )
    target_kinds: list[TargetKind] = Field(
        min_length=1,
        max_length=15,
        description="Kinds of what was hit; ['none'] where the act has no target, ['unknown'] if not said.",
    )
    target_text: Quote | None = Field(description="Verbatim: what was hit or aimed at.")
    weapon: Weapon = Field(
        description="'Missile' without a kind: ballistic_or_cruise_missile. 'bombed' or 'strikes' by a "
        "state's aircraft: aircraft_munition. For an interception: the weapon shot down."
    )
    weapon_text: Quote | None = Field(description="Verbatim words for the weapon or means.")
    date_text: Quote | None = Field(description="Verbatim words that date this act.")
    date_start: Day | None = Field(description="First day, YYYY-MM-DD, local to the place; null without an anchor.")
    date_end: Day | None = Field(description="Last day; equal to date_start for one day.")
    date_precision: Literal["exact_day", "day_range", "week", "month", "year", "unknown"]
    date_basis: Literal["explicit_in_text", "relative_to_publication", "relative_to_other_event", "none"] = Field(
        description="relative_to_publication: 'yesterday', weekday names and the like."
    )
    place_text: Quote | None = Field(
        description="Verbatim words for the place. All place fields null for sanctions and messages."
    )
    place_name: Text | None = Field(description="Usual English name of the town or site.")
    admin1: Text | None = Field(description="Province, only as read anywhere in the article for that place; else null.")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(description="ISO 3166 alpha-2 code.")
    place_precision: Literal["site", "town_or_district", "near_place", "province_or_region", "country", "unknown"]
    casualties: list[Casualty] = Field(
        max_length=40, description="One item per figure and per source, for this incident alone."
    )
    damage: Literal["none", "some", "destroyed", "unknown"] = Field(
        description="none = does not apply, unknown = not said."
    )
    in_response_to: Reference | None = Field(
        description="Id of the incident or operation that it answers, where the text calls it a reaction; "
        "the operation if one is answered. Where an operation is a reaction, so is each of its incidents. "
        "A series of attacks has no id: null. A funeral or an "
        "interception answers nothing."
    )
    evidence: list[Quote] = Field(
        min_length=1, max_length=3, description="One to three verbatim passages that show the incident."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for wrong, message in self._contradictions():
            if wrong:
                raise ValueError(message)
        return self

    def _contradictions(self) -> Iterator[tuple[bool, str]]:
        start, end = self.date_start, self.date_end
        yield (start is None) != (end is None), "date_start and date_end are either both given or both null"
        if start and end:
            yield start > end, "date_start lies after date_end"
            yield self.date_precision == "exact_day" and start != end, "date_precision exact_day is for one day"
        yield (
            (start is None) != (self.date_precision == "unknown"),
            "date_precision is unknown where the dates are null, and only there",
        )
        yield (
            self.type == "sanction_designation" and bool(self.place_text or self.place_name or self.country),
            "the place fields of a sanction are null",
        )
        yield "none" in self.target_kinds and len(self.target_kinds) > 1, "target_kinds none stands alone"
        yield (
            self.type == "weapon_interception" and self.in_response_to is not None,
            "in_response_to of an interception is null",
        )
        yield (
            self.basis in ("acknowledged_by_actor", "claimed_by_actor") and self.claimed_by is None,
            "claimed_by says who acknowledges or claims it, or basis is another",
        )
        yield (
            self.operation is not None and self.in_response_to == self.operation,
            "in_response_to names the operation that the incident is part of",
        )


class Statement(Coded):
    """One speech act with one function. Not an incident."""

    type: Literal[
        "condemnation",
        "threat_or_vow",
        "demand",
        "justification",
        "denial",
        "warning_or_restraint",
        "support",
        "other",
    ]
    speaker: Quote = Field(description="Verbatim: who speaks.")
    on_behalf_of: Quote | None = Field(description="Verbatim: for whom, where the text says so.")
    about: Reference | None = Field(description="Id of the incident or operation it is about, else null.")
    quote: Quote = Field(description="Verbatim passage.")


class Aggregate(Coded):
    """A general or plural mention with a figure or a period of its own. Not an incident."""

    what: Literal["attacks", "strikes", "killed", "injured", "sanctioned", "other"]
    low: Count | None = Field(description="As for casualties.")
    high: Count | None
    by: Quote | None = Field(description="Verbatim: who did it.")
    against: Quote | None = Field(description="Verbatim: against whom or what.")
    period_text: Quote | None = Field(description="Verbatim words for the period.")
    period_start: Day | None = Field(description="YYYY-MM-DD; the middle of a month is its 15th.")
    period_end: Day | None = Field(description="'since X' ends on the publication date.")
    source: Quote | None = Field(description="Verbatim: who gives the figure.")
    quote: Quote = Field(description="Verbatim passage.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is greater than high")
        if self.period_start and self.period_end and self.period_start > self.period_end:
            raise ValueError("period_start lies after period_end")
        return self


class Coding(Coded):
    """Everything that one news article reports, coded by the codebook."""

    article: ArticleNotes
    operations: list[Operation] = Field(max_length=50)
    incidents: list[Incident] = Field(max_length=100)
    statements: list[Statement] = Field(max_length=150)
    aggregates: list[Aggregate] = Field(max_length=80)

    @model_validator(mode="after")
    def _references_resolve(self) -> Self:
        incidents = [incident.id for incident in self.incidents]
        operations = [operation.id for operation in self.operations]
        known = {*incidents, *operations}
        if len(known) < len(incidents) + len(operations):
            raise ValueError("two incidents or operations share an id")
        for incident in self.incidents:
            if incident.operation and incident.operation not in operations:
                raise ValueError(f"{incident.id}.operation names {incident.operation}, which is not there")
        acts: list[Incident | Operation] = [*self.incidents, *self.operations]
        for act in acts:
            if act.in_response_to and act.in_response_to not in known - {act.id}:
                raise ValueError(f"{act.id}.in_response_to names {act.in_response_to}, which is not another act")
        for number, statement in enumerate(self.statements):
            if statement.about and statement.about not in known:
                raise ValueError(f"statements.{number}.about names {statement.about}, which is not there")
        return self
