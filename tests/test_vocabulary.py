"""vocabulary: the closed lists are those of the codebook."""

from typing import get_args

from extractor.vocabulary import ActorKind, IncidentType, TargetKind, Weapon


def test_sizes_of_the_closed_lists() -> None:
    """Fourteen types, eight kinds of actor, fifteen of target, nine weapons; each with a way out."""
    lists = [get_args(each) for each in (IncidentType, ActorKind, TargetKind, Weapon)]
    assert [len(values) for values in lists] == [14, 8, 15, 9]
    assert all({"other", "unknown"} & set(values) for values in lists)
