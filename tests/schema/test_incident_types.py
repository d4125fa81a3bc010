"""incident_types: one table for everything that code knows of a type."""

from __future__ import annotations

from typing import get_args

from extractor.schema.fields import IncidentType
from extractor.schema.incident_types import TYPES, label


def test_the_table_has_the_types_of_the_codebook() -> None:
    """A type that the codebook gains needs its row before anything works; a row without a type is an error."""
    assert tuple(TYPES) == get_args(IncidentType)


def test_labels_are_distinct() -> None:
    """No two types share a label, so a person can tell them apart everywhere."""
    labels = [facts.label for facts in TYPES.values()]
    assert len(set(labels)) == len(labels)


def test_a_type_of_another_schema_is_readable() -> None:
    """A value that the codebook does not have is shown without underscores."""
    assert (label("bombing_ied"), label("oil_spill")) == ("bombing", "oil spill")
