"""batch: many articles; order kept, failures kept."""

import asyncio
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.articles.article import Article, Unusable
from extractor.articles.build import make_article
from extractor.core.errors import ArticleError, ErrorClass, Stop
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, SpillBuffer, extract_all, unchanged


class Scripted:
    """Ends each article as its text says, in a random order."""

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
            item.name, "ok" if item.text == "ok" else "failed", item, kind="" if item.text == "ok" else "x"
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
    """P1: articles in = ok + failed + pending, in input order, with random faults and any concurrency."""
    scripted = Scripted()
    done = asyncio.run(_all(scripted, _items(ends), concurrency))
    assert [extraction.name for extraction in done] == [str(n) for n in range(len(ends))]
    assert scripted.most <= concurrency
    for extraction, end in zip(done, ends, strict=True):
        expected = {"ok": {"ok", "pending"}, "stop": {"pending"}}.get(end, {"failed", "pending"})
        assert extraction.state in expected
    if "stop" not in ends:
        assert "pending" not in {extraction.state for extraction in done}


async def test_a_stop_starts_nothing_new() -> None:
    """P8: after an account error only what is in flight is asked; the rest is pending."""
    scripted = Scripted()
    done = await _all(scripted, _items(["stop"] + ["ok"] * 50), 1)
    assert scripted.started == ["0"]
    assert {extraction.state for extraction in done} == {"pending"}
    assert done[-1].message == "the key is refused"


async def test_what_never_waits_lets_others_be_heard() -> None:
    """P9: while the first article waits, a stretch of recorded ones does not keep the event loop to itself."""
    heard: list[int] = []

    class Mixed:
        """The first article waits for the loop to go round; the others end at once."""

        def __init__(self) -> None:
            self.ended = 0

        async def extract(self, item: Article | Unusable) -> Extraction:
            """End an article."""
            if item.name == "0":
                for _ in range(3):
                    await asyncio.sleep(0)
                    heard.append(self.ended)
            self.ended += 1
            return Extraction(item.name, "ok")

    await _all(Mixed(), _items(["ok"] * 300), 2)
    assert heard[-1] < 50
