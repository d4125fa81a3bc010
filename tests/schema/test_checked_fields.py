"""checked_fields: the checks that a prompt file names."""

import pytest
from pydantic import BaseModel

from extractor.schema.checked_fields import CODEBOOK, CheckedFields, read_checks
from extractor.schema.codebook import Coding
from extractor.schema.quote import Quote
from extractor.schema.tables import item_model


class Act(BaseModel):
    """An act."""

    killed: int
    killed_text: Quote
    town: str
    country: str
    town_text: Quote


class Acts(BaseModel):
    """Acts."""

    acts: list[Act]


def test_checks_of_a_prompt() -> None:
    """A check names the kind, the field of the value, and its words."""
    given = [
        {"number": "acts.killed", "words": "acts.killed_text"},
        {"place": "acts.town", "country": "acts.country", "words": "acts.town_text"},
    ]
    assert read_checks(given, Acts) == (
        CheckedFields("number", "acts", "killed", words="killed_text"),
        CheckedFields("place", "acts", "town", words="town_text", country="country"),
    )
    assert read_checks(None, Acts) == ()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"number": "acts.killed"}, "not a list"),
        ([{"number": "acts.killed"}], "with `words`"),
        ([{"number": "acts.died", "words": "acts.killed_text"}], "no field acts.died"),
        ([{"number": "acts.killed", "words": "acts.killed_text", "else": 1}], "with `words`"),
        ([{"number": "acts.killed", "words": "acts"}], "not fields of one item"),
    ],
)
def test_wrong_checks(given: object, reason: str) -> None:
    """A check of an unknown kind or field is an error that names it."""
    with pytest.raises(ValueError, match=reason):
        read_checks(given, Acts)


def test_fields_of_the_codebook() -> None:
    """Every field that the codebook's checks name exists."""
    for fields in CODEBOOK:
        model: type[BaseModel] | None = Coding
        for name in fields.item.split("."):
            assert model is not None
            model = item_model(model.model_fields[name].annotation)
        assert model is not None
        assert {fields.value, fields.words, fields.upper, fields.country} - {""} <= set(model.model_fields)
