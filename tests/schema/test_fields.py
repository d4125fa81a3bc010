"""fields: the closed lists are those of the codebook."""

import re
from pathlib import Path
from typing import get_args

import pytest

from extractor.schema.fields import ActorKind, IncidentType, TargetKind, Weapon

CODEBOOK = (Path(__file__).parent.parent.parent / "docs" / "codebook.md").read_text(encoding="utf-8")


def _listed(start: str, end: str) -> set[str]:
    part = CODEBOOK[CODEBOOK.index(start) :]
    return set(re.findall(r"`([a-z_]+)`", part[: part.index(end)]))


@pytest.mark.parametrize(
    ("values", "start", "end"),
    [
        (IncidentType, "| type | covers", "The mapping is code"),
        (ActorKind, "`kind`: ", "|"),
        (TargetKind, "| `military_base`", "\n"),
        (Weapon, "| `aircraft_munition`", "."),
    ],
)
def test_the_closed_lists(values: object, start: str, end: str) -> None:
    """Each closed list of the schema has the values of docs/codebook.md."""
    assert set(get_args(values)) == _listed(start, end) - {"kind"}
