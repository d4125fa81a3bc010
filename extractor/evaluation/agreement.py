"""Two coders of the same articles: how far they agree, and a file in which somebody decides where they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluation.article_score import ArticleScore, Prediction, judge
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.gold import Gold
from extractor.evaluation.gold_format import without_marks
from extractor.evaluation.metrics import slots
from extractor.evaluation.scoring import score_slots, total

TABLES = ("incidents", "operations", "statements", "aggregates")
COLUMNS = ("article", "table", "a", "b", "field", "in_a", "in_b", "decision")
_OF = {"date": ("date_start", "date_end"), "place": ("place_name", "place_text")}
_CLOSED = ("type", "status", "salience", "basis", "weapon", "date_precision", "date_basis", "place_precision", "damage")


@dataclass(frozen=True)
class Agreement:
    """How far two codings agree.

    Attributes:
        articles: that both have.
        found: F1 of the items of each table: nobody's recall.
        fields: F1 of each field of incidents that both have.
        kappas: Cohen's kappa of the closed lists, None where both always say the same one thing.
        judged: the second coding against the first.
    """

    articles: Sequence[str]
    found: Mapping[str, float | None]
    fields: Mapping[str, float | None]
    kappas: Mapping[str, float | None]
    judged: Sequence[ArticleScore]


def agreement(one: Gold, other: Gold, texts: Mapping[str, str], book: CodebookProfile) -> Agreement:
    """Compare two folders of gold over the articles that both have; marks of either (`optional`) count for nothing.

    Raises:
        UsageError: scipy is not installed.
    """
    both = [name for name in one.codings if name in other.codings]
    judged = [
        judge(
            book,
            without_marks(one.codings[name]),
            Prediction(name, texts[name], coding=without_marks(other.codings[name])),
        )
        for name in both
    ]
    found = {table: total([each.scores[table].found for each in judged]).f1 for table in TABLES}
    fields = {slot: tally.f1 for slot, tally in slots(judged).items()}
    pairs = [pair for each in judged for pair in _pairs(each, one.codings[each.name], other.codings[each.name])]
    kappas = {name: kappa([(a[name], b[name]) for a, b in pairs]) for name in _CLOSED}
    return Agreement(both, found, fields, kappas=kappas, judged=judged)


def _pairs(judged: ArticleScore, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    theirs = {judged.same[raw["id"]]: raw for raw in other["incidents"] if raw["id"] in judged.same}
    yield from ((raw, theirs[raw["id"]]) for raw in one["incidents"] if raw["id"] in theirs)


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960): agreement beyond what the two coders' own shares of each value would give by chance."""
    if not pairs:
        return None
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(ours[value] * theirs[value] for value in ours) / len(pairs) ** 2
    seen = sum(a == b for a, b in pairs) / len(pairs)
    return (seen - by_chance) / (1 - by_chance) if by_chance < 1 else None


def disagreements(found: Agreement, one: Gold, other: Gold, book: CodebookProfile) -> Iterable[dict[str, Any]]:
    """Every incident that one of the two lacks, and every field that is not right in the one by the other: rows for a
    person to decide. Fields that refer to other incidents are left to the first coder, whose ids they are."""
    for judged in found.judged:
        a, b = without_marks(one.codings[judged.name]), without_marks(other.codings[judged.name])
        pairs = list(_pairs(judged, a, b))
        for mine, theirs in pairs:
            scored = score_slots(book.profiles["incidents"], book.incident(mine), book.incident(theirs))
            for field in (field for slot, tally in scored.items() if tally.f1 != 1 for field in _OF.get(slot, (slot,))):
                if mine[field] != theirs[field]:
                    yield _row(judged.name, mine["id"], theirs["id"], field, mine[field], theirs[field])
        ours, others = {mine["id"] for mine, _ in pairs}, {theirs["id"] for _, theirs in pairs}
        for raw in a["incidents"]:
            if raw["id"] not in ours:
                yield _row(judged.name, raw["id"], "", "", raw["summary"], "")
        for raw in b["incidents"]:
            if raw["id"] not in others:
                yield _row(judged.name, "", raw["id"], "", "", raw["summary"])


def _row(article: str, a: str, b: str, field: str, in_a: Any, in_b: Any) -> dict[str, Any]:
    return dict(zip(COLUMNS, (article, "incidents", a, b, field, in_a, in_b, ""), strict=True))
