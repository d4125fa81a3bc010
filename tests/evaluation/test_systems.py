"""systems: runs, prompts, models and git revisions."""

import shutil
from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.errors import PromptError, UsageError
from extractor.core.package_data import SEEDS
from extractor.core.settings import load_settings
from extractor.evaluation.systems import is_revision, parse_system, prompt_at, recorded_output, require_prompt
from extractor.prompts.loading import load_prompt
from tests.conftest import CommandResult
from tests.repository import HEAD, Repository

SETTINGS = load_settings(model="reference-reader")


def test_prompts_and_models() -> None:
    """A prompt can be given by name or as `.`, and with another model."""
    named, here = parse_system("incident-lean", "incident", SETTINGS), parse_system(".", "incident", SETTINGS)
    assert named.prompt is not None
    assert (named.prompt.name, named.name) == ("incident-lean", "incident-lean · reference-reader")
    assert here.name == "incident (as it is now) · reference-reader"
    for text in ("incident@gpt-5", "@gpt-5"):
        other = parse_system(text, "incident", SETTINGS)
        assert other.settings is not None
        assert (other.settings.model, other.name) == ("gpt-5", "incident · gpt-5")


def test_revision(repository: Repository) -> None:
    """A revision is the prompt as it was; REVISION:PROMPT names another prompt."""
    repository.commit("mine", "first")
    repository.commit("mine", "second")
    old, new = parse_system("HEAD~1", "mine", SETTINGS), parse_system("HEAD:mine", "incident", SETTINGS)
    assert old.prompt is not None
    assert new.prompt is not None
    assert (old.prompt.blocks["rules"], new.prompt.blocks["rules"]) == ("first", "second")


def test_run(extractor: object) -> None:
    """A run folder is read; it has no prompt."""
    run = extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")  # type: ignore[operator]
    assert isinstance(run, CommandResult)
    found = parse_system("out", "incident", SETTINGS)
    assert found.run == Path("out")
    assert len(recorded_output(found, []).predictions) == 5
    with pytest.raises(UsageError, match="out is a run"):
        require_prompt(found)


def test_recorded_output() -> None:
    """Recorded articles have predictions and usage, others are pending."""
    articles = read_inputs(str(SEEDS)).articles
    found = recorded_output(parse_system("incident", "incident", SETTINGS), articles)
    assert {each.state for each in found.predictions.values()} == {"ok"}
    assert found.usage is not None
    assert (found.usage.models, found.usage.requests) == (["reference-reader"], 6)
    assert (found.usage.tokens, found.usage.cost) == (None, None)
    other = recorded_output(parse_system("@nobody", "incident", SETTINGS), articles)
    assert {each.state for each in other.predictions.values()} == {"pending"}


@pytest.mark.parametrize("text", ["nothing-like-it", "-rf", "", "HEAD~999:mine"])
def test_unknown_system(text: str) -> None:
    """A text that is no run, prompt or revision is an error that lists the prompts."""
    if text == "":
        assert parse_system(text, "incident", SETTINGS).prompt is not None
        return
    with pytest.raises(PromptError, match="No prompt"):
        parse_system(text, "incident", SETTINGS)


def test_prompt_at_a_revision(repository: Repository) -> None:
    """The file and those it extends are those of the revision, whatever the working folder has."""
    repository.commit("mine", "first")
    repository.commit("mine", "second")
    Path("prompts/mine.md").write_text(HEAD.replace("%s", "third"), encoding="utf-8")
    assert [prompt_at(rev, "mine")[0].blocks["rules"] for rev in ("HEAD~1", "HEAD")] == ["first", "second"]
    assert prompt_at("HEAD", "mine")[1] == []


def test_notes_in_the_front_matter(repository: Repository) -> None:
    """Notes in the front matter are not sent, so the requests of both revisions are equal."""
    repository.commit("mine", "first")
    path = Path("prompts/mine.md")
    path.write_text(path.read_text(encoding="utf-8").replace("extends", "notes: better\nextends"), encoding="utf-8")
    assert load_prompt("mine").digests == prompt_at("HEAD", "mine")[0].digests


def test_changed_schema(repository: Repository) -> None:
    """A schema beside the prompt that has changed since is noted; its old code is not run."""
    schema = "from pydantic import BaseModel\n\nclass Act(BaseModel):\n    who: str\n\nclass Acts(BaseModel):\n    acts: list[Act]\n"
    repository.commit("mine", "first", acts_of_this_test=schema)
    path = Path("prompts/mine.md")
    path.write_text(
        path.read_text(encoding="utf-8").replace("extends", "schema: acts_of_this_test:Acts\nextends"), encoding="utf-8"
    )
    repository.git("commit", "--quiet", "-am", "names its schema")
    load_prompt("mine")  # now the module is that of the working folder
    assert prompt_at("HEAD", "mine")[1] == []
    Path("prompts/acts_of_this_test.py").write_text(schema + "\n# changed\n", encoding="utf-8")
    (note,) = prompt_at("HEAD", "mine")[1]
    assert "prompts/acts_of_this_test.py has changed since HEAD" in note


def test_removed_schema(repository: Repository) -> None:
    """A schema that only the revision has is an error; its code is not run."""
    repository.commit("mine", "first", once="raise SystemExit")
    path = Path("prompts/mine.md")
    path.write_text(path.read_text(encoding="utf-8").replace("extends", "schema: once:A\nextends"), encoding="utf-8")
    repository.git("commit", "--quiet", "-am", "names its schema")
    Path("prompts/once.py").unlink()
    with pytest.raises(PromptError, match=r"mine\.md: schema 'once:A' cannot be imported: No module named 'once'"):
        prompt_at("HEAD", "mine")


def test_is_revision(repository: Repository) -> None:
    """A revision is a commit by any name, and nothing that looks like an option."""
    repository.commit("mine", "first")
    assert is_revision("HEAD")
    assert not is_revision("HEAD~7")
    assert not is_revision("--help")


def test_prompt_not_at_the_revision(repository: Repository) -> None:
    """A prompt that the revision lacks, and one outside the repository, are errors."""
    repository.commit("mine", "first")
    Path("prompts/new.md").write_text(HEAD.replace("%s", "x"), encoding="utf-8")
    with pytest.raises(PromptError, match=r"HEAD has no prompts/new\.md"):
        prompt_at("HEAD", "new")
    with pytest.raises(UsageError, match="not in the repository"):
        prompt_at("HEAD", "incident")


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git the error says so."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="git is not installed"):
        is_revision("HEAD")
