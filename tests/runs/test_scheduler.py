"""scheduler: many articles at once, in order; the spill buffer."""

import asyncio
import random
import tempfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.articles.article import Article, Unusable
from extractor.articles.build import make_article
from extractor.core.errors import ArticleError, ErrorClass, Stop
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, SpillBuffer, extract_all, unchanged


class Scripted:
    """Ends each article as its text states, in random order."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.at_once = self.most = 0

    async def extract(self, item: Article | Unusable) -> Extraction:
        """End an article."""
        if isinstance(item, Unusable):
            return Extraction(item.name, "failed", kind=item.error.error_class)
        self.started.append(item.name)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(random.random() / 500)
        self.at_once -= 1
        if item.text == "stop":
            raise Stop("the key is refused")
        return Extraction(
            item.name, "ok" if item.text == "ok" else "failed", item, kind="" if item.text == "ok" else ErrorClass.EMPTY
        )


def _items(ends: list[str]) -> list[Article | Unusable]:
    return [
        Unusable(str(n), ArticleError("x", error_class=ErrorClass.EMPTY))
        if end == "unusable"
        else make_article(str(n), end, {})
        for n, end in enumerate(ends)
    ]


async def _all(scripted: Any, items: list[Article | Unusable], concurrency: int) -> list[Extraction]:
    with SpillBuffer[Extraction]() as buffer:
        ended = extract_all(scripted.extract, items, unchanged, slots=concurrency, halt=Halt(), buffer=buffer)
        return [extraction async for extraction in ended]


@given(st.lists(st.sampled_from(["ok", "ok", "fail", "unusable", "stop"]), max_size=25), st.sampled_from([1, 3, 32]))
@settings(max_examples=40, deadline=None)
def test_every_article_ends_once_and_in_order(ends: list[str], concurrency: int) -> None:
    """P1: every article is ok, failed or pending, in input order, with random faults and any concurrency."""
    scripted = Scripted()
    done = asyncio.run(_all(scripted, _items(ends), concurrency))
    assert [extraction.name for extraction in done] == [str(n) for n in range(len(ends))]
    assert scripted.most <= concurrency
    for extraction, end in zip(done, ends, strict=True):
        expected = {"ok": {"ok", "pending"}, "stop": {"pending"}}.get(end, {"failed", "pending"})
        assert extraction.state in expected
    if "stop" not in ends:
        assert "pending" not in {extraction.state for extraction in done}


async def test_stop() -> None:
    """P8: after a stop no further article is started, and the rest is pending."""
    scripted = Scripted()
    done = await _all(scripted, _items(["stop"] + ["ok"] * 50), 1)
    assert scripted.started == ["0"]
    assert {extraction.state for extraction in done} == {"pending"}
    assert done[-1].message == "the key is refused"


async def test_event_loop_is_not_blocked() -> None:
    """P9: many recorded articles in a row do not block the event loop for the first article."""
    ended_meanwhile: list[int] = []

    class Mixed:
        """The first article waits for the event loop; the others end at once."""

        def __init__(self) -> None:
            self.ended = 0

        async def extract(self, item: Article | Unusable) -> Extraction:
            """End an article."""
            if item.name == "0":
                for _ in range(3):
                    await asyncio.sleep(0)
                    ended_meanwhile.append(self.ended)
            self.ended += 1
            return Extraction(item.name, "ok")

    await _all(Mixed(), _items(["ok"] * 300), 2)
    assert ended_meanwhile[-1] < 50


@given(st.permutations(range(30)), st.integers(0, 5))
def test_spill_buffer(order: list[int], in_memory: int) -> None:
    """Values put in any order are taken by number, each once, from memory or disk."""
    with SpillBuffer[str](str.encode, bytes.decode, in_memory) as buffer:
        for number in order:
            buffer.put(number, f"value {number}" * (number + 1))
        assert len(buffer) == 30
        for number in range(30):
            assert number in buffer
            assert buffer.take(number) == f"value {number}" * (number + 1)
            assert number not in buffer
        buffer.put(0, "again")
        assert buffer.take(0) == "again"


def test_full_disk_of_the_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    """C08: if the temporary folder is full the run stops with a message about it."""
    full = open("/dev/full", "r+b")  # noqa: SIM115  # closed by the buffer
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: full)
    with SpillBuffer[str](str.encode, bytes.decode, 0) as buffer, pytest.raises(Stop, match="temporary folder"):
        buffer.put(0, "x")
