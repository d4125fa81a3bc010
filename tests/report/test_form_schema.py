"""form_schema: kind and allowed values of each field."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from extractor.report.form_schema import FormField, form_schema, quote_fields
from extractor.schema.codebook import Coding
from extractor.schema.quote import Quote


def _named(fields: list[FormField], name: str) -> FormField:
    return next(each for each in fields if each["name"] == name)


def test_every_field_of_the_codebook() -> None:
    """Each table has its fields, with kind, choices and the description of the codebook."""
    made = form_schema(Coding)
    assert made.keys() == {"article", "operations", "incidents", "statements", "aggregates"}
    fields = made["incidents"]
    kind = _named(fields, "type")
    assert (kind["kind"], kind["list"], kind["empty"], kind["choices"][0]) == (
        "choice",
        False,
        False,
        "air_drone_strike",
    )
    assert "armed drones" in kind["help"]
    evidence = _named(fields, "evidence")
    assert (evidence["kind"], evidence["list"], evidence["empty"], evidence["most"]) == ("quote", True, False, 3)
    assert _named(fields, "date_start")["kind"] == "day"
    assert _named(fields, "target_kinds")["choices"][-1] == "unknown"
    toll = _named(fields, "casualties")
    assert (toll["kind"], _named(toll["fields"], "low")["kind"], _named(toll["fields"], "superseded")["kind"]) == (
        "items",
        "count",
        "flag",
    )


def test_names_of_quote_fields_are_unique() -> None:
    """No other field of the codebook has the name of a quote field, so the name identifies it."""
    quotes = set(quote_fields(form_schema(Coding)))
    assert {"evidence", "name", "claimed_by", "quote", "garbled_passages"} <= quotes

    def others(fields: list[FormField]) -> set[str]:
        return {each["name"] for each in fields if each["kind"] != "quote"}.union(
            *(others(each.get("fields", [])) for each in fields)
        )

    assert not quotes & set().union(*(others(fields) for fields in form_schema(Coding).values()))


def test_another_schema() -> None:
    """Any schema has its forms, by the types of its fields."""

    class Ship(BaseModel):
        name: Quote
        tons: int | None = None
        sunk: date
        flags: list[Literal["a", "b"]] = Field(max_length=2)

    class Fleet(BaseModel):
        ships: list[Ship]

    kinds = [(each["name"], each["kind"], each["list"], each["empty"]) for each in form_schema(Fleet)["ships"]]
    assert kinds == [
        ("name", "quote", False, False), ("tons", "count", False, True), ("sunk", "day", False, False), ("flags", "choice", True, True),
    ]  # fmt: skip
