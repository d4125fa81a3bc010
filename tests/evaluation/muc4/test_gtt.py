"""muc4 gtt: the simplified task of later papers."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.muc4.gtt import SCHEMES, SimpleTemplate, read_documents, score_documents
from tests.muc4 import folder


def _template(type_: str = "attack", **roles: list[tuple[str, ...]]) -> SimpleTemplate:
    empty: dict[str, list[tuple[str, ...]]] = {
        name: [] for name in ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
    }
    return SimpleTemplate(tuple(type_.split(" / ")), empty | roles)


def test_read_documents(tmp_path: Path) -> None:
    """Mentions are normalized; duplicate gold templates are dropped."""
    source = folder(tmp_path / "muc")
    gold = read_documents(source / "tstx-gtt-gold.jsonl", unique=True)["TSTX-0001"]
    assert len(gold) == 1
    assert (gold[0].types, gold[0].roles["PerpOrg"]) == (("bombing", "attack"), (("black hand", "bh"),))


def test_by_hand() -> None:
    """A template with the type and one of two entities correct scores as computed by hand."""
    gold = {"d": [_template(Target=[("bank", "bank office")], Victim=[("guard",), ("clerk",)])]}
    predicted = {"d": [_template(Target=[("bank",)], Victim=[("thief",)])]}
    micro = score_documents(gold, predicted, SCHEMES["GTT micro-F1"])
    assert (micro.correct_predicted, micro.predicted, micro.correct_gold, micro.gold) == (2, 3, 2, 4)
    phi3 = score_documents(gold, predicted, SCHEMES["CEAF-RME phi-3"])
    assert (phi3.correct_predicted, phi3.predicted, phi3.gold) == (1, 2, 4)
    subset = score_documents(gold, predicted, SCHEMES["CEAF-RME phi-subset"])
    assert (subset.correct_predicted, subset.predicted, subset.gold) == (1, 2, 3)


def test_types_must_agree() -> None:
    """Templates of different types score 0; one of several gold types is enough."""
    predicted = {"d": [_template("bombing", Target=[("bank",)])]}
    assert score_documents({"d": [_template("arson", Target=[("bank",)])]}, predicted, SCHEMES["GTT micro-F1"]).f1 == 0
    assert (
        score_documents(
            {"d": [_template("arson / bombing", Target=[("bank",)])]}, predicted, SCHEMES["GTT micro-F1"]
        ).f1
        == 100
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_perfect_and_empty(scheme: str) -> None:
    """The gold scores 100 against itself, an empty prediction 0."""
    gold = {"d": [_template(Target=[("bank",)]), _template("arson", Victim=[("guard",)])]}
    assert (score_documents(gold, gold, SCHEMES[scheme]).f1, score_documents(gold, {}, SCHEMES[scheme]).f1) == (100, 0)


@pytest.mark.parametrize("line", ["nothing", "[]", '{"docid": 1}', '{"docid": 1, "templates": [{}]}'])
def test_invalid_files(tmp_path: Path, line: str) -> None:
    """A line that is not a document is an error with its number."""
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"docid": "a", "templates": []}) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_documents(path)
    with pytest.raises(InputError, match="missing"):
        read_documents(tmp_path / "missing")
