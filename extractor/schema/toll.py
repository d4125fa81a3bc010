"""What incidents and operations share: who was involved, and with what toll."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from extractor.schema.fields import ActorKind, Count
from extractor.schema.quote import Quote


class Coded(BaseModel):
    """A closed object of the codebook, read strictly."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Actor(Coded):
    """A group or person."""

    name: Quote = Field(description="Verbatim, as the text writes it.")
    kind: ActorKind


class Casualty(Coded):
    """One figure of one source. Conflicting figures stand side by side; nothing is added up or divided."""

    status: Literal["killed", "injured", "killed_or_injured", "captured", "missing"]
    low: Count | None = Field(
        description="Lowest count. 'at least nine', 'more than nine': low 9, high null. "
        "'two', 'about two': 2 and 2. 'others were injured': null and null."
    )
    high: Count | None = Field(description="Highest count, or null where the text sets no upper limit.")
    victims: Quote | None = Field(description="Verbatim: who was hit, e.g. 'market traders'.")
    source: Quote | None = Field(
        description="Verbatim: who gives the figure; joint sources are one item. null = the article's "
        "own voice, an item only where its figure differs from every sourced one of the same event."
    )
    superseded: bool = Field(description="true only where the text itself calls it an earlier figure.")
    quote: Quote = Field(description="Verbatim passage with the figure.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is greater than high")
        return self
