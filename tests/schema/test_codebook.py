"""codebook: the codebook as a schema."""

import json
from datetime import date
from typing import Any

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.package_data import SEEDS
from extractor.grounding.grounding import Grounding
from extractor.prompts.validation import Unreadable, validated
from extractor.schema.codebook import Coding
from tests.conftest import EMPTY, coding, incident


def _without(value: Any, *names: str) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, *names) for k, v in value.items() if k not in names}
    return [_without(v, *names) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("number", range(5))
def test_gold_is_a_valid_coding(number: int) -> None:
    """The adjudicated gold fits the schema, and each of its quotes is found in its article."""
    article = read_inputs(str(SEEDS)).articles[number]
    gold = json.loads((SEEDS / "gold" / f"{article.name[:3]}.json").read_text(encoding="utf-8"))
    text = json.dumps(_without(gold, "optional", "alternatives"))
    value = validated(Coding, text, {"published": article.published})
    counts = Grounding.of(value, article).counts()
    assert counts["exact"] > 50
    assert counts["folded"] == counts["ungrounded"] == 0


def _problems(changed: dict[str, Any], published: date | None = date(2024, 3, 5)) -> str:
    with pytest.raises(Unreadable) as caught:
        validated(Coding, json.dumps(changed), {"published": published})
    return str(caught.value)


def _toll(**changes: Any) -> dict[str, Any]:
    return incident(casualties=[{**incident()["casualties"][0], **changes}])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (coding(incident(type="raid")), "incidents.0.type: must be one of"),
        (coding(incident(date_start="2024-13-01")), "date_start"),
        (coding(incident(date_start="2024-03-07", date_end="2024-03-07")), "lies after the publication date 2024-03-05"),
        (coding(incident(date_start="1024-03-04")), "lies before 1900"),
        (coding(incident(date_start=None)), "either both given or both null"),
        (coding(incident(date_start="2024-03-05")), "date_start lies after date_end"),
        (coding(incident(country="Mali")), "does not have the form"),
        (coding(incident(evidence=[])), "has fewer than 1 items"),
        (coding(incident(evidence=[" "])), "is blank"),
        (coding(incident(date_start="2024-03-01")), "exact_day is for one day"),
        (coding(incident(date_precision="unknown")), "unknown where the dates are null"),
        (coding(incident(target_kinds=["none", "airport"])), "none stands alone"),
        (coding(incident(type="sanction_designation")), "place fields of a sanction are null"),
        (coding(incident(basis="claimed_by_actor")), "claimed_by says who"),
        (coding(incident(summary="a\x00b")), "control or invisible character"),
        (coding(incident(summary="a\U000e0041b")), "control or invisible character"),
        (coding(incident(place_name=" ")), "is blank"),
        (coding(incident(operation="op1")), "names op1, which is not there"),
        (coding(incident(in_response_to="i1")), "not another act"),
        (coding(incident(), incident()), "share an id"),
        (coding(_toll(low=-1)), "must be at least 0"),
        (coding(_toll(low=20_000_000)), "must be at most 10000000"),
        (coding(_toll(low=3, high=2)), "low is greater than high"),
        (coding(_toll(low="2")), "must be of type int"),
        (coding(_toll(low=2.0)), "must be of type int"),
        (coding(_toll(superseded="no")), "must be of type bool"),
        (coding(**{"more": 1}), "more: is not a field"),
        ({k: v for k, v in EMPTY.items() if k != "statements"}, "statements: is missing"),
        (coding(statements=[{"type": "demand", "speaker": "a", "on_behalf_of": None, "about": "i9", "quote": "b"}]), "i9"),
    ],
)  # fmt: skip
def test_invalid_values(changed: dict[str, Any], message: str) -> None:
    """M16, M17, M20, M27: closed lists, ranges, dates and references are checked, and each error names its field."""
    assert message in _problems(changed)


def test_a_later_day_is_possible_without_a_publication_date() -> None:
    """Without a date of publication no date is too late."""
    later = coding(incident(date_start="2090-01-01", date_end="2090-01-01"))
    assert isinstance(validated(Coding, json.dumps(later), {"published": None}), Coding)


def test_lists_are_bounded() -> None:
    """M21: a hundred thousand incidents are refused."""
    assert "has more than 100 items" in _problems(coding(*[incident(id=f"i{n}") for n in range(1, 200)]))
