"""Facts about each incident type, in one table.

`IncidentType` is the closed list of the codebook. This table has the label of each type, the types that reports of one
event may confuse, and the type in other datasets. Matching, evaluation, exports, the terminal and the report page use
it; a test compares it with the closed list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from extractor.schema.fields import IncidentType


class Acled(NamedTuple):
    """ACLED's disorder type, event type and sub-event type."""

    disorder: str
    event: str
    sub_event: str


VIOLENCE, STRATEGIC = "Political violence", "Strategic developments"
REMOTE, CIVILIANS, BATTLES = "Explosions/Remote violence", "Violence against civilians", "Battles"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFacts:
    """One incident type.

    Attributes:
        label: name in tables and on pages.
        family: shared by types that reports of one event may confuse.
        attack: an act of violence against persons or property (UCDP and Airwars have these alone).
        placeless: usually reported without a place, so reports are joined without one.
        acled: its ACLED event type (CODEBOOK, section 2); None where ACLED does not code it.
        airwars: Airwars' strike type; None where Airwars does not assess it.
    """

    label: str
    family: str
    attack: bool = False
    placeless: bool = False
    acled: Acled | None
    airwars: str | None = None


TYPES: dict[IncidentType, TypeFacts] = {
    "air_drone_strike": TypeFacts(
        label="air or drone strike",
        family="attack",
        attack=True,
        acled=Acled(VIOLENCE, REMOTE, "Air/drone strike"),
        airwars="Airstrike and/or drone strike",
    ),
    "missile_rocket_artillery": TypeFacts(
        label="missile, rocket or artillery fire",
        family="attack",
        attack=True,
        acled=Acled(VIOLENCE, REMOTE, "Shelling/artillery/missile attack"),
        airwars="Artillery, rocket or missile",
    ),
    "ground_attack_or_clash": TypeFacts(
        label="ground attack or clash",
        family="attack",
        attack=True,
        acled=Acled(VIOLENCE, BATTLES, "Armed clash"),
        airwars="Ground operation",
    ),
    "bombing_ied": TypeFacts(
        label="bombing",
        family="attack",
        attack=True,
        acled=Acled(VIOLENCE, REMOTE, "Remote explosive/landmine/IED"),
        airwars="Explosive device",
    ),
    "assassination": TypeFacts(
        label="assassination",
        family="attack",
        attack=True,
        acled=Acled(VIOLENCE, CIVILIANS, "Attack"),
        airwars="Targeted killing",
    ),
    "abduction": TypeFacts(
        label="abduction",
        family="custody",
        acled=Acled(VIOLENCE, CIVILIANS, "Abduction/forced disappearance"),
    ),
    "weapon_interception": TypeFacts(
        label="interception",
        family="weapon_interception",
        acled=Acled(STRATEGIC, STRATEGIC, "Disrupted weapons use"),
    ),
    "sabotage_property": TypeFacts(
        label="sabotage or arson",
        family="attack",
        attack=True,
        acled=Acled(STRATEGIC, STRATEGIC, "Looting/property destruction"),
        airwars="Other",
    ),
    "arrest_detention": TypeFacts(
        label="arrest",
        family="custody",
        acled=Acled(STRATEGIC, STRATEGIC, "Arrests"),
    ),
    "protest_demonstration": TypeFacts(
        label="protest or funeral",
        family="protest_demonstration",
        acled=Acled("Demonstrations", "Protests", "Peaceful protest"),
    ),
    "sanction_designation": TypeFacts(
        label="sanction",
        family="sanction_designation",
        placeless=True,
        acled=None,
    ),
    "force_movement": TypeFacts(
        label="force movement",
        family="force_movement",
        acled=Acled(STRATEGIC, STRATEGIC, "Change to group/activity"),
    ),
    "diplomatic_act": TypeFacts(
        label="diplomatic act",
        family="diplomatic_act",
        placeless=True,
        acled=None,
    ),
    "other": TypeFacts(
        label="other",
        family="other",
        acled=Acled(STRATEGIC, STRATEGIC, "Other"),
    ),
}
ATTACKS: frozenset[str] = frozenset(name for name, facts in TYPES.items() if facts.attack)
PLACELESS: frozenset[str] = frozenset(name for name, facts in TYPES.items() if facts.placeless)
LABELS: dict[str, str] = {name: facts.label for name, facts in TYPES.items()}


_NAMED = re.compile(rf"\b(?:{'|'.join(LABELS)})\b")


def with_labels(text: str) -> str:
    """Replace the values of incident types in a text for people by their labels."""
    return _NAMED.sub(lambda found: LABELS[found[0]], text)


def label(type_: str) -> str:
    """Return the label of a type; for a type of another schema its name with spaces for underscores."""
    return LABELS.get(type_, type_.replace("_", " "))


def family(type_: IncidentType) -> str:
    """Return the family of a type: the types that reports of one incident confuse."""
    return TYPES[type_].family
