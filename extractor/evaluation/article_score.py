"""Score of one article against its gold: every table, the quotes, and the errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from extractor.evaluation.codebook_profile import CodebookProfile, reference_fills
from extractor.evaluation.coding import EMPTY_CODING, PlainCoding
from extractor.evaluation.error_analysis import (
    CodingError,
    IncidentPair,
    QuoteSpans,
    missed_error,
    pair_errors,
    spurious_error,
    supporting_quotes,
)
from extractor.evaluation.scoring import (
    AlignedPair,
    Alignment,
    Item,
    Profile,
    TableScore,
    Tally,
    align,
    compatible,
    score_slots,
)
from extractor.schema.rows import Row

_REFERENCES: Mapping[str, tuple[str, ...]] = {
    "incidents": ("operation", "in_response_to"),
    "operations": ("in_response_to",),
    "statements": ("about",),
    "aggregates": (),
}


@dataclass(frozen=True)
class Prediction:
    """The coding that a system predicts for one article.

    Attributes:
        name: the article's. text: the article as it was read.
        state: ok, partial, failed or pending. error_class: of a failure, or of what is left out.
        coding: quotes are plain strings; empty unless the state is ok or partial.
        quotes: their number.
        ungrounded: the fields whose quotes were not found in the article, with the quotes.
    """

    name: str
    text: str = ""
    state: str = "ok"
    error_class: str = ""
    coding: Row = field(default_factory=lambda: EMPTY_CODING)
    quotes: int = 0
    ungrounded: Sequence[tuple[str, str]] = ()

    @property
    def verbatim(self) -> Tally:
        """Quotes found in the article, and quotes not found."""
        return Tally(correct=self.quotes - len(self.ungrounded), incorrect=len(self.ungrounded))

    @property
    def quote_errors(self) -> list[CodingError]:
        """One error for each quote that was not found."""
        return [CodingError("quote not verbatim", where, quote) for where, quote in self.ungrounded]


@dataclass(frozen=True)
class ArticleScore:
    """Score of the prediction for one article.

    Attributes:
        name, state: the article's.
        tables: scores by table.
        support: evidence of aligned incidents: quotes that overlap the gold's, and the others.
        verbatim: quotes found in the article, and quotes not found.
        errors: see `error_analysis`.
        gold_ids: the gold's ids of predicted incidents and operations that are aligned, by their predicted ids.
        pairs: the aligned incidents.
        unmatched: by table, the indices of missed gold items and of spurious predicted ones.
        matched: by table, the aligned items.
    """

    name: str
    state: str
    tables: Mapping[str, TableScore]
    support: Tally
    verbatim: Tally
    errors: tuple[CodingError, ...]
    gold_ids: Mapping[str, str]
    pairs: tuple[IncidentPair, ...] = ()
    unmatched: Mapping[str, tuple[Sequence[int], Sequence[int]]] = field(default_factory=dict)
    matched: Mapping[str, Sequence[AlignedPair]] = field(default_factory=dict)


def score_article(profile: CodebookProfile, gold: Row, predicted: Prediction) -> ArticleScore:
    """Score one article with the codebook's profile; a prediction that is not ok is empty.

    Args:
        gold: its gold coding, a `PlainCoding`.

    Raises:
        UsageError: scipy is not installed.
    """
    codings = cast(PlainCoding, gold), cast(PlainCoding, predicted.coding)
    tables, gold_ids = _aligned_tables(profile, codings)
    incidents = tables["incidents"]
    pairs = [_incident_pair(codings, incidents, pair) for pair in incidents.alignment.pairs]
    spans = QuoteSpans(predicted.text)
    support, unsupported = _support(pairs, spans, codings[0])
    errors = [
        *(error for pair in pairs for error in pair_errors(pair, profile, codings[0])),
        *_unmatched_errors(incidents, codings, spans),
        *unsupported,
        *predicted.quote_errors,
    ]
    return ArticleScore(
        predicted.name,
        predicted.state,
        {name: table.score() for name, table in tables.items()} | {"article": _score_notes(profile, codings)},
        support=support,
        verbatim=predicted.verbatim,
        errors=tuple(errors),
        gold_ids=gold_ids,
        pairs=tuple(pairs),
        unmatched={name: (table.alignment.missed, table.alignment.spurious) for name, table in tables.items()},
        matched={name: table.alignment.pairs for name, table in tables.items()},
    )


_Codings = tuple[PlainCoding, PlainCoding]  # gold, predicted
_Items = tuple[Sequence[Item], Sequence[Item]]  # likewise


@dataclass(frozen=True)
class _Table:
    """A table of gold and prediction, aligned."""

    profile: Profile
    items: _Items
    alignment: Alignment

    def score(self) -> TableScore:
        score = TableScore()
        score.add_document(self.profile, *self.items, self.alignment)
        return score


def _aligned_tables(profile: CodebookProfile, codings: _Codings) -> tuple[dict[str, _Table], dict[str, str]]:
    """Align all tables without references; then score the references, which need the alignment of incidents.

    Returns the tables, and the gold's ids of predicted incidents and operations.
    """
    gold_ids: dict[str, str] = {}
    tables = {}
    for name in _REFERENCES:
        items = _items(profile, name, codings, gold_ids)
        alignment = align(profile.profiles[name], *items)
        if name in ("incidents", "operations"):
            gold_ids |= {items[1][column].id: items[0][row].id for row, column, _ in alignment.pairs}
        tables[name] = _Table(profile.profiles[name], items, alignment)
    return {name: _with_references(name, table, codings, gold_ids) for name, table in tables.items()}, gold_ids


def _items(profile: CodebookProfile, table: str, codings: _Codings, gold_ids: Mapping[str, str]) -> _Items:
    """Convert a table of gold and prediction to items without references."""
    gold, predicted = codings
    match table:
        case "incidents":
            return [*map(profile.incident, gold["incidents"])], [*map(profile.incident, predicted["incidents"])]
        case "operations":
            return _operations(profile, gold, None), _operations(profile, predicted, gold_ids)
        case "statements":
            return [*map(profile.statement, gold["statements"])], [*map(profile.statement, predicted["statements"])]
        case _:
            return [*map(profile.aggregate, gold["aggregates"])], [*map(profile.aggregate, predicted["aggregates"])]


def _operations(profile: CodebookProfile, coding: PlainCoding, gold_ids: Mapping[str, str] | None) -> list[Item]:
    """Convert operations, which are compared by their incidents.

    Args:
        gold_ids: as for `reference_fills`.
    """
    items = []
    for operation in coding["operations"]:
        members = {
            raw["id"] if gold_ids is None else gold_ids.get(raw["id"], f"? {raw['id']}"): bool(raw.get("optional"))
            for raw in coding["incidents"]
            if raw["operation"] == operation["id"]
        }
        items.append(profile.operation(operation, members))
    return items


def _with_references(name: str, table: _Table, codings: _Codings, gold_ids: Mapping[str, str]) -> _Table:
    """Add the fields that refer to incidents and operations, and tally the aligned items again."""
    rows = [cast(Mapping[str, Sequence[Row]], coding)[name] for coding in codings]
    optional = {raw["id"] for raw in codings[0]["incidents"] if raw.get("optional")}
    fields = _REFERENCES[name]
    gold = [
        replace(item, fills={**item.fills, **{each: reference_fills(raw, each, None, optional) for each in fields}})
        for item, raw in zip(table.items[0], rows[0], strict=True)
    ]
    predicted = [
        replace(item, fills={**item.fills, **{each: reference_fills(raw, each, gold_ids) for each in fields}})
        for item, raw in zip(table.items[1], rows[1], strict=True)
    ]
    pairs = tuple(
        AlignedPair(row, column, score_slots(table.profile, gold[row], predicted[column]))
        for row, column, _ in table.alignment.pairs
    )
    return _Table(table.profile, (gold, predicted), replace(table.alignment, pairs=pairs))


def _score_notes(profile: CodebookProfile, codings: _Codings) -> TableScore:
    """Score the notes on the article: one item on each side, which needs no alignment."""
    score = TableScore()
    gold, predicted = (profile.notes(coding["article"]) for coding in codings)
    score.add_slots(score_slots(profile.profiles["article"], gold, predicted), matched=True)
    return score


def _incident_pair(codings: _Codings, table: _Table, pair: AlignedPair) -> IncidentPair:
    gold, predicted = codings[0]["incidents"][pair.gold], codings[1]["incidents"][pair.predicted]
    items = table.items[0][pair.gold], table.items[1][pair.predicted]
    return IncidentPair(gold, predicted, items, slots=pair.slots)


def _support(pairs: Sequence[IncidentPair], spans: QuoteSpans, gold: PlainCoding) -> tuple[Tally, list[CodingError]]:
    """Count evidence that overlaps the gold's quotes; an incident with none that does is an error."""
    tally, errors = Tally(), []
    for pair in pairs:
        quotes = [quote for quote in pair.predicted["evidence"] if spans.span(quote)]
        supported = spans.overlapping(quotes, supporting_quotes(pair.gold, gold["operations"]))
        tally += Tally(correct=len(supported), incorrect=len(quotes) - len(supported))
        if quotes and not supported:
            errors.append(CodingError("quote does not support", pair.where, quotes[0]))
    return tally, errors


def _unmatched_errors(table: _Table, codings: _Codings, spans: QuoteSpans) -> Iterator[CodingError]:
    """Yield the errors of missed and spurious incidents."""
    (ours, theirs), alignment = table.items, table.alignment
    gold, predicted = codings[0]["incidents"], codings[1]["incidents"]
    rows, columns = sorted(pair.gold for pair in alignment.pairs), sorted(pair.predicted for pair in alignment.pairs)
    for row in alignment.missed:
        possible = [predicted[column] for column in columns if compatible(table.profile, ours[row], theirs[column])]
        yield missed_error(gold[row], possible, spans)
    for column in alignment.spurious:
        possible = [gold[row] for row in rows if compatible(table.profile, ours[row], theirs[column])]
        yield spurious_error(predicted[column], possible, spans, codings[0])
