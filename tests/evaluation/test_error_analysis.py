"""mistakes: the names of errors, each where it is and nowhere else."""

from typing import Any

import pytest

from extractor.evaluation.error_analysis import ERROR_KINDS, LEAK_KINDS
from tests.evaluated import ARTICLE, erbil, gold, judged, kinds, qaim, toll

AGGREGATE = {
    "what": "attacks", "low": 60, "high": None, "by": None, "against": None, "period_text": None,
    "period_start": None, "period_end": None, "source": None, "quote": "More than 60 attacks were reported since October",
}  # fmt: skip
THREAT = {
    "type": "threat_or_vow", "speaker": "Kataib Hezbollah", "on_behalf_of": None, "about": None,
    "quote": "We will answer every strike, said Kataib Hezbollah",
}  # fmt: skip
OPERATION = {"id": "op1", "summary": "Strikes.", "casualties": [toll(9)], "in_response_to": None}
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
    ("range collapsed", gold(erbil(casualties=[toll(3, 6)])), gold(erbil(casualties=[toll(4)]))),
    ("killed and injured swapped", gold(erbil()), gold(erbil(casualties=[toll(5, status="injured")]))),
    (
        "cumulative toll as incident toll",
        gold(erbil(operation="op1"), operations=[OPERATION]),
        gold(erbil(operation="op1", casualties=[toll(9)]), operations=[{**OPERATION, "casualties": []}]),
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


@pytest.mark.parametrize(("kind", "right", "said"), CASES, ids=[kind for kind, _, _ in CASES])
def test_each_kind(kind: str, right: dict[str, Any], said: dict[str, Any]) -> None:
    """The error is named, and every other that is named besides goes with it."""
    found = kinds(judged(right, said))
    assert kind in found
    with_it = {"caption as main": {"background as main"}}.get(kind, set())
    assert set(found) - {kind} - with_it <= {"quote does not support"}


def test_a_right_answer_has_none() -> None:
    """The gold itself is without a mistake, whatever it holds."""
    for _, right, _ in CASES:
        assert kinds(judged(right, right)) == []


def test_quotes_that_are_not_verbatim() -> None:
    """Each is named with its field and its words."""
    (mistake,) = judged(GOLD, GOLD, nowhere=[("i1.place_text", "Irbil")]).mistakes
    assert (mistake.kind, mistake.where, mistake.words) == ("quote not verbatim", "i1.place_text", "Irbil")


def test_swapped_sides_are_said() -> None:
    """An actor that stands on the other side is a wrong actor, and the words say why."""
    sides = [{"name": "Iran", "kind": "state_military"}], [{"name": "The United States", "kind": "state_military"}]
    right, said = erbil(initiators=sides[0], targets=sides[1]), erbil(initiators=sides[1], targets=sides[0])
    assert all("swapped" in mistake.words for mistake in judged(gold(right), gold(said)).mistakes)


def test_the_names_are_those_of_the_table() -> None:
    """Every kind that is ever named is in the lists, and each of them can be."""
    named = {kind for kind, _, _ in CASES} | {"quote not verbatim"}
    assert named == {*ERROR_KINDS, *LEAK_KINDS}
    assert all(mistake.words for _, right, said in CASES for mistake in judged(right, said, ARTICLE).mistakes)
