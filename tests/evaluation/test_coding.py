"""coding: plain codings."""

from typing import Any, get_type_hints

import pytest

from extractor.evaluation import coding
from extractor.evaluation.coding import EMPTY_CODING, PlainCoding, without_offsets
from extractor.schema import rows
from tests.evaluated import profile

PAIRS: list[tuple[Any, Any]] = [
    (coding.PlainActor, rows.ActorRow),
    (coding.PlainCasualty, rows.CasualtyRow),
    (coding.PlainNotes, rows.NotesRow),
    (coding.PlainOperation, rows.OperationItem),
    (coding.PlainIncident, rows.IncidentItem),
    (coding.PlainStatement, rows.StatementItem),
    (coding.PlainAggregate, rows.AggregateItem),
    (coding.PlainCoding, rows.CodingRow),
]
MARKS = {"optional", "alternatives"}
QUOTES: list[tuple[Any, Any]] = [
    (rows.QuoteRow, str),
    (rows.QuoteRow | None, str | None),
    (list[rows.QuoteRow], list[str]),
]


@pytest.mark.parametrize(("plain", "row"), PAIRS, ids=lambda item: item.__name__)
def test_fields_are_those_of_the_rows(plain: Any, row: Any) -> None:
    """A plain coding has the fields of the rows, with strings for quotes, and the marks of gold."""
    fields, expected = get_type_hints(plain), get_type_hints(row)
    assert [name for name in fields if name not in MARKS] == list(expected)
    for quotes, strings in QUOTES:
        assert all(fields[name] == strings for name, annotation in expected.items() if annotation == quotes)


def test_without_offsets() -> None:
    """Placed quotes become strings, as the model wrote them."""
    row = {"a": {"text": "x", "match": "exact", "start": 0, "end": 1}, "b": [{"c": None}], "d": 3}
    assert without_offsets(row) == {"a": "x", "b": [{"c": None}], "d": 3}


def test_every_table_has_a_profile() -> None:
    """The codebook's profile covers every table of a coding."""
    assert set(profile().profiles) == set(get_type_hints(PlainCoding)) == set(EMPTY_CODING)
