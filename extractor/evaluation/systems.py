"""What may be compared: a run, a prompt, a variant, a prompt at a revision, each with a model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.core.errors import PromptError, UsageError
from extractor.core.settings import Settings
from extractor.evaluation.predictions import Predicted, of_extractions, of_run
from extractor.evaluation.revisions import is_revision, prompt_at
from extractor.model.prices import price_list
from extractor.model.usage import Usage
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Prompt
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, end_of
from extractor.runs.wiring import Connection, connect_offline, pace_name


@dataclass(frozen=True)
class Subject:
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


def subject(text: str, prompt: str, settings: Settings) -> Subject:
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
        return Subject(text, run=Path(text))
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
    return Subject(f"{shown} · {settings.model}", prompt=loaded, settings=settings, typed=typed, notes=notes)


def before(subject: Subject, revision: str) -> Subject:
    """The prompt of a subject as it was at a revision, with the same model.

    Raises:
        UsageError: the subject is a run, or git knows no such revision. PromptError: it had no such prompt.
    """
    _, own = need_prompt(subject)
    if not is_revision(revision):
        raise UsageError(f"{revision}: no revision that git knows here.", next_step="Give a commit, a tag or a branch.")
    prompt, notes = prompt_at(revision, subject.typed)
    return Subject(f"{subject.typed} at {revision} · {own.model}", prompt=prompt, settings=own, notes=notes)


def answers(subject: Subject, articles: Sequence[Article], extra: Sequence[Path] = ()) -> Predicted:
    """What a subject says of articles, from recordings alone; what is not recorded is pending.

    Raises:
        InputError: a run is not as it was left.
    """
    if subject.run:
        return of_run(subject.run)
    assert subject.prompt is not None
    assert subject.settings is not None
    with connect_offline(subject.prompt, subject.settings, extra) as connection:
        extractions = asyncio.run(_extracted(connection, articles))
        facts = _facts(connection, extractions, subject.settings)
    return of_extractions(subject.name, extractions, facts)


async def _extracted(connection: Connection, articles: Iterable[Article]) -> list[Extraction]:
    halt = Halt()
    return [await end_of(connection.extract, article, halt) for article in articles]


def _facts(connection: Connection, extractions: Iterable[Extraction], settings: Settings) -> dict[str, Any]:
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


def need_prompt(subject: Subject) -> tuple[Prompt, Settings]:
    """The prompt and settings of a subject that can be asked.

    Raises:
        UsageError: it is a run.
    """
    if subject.prompt is None or subject.settings is None:
        raise UsageError(f"{subject.name} is a run, which can only be read.", next_step="Give a prompt.")
    return subject.prompt, subject.settings
