"""incident_types: one table of facts about each type."""

from __future__ import annotations

from typing import get_args

from extractor.schema.fields import IncidentType
from extractor.schema.incident_types import TYPES, label


def test_the_table_has_the_types_of_the_codebook() -> None:
    """Every type of the codebook has a row, and every row a type."""
    assert tuple(TYPES) == get_args(IncidentType)


def test_labels_are_distinct() -> None:
    """No two types share a label."""
    labels = [facts.label for facts in TYPES.values()]
    assert len(set(labels)) == len(labels)


def test_a_type_of_another_schema_is_readable() -> None:
    """A type of another schema is labelled by its name with spaces."""
    assert (label("bombing_ied"), label("oil_spill")) == ("bombing", "oil spill")
