"""A run that is killed and restarted loses no response, repeats few requests and writes the same bytes."""

from tests.crash import crash


def test_kills_at_random_moments() -> None:
    """C01, P3: after kills at random moments the files equal those of an undisturbed run; a kill repeats at most the requests in flight."""
    result = crash(kills=6, articles=400, in_flight=8)
    assert result.killed == result.undisturbed
    assert result.requests <= 400 + result.kills * 8
    assert result.kills > 0
