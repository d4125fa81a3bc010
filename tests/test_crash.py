"""crash: a run that is killed and started again loses nothing, pays little twice, and leaves the same bytes."""

from tests.crash import crash


def test_killed_at_random_moments() -> None:
    """C01, P3: after kills at random moments the files are those of the undisturbed run, and few requests were sent twice."""
    seen = crash(kills=6, articles=400, in_flight=8)
    assert seen.killed == seen.undisturbed
    assert seen.requests <= 400 + seen.kills * 8
    assert seen.kills > 0
