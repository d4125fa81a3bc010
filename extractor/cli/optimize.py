"""`optimize`: search for better prompt blocks with a reflection model."""

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
from extractor.cli.compare import print_comparison
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
        Path,
        typer.Option("-o", "--out", metavar="FILE.md", help="Variant to write; existing files are not overwritten."),
    ],
    prompt: PromptName = "incident",
    blocks: Annotated[str, typer.Option("--blocks", metavar="A,B", help="Blocks that may change.")] = "rules",
    max_calls: Annotated[
        int, typer.Option("--max-calls", metavar="N", min=1, help="Limit of calls, recorded ones included.")
    ] = 100,
    max_cost: MaxCost = None,
    model: Model = None,
    reflect_model: Annotated[
        str | None,
        typer.Option(
            "--reflect-model", metavar="MODEL", help="Reflection model (default: the same model).", show_default=False
        ),
    ] = None,
    gold: GoldFolder = None,
    articles: ArticlesOf = None,
    holdout: Annotated[
        float,
        typer.Option(
            "--holdout", metavar="SHARE", min=0.1, max=0.9, help="Share of articles held out for the comparison."
        ),
    ] = 0.4,
    work: Annotated[
        Path | None,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Folder of the state, for resuming (runs/tuning-NAME).",
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
        wrong = "exists already" if out.exists() else "is not an .md file in an existing folder"
        raise UsageError(f"{out}: {wrong}.", next_step="Choose another name.")
    base, settings = load_prompt(prompt), load_settings(model=model)
    wanted = [block.strip() for block in blocks.split(",")]
    if unknown := [block for block in wanted if block not in base.blocks]:
        raise UsageError(
            f"--blocks: no block {', '.join(unknown)}.", next_step=f"Use some of: {', '.join(base.blocks)}."
        )
    system = System(prompt, prompt=base, settings=settings)
    data = load_eval_data(gold, [system], articles, None, names)
    kept = _held_out(data, holdout)
    train = [article for article in data.articles if article.name not in kept]
    print_err(f"Tuning on {len(train)} articles; {len(kept)} are held out for the comparison.")
    predict = Predictor(settings, recordings or [], online, max_cost=max_cost)
    task = TuningTask(
        base,
        wanted,
        load_prompt("reflect"),
        train=train,
        known=data.articles,
        gold=data.gold,
        score_article=data.score_article,
        predict=predict,
        max_calls=max_calls,
        folder=work or Path("runs") / f"tuning-{base.name}",
        reflect_model=reflect_model,
    )
    raise typer.Exit(_tune(task, data, kept, out))


def _held_out(data: EvalData, share: float) -> list[str]:
    """Return the names of the held-out articles."""
    from extractor.evaluation.splits import make_splits

    stems = make_splits(data.gold, share)["test"]
    kept = [name for name, file in data.gold.files.items() if file.stem in stems]
    if not kept or len(kept) == len(data.articles):
        raise UsageError(
            f"{data.gold.folder}: too few articles to hold some out for the comparison.",
            next_step="Add gold, or change --holdout.",
        )
    return kept


def _tune(task: TuningTask, data: EvalData, kept: Sequence[str], out: Path) -> int:
    from extractor.evaluation.tuning import tune

    base, predict = task.prompt, task.predict
    try:
        tuned = tune(task)
        return _finish(task, tuned, data, kept, out)
    except Miss as miss:
        _export(miss, task.folder, base, predict)
        raise


def _finish(task: TuningTask, tuned: TuningResult, data: EvalData, kept: Sequence[str], out: Path) -> int:
    base, predict = task.prompt, task.predict
    _print_result(tuned, predict)
    if isinstance(tuned.stopped, Miss):
        _export(tuned.stopped, task.folder, base, predict)
    changed = {block: text for block, text in tuned.blocks.items() if text != base.blocks[block]}
    if changed:
        _print_changes(out, base, changed)
        _compare(data, kept, task, changed)  # before the file is written: if this stops, the same command resumes
        _write(out, base, changed)
    else:
        print_out("No block improved; nothing is written.")
    return 4 if tuned.stopped else 0


def _print_result(tuned: TuningResult, predict: Predictor) -> None:
    from extractor.cli.progress import cost_text

    if tuned.stopped:
        print_err(f"Stopped early: {tuned.stopped}")
    cost = cost_text(predict.cost, predict.tokens, unpriced=bool(predict.unpriced))
    print_out(
        f"{tuned.candidates} candidates, {tuned.calls} calls ({predict.sent} sent now, {cost}); "
        f"mean score on the tuning articles: {tuned.before:.3f} -> {tuned.after:.3f}"
    )


def _write(out: Path, base: Prompt, changed: Mapping[str, str]) -> None:
    from extractor.core.files import atomic_file
    from extractor.evaluation.tuning import variant_file

    with atomic_file(out) as file:
        file.write(variant_file(base, changed).encode())
    print_err(f"Written to {out}.")


def _print_changes(out: Path, base: Prompt, changed: Mapping[str, str]) -> None:
    """Print the changed blocks as unified diffs."""
    for block, text in changed.items():
        before, after = base.blocks[block].splitlines(), text.splitlines()
        for line in unified_diff(before, after, f"{base.name}, {block}", f"{out}, {block}", lineterm=""):
            print_out(escape(line))
    print_out("")


def _compare(data: EvalData, kept: Sequence[str], task: TuningTask, changed: Mapping[str, str]) -> None:
    """Compare the variant with the original prompt on held-out articles, within the calls of the tuning."""
    from extractor.evaluation.assessment import assess
    from extractor.evaluation.call_budget import CallBudget
    from extractor.evaluation.comparison import compare_assessments
    from extractor.evaluation.predictions import output_of_extractions
    from extractor.evaluation.tuning import extract_within_budget

    gold = data.gold.subset(kept)
    articles = [article for article in data.articles if article.name in kept]
    calls = CallBudget.open(task.folder, task.id, task.max_calls)

    def assess_prompt(prompt: Prompt, name: str) -> Assessment:
        output = output_of_extractions(
            f"{name} · {task.predict.settings.model}", extract_within_budget(task, calls, prompt, articles)
        )
        return assess(gold, output, data.score_article, data.names)

    before = assess_prompt(task.prompt, task.prompt.name)
    after = assess_prompt(replace(task.prompt, blocks={**task.prompt.blocks, **changed}), "the variant")
    names = before.output.name, after.output.name
    print_comparison(
        compare_assessments(before, after, articles),
        names,
        replace(data, gold=gold, articles=articles, split="held out"),
    )


def _export(miss: Miss, folder: Path, prompt: Prompt, predict: Predictor) -> None:
    """Write the missing requests to a file, to be sent by other means."""
    from extractor.model.batch_files import write_requests
    from extractor.recordings.store import open_store
    from extractor.runs.wiring import connect_offline, record_tools

    async def missing() -> AsyncIterator[Request]:
        for request in miss.requests:
            yield request

    path = folder / "requests.jsonl"
    with (
        connect_offline(prompt, predict.settings, predict.recordings) as connection,
        closing(open_store(predict.settings.store)) as store,
    ):
        record_tools(prompt, connection.recordings, store)
        count, _ = asyncio.run(write_requests(missing(), path, store))
    if count:
        print_err(f"{count} requests written to {path}; import the responses with: extractor requests import FILE")
