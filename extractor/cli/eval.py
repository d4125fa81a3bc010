"""`eval`: how good is what a prompt, a model or a run extracts, against gold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
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
    load_eval_data,
    predict_all,
    record_test_use,
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
    subject: Annotated[
        str | None,
        typer.Argument(metavar="SUBJECT", help="A run, a prompt, or a git revision instead of -p.", show_default=False),
    ] = None,
    gold: GoldFolder = None,
    prompt: PromptName = "incident",
    model: Model = None,
    articles: ArticlesOf = None,
    split: SplitOf = None,
    least: Annotated[
        list[str] | None,
        typer.Option("--fail-under", metavar="METRIC=X", help="Exit with 5 if a figure is below; may be given again."),
    ] = None,
    regression: Annotated[
        str | None,
        typer.Option(
            "--fail-on-regression",
            metavar="REV",
            help="Exit with 5 if the first figure is lower than with the prompt at a git revision.",
            show_default=False,
        ),
    ] = None,
    online: Online = False,
    max_cost: MaxCost = None,
    names: NamesFolder = None,
    recordings: Recordings = None,
    json_rows: Annotated[bool, typer.Option("--json", help="Figures, mistakes and articles as JSON lines.")] = False,
) -> None:
    """Score a prompt, a model or a run against gold.

    Prints metrics with confidence intervals, errors by type, and a line for each article.
    """
    from extractor.core.settings import load_settings
    from extractor.evaluation.assessment import assess
    from extractor.evaluation.systems import at_revision
    from extractor.evaluation.systems import parse_system as what

    wanted = dict(_minimum(text) for text in least or ())
    settings = load_settings(model=model)
    subjects = [what(subject or ".", prompt, settings)]
    if regression:
        subjects.append(at_revision(subjects[0], regression))
    at = load_eval_data(gold, subjects, articles, split, names)
    said = predict_all(at, subjects, online=online, max_cost=max_cost, extra=recordings or [])
    assessment, *earlier = (assess(at.gold, each, at.judge, at.names) for each in said)
    record_test_use(
        at, "eval", subjects, {metric: assessment.value(metric) for metric in ("overall_f1", "incident_f1")}
    )
    if json_rows:
        for row in rows(assessment):
            print_row(row)
    else:
        tell(assessment, at)
    raise typer.Exit(GATE_FAILED if [*_below(assessment, wanted), *_fallen(assessment, *earlier)] else 0)


def _minimum(text: str) -> tuple[str, float]:
    from extractor.evaluation.metrics import DESCRIPTIONS

    name, _, value = text.partition("=")
    try:
        least = float(value)
    except ValueError:
        least = -1.0
    if name not in DESCRIPTIONS or not 0 <= least <= 1:
        raise UsageError(
            f"--fail-under {text}: not a figure and a number from 0 to 1.",
            next_step=f"Figures: {', '.join(DESCRIPTIONS)}.",
        )
    return name, least


def _below(assessment: Assessment, wanted: dict[str, float]) -> Iterator[str]:
    for name, least in wanted.items():
        value = assessment.value(name)
        if value is None or value < least:
            print_err(f"Gate: {name} is {score_text(value)}, and at least {least:.3f} is wanted.")
            yield name


def _fallen(assessment: Assessment, earlier: Assessment | None = None) -> Iterator[str]:
    from extractor.evaluation.metrics import PRIMARY

    if earlier is None:
        return
    before, now = earlier.value(PRIMARY) or 0.0, assessment.value(PRIMARY) or 0.0
    if now < before:
        print_err(
            f"Gate: {PRIMARY} is {now:.3f}, and was {before:.3f} with {earlier.output.name}. "
            "Whether that is more than chance: extractor compare."
        )
        yield PRIMARY


def rows(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """Everything as rows."""
    from extractor.evaluation.metrics import DESCRIPTIONS

    for metric in DESCRIPTIONS:
        interval = assessment.interval(metric)
        yield {"figure": metric, "value": assessment.value(metric), "interval": interval.row() if interval else None}
    for slot, tally in assessment.field_tallies().items():
        yield {"field": slot, "f1": tally.f1, **asdict(tally)}
    for judged in assessment.scores:
        for mistake in judged.errors:
            yield {"article": judged.name, "kind": mistake.kind, "where": mistake.where, "words": mistake.detail}
    for judged in assessment.scores:
        found = judged.tables["incidents"]
        yield {"article": judged.name, "state": judged.state, **asdict(found.items), "overall_f1": found.overall.f1}


def tell(assessment: Assessment, at: EvalData) -> None:
    """Everything for people."""
    print_out(escape(f"{assessment.output.name}: {at.told}"))
    print_out("")
    _tell_figures(assessment)
    print_out("")
    _tell_tables(assessment)
    print_out("")
    _tell_fields(assessment)
    print_out("")
    _tell_mistakes(assessment)
    print_out("")
    _tell_articles(assessment)
    print_out("")
    print_out(cost(assessment.output.usage, at))


def _tell_figures(assessment: Assessment) -> None:
    from extractor.evaluation.metrics import DESCRIPTIONS, PRIMARY
    from extractor.evaluation.statistics import detectable_difference

    print_out(f"{'figure':<16} {'value':>6}  {'95 % interval':<15} of")
    intervals = {metric: assessment.interval(metric) for metric in DESCRIPTIONS}
    for metric, sentence in DESCRIPTIONS.items():
        interval = intervals[metric]
        between = f"{interval.low:.3f} to {interval.high:.3f}" if interval else "–"
        print_out(f"{metric:<16} {score_text(assessment.value(metric)):>6}  {between:<15} {sentence}")
    if spread := intervals[PRIMARY]:
        least = detectable_difference(
            spread.standard_error * 2**0.5
        )  # of two predictions that have nothing in common but the articles
        print_out(
            f"With {len(assessment.scores)} articles, a difference of less than about {least:.3f} in {PRIMARY} between "
            "two prompts is likely to stay unseen; an interval over few articles is narrower than it should be."
        )


def _tell_tables(assessment: Assessment) -> None:
    from extractor.evaluation.scoring import sum_tallies

    print_out(f"{'table':<16} {'found':>6} {'missed':>6} {'spurious':>8}  {'F1 of all fields':>16}")
    for table in assessment.scores[0].tables:
        scores = [judged.tables[table] for judged in assessment.scores]
        found = sum_tallies(score.items for score in scores)
        fields = sum_tallies(score.overall for score in scores)
        print_out(f"{table:<16} {found.correct:>6} {found.missing:>6} {found.spurious:>8}  {score_text(fields.f1):>16}")
    if assessment.links:
        tally, forbidden = assessment.links.tally, assessment.links.forbidden
        told = f"{len(forbidden)} that the gold keeps apart" if forbidden else "none that the gold keeps apart"
        print_out(f"{'links':<16} {tally.correct:>6} {tally.missing:>6} {tally.spurious:>8}  {told}")


def _tell_fields(assessment: Assessment) -> None:
    print_out(
        f"{'field, given a match':<21} {'F1':>6} {'right':>6} {'partly':>6} {'wrong':>6} {'missing':>7} {'spurious':>8}"
    )
    for slot, tally in assessment.field_tallies().items():
        counts = f"{tally.correct:>6} {tally.partial:>6} {tally.incorrect:>6} {tally.missing:>7} {tally.spurious:>8}"
        print_out(f"{slot:<21} {score_text(tally.f1):>6} {counts}")


def _tell_mistakes(assessment: Assessment) -> None:
    from extractor.evaluation.error_analysis import ERROR_KINDS, LEAK_KINDS

    counts = assessment.error_counts()
    named = [f"{counts[kind]} x {kind}" for kind in (*ERROR_KINDS, *LEAK_KINDS) if counts[kind]]
    print_out(f"Mistakes: {'; '.join(named) or 'none that has a name'}.")
    print_out(f"Leaks: {', '.join(f'{counts[kind]} x {kind}' for kind in LEAK_KINDS)}.")
    for judged in assessment.scores:
        for mistake in judged.errors:
            print_out(f"  {escape(judged.name)} {escape(mistake.where)}: {mistake.kind}: {escape(mistake.detail)}")


def _tell_articles(assessment: Assessment) -> None:
    print_out(
        f"{'article':<32} {'state':<8} {'found':>6} {'missed':>6} {'spurious':>8} {'overall_f1':>10} {'mistakes':>8}"
    )
    for judged in assessment.scores:
        found, overall = judged.tables["incidents"].items, judged.tables["incidents"].overall
        counts = f"{found.correct:>6} {found.missing:>6} {found.spurious:>8} {score_text(overall.f1):>10}"
        print_out(f"{escape(judged.name)[:32]:<32} {judged.state:<8} {counts} {len(judged.errors):>8}")


def cost(usage: SystemUsage | None, at: EvalData) -> str:
    """What the recorded replies took, as far as they say."""
    if usage is None:
        return "Cost and latency: as the run said."
    count = usage.tokens
    tokens = (
        f"{count.input_tokens:,} tokens read, {count.output_tokens:,} written"
        if count
        else "tokens that the replies do not say"
    )
    per = f" ({usage.requests / max(len(at.articles), 1):.1f} requests an article)"
    pace = f"; a reply took {usage.seconds:.1f} s" if usage.seconds else "; no reply was timed"
    price = f"; ${usage.cost:.4f}" if usage.cost is not None else "; no price is known"
    return f"Answered by {escape(', '.join(usage.models))}: {usage.requests} requests{per}, {tokens}{price}{pace}."
