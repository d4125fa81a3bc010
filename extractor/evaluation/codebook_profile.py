"""The profile of the codebook: what of an incident, an operation, a statement is compared, and how.

Null, `unknown` and `none` count nowhere: they are no values, so leaving them out is no merit and no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from extractor.consolidation.places import Location
from extractor.consolidation.report_cache import Names
from extractor.evaluation import comparators as alike
from extractor.evaluation.comparators import (
    ActorComparator,
    CasualtyComparator,
    CasualtyCount,
    DateRange,
    ResolvedActor,
)
from extractor.evaluation.scoring import Comparator, Fill, Item, Profile

TABLES = ("incidents", "operations", "statements", "aggregates", "article")
_NOTHING = (None, "unknown", "none")
_CLOSED = ("status", "salience", "basis", "weapon", "date_precision", "date_basis", "place_precision", "damage")
_VERBATIM = ("target_text", "weapon_text", "date_text", "place_text", "admin1")


def without_offsets(value: Any) -> Any:
    """A coded value without the places of its quotes: as a model writes it, and as gold is written."""
    if isinstance(value, dict):
        is_quote = {"text", "match", "start", "end"} <= value.keys()
        return value["text"] if is_quote else {name: without_offsets(inner) for name, inner in value.items()}
    return [without_offsets(inner) for inner in value] if isinstance(value, list) else value


class CodebookProfile:
    """The tables of the codebook as profiles, with the names that say who and where is meant."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.same_actor = ActorComparator(names.actors)
        same_toll = CasualtyComparator(self.same_actor)
        self.profiles = {
            "incidents": _incidents(self.same_actor, same_toll),
            "operations": Profile(
                {"members": alike.exactly, "casualties": same_toll, "in_response_to": alike.exactly},
                either=("members", "casualties"),
            ),
            **_passages(self.same_actor),
            "article": Profile(
                {"published_text": alike.same_words, "agencies": self.same_actor, "garbled_passages": alike.overlapping}
            ),
        }

    def actor(self, name: str) -> ResolvedActor:
        """Who is meant by a name."""
        return ResolvedActor(self.names.actors.find(name), name)

    def place(self, raw: Mapping[str, Any], name: str | None) -> Location | None:
        """Where an incident was, if its place had this name; None where the coding names none."""
        text = raw["place_text"]
        if not name and not text:
            return None
        quoted = {"text": text} if text else None
        return self.names.places.locate({**raw, "place_name": name, "place_text": quoted})

    def toll(self, raw: Mapping[str, Any]) -> CasualtyCount:
        """One figure of one source."""
        source = self.actor(raw["source"]) if raw["source"] else None
        return CasualtyCount(raw["status"], raw["low"], raw["high"], source=source, superseded=raw["superseded"])

    def incident(self, raw: Mapping[str, Any]) -> Item:
        """An incident, but for what it says of other ones (see `reference_fills`)."""
        return Item(
            {
                **{name: list(fills_of(raw, name)) for name in ("type", "country", *_CLOSED, *_VERBATIM)},
                **{
                    side: [Fill((self.actor(each["name"]),)) for each in raw[side]]
                    for side in ("initiators", "targets")
                },
                "claimed_by": list(fills_of(raw, "claimed_by", self.actor)),
                "place": list(self._place(raw)),
                "date": list(_days(raw, "date_start", "date_end")),
                "casualties": self._tolls(raw),
                "target_kinds": [Fill((kind,)) for kind in raw["target_kinds"] if kind not in _NOTHING],
            },
            bool(raw.get("optional")),
            raw["id"],
            hints=frozenset([*raw["evidence"], *(name for name in ("operation", "in_response_to") if raw[name])]),
        )

    def operation(self, raw: Mapping[str, Any], members: Mapping[str, bool]) -> Item:
        """An operation, by the incidents that are part of it and whether each need not be there."""
        fills = [Fill((each,), optional) for each, optional in members.items()]
        return Item({"members": fills, "casualties": self._tolls(raw)}, id=raw["id"])

    def statement(self, raw: Mapping[str, Any]) -> Item:
        """A statement, but for what it is about."""
        fills = {
            "quote": list(fills_of(raw, "quote")),
            "type": list(fills_of(raw, "type")),
            **{name: list(fills_of(raw, name, self.actor)) for name in ("speaker", "on_behalf_of")},
        }
        return Item(fills, bool(raw.get("optional")))

    def aggregate(self, raw: Mapping[str, Any]) -> Item:
        """An aggregate."""
        figure = (raw["low"], raw["high"])
        fills = {
            "quote": list(fills_of(raw, "quote")),
            "what": list(fills_of(raw, "what")),
            "figure": [Fill((figure,))] if figure != (None, None) else [],
            "period": list(_days(raw, "period_start", "period_end")),
            **{name: list(fills_of(raw, name, self.actor)) for name in ("by", "against", "source")},
        }
        return Item(fills, bool(raw.get("optional")))

    def notes(self, raw: Mapping[str, Any]) -> Item:
        """The notes on the article itself."""
        return Item(
            {
                "published_text": list(fills_of(raw, "published_text")),
                "agencies": [Fill((self.actor(each),)) for each in raw["agencies"]],
                "garbled_passages": [Fill((each,)) for each in raw["garbled_passages"]],
            }
        )

    def _tolls(self, raw: Mapping[str, Any]) -> list[Fill]:
        return [Fill((self.toll(each),), bool(each.get("optional"))) for each in raw["casualties"]]

    def _place(self, raw: Mapping[str, Any]) -> Iterator[Fill]:
        values = [raw["place_name"], *raw.get("alternatives", {}).get("place_name", ())]
        found = [place for name in values if (place := self.place(raw, name))]
        if found:
            yield Fill(tuple(found), len(found) < len(values))


