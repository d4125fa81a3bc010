"""`eval`: score a prompt, a model or a run against gold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.commands import EVALUATE
from extractor.cli.console import escape, print_err, print_out, print_row
from extractor.cli.eval_shared import (
    GATE_FAILED,
    ArticlesOf,
    EvalData,
    GoldFolder,
    MaxCost,
    Online,
    SplitOf,
    as_corrected,
    load_eval_data,
    note_test_use,
    predict_all,
    score_text,
)
from extractor.cli.options import Model, NamesFolder, PromptName, Recordings
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluation.assessment import Assessment
    from extractor.evaluation.predictions import SystemUsage


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "eval",
        rich_help_panel=EVALUATE,
        epilog="Example: extractor eval -p incident -m gpt-5-mini --gold articles/gold",
    )(evaluate)


def evaluate(
    system: Annotated[
        str | None,
        typer.Argument(metavar="SYSTEM", help="Run, prompt or git revision, instead of -p.", show_default=False),
    ] = None,
    gold: GoldFolder = None,
    prompt: PromptName = "incident",
    model: Model = None,
    articles: ArticlesOf = None,
    split: SplitOf = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option("--fail-under", metavar="METRIC=X", help="Exit with 5 if a metric is below X. Can be repeated."),
    ] = None,
    regression: Annotated[
        str | None,
        typer.Option(
            "--fail-on-regression",
            metavar="REV",
            help="Exit with 5 if overall_f1 is lower than with the prompt at a git revision.",
            show_default=False,
        ),
    ] = None,
    online: Online = False,
    max_cost: MaxCost = None,
    names: NamesFolder = None,
    corrections: Annotated[
        Path | None,
        typer.Option(
            "--corrections",
            metavar="FOLDER",
            help="Score the run as corrected by a review: gold that `extractor review` wrote.",
            show_default=False,
        ),
    ] = None,
    recordings: Recordings = None,
    json_rows: Annotated[
        bool, typer.Option("--json", help="Print metrics, errors and articles as JSON lines.")
    ] = False,
) -> None:
    """Score a prompt, a model or a run against gold.

    Prints metrics with confidence intervals, errors by type, and a line for each article.
    """
    from extractor.core.settings import load_settings
    from extractor.evaluation.assessment import assess
    from extractor.evaluation.systems import at_revision, parse_system

    minimums = dict(_parse_minimum(text) for text in fail_under or ())
    settings = load_settings(model=model)
    systems = [parse_system(system or ".", prompt, settings)]
    if corrections:
        systems[0] = as_corrected(systems[0], corrections, names)
    if regression:
        systems.append(at_revision(systems[0], regression))
    data = load_eval_data(gold, systems, articles, split, names)
    outputs = predict_all(data, systems, online=online, max_cost=max_cost, extra=recordings or [])
    assessment, *earlier = (assess(data.gold, each, data.score_article, data.names) for each in outputs)
    note_test_use(data, "eval", systems, {metric: assessment.value(metric) for metric in ("overall_f1", "incident_f1")})
    if json_rows:
        for row in assessment_rows(assessment):
            print_row(row)
    else:
        print_assessment(assessment, data)
    raise typer.Exit(
        GATE_FAILED if [*_failed_minimums(assessment, minimums), *_regressions(assessment, *earlier)] else 0
    )


def _parse_minimum(text: str) -> tuple[str, float]:
    from extractor.evaluation.metrics import DESCRIPTIONS

    name, _, value = text.partition("=")
    try:
        least = float(value)
    except ValueError:
        least = -1.0
    if name not in DESCRIPTIONS or not 0 <= least <= 1:
        raise UsageError(
            f"--fail-under {text}: not METRIC=X with X from 0 to 1.",
            next_step=f"Metrics: {', '.join(DESCRIPTIONS)}.",
        )
    return name, least


def _failed_minimums(assessment: Assessment, minimums: dict[str, float]) -> Iterator[str]:
    for name, least in minimums.items():
        value = assessment.value(name)
        if value is None or value < least:
            print_err(f"--fail-under: {name} is {score_text(value)}, below {least:.3f}.")
            yield name


def _regressions(assessment: Assessment, earlier: Assessment | None = None) -> Iterator[str]:
    from extractor.evaluation.metrics import PRIMARY

    if earlier is None:
        return
    before, now = earlier.value(PRIMARY) or 0.0, assessment.value(PRIMARY) or 0.0
    if now < before:
        print_err(
            f"--fail-on-regression: {PRIMARY} is {now:.3f}, down from {before:.3f} with {earlier.output.name}. "
            "To test whether this is more than chance: extractor compare."
        )
        yield PRIMARY


def assessment_rows(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """Yield metrics, fields, errors and articles as rows."""
    from extractor.evaluation.metrics import DESCRIPTIONS

    for metric in DESCRIPTIONS:
        interval = assessment.interval(metric)
        yield {"figure": metric, "value": assessment.value(metric), "interval": interval.row() if interval else None}
    for slot, tally in assessment.field_tallies().items():
        yield {"field": slot, "f1": tally.f1, **asdict(tally)}
    for score in assessment.scores:
        for error in score.errors:
            yield {"article": score.name, "kind": error.kind, "where": error.where, "words": error.detail}
    for score in assessment.scores:
        found = score.tables["incidents"]
        yield {"article": score.name, "state": score.state, **asdict(found.items), "overall_f1": found.overall.f1}


def print_assessment(assessment: Assessment, data: EvalData) -> None:
    """Print metrics, tables, fields, errors, articles and cost."""
    print_out(escape(f"{assessment.output.name}: {data.description}"))
    print_out("")
    _print_metrics(assessment, codebook=data.codebook)
    print_out("")
    _print_tables(assessment)
    print_out("")
    _print_fields(assessment)
    print_out("")
    _print_errors(assessment, codebook=data.codebook)
    print_out("")
    _print_articles(assessment)
    print_out("")
    print_out(usage_text(assessment.output.usage, data))


def _print_metrics(assessment: Assessment, *, codebook: bool) -> None:
    from extractor.evaluation.metrics import DESCRIPTIONS, PRIMARY
    from extractor.evaluation.statistics import detectable_difference

    print_out(f"{'metric':<16} {'value':>6}  {'95 % interval':<15} of")
    intervals = {metric: assessment.interval(metric) for metric in DESCRIPTIONS}
    for metric, sentence in DESCRIPTIONS.items():
        interval = intervals[metric]
        if not codebook and assessment.value(metric) is None:
            continue
        between = f"{interval.low:.3f} to {interval.high:.3f}" if interval else "–"
        print_out(f"{metric:<16} {score_text(assessment.value(metric)):>6}  {between:<15} {sentence}")
    if spread := intervals[PRIMARY]:
        # Of two systems whose errors are independent.
        least = detectable_difference(spread.standard_error * 2**0.5)
        print_out(
            f"With {len(assessment.scores)} articles, a difference in {PRIMARY} of less than about {least:.3f} between "
            "two prompts will probably not be detected. Intervals over few articles are too narrow."
        )


def _print_tables(assessment: Assessment) -> None:
    from extractor.evaluation.scoring import sum_tallies

    print_out(f"{'table':<16} {'found':>6} {'missed':>6} {'spurious':>8}  {'F1 of all fields':>16}")
    for table in assessment.scores[0].tables:
        scores = [score.tables[table] for score in assessment.scores]
        found = sum_tallies(score.items for score in scores)
        fields = sum_tallies(score.overall for score in scores)
        print_out(f"{table:<16} {found.correct:>6} {found.missing:>6} {found.spurious:>8}  {score_text(fields.f1):>16}")
    if assessment.links:
        tally, forbidden = assessment.links.tally, assessment.links.forbidden
        note = f"{len(forbidden)} forbidden by the gold" if forbidden else "none forbidden by the gold"
        print_out(f"{'links':<16} {tally.correct:>6} {tally.missing:>6} {tally.spurious:>8}  {note}")


def _print_fields(assessment: Assessment) -> None:
    print_out(
        f"{'field, given a match':<21} {'F1':>6} {'right':>6} {'partly':>6} {'wrong':>6} {'missing':>7} {'spurious':>8}"
    )
    for slot, tally in assessment.field_tallies().items():
        counts = f"{tally.correct:>6} {tally.partial:>6} {tally.incorrect:>6} {tally.missing:>7} {tally.spurious:>8}"
        print_out(f"{slot:<21} {score_text(tally.f1):>6} {counts}")


def _print_errors(assessment: Assessment, *, codebook: bool) -> None:
    from extractor.evaluation.error_analysis import ERROR_KINDS, LEAK_KINDS

    counts = assessment.error_counts()
    named = [f"{counts[kind]} x {kind}" for kind in (*ERROR_KINDS, *LEAK_KINDS) if counts[kind]]
    print_out(f"Errors: {'; '.join(named) or 'none of a known type'}.")
    if codebook:
        print_out(f"Leaks: {', '.join(f'{counts[kind]} x {kind}' for kind in LEAK_KINDS)}.")
    for score in assessment.scores:
        for error in score.errors:
            print_out(f"  {escape(score.name)} {escape(error.where)}: {error.kind}: {escape(error.detail)}")


def _print_articles(assessment: Assessment) -> None:
    print_out(
        f"{'article':<32} {'state':<8} {'found':>6} {'missed':>6} {'spurious':>8} {'overall_f1':>10} {'errors':>8}"
    )
    for score in assessment.scores:
        found, overall = score.tables["incidents"].items, score.tables["incidents"].overall
        counts = f"{found.correct:>6} {found.missing:>6} {found.spurious:>8} {score_text(overall.f1):>10}"
        print_out(f"{escape(score.name)[:32]:<32} {score.state:<8} {counts} {len(score.errors):>8}")


def usage_text(usage: SystemUsage | None, data: EvalData) -> str:
    """Format requests, tokens, cost and response time of recorded responses."""
    if usage is None:
        return "Cost and latency: see the output of the run."
    count = usage.tokens
    tokens = (
        f"{count.input_tokens:,} input tokens, {count.output_tokens:,} output tokens"
        if count
        else "tokens not reported"
    )
    per = f" ({usage.requests / max(len(data.articles), 1):.1f} per article)"
    pace = f"; {usage.seconds:.1f} s per response" if usage.seconds else "; response times not recorded"
    price = f"; ${usage.cost:.4f}" if usage.cost is not None else "; cost unknown"
    return f"Responses of {escape(', '.join(usage.models))}: {usage.requests} requests{per}, {tokens}{price}{pace}."
