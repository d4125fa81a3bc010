"""What the tests of the evaluation share: gold and answers for one short article, and the profile of the codebook."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from extractor.consolidation.pipeline import load_names
from extractor.consolidation.report_cache import Names
from extractor.evaluation.article_score import ArticleScore, Prediction, judge
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.metrics import Contribution
from extractor.evaluation.scoring import TableScore, Tally
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
def book() -> CodebookProfile:
    return CodebookProfile(names())


def toll(low: int | None, high: int | None = None, **changes: Any) -> dict[str, Any]:
    """One figure; `high` as `low` unless given."""
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


def erbil(**changes: Any) -> dict[str, Any]:
    """The first act of ARTICLE."""
    return incident(
        **{
            "type": "missile_rocket_artillery",
            "summary": "Missiles at Erbil.",
            "initiators": [{"name": "Iran", "kind": "state_military"}],
            "targets": [],
            "place_text": "Erbil",
            "place_name": "Erbil",
            "country": "IQ",
            "casualties": [toll(5)],
            "evidence": ["Iran fired missiles at Erbil on Monday"],
            **changes,
        }
    )


def qaim(**changes: Any) -> dict[str, Any]:
    """The second act of ARTICLE."""
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
            "casualties": [toll(3, source="the Pentagon", quote="at least three fighters died") | {"high": None}],
            "evidence": ["The United States struck a depot near al-Qaim overnight"],
            **changes,
        }
    )


def gold(*incidents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return coding(*(incidents or (erbil(), qaim())), **changes)


def judged(
    right: dict[str, Any], said: dict[str, Any] | None, text: str = ARTICLE, name: str = "a.txt", **changes: Any
) -> ArticleScore:
    """One article, judged."""
    answer = {"coding": said} if said is not None else {"state": "failed", "kind": "refusal"}
    return judge(book(), right, Prediction(name, text, **{**answer, **changes}))


def kinds(found: ArticleScore) -> list[str]:
    return sorted(mistake.kind for mistake in found.mistakes)


def scored(name: str, got: int, of: int, **slots: Tally) -> ArticleScore:
    """An article whose incidents have so many fields, so many of them right."""
    whole = {"field": Tally(correct=got, incorrect=of - got), **slots}
    score = TableScore(Tally(correct=1), dict(whole), dict(whole))
    return ArticleScore(name, "ok", {"incidents": score}, Tally(), Tally(), (), {})


def shares(*pairs: tuple[float, float]) -> list[Contribution]:
    return [Contribution(got, of) for got, of in pairs]


def write_gold(folder: Path, name: str = "gao", **changes: Any) -> Path:
    """A folder of gold for the article of `TEXT`, which lies beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    (folder.parent / "articles.csv").write_text(f"file,published\n{name}.txt,2024-03-05\n", encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(coding(**changes)), encoding="utf-8")
    return folder
