"""tables: tables of a schema and flat rows."""

from typing import Any, Literal

import pytest
from pydantic import BaseModel, create_model

from extractor.schema.codebook import Coding, Incident
from extractor.schema.tables import columns, drop_duplicates, flat_row, has_floats, table_models, ungrounded_fields
from tests.conftest import coding, incident


def _quoted(value: Any) -> Any:
    """Return an incident with grounded quotes."""
    quote = {"text": "x", "match": "exact", "start": 0, "end": 1}
    return {**value, "evidence": [quote, {**quote, "text": "y", "match": "ungrounded"}]}


def test_tables_are_the_lists_of_the_schema() -> None:
    """The codebook has four tables; notes on the article are not a table."""
    assert list(table_models(Coding)) == ["operations", "incidents", "statements", "aggregates"]


def test_a_flat_row_fits_the_columns_of_its_schema() -> None:
    """A flat row has only columns of its schema."""
    full, bare = flat_row(_quoted(incident())), flat_row(_quoted(incident(targets=[], casualties=[])))
    known = columns(Incident)
    empty = {"initiators", "targets", "casualties"}  # an empty list has no fields to name
    assert set(full) - empty <= set(known)
    assert set(bare) - empty <= set(known)
    assert (full["targets.name"], full["casualties.low"], full["evidence"]) == ("soldiers", "2", "x | y")


def test_ungrounded_fields_are_named() -> None:
    """The ungrounded fields of a row are listed by path."""
    assert ungrounded_fields(_quoted(incident())) == ["evidence"]


def test_a_repeated_incident_is_left_out_and_reported() -> None:
    """M28: the same incident under another id is dropped with a flag, unless another item refers to it."""
    twice = coding(incident(), incident(id="i2"))
    kept, flags = drop_duplicates(twice, ["incidents"])
    assert [item["id"] for item in kept["incidents"]] == ["i1"]
    assert flags == ("incidents i2 left out: the same as i1",)
    referred = coding(incident(), incident(id="i2"), incident(id="i3", type="other", in_response_to="i2"))
    assert len(drop_duplicates(referred, ["incidents"])[0]["incidents"]) == 3


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int | None, False),
        (dict[str, list[int]], False),
        (Literal["a", 1], False),
        (tuple[int, str], False),
        (float, True),
        (list[dict[str, float | None]], True),
        (Any, True),
        (dict[str, Any], True),
        (list, True),
        (Incident, False),
    ],
)
def test_schemas_with_floats(annotation: Any, expected: bool) -> None:
    """A schema is known to have no floats only where each of its types says so."""
    schema: type[BaseModel] = create_model("Schema", field=(annotation, ...))
    assert has_floats(schema) is expected
