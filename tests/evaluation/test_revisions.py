"""revisions: prompts as they were, from a real repository."""

import shutil
from pathlib import Path

import pytest

from extractor.core.errors import PromptError, UsageError
from extractor.evaluation.systems import is_revision, prompt_at
from extractor.prompts.loading import load_prompt
from tests.repository import HEAD, Repository


def test_as_it_was(repository: Repository) -> None:
    """The file and what it extends are those of the revision, whatever lies in the working folder."""
    repository.commit("mine", "first")
    repository.commit("mine", "second")
    Path("prompts/mine.md").write_text(HEAD.replace("%s", "third"), encoding="utf-8")
    assert [prompt_at(rev, "mine")[0].blocks["rules"] for rev in ("HEAD~1", "HEAD")] == ["first", "second"]
    assert prompt_at("HEAD", "mine")[1] == []


def test_a_note_in_the_front_matter_changes_no_block(repository: Repository) -> None:
    """What stands in the front matter for people is not sent, so both revisions ask the same."""
    repository.commit("mine", "first")
    path = Path("prompts/mine.md")
    path.write_text(path.read_text(encoding="utf-8").replace("extends", "notes: better\nextends"), encoding="utf-8")
    assert load_prompt("mine").digests == prompt_at("HEAD", "mine")[0].digests


def test_a_schema_that_has_changed(repository: Repository) -> None:
    """Code of another revision is not run: a schema beside the prompt that differs now is told."""
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


def test_what_is_a_revision(repository: Repository) -> None:
    """A commit by any of its names; nothing that looks like an option."""
    repository.commit("mine", "first")
    assert is_revision("HEAD")
    assert not is_revision("HEAD~7")
    assert not is_revision("--help")


def test_not_there(repository: Repository) -> None:
    """A prompt that the revision had not, and one outside the repository, are errors."""
    repository.commit("mine", "first")
    Path("prompts/new.md").write_text(HEAD.replace("%s", "x"), encoding="utf-8")
    with pytest.raises(PromptError, match=r"HEAD has no prompts/new\.md"):
        prompt_at("HEAD", "new")
    with pytest.raises(UsageError, match="not in the repository"):
        prompt_at("HEAD", "incident")


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is not installed, the message says so."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="git is not installed"):
        is_revision("HEAD")
