"""Data of a comparison on the page: two runs, or gold and a run, article by article.

A is the run or the gold to compare with, B the run of the page. Incidents are aligned, and values compared, as in
`eval`. If gold is given for two runs, the comparison includes its statistics and the errors against gold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from extractor.articles.article import Article
from extractor.core.errors import InputError
from extractor.evaluation.article_score import Prediction, score_article
from extractor.evaluation.assessment import Assessment, assess
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.coding import EMPTY_CODING
from extractor.evaluation.comparison import Comparison, compare_assessments
from extractor.evaluation.gold import Gold, read_available_gold
from extractor.evaluation.metrics import DESCRIPTIONS
from extractor.evaluation.predictions import SystemOutput, output_of_run
from extractor.grounding.names import Names
from extractor.report.article_diff import ArticleDiff, article_diff
from extractor.report.prompt_diff import BlockDiff, prompt_diff
from extractor.runs.manifest import manifest_head
from extractor.runs.reader import article_of
from extractor.schema.codebook import Coding
from extractor.schema.rows import Row


@dataclass(frozen=True)
class ComparisonTarget:
    """The run or gold to compare a run with; at least one is given, both for a run with gold to score both runs.

    The test split of gold is left out.
    """

    run: Path | None = None
    gold: Path | None = None


class Metric(TypedDict):
    """A metric: name, description, a value per system, and the confidence interval of a single one."""

    name: str
    of: str
    values: list[float | None]
    between: list[float] | None


class ComparisonData(TypedDict):
    """A comparison.

    `a` and `b` are the names of the folders, `kind` that of A. `only` has the articles of one side. Between runs there
    are `prompt` and `models`; with gold `gold`, `errors` (counts by kind, per system) and `metrics`, and for two runs
    `statistics`; `unjudged` is the reason why there are no scores.
    """

    a: str
    b: str
    kind: Literal["run", "gold"]
    articles: list[ArticleDiff]
    only: dict[str, list[str]]
    prompt: NotRequired[list[BlockDiff]]
    models: NotRequired[list[str]]
    gold: NotRequired[dict[str, Any]]
    errors: NotRequired[list[dict[str, int]]]
    metrics: NotRequired[list[Metric]]
    statistics: NotRequired[dict[str, Any]]
    unjudged: NotRequired[str]


def comparison_data(folder: Path, target: ComparisonTarget, names: Names) -> ComparisonData:
    """Compare a run with another one, or with gold.

    Args:
        names: without a gazetteer, as in `eval` and `compare`.

    Raises:
        InputError: a run or the gold cannot be used, or an article has another text in the other run.
        UsageError: scipy is not installed.
    """
    profile, shown = CodebookProfile(names), output_of_run(folder)
    other = output_of_run(target.run) if target.run else None
    gold, left_out = read_available_gold(target.gold, readable_articles(shown), Coding) if target.gold else (None, 0)
    before = _predictions(other, gold)
    _check_texts(shown, before)
    scores = {name: score_article(profile, *pair) for name, pair in _pairs(shown, before)}
    found: ComparisonData = {
        "a": (target.run or target.gold or folder).resolve().name,
        "b": folder.resolve().name,
        "kind": "run" if other else "gold",
        "articles": [article_diff(name, before[name], shown.predictions[name], each) for name, each in scores.items()],
        "only": _only_on_one_side(shown, before),
    }
    if other and target.run:
        found["prompt"], found["models"] = _prompts(target.run, folder)
    if gold and target.gold:
        found["gold"] = {"folder": target.gold.resolve().name, "articles": len(gold.files), "left_out": left_out}
        _add_scores(found, [each for each in (other, shown) if each], gold, profile, names)
    return found


def _prompts(before: Path, after: Path) -> tuple[list[BlockDiff], list[str]]:
    """Return the differences of the prompts of two runs, including their function tool; and their models."""
    heads = [head for head in (manifest_head(before), manifest_head(after)) if head]  # both were read as runs
    changes = prompt_diff(*(head["prompt"] for head in heads))
    same = heads[0]["tools"] == heads[1]["tools"]
    changes.append({"block": "schema, as a tool", "same": same, "lines": [] if same else None})
    return changes, [head["model"] for head in heads]


def _check_texts(shown: SystemOutput, before: Mapping[str, Prediction]) -> None:
    """Raise InputError if an article has different texts in A and B."""
    for name, prediction in before.items():
        text = shown.predictions[name].text if name in shown.predictions else ""
        if text and prediction.text and text != prediction.text:
            raise InputError(
                f"{shown.name}: {name} has another text there than in the run it is compared with.",
                next_step="Compare runs over the same articles.",
            )


def readable_articles(output: SystemOutput) -> list[Article]:
    """Return the articles of a run that have a text."""
    return [article_of(each) for each in output.articles if each.text]


def _predictions(other: SystemOutput | None, gold: Gold | None) -> dict[str, Prediction]:
    """Return the codings of A by article."""
    if other:
        return dict(other.predictions)
    assert gold is not None
    return {name: Prediction(name, coding={**EMPTY_CODING, **coding}) for name, coding in gold.codings.items()}


def _pairs(shown: SystemOutput, before: Mapping[str, Prediction]) -> Iterator[tuple[str, tuple[Row, Prediction]]]:
    """Yield the articles on both sides, with the coding of A and the prediction of B."""
    for name, prediction in before.items():
        if name in shown.predictions:
            yield name, (prediction.coding, shown.predictions[name])


def _only_on_one_side(shown: SystemOutput, before: Mapping[str, Prediction]) -> dict[str, list[str]]:
    return {
        "a": [name for name in before if name not in shown.predictions],
        "b": [name for name in shown.predictions if name not in before],
    }


def _add_scores(
    found: ComparisonData, outputs: Sequence[SystemOutput], gold: Gold, profile: CodebookProfile, names: Names
) -> None:
    """Add the metrics of `eval` or the statistics of `compare`, and the errors of each article."""
    try:
        assessments = [
            assess(gold, each, lambda coding, predicted: score_article(profile, coding, predicted), names)
            for each in outputs
        ]
    except InputError as error:  # a pending article can be displayed, but not scored
        found["unjudged"] = str(error)
        return
    found["errors"] = [dict(each.error_counts()) for each in assessments]
    if len(assessments) > 1:
        articles = [each for each in readable_articles(outputs[-1]) if each.name in gold.files]
        found["statistics"] = _statistics(compare_assessments(assessments[0], assessments[1], articles))
    found["metrics"] = _metrics(assessments)
    diffs = {each["name"]: each for each in found["articles"]}
    for number, assessment in enumerate(assessments):
        for score in assessment.scores:
            if score.name in diffs:
                errors = [[number, error.kind, error.where, error.detail] for error in score.errors]
                diffs[score.name]["mistakes"] += errors


def _statistics(comparison: Comparison) -> dict[str, Any]:
    """Return what `compare` reports on A and B."""
    return {
        "verdict": comparison.verdict,
        "but": list(comparison.caveats),
        "primary": comparison.primary.row(),
        "interval": comparison.interval.row() if comparison.interval else None,
        "differing": comparison.differing,
        "detectable": comparison.detectable,
        "needed": comparison.needed,
        "fields": [each.row() for each in comparison.fields],
    }


def _metrics(assessments: Sequence[Assessment]) -> list[Metric]:
    found: list[Metric] = []
    for name, description in DESCRIPTIONS.items():
        interval = assessments[0].interval(name) if len(assessments) == 1 else None
        between = [interval.low, interval.high] if interval else None
        values = [each.value(name) for each in assessments]
        found.append({"name": name, "of": description, "values": values, "between": between})
    return found
