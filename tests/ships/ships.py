"""A second schema: attacks on ships. Nothing in extractor refers to it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from extractor import Quote


def _checked(imo: str) -> str:
    # The seventh digit is the last digit of the others' sum weighted 7 to 2 (IMO resolution A.1117).
    weighted = sum(int(digit) * weight for digit, weight in zip(imo, range(7, 1, -1), strict=False))
    if weighted % 10 != int(imo[6]):
        raise ValueError("fails its check digit, so the text misprints it; give null")
    return imo


Imo = Annotated[str, Field(pattern=r"^[0-9]{7}$"), AfterValidator(_checked)]


class Ship(BaseModel):
    """A ship that was attacked."""

    model_config = ConfigDict(extra="forbid")

    name: Quote = Field(description="Verbatim.")
    imo: Imo | None = Field(description="IMO number, seven digits, as printed.")
    flag: Quote | None = Field(description="Verbatim: the flag as the text names it.")


class Attack(BaseModel):
    """One attack on one ship."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["approached", "fired_upon", "boarded", "hijacked"]
    ship: Ship
    day: date | None = Field(description="YYYY-MM-DD, resolved from the publication date.")
    crew_injured: int | None = Field(ge=0, le=10_000)
    evidence: Annotated[list[Quote], Field(min_length=1, max_length=2)]


class ShipReport(BaseModel):
    """What one report says about attacks on ships."""

    model_config = ConfigDict(extra="forbid")

    issued_by: Quote | None = Field(description="Verbatim: who issued the report.")
    attacks: Annotated[list[Attack], Field(max_length=20)]
