"""Shared parts of the evaluation tests: gold and predictions for one short article, and the codebook's profile."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from extractor.evaluation.article_score import ArticleScore, Prediction, score_article
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.metrics import Contribution
from extractor.evaluation.scoring import TableScore, Tally
from extractor.grounding.names import Names, load_names
from tests.conftest import TEXT, coding, incident

ARTICLE = (
    "Iran fired missiles at Erbil on Monday, killing five people, Baghdad said. Two others were injured. "
    "The United States struck a depot near al-Qaim overnight; at least three fighters died, the Pentagon said. "
    "More than 60 attacks were reported since October. We will answer every strike, said Kataib Hezbollah."
)


@cache
def names() -> Names:
    return load_names(gazetteer=False)


@cache
def profile() -> CodebookProfile:
    return CodebookProfile(names())


def casualties(low: int | None, high: int | None = None, **changes: Any) -> dict[str, Any]:
    """Make a casualty figure; `high` is `low` by default."""
    return {
        "status": "killed",
        "low": low,
        "high": low if high is None else high,
        "victims": None,
        "source": "Baghdad",
        "superseded": False,
        "quote": "killing five people",
        **changes,
    }


def erbil(**changes: Any) -> Any:
    """Make the first incident of ARTICLE."""
    return incident(
        **{
            "type": "missile_rocket_artillery",
            "summary": "Missiles at Erbil.",
            "initiators": [{"name": "Iran", "kind": "state_military"}],
            "targets": [],
            "place_text": "Erbil",
            "place_name": "Erbil",
            "country": "IQ",
            "casualties": [casualties(5)],
            "evidence": ["Iran fired missiles at Erbil on Monday"],
            **changes,
        }
    )


def qaim(**changes: Any) -> Any:
    """Make the second incident of ARTICLE."""
    return incident(
        **{
            "id": "i2",
            "type": "air_drone_strike",
            "summary": "US strike near al-Qaim.",
            "initiators": [{"name": "The United States", "kind": "state_military"}],
            "basis": "acknowledged_by_actor",
            "claimed_by": "the Pentagon",
            "targets": [],
            "date_text": "overnight",
            "date_start": "2024-03-04",
            "date_end": "2024-03-05",
            "date_precision": "day_range",
            "place_text": "al-Qaim",
            "place_name": "al-Qaim",
            "country": "IQ",
            "casualties": [casualties(3, source="the Pentagon", quote="at least three fighters died") | {"high": None}],
            "evidence": ["The United States struck a depot near al-Qaim overnight"],
            **changes,
        }
    )


def gold(*incidents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return coding(*(incidents or (erbil(), qaim())), **changes)


def score_of(
    gold: dict[str, Any], predicted: dict[str, Any] | None, text: str = ARTICLE, name: str = "a.txt", **changes: Any
) -> ArticleScore:
    """Score one article; without a coding the prediction has failed."""
    result = {"coding": predicted} if predicted is not None else {"state": "failed", "error_class": "refusal"}
    return score_article(profile(), gold, Prediction(name, text, **{**result, **changes}))


def error_kinds(score: ArticleScore) -> list[str]:
    return sorted(error.kind for error in score.errors)


def synthetic_score(name: str, correct: int, fields: int, **slots: Tally) -> ArticleScore:
    """Make the score of an article with a number of fields, of which some are correct."""
    tallies = {"field": Tally(correct=correct, incorrect=fields - correct), **slots}
    table = TableScore(Tally(correct=1), dict(tallies), dict(tallies))
    return ArticleScore(name, "ok", {"incidents": table}, support=Tally(), verbatim=Tally(), errors=(), gold_ids={})


def contributions(*pairs: tuple[float, float]) -> list[Contribution]:
    return [Contribution(numerator, denominator) for numerator, denominator in pairs]


def write_gold(folder: Path, name: str = "gao", **changes: Any) -> Path:
    """Write a folder of gold for the article of `TEXT`, and the article beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    (folder.parent / "articles.csv").write_text(f"file,published\n{name}.txt,2024-03-05\n", encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(coding(**changes)), encoding="utf-8")
    return folder
