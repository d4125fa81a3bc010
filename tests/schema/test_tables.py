"""tables: a schema's lists as tables, and nested rows as flat ones."""

from typing import Any

from extractor.schema.codebook import Coding, Incident
from extractor.schema.tables import columns, drop_duplicates, flat_row, table_models, ungrounded_fields
from tests.conftest import coding, incident


def _quoted(value: Any) -> Any:
    """The fixture's incident with its quotes as the grounding leaves them."""
    quote = {"text": "x", "match": "exact", "start": 0, "end": 1}
    return {**value, "evidence": [quote, {**quote, "text": "y", "match": "ungrounded"}]}


def test_tables_are_the_lists_of_the_schema() -> None:
    """Four tables for the codebook; notes on the article are none of them."""
    assert list(table_models(Coding)) == ["operations", "incidents", "statements", "aggregates"]


def test_a_flat_row_fits_the_columns_of_its_schema() -> None:
    """Whatever a row holds, its flat form has no column that the schema does not give."""
    full, bare = flat_row(_quoted(incident())), flat_row(_quoted(incident(targets=[], casualties=[])))
    known = columns(Incident)
    empty = {"initiators", "targets", "casualties"}  # an empty list has no fields to name
    assert set(full) - empty <= set(known)
    assert set(bare) - empty <= set(known)
    assert (full["targets.name"], full["casualties.low"], full["evidence"]) == ("soldiers", "2", "x | y")


def test_ungrounded_fields_are_named() -> None:
    """A row says which of its fields stand nowhere in the article."""
    assert ungrounded_fields(_quoted(incident())) == ["evidence"]


def test_a_repeated_incident_is_left_out_and_reported() -> None:
    """M28: the same incident under another id is dropped with a record, unless something refers to it."""
    twice = coding(incident(), incident(id="i2"))
    kept, flags = drop_duplicates(twice, ["incidents"])
    assert [item["id"] for item in kept["incidents"]] == ["i1"]
    assert flags == ("incidents i2 left out: the same as i1",)
    referred = coding(incident(), incident(id="i2"), incident(id="i3", type="other", in_response_to="i2"))
    assert len(drop_duplicates(referred, ["incidents"])[0]["incidents"]) == 3
