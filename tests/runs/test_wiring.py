"""wiring: which recordings, which provider, in which order."""

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


def test_text_recordings_of_the_working_folder_come_first(tmp_path: Path) -> None:
    """Those given, then cache/recordings here, then the bundled ones; each place once."""
    (tmp_path / "cache" / "recordings").mkdir(parents=True)
    (tmp_path / "more.jsonl").write_bytes(Recording("a" * 64, "{}").to_line())
    places = [text.where.name for text in text_recordings([tmp_path / "more.jsonl", tmp_path / "more.jsonl"])]
    assert places == ["more.jsonl", "recordings", "recordings"]


def test_offline_writes_nothing(prompt: Prompt, tmp_path: Path) -> None:
    """A replay makes no store and has no provider."""
    with connect_offline(prompt, Settings(_env_file=None)) as connection:
        assert (connection.store, connection.client) == (None, None)
    assert list(tmp_path.iterdir()) == []


def test_a_tool_is_prepared_once(tmp_path: Path) -> None:
    """Not recorded, it is prepared by instructor and recorded; then it is read."""
    store = open_store(tmp_path / "store")
    tool = tool_for(CopiedStrings, store, store, strict=False)
    (key,) = store
    found = store.get(key)
    assert found is not None
    assert found.parts["kind"] == "tool"
    assert tool_for(CopiedStrings, store, None, strict=False) == tool
    store.close()


def test_tools_are_kept_for_replays_elsewhere(prompt: Prompt, tmp_path: Path) -> None:
    """Both tools of a prompt are recorded, under the keys that a manifest names."""
    store = open_store(tmp_path / "store")
    record_tools(prompt, store, store)
    with connect_offline(prompt, Settings(_env_file=None)) as connection:
        assert sorted(run_facts(connection.extractor.requests)["tools"]) == list(store)
    store.close()


async def test_live(prompt: Prompt, tmp_path: Path, endpoint: Callable[[Script], Endpoint]) -> None:
    """A live session has a store and a client; without a key there is none."""
    server = endpoint(lambda *_: None)  # type: ignore[arg-type]
    async with connect(prompt, settings_for(server, tmp_path)) as connection:
        assert connection.store is not None
        assert connection.client is not None
    with pytest.raises(SettingsError):
        async with connect(prompt, Settings(_env_file=None)):
            pass
