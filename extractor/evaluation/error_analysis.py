"""The names of errors, and when an answer has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.core.span import Span
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.comparators import CasualtyCount, DateRange
from extractor.evaluation.scoring import Item, SlotTallies, Tally
from extractor.grounding.locate import Ground


class QuoteSpans:
    """Quotes of gold and prediction as stretches of one article."""

    def __init__(self, text: str) -> None:
        self._ground = Ground(text)
        self._found: dict[str, Span | None] = {}

    def span(self, quote: str) -> Span | None:
        """Where a quote stands; None where it stands nowhere."""
        if quote not in self._found:
            self._found[quote] = self._ground.find(quote).span
        return self._found[quote]

    def overlap(self, quotes: Iterable[str], others: Iterable[str]) -> list[str]:
        """Those of the quotes that share a stretch of the article with one of the others."""
        spans = [span for other in others if (span := self.span(other))]
        return [quote for quote in quotes if self.span(quote) and any(self._meets(quote, span) for span in spans)]

    def _meets(self, quote: str, span: Span) -> bool:
        """Whether a quote, which may stand in several places, stands in that stretch."""
        own = self._ground.find(quote, near=span).span
        return own is not None and own.start < span.end and span.start < own.end


def shows(raw: Mapping[str, Any], around: Sequence[Mapping[str, Any]] = ()) -> list[str]:
    """The passages that show an incident: its evidence, its figures, and those of the operation it is part of."""
    return list(_passages(raw, around))


def _passages(raw: Mapping[str, Any], around: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from raw["evidence"]
    yield from (toll["quote"] for toll in raw["casualties"])
    for operation in around:
        if operation["id"] == raw["operation"]:
            yield from (toll["quote"] for toll in operation["casualties"])


ERROR_KINDS = (
    *("missed", "invented", "merged", "split", "background as main", "wrong place", "wrong date", "range collapsed"),
    *("killed and injured swapped", "cumulative toll as incident toll", "wrong actor", "claim flipped"),
    *("quote not verbatim", "quote does not support"),
)
LEAK_KINDS = ("aggregate as incident", "threat as act", "caption as main")
_OWN = {"claimed_by_actor", "acknowledged_by_actor"}
_THREATS = {"threat_or_vow", "warning_or_restraint", "demand"}
_NONE = Tally()


@dataclass(frozen=True, order=True)
class CodingError:
    """One error: its kind, where it is (`i3`, `i2/i3` for gold and predicted), and what it is in words."""

    kind: str
    where: str
    words: str


@dataclass(frozen=True)
class IncidentPair:
    """A gold incident and the predicted one that is taken for it: as they are written, as items, slot by slot."""

    gold: Mapping[str, Any]
    said: Mapping[str, Any]
    items: tuple[Item, Item]
    slots: SlotTallies

    @property
    def where(self) -> str:
        """Both ids."""
        return f"{self.gold['id']}/{self.said['id']}"

    def slot(self, name: str) -> Tally:
        """How one slot came out."""
        return self.slots.get(name, _NONE)


def of_pair(pair: IncidentPair, book: CodebookProfile, gold: Mapping[str, Any]) -> Iterator[CodingError]:
    """What is wrong with a predicted incident that was taken for a gold one.

    Args:
        gold: the gold coding of the whole article, for tolls that belong elsewhere.
    """
    for kind, words in (
        *_simple(pair),
        *_actors(pair, book),
        *_dates(pair),
        *_tolls(pair, book, gold),
    ):
        yield CodingError(kind, pair.where, words)


def _simple(pair: IncidentPair) -> Iterator[tuple[str, str]]:
    gold, said = pair.gold, pair.said
    if pair.slot("salience").incorrect and said["salience"] == "main":
        yield "background as main", said["summary"]
        shown = gold["type"] != "sanction_designation"  # which no photo shows
        if shown and gold["date_basis"] == "none" and gold["date_text"] is None:
            yield "caption as main", said["summary"]
    if pair.slot("place").incorrect or pair.slot("country").incorrect:
        places = ((each["place_name"] or each["place_text"], each["country"]) for each in (gold, said))
        yield "wrong place", "; ".join(f"{name}, {country}" for name, country in places)
    bases = {gold["basis"], said["basis"]}
    flipped = pair.slot("basis").incorrect and "accused_by_other" in bases and bases & _OWN
    if flipped or pair.slot("claimed_by").incorrect:
        each = (f"{coding['basis']} ({coding['claimed_by']})" for coding in (gold, said))
        yield "claim flipped", "; ".join(each)


def _actors(pair: IncidentPair, book: CodebookProfile) -> Iterator[tuple[str, str]]:
    gold, said = pair.items
    for side, other in (("initiators", "targets"), ("targets", "initiators")):
        tally = pair.slot(side)
        if not (tally.incorrect or (side == "initiators" and tally.spurious)):
            continue
        names = "; ".join(", ".join(each["name"] for each in coding[side]) or "-" for coding in (pair.gold, pair.said))
        swapped = any(
            book.same_actor(mine.values[0], theirs.values[0]) == 1.0
            for theirs in said.fills[side]
            for mine in gold.fills[other]
        )
        yield "wrong actor", f"{side}: {names}{' (swapped with the other side)' if swapped else ''}"


def _dates(pair: IncidentPair) -> Iterator[tuple[str, str]]:
    gold, said = (item.fills["date"] for item in pair.items)
    tally = pair.slot("date")
    if tally.incorrect or tally.spurious:
        shown = (f"{coding['date_start']} to {coding['date_end']}" for coding in (pair.gold, pair.said))
        yield "wrong date", "; ".join(shown)
    elif tally.partial:
        mine, theirs = gold[0].values[0], said[0].values[0]
        assert isinstance(mine, DateRange)
        assert isinstance(theirs, DateRange)
        if theirs.end - theirs.start < mine.end - mine.start:
            yield "range collapsed", f"{mine.start} to {mine.end}; {theirs.start} to {theirs.end}"


def _tolls(pair: IncidentPair, book: CodebookProfile, gold: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    mine: list[CasualtyCount] = [fill.values[0] for fill in pair.items[0].fills["casualties"]]
    known = {(toll.status, toll.figure) for toll in mine}
    elsewhere = {
        (toll.status, toll.figure)
        for operation in gold["operations"]
        for toll in map(book.toll, operation["casualties"])
    } | {(each["what"], (each["low"], each["high"])) for each in gold["aggregates"]}
    said = {(fill.values[0].status, fill.values[0].figure) for fill in pair.items[1].fills["casualties"]}
    for fill in pair.items[1].fills["casualties"]:
        toll: CasualtyCount = fill.values[0]
        if (toll.status, toll.figure) in known or toll.low is None:
            continue
        shown = f"{toll.status} {_range(toll)}"
        other = {"killed": "injured", "injured": "killed"}.get(toll.status)
        if (other, toll.figure) in known and (other, toll.figure) not in said:
            yield "killed and injured swapped", shown
        elif (toll.status, toll.figure) in elsewhere:
            yield "cumulative toll as incident toll", shown
        elif wider := next((each for each in mine if _collapses(each, toll)), None):
            yield "range collapsed", f"{wider.status} {_range(wider)}; {shown}"


def _collapses(gold: CasualtyCount, said: CasualtyCount) -> bool:
    if gold.status != said.status or gold.low is None or said.low is None or gold.low == gold.high:
        return False
    return said.low == said.high and gold.low <= said.low and (gold.high is None or said.low <= gold.high)


def _range(toll: CasualtyCount) -> str:
    if toll.low == toll.high:
        return str(toll.low)
    return f"{toll.low}+" if toll.high is None else f"{toll.low}-{toll.high}"


def of_missed(raw: Mapping[str, Any], meets: Sequence[Mapping[str, Any]], passages: QuoteSpans) -> CodingError:
    """A gold incident that nothing was taken for: merged into one of those that could be it, or missed.

    Args:
        meets: predicted incidents that could be it and were taken for others.
    """
    into = next((said for said in meets if passages.overlap(shows(raw), said["evidence"])), None)
    if into:
        return CodingError("merged", raw["id"], f"{raw['summary']} (into {into['id']})")
    return CodingError("missed", raw["id"], raw["summary"])


def of_spurious(
    raw: Mapping[str, Any], meets: Sequence[Mapping[str, Any]], passages: QuoteSpans, gold: Mapping[str, Any]
) -> CodingError:
    """A predicted incident that is none of the gold's: split off from one that it could be, a leak, or invented.

    Args:
        meets: gold incidents that it could be and that others were taken for.
    """
    evidence = raw["evidence"]
    from_ = next((mine for mine in meets if passages.overlap(evidence, shows(mine))), None)
    if from_:
        return CodingError("split", raw["id"], f"{raw['summary']} (from {from_['id']})")
    if passages.overlap(evidence, [each["quote"] for each in gold["aggregates"]]):
        return CodingError("aggregate as incident", raw["id"], raw["summary"])
    if passages.overlap(evidence, [each["quote"] for each in gold["statements"] if each["type"] in _THREATS]):
        return CodingError("threat as act", raw["id"], raw["summary"])
    return CodingError("invented", raw["id"], raw["summary"])
