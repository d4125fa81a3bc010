"""session: the library's interface, in an event loop and without one."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import openai
import pytest

import extractor
from extractor.articles.article import Article, Unusable
from extractor.core.errors import ArticleError, ErrorClass, ExtractorError, UsageError
from extractor.model.budget import Budget
from extractor.runs.session import Progress, Session, SyncSession
from extractor.runs.wiring import LiveOptions
from extractor.schema.codebook import Coding
from tests.conftest import TEXT, coding, incident, settings_for
from tests.endpoint import Endpoint, Script, chat, error, ok

Start = Callable[[Script], Endpoint]


def _articles(count: int) -> list[Article]:
    return [Article.from_text(f"{TEXT} Number {n}.", name=str(n), published="2024-03-05") for n in range(count)]


async def test_typed_results(endpoint: Start, tmp_path: Path) -> None:
    """A result has the prompt's model, whose quotes know their place; progress is reported after each article."""
    server = endpoint(lambda *_: ok(chat(coding())))
    seen: list[Progress] = []
    async with Session[Coding]("incident", settings_for(server, tmp_path), progress=seen.append) as session:
        results = [result async for result in session.extract(_articles(3))]
    assert [result.name for result in results] == ["0", "1", "2"]
    (found,) = results[0].value.incidents
    assert found.place_text is not None
    assert (found.type, found.place_text, found.place_text.match) == ("ground_attack_or_clash", "Gao", "exact")
    article = results[0].extraction.article
    assert article is not None
    assert article.original[found.place_text.start : found.place_text.end] == "Gao"
    assert results[0].flat_rows("incidents")[0]["place_text"] == "Gao"
    assert (seen[-1].states, seen[-1].sent) == ({"ok": 3}, 3)


async def test_results_without_a_value(endpoint: Start, tmp_path: Path) -> None:
    """A failed article raises its error when its value is read, and has no rows; a wrong table or item is an error."""
    server = endpoint(lambda *_: error(400, "context_length_exceeded", "maximum context length"))
    bad = Unusable("x", ArticleError("x: no text.", error_class=ErrorClass.EMPTY))
    async with Session("incident", settings_for(server, tmp_path)) as session:
        results = [result async for result in session.extract([bad, *_articles(1)])]
        assert [(result.state, result.rows("incidents")) for result in results] == [("failed", [])] * 2
        for result in results:
            with pytest.raises(ArticleError):
                _ = result.value
        with pytest.raises(UsageError, match="No table 'incidnts'"):
            results[0].rows("incidnts")
        with pytest.raises(UsageError, match="An article was expected, not str"):
            await session.extract_one("text")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="not open"):
        await session.extract_one(_articles(1)[0])


async def test_partial_result(endpoint: Start, tmp_path: Path) -> None:
    """A partial result has a value with the valid items."""
    reply = coding(incident(), incident(id="i2", type="parade"))
    server = endpoint(lambda *_: ok(chat(reply)))
    async with Session[Coding]("incident", settings_for(server, tmp_path, repairs=0)) as session:
        result = await session.extract_one(_articles(1)[0])
    assert (result.state, [each.id for each in result.value.incidents]) == ("partial", ["i1"])


async def test_asynchronous_articles_and_many_callers(endpoint: Start, tmp_path: Path) -> None:
    """Articles may come from an asynchronous source, and several tasks may use a session; each request is sent once."""
    server = endpoint(lambda *_: ok(chat(coding())))

    async def source() -> AsyncIterator[Article]:
        for article in _articles(20):
            await asyncio.sleep(0)
            yield article

    async with Session("incident", settings_for(server, tmp_path)) as session:
        names = [result.name async for result in session.extract(source())]
        ones = await asyncio.gather(*(session.extract_one(article) for article in _articles(20)))
    assert names == [str(n) for n in range(20)]
    assert {result.state for result in ones} == {"ok"}
    assert server.request_count == 20


