"""agreement: how far two coders of the same articles agree."""

from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation.agreement import agreement, disagreements, kappa
from extractor.evaluation.gold import Gold
from tests.evaluated import ARTICLE, book, erbil, gold, qaim

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
    """Items that both have, fields of those, and beyond chance where a field is a closed list."""
    found = agreement(ONE, OTHER, TEXTS, book())
    assert found.found["incidents"] == pytest.approx(4 / 5)
    assert found.fields["place"] == 1
    assert found.fields["weapon"] == 0
    assert found.kappas["salience"] == 0
    assert found.kappas["type"] == 1


def test_symmetric() -> None:
    """Whose coding stands first makes no difference."""
    one, other = (agreement(*pair, TEXTS, book()) for pair in ((ONE, OTHER), (OTHER, ONE)))
    assert (one.found, one.fields, one.kappas) == (other.found, other.fields, other.kappas)


def test_the_same_twice() -> None:
    """A coding agrees with itself, whatever is marked optional in one of them."""
    marked = _gold(gold(erbil(optional=True), qaim(alternatives={"weapon": ["rocket"]})))
    found = agreement(ONE, marked, TEXTS, book())
    assert set(found.fields.values()) == {1}
    assert list(disagreements(found, ONE, marked, book())) == []


def test_differences_to_be_decided() -> None:
    """One row for each field that differs, and for each incident that one of the two lacks."""
    rows = list(disagreements(agreement(ONE, OTHER, TEXTS, book()), ONE, OTHER, book()))
    assert [(row["a"], row["b"], row["field"]) for row in rows] == [
        ("i1", "i2", "salience"),
        ("i2", "i1", "weapon"),
        ("", "i3", ""),
    ]
    assert (rows[1]["in_a"], rows[1]["in_b"], rows[1]["decision"]) == ("unknown", "rocket", "")


def test_other_articles() -> None:
    """Articles that only one of them has are left out."""
    assert agreement(ONE, _gold(gold(), "b.txt"), TEXTS, book()).articles == []


def test_kappa() -> None:
    """Cohen's own example has 0.492; where both always say one thing there is nothing beyond chance to be had."""
    table = {("1", "1"): 88, ("1", "2"): 14, ("1", "3"): 18, ("2", "1"): 10, ("2", "2"): 40, ("2", "3"): 10}
    table |= {("3", "1"): 2, ("3", "2"): 6, ("3", "3"): 12}
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    assert kappa(pairs) == pytest.approx(0.492, abs=5e-4)
    assert kappa([("a", "a")] * 4) is None
    assert kappa([]) is None
