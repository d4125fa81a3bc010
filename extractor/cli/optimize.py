"""`optimize`: a prompt improved by a model that reads its mistakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import EVALUATE
from extractor.cli.compare import tell as tell_contrast
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.eval_shared import ArticlesOf, EvalData, GoldFolder, MaxCost, Online, load_eval_data
from extractor.cli.options import Model, NamesFolder, PromptName, Recordings
from extractor.core.errors import Miss, UsageError

if TYPE_CHECKING:
    from extractor.core.exchange import Request
    from extractor.evaluation.assessment import Assessment
    from extractor.evaluation.predict import Predictor
    from extractor.evaluation.tuning import TuningResult, TuningTask
    from extractor.prompts.prompt import Prompt


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=EVALUATE,
        epilog="Example: extractor optimize -p incident --blocks rules --max-calls 200 --max-cost 5 -m gpt-5-mini "
        "--gold articles/gold --online -o prompts/incident-tuned.md",
    )(optimize)


def optimize(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE.md", help="The variant to write; never written over.")
    ],
    prompt: PromptName = "incident",
    blocks: Annotated[
        str, typer.Option("--blocks", metavar="A,B", help="Blocks that may change; all others stay as they are.")
    ] = "rules",
    max_calls: Annotated[
        int, typer.Option("--max-calls", metavar="N", min=1, help="Requests in all, recorded and sent alike.")
    ] = 100,
    max_cost: MaxCost = None,
    model: Model = None,
    reflect_model: Annotated[
        str | None,
        typer.Option(
            "--reflect-model", metavar="MODEL", help="Who reads the mistakes (the same model).", show_default=False
        ),
    ] = None,
    gold: GoldFolder = None,
    articles: ArticlesOf = None,
    holdout: Annotated[
        float,
        typer.Option(
            "--holdout", metavar="SHARE", min=0.1, max=0.9, help="Share of the articles kept for the comparison."
        ),
    ] = 0.4,
    work: Annotated[
        Path | None,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Where the state is kept, to go on from (runs/tuning-NAME).",
            show_default=False,
        ),
    ] = None,
    online: Online = False,
    names: NamesFolder = None,
    recordings: Recordings = None,
) -> None:
    """Search for better prompt blocks with a reflection model.

    Writes the best candidate as a variant and compares it with the prompt on held-out articles. The test split is
    never used. Recorded responses are used first; --max-calls and --max-cost cover all invocations of one tuning.
    """
    from extractor.core.settings import load_settings
    from extractor.evaluation.predict import Predictor
    from extractor.evaluation.systems import System
    from extractor.evaluation.tuning import TuningTask
    from extractor.prompts.loading import load_prompt

    if out.exists() or out.suffix != ".md" or not out.parent.is_dir():
        wrong = "is there already" if out.exists() else "is no .md file in a folder that is there"
        raise UsageError(f"{out}: {wrong}.", next_step="Choose another name.")
    base, settings = load_prompt(prompt), load_settings(model=model)
    wanted = [block.strip() for block in blocks.split(",")]
    if unknown := [block for block in wanted if block not in base.blocks]:
        raise UsageError(f"--blocks: no block {', '.join(unknown)}.", next_step=f"There are: {', '.join(base.blocks)}.")
    at = load_eval_data(gold, [System(prompt, prompt=base, settings=settings)], articles, None, names)
    kept = _held_out(at, holdout)
    train = [article for article in at.articles if article.name not in kept]
    print_err(f"Learning from {len(train)} articles; {len(kept)} are kept for the comparison.")
    ask = Predictor(settings, recordings or [], online, max_cost=max_cost)
    folder = work or Path("runs") / f"tuning-{base.name}"
    reflect = load_prompt("reflect")
    task = TuningTask(
        base,
        wanted,
        reflect,
        train=train,
        known=at.articles,
        gold=at.gold,
        score_article=at.judge,
        predict=ask,
        max_calls=max_calls,
        folder=folder,
        reflect_model=reflect_model,
    )
    raise typer.Exit(_tune(task, at, kept, out))


def _held_out(at: EvalData, share: float) -> list[str]:
    """The names of the articles that are kept for the comparison."""
    from extractor.evaluation.splits import make_splits

    stems = make_splits(at.gold, share)["test"]
    kept = [name for name, file in at.gold.files.items() if file.stem in stems]
    if not kept or len(kept) == len(at.articles):
        raise UsageError(
            f"{at.gold.folder}: too few articles to keep some for the comparison.",
            next_step="Write more gold, or change --holdout.",
        )
    return kept


def _tune(task: TuningTask, at: EvalData, kept: Sequence[str], out: Path) -> int:
    from extractor.evaluation.tuning import tune

    base, ask = task.prompt, task.predict
    try:
        tuned = tune(task)
        return _finish(task, tuned, at, kept, out)
    except Miss as miss:
        _export(miss, task.folder, base, ask)
        raise


def _finish(task: TuningTask, tuned: TuningResult, at: EvalData, kept: Sequence[str], out: Path) -> int:
    base, ask = task.prompt, task.predict
    _tell(tuned, ask)
    if isinstance(tuned.stopped, Miss):
        _export(tuned.stopped, task.folder, base, ask)
    changed = {block: text for block, text in tuned.blocks.items() if text != base.blocks[block]}
    if changed:
        _tell_changes(out, base, changed)
        _compare(at, kept, task, changed)  # before the file is there: stopped here, the same command goes on
        _write(out, base, changed)
    else:
        print_out("No block is better than it was: nothing is written.")
    return 4 if tuned.stopped else 0


def _tell(tuned: TuningResult, ask: Predictor) -> None:
    if tuned.stopped:
        print_err(f"Stopped early: {tuned.stopped}")
    print_out(
        f"{tuned.candidates} candidates, {tuned.calls} calls ({ask.sent} sent now, ${ask.cost:.4f} in all); "
        f"mean score over the articles learned from: {tuned.before:.3f} -> {tuned.after:.3f}"
    )


def _write(out: Path, base: Prompt, changed: Mapping[str, str]) -> None:
    from extractor.core.files import atomic_file
    from extractor.evaluation.tuning import variant_file

    with atomic_file(out) as file:
        file.write(variant_file(base, changed).encode())
    print_err(f"Written to {out}.")


def _tell_changes(out: Path, base: Prompt, changed: Mapping[str, str]) -> None:
    """How the variant differs, block by block."""
    for block, text in changed.items():
        before, after = base.blocks[block].splitlines(), text.splitlines()
        for line in unified_diff(before, after, f"{base.name}, {block}", f"{out}, {block}", lineterm=""):
            print_out(escape(line))
    print_out("")


def _compare(at: EvalData, kept: Sequence[str], task: TuningTask, changed: Mapping[str, str]) -> None:
    """The variant against the prompt as it was, on articles that it has not seen; within the calls of the tuning."""
    from extractor.evaluation.assessment import assess
    from extractor.evaluation.call_budget import CallBudget
    from extractor.evaluation.comparison import compare_assessments
    from extractor.evaluation.predictions import output_of_extractions
    from extractor.evaluation.tuning import extract_within_budget

    gold = at.gold.subset(kept)
    articles = [article for article in at.articles if article.name in kept]
    calls = CallBudget.open(task.folder, task.id, task.max_calls)

    def side(prompt: Prompt, name: str) -> Assessment:
        said = output_of_extractions(
            f"{name} · {task.predict.settings.model}", extract_within_budget(task, calls, prompt, articles)
        )
        return assess(gold, said, at.judge, at.names)

    before = side(task.prompt, task.prompt.name)
    after = side(replace(task.prompt, blocks={**task.prompt.blocks, **changed}), "the variant")
    names = before.output.name, after.output.name
    tell_contrast(
        compare_assessments(before, after, articles), names, replace(at, gold=gold, articles=articles, split="held out")
    )


def _export(miss: Miss, folder: Path, prompt: Prompt, ask: Predictor) -> None:
    """What is not recorded, as a file of requests, so that somebody else can answer it."""
    from extractor.model.batch_files import write_requests
    from extractor.recordings.store import open_store
    from extractor.runs.wiring import connect_offline, record_tools

    async def each() -> AsyncIterator[Request]:
        for request in miss.requests:
            yield request

    path = folder / "requests.jsonl"
    with (
        connect_offline(prompt, ask.settings, ask.recordings) as connection,
        closing(open_store(ask.settings.store)) as store,
    ):
        record_tools(prompt, connection.recordings, store)
        count = asyncio.run(write_requests(each(), path, store))
    if count:
        print_err(f"{count} requests written to {path}; bring the answers back with: extractor requests import ANSWERS")
