"""Agreement of two coders of the same articles, and the table of their disagreements for adjudication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from extractor.evaluation.article_score import ArticleScore, Prediction, score_article
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.coding import PlainCoding, PlainIncident
from extractor.evaluation.gold import Gold
from extractor.evaluation.gold_format import without_marks
from extractor.evaluation.metrics import field_tallies
from extractor.evaluation.scoring import score_slots, sum_tallies
from extractor.schema.rows import Row

TABLES = ("incidents", "operations", "statements", "aggregates")
COLUMNS = ("article", "table", "a", "b", "field", "in_a", "in_b", "decision")
_FIELDS_OF_SLOT = {"date": ("date_start", "date_end"), "place": ("place_name", "place_text")}
_CLOSED = ("type", "status", "salience", "basis", "weapon", "date_precision", "date_basis", "place_precision", "damage")


@dataclass(frozen=True)
class Agreement:
    """Agreement of two coders.

    Attributes:
        articles: those that both coded.
        items: F1 of the items of each table, which is symmetric.
        fields: F1 of each field of aligned incidents.
        kappas: Cohen's kappa of the closed lists, None if both coders always give one and the same value.
        scores: the second coding against the first.
    """

    articles: Sequence[str]
    items: Mapping[str, float | None]
    fields: Mapping[str, float | None]
    kappas: Mapping[str, float | None]
    scores: Sequence[ArticleScore]


def measure_agreement(a: Gold, b: Gold, texts: Mapping[str, str], profile: CodebookProfile) -> Agreement:
    """Measure the agreement of two folders of gold over the articles that both have; marks are ignored.

    Args:
        texts: of the articles, by name.

    Raises:
        UsageError: scipy is not installed.
    """
    names = [name for name in a.codings if name in b.codings]
    scores = [
        score_article(
            profile,
            without_marks(a.codings[name]),
            Prediction(name, texts[name], coding=without_marks(b.codings[name])),
        )
        for name in names
    ]
    items = {table: sum_tallies(score.tables[table].items for score in scores).f1 for table in TABLES}
    fields = {slot: tally.f1 for slot, tally in field_tallies(scores).items()}
    pairs = [
        pair
        for score in scores
        for pair in _aligned_incidents(score, a.codebook_codings[score.name], b.codebook_codings[score.name])
    ]
    rows = cast(Sequence[tuple[Row, Row]], pairs)
    kappas = {name: cohens_kappa([(ours[name], theirs[name]) for ours, theirs in rows]) for name in _CLOSED}
    return Agreement(names, items, fields, kappas=kappas, scores=scores)


def _aligned_incidents(
    score: ArticleScore, a: PlainCoding, b: PlainCoding
) -> Iterator[tuple[PlainIncident, PlainIncident]]:
    in_b = {score.gold_ids[raw["id"]]: raw for raw in b["incidents"] if raw["id"] in score.gold_ids}
    yield from ((raw, in_b[raw["id"]]) for raw in a["incidents"] if raw["id"] in in_b)


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Compute Cohen's kappa (1960): agreement beyond chance, given each coder's distribution of values."""
    if not pairs:
        return None
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(ours[value] * theirs[value] for value in ours) / len(pairs) ** 2
    observed = sum(a == b for a, b in pairs) / len(pairs)
    return (observed - expected) / (1 - expected) if expected < 1 else None


def disagreements(agreement: Agreement, a: Gold, b: Gold, profile: CodebookProfile) -> Iterator[dict[str, Any]]:
    """Yield rows of `COLUMNS` to be adjudicated: incidents that one coder lacks, and fields that differ.

    Fields that refer to other incidents are left to the first coder, since the ids are those of one coding.
    """
    for score in agreement.scores:
        ours: PlainCoding = without_marks(a.codings[score.name])
        theirs: PlainCoding = without_marks(b.codings[score.name])
        pairs = list(_aligned_incidents(score, ours, theirs))
        for one, other in pairs:
            slots = score_slots(profile.profiles["incidents"], profile.incident(one), profile.incident(other))
            differing = [slot for slot, tally in slots.items() if tally.f1 != 1]
            for name in (name for slot in differing for name in _FIELDS_OF_SLOT.get(slot, (slot,))):
                in_a, in_b = cast(Row, one)[name], cast(Row, other)[name]
                if in_a != in_b:
                    yield _row(score.name, one["id"], other["id"], name, in_a, in_b)
        ids = {one["id"] for one, _ in pairs}, {other["id"] for _, other in pairs}
        for raw in ours["incidents"]:
            if raw["id"] not in ids[0]:
                yield _row(score.name, raw["id"], "", "", raw["summary"], "")
        for raw in theirs["incidents"]:
            if raw["id"] not in ids[1]:
                yield _row(score.name, "", raw["id"], "", "", raw["summary"])


def _row(article: str, a: str, b: str, field: str, in_a: Any, in_b: Any) -> dict[str, Any]:
    return dict(zip(COLUMNS, (article, "incidents", a, b, field, in_a, in_b, ""), strict=True))
