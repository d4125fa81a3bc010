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

from extractor.cli.console import say
from extractor.errors import Miss, UsageError

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.consolidation.derived import Names
    from extractor.evaluation.assessment import Judge
    from extractor.evaluation.gold import Gold
    from extractor.evaluation.predictions import Predicted
    from extractor.evaluation.subjects import Subject

Split = Literal["dev", "test", "all"]
GATE = 5  # exit code where a gate of `eval` is not passed
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


def shown(value: float | None) -> str:
    """A figure to three places; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


@dataclass(frozen=True)
class Bench:
    """Gold, its articles, and what is needed to judge by it."""

    gold: Gold
    articles: Sequence[Article]
    judge: Judge
    names: Names
    split: str

    @property
    def told(self) -> str:
        """Which articles, in words; the folder as one would type it here."""
        folder = self.gold.folder
        place = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
        return f"{len(self.articles)} articles of {place}, split {self.split}"


def bench(
    given: Path | None, subjects: Sequence[Subject], articles: str | None, split: Split | None, names: Path | None
) -> Bench:
    """Read gold and its articles, for the schema of the subjects."""
    from extractor.bundled import SEEDS
    from extractor.consolidation.whole import load_names
    from extractor.evaluation.anyschema import AnySchema
    from extractor.evaluation.codebook import Codebook
    from extractor.evaluation.gold import read_gold
    from extractor.evaluation.judging import judge
    from extractor.evaluation.splits import split as chosen
    from extractor.incident import Coding
    from extractor.inputs import read_inputs

    folder = given or SEEDS / "gold"
    schemas = {each.prompt.schema if each.prompt else Coding for each in subjects}
    if len(schemas) > 1:
        raise UsageError("A and B fill different schemas.", next_step="Compare prompts for one schema.")
    schema = schemas.pop()
    found = read_inputs(articles or str(folder.resolve().parent)).articles
    gold, which = chosen(read_gold(folder, found, schema), split)
    known = load_names(names, gazetteer=False)
    kept = [article for article in found if article.name in gold.files]
    if which != "dev" and (folder / "splits.json").exists():
        say(f"Split {which}: the sealed test set is looked at.")
    by = partial(judge, Codebook(known)) if schema is Coding else AnySchema(schema).judge
    return Bench(gold, kept, by, known, which)


def noted(at: Bench, verb: str, subjects: Sequence[Subject], figures: dict[str, Any]) -> None:
    """Write a look at the test set into the ledger, and say so; before anything of it is shown."""
    from extractor.evaluation.gold import SPLITS
    from extractor.evaluation.splits import LEDGER, note_use

    if at.split == "dev" or not (at.gold.folder / SPLITS).exists():
        return
    asked = [{"name": each.name, "blocks": each.prompt.digests if each.prompt else None} for each in subjects]
    what = {"verb": verb, "subjects": asked, "figures": figures}
    before = note_use(at.gold, what, datetime.now(UTC))
    say(f"The test set was looked at {before} times before this; noted in {at.gold.folder / LEDGER}.")


def answered(at: Bench, subject: Subject, *, online: bool, max_cost: float | None, extra: Sequence[Path]) -> Predicted:
    """What a subject says of the gold's articles; with `online`, what is not recorded is asked for first.

    Raises:
        Miss: something is not recorded, and nobody may be asked.
    """
    from extractor.evaluation.subjects import answers

    for note in subject.notes:
        say(f"Note: {note}")
    found = answers(subject, at.articles, extra)
    missing = [name for name, each in found.predictions.items() if each.state == "pending" and name in at.gold.files]
    if not missing or subject.run:
        return found
    _tell_cost(at, subject, extra)
    if not online:
        raise Miss(
            f"{subject.name}: {len(missing)} of {len(at.articles)} articles are not recorded.",
            next_step="Add --online to ask for them, or take them elsewhere: extractor requests export.",
        )
    _ask(at, subject, max_cost, extra)
    return answers(subject, at.articles, extra)


def _tell_cost(at: Bench, subject: Subject, extra: Sequence[Path]) -> None:
    from extractor.cli.report import tell_estimate
    from extractor.estimate import estimate
    from extractor.evaluation.subjects import need_prompt
    from extractor.prices import price_list
    from extractor.wiring import connect_offline

    prompt, settings = need_prompt(subject)
    say(f"{subject.name}:")
    with connect_offline(prompt, settings, extra) as connection:
        tell_estimate(asyncio.run(estimate(connection, at.articles, settings)), settings, price_list(settings))


def _ask(at: Bench, subject: Subject, max_cost: float | None, extra: Sequence[Path]) -> None:
    from extractor.evaluation.asking import Asker
    from extractor.evaluation.subjects import need_prompt

    prompt, settings = need_prompt(subject)
    ask = Asker(settings, extra, online=True, max_cost=max_cost)
    say(f"Asking {settings.model} at {settings.host}; answers are kept in {settings.store.resolve()}.")
    ask(prompt, at.articles)
    say(f"{ask.sent} requests sent, ${ask.cost:.4f} paid.")
