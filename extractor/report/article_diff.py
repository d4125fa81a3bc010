"""What differs between two codings of one article, in words: what changed, what is new, what is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.error_analysis import IncidentPair
from extractor.evaluation.scoring import Tally


def differing(name: str, before: Prediction, after: Prediction, score: ArticleScore) -> dict[str, Any]:
    """One article as two sides have it.

    Args:
        score: of B by A, as if A were gold.
    """
    sides = before.coding["incidents"], after.coding["incidents"]
    met = ({pair.gold["id"] for pair in score.pairs}, {pair.predicted["id"] for pair in score.pairs})
    lost, new = ([raw for raw in side if raw["id"] not in ids] for side, ids in zip(sides, met, strict=True))
    return {
        "name": name,
        "states": [before.state, after.state],
        "pairs": [_pair(pair) for pair in score.pairs],
        "lost": [_told(raw) for raw in lost if not raw.get("optional")],
        "spare": [_told(raw) for raw in lost if raw.get("optional")],
        "new": [_told(raw) for raw in new],
        "tables": dict(_others(before, after, score)),
        "changed": list(_changed(before, after, score)),
        "mistakes": [],
    }


def _others(before: Prediction, after: Prediction, score: ArticleScore) -> Iterator[tuple[str, list[list[str]]]]:
    """What else one side alone has, in lines. What both have in the same words is the same, though nothing else of it
    could be compared: an operation that neither incidents nor figures tell of."""
    for table, places in score.unmatched.items():
        if table == "incidents":
            continue
        ours, theirs = (
            [_line(side.coding[table][at]) for at in left] for side, left in zip((before, after), places, strict=True)
        )
        yield table, [[line for line in ours if line not in theirs], [line for line in theirs if line not in ours]]


def _changed(before: Prediction, after: Prediction, score: ArticleScore) -> Iterator[list[str]]:
    """What else both have and say differently: where, the field, and both values in words."""
    for table, pairs in score.matched.items():
        if table != "incidents":
            for row, column, slots in pairs:
                ours, theirs = before.coding[table][row], after.coding[table][column]
                where = f"{table}: {theirs.get('summary') or theirs.get('quote')}"
                yield from ([where, slot, *words] for slot, *words in _slots(slots, ours, theirs))
    notes = score.tables["article"].matched_slots
    yield from (
        ["notes on the article", slot, *words]
        for slot, *words in _slots(notes, before.coding["article"], after.coding["article"])
    )


def _slots(slots: Mapping[str, Tally], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[list[str]]:
    for slot, tally in slots.items():
        if _differs(tally) and slot != "members":  # whose members are the incidents, which stand above
            yield [slot, *(_value(slot, side) for side in (ours, theirs))]


def _value(slot: str, raw: Mapping[str, Any]) -> str:
    if slot == "figure":
        return _number(raw)
    if slot == "period":
        return " to ".join(str(raw[name]) for name in ("period_start", "period_end") if raw[name])
    return said(slot, raw)


def _line(raw: Mapping[str, Any]) -> str:
    """An operation, a statement or an aggregate in a line."""
    figure = _number(raw) if "what" in raw else said("casualties", raw) if "casualties" in raw else None
    sides = [raw.get(name) for name in ("by", "against", "source", "on_behalf_of", "about")]
    parts = [raw.get("type", raw.get("what")), figure, raw.get("speaker"), *sides, raw.get("summary"), raw.get("quote")]
    return ": ".join(str(part) for part in parts if part)


def _pair(pair: IncidentPair) -> dict[str, Any]:
    changed = [
        [slot, said(slot, pair.gold), said(slot, pair.predicted)]
        for slot, tally in pair.slots.items()
        if _differs(tally)
    ]
    return {"a": pair.gold["id"], "b": pair.predicted["id"], "summary": pair.predicted["summary"], "changed": changed}


def _differs(tally: Tally) -> bool:
    return bool(tally.partial or tally.incorrect or tally.missing or tally.spurious)


def _told(raw: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: said(name, raw) for name in ("type", "date", "place", "initiators", "targets", "casualties")}
    return {
        "id": raw["id"],
        "summary": raw["summary"],
        "told": {name: words for name, words in told.items() if words},
        "evidence": list(raw["evidence"]),
    }


def said(slot: str, raw: Mapping[str, Any]) -> str:
    """What an incident says in a slot, in a few words; empty where it says nothing."""
    if slot in ("initiators", "targets"):
        return "; ".join(each["name"] for each in raw[slot])
    if slot == "date":
        ends = [str(raw[name]) for name in ("date_start", "date_end") if raw[name]]
        return " to ".join(dict.fromkeys(ends))
    if slot == "place":
        return raw["place_name"] or raw["place_text"] or ""
    if slot == "casualties":
        return "; ".join(map(_figure, raw[slot]))
    value = raw[slot]
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _figure(raw: Mapping[str, Any]) -> str:
    earlier = ", an earlier figure" if raw["superseded"] else ""
    return f"{_number(raw)} {raw['status'].replace('_', ' ')} ({raw['source'] or 'no source'}{earlier})"


def _number(raw: Mapping[str, Any]) -> str:
    low, high = raw["low"], raw["high"]
    if low is None:
        return "some" if high is None else f"up to {high}"
    return f"{low}" if low == high else f"{low}+" if high is None else f"{low}-{high}"
