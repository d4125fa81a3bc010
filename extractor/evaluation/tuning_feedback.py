"""What a reader says who rewrites a block of a prompt, and the report that it is asked with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from extractor.evaluation.article_score import ArticleScore
from extractor.schema.quote import Quote

MOST = 30_000  # characters of a report


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


def report(block: str, text: str, judged: Sequence[ArticleScore]) -> str:
    """What went wrong in answers to a prompt, with the block that is to be rewritten."""
    lines = [f"The block `{block}` as it is:", "", text, "", "What was wrong in the answers:", ""]
    for number, each in enumerate(judged, start=1):
        lines += [f"Answer {number}:", *_wrong(each), ""]
    return "\n".join(lines)[:MOST]


def _wrong(judged: ArticleScore) -> Iterator[str]:
    if judged.state != "ok":
        yield "- The answer could not be used at all."
    for mistake in judged.mistakes:
        yield f"- {mistake.kind}: {mistake.words}"
    counts: Mapping[str, str] = {
        "partial": "partly right",
        "incorrect": "wrong",
        "missing": "missing",
        "spurious": "too many",
    }
    nothing = True
    for table, score in judged.scores.items():
        for slot, tally in score.given.items():
            told = [f"{count} {words}" for name, words in counts.items() if (count := getattr(tally, name))]
            if told:
                nothing = False
                yield f"- {table}, field `{slot}`: {', '.join(told)}, {tally.correct} right"
    if nothing and not judged.mistakes:
        yield "- Nothing."
