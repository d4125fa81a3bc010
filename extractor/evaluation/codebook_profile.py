"""Profiles of the codebook's tables: the compared fields of an incident, operation, statement and aggregate.

Null, `unknown` and `none` are not values: they are neither credited nor counted as errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from extractor.evaluation import comparators
from extractor.evaluation.coding import (
    PlainAggregate,
    PlainCasualty,
    PlainIncident,
    PlainNotes,
    PlainOperation,
    PlainStatement,
)
from extractor.evaluation.comparators import (
    ActorComparator,
    CasualtyComparator,
    CasualtyCount,
    DateRange,
    ResolvedActor,
)
from extractor.evaluation.scoring import Comparator, Fill, Item, Profile
from extractor.grounding.names import Names
from extractor.grounding.places import Location
from extractor.schema.rows import Row

_NO_VALUE = (None, "unknown", "none")
_CLOSED = ("status", "salience", "basis", "weapon", "date_precision", "date_basis", "place_precision", "damage")
_VERBATIM = ("target_text", "weapon_text", "date_text", "place_text", "admin1")


class CodebookProfile:
    """The codebook's tables as profiles, with the alias files that resolve actors and places."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.compare_actors = ActorComparator(names.actors)
        compare_casualties = CasualtyComparator(self.compare_actors)
        self.profiles = {
            "incidents": _incident_profile(self.compare_actors, compare_casualties),
            "operations": Profile(
                {
                    "members": comparators.compare_exactly,
                    "casualties": compare_casualties,
                    "in_response_to": comparators.compare_exactly,
                },
                any_of=("members", "casualties"),
            ),
            "statements": _statement_profile(self.compare_actors),
            "aggregates": _aggregate_profile(self.compare_actors),
            "article": Profile(
                {
                    "published_text": comparators.compare_words,
                    "agencies": self.compare_actors,
                    "garbled_passages": comparators.compare_passages,
                }
            ),
        }

    def actor(self, name: str) -> ResolvedActor:
        """Resolve an actor by its name."""
        return ResolvedActor(self.names.actors.find(name), name)

    def place(self, raw: PlainIncident, name: str | None) -> Location | None:
        """Locate an incident, as if its `place_name` were this name; None if the coding has no place."""
        text = raw["place_text"]
        if not name and not text:
            return None
        return self.names.places.find(
            name, text, admin1=raw["admin1"], country=raw["country"], precision=raw["place_precision"]
        )

    def casualties(self, raw: PlainCasualty) -> CasualtyCount:
        """Convert a casualty figure."""
        source = self.actor(raw["source"]) if raw["source"] else None
        return CasualtyCount(raw["status"], raw["low"], raw["high"], source=source, superseded=raw["superseded"])

    def incident(self, raw: PlainIncident) -> Item:
        """Convert an incident, without its references to other items (see `reference_fills`)."""
        references = {"operation": raw["operation"], "in_response_to": raw["in_response_to"]}
        return Item(
            {
                **{name: list(fills_of(raw, name)) for name in ("type", "country", *_CLOSED, *_VERBATIM)},
                "initiators": [Fill((self.actor(each["name"]),)) for each in raw["initiators"]],
                "targets": [Fill((self.actor(each["name"]),)) for each in raw["targets"]],
                "claimed_by": list(fills_of(raw, "claimed_by", self.actor)),
                "place": list(self._place_fills(raw)),
                "date": list(_date_fills(raw, "date_start", "date_end")),
                "casualties": self._casualty_fills(raw),
                "target_kinds": [Fill((kind,)) for kind in raw["target_kinds"] if kind not in _NO_VALUE],
            },
            bool(raw.get("optional")),
            raw["id"],
            hints=frozenset([*raw["evidence"], *(name for name, id_ in references.items() if id_)]),
        )

    def operation(self, raw: PlainOperation, members: Mapping[str, bool]) -> Item:
        """Convert an operation.

        Args:
            members: the ids of its incidents, each with whether it is optional.
        """
        fills = [Fill((each,), optional) for each, optional in members.items()]
        return Item({"members": fills, "casualties": self._casualty_fills(raw)}, id=raw["id"])

    def statement(self, raw: PlainStatement) -> Item:
        """Convert a statement, without its reference to an incident."""
        fills = {
            "quote": list(fills_of(raw, "quote")),
            "type": list(fills_of(raw, "type")),
            **{name: list(fills_of(raw, name, self.actor)) for name in ("speaker", "on_behalf_of")},
        }
        return Item(fills, bool(raw.get("optional")))

    def aggregate(self, raw: PlainAggregate) -> Item:
        """Convert an aggregate."""
        bounds = (raw["low"], raw["high"])
        fills = {
            "quote": list(fills_of(raw, "quote")),
            "what": list(fills_of(raw, "what")),
            "figure": [Fill((bounds,))] if bounds != (None, None) else [],
            "period": list(_date_fills(raw, "period_start", "period_end")),
            **{name: list(fills_of(raw, name, self.actor)) for name in ("by", "against", "source")},
        }
        return Item(fills, bool(raw.get("optional")))

    def notes(self, raw: PlainNotes) -> Item:
        """Convert the notes on the article."""
        return Item(
            {
                "published_text": list(fills_of(raw, "published_text")),
                "agencies": [Fill((self.actor(each),)) for each in raw["agencies"]],
                "garbled_passages": [Fill((each,)) for each in raw["garbled_passages"]],
            }
        )

    def _casualty_fills(self, raw: PlainIncident | PlainOperation) -> list[Fill]:
        return [Fill((self.casualties(each),), bool(each.get("optional"))) for each in raw["casualties"]]

    def _place_fills(self, raw: PlainIncident) -> Iterator[Fill]:
        values = [raw["place_name"], *raw.get("alternatives", {}).get("place_name", ())]
        found = [place for name in values if (place := self.place(raw, name))]
        if found:
            yield Fill(tuple(found), len(found) < len(values))


