"""estimate: requests, tokens, cost and time of a run before anything is sent."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.settings import Settings
from extractor.model.usage import Usage
from extractor.prompts.prompt import Prompt
from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from extractor.runs.estimate import Estimate, estimate
from extractor.runs.wiring import connect_offline, pace_name, record_tools
from tests.conftest import EMPTY, TEXT, write_articles
from tests.endpoint import chat


async def _estimate(prompt: Prompt, settings: Settings, folder: Path, *, refresh: bool = False) -> Estimate:
    with connect_offline(prompt, settings) as connection:
        return await estimate(connection, read_inputs(str(folder)), settings, refresh=refresh)


def _record(prompt: Prompt, settings: Settings, folder: Path, count: int, usage: tuple[int, int]) -> None:
    with connect_offline(prompt, settings) as connection, closing(open_store(settings.store)) as store:
        record_tools(prompt, connection.recordings, store)
        for article in read_inputs(str(folder)).articles[:count]:
            request = connection.extractor.requests.initial(article)
            counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
            reply = json.dumps({**chat(EMPTY), "usage": counted})
            store.add(Recording(request.key, reply, parts=request.parts))
        store.set_note(pace_name(settings), {"seconds": "3.0", "requests": "9"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten articles."""
    return write_articles(tmp_path / "a", *[f"{TEXT} Number {n}." for n in range(10)])


async def test_without_measurements(prompt: Prompt, tmp_path: Path, folder: Path) -> None:
    """Without recordings: four bytes per token, output in proportion to the article, and a guess of the time."""
    settings = Settings(_env_file=None, store=tmp_path / "store", concurrency=5)
    found = await _estimate(prompt, settings, folder)
    assert (found.articles, found.recorded, found.requests) == (10, 0, 10)
    assert (found.measured, found.calibrated, found.timed) == (0, 0, False)
    assert found.usage.input_tokens > 10 * 5_000
    assert found.usage.output_tokens > 0


async def test_recorded_requests_are_not_counted(prompt: Prompt, tmp_path: Path, folder: Path) -> None:
    """Only requests that are not recorded are counted, with the mean usage of those that are."""
    settings = Settings(_env_file=None, store=tmp_path / "store", concurrency=5)
    _record(prompt, settings, folder, 4, (7_000, 300))
    found = await _estimate(prompt, settings, folder)
    assert (found.recorded, found.requests, found.calibrated) == (4, 6, 4)
    assert found.usage.input_tokens == pytest.approx(6 * 7_000, rel=0.01)
    assert found.usage.output_tokens == 6 * 300
    assert found.seconds == pytest.approx(6 * 3.0 / 5)
    assert found.timed
    again = await _estimate(prompt, settings, folder, refresh=True)
    assert (again.requests, again.recorded) == (10, 0)


async def test_output_measured_for_the_same_articles(prompt: Prompt, tmp_path: Path, folder: Path) -> None:
    """Output tokens are those of responses to the same articles from another model."""
    other = Settings(_env_file=None, store=tmp_path / "store", model="other")
    _record(prompt, other, folder, 10, (7_000, 777))
    settings = Settings(_env_file=None, store=tmp_path / "store", model="new")
    found = await _estimate(prompt, settings, folder)
    assert (found.requests, found.measured) == (10, 10)
    assert found.usage.output_tokens == 7_770
    assert found.usage.cached_tokens == Usage().cached_tokens


async def test_rate_limit(prompt: Prompt, tmp_path: Path, folder: Path) -> None:
    """The time includes a limit of requests per minute."""
    settings = Settings(_env_file=None, store=tmp_path / "store", rpm=1)
    assert (await _estimate(prompt, settings, folder)).seconds == pytest.approx(600.0)
