"""Two predictions over the same articles: which is better, by how much, where, and what could be shown at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.articles.article import Article
from extractor.evaluation import metrics, statistics
from extractor.evaluation.article_score import ArticleScore
from extractor.evaluation.assessment import Assessment
from extractor.evaluation.metrics import Contribution
from extractor.evaluation.statistics import LEVEL, Interval

Verdict = Literal["BETTER", "BETTER BUT", "WORSE", "NO DIFFERENCE SHOWN"]
DEARER = 1.1  # times the tokens, from which on a better prompt is one with a but


@dataclass(frozen=True)
class MetricChange:
    """One figure on both sides; `p` of the paired permutation test, `held` the same against all fields looked at."""

    name: str
    before: float | None
    after: float | None
    p: float | None = None
    held: float | None = None

    @property
    def delta(self) -> float:
        """After less before; nothing counts as 0."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True)
class ArticleDelta:
    """One article: the primary figure on both sides, errors that are new and errors that are gone."""

    name: str
    before: float | None
    after: float | None
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def delta(self) -> float:
        """After less before."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True)
class Comparison:
    """What a comparison says.

    Attributes:
        verdict: on the primary metric; `but` are the reasons behind BETTER BUT.
        primary: the metric that was named beforehand. interval: of its difference.
        differing: articles whose share of it differs; with few of them no p-value can be small.
        detectable: the smallest difference that these articles show four times out of five.
        needed: how many articles would show the difference there is.
        others: further figures, not tested. fields: given a match, tested together.
        articles: the worst first. new, gone: errors by kind.
        slices: the primary figure by language and by outlet.
    """

    verdict: Verdict
    but: tuple[str, ...]
    primary: MetricChange
    interval: Interval | None
    differing: int
    detectable: float | None
    needed: int | None
    others: Sequence[MetricChange]
    fields: Sequence[MetricChange]
    articles: Sequence[ArticleDelta]
    new: Mapping[str, int]
    gone: Mapping[str, int]
    slices: Sequence[tuple[str, int, MetricChange]]


def compare_assessments(
    before: Assessment, after: Assessment, articles: Sequence[Article], metric: str = metrics.PRIMARY
) -> Comparison:
    """Compare two assessments of the same gold.

    Raises:
        UsageError: scipy is not installed.
    """
    ours, theirs = (metrics.shares(metric, each.judged) for each in (before, after))
    fields, shares = _fields(before.judged, after.judged)
    p, *others = statistics.p_values([ours, *(pair[0] for pair in shares)], [theirs, *(pair[1] for pair in shares)])
    held = statistics.holm(others)
    changes = [
        MetricChange(slot, metrics.value(pair[0]), metrics.value(pair[1]), p=p_one, held=p_held)
        for slot, pair, p_one, p_held in zip(fields, shares, others, held, strict=True)
    ]
    primary = MetricChange(metric, metrics.value(ours), metrics.value(theirs), p=p)
    interval = statistics.difference(ours, theirs)
    error = interval.error if interval else 0.0
    moved = sorted(_moved(before, after, metric), key=lambda each: (each.delta, -len(each.new), each.name))
    differing = sum(a != b for a, b in zip(ours, theirs, strict=True))
    verdict, but = _verdict(primary, changes, before, after)
    return Comparison(
        verdict,
        but,
        primary,
        interval=interval,
        differing=differing,
        detectable=statistics.detectable(error) if error else None,
        needed=_needed(len(ours), differing, error, abs(primary.delta)),
        others=[
            MetricChange(name, before.value(name), after.value(name)) for name in metrics.DESCRIPTIONS if name != metric
        ],
        fields=changes,
        articles=moved,
        new=Counter(kind for each in moved for kind in each.new),
        gone=Counter(kind for each in moved for kind in each.gone),
        slices=list(_slices(before.judged, after.judged, articles, metric)),
    )


def _needed(articles: int, differing: int, error: float, delta: float) -> int | None:
    """How many articles would show a difference: by its spread, and by so many differing ones as a small p needs."""
    if not delta or not differing:
        return None
    least = next(count for count in range(1, 99) if statistics.min_p_value(count) <= LEVEL)
    return max(statistics.articles_needed(articles, error, delta) or 0, -(-articles * least // differing))


def _fields(
    before: Sequence[ArticleScore], after: Sequence[ArticleScore]
) -> tuple[list[str], list[tuple[list[Contribution], list[Contribution]]]]:
    slots = list(dict.fromkeys([*metrics.slots(before), *metrics.slots(after)]))
    return slots, [(metrics.slot_shares(slot, before), metrics.slot_shares(slot, after)) for slot in slots]


def _verdict(
    primary: MetricChange, fields: Sequence[MetricChange], before: Assessment, after: Assessment
) -> tuple[Verdict, tuple[str, ...]]:
    assert primary.p is not None
    if primary.p > LEVEL or not primary.delta:
        return "NO DIFFERENCE SHOWN", ()
    if primary.delta < 0:
        return "WORSE", ()
    but = tuple(_but(fields, before, after))
    return ("BETTER BUT" if but else "BETTER"), but


def _but(fields: Sequence[MetricChange], before: Assessment, after: Assessment) -> Iterator[str]:
    """What somebody who takes the better one should know that it is worse at."""
    for change in fields:
        if change.held is not None and change.held <= LEVEL and change.delta < 0:
            yield f"the field {change.name} is worse: {change.before:.3f} to {change.after:.3f}"
    for metric in ("incident_f1", "link_f1", "quotes_verbatim"):
        a, b = before.value(metric), after.value(metric)
        if a is not None and b is not None and b < a:
            yield f"{metric} is lower: {a:.3f} to {b:.3f}"
    a, b = (sum(each.state != "ok" for each in side.judged) for side in (before, after))
    if b > a:
        yield f"{b} articles fail, and {a} did"
    tokens = [side.predicted.facts.get("usage") for side in (before, after)]
    if tokens[0] and tokens[1] and tokens[1].total > DEARER * tokens[0].total:
        yield f"it takes {tokens[1].total / tokens[0].total:.2f} times the tokens"


def _moved(before: Assessment, after: Assessment, metric: str) -> Iterator[ArticleDelta]:
    for ours, theirs in zip(before.judged, after.judged, strict=True):
        a, b = (Counter(_told(each)) for each in (ours, theirs))
        new, gone = (tuple(sorted(kind for kind, _ in (one - other).elements())) for one, other in ((b, a), (a, b)))
        one, other = (metrics.value(metrics.shares(metric, [each])) for each in (ours, theirs))
        yield ArticleDelta(ours.name, one, other, new=new, gone=gone)


def _told(judged: ArticleScore) -> Iterator[tuple[str, str]]:
    """Errors so that one and the same can be known again on the other side: by the gold's id, else by their words."""
    for mistake in judged.mistakes:
        gold, both, _ = mistake.where.partition("/")
        yield mistake.kind, gold if both or mistake.kind in ("missed", "merged") else mistake.words


def _slices(
    before: Sequence[ArticleScore], after: Sequence[ArticleScore], articles: Sequence[Article], metric: str
) -> Iterator[tuple[str, int, MetricChange]]:
    known = {article.name: article for article in articles}
    for what in ("language", "outlet"):
        groups: dict[str, list[int]] = {}
        for at, judged in enumerate(before):
            groups.setdefault(getattr(known[judged.name], what) or "not given", []).append(at)
        for name, places in sorted(groups.items()) if len(groups) > 1 else ():
            one, other = (
                metrics.value(metrics.shares(metric, [side[at] for at in places])) for side in (before, after)
            )
            yield f"{what} {name}", len(places), MetricChange(metric, one, other)
