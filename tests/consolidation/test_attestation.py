"""consolidation.grading: how well an incident is attested, by stated rules."""

from typing import Any

from extractor.consolidation.attestation import GRADES, Grade, grade
from extractor.consolidation.reports import Party
from tests.consolidated import actors, party, row


def _grade(
    *rows: dict[str, Any], sides: list[Party] | None = None, denials: list[Any] | None = None, sources: int = 1
) -> Grade:
    given = sides if sides is not None else [party("united-states")] * len(rows)
    return grade(rows, given, denials or [], sources, actors())


def _denial(speaker: str, id_: str | None, on_behalf_of: str | None = None) -> dict[str, Any]:
    return {"speaker": speaker, "speaker_id": id_, "on_behalf_of_id": on_behalf_of}


def test_by_sources() -> None:
    """One source, however many reports it has; two sources or more."""
    assert _grade(row(), row()) == Grade("single_source", "a single source")
    assert _grade(row(), row(), sources=2) == Grade("several_independent", "2 independent sources")


def test_the_actor_says_so() -> None:
    """A state acknowledges, a group claims; that goes before counting sources."""
    said = row(basis="acknowledged_by_actor", claimed_by="The Pentagon")
    assert _grade(row(), said, sources=2) == Grade("acknowledged", "acknowledged by The Pentagon")
    claimed = row(basis="claimed_by_actor", claimed_by="the Islamic Resistance")
    assert _grade(claimed).reason == "claimed by the Islamic Resistance"


def test_contested() -> None:
    """Alleged, denied by who is said to have done it, or done by two who cannot be one: contested before all else."""
    said = row(basis="acknowledged_by_actor", claimed_by="The Pentagon")
    alleged = row(status="alleged_disputed")
    assert _grade(said, alleged) == Grade("contested", "a.txt:i1 calls it alleged or disputed")
    assert _grade(row(), denials=[_denial("Centcom", "united-states")]).reason == "denied by Centcom"
    assert _grade(row(), denials=[_denial("a spokesman", None, "united-states")]).grade == "contested"
    two = _grade(row(), row(), sides=[party("united-states"), party("israel")])
    assert two == Grade("contested", "done by Israel or by United States")


def test_a_denial_by_somebody_else() -> None:
    """Who denies to have known of it, or is not accused, does not contest it."""
    assert (
        _grade(row(), denials=[_denial("a government spokesman", None), _denial("Baghdad", "iraq")]).grade
        == "single_source"
    )


def test_the_rules_are_in_the_docstring() -> None:
    """What the module says of itself names every grade, in the order in which they apply."""
    from extractor.consolidation import attestation as grading

    assert grading.__doc__
    places = [grading.__doc__.index(f"\n{name} ") for name in GRADES]
    assert places == sorted(places)
