"""Differences between two codings of one article: changed, added and removed items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.error_analysis import IncidentPair
from extractor.evaluation.scoring import Tally
from extractor.schema.rows import Row

_DESCRIBED = ("type", "date", "place", "initiators", "targets", "casualties")


class PairDiff(TypedDict):
    """Two aligned incidents: ids in A and B, and for each field that differs its name and both values."""

    a: str
    b: str
    summary: str
    changed: list[list[str]]


class UnmatchedIncident(TypedDict):
    """An incident of one side; `values` has the text of each field that is not empty."""

    id: str
    summary: str
    values: dict[str, str]
    evidence: list[str]


class ArticleDiff(TypedDict):
    """An article in A and B.

    `lost` and `new` are incidents that only A or only B has, `spare` those of A that gold marks as optional. `tables`
    has the lines of other items that only A or only B has, `changed` lists of where, field, value in A, value in B.
    `mistakes` is filled in by the comparison: side, kind, where, detail.
    """

    name: str
    states: list[str]
    pairs: list[PairDiff]
    lost: list[UnmatchedIncident]
    spare: list[UnmatchedIncident]
    new: list[UnmatchedIncident]
    tables: dict[str, list[list[str]]]
    changed: list[list[str]]
    mistakes: list[list[Any]]


def article_diff(name: str, before: Prediction, after: Prediction, score: ArticleScore) -> ArticleDiff:
    """Compare two codings of one article.

    Args:
        before, after: A and B.
        score: of B by A, as if A were gold.
    """
    sides = before.coding["incidents"], after.coding["incidents"]
    paired = ({pair.gold["id"] for pair in score.pairs}, {pair.predicted["id"] for pair in score.pairs})
    lost, new = ([raw for raw in side if raw["id"] not in ids] for side, ids in zip(sides, paired, strict=True))
    return {
        "name": name,
        "states": [before.state, after.state],
        "pairs": [_pair(pair) for pair in score.pairs],
        "lost": [_unmatched(raw) for raw in lost if not raw.get("optional")],
        "spare": [_unmatched(raw) for raw in lost if raw.get("optional")],
        "new": [_unmatched(raw) for raw in new],
        "tables": dict(_other_unmatched(before, after, score)),
        "changed": list(_other_changed(before, after, score)),
        "mistakes": [],
    }


def _other_unmatched(
    before: Prediction, after: Prediction, score: ArticleScore
) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each other table with the lines of its items that only A and only B has.

    Items with equal lines count as equal even if they were not aligned, such as an operation without incidents or
    casualties to align it by.
    """
    for table, indices in score.unmatched.items():
        if table == "incidents":
            continue
        a, b = (
            [_line(side.coding[table][at]) for at in left] for side, left in zip((before, after), indices, strict=True)
        )
        yield table, [[line for line in a if line not in b], [line for line in b if line not in a]]


def _other_changed(before: Prediction, after: Prediction, score: ArticleScore) -> Iterator[list[str]]:
    """Yield each field that differs in aligned items other than incidents: where, field, value in A, value in B."""
    for table, pairs in score.matched.items():
        if table != "incidents":
            for row, column, slots in pairs:
                a, b = before.coding[table][row], after.coding[table][column]
                where = f"{table}: {b.get('summary') or b.get('quote')}"
                yield from ([where, slot, *values] for slot, *values in _slots(slots, a, b))
    notes = score.tables["article"].matched_slots
    yield from (
        ["notes on the article", slot, *values]
        for slot, *values in _slots(notes, before.coding["article"], after.coding["article"])
    )


def _slots(slots: Mapping[str, Tally], a: Row, b: Row) -> Iterator[list[str]]:
    for slot, tally in slots.items():
        if _differs(tally) and slot != "members":  # the members of an operation are incidents, compared as such
            yield [slot, *(_value(slot, side) for side in (a, b))]


def _value(slot: str, raw: Row) -> str:
    if slot == "figure":
        return _number(raw)
    if slot == "period":
        return " to ".join(str(raw[name]) for name in ("period_start", "period_end") if raw[name])
    return describe(slot, raw)


def _line(raw: Row) -> str:
    """Describe an operation, a statement or an aggregate in one line."""
    number = _number(raw) if "what" in raw else describe("casualties", raw) if "casualties" in raw else None
    actors = [raw.get(name) for name in ("by", "against", "source", "on_behalf_of", "about")]
    parts = [
        raw.get("type", raw.get("what")),
        number,
        raw.get("speaker"),
        *actors,
        raw.get("summary"),
        raw.get("quote"),
    ]
    return ": ".join(str(part) for part in parts if part)


def _pair(pair: IncidentPair) -> PairDiff:
    changed = [
        [slot, describe(slot, pair.gold), describe(slot, pair.predicted)]
        for slot, tally in pair.slots.items()
        if _differs(tally)
    ]
    return {"a": pair.gold["id"], "b": pair.predicted["id"], "summary": pair.predicted["summary"], "changed": changed}


def _differs(tally: Tally) -> bool:
    return bool(tally.partial or tally.incorrect or tally.missing or tally.spurious)


def _unmatched(raw: Row) -> UnmatchedIncident:
    described = {name: describe(name, raw) for name in _DESCRIBED}
    return {
        "id": raw["id"],
        "summary": raw["summary"],
        "values": {name: text for name, text in described.items() if text},
        "evidence": list(raw["evidence"]),
    }


def describe(slot: str, raw: Row) -> str:
    """Describe the value of a slot in a few words; empty if it has none."""
    if slot in ("initiators", "targets"):
        return "; ".join(each["name"] for each in raw[slot])
    if slot == "date":
        ends = [str(raw[name]) for name in ("date_start", "date_end") if raw[name]]
        return " to ".join(dict.fromkeys(ends))
    if slot == "place":
        return str(raw["place_name"] or raw["place_text"] or "")
    if slot == "casualties":
        return "; ".join(map(_casualties, raw[slot]))
    value = raw[slot]
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _casualties(raw: Row) -> str:
    earlier = ", an earlier figure" if raw["superseded"] else ""
    return f"{_number(raw)} {raw['status'].replace('_', ' ')} ({raw['source'] or 'no source'}{earlier})"


def _number(raw: Row) -> str:
    low, high = raw["low"], raw["high"]
    if low is None:
        return "some" if high is None else f"up to {high}"
    return f"{low}" if low == high else f"{low}+" if high is None else f"{low}-{high}"
