"""What may be compared: a run, a prompt, a variant, a prompt at a revision, each with a model."""

from __future__ import annotations

import asyncio
import contextlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.core.errors import PromptError, UsageError
from extractor.core.settings import Settings
from extractor.evaluation.predictions import SystemOutput, output_of_extractions, output_of_run
from extractor.model.prices import price_list
from extractor.model.usage import Usage
from extractor.prompts.loading import load_prompt, locate
from extractor.prompts.prompt import Prompt
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, end_of
from extractor.runs.wiring import Session, connect_offline, pace_name


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


@dataclass(frozen=True)
class System:
    """One side of a comparison: a folder of a run, or a prompt with the settings that name its model.

    Attributes:
        name: what it is called.
        typed: the name or path of its prompt.
        notes: what should be known about it.
    """

    name: str
    run: Path | None = None
    prompt: Prompt | None = None
    settings: Settings | None = None
    typed: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def subject(text: str, prompt: str, settings: Settings) -> System:
    """What somebody typed: RUN, PROMPT, REVISION, REVISION:PROMPT or . (the prompt as it is now).

    All but a run may be followed by @MODEL.

    Args:
        prompt: the prompt that a revision or a bare @MODEL is about.
        settings: they name the model where `text` does not.

    Raises:
        UsageError: it is none of these.
        PromptError: the prompt is wrong.
    """
    if (Path(text) / "manifest.json").is_file():
        return System(text, run=Path(text))
    what, at, model = text.rpartition("@") if "@" in text and "@{" not in text else (text, "", "")
    if at and model:
        settings = settings.model_copy(update={"model": model})
    notes: list[str] = []
    typed = prompt if what in ("", ".") else what
    try:
        loaded = load_prompt(typed)
    except PromptError as error:
        revision, _, named = what.partition(":")
        if not (revision and error.message.startswith("No prompt") and is_revision(revision)):
            raise
        loaded, notes = prompt_at(revision, named or prompt)
        typed = named or prompt
    shown = {"": prompt, ".": f"{prompt} (as it is now)"}.get(what, what)
    return System(f"{shown} · {settings.model}", prompt=loaded, settings=settings, typed=typed, notes=notes)


def before(subject: System, revision: str) -> System:
    """The prompt of a subject as it was at a revision, with the same model.

    Raises:
        UsageError: the subject is a run, or git knows no such revision. PromptError: it had no such prompt.
    """
    _, own = require_prompt(subject)
    if not is_revision(revision):
        raise UsageError(f"{revision}: no revision that git knows here.", next_step="Give a commit, a tag or a branch.")
    prompt, notes = prompt_at(revision, subject.typed)
    return System(f"{subject.typed} at {revision} · {own.model}", prompt=prompt, settings=own, notes=notes)


def recorded_output(subject: System, articles: Sequence[Article], extra: Sequence[Path] = ()) -> SystemOutput:
    """What a subject says of articles, from recordings alone; what is not recorded is pending.

    Raises:
        InputError: a run is not as it was left.
    """
    if subject.run:
        return output_of_run(subject.run)
    assert subject.prompt is not None
    assert subject.settings is not None
    with connect_offline(subject.prompt, subject.settings, extra) as connection:
        extractions = asyncio.run(_extracted(connection, articles))
        facts = _facts(connection, extractions, subject.settings)
    return output_of_extractions(subject.name, extractions, facts)


async def _extracted(connection: Session, articles: Iterable[Article]) -> list[Extraction]:
    halt = Halt()
    return [await end_of(connection.extract, article, halt) for article in articles]


def _facts(connection: Session, extractions: Iterable[Extraction], settings: Settings) -> dict[str, Any]:
    """What the recorded replies took; where one does not say, the tokens of all of them are not known."""
    usage, told, asked = Usage(), 0, 0
    models: dict[str, None] = {}
    for extraction in extractions:
        models |= dict.fromkeys(extraction.models)
        for key in extraction.keys:
            found = connection.recordings.get(key)
            own = Usage.of(found.completion) if found else None
            asked, told = asked + (found is not None), told + (own is not None)
            usage += own or Usage()
    known = usage if told == asked and asked else None
    prices = price_list(settings) if known else None
    with closing(ReadOnlyStore(settings.store)) as store:
        pace = store.recall(pace_name(settings))
    return {
        "models": list(models),
        "requests": asked,
        "usage": known,
        "cost": prices(known) if prices and known else None,
        "seconds": float(pace["seconds"]) if pace else None,
    }


def require_prompt(subject: System) -> tuple[Prompt, Settings]:
    """The prompt and settings of a subject that can be asked.

    Raises:
        UsageError: it is a run.
    """
    if subject.prompt is None or subject.settings is None:
        raise UsageError(f"{subject.name} is a run, which can only be read.", next_step="Give a prompt.")
    return subject.prompt, subject.settings
