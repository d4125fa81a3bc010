"""Systems to be evaluated: a run folder, or a prompt as it is or at a git revision, with a model."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import PromptError, UsageError
from extractor.core.settings import Settings
from extractor.evaluation.predictions import SystemOutput, SystemUsage, output_of_extractions, output_of_run
from extractor.model.prices import price_list
from extractor.model.usage import Usage
from extractor.prompts.loading import load_prompt, locate
from extractor.prompts.prompt import Prompt
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.runs.manifest import manifest_head
from extractor.runs.reader import CODEBOOKS
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, extract_one
from extractor.runs.wiring import Connection, connect_offline, pace_name
from extractor.schema.codebook import Coding


@dataclass(frozen=True)
class System:
    """A system: a run folder, or a prompt with the settings that name its model.

    Attributes:
        name: for people.
        prompt_name: the name or path of its prompt.
        notes: for the user, such as a changed schema.
        run_schema: of the codings of a run.
    """

    name: str
    run: Path | None = None
    prompt: Prompt | None = None
    settings: Settings | None = None
    prompt_name: str = ""
    notes: Sequence[str] = ()
    run_schema: type[BaseModel] = Coding

    @property
    def schema(self) -> type[BaseModel]:
        """The schema of its codings."""
        return self.prompt.schema if self.prompt else self.run_schema


def parse_system(text: str, prompt: str, settings: Settings) -> System:
    """Parse a RUN, PROMPT, REVISION, REVISION:PROMPT or `.` (the prompt as it is now).

    All but a run may be followed by @MODEL.

    Args:
        prompt: the prompt of a revision or of @MODEL alone, and of a run with another schema than the codebook.
        settings: with the model if `text` names none.

    Raises:
        UsageError: it is none of these.
        PromptError: the prompt has an error.
    """
    if (Path(text) / "manifest.json").is_file():
        return System(text, run=Path(text), run_schema=_schema_of_run(Path(text), prompt))
    base, at, model = text.rpartition("@") if "@" in text and "@{" not in text else (text, "", "")
    if at and model:
        settings = settings.model_copy(update={"model": model})
    notes: list[str] = []
    prompt_name = prompt if base in ("", ".") else base
    try:
        loaded = load_prompt(prompt_name)
    except PromptError as error:
        revision, _, named = base.partition(":")
        if not (revision and error.message.startswith("No prompt") and is_revision(revision)):
            raise
        prompt_name = named or prompt
        loaded, notes = prompt_at(revision, prompt_name)
    shown = {"": prompt, ".": f"{prompt} (as it is now)"}.get(base, base)
    name = f"{shown} · {settings.model}"
    return System(name, prompt=loaded, settings=settings, prompt_name=prompt_name, notes=notes)


def _schema_of_run(run: Path, prompt: str) -> type[BaseModel]:
    """Return the schema that a run was made with: the codebook, or that of the prompt.

    Raises:
        UsageError: it was made with another one. PromptError: the prompt has an error.
    """
    head = manifest_head(run)
    if head is None or head["schema"] in CODEBOOKS:
        return Coding
    loaded = load_prompt(prompt)
    if loaded.schema_name != head["schema"]:
        raise UsageError(
            f"{run}: made with the schema {head['schema']}, and the prompt {prompt} has {loaded.schema_name}.",
            next_step=f"Give the prompt of the run with -p; it was {head['prompt'].get('name', 'unknown')}.",
        )
    return loaded.schema


def at_revision(system: System, revision: str) -> System:
    """Make the system with the prompt as it was at a revision, and the same model.

    Raises:
        UsageError: the system is a run, or there is no such revision. PromptError: the revision has no such prompt.
    """
    _, settings = require_prompt(system)
    if not is_revision(revision):
        raise UsageError(f"{revision}: not a git revision here.", next_step="Give a commit, a tag or a branch.")
    prompt, notes = prompt_at(revision, system.prompt_name)
    return System(
        f"{system.prompt_name} at {revision} · {settings.model}",
        prompt=prompt,
        settings=settings,
        prompt_name=system.prompt_name,
        notes=notes,
    )


def require_prompt(system: System) -> tuple[Prompt, Settings]:
    """Return the prompt and settings of a system.

    Raises:
        UsageError: it is a run.
    """
    if system.prompt is None or system.settings is None:
        raise UsageError(f"{system.name} is a run, which sends no requests.", next_step="Give a prompt.")
    return system.prompt, system.settings


def is_revision(name: str) -> bool:
    """Return True if git has a commit of this name in the working folder's repository."""
    return not name.startswith("-") and _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None


