"""rows: the types of rows match the schema."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

from extractor.schema import codebook, fields, rows

PAIRS: list[tuple[type[BaseModel], Any]] = [
    (fields.Actor, rows.ActorRow),
    (fields.Casualty, rows.CasualtyRow),
    (codebook.ArticleNotes, rows.NotesRow),
    (codebook.Operation, rows.OperationItem),
    (codebook.Incident, rows.IncidentItem),
    (codebook.Statement, rows.StatementItem),
    (codebook.Aggregate, rows.AggregateItem),
    (codebook.Coding, rows.CodingRow),
]


@pytest.mark.parametrize(("model", "row"), PAIRS, ids=lambda item: item.__name__)
def test_rows_have_the_fields_of_their_model(model: type[BaseModel], row: Any) -> None:
    """Each row type has the fields of its model, in the same order."""
    assert list(get_type_hints(row)) == list(model.model_fields)
