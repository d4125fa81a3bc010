"""Feedback for tuning: the report of errors that a model gets, and the schema of its rewritten block.

The models' docstrings and descriptions, and the report, are sent to the model: a change invalidates recordings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from extractor.evaluation.article_score import ArticleScore
from extractor.schema.quote import Quote
from extractor.schema.rows import WITH_ROWS

MAX_CHARS = 30_000  # of a report


class Finding(BaseModel):
    """One cause of errors, and the words of the report that show it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    quote: Quote = Field(description="Verbatim words of the report that show the errors.")
    cause: str = Field(max_length=400, description="What in the block made readers err, or what it lacks.")


class Revision(BaseModel):
    """A block of a prompt, rewritten."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    findings: list[Finding] = Field(max_length=12)
    text: str = Field(min_length=1, max_length=20_000, description="The whole block as it should be.")


_COUNTS = {"partial": "partly right", "incorrect": "wrong", "missing": "missing", "spurious": "too many"}


def report(block: str, text: str, scores: Sequence[ArticleScore]) -> str:
    """Report the errors of responses to a prompt, with the block to be rewritten."""
    lines = [f"The block `{block}` as it is:", "", text, "", "What was wrong in the answers:", ""]
    for number, score in enumerate(scores, start=1):
        lines += [f"Answer {number}:", *_error_lines(score), ""]
    return "\n".join(lines)[:MAX_CHARS]


def _error_lines(score: ArticleScore) -> Iterator[str]:
    if score.state not in WITH_ROWS:
        yield "- The answer could not be used at all."
    elif score.state == "partial":
        yield "- A part of the answer was not valid."
    for error in score.errors:
        yield f"- {error.kind}: {error.detail}"
    correct = True
    for table, table_score in score.tables.items():
        for slot, tally in table_score.matched_slots.items():
            counts = [f"{count} {words}" for name, words in _COUNTS.items() if (count := getattr(tally, name))]
            if counts:
                correct = False
                yield f"- {table}, field `{slot}`: {', '.join(counts)}, {tally.correct} right"
    if correct and not score.errors:
        yield "- Nothing."
