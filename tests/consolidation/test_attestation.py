"""consolidation.attestation: the grade of an incident and its reason."""

from extractor.consolidation.attestation import GRADES, Denial, Grade, grade
from extractor.consolidation.reports import Party, ReportRow
from tests.consolidated import actors, party, row


def _grade(
    *rows: ReportRow, sides: list[Party] | None = None, denials: list[Denial] | None = None, sources: int = 1
) -> Grade:
    given = sides if sides is not None else [party("united-states")] * len(rows)
    return grade(rows, given, denials or [], sources, actors())


def _denial(speaker: str, id_: str | None, on_behalf_of: str | None = None) -> Denial:
    return {"speaker": speaker, "speaker_id": id_, "on_behalf_of_id": on_behalf_of}


def test_number_of_sources() -> None:
    """One source is `single_source` with any number of reports; two are `several_independent`."""
    assert _grade(row(), row()) == Grade("single_source", "a single source")
    assert _grade(row(), row(), sources=2) == Grade("several_independent", "2 independent sources")


def test_acknowledged() -> None:
    """An acknowledgement by a state or a claim by a group takes precedence over the number of sources."""
    acknowledged = row(basis="acknowledged_by_actor", claimed_by="The Pentagon")
    assert _grade(row(), acknowledged, sources=2) == Grade("acknowledged", "acknowledged by The Pentagon")
    claimed = row(basis="claimed_by_actor", claimed_by="the Islamic Resistance")
    assert _grade(claimed).reason == "claimed by the Islamic Resistance"


def test_contested() -> None:
    """An alleged incident, a denial by an initiator or incompatible initiators take precedence over everything."""
    acknowledged = row(basis="acknowledged_by_actor", claimed_by="The Pentagon")
    alleged = row(status="alleged_disputed")
    assert _grade(acknowledged, alleged) == Grade("contested", "a.txt:i1 calls it alleged or disputed")
    assert _grade(row(), denials=[_denial("Centcom", "united-states")]).reason == "denied by Centcom"
    assert _grade(row(), denials=[_denial("a spokesman", None, "united-states")]).grade == "contested"
    two = _grade(row(), row(), sides=[party("united-states"), party("israel")])
    assert two == Grade("contested", "initiators differ: Israel / United States")


def test_denial_by_others() -> None:
    """A denial by an actor that is not an initiator does not contest an incident."""
    assert (
        _grade(row(), denials=[_denial("a government spokesman", None), _denial("Baghdad", "iraq")]).grade
        == "single_source"
    )


def test_the_rules_are_in_the_docstring() -> None:
    """The module's docstring names every grade, in the order in which they apply."""
    from extractor.consolidation import attestation

    assert attestation.__doc__
    places = [attestation.__doc__.index(f"\n{name} ") for name in GRADES]
    assert places == sorted(places)
