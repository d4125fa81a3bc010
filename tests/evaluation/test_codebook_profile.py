"""codebook: its values as items that can be compared."""

from extractor.evaluation.codebook_profile import TABLES, fills_of, reference_fills, without_offsets
from extractor.evaluation.comparators import DateRange
from extractor.evaluation.scoring import Tally, score
from tests.evaluated import book, erbil, toll


def test_what_is_not_said_counts_nowhere() -> None:
    """Null, `unknown` and `none` are no values: neither missed nor right nor spurious."""
    fills = book().incident(erbil(weapon="none", damage="unknown", claimed_by=None, target_kinds=["unknown"])).fills
    assert all(not fills[name] for name in ("weapon", "damage", "claimed_by", "target_kinds"))


def test_alternatives() -> None:
    """Values that are as right as the one given; null among them makes leaving the field out right too."""
    raw = {"weapon": "rocket", "alternatives": {"weapon": ["unknown"], "claimed_by": ["Centcom"]}, "claimed_by": None}
    (weapon,), (claimed,) = fills_of(raw, "weapon"), fills_of(raw, "claimed_by")
    assert (weapon.values, weapon.optional) == (("rocket",), True)
    assert (claimed.values, claimed.optional) == (("Centcom",), True)
    assert not next(fills_of({**raw, "alternatives": {"weapon": ["ied_or_bomb"]}}, "weapon")).optional


def test_alternative_days() -> None:
    """With another end that is as right, each range that the ends make is right."""
    gold = erbil(date_start="2024-01-22", date_end="2024-01-23", alternatives={"date_end": ["2024-01-22"]})
    (fill,) = book().incident(gold).fills["date"]
    assert [(each.start.day, each.end.day) for each in fill.values if isinstance(each, DateRange)] == [
        (22, 23),
        (22, 22),
    ]


def test_tolls_that_need_not_be_there() -> None:
    """An optional figure is no miss."""
    gold = book().incident(erbil(casualties=[toll(5), toll(9) | {"optional": True}]))
    found = score(book().profiles["incidents"], [gold], [book().incident(erbil(casualties=[toll(5)]))])
    assert found.given["casualties"] == Tally(correct=1)


def test_references_are_renamed() -> None:
    """An id is compared as the gold calls it; what the gold does not have equals nothing there."""
    raw = {"in_response_to": "i2"}
    assert reference_fills(raw, "in_response_to", None)[0].values == ("i2",)
    assert reference_fills(raw, "in_response_to", {"i2": "i7"})[0].values == ("i7",)
    assert reference_fills(raw, "in_response_to", {})[0].values != ("i2",)


def test_plain() -> None:
    """A row of a run is read back as the model wrote it."""
    row = {"a": {"text": "x", "match": "exact", "start": 0, "end": 1}, "b": [{"c": None}], "d": 3}
    assert without_offsets(row) == {"a": "x", "b": [{"c": None}], "d": 3}


def test_every_table_has_a_profile() -> None:
    """Incidents, operations, statements, aggregates and the notes on the article."""
    assert set(book().profiles) == set(TABLES)