def _incidents(same_actor: Comparator, same_toll: Comparator) -> Profile:
    slots: dict[str, Comparator] = {
        "type": alike.same_type,
        "initiators": same_actor,
        "targets": same_actor,
        "claimed_by": same_actor,
        "place": alike.same_place,
        "country": alike.exactly,
        "date": alike.same_days,
        "casualties": same_toll,
        "target_kinds": alike.exactly,
        **dict.fromkeys(_CLOSED, alike.exactly),
        **dict.fromkeys(_VERBATIM, alike.same_words),
        "operation": alike.exactly,
        "in_response_to": alike.exactly,
    }
    return Profile(slots, must=("type",), either=("initiators", "place", "targets"))


def _passages(same_actor: Comparator) -> dict[str, Profile]:
    """Statements and aggregates: what is found by the passage it stands in."""
    statements: dict[str, Comparator] = {
        "quote": alike.overlapping,
        "type": alike.exactly,
        "speaker": same_actor,
        "on_behalf_of": same_actor,
        "about": alike.exactly,
    }
    aggregates: dict[str, Comparator] = {
        "quote": alike.overlapping,
        "what": alike.exactly,
        "figure": alike.same_figure,
        "by": same_actor,
        "against": same_actor,
        "period": alike.same_days,
        "source": same_actor,
    }
    return {"statements": Profile(statements, must=("quote",)), "aggregates": Profile(aggregates, must=("quote",))}


def reference_fills(
    raw: Mapping[str, Any], name: str, same: Mapping[str, str] | None, optional: Iterable[str] = ()
) -> list[Fill]:
    """A field that refers to an incident or operation by its id, as the gold calls that one.

    Args:
        same: the gold's ids; what it does not have gets a name that nothing in the gold has. None for the gold itself.
        optional: ids of what need not be there, so that a reference to it need not be either.
    """
    fills = fills_of(raw, name, lambda id_: id_ if same is None else same.get(id_, f"? {id_}"))
    return [Fill(fill.values, fill.optional or raw[name] in optional) for fill in fills]


def fills_of(raw: Mapping[str, Any], name: str, made: Callable[[str], Any] = lambda value: value) -> Iterator[Fill]:
    """A field with one value, and what is as right as that; nothing where the text does not say."""
    alternatives = raw.get("alternatives", {}).get(name, ())
    values = [value for value in (raw[name], *alternatives) if value not in _NOTHING]
    if values:
        yield Fill(tuple(map(made, values)), len(values) <= len(alternatives))


def _days(raw: Mapping[str, Any], start: str, end: str) -> Iterator[Fill]:
    """A range of days; with alternatives for either end, each range that they make."""
    alternatives = raw.get("alternatives", {})
    ends = [[raw[name], *alternatives.get(name, ())] for name in (start, end)]
    days = [[date.fromisoformat(each) if isinstance(each, str) else each for each in values] for values in ends]
    ranges = [DateRange(first, last or first) for first, last in product(*days) if first and first <= (last or first)]
    if ranges:
        yield Fill(tuple(ranges), None in ends[0])
