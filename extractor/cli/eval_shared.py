"""Shared by the commands that evaluate: gold and its articles, systems and their output."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from extractor.cli.console import print_err
from extractor.core.errors import InputError, Miss, UsageError

if TYPE_CHECKING:
    from extractor.articles.article import Article
    from extractor.evaluation.assessment import ArticleScorer
    from extractor.evaluation.gold import Gold
    from extractor.evaluation.predictions import SystemOutput
    from extractor.evaluation.systems import System
    from extractor.grounding.names import Names

Split = Literal["dev", "test", "all"]
GATE_FAILED = 5  # exit code of `eval` if a metric is below --fail-under or fell
GoldFolder = Annotated[
    Path | None,
    typer.Option(
        "--gold",
        metavar="FOLDER",
        help="Folder of gold files, one per article (default: the sample articles).",
        show_default=False,
    ),
]
ArticlesOf = Annotated[
    str | None,
    typer.Option(
        "--articles",
        metavar="ARTICLES",
        help="Articles of the gold (default: the folder that contains it).",
        show_default=False,
    ),
]
SplitOf = Annotated[
    Split | None,
    typer.Option(
        "--split", metavar="SPLIT", help="dev (default if there are splits), test, or all.", show_default=False
    ),
]
Online = Annotated[
    bool,
    typer.Option("--online/--offline", help="Send uncached requests, or use recordings only."),
]
MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", metavar="USD", min=0, help="With --online: spend at most this many US dollars."),
]


def score_text(value: float | None) -> str:
    """Format a metric to three places; a dash if it has no value."""
    return "–" if value is None else f"{value:.3f}"


@dataclass(frozen=True)
class EvalData:
    """Gold, its articles, and how to score against it.

    Attributes:
        gold: coded articles of one split.
        score_article: scores the output for one article.
        names: aliases of actors and places.
        split: dev, test, all, or a description of other selections.
        codebook: whether the gold is by the codebook; metrics that only it has are left out otherwise.
    """

    gold: Gold
    articles: Sequence[Article]
    score_article: ArticleScorer
    names: Names
    split: str
    codebook: bool = True

    @property
    def sealed(self) -> bool:
        """Tell whether held-out articles are used."""
        from extractor.evaluation.gold_check import SPLITS

        return self.split != "dev" and (self.gold.folder / SPLITS).exists()

    @property
    def description(self) -> str:
        """Number of articles, folder relative to the working folder, and split."""
        folder = self.gold.folder
        place = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
        return f"{len(self.articles)} articles of {place}, split {self.split}"


def load_eval_data(
    given: Path | None, systems: Sequence[System], articles: str | None, split: Split | None, names: Path | None
) -> EvalData:
    """Read gold and its articles for the schema of the systems.

    Raises:
        InputError: no such folder. UsageError: the systems have different schemas.
    """
    from extractor.articles.stream import read_inputs
    from extractor.core.package_data import SEEDS
    from extractor.evaluation.article_score import score_article
    from extractor.evaluation.codebook_profile import CodebookProfile
    from extractor.evaluation.gold import read_gold
    from extractor.evaluation.schema_profile import SchemaProfile
    from extractor.evaluation.splits import select_split
    from extractor.grounding.names import load_names
    from extractor.schema.codebook import Coding

    folder = given or SEEDS / "gold"
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder.", next_step="Give a folder of gold files with --gold.")
    schemas = {each.schema for each in systems}
    if len(schemas) > 1:
        raise UsageError("A and B have different schemas.", next_step="Compare prompts with the same schema.")
    schema = schemas.pop()
    found = read_inputs(articles or str(folder.resolve().parent)).articles
    gold, which = select_split(read_gold(folder, found, schema), split)
    known = load_names(names, gazetteer=False)
    kept = [article for article in found if article.name in gold.files]
    scorer = partial(score_article, CodebookProfile(known)) if schema is Coding else SchemaProfile(schema).score_article
    data = EvalData(gold, kept, scorer, names=known, split=which, codebook=schema is Coding)
    if data.sealed:
        print_err(f"Split {which}: uses the sealed test set.")
    return data


def as_corrected(system: System, corrections: Path, names: Path | None) -> System:
    """Return a run with the corrections of a review.

    Raises:
        UsageError: the system is no run by the codebook. InputError: there are no such corrections.
    """
    from extractor.cli.corrections import with_corrections
    from extractor.grounding.names import load_names
    from extractor.schema.codebook import Coding

    if system.run is None or system.schema is not Coding:
        raise UsageError("--corrections goes with a run by the codebook.", next_step="Give the folder of the run.")
    (run,) = with_corrections([system.run], corrections, lambda: load_names(names, gazetteer=False), leave_out=False)
    return replace(system, run=run, name=f"{system.name}, as corrected in {corrections}")


def note_test_use(data: EvalData, command: str, systems: Sequence[System], metrics: dict[str, Any]) -> None:
    """Record a use of the test set in its ledger and print so, before any result is shown."""
    from extractor.evaluation.splits import LEDGER, record_test_use

    if not data.sealed:
        return
    described = [{"name": each.name, "blocks": each.prompt.digests if each.prompt else None} for each in systems]
    use = {"verb": command, "subjects": described, "figures": metrics}
    before = record_test_use(data.gold, use, datetime.now(UTC))
    print_err(f"The test set was used {before} times before; recorded in {data.gold.folder / LEDGER}.")


def predict_all(
    data: EvalData, systems: Sequence[System], *, online: bool, max_cost: float | None, extra: Sequence[Path]
) -> list[SystemOutput]:
    """Return the output of systems for the articles of the gold.

    With `online`, uncached requests are sent after all estimates were printed, within one budget.

    Raises:
        Miss: requests are not recorded, and `online` is off.
        InputError: a run has other article texts than the gold.
    """
    from extractor.cli.progress import cost_text
    from extractor.evaluation.predict import Predictor
    from extractor.evaluation.systems import recorded_output, require_prompt

    for note in dict.fromkeys(note for each in systems for note in each.notes):
        print_err(f"Note: {note}")
    found = [recorded_output(each, data.articles, extra) for each in systems]
    missing = [number for number, each in enumerate(found) if not systems[number].run and _pending(data, each)]
    for number in missing:
        _print_cost(data, systems[number], extra)
    if missing and not online:
        counts = [f"{len(_pending(data, found[n]))} articles of {systems[n].name}" for n in missing]
        raise Miss(
            f"Not recorded: {', '.join(counts)}.",
            next_step="Add --online to send the requests, or export them: extractor requests export.",
        )
    spent = 0.0
    for number in missing:
        prompt, settings = require_prompt(systems[number])
        predict = Predictor(settings, extra, online=True, max_cost=max_cost, cost=spent)
        print_err(
            f"Uncached requests go to {settings.model} at {settings.host}; responses are recorded in "
            f"{settings.store.resolve()}."
        )
        predict(prompt, data.articles)
        cost = cost_text(predict.cost - spent, predict.tokens, unpriced=bool(predict.unpriced))
        print_err(f"{predict.sent} requests sent; {cost}.")
        spent = predict.cost
        found[number] = recorded_output(systems[number], data.articles, extra)
    for each in found:
        _check_texts(data, each)
    return found


def _pending(data: EvalData, output: SystemOutput) -> list[str]:
    return [name for name, each in output.predictions.items() if each.state == "pending" and name in data.gold.files]


def _check_texts(data: EvalData, output: SystemOutput) -> None:
    """Refuse the output of a run over other texts with the same names."""
    for article in data.articles:
        known = output.predictions.get(article.name)
        if known and known.text not in ("", article.original):
            raise InputError(
                f"{output.name}: {article.name} has another text there than beside the gold.",
                next_step="Give the articles of the gold with --articles, or run them again.",
            )


def _print_cost(data: EvalData, system: System, extra: Sequence[Path]) -> None:
    from extractor.cli.run_messages import print_estimate
    from extractor.evaluation.systems import require_prompt
    from extractor.model.prices import price_list
    from extractor.runs.estimate import estimate
    from extractor.runs.wiring import connect_offline

    prompt, settings = require_prompt(system)
    print_err(f"{system.name}:")
    with connect_offline(prompt, settings, extra) as connection:
        print_estimate(asyncio.run(estimate(connection, data.articles, settings)), settings, price_list(settings))
