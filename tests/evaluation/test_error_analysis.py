"""error_analysis: each kind of error, and quotes by their spans."""

from typing import Any

import pytest

from extractor.evaluation.error_analysis import ERROR_KINDS, LEAK_KINDS, QuoteSpans, supporting_quotes
from tests.evaluated import ARTICLE, casualties, erbil, error_kinds, gold, qaim, score_of

AGGREGATE = {
    "what": "attacks", "low": 60, "high": None, "by": None, "against": None, "period_text": None,
    "period_start": None, "period_end": None, "source": None, "quote": "More than 60 attacks were reported since October",
}  # fmt: skip
THREAT = {
    "type": "threat_or_vow", "speaker": "Kataib Hezbollah", "on_behalf_of": None, "about": None,
    "quote": "We will answer every strike, said Kataib Hezbollah",
}  # fmt: skip
OPERATION = {"id": "op1", "summary": "Strikes.", "casualties": [casualties(9)], "in_response_to": None}
GOLD = gold(aggregates=[AGGREGATE], statements=[THREAT])
MOSUL = {"place_name": "Mosul", "place_text": "Mosul"}
MONDAY = {"date_start": "2024-03-04", "date_end": "2024-03-04", "date_precision": "exact_day"}
BACKGROUND = erbil(salience="background")
CAPTION = BACKGROUND | {
    "date_text": None, "date_start": None, "date_end": None, "date_precision": "unknown", "date_basis": "none",
}  # fmt: skip

CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("missed", GOLD, gold(erbil())),
    ("invented", GOLD, gold(erbil(), qaim(), qaim(id="i3", **MOSUL, evidence=["Baghdad said"]))),
    ("split", GOLD, gold(erbil(), qaim(), qaim(id="i3"))),
    ("merged", gold(erbil(), erbil(id="i2", **MOSUL)), gold(erbil(place_name="Erbil"))),
    ("background as main", gold(BACKGROUND), gold(erbil())),
    ("caption as main", gold(CAPTION), gold(CAPTION | {"salience": "main"})),
    ("wrong place", gold(erbil()), gold(erbil(**MOSUL))),
    ("wrong date", gold(erbil()), gold(erbil(date_start="2024-02-26", date_end="2024-02-26"))),
    ("wrong date", gold(CAPTION), gold(BACKGROUND)),
    ("range collapsed", gold(qaim()), gold(qaim(**MONDAY))),
    ("range collapsed", gold(erbil(casualties=[casualties(3, 6)])), gold(erbil(casualties=[casualties(4)]))),
    ("killed and injured swapped", gold(erbil()), gold(erbil(casualties=[casualties(5, status="injured")]))),
    (
        "cumulative casualties as incident casualties",
        gold(erbil(operation="op1"), operations=[OPERATION]),
        gold(erbil(operation="op1", casualties=[casualties(9)]), operations=[{**OPERATION, "casualties": []}]),
    ),
    ("wrong actor", gold(erbil()), gold(erbil(initiators=[{"name": "The United States", "kind": "state_military"}]))),
    ("wrong actor", gold(erbil(initiators=[])), gold(erbil())),
    (
        "claim flipped",
        gold(qaim()),
        gold(qaim(basis="accused_by_other", claimed_by=None)),
    ),
    ("claim flipped", gold(qaim()), gold(qaim(claimed_by="Baghdad"))),
    ("quote does not support", gold(erbil()), gold(erbil(evidence=["Kataib Hezbollah"]))),
    ("aggregate as incident", GOLD, gold(erbil(), qaim(), erbil(id="i3", **MOSUL, evidence=["More than 60 attacks"]))),
    ("threat as act", GOLD, gold(erbil(), qaim(), erbil(id="i3", **MOSUL, evidence=["We will answer every strike"]))),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "right", "predicted"), CASES, ids=[kind for kind, _, _ in CASES])
def test_each_kind(kind: str, right: dict[str, Any], predicted: dict[str, Any]) -> None:
    """Each error is detected, with no others than those it implies."""
    found = error_kinds(score_of(right, predicted))
    assert kind in found
    implied = {"caption as main": {"background as main"}}.get(kind, set())
    assert set(found) - {kind} - implied <= {"quote does not support"}


def test_gold_has_no_errors() -> None:
    """The gold has no errors against itself."""
    for _, right, _ in CASES:
        assert error_kinds(score_of(right, right)) == []


def test_ungrounded_quotes() -> None:
    """Each quote that was not found is an error with its field and its text."""
    (error,) = score_of(GOLD, GOLD, ungrounded=[("i1.place_text", "Irbil")]).errors
    assert (error.kind, error.where, error.detail) == ("quote not verbatim", "i1.place_text", "Irbil")


def test_swapped_sides() -> None:
    """An actor on the wrong side is a wrong actor, and the detail says so."""
    sides = [{"name": "Iran", "kind": "state_military"}], [{"name": "The United States", "kind": "state_military"}]
    right, predicted = erbil(initiators=sides[0], targets=sides[1]), erbil(initiators=sides[1], targets=sides[0])
    assert all("swapped" in error.detail for error in score_of(gold(right), gold(predicted)).errors)


def test_kinds_are_complete() -> None:
    """The cases cover exactly the listed kinds of errors."""
    named = {kind for kind, _, _ in CASES} | {"quote not verbatim"}
    assert named == {*ERROR_KINDS, *LEAK_KINDS}
    assert all(error.detail for _, right, predicted in CASES for error in score_of(right, predicted, ARTICLE).errors)


def test_overlapping_quotes() -> None:
    """Quotes overlap by their spans in the article; one that was not found overlaps none."""
    spans = QuoteSpans(ARTICLE)
    quotes = ["missiles at Erbil on Monday, killing", "More than 60 attacks", "it was said"]
    assert spans.overlapping(quotes, ["Iran fired missiles at Erbil"]) == quotes[:1]
    assert spans.overlapping(quotes, ["nowhere at all"]) == []


def test_supporting_quotes() -> None:
    """The evidence, the casualty figures, and those of the operation support an incident."""
    operations: list[Any] = [
        {"id": "op1", "casualties": [casualties(9, quote="nine died")]},
        {"id": "op2", "casualties": [casualties(1)]},
    ]
    incident: Any = erbil(operation="op1")
    assert supporting_quotes(incident, operations) == [*incident["evidence"], "killing five people", "nine died"]
