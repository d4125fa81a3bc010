"""reflection: what the reader of mistakes sees, and what it may say."""

import pytest
from pydantic import ValidationError

from extractor.evaluation.tuning_feedback import MOST, Revision, report
from extractor.prompts.lint import problems
from extractor.prompts.loading import load_prompt
from tests.evaluated import erbil, gold, judged, qaim


def test_the_report() -> None:
    """The block as it is, and of each answer its errors by name and its fields by count."""
    wrong = judged(gold(), gold(erbil(damage="some", weapon="rocket")))
    text = report("rules", "Be careful.", [wrong, judged(gold(), gold()), judged(gold(), None)])
    assert "The block `rules` as it is:\n\nBe careful.\n" in text
    assert "Answer 1:\n- missed: US strike near al-Qaim." in text
    assert "- incidents, field `damage`: 1 too many, 0 right" in text
    assert "Answer 2:\n- Nothing." in text
    assert "Answer 3:\n- The answer could not be used at all." in text


def test_a_report_has_an_end() -> None:
    """However much went wrong, the report stays of a size that can be sent."""
    assert len(report("rules", "x", [judged(gold(qaim()), None)] * 3_000)) == MOST


def test_the_prompt_that_asks_for_it() -> None:
    """It is a prompt as any other, without a problem, and its schema takes a block and the words that called for it."""
    prompt = load_prompt("reflect")
    assert problems(prompt) == []
    assert prompt.schema is Revision
    assert Revision.model_validate({"findings": [{"quote": "missed", "cause": "no rule"}], "text": "x"}).text == "x"
    with pytest.raises(ValidationError):
        Revision.model_validate({"findings": [], "text": ""})