async def test_own_client_and_store(endpoint: Start, tmp_path: Path) -> None:
    """An own SDK client sends, its errors are classified as usual, and a mapping holds what can be replayed."""
    replies = [error(429, "rate_limit", "slow down", retry_after="0"), ok(chat(coding()))]
    server = endpoint(lambda _, number: replies[min(number, 2) - 1])
    store: dict[str, bytes] = {}
    settings = extractor.load_settings(model="stub", store=tmp_path / "unused")
    async with openai.AsyncOpenAI(base_url=server.url, api_key="sk-own", default_headers={"X-Team": "desk"}) as client:
        live = LiveOptions(client=client, store=store)
        async with Session("incident", settings, live=live) as session:
            assert (await session.extract_one(_articles(1)[0])).state == "ok"
        assert not client.is_closed()
    assert server.request_count == 2
    assert server.headers[0]["x-team"] == "desk"
    assert not (tmp_path / "unused").exists()
    async with Session("incident", settings, offline=True, live=LiveOptions(store=store)) as session:
        assert (await session.extract_one(_articles(1)[0])).state == "ok"
    assert not any(b"sk-own" in data for data in store.values())


async def test_a_stop_ends_the_call_and_not_the_session(endpoint: Start, tmp_path: Path) -> None:
    """After a refused key the other articles are pending; the next call tries again, until the caller stops."""
    right = threading.Event()
    server = endpoint(lambda *_: ok(chat(coding())) if right.is_set() else error(401, "invalid_api_key", "no"))
    async with Session("incident", settings_for(server, tmp_path, concurrency=1)) as session:
        states = [result.state async for result in session.extract(_articles(5))]
        assert states == ["pending"] * 5
        right.set()
        assert [result.state async for result in session.extract(_articles(2))] == ["ok"] * 2
        session.stop()
        assert [result.state async for result in session.extract(_articles(4))] == ["pending"] * 4


async def test_cancelled(endpoint: Start, tmp_path: Path) -> None:
    """Cancelling the task of a call ends it, and what was recorded is not sent again."""
    block = threading.Event()

    def script(body: dict[str, object], _: int) -> object:
        if "Number 1." in str(body["messages"]):
            block.wait(10)
        return ok(chat(coding()))

    server = endpoint(script)  # type: ignore[arg-type]
    settings = settings_for(server, tmp_path, concurrency=1)
    async with Session("incident", settings) as session:

        async def take() -> None:
            async for _ in session.extract(_articles(3)):
                pass

        task = asyncio.create_task(take())
        while server.request_count < 2:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        block.set()
        states = [result.state async for result in session.extract(_articles(1))]
    assert states == ["ok"]


def test_without_a_loop(endpoint: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same session without `async`; a closed iterator sends no more, a budget leaves articles pending."""
    server = endpoint(lambda *_: ok(chat(coding())))
    settings = settings_for(server, tmp_path, concurrency=1)
    with caplog.at_level(logging.WARNING, "extractor"), SyncSession("incident", settings) as session:
        results = session.extract(_articles(1_000))
        assert next(results).state == "ok"
        results.close()
        assert server.request_count < 20
        assert session.extract_one(_articles(1)[0]).state == "ok"
        summary = session.write_run(_articles(2), tmp_path / "run")
        assert summary.states == {"ok": 2}
        assert (tmp_path / "run" / "manifest.json").exists()
    live = LiveOptions(budget=Budget(max_requests=1))
    with SyncSession("incident", settings_for(server, tmp_path / "new"), live=live) as session:
        states = [result.state for result in session.extract(_articles(5))]
    assert sorted(states) == ["ok", *["pending"] * 4]
    assert "soldiers" not in caplog.text


def test_session_that_cannot_open(tmp_path: Path) -> None:
    """A prompt or a store that cannot be used is an error on entering, and leaves no thread behind."""
    before = threading.active_count()
    with pytest.raises(ExtractorError), SyncSession("no-such-prompt"):
        pass
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with (
        pytest.raises(ExtractorError),
        SyncSession("incident", extractor.load_settings(store=tmp_path / "file"), offline=True),
    ):
        pass
    assert threading.active_count() == before