def _incident_profile(compare_actors: Comparator, compare_casualties: Comparator) -> Profile:
    slots: dict[str, Comparator] = {
        "type": comparators.compare_types,
        "initiators": compare_actors,
        "targets": compare_actors,
        "claimed_by": compare_actors,
        "place": comparators.compare_places,
        "country": comparators.compare_exactly,
        "date": comparators.compare_dates,
        "casualties": compare_casualties,
        "target_kinds": comparators.compare_exactly,
        **dict.fromkeys(_CLOSED, comparators.compare_exactly),
        **dict.fromkeys(_VERBATIM, comparators.compare_words),
        "operation": comparators.compare_exactly,
        "in_response_to": comparators.compare_exactly,
    }
    return Profile(slots, required=("type",), any_of=("initiators", "place", "targets"))


def _statement_profile(compare_actors: Comparator) -> Profile:
    slots: dict[str, Comparator] = {
        "quote": comparators.compare_passages,
        "type": comparators.compare_exactly,
        "speaker": compare_actors,
        "on_behalf_of": compare_actors,
        "about": comparators.compare_exactly,
    }
    return Profile(slots, required=("quote",))


def _aggregate_profile(compare_actors: Comparator) -> Profile:
    slots: dict[str, Comparator] = {
        "quote": comparators.compare_passages,
        "what": comparators.compare_exactly,
        "figure": comparators.compare_bounds,
        "by": compare_actors,
        "against": compare_actors,
        "period": comparators.compare_dates,
        "source": compare_actors,
    }
    return Profile(slots, required=("quote",))


def fills_of(raw: Row, name: str, convert: Callable[[str], Any] = lambda value: value) -> Iterator[Fill]:
    """Yield the fill of a field with one value, its alternatives included; nothing if it has no value."""
    alternatives = raw.get("alternatives", {}).get(name, ())
    values = [value for value in (raw[name], *alternatives) if value not in _NO_VALUE]
    if values:
        yield Fill(tuple(map(convert, values)), len(values) <= len(alternatives))


def reference_fills(
    raw: Row, name: str, gold_ids: Mapping[str, str] | None, optional: Iterable[str] = ()
) -> list[Fill]:
    """Convert a field that refers to an incident or operation by its id to the gold's id.

    Args:
        gold_ids: predicted ids with their gold ids; an id without one becomes a value that no gold item has. None for
            gold items.
        optional: ids of optional items: a reference to one of them is optional too.
    """
    fills = fills_of(raw, name, lambda id_: id_ if gold_ids is None else gold_ids.get(id_, f"? {id_}"))
    return [Fill(fill.values, fill.optional or raw[name] in optional) for fill in fills]


def _date_fills(raw: Row, start: str, end: str) -> Iterator[Fill]:
    """Yield the fill of a range of days; alternatives for either end give every combination."""
    alternatives = raw.get("alternatives", {})
    ends = [[raw[name], *alternatives.get(name, ())] for name in (start, end)]
    days = [[date.fromisoformat(each) if isinstance(each, str) else each for each in values] for values in ends]
    ranges = [DateRange(first, last or first) for first, last in product(*days) if first and first <= (last or first)]
    if ranges:
        yield Fill(tuple(ranges), None in ends[0])
