"""Codings of the codebook with quotes as plain strings: as models write them, and as gold files hold them.

The fields are those of `extractor.schema.rows`, without the positions of quotes; a test compares the two. Only gold
has the marks: `optional` for an item that reasonable coders may leave out, and `alternatives`, by field, for equally
correct values (null among them: leaving the field out is correct too).
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from extractor.schema.tables import is_quote


class PlainActor(TypedDict):
    """An initiator or a target."""

    name: str
    kind: str


class PlainCasualty(TypedDict):
    """One casualty figure of one source."""

    status: str
    low: int | None
    high: int | None
    victims: str | None
    source: str | None
    superseded: bool
    quote: str
    optional: NotRequired[bool]


class PlainNotes(TypedDict):
    """Notes on the article itself."""

    published_text: str | None
    agencies: list[str]
    garbled_passages: list[str]


class PlainOperation(TypedDict):
    """An operation."""

    id: str
    summary: str
    casualties: list[PlainCasualty]
    in_response_to: str | None


class Marks(TypedDict):
    """The marks of an item of gold."""

    optional: NotRequired[bool]
    alternatives: NotRequired[dict[str, list[Any]]]


class PlainIncident(Marks):
    """An incident."""

    id: str
    operation: str | None
    type: str
    status: str
    salience: str
    summary: str
    initiators: list[PlainActor]
    basis: str
    claimed_by: str | None
    targets: list[PlainActor]
    target_kinds: list[str]
    target_text: str | None
    weapon: str
    weapon_text: str | None
    date_text: str | None
    date_start: str | None
    date_end: str | None
    date_precision: str
    date_basis: str
    place_text: str | None
    place_name: str | None
    admin1: str | None
    country: str | None
    place_precision: str
    casualties: list[PlainCasualty]
    damage: str
    in_response_to: str | None
    evidence: list[str]


class PlainStatement(Marks):
    """A statement."""

    type: str
    speaker: str
    on_behalf_of: str | None
    about: str | None
    quote: str


class PlainAggregate(Marks):
    """An aggregate."""

    what: str
    low: int | None
    high: int | None
    by: str | None
    against: str | None
    period_text: str | None
    period_start: str | None
    period_end: str | None
    source: str | None
    quote: str


class PlainCoding(TypedDict):
    """The coding of one article."""

    article: PlainNotes
    operations: list[PlainOperation]
    incidents: list[PlainIncident]
    statements: list[PlainStatement]
    aggregates: list[PlainAggregate]


EMPTY_CODING: PlainCoding = {
    "article": {"published_text": None, "agencies": [], "garbled_passages": []},
    "operations": [],
    "incidents": [],
    "statements": [],
    "aggregates": [],
}


def without_offsets(value: Any) -> Any:
    """Replace each placed quote within a value by its text."""
    if isinstance(value, dict):
        return value["text"] if is_quote(value) else {name: without_offsets(inner) for name, inner in value.items()}
    return [without_offsets(inner) for inner in value] if isinstance(value, list) else value
