"""Error analysis: the kinds of errors in a coding, and the rules that detect them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.core.span import Span
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.coding import PlainCoding, PlainIncident, PlainOperation
from extractor.evaluation.comparators import CasualtyCount, DateRange
from extractor.evaluation.scoring import CORRECT, Item, SlotTallies, Tally
from extractor.grounding.locate import QuoteLocator

ERROR_KINDS = (
    *("missed", "invented", "merged", "split", "background as main", "wrong place", "wrong date", "range collapsed"),
    *("killed and injured swapped", "cumulative casualties as incident casualties", "wrong actor", "claim flipped"),
    *("quote not verbatim", "quote does not support"),
)
LEAK_KINDS = ("aggregate as incident", "threat as act", "caption as main")
_OWN_CLAIM = {"claimed_by_actor", "acknowledged_by_actor"}
_THREATS = {"threat_or_vow", "warning_or_restraint", "demand"}
_SWAPPED = {"killed": "injured", "injured": "killed"}
_EMPTY = Tally()


@dataclass(frozen=True, order=True)
class CodingError:
    """One error in a coding.

    Attributes:
        kind: one of `ERROR_KINDS` or `LEAK_KINDS`.
        where: the id of the item (`i3`), or the ids of the gold and the predicted one (`i2/i3`).
        detail: the values or the summary concerned.
    """

    kind: str
    where: str
    detail: str


class QuoteSpans:
    """Spans of quotes within one article."""

    def __init__(self, text: str) -> None:
        self._ground = QuoteLocator(text)
        self._spans: dict[str, Span | None] = {}

    def span(self, quote: str) -> Span | None:
        """Find the first span of a quote; None if it is not in the article."""
        if quote not in self._spans:
            self._spans[quote] = self._ground.find(quote).span
        return self._spans[quote]

    def overlapping(self, quotes: Iterable[str], others: Iterable[str]) -> list[str]:
        """Return the quotes that overlap one of the others."""
        spans = [span for other in others if (span := self.span(other))]
        return [quote for quote in quotes if self.span(quote) and any(self._overlaps(quote, span) for span in spans)]

    def _overlaps(self, quote: str, span: Span) -> bool:
        """Return True if the occurrence of a quote nearest to a span overlaps it."""
        nearest = self._ground.find(quote, near=span).span
        return nearest is not None and nearest.start < span.end and span.start < nearest.end


def supporting_quotes(incident: PlainIncident, operations: Sequence[PlainOperation] = ()) -> list[str]:
    """Collect the quotes that support an incident: its evidence, its casualty figures and those of its operation."""
    quotes = [*incident["evidence"], *(each["quote"] for each in incident["casualties"])]
    for operation in operations:
        if operation["id"] == incident["operation"]:
            quotes += [each["quote"] for each in operation["casualties"]]
    return quotes


@dataclass(frozen=True)
class IncidentPair:
    """A gold incident and the predicted one aligned with it: as coded, as items, and slot by slot."""

    gold: PlainIncident
    predicted: PlainIncident
    items: tuple[Item, Item]
    slots: SlotTallies

    @property
    def where(self) -> str:
        """Both ids, the gold's first."""
        return f"{self.gold['id']}/{self.predicted['id']}"

    def slot(self, name: str) -> Tally:
        """Return the tally of a slot, zero if the slot is empty."""
        return self.slots.get(name, _EMPTY)


def pair_errors(pair: IncidentPair, profile: CodebookProfile, gold: PlainCoding) -> Iterator[CodingError]:
    """Yield the errors of a predicted incident that is aligned with a gold one.

    Args:
        gold: the gold coding of the whole article, for casualty figures of other items.
    """
    for kind, detail in (
        *_field_errors(pair),
        *_actor_errors(pair, profile),
        *_date_errors(pair),
        *_casualty_errors(pair, profile, gold),
    ):
        yield CodingError(kind, pair.where, detail)


def _field_errors(pair: IncidentPair) -> Iterator[tuple[str, str]]:
    gold, predicted = pair.gold, pair.predicted
    if pair.slot("salience").incorrect and predicted["salience"] == "main":
        yield "background as main", predicted["summary"]
        depictable = gold["type"] != "sanction_designation"  # a photo cannot show a sanction
        if depictable and gold["date_basis"] == "none" and gold["date_text"] is None:
            yield "caption as main", predicted["summary"]
    if pair.slot("place").incorrect or pair.slot("country").incorrect:
        places = ((each["place_name"] or each["place_text"], each["country"]) for each in (gold, predicted))
        yield "wrong place", "; ".join(f"{name}, {country}" for name, country in places)
    bases = {gold["basis"], predicted["basis"]}
    flipped = pair.slot("basis").incorrect and "accused_by_other" in bases and bases & _OWN_CLAIM
    if flipped or pair.slot("claimed_by").incorrect:
        claims = (f"{each['basis']} ({each['claimed_by']})" for each in (gold, predicted))
        yield "claim flipped", "; ".join(claims)


