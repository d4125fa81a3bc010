"""Prompts as they were at a revision; the one place that asks git."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from extractor.core.errors import PromptError, UsageError
from extractor.prompts.loading import load_prompt, locate
from extractor.prompts.prompt import Prompt


def is_revision(name: str) -> bool:
    """Whether git knows a commit by this name, from the working folder."""
    return not name.startswith("-") and _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None


def prompt_at(revision: str, name: str) -> tuple[Prompt, list[str]]:
    """A prompt as its file, and those it extends, were at a revision; and what should be known about that.

    The schema is the one that is installed: code of another revision is not run.

    Raises:
        PromptError: the revision has no such prompt.
    """
    path = locate(name).resolve()
    top = Path((_git("rev-parse", "--show-toplevel") or b"").decode().strip()).resolve()
    if not path.is_relative_to(top):
        raise UsageError(f"{path}: not in the repository {top}.", next_step="Give a prompt of this repository.")
    folder = path.parent.relative_to(top)
    packed = _git("-C", str(top), "archive", revision, "--", f"{folder}")
    if packed is None:
        raise PromptError(f"{revision} has no {folder}.", next_step="Give another revision, or a prompt with -p.")
    with contextlib.suppress(PromptError):  # a schema beside the prompt is then that of now: modules are imported once
        load_prompt(str(path))
    with tempfile.TemporaryDirectory(prefix="extractor-") as temporary:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(temporary, filter="data")
        old = Path(temporary) / folder / path.name
        if not old.is_file():
            raise PromptError(f"{revision} has no {folder / path.name}.", next_step="Give another revision.")
        prompt = load_prompt(str(old))
    return prompt, _notes(revision, top, prompt)


def _notes(revision: str, top: Path, prompt: Prompt) -> list[str]:
    """A schema whose file has changed since: requests at that revision were others."""
    import inspect

    source = Path(inspect.getfile(prompt.schema)).resolve()
    if not source.is_relative_to(top):
        return []
    changed = _git("-C", str(top), "diff", "--quiet", revision, "--", str(source.relative_to(top))) is None
    where = source.relative_to(top)
    return [f"{where} has changed since {revision}; its prompt is asked with the present schema."] if changed else []


def _git(*arguments: str) -> bytes | None:
    """What git prints; None where it fails."""
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed.", next_step="Install it, or give prompt files instead of revisions.")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603  # no shell, fixed verbs
    return done.stdout if done.returncode == 0 else None
