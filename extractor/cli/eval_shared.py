"""What the verbs that evaluate share: gold and its articles, subjects and their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from extractor.cli.console import print_err
from extractor.core.errors import InputError, Miss, UsageError

if TYPE_CHECKING:
    from extractor.articles.article import Article
    from extractor.consolidation.report_cache import Names
    from extractor.evaluation.assessment import ArticleScorer
    from extractor.evaluation.gold import Gold
    from extractor.evaluation.predictions import SystemOutput
    from extractor.evaluation.systems import System

Split = Literal["dev", "test", "all"]
GATE_FAILED = 5  # exit code where a gate of `eval` is not passed
GoldFolder = Annotated[
    Path | None,
    typer.Option(
        "--gold",
        metavar="FOLDER",
        help="Gold files, one for each article (those of the sample articles).",
        show_default=False,
    ),
]
ArticlesOf = Annotated[
    str | None,
    typer.Option(
        "--articles", metavar="ARTICLES", help="The articles of the gold (the folder around it).", show_default=False
    ),
]
SplitOf = Annotated[
    Split | None,
    typer.Option("--split", metavar="SPLIT", help="dev (where there are splits), test, or all.", show_default=False),
]
Online = Annotated[
    bool,
    typer.Option("--online/--offline", help="Ask for what is not recorded, or use recordings alone."),
]
MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", metavar="USD", min=0, help="With --online: spend at most so many US dollars."),
]


def score_text(value: float | None) -> str:
    """A figure to three places; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


@dataclass(frozen=True)
class EvalData:
    """Gold, its articles, and what is needed to judge by it."""

    gold: Gold
    articles: Sequence[Article]
    judge: ArticleScorer
    names: Names
    split: str

    @property
    def sealed(self) -> bool:
        """Whether articles that were put aside are looked at."""
        from extractor.evaluation.gold_check import SPLITS

        return self.split != "dev" and (self.gold.folder / SPLITS).exists()

    @property
    def told(self) -> str:
        """Which articles, in words; the folder as one would type it here."""
        folder = self.gold.folder
        place = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
        return f"{len(self.articles)} articles of {place}, split {self.split}"


def load_eval_data(
    given: Path | None, subjects: Sequence[System], articles: str | None, split: Split | None, names: Path | None
) -> EvalData:
    """Read gold and its articles, for the schema of the subjects."""
    from extractor.articles.stream import read_inputs
    from extractor.consolidation.pipeline import load_names
    from extractor.core.package_data import SEEDS
    from extractor.evaluation.article_score import score_article
    from extractor.evaluation.codebook_profile import CodebookProfile
    from extractor.evaluation.gold import read_gold
    from extractor.evaluation.schema_profile import SchemaProfile
    from extractor.evaluation.splits import select_split as chosen
    from extractor.schema.codebook import Coding

    folder = given or SEEDS / "gold"
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of gold.", next_step="Give one with --gold.")
    schemas = {each.prompt.schema if each.prompt else Coding for each in subjects}
    if len(schemas) > 1:
        raise UsageError("A and B fill different schemas.", next_step="Compare prompts for one schema.")
    schema = schemas.pop()
    found = read_inputs(articles or str(folder.resolve().parent)).articles
    gold, which = chosen(read_gold(folder, found, schema), split)
    known = load_names(names, gazetteer=False)
    kept = [article for article in found if article.name in gold.files]
    by = partial(score_article, CodebookProfile(known)) if schema is Coding else SchemaProfile(schema).score_article
    at = EvalData(gold, kept, by, names=known, split=which)
    if at.sealed:
        print_err(f"Split {which}: the sealed test set is looked at.")
    return at


def record_test_use(at: EvalData, verb: str, subjects: Sequence[System], figures: dict[str, Any]) -> None:
    """Write a look at the test set into the ledger, and say so; before anything of it is shown."""
    from extractor.evaluation.splits import LEDGER, record_test_use

    if not at.sealed:
        return
    asked = [{"name": each.name, "blocks": each.prompt.digests if each.prompt else None} for each in subjects]
    what = {"verb": verb, "subjects": asked, "figures": figures}
    before = record_test_use(at.gold, what, datetime.now(UTC))
    print_err(f"The test set was looked at {before} times before this; noted in {at.gold.folder / LEDGER}.")


def predict_all(
    at: EvalData, subjects: Sequence[System], *, online: bool, max_cost: float | None, extra: Sequence[Path]
) -> list[SystemOutput]:
    """What subjects say of the gold's articles. With `online`, what is not recorded is asked for, after all prices were
    told, and within one budget.

    Raises:
        Miss: something is not recorded, and nobody may be asked.
        InputError: a run is of other texts than the gold.
    """
    from extractor.evaluation.predict import Predictor
    from extractor.evaluation.systems import recorded_output, require_prompt

    for note in dict.fromkeys(note for each in subjects for note in each.notes):
        print_err(f"Note: {note}")
    found = [recorded_output(each, at.articles, extra) for each in subjects]
    missing = [number for number, each in enumerate(found) if not subjects[number].run and _pending(at, each)]
    for number in missing:
        _tell_cost(at, subjects[number], extra)
    if missing and not online:
        counts = [f"{len(_pending(at, found[n]))} articles of {subjects[n].name}" for n in missing]
        raise Miss(
            f"Not recorded: {', '.join(counts)}.",
            next_step="Add --online to ask for them, or take them elsewhere: extractor requests export.",
        )
    spent = 0.0
    for number in missing:
        prompt, settings = require_prompt(subjects[number])
        ask = Predictor(settings, extra, online=True, max_cost=max_cost, cost=spent)
        print_err(f"Asking {settings.model} at {settings.host}; answers are kept in {settings.store.resolve()}.")
        ask(prompt, at.articles)
        print_err(f"{ask.sent} requests sent, ${ask.cost - spent:.4f} paid.")
        spent = ask.cost
        found[number] = recorded_output(subjects[number], at.articles, extra)
    for each in found:
        _same_texts(at, each)
    return found


def _pending(at: EvalData, said: SystemOutput) -> list[str]:
    return [name for name, each in said.predictions.items() if each.state == "pending" and name in at.gold.files]


def _same_texts(at: EvalData, said: SystemOutput) -> None:
    """A run may be of other texts that have the same names."""
    for article in at.articles:
        known = said.predictions.get(article.name)
        if known and known.text not in ("", article.original):
            raise InputError(
                f"{said.name}: {article.name} is another text there than beside the gold.",
                next_step="Give the articles of the gold with --articles, or run them again.",
            )


def _tell_cost(at: EvalData, subject: System, extra: Sequence[Path]) -> None:
    from extractor.cli.run_messages import print_estimate
    from extractor.evaluation.systems import require_prompt
    from extractor.model.prices import price_list
    from extractor.runs.estimate import estimate
    from extractor.runs.wiring import connect_offline

    prompt, settings = require_prompt(subject)
    print_err(f"{subject.name}:")
    with connect_offline(prompt, settings, extra) as connection:
        print_estimate(asyncio.run(estimate(connection, at.articles, settings)), settings, price_list(settings))
