"""The composition root: which recordings, which provider, in which order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor import __version__, structured
from extractor.batch import Halt
from extractor.bundled import RECORDINGS
from extractor.cache import Layers, Readable, record, replay
from extractor.completion import Request
from extractor.errors import InputError
from extractor.extraction import Extractor
from extractor.prompt import Prompt
from extractor.provider import Provider
from extractor.readonly import ReadOnlyStore
from extractor.recordings import TextRecordings
from extractor.request import Asking, CopiedStrings, Tool
from extractor.settings import Settings
from extractor.store import Store, open_store


def text_recordings(extra: Sequence[Path] = ()) -> list[TextRecordings]:
    """Recordings kept as text: those given, those of the working folder, the bundled ones.

    Raises:
        InputError: one that was given is not there.
    """
    for given in extra:
        if not given.exists():
            raise InputError(f"{given}: no such file or folder of recordings.", next_step="Check --recordings.")
    folders = [*extra, *(folder for folder in (Path("cache/recordings"), RECORDINGS) if folder.exists())]
    unique = {folder.resolve(): folder for folder in folders}
    return [TextRecordings(folder) for folder in unique.values()]


def tool_for(schema: type[BaseModel], recordings: Readable, store: Store | None, *, strict: bool) -> Tool:
    """The prepared tool of a schema: recorded, else prepared now and recorded if that may be."""
    found = recordings.get(structured.tool_key(schema, strict=strict))
    if found is None:
        found = structured.prepare(schema, strict=strict)
        if store is not None:
            store.add(found)
    tool: Tool = json.loads(found.reply)
    return tool


def record_tools(prompt: Prompt, recordings: Readable, store: Store) -> None:
    """Keep the tools of a prompt, so that replays elsewhere make the same requests."""
    for schema in (prompt.schema, CopiedStrings):
        tool_for(schema, recordings, store, strict=prompt.strict)


@dataclass
class Connection:
    """An extractor and what it stands on.

    Attributes:
        extractor: put together for one prompt and one model.
        recordings: everything that is recorded, the local store first.
        store: the local store if it may be written.
        provider: the endpoint if it may be asked.
    """

    extractor: Extractor
    recordings: Layers
    store: Store | None = None
    provider: Provider | None = None


def _asking(prompt: Prompt, settings: Settings, recordings: Layers, store: Store | None) -> tuple[Asking, Tool]:
    tool = tool_for(prompt.schema, recordings, store, strict=prompt.strict)
    return Asking(prompt, tool, settings.model), tool_for(CopiedStrings, recordings, store, strict=prompt.strict)


@contextmanager
def connect_offline(prompt: Prompt, settings: Settings, extra: Sequence[Path] = ()) -> Iterator[Connection]:
    """Replay: recordings answer, nothing is written, no key and no network are needed."""
    with closing(ReadOnlyStore(settings.store)) as local:
        recordings = Layers(local, *text_recordings(extra))
        asking, look = _asking(prompt, settings, recordings, None)

        yield Connection(Extractor(asking, look, replay(recordings)), recordings)


@asynccontextmanager
async def connect(
    prompt: Prompt,
    settings: Settings,
    extra: Sequence[Path] = (),
    *,
    refresh: bool = False,
    rebuild: bool = False,
    halt: Halt | None = None,
) -> AsyncIterator[Connection]:
    """Live: recordings answer first, the model answers the rest, each answer is recorded.

    Once `halt` has a reason no request is sent any more, not even a further attempt.
    """
    provider = Provider(settings, halted=lambda: halt.reason if halt else None)
    with closing(open_store(settings.store, rebuild=rebuild)) as store:
        async with aclosing(provider):
            recordings = Layers(store, *text_recordings(extra))
            asking, look = _asking(prompt, settings, recordings, store)

            def recorded(request: Request) -> bool:
                return not refresh and recordings.get(request.key) is not None

            complete = record(provider, recordings, store, refresh=refresh)
            extractor = Extractor(asking, look, complete, structured.repair, recorded, settings.deadline)
            yield Connection(extractor, recordings, store, provider)


def run_facts(asking: Asking) -> dict[str, Any]:
    """What a manifest says about how its rows were made."""
    prompt = asking.prompt
    return {
        "extractor": __version__,
        "prompt": {"name": prompt.name, "blocks": prompt.digests, "parameters": dict(prompt.parameters)},
        "schema": prompt.schema_name,
        "tools": [structured.tool_key(schema, strict=prompt.strict) for schema in (prompt.schema, CopiedStrings)],
        "model": asking.model,
    }
