"""Connect the parts of a run: recordings, store, endpoint, extractor."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel

from extractor.articles.article import Article, Unusable
from extractor.core.errors import InputError
from extractor.core.exchange import Complete
from extractor.core.package_data import RECORDINGS
from extractor.core.settings import Settings
from extractor.core.version import __version__
from extractor.grounding.coding_checks import CodingChecker
from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.names import load_names
from extractor.model.budget import Budget
from extractor.model.client import ModelClient
from extractor.model.rate_limiter import RateLimiter
from extractor.model.usage import Listener
from extractor.prompts.instructor_bridge import prepare, tool_key
from extractor.prompts.output_modes import AUTO, OutputMode, Tool, candidates, mode_of
from extractor.prompts.prompt import Prompt
from extractor.prompts.requests import CopiedStrings, RequestBuilder
from extractor.recordings.claims import Claims
from extractor.recordings.mapping_store import MappingStore, WritableStore
from extractor.recordings.recorder import Layers, Readable, Recorder, replay
from extractor.recordings.store import open_store
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.recordings.text_file import TextRecordings
from extractor.recordings.write_batcher import WriteBatcher
from extractor.runs.correction import Corrector
from extractor.runs.extractor import Extractor
from extractor.runs.manifest import RunFacts
from extractor.runs.mode_search import ModeSearch
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Extract, Halt
from extractor.schema.rows import INCOMPLETE

LEAST_TOWN = 15_000  # people; the checks need the names of towns in other languages, and load no more


def text_recordings(extra: Sequence[Path] = ()) -> list[TextRecordings]:
    """Open the recordings kept as text: the given ones, those of the working folder, the bundled ones.

    Raises:
        InputError: a given one does not exist.
    """
    for given in extra:
        if not given.exists():
            raise InputError(f"{given}: no such file or folder of recordings.", next_step="Check --recordings.")
    folders = [*extra, *(folder for folder in (Path("cache/recordings"), RECORDINGS) if folder.exists())]
    unique = {folder.resolve(): folder for folder in folders}
    return [TextRecordings(folder) for folder in unique.values()]


def tool_for(schema: type[BaseModel], recordings: Readable, store: WritableStore | None, *, strict: bool) -> Tool:
    """Return the prepared tool of a schema; if it is not recorded, prepare it, and record it if there is a store."""
    found = recordings.get(tool_key(schema, strict=strict))
    if found is None:
        found = prepare(schema, strict=strict)
        if store is not None:
            store.add(found)
    tool: Tool = json.loads(found.reply)
    return tool


def record_tools(prompt: Prompt, recordings: Readable, store: WritableStore) -> None:
    """Record the tools of a prompt, so that replays elsewhere make the same requests."""
    for schema in (prompt.schema, CopiedStrings):
        tool_for(schema, recordings, store, strict=prompt.strict)


@dataclass(frozen=True)
class LiveOptions:
    """Options of a live session.

    Attributes:
        refresh: send recorded requests again.
        retry_failed: send recorded requests of failed articles again.
        new_if_missing: if the store's database is gone, go on with an empty one.
        halt: once it has a reason no request is sent, and no retry.
        budget: limits of requests and cost.
        listener: called with every attempt.
        announce: called with a sentence for the user: another output mode is tried, a wait is long.
        client: a client of the openai SDK to send with; None for one of the settings' endpoint.
        store: a mapping to record in; None for the settings' store.
    """

    refresh: bool = False
    retry_failed: bool = False
    new_if_missing: bool = False
    halt: Halt = field(default_factory=Halt)
    budget: Budget = field(default_factory=Budget)
    listener: Listener = lambda _: None
    announce: Callable[[str], None] = lambda _: None
    client: Any = None
    store: MutableMapping[str, bytes] | None = None


@dataclass
class Connection:
    """An extractor with the recordings and the client that it uses.

    Attributes:
        extractor: built for one prompt and one model.
        extract: extracts one article; the extractor's own method, unless failures are retried.
        recordings: all recordings, the local store first.
        budget: counts requests, tokens and cost, and recordings read.
        store: the local store; None in a replay.
        client: sends requests; None in a replay.
        recorder: records what it sends; None in a replay.
        live: options of the requests.
    """

    extractor: Extractor
    extract: Extract
    recordings: Layers
    budget: Budget
    store: WritableStore | None = None
    client: ModelClient | None = None
    recorder: Recorder | None = None
    live: LiveOptions | None = None


def build_extractor(
    prompt: Prompt, settings: Settings, recordings: Layers, store: WritableStore | None, complete: Complete
) -> Extractor:
    """Build an extractor around a `Complete`; tools that are not recorded are prepared."""
    tools = [tool_for(schema, recordings, store, strict=prompt.strict) for schema in (prompt.schema, CopiedStrings)]
    requests = RequestBuilder(prompt, tools[0], settings.model)
    corrector = None
    if prompt.checks:
        corrector = Corrector(CodingChecker(prompt.checks, load_names(gazetteer=False), Gazetteer(LEAST_TOWN)))
    made = Extractor(requests, tools[1], complete, repairs=settings.repairs, corrector=corrector)
    return replace(made, is_recorded=lambda key: recordings.get(key) is not None)


def mode_setting(prompt: Prompt, settings: Settings) -> str:
    """Return the output mode that is asked for: by option or environment, else by the prompt file, else `auto`."""
    return settings.mode if settings.mode != AUTO else prompt.mode


def recorded_modes(setting: str, recordings: Layers, remembered: str = "") -> tuple[OutputMode, ...]:
    """Return the output modes in which to look for recordings: the one found for the endpoint, `tools`, the others.

    Args:
        setting: `auto`, or the name of a mode.
        recordings: they tell in which modes there are any.
        remembered: the label of the mode that was found for this endpoint and model.
    """
    there = recordings.modes()
    found = [mode for mode in candidates(setting) if mode.label == "tools" or mode.label in there]
    return tuple(sorted(found, key=lambda mode: mode.label != remembered)) or (mode_of(setting),)


def mode_note(settings: Settings) -> str:
    """Return the name of the note that holds the output mode of an endpoint and model."""
    return f"mode/{settings.host}/{settings.model}"


def _search(prompt: Prompt, settings: Settings, store: WritableStore, announce: Callable[[str], None]) -> ModeSearch:
    setting, note = mode_setting(prompt, settings), mode_note(settings)
    label = store.get_note(note).get("mode", "")
    mode = mode_of(label if label and setting in (AUTO, label.partition("/")[0]) else setting)

    def remember(found: str) -> None:
        if found != label:
            store.set_note(note, {"mode": found})

    return ModeSearch(setting, mode, announce=announce, remember=remember)


@contextmanager
def connect_offline(
    prompt: Prompt,
    settings: Settings,
    extra: Sequence[Path] = (),
    mark: Callable[[str], None] = lambda _: None,
    own: MutableMapping[str, bytes] | None = None,
) -> Iterator[Connection]:
    """Open a session that replays: it reads recordings alone, writes nothing, and needs no key and no network.

    They are those of the settings' store, or of the mapping `own`, and those that are kept as text.
    """
    with closing(ReadOnlyStore(settings.store) if own is None else MappingStore(own)) as local:
        recordings, budget = Layers(local, *text_recordings(extra)), Budget()
        extractor = build_extractor(prompt, settings, recordings, None, replay(recordings, budget.replay))
        remembered = local.get_note(mode_note(settings)).get("mode", "")
        modes = recorded_modes(mode_setting(prompt, settings), recordings, remembered)
        extractor = replace(extractor, modes=modes, mark=mark)
        yield Connection(extractor, extractor.extract, recordings, budget=budget)


@asynccontextmanager
async def connect(
    prompt: Prompt,
    settings: Settings,
    extra: Sequence[Path] = (),
    live: LiveOptions | None = None,
    mark: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Connection]:
    """Open a live session: recordings first, the endpoint for the rest; each response is recorded."""
    live = live or LiveOptions()
    if live.client is not None:
        settings = settings.model_copy(update={"base_url": str(live.client.base_url).rstrip("/")})
    limiter = RateLimiter(settings.concurrency, (settings.rpm, settings.tpm), live.budget, lambda: live.halt.reason)
    limiter.on_long_wait = live.announce
    client = ModelClient(settings, limiter, listener=live.listener, sdk_client=live.client)
    with _store(settings, live) as (store, claims_file):
        recordings = Layers(store, *text_recordings(extra))
        async with aclosing(client), aclosing(WriteBatcher(store)) as batcher:
            with closing(Claims(claims_file)) as claims:
                recorder = Recorder(
                    client,
                    recordings,
                    batcher.keep,
                    claims=claims,
                    on_replay=live.budget.replay,
                    max_unrecorded=settings.concurrency,
                )
                extractor = build_extractor(prompt, settings, recordings, store, recorder)
                search = _search(prompt, settings, store, live.announce)
                extractor = replace(
                    extractor,
                    search=search,
                    proven=lambda: client.proven,
                    deadline=settings.article_deadline,
                    mark=mark,
                )
                fresh = replace(extractor, complete=recorder.fresh, is_recorded=lambda _: False)
                extract: Extract = fresh.extract if live.refresh else extractor.extract
                if live.retry_failed:
                    modes = recorded_modes(search.setting, recordings, search.mode.label)
                    answered = replay(recordings, live.budget.replay)
                    known = replace(extractor, complete=answered, search=None, modes=modes)
                    extract = _retrying(known, extractor, fresh)
                opened = Connection(extractor, extract, recordings, budget=live.budget, store=store, client=client)
                yield replace(opened, recorder=recorder, live=live)
        _record_pace(settings, live.budget, store)


@contextmanager
def _store(settings: Settings, live: LiveOptions) -> Iterator[tuple[WritableStore, Path]]:
    """Open the store of a session; yield it, and the file for the claims on its keys."""
    if live.store is None:
        with closing(open_store(settings.store, new_if_missing=live.new_if_missing)) as store:
            yield store, settings.store / "claims"
    else:
        with TemporaryDirectory() as folder:  # no other process knows the mapping
            yield MappingStore(live.store), Path(folder) / "claims"


def pace_name(settings: Settings) -> str:
    """Return the name of the note with a model's time per response."""
    return f"pace/{settings.host}/{settings.model}"


def _record_pace(settings: Settings, budget: Budget, store: WritableStore) -> None:
    if budget.answered:
        mean = budget.seconds / (budget.answered + budget.failed)
        store.set_note(pace_name(settings), {"seconds": f"{mean:.3f}", "requests": str(budget.answered)})


def _retrying(known: Extractor, live: Extractor, fresh: Extractor) -> Extract:
    """Return an `Extract` that sends the requests of articles again that fail by their recordings."""

    async def extract(item: Article | Unusable) -> Extraction:
        recorded = await known.extract(item)
        if recorded.state in INCOMPLETE and isinstance(item, Article):
            return await fresh.extract(item)
        return recorded if recorded.state != "pending" else await live.extract(item)

    return extract


def run_facts(requests: RequestBuilder) -> RunFacts:
    """Return how rows are made, for the manifest."""
    prompt = requests.prompt
    return {
        "extractor": __version__,
        "prompt": {
            "name": prompt.name,
            "blocks": prompt.digests,
            "parameters": dict(prompt.parameters),
            "texts": prompt.texts,
        },
        "schema": prompt.schema_name,
        "tools": [tool_key(schema, strict=prompt.strict) for schema in (prompt.schema, CopiedStrings)],
        "model": requests.model,
    }
