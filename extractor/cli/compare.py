"""`compare`: test whether one prompt, model or run is better than another, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.commands import EVALUATE
from extractor.cli.console import escape, print_out, print_row
from extractor.cli.eval_shared import (
    ArticlesOf,
    EvalData,
    GoldFolder,
    MaxCost,
    Online,
    SplitOf,
    load_eval_data,
    note_test_use,
    predict_all,
    score_text,
)
from extractor.cli.options import NamesFolder, PromptName, Recordings
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluation.comparison import Comparison, MetricChange

MAX_SHOWN = 15  # articles and fields; --json has all


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        rich_help_panel=EVALUATE, epilog="Example: extractor compare HEAD . -m gpt-5-mini --gold articles/gold"
    )(compare)


def compare(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="PROMPT, REVISION, REVISION:PROMPT or . (working copy), optionally with @MODEL; or a RUN.",
        ),
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="Likewise; the verdict is about B.")],
    gold: GoldFolder = None,
    prompt: PromptName = "incident",
    model: Annotated[
        list[str] | None,
        typer.Option("-m", "--model", metavar="MODEL", help="Model of both; given twice: of A, then of B."),
    ] = None,
    metric: Annotated[
        str, typer.Option("--metric", metavar="METRIC", help="Metric of the verdict; choose it before you see results.")
    ] = "overall_f1",
    articles: ArticlesOf = None,
    split: SplitOf = None,
    online: Online = False,
    max_cost: MaxCost = None,
    names: NamesFolder = None,
    recordings: Recordings = None,
    json_rows: Annotated[bool, typer.Option("--json", help="Print everything as JSON lines.")] = False,
) -> None:
    """Test whether prompt, model or run B is better than A.

    Both are scored on the same gold articles. Prints a verdict, a confidence interval and the articles that got worse.
    Only uncached requests cost anything; their cost is printed before they are sent.
    """
    from extractor.core.settings import load_settings
    from extractor.evaluation.assessment import assess
    from extractor.evaluation.comparison import compare_assessments
    from extractor.evaluation.metrics import METRICS
    from extractor.evaluation.systems import parse_system

    if metric not in METRICS:
        raise UsageError(f"--metric {metric}: no such metric.", next_step=f"Use one of: {', '.join(METRICS)}.")
    models: Sequence[str | None] = model or [None]
    if len(models) > 2:
        raise UsageError("-m is given more than twice.", next_step="Give one model for both, or one for each.")
    systems = [
        parse_system(text, prompt, load_settings(model=one))
        for text, one in zip((a, b), (models[0], models[-1]), strict=True)
    ]
    data = load_eval_data(gold, systems, articles, split, names)
    outputs = predict_all(data, systems, online=online, max_cost=max_cost, extra=recordings or [])
    before, after = (assess(data.gold, each, data.score_article, data.names) for each in outputs)
    found = compare_assessments(before, after, data.articles, metric)
    note_test_use(
        data, "compare", systems, {metric: [found.primary.before, found.primary.after], "verdict": found.verdict}
    )
    if json_rows:
        for row in comparison_rows(found):
            print_row(row)
    else:
        print_comparison(found, (outputs[0].name, outputs[1].name), data)


def comparison_rows(found: Comparison) -> Iterator[Mapping[str, Any]]:
    """Yield verdict, metrics, fields, articles and slices as rows."""
    interval = found.interval.row() if found.interval else None
    yield {
        "verdict": found.verdict,
        "but": list(found.caveats),
        **found.primary.row(),
        "difference": found.primary.delta,
        "interval": interval,
        "differing": found.differing,
        "detectable": found.detectable,
        "needed": found.needed,
    }
    for change in found.other_metrics:
        yield {"figure": change.name, "before": change.before, "after": change.after}
    for change in found.fields:
        yield {"field": change.name, **{name: value for name, value in change.row().items() if name != "name"}}
    for delta in found.articles:
        yield {
            "article": delta.name,
            "before": delta.before,
            "after": delta.after,
            "new": list(delta.new_errors),
            "gone": list(delta.fixed_errors),
        }
    for name, count, change in found.slices:
        yield {"slice": name, "articles": count, "before": change.before, "after": change.after}


def print_comparison(found: Comparison, names: tuple[str, str], data: EvalData) -> None:
    """Print verdict, metrics, fields, errors, articles and slices."""
    print_out(f"A: {escape(names[0])}")
    print_out(f"B: {escape(names[1])}")
    print_out(escape(data.description))
    print_out("")
    _print_verdict(found)
    print_out("")
    print_out(f"{'metric (not tested)':<21} {'A':>6} {'B':>6} {'B - A':>7}")
    for change in found.other_metrics:
        if data.codebook or (change.before, change.after) != (None, None):
            print_out(f"{change.name:<21} {_columns(change)}")
    _print_fields(found)
    _print_errors(found)
    _print_articles(found)
    for name, count, change in found.slices:
        print_out(f"{escape(name)}, {count} articles: {_columns(change)}")


def _print_verdict(found: Comparison) -> None:
    from extractor.evaluation.statistics import LEVEL, min_p_value

    primary, interval = found.primary, found.interval
    print_out(
        f"{found.verdict}: {primary.name} {score_text(primary.before)} -> {score_text(primary.after)}, "
        f"B - A = {signed(primary.delta)}"
    )
    for reason in found.caveats:
        print_out(f"  but {reason}")
    between = f"95 % interval {signed(interval.low)} to {signed(interval.high)}, " if interval else ""
    print_out(f"  {between}p = {primary.p:.4f} (paired permutation test), {found.differing} articles differ")
    least = min_p_value(found.differing)
    if least > LEVEL and found.differing:
        print_out(
            f"  {found.differing} differing articles cannot give p < {least:.4f}: no significant result is possible."
        )
    elif found.detectable is not None:
        print_out(f"  With these articles, differences of about {found.detectable:.3f} or more can be detected.")
    if found.verdict == "NO DIFFERENCE SHOWN" and found.needed:
        more = max(found.needed - len(found.articles), 0)
        print_out(f"  About {found.needed:,} articles ({more:,} more) would be needed to detect this difference.")


def _print_fields(found: Comparison) -> None:
    changed = sorted((each for each in found.fields if each.delta), key=lambda each: (each.p or 1, -abs(each.delta)))
    print_out("")
    print_out(f"{'field, given a match':<21} {'A':>6} {'B':>6} {'B - A':>7} {'p':>7} {'Holm':>7}")
    for change in changed[:MAX_SHOWN]:
        print_out(f"{change.name:<21} {_columns(change)} {change.p:>7.4f} {change.p_adjusted:>7.4f}")
    same = len(found.fields) - len(changed)
    print_out(
        f"{same} fields are equal{f', {len(changed) - MAX_SHOWN} more differ' if len(changed) > MAX_SHOWN else ''}."
    )


def _print_errors(found: Comparison) -> None:
    print_out("")
    for heading, counts in (("Fixed errors", found.fixed_errors), ("New errors", found.new_errors)):
        named = ", ".join(f"{count} x {kind}" for kind, count in sorted(counts.items(), key=lambda item: -item[1]))
        print_out(f"{heading}: {named or 'none'}")


def _print_articles(found: Comparison) -> None:
    better, worse = (sum(sign * each.delta > 0 for each in found.articles) for sign in (1, -1))
    shown = [each for each in found.articles if each.delta or each.new_errors or each.fixed_errors][:MAX_SHOWN]
    equal = len(found.articles) - better - worse
    print_out(f"Articles: {better} better, {worse} worse, {equal} equal{'; the worst first:' if shown else '.'}")
    for delta in shown:
        lists = (("new", delta.new_errors), ("fixed", delta.fixed_errors))
        errors = "; ".join(f"{name}: {', '.join(kinds)}" for name, kinds in lists if kinds)
        values = f"{score_text(delta.before):>6} {score_text(delta.after):>6} {signed(delta.delta):>7}"
        print_out(f"  {escape(delta.name)[:32]:<32} {values}  {errors}".rstrip())


def _columns(change: MetricChange) -> str:
    delta = "–" if change.before is None and change.after is None else signed(change.delta)
    return f"{score_text(change.before):>6} {score_text(change.after):>6} {delta:>7}"


def signed(delta: float) -> str:
    """Format a difference to three places; zero has no sign."""
    return f"{delta:+.3f}" if round(delta, 3) else "0.000"