def _actor_errors(pair: IncidentPair, profile: CodebookProfile) -> Iterator[tuple[str, str]]:
    sides = {
        "initiators": (pair.gold["initiators"], pair.predicted["initiators"]),
        "targets": (pair.gold["targets"], pair.predicted["targets"]),
    }
    gold, predicted = pair.items
    for side, opposite in (("initiators", "targets"), ("targets", "initiators")):
        tally = pair.slot(side)
        if not (tally.incorrect or (side == "initiators" and tally.spurious)):
            continue
        names = "; ".join(", ".join(actor["name"] for actor in actors) or "-" for actors in sides[side])
        swapped = any(
            profile.compare_actors(ours.values[0], theirs.values[0]) == CORRECT
            for theirs in predicted.fills[side]
            for ours in gold.fills[opposite]
        )
        yield "wrong actor", f"{side}: {names}{' (swapped with the other side)' if swapped else ''}"


def _date_errors(pair: IncidentPair) -> Iterator[tuple[str, str]]:
    gold, predicted = (item.fills["date"] for item in pair.items)
    tally = pair.slot("date")
    if tally.incorrect or tally.spurious:
        yield (
            "wrong date",
            "; ".join(f"{each['date_start']} to {each['date_end']}" for each in (pair.gold, pair.predicted)),
        )
    elif tally.partial:
        ours, theirs = gold[0].values[0], predicted[0].values[0]
        assert isinstance(ours, DateRange)
        assert isinstance(theirs, DateRange)
        if theirs.end - theirs.start < ours.end - ours.start:
            yield "range collapsed", f"{ours.start} to {ours.end}; {theirs.start} to {theirs.end}"


def _casualty_errors(pair: IncidentPair, profile: CodebookProfile, gold: PlainCoding) -> Iterator[tuple[str, str]]:
    ours, theirs = ([fill.values[0] for fill in item.fills["casualties"]] for item in pair.items)
    correct = {(each.status, each.bounds) for each in ours}
    predicted = {(each.status, each.bounds) for each in theirs}
    of_operations = (profile.casualties(each) for operation in gold["operations"] for each in operation["casualties"])
    elsewhere = {(each.status, each.bounds) for each in of_operations} | {
        (each["what"], (each["low"], each["high"])) for each in gold["aggregates"]
    }
    for each in theirs:
        if (each.status, each.bounds) in correct or each.low is None:
            continue
        swapped = (_SWAPPED.get(each.status), each.bounds)
        if swapped in correct and swapped not in predicted:
            yield "killed and injured swapped", _described(each)
        elif (each.status, each.bounds) in elsewhere:
            yield "cumulative casualties as incident casualties", _described(each)
        elif wider := next((one for one in ours if _collapsed(one, each)), None):
            yield "range collapsed", f"{_described(wider)}; {_described(each)}"


def _collapsed(gold: CasualtyCount, predicted: CasualtyCount) -> bool:
    """Return True if the gold is a range and the prediction one number within it."""
    if gold.status != predicted.status or gold.low is None or predicted.low is None or gold.low == gold.high:
        return False
    within = gold.low <= predicted.low and (gold.high is None or predicted.low <= gold.high)
    return predicted.low == predicted.high and within


def _described(count: CasualtyCount) -> str:
    if count.low == count.high:
        return f"{count.status} {count.low}"
    return f"{count.status} {count.low}+" if count.high is None else f"{count.status} {count.low}-{count.high}"


def missed_error(incident: PlainIncident, compatible: Sequence[PlainIncident], spans: QuoteSpans) -> CodingError:
    """Name the error of a gold incident without a predicted one: merged into another one, or missed.

    Args:
        compatible: predicted incidents that are compatible with it and aligned with others.
    """
    quotes = supporting_quotes(incident)
    into = next((each for each in compatible if spans.overlapping(quotes, each["evidence"])), None)
    if into:
        return CodingError("merged", incident["id"], f"{incident['summary']} (into {into['id']})")
    return CodingError("missed", incident["id"], incident["summary"])


def spurious_error(
    incident: PlainIncident, compatible: Sequence[PlainIncident], spans: QuoteSpans, gold: PlainCoding
) -> CodingError:
    """Name the error of a predicted incident without a gold one: split off from another one, a leak, or invented.

    Args:
        compatible: gold incidents that are compatible with it and aligned with others.
    """
    evidence = incident["evidence"]
    source = next((each for each in compatible if spans.overlapping(evidence, supporting_quotes(each))), None)
    if source:
        return CodingError("split", incident["id"], f"{incident['summary']} (from {source['id']})")
    if spans.overlapping(evidence, [each["quote"] for each in gold["aggregates"]]):
        return CodingError("aggregate as incident", incident["id"], incident["summary"])
    if spans.overlapping(evidence, [each["quote"] for each in gold["statements"] if each["type"] in _THREATS]):
        return CodingError("threat as act", incident["id"], incident["summary"])
    return CodingError("invented", incident["id"], incident["summary"])