def prompt_at(revision: str, name: str) -> tuple[Prompt, list[str]]:
    """Load a prompt, and those that it extends, as they were at a revision; and notes for the user.

    The schema is the installed one: code of another revision is not run.

    Raises:
        PromptError: the revision has no such prompt.
        UsageError: the prompt is not in the repository, or git is not installed.
    """
    path = locate(name).resolve()
    top = Path((_git("rev-parse", "--show-toplevel") or b"").decode().strip()).resolve()
    if not path.is_relative_to(top):
        raise UsageError(f"{path}: not in the repository {top}.", next_step="Give a prompt of this repository.")
    folder = path.parent.relative_to(top)
    archived = _git("-C", str(top), "archive", revision, "--", f"{folder}")
    if archived is None:
        raise PromptError(f"{revision} has no {folder}.", next_step="Give another revision, or a prompt with -p.")
    with tempfile.TemporaryDirectory(prefix="extractor-") as temporary:
        with tarfile.open(fileobj=io.BytesIO(archived)) as archive:
            archive.extractall(temporary, filter="data")
        old = Path(temporary) / folder / path.name
        if not old.is_file():
            raise PromptError(f"{revision} has no {folder / path.name}.", next_step="Give another revision.")
        prompt = load_prompt(str(old), schema_near=path)
    return prompt, _schema_notes(revision, top, prompt)


def _schema_notes(revision: str, top: Path, prompt: Prompt) -> list[str]:
    """Note a schema that has changed since: requests at that revision were different."""
    import inspect

    source = Path(inspect.getfile(prompt.schema)).resolve()
    if not source.is_relative_to(top):
        return []
    file = source.relative_to(top)
    unchanged = _git("-C", str(top), "diff", "--quiet", revision, "--", str(file)) is not None
    return [] if unchanged else [f"{file} has changed since {revision}; the prompt is sent with the present schema."]


def _git(*arguments: str) -> bytes | None:
    """Run git and return its output; None if it fails."""
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed.", next_step="Install it, or give prompt files instead of revisions.")
    result = subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603  # no shell, fixed commands
    return result.stdout if result.returncode == 0 else None


def recorded_output(system: System, articles: Sequence[Article], recordings: Sequence[Path] = ()) -> SystemOutput:
    """Collect the predictions of a system from recordings alone; an article that is not recorded is pending.

    Args:
        recordings: files of further recordings.

    Raises:
        InputError: the files of a run have changed.
    """
    if system.run:
        return output_of_run(system.run, system.schema)
    prompt, settings = require_prompt(system)
    with connect_offline(prompt, settings, recordings) as session:
        extractions = asyncio.run(_extract(session, articles))
        usage = _usage(session, extractions, settings)
    return output_of_extractions(system.name, extractions, usage)


async def _extract(session: Connection, articles: Iterable[Article]) -> list[Extraction]:
    halt = Halt()
    return [await extract_one(session.extract, article, halt) for article in articles]


def _usage(session: Connection, extractions: Iterable[Extraction], settings: Settings) -> SystemUsage:
    """Sum the usage of the recorded responses; tokens are unknown if any response does not report them."""
    total, reported, responses = Usage(), 0, 0
    models: dict[str, None] = {}
    for extraction in extractions:
        models |= dict.fromkeys(extraction.models)
        for key in extraction.keys:
            recording = session.recordings.get(key)
            usage = Usage.of(recording.completion) if recording else None
            responses, reported = responses + (recording is not None), reported + (usage is not None)
            total += usage or Usage()
    tokens = total if reported == responses and responses else None
    prices = price_list(settings) if tokens else None
    with closing(ReadOnlyStore(settings.store)) as store:
        pace = store.get_note(pace_name(settings))
    return SystemUsage(
        list(models),
        responses,
        tokens,
        cost=prices(tokens) if prices and tokens else None,
        seconds=float(pace["seconds"]) if pace else None,
    )
