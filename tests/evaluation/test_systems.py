"""subjects: what may be compared."""

from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.errors import PromptError, UsageError
from extractor.core.package_data import SEEDS
from extractor.core.settings import load_settings
from extractor.evaluation.systems import recorded_output, require_prompt, subject
from tests.conftest import CommandResult
from tests.repository import Repository

SETTINGS = load_settings(model="reference-reader")


def test_prompts_and_models() -> None:
    """A prompt by name, the prompt as it is now, and either with another model."""
    named, here = subject("incident-lean", "incident", SETTINGS), subject(".", "incident", SETTINGS)
    assert named.prompt is not None
    assert (named.prompt.name, named.name) == ("incident-lean", "incident-lean · reference-reader")
    assert here.name == "incident (as it is now) · reference-reader"
    for text in ("incident@gpt-5", "@gpt-5"):
        other = subject(text, "incident", SETTINGS)
        assert other.settings is not None
        assert (other.settings.model, other.name) == ("gpt-5", "incident · gpt-5")


def test_a_revision(repository: Repository) -> None:
    """A git revision is the prompt as it was there; REVISION:PROMPT names another than the one of -p."""
    repository.commit("mine", "first")
    repository.commit("mine", "second")
    old, new = subject("HEAD~1", "mine", SETTINGS), subject("HEAD:mine", "incident", SETTINGS)
    assert old.prompt is not None
    assert new.prompt is not None
    assert (old.prompt.blocks["rules"], new.prompt.blocks["rules"]) == ("first", "second")


def test_a_run(extractor: object) -> None:
    """The folder of a run is read as it is; it cannot be asked."""
    run = extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")  # type: ignore[operator]
    assert isinstance(run, CommandResult)
    found = subject("out", "incident", SETTINGS)
    assert found.run == Path("out")
    assert len(recorded_output(found, []).predictions) == 5
    with pytest.raises(UsageError, match="out is a run"):
        require_prompt(found)


def test_answers_from_recordings() -> None:
    """What is recorded is said, with the models that answered; what is not is pending."""
    articles = read_inputs(str(SEEDS)).articles
    found = recorded_output(subject("incident", "incident", SETTINGS), articles)
    assert {each.state for each in found.predictions.values()} == {"ok"}
    assert (found.facts["models"], found.facts["requests"]) == (["reference-reader"], 6)
    assert (found.facts["usage"], found.facts["cost"]) == (None, None)
    other = recorded_output(subject("@nobody", "incident", SETTINGS), articles)
    assert {each.state for each in other.predictions.values()} == {"pending"}


@pytest.mark.parametrize("text", ["nothing-like-it", "-rf", "", "HEAD~999:mine"])
def test_neither(text: str) -> None:
    """What is no run, prompt or revision is an error that lists the prompts there are."""
    if text == "":
        assert subject(text, "incident", SETTINGS).prompt is not None
        return
    with pytest.raises(PromptError, match="No prompt"):
        subject(text, "incident", SETTINGS)
