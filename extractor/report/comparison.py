"""Two runs, or gold and a run, side by side: what changed, what is new, what is lost, in every article.

A is the run or the gold to compare with, B the run that the page shows. Which incident is which, and when two values
agree, is what the evaluation says; where gold is given too, its statistics and the names of errors come along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.consolidation.report_cache import Names
from extractor.core.errors import InputError
from extractor.evaluation.article_score import Prediction, score_article
from extractor.evaluation.assessment import Assessment, assess
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.coding import EMPTY_CODING
from extractor.evaluation.comparison import Comparison, compare_assessments
from extractor.evaluation.gold import Gold, read_available_gold
from extractor.evaluation.metrics import DESCRIPTIONS
from extractor.evaluation.predictions import SystemOutput, output_of_run
from extractor.report.article_diff import differing
from extractor.report.articles import article_of
from extractor.report.prompt_diff import prompt_changes
from extractor.runs.manifest import manifest_head
from extractor.schema.codebook import Coding


@dataclass(frozen=True)
class Beside:
    """What a run is compared with: another run, gold, or another run with gold for both.

    At least one of the two is given. Of gold that has a sealed test set only the rest is looked at.
    """

    run: Path | None = None
    gold: Path | None = None


def sides(folder: Path, beside: Beside, names: Names) -> dict[str, Any]:
    """A run beside another one, or beside gold, as the page shows it.

    Args:
        names: without a gazetteer, as `eval` and `compare` judge.

    Raises:
        InputError: a run or the gold is not as it should be; an article is another text in the other run.
        UsageError: scipy is not installed.
    """
    book, shown = CodebookProfile(names), output_of_run(folder)
    other = output_of_run(beside.run) if beside.run else None
    gold, left_out = read_available_gold(beside.gold, articles_in(shown), Coding) if beside.gold else (None, 0)
    before = _codings(other, gold)
    _same_texts(shown, before)
    judged = {name: score_article(book, *sides) for name, sides in _pairs(shown, before)}
    found: dict[str, Any] = {
        "a": (beside.run or beside.gold or folder).resolve().name,
        "b": folder.resolve().name,
        "kind": "run" if other else "gold",
        "articles": [differing(name, before[name], shown.predictions[name], each) for name, each in judged.items()],
        "only": _only(shown, before),
    }
    if other and beside.run:
        found["prompt"], found["models"] = _prompts(beside.run, folder)
    if gold and beside.gold:
        found["gold"] = {"folder": beside.gold.resolve().name, "articles": len(gold.files), "left_out": left_out}
        _add_figures(found, [each for each in (other, shown) if each], gold, book, names)
    return found


def _prompts(before: Path, after: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """What differs between the prompts of two runs, the tool that they sent along included; and their models."""
    heads = [head for head in (manifest_head(before), manifest_head(after)) if head]  # both were read as runs
    changes = prompt_changes(*(head["prompt"] for head in heads))
    same = heads[0]["tools"] == heads[1]["tools"]
    changes.append({"block": "schema, as a tool", "same": same, "lines": [] if same else None})
    return changes, [head["model"] for head in heads]


def _same_texts(shown: SystemOutput, before: Mapping[str, Prediction]) -> None:
    for name, said in before.items():
        text = shown.predictions[name].text if name in shown.predictions else ""
        if text and said.text and text != said.text:
            raise InputError(
                f"{shown.name}: {name} is another text there than in what it is compared with.",
                next_step="Compare runs over the same articles.",
            )


def articles_in(shown: SystemOutput) -> list[Article]:
    """The articles that a run read, as far as it could read them."""
    return [article_of(each) for each in shown.articles if each.text]


def _codings(other: SystemOutput | None, gold: Gold | None) -> dict[str, Prediction]:
    """What A says of each of its articles."""
    if other:
        return dict(other.predictions)
    assert gold is not None
    return {name: Prediction(name, coding={**EMPTY_CODING, **coding}) for name, coding in gold.codings.items()}


def _pairs(
    shown: SystemOutput, before: Mapping[str, Prediction]
) -> Iterator[tuple[str, tuple[Mapping[str, Any], Prediction]]]:
    """The articles that both have, with what A says as gold has it, and what B says."""
    for name, said in before.items():
        if name in shown.predictions:
            yield name, (said.coding, shown.predictions[name])


def _only(shown: SystemOutput, before: Mapping[str, Prediction]) -> dict[str, list[str]]:
    """Articles that one side alone has."""
    return {
        "a": [name for name in before if name not in shown.predictions],
        "b": [name for name in shown.predictions if name not in before],
    }


def _add_figures(
    found: dict[str, Any], subjects: Sequence[SystemOutput], gold: Gold, book: CodebookProfile, names: Names
) -> None:
    """What `eval` says of one, or `compare` of two; and the errors of each article by name."""
    try:
        assessed = [
            assess(gold, each, lambda coding, said: score_article(book, coding, said), names) for each in subjects
        ]
    except InputError as error:  # an article is pending: side by side it can be shown, but not judged
        found["unjudged"] = str(error)
        return
    found["errors"] = [dict(each.error_counts()) for each in assessed]
    if len(assessed) > 1:
        articles = [each for each in articles_in(subjects[-1]) if each.name in gold.files]
        found["statistics"] = _statistics(compare_assessments(assessed[0], assessed[1], articles))
    found["figures"] = _figures(assessed)
    named = {each["name"]: each for each in found["articles"]}
    for number, each in enumerate(assessed):
        for judged in each.scores:
            if judged.name in named:
                mistakes = [[number, mistake.kind, mistake.where, mistake.detail] for mistake in judged.errors]
                named[judged.name]["mistakes"] += mistakes


def _statistics(found: Comparison) -> dict[str, Any]:
    """What `compare` says of A and B."""
    return {
        "verdict": found.verdict,
        "but": list(found.caveats),
        "primary": found.primary.row(),
        "interval": found.interval.row() if found.interval else None,
        "differing": found.differing,
        "detectable": found.detectable,
        "needed": found.needed,
        "fields": [each.row() for each in found.fields],
    }


def _figures(assessed: Sequence[Assessment]) -> list[dict[str, Any]]:
    rows = []
    for name, sentence in DESCRIPTIONS.items():
        interval = assessed[0].interval(name) if len(assessed) == 1 else None
        between = [interval.low, interval.high] if interval else None
        values = [each.value(name) for each in assessed]
        rows.append({"name": name, "of": sentence, "values": values, "between": between})
    return rows
