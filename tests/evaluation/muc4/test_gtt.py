"""gtt: the simplified MUC-4 task of later papers."""

import json
from pathlib import Path

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.muc4.gtt import SCHEMES, SimpleTemplate, ratio, read_simple
from tests.muc4 import folder


def _simple(type_: str = "attack", **roles: list[tuple[str, ...]]) -> SimpleTemplate:
    empty: dict[str, list[tuple[str, ...]]] = {
        name: [] for name in ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
    }
    return SimpleTemplate(tuple(type_.split(" / ")), empty | roles)


def test_reading(tmp_path: Path) -> None:
    """Mentions lose case, punctuation, articles and offsets; of equal gold templates one is kept."""
    there = folder(tmp_path / "muc")
    gold = read_simple(there / "tstx-gtt-gold.jsonl", once=True)["TSTX-0001"]
    assert len(gold) == 1
    assert (gold[0].types, gold[0].roles["PerpOrg"]) == (("bombing", "attack"), (("black hand", "bh"),))


def test_by_hand() -> None:
    """Type, one right entity and one wrong one: three predicted values of which two are right, four gold ones."""
    gold = {"d": [_simple(Target=[("bank", "bank office")], Victim=[("guard",), ("clerk",)])]}
    said = {"d": [_simple(Target=[("bank",)], Victim=[("thief",)])]}
    micro = ratio(gold, said, SCHEMES["GTT micro-F1"])
    assert (micro.right_of_said, micro.said, micro.right_of_gold, micro.gold) == (2, 3, 2, 4)
    phi3 = ratio(gold, said, SCHEMES["CEAF-RME phi-3"])
    assert (phi3.right_of_said, phi3.said, phi3.gold) == (1, 2, 4)
    subset = ratio(gold, said, SCHEMES["CEAF-RME phi-subset"])
    assert (subset.right_of_said, subset.said, subset.gold) == (1, 2, 3)


def test_types_must_agree() -> None:
    """Templates of another type never meet; of several types in the gold one is enough."""
    said = {"d": [_simple("bombing", Target=[("bank",)])]}
    assert ratio({"d": [_simple("arson", Target=[("bank",)])]}, said, SCHEMES["GTT micro-F1"]).f1 == 0
    assert ratio({"d": [_simple("arson / bombing", Target=[("bank",)])]}, said, SCHEMES["GTT micro-F1"]).f1 == 100


@pytest.mark.parametrize("scheme", SCHEMES)
def test_perfect_and_empty(scheme: str) -> None:
    """The gold itself scores 100, nothing scores 0."""
    gold = {"d": [_simple(Target=[("bank",)]), _simple("arson", Victim=[("guard",)])]}
    assert (ratio(gold, gold, SCHEMES[scheme]).f1, ratio(gold, {}, SCHEMES[scheme]).f1) == (100, 0)


@pytest.mark.parametrize("line", ["nothing", "[]", '{"docid": 1}', '{"docid": 1, "templates": [{}]}'])
def test_other_files(tmp_path: Path, line: str) -> None:
    """A line that is no document is named with its number."""
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"docid": "a", "templates": []}) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_simple(path)
    with pytest.raises(InputError, match="missing"):
        read_simple(tmp_path / "missing")
