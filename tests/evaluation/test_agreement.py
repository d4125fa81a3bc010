"""agreement: two coders of the same articles."""

from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation.agreement import cohens_kappa, disagreements, measure_agreement
from extractor.evaluation.gold import Gold
from tests.evaluated import ARTICLE, erbil, gold, profile, qaim

TEXTS = {"a.txt": ARTICLE}


def _gold(coding: dict[str, Any], name: str = "a.txt") -> Gold:
    return Gold(Path("g"), {name: Path(f"g/{name}.json")}, {name: coding})


ONE = _gold(gold(erbil(), qaim()))
OTHER = _gold(
    gold(
        qaim(id="i1", weapon="rocket"),
        erbil(id="i2", salience="background"),
        erbil(id="i3", place_name="Baghdad", place_text="Baghdad"),
    )
)


def test_two_codings() -> None:
    """Agreement has F1 of items and fields, and kappa of closed lists."""
    found = measure_agreement(ONE, OTHER, TEXTS, profile())
    assert found.items["incidents"] == pytest.approx(4 / 5)
    assert found.fields["place"] == 1
    assert found.fields["weapon"] == 0
    assert found.kappas["salience"] == 0
    assert found.kappas["type"] == 1


def test_symmetric() -> None:
    """Exchanging the coders makes no difference."""
    one, other = (measure_agreement(*pair, TEXTS, profile()) for pair in ((ONE, OTHER), (OTHER, ONE)))
    assert (one.items, one.fields, one.kappas) == (other.items, other.fields, other.kappas)


def test_same_coding() -> None:
    """A coding agrees with itself; marks are ignored."""
    marked = _gold(gold(erbil(optional=True), qaim(alternatives={"weapon": ["rocket"]})))
    found = measure_agreement(ONE, marked, TEXTS, profile())
    assert set(found.fields.values()) == {1}
    assert list(disagreements(found, ONE, marked, profile())) == []


def test_disagreements() -> None:
    """There is a row for each field that differs and each incident that one coder lacks."""
    rows = list(disagreements(measure_agreement(ONE, OTHER, TEXTS, profile()), ONE, OTHER, profile()))
    assert [(row["a"], row["b"], row["field"]) for row in rows] == [
        ("i1", "i2", "salience"),
        ("i2", "i1", "weapon"),
        ("", "i3", ""),
    ]
    assert (rows[1]["in_a"], rows[1]["in_b"], rows[1]["decision"]) == ("unknown", "rocket", "")


def test_other_articles() -> None:
    """Articles of one coder only are left out."""
    assert measure_agreement(ONE, _gold(gold(), "b.txt"), TEXTS, profile()).articles == []


def test_kappa() -> None:
    """Kappa is 0.492 for Cohen's example, and None if both coders always give one value."""
    table = {("1", "1"): 88, ("1", "2"): 14, ("1", "3"): 18, ("2", "1"): 10, ("2", "2"): 40, ("2", "3"): 10}
    table |= {("3", "1"): 2, ("3", "2"): 6, ("3", "3"): 12}
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    assert cohens_kappa(pairs) == pytest.approx(0.492, abs=5e-4)
    assert cohens_kappa([("a", "a")] * 4) is None
    assert cohens_kappa([]) is None
