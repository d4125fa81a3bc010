"""wiring: the recordings, store, endpoint and extractor of a run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.errors import SettingsError
from extractor.core.settings import Settings
from extractor.prompts.prompt import Prompt
from extractor.prompts.requests import CopiedStrings
from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from extractor.runs.wiring import connect, connect_offline, record_tools, run_facts, text_recordings, tool_for
from tests.conftest import settings_for
from tests.endpoint import Endpoint, Script


def test_order_of_text_recordings(tmp_path: Path) -> None:
    """Given recordings come first, then cache/recordings of the working folder, then the bundled ones; each place once."""
    (tmp_path / "cache" / "recordings").mkdir(parents=True)
    (tmp_path / "more.jsonl").write_bytes(Recording("a" * 64, "{}").to_line())
    places = [text.where.name for text in text_recordings([tmp_path / "more.jsonl", tmp_path / "more.jsonl"])]
    assert places == ["more.jsonl", "recordings", "recordings"]


def test_offline(prompt: Prompt, tmp_path: Path) -> None:
    """A replay has no store and no client, and writes nothing."""
    with connect_offline(prompt, Settings(_env_file=None)) as session:
        assert (session.store, session.client) == (None, None)
    assert list(tmp_path.iterdir()) == []


def test_tool_is_recorded(tmp_path: Path) -> None:
    """A tool that is not recorded is prepared and recorded, and then read."""
    store = open_store(tmp_path / "store")
    tool = tool_for(CopiedStrings, store, store, strict=False)
    (key,) = store
    found = store.get(key)
    assert found is not None
    assert found.parts["kind"] == "tool"
    assert tool_for(CopiedStrings, store, None, strict=False) == tool
    store.close()


def test_record_tools(prompt: Prompt, tmp_path: Path) -> None:
    """Both tools of a prompt are recorded under the keys that a manifest has."""
    store = open_store(tmp_path / "store")
    record_tools(prompt, store, store)
    with connect_offline(prompt, Settings(_env_file=None)) as session:
        assert sorted(run_facts(session.extractor.requests)["tools"]) == list(store)
    store.close()


async def test_live(prompt: Prompt, tmp_path: Path, endpoint: Callable[[Script], Endpoint]) -> None:
    """A live session has a store and a client, and needs a key."""
    server = endpoint(lambda *_: None)  # type: ignore[arg-type]
    async with connect(prompt, settings_for(server, tmp_path)) as session:
        assert session.store is not None
        assert session.client is not None
    with pytest.raises(SettingsError):
        async with connect(prompt, Settings(_env_file=None)):
            pass
