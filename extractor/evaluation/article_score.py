"""One article against its gold: every table, its quotes, and its mistakes by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.evaluation.codebook_profile import CodebookProfile, reference_fills
from extractor.evaluation.error_analysis import (
    CodingError,
    IncidentPair,
    QuoteSpans,
    of_missed,
    of_pair,
    of_spurious,
    shows,
)
from extractor.evaluation.scoring import (
    Alignment,
    Item,
    Profile,
    SlotTallies,
    TableScore,
    Tally,
    compatible,
    matched,
    score_slots,
)

Coding = Mapping[str, Any]
_REFERENCES = {
    "incidents": ("operation", "in_response_to"),
    "operations": ("in_response_to",),
    "statements": ("about",),
    "aggregates": (),
}
EMPTY_NOTES: Coding = {"published_text": None, "agencies": [], "garbled_passages": []}
EMPTY_CODING: Coding = {**{table: [] for table in _REFERENCES}, "article": EMPTY_NOTES}


@dataclass(frozen=True)
class Prediction:
    """What was said of one article.

    Attributes:
        name: the article's. text: the article as it was read.
        state: how it ended: ok, failed, pending; `kind` is the class of a failure.
        coding: what was coded, with quotes as plain strings; empty unless ok.
        quotes: how many quotes it has.
        nowhere: the fields whose quotes do not stand in the article, with the quotes.
    """

    name: str
    text: str = ""
    state: str = "ok"
    kind: str = ""
    coding: Coding = field(default_factory=lambda: EMPTY_CODING)
    quotes: int = 0
    nowhere: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ArticleScore:
    """What the prediction for one article came to.

    Attributes:
        name, state: the article's.
        scores: by table.
        support: evidence of matched incidents: quotes that show what the gold's show, and the others.
        verbatim: quotes that stand in the article, and those that do not.
        mistakes: errors by name.
        same: of the predicted incidents and operations that were taken for gold ones, the gold's ids.
        pairs: the gold incidents and the predicted ones that were taken for them.
        left: by table, the places of gold items that nothing was taken for, and of predicted ones taken for nothing.
        met: by table, the places of gold items and of the predicted ones that were taken for them, slot by slot.
    """

    name: str
    state: str
    scores: Mapping[str, TableScore]
    support: Tally
    verbatim: Tally
    mistakes: tuple[CodingError, ...]
    same: Mapping[str, str]
    pairs: tuple[IncidentPair, ...] = ()
    left: Mapping[str, tuple[Sequence[int], Sequence[int]]] = field(default_factory=dict)
    met: Mapping[str, Sequence[tuple[int, int, SlotTallies]]] = field(default_factory=dict)


def judge(book: CodebookProfile, gold: Coding, said: Prediction) -> ArticleScore:
    """Judge one article; one that did not end well has predicted nothing.

    Args:
        gold: its gold coding, quotes as plain strings.

    Raises:
        UsageError: scipy is not installed.
    """
    sides = gold, said.coding
    tables, same = _matched(book, sides)
    incidents = tables["incidents"]
    pairs = [_compared(sides, incidents, pair) for pair in incidents.found.pairs]
    passages = QuoteSpans(said.text)
    support, unsupported = _support(pairs, passages, gold)
    mistakes = [
        *(mistake for pair in pairs for mistake in of_pair(pair, book, gold)),
        *_left(incidents, sides, passages),
        *unsupported,
        *(CodingError("quote not verbatim", where, quote) for where, quote in said.nowhere),
    ]
    scores = {name: _summed(table) for name, table in tables.items()} | {"article": _notes(book, sides)}
    left = {name: (table.found.missed, table.found.spurious) for name, table in tables.items()}
    met = {name: table.found.pairs for name, table in tables.items()}
    verbatim = Tally(correct=said.quotes - len(said.nowhere), incorrect=len(said.nowhere))
    return ArticleScore(
        said.name,
        said.state,
        scores,
        support=support,
        verbatim=verbatim,
        mistakes=tuple(mistakes),
        same=same,
        pairs=tuple(pairs),
        left=left,
        met=met,
    )


_Sides = tuple[Sequence[Item], Sequence[Item]]


@dataclass(frozen=True)
class _Table:
    """A table of gold and prediction, and which item is which."""

    profile: Profile
    items: _Sides
    found: Alignment


def _matched(book: CodebookProfile, sides: tuple[Coding, Coding]) -> tuple[dict[str, _Table], dict[str, str]]:
    """Every table of items. First all are matched by what they say of themselves; then it is known which incident is
    which, and what they say of each other is compared too."""
    same: dict[str, str] = {}
    tables = {}
    for name in _REFERENCES:
        items = _items(book, name, sides, same)
        found = matched(book.profiles[name], *items)
        if name in ("incidents", "operations"):
            same |= {items[1][column].id: items[0][row].id for row, column, _ in found.pairs}
        tables[name] = _Table(book.profiles[name], items, found)
    return {name: _with_references(name, table, sides, same) for name, table in tables.items()}, same


def _with_references(name: str, table: _Table, sides: tuple[Coding, Coding], same: Mapping[str, str]) -> _Table:
    optional = {raw["id"] for raw in sides[0]["incidents"] if raw.get("optional")}
    ours, theirs = (
        _referring(items, coding[name], _REFERENCES[name], names, optional)
        for items, coding, names in zip(table.items, sides, (None, same), strict=True)
    )
    again = [
        (row, column, score_slots(table.profile, ours[row], theirs[column])) for row, column, _ in table.found.pairs
    ]
    return _Table(table.profile, (ours, theirs), replace(table.found, pairs=tuple(again)))


def _items(book: CodebookProfile, table: str, sides: tuple[Coding, Coding], same: Mapping[str, str]) -> _Sides:
    """The items of a table in gold and prediction, without what they say of others."""
    if table == "operations":
        ours, theirs = (
            [book.operation(raw, dict(_members(raw["id"], coding, names))) for raw in coding["operations"]]
            for coding, names in zip(sides, (None, same), strict=True)
        )
        return ours, theirs
    made = {"incidents": book.incident, "statements": book.statement, "aggregates": book.aggregate}[table]
    return [*map(made, sides[0][table])], [*map(made, sides[1][table])]


def _members(operation: str, coding: Coding, same: Mapping[str, str] | None) -> Iterator[tuple[str, bool]]:
    """The incidents that are part of an operation, as the gold calls them, and whether each need not be there."""
    for raw in coding["incidents"]:
        if raw["operation"] == operation:
            name = raw["id"] if same is None else same.get(raw["id"], f"? {raw['id']}")
            yield name, bool(raw.get("optional"))


def _referring(
    items: Sequence[Item],
    raws: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    same: Mapping[str, str] | None,
    optional: set[str],
) -> list[Item]:
    """The same items with the fields that refer to incidents and operations, all as the gold calls them."""
    free = optional if same is None else set[str]()
    return [
        replace(item, fills={**item.fills, **{name: reference_fills(raw, name, same, free) for name in names}})
        for item, raw in zip(items, raws, strict=True)
    ]


def _summed(table: _Table) -> TableScore:
    score = TableScore()
    score.take(table.profile, *table.items, table.found)
    return score


def _notes(book: CodebookProfile, sides: tuple[Coding, Coding]) -> TableScore:
    """The notes on the article: one item on each side, which needs no matching."""
    score = TableScore()
    score.add(score_slots(book.profiles["article"], *(book.notes(coding["article"]) for coding in sides)), matched=True)
    return score


def _compared(sides: tuple[Coding, Coding], table: _Table, pair: tuple[int, int, Mapping[str, Tally]]) -> IncidentPair:
    row, column, slots = pair
    gold, said = (coding["incidents"][at] for coding, at in zip(sides, (row, column), strict=True))
    return IncidentPair(gold, said, (table.items[0][row], table.items[1][column]), slots=slots)


def _support(pairs: Sequence[IncidentPair], passages: QuoteSpans, gold: Coding) -> tuple[Tally, list[CodingError]]:
    """Evidence that shows what the gold's shows, counted by quote; incidents none of whose quotes does."""
    total, wrong = Tally(), []
    for pair in pairs:
        quotes = [quote for quote in pair.said["evidence"] if passages.span(quote)]
        good = passages.overlap(quotes, shows(pair.gold, gold["operations"]))
        total += Tally(correct=len(good), incorrect=len(quotes) - len(good))
        if quotes and not good:
            wrong.append(CodingError("quote does not support", pair.where, quotes[0]))
    return total, wrong


def _left(table: _Table, sides: tuple[Coding, Coding], passages: QuoteSpans) -> Iterator[CodingError]:
    """Incidents of either side that nothing of the other was taken for."""
    profile, (ours, theirs), found = table.profile, table.items, table.found
    gold, said = sides[0]["incidents"], sides[1]["incidents"]
    rows, columns = {row for row, _, _ in found.pairs}, {column for _, column, _ in found.pairs}
    for row in found.missed:
        meets = [said[column] for column in sorted(columns) if compatible(profile, ours[row], theirs[column])]
        yield of_missed(gold[row], meets, passages)
    for column in found.spurious:
        met = [gold[row] for row in sorted(rows) if compatible(profile, ours[row], theirs[column])]
        yield of_spurious(said[column], met, passages, sides[0])
