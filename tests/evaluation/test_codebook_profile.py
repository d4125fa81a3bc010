"""codebook_profile: fields of the codebook as slots."""

from extractor.evaluation.codebook_profile import fills_of, reference_fills
from extractor.evaluation.comparators import DateRange
from extractor.evaluation.scoring import Tally, score_document
from tests.evaluated import casualties, erbil, profile


def test_null_and_unknown_are_not_counted() -> None:
    """Null, `unknown` and `none` are not values: neither correct nor missing nor spurious."""
    fills = profile().incident(erbil(weapon="none", damage="unknown", claimed_by=None, target_kinds=["unknown"])).fills
    assert all(not fills[name] for name in ("weapon", "damage", "claimed_by", "target_kinds"))


def test_alternatives() -> None:
    """Alternatives are equally correct; null among them makes the field optional."""
    raw = {"weapon": "rocket", "alternatives": {"weapon": ["unknown"], "claimed_by": ["Centcom"]}, "claimed_by": None}
    (weapon,), (claimed,) = fills_of(raw, "weapon"), fills_of(raw, "claimed_by")
    assert (weapon.values, weapon.optional) == (("rocket",), True)
    assert (claimed.values, claimed.optional) == (("Centcom",), True)
    assert not next(fills_of({**raw, "alternatives": {"weapon": ["ied_or_bomb"]}}, "weapon")).optional


def test_alternative_dates() -> None:
    """Alternative ends of a range give every combination."""
    gold = erbil(date_start="2024-01-22", date_end="2024-01-23", alternatives={"date_end": ["2024-01-22"]})
    (fill,) = profile().incident(gold).fills["date"]
    assert [(each.start.day, each.end.day) for each in fill.values if isinstance(each, DateRange)] == [
        (22, 23),
        (22, 22),
    ]


def test_optional_casualties() -> None:
    """A missing optional figure is not a miss."""
    gold = profile().incident(erbil(casualties=[casualties(5), casualties(9) | {"optional": True}]))
    found = score_document(
        profile().profiles["incidents"], [gold], [profile().incident(erbil(casualties=[casualties(5)]))]
    )
    assert found.matched_slots["casualties"] == Tally(correct=1)


def test_references_use_gold_ids() -> None:
    """An id is compared by its gold id; one without a gold id equals none."""
    raw = {"in_response_to": "i2"}
    assert reference_fills(raw, "in_response_to", None)[0].values == ("i2",)
    assert reference_fills(raw, "in_response_to", {"i2": "i7"})[0].values == ("i7",)
    assert reference_fills(raw, "in_response_to", {})[0].values != ("i2",)
