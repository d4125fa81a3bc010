"""`compare`: is one prompt, model or run better than another, and where."""

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
    predict_all,
    record_test_use,
    score_text,
)
from extractor.cli.options import NamesFolder, PromptName, Recordings
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluation.comparison import Comparison, MetricChange

SHOWN = 15  # articles and fields that are listed; all are in --json


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
            help="PROMPT, REVISION, REVISION:PROMPT or . (as it is now), each with @MODEL or not; or a RUN.",
        ),
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="Likewise; the verdict is on B.")],
    gold: GoldFolder = None,
    prompt: PromptName = "incident",
    model: Annotated[
        list[str] | None,
        typer.Option("-m", "--model", metavar="MODEL", help="Model of both; given twice, of A and of B."),
    ] = None,
    metric: Annotated[
        str, typer.Option("--metric", metavar="FIGURE", help="The figure that decides; name it before you look.")
    ] = "overall_f1",
    articles: ArticlesOf = None,
    split: SplitOf = None,
    online: Online = False,
    max_cost: MaxCost = None,
    names: NamesFolder = None,
    recordings: Recordings = None,
    json_rows: Annotated[bool, typer.Option("--json", help="Everything as JSON lines.")] = False,
) -> None:
    """Test whether prompt, model or run B is better than A.

    Both are scored on the same gold articles. Prints a verdict, a confidence interval and the articles that got worse.
    Only uncached requests cost anything; their cost is printed before they are sent.
    """
    from extractor.core.settings import load_settings
    from extractor.evaluation.assessment import assess
    from extractor.evaluation.comparison import compare_assessments
    from extractor.evaluation.metrics import METRICS
    from extractor.evaluation.systems import parse_system as what

    if metric not in METRICS:
        raise UsageError(f"--metric {metric}: no such figure.", next_step=f"There are: {', '.join(METRICS)}.")
    models: Sequence[str | None] = model or [None]
    if len(models) > 2:
        raise UsageError("-m stands there more than twice.", next_step="Give one for both, or one for each.")
    subjects = [
        what(text, prompt, load_settings(model=one)) for text, one in zip((a, b), (models[0], models[-1]), strict=True)
    ]
    at = load_eval_data(gold, subjects, articles, split, names)
    said = predict_all(at, subjects, online=online, max_cost=max_cost, extra=recordings or [])
    before, after = (assess(at.gold, each, at.judge, at.names) for each in said)
    found = compare_assessments(before, after, at.articles, metric)
    record_test_use(
        at, "compare", subjects, {metric: [found.primary.before, found.primary.after], "verdict": found.verdict}
    )
    if json_rows:
        for row in rows(found):
            print_row(row)
    else:
        tell(found, (said[0].name, said[1].name), at)


def rows(found: Comparison) -> Iterator[Mapping[str, Any]]:
    """Everything as rows."""
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
    for moved in found.articles:
        yield {
            "article": moved.name,
            "before": moved.before,
            "after": moved.after,
            "new": list(moved.new_errors),
            "gone": list(moved.fixed_errors),
        }
    for name, count, change in found.slices:
        yield {"slice": name, "articles": count, "before": change.before, "after": change.after}


def tell(found: Comparison, names: tuple[str, str], at: EvalData) -> None:
    """Everything for people."""
    print_out(f"A: {escape(names[0])}")
    print_out(f"B: {escape(names[1])}")
    print_out(escape(at.told))
    print_out("")
    _tell_verdict(found)
    print_out("")
    print_out(f"{'figure (not tested)':<21} {'A':>6} {'B':>6} {'B - A':>7}")
    for change in found.other_metrics:
        print_out(f"{change.name:<21} {_columns(change)}")
    _tell_fields(found)
    _tell_errors(found)
    _tell_articles(found)
    for name, count, change in found.slices:
        print_out(f"{escape(name)}, {count} articles: {_columns(change)}")


def _tell_verdict(found: Comparison) -> None:
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
            f"  {found.differing} differing articles cannot give a p below {least:.4f}: nothing can be shown with them."
        )
    if found.detectable is not None:
        print_out(f"  So many articles, spread as these are, show a difference from about {found.detectable:.3f} on.")
    if found.verdict == "NO DIFFERENCE SHOWN" and found.needed:
        more = max(found.needed - len(found.articles), 0)
        print_out(f"  To show the difference there is would take about {found.needed:,} articles, {more:,} more.")


def _tell_fields(found: Comparison) -> None:
    changed = sorted((each for each in found.fields if each.delta), key=lambda each: (each.p or 1, -abs(each.delta)))
    print_out("")
    print_out(f"{'field, given a match':<21} {'A':>6} {'B':>6} {'B - A':>7} {'p':>7} {'Holm':>7}")
    for change in changed[:SHOWN]:
        print_out(f"{change.name:<21} {_columns(change)} {change.p:>7.4f} {change.p_adjusted:>7.4f}")
    same = len(found.fields) - len(changed)
    print_out(f"{same} fields are the same{f', {len(changed) - SHOWN} more differ' if len(changed) > SHOWN else ''}.")


def _tell_errors(found: Comparison) -> None:
    print_out("")
    for what, counts in (("Errors gone", found.fixed_errors), ("Errors new", found.new_errors)):
        named = ", ".join(f"{count} x {kind}" for kind, count in sorted(counts.items(), key=lambda item: -item[1]))
        print_out(f"{what}: {named or 'none'}")


def _tell_articles(found: Comparison) -> None:
    better, worse = (sum(sign * each.delta > 0 for each in found.articles) for sign in (1, -1))
    print_out(
        f"Articles: {better} better, {worse} worse, {len(found.articles) - better - worse} the same; the worst first:"
    )
    for moved in [each for each in found.articles if each.delta or each.new_errors or each.fixed_errors][:SHOWN]:
        told = [f"new: {', '.join(moved.new_errors)}"] * bool(moved.new_errors) + [
            f"gone: {', '.join(moved.fixed_errors)}"
        ] * bool(moved.fixed_errors)
        values = f"{score_text(moved.before):>6} {score_text(moved.after):>6} {signed(moved.delta):>7}"
        print_out(f"  {escape(moved.name)[:32]:<32} {values}  {'; '.join(told)}".rstrip())


def _columns(change: MetricChange) -> str:
    delta = "–" if change.before is None and change.after is None else signed(change.delta)
    return f"{score_text(change.before):>6} {score_text(change.after):>6} {delta:>7}"


def signed(delta: float) -> str:
    """A difference to three places; nothing has no sign."""
    return f"{delta:+.3f}" if round(delta, 3) else "0.000"
