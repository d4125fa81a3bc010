"""article_diff: differences between two codings of one article."""

import pytest

from extractor.evaluation.article_score import Prediction, score_article
from extractor.report.article_diff import article_diff, describe
from tests.conftest import coding, incident
from tests.evaluated import ARTICLE, casualties, erbil, profile, qaim


def test_both_sides_of_an_article() -> None:
    """Incidents are paired as in the evaluation; those of one side are lost, new or optional."""
    ours = coding(erbil(), {**qaim(), "optional": True})
    theirs = coding(
        erbil(damage="some"), incident(id="i9", type="other", place_text=None, place_name=None, evidence=["Iran"])
    )
    found = Prediction("a", ARTICLE, coding=theirs)
    made = article_diff("a", Prediction("a", coding=ours), found, score_article(profile(), ours, found))
    assert [(pair["a"], [slot for slot, *_ in pair["changed"]]) for pair in made["pairs"]] == [("i1", ["damage"])]
    assert [raw["id"] for raw in made["new"]] == ["i9"]
    assert ([raw["id"] for raw in made["lost"]], [raw["id"] for raw in made["spare"]]) == ([], [qaim()["id"]])
    assert made["states"] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("slot", "changes", "words"),
    [
        ("initiators", {"initiators": [{"name": "A"}, {"name": "B"}]}, "A; B"),
        ("date", {}, "2024-03-04"),
        ("date", {"date_start": None, "date_end": None}, ""),
        ("place", {"place_name": None}, "Gao"),
        ("target_kinds", {"target_kinds": ["airport", "person"]}, "airport, person"),
        ("casualties", {"casualties": [casualties(9, None) | {"high": None, "source": None}]}, "9+ killed (no source)"),
        ("casualties", {"casualties": [casualties(1, 2, superseded=True)]}, "1-2 killed (Baghdad, an earlier figure)"),
        ("casualties", {"casualties": [casualties(None, 9)]}, "up to 9 killed (Baghdad)"),
        ("admin1", {}, ""),
    ],
)
def test_descriptions(slot: str, changes: dict[str, object], words: str) -> None:
    """Each slot has a short description, empty without a value."""
    assert describe(slot, incident(**changes)) == words
