"""extractor: one article, from request to extraction."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article, Unusable
from extractor.articles.stream import read_inputs
from extractor.core.errors import ArticleError, ErrorClass, Miss, Stop
from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Prompt
from extractor.runs.wiring import connect_offline
from tests.conftest import Cassette, coding, incident
from tests.endpoint import chat
from tests.scripted import scripted_extractor

HERE = Path(__file__).parent.parent


async def test_valid_response(prompt: Prompt, article: Article) -> None:
    """One request; the extraction has the coding with offsets, the key, and the model of the response."""
    extractor, sent = scripted_extractor(prompt, chat(coding()))
    done = await extractor.extract(article)
    assert (done.state, done.repairs, done.models) == ("ok", 0, ("stub",))
    assert done.keys == (sent[0].key,)
    (row,) = done.tables()["incidents"]
    assert row["place_text"] == {"text": "Gao", "match": "exact", "start": 28, "end": 31}
    assert row["article"] == "gao.txt"
    assert done.quotes["ungrounded"] == 0


async def test_repair(prompt: Prompt, article: Article) -> None:
    """M31: an invalid response is followed by a second request with its validation errors."""
    extractor, sent = scripted_extractor(prompt, chat({"x": 1}), chat(coding()))
    done = await extractor.extract(article)
    assert (done.state, done.repairs) == ("ok", 1)
    assert done.keys == tuple(request.key for request in sent)
    assert "x: is not a field" in sent[1].body.decode()


@pytest.mark.parametrize("repairs", [0, 2])
async def test_limit_of_repairs(prompt: Prompt, article: Article, repairs: int) -> None:
    """M07: after the last invalid response the article fails with its validation errors."""
    extractor, sent = scripted_extractor(prompt, chat({"x": 1}), chat("{"), chat({"x": 1}))
    done = await replace(extractor, repairs=repairs).extract(article)
    assert (done.state, done.kind, len(sent)) == ("failed", "invalid", repairs + 1)
    assert "x: is not a field" in done.message
    assert len(done.keys) == repairs + 1


async def test_error_during_a_repair(prompt: Prompt, article: Article) -> None:
    """A stop or a filtered response during a repair is neither re-requested nor wrapped."""
    stopped, _ = scripted_extractor(prompt, chat({"x": 1}), Stop("quota"))
    with pytest.raises(Stop, match="quota"):
        await stopped.extract(article)
    refused, sent = scripted_extractor(prompt, chat({"x": 1}), chat(coding(), finish="content_filter"))
    assert ((await refused.extract(article)).kind, len(sent)) == ("content_filter", 2)


async def test_replayed_repairs(prompt: Prompt, article: Article, tmp_path: Path) -> None:
    """A replay finds each request of a recorded chain of repairs; a missing one is explained."""
    extractor, sent = scripted_extractor(prompt, chat({"x": 1}), chat("{"), chat(coding()))
    done = await extractor.extract(article)
    recorded = {
        request.key: Completion(json.dumps(reply))
        for request, reply in zip(sent, (chat({"x": 1}), chat("{"), chat(coding())), strict=True)
    }

    async def complete(request: Request) -> Completion:
        if request.key not in recorded:
            raise Miss("none", requests=[request])
        return recorded[request.key]

    again = await replace(extractor, complete=complete).extract(article)
    assert (again.coding, again.keys) == (done.coding, done.keys)
    del recorded[sent[2].key]
    missing = await replace(extractor, complete=complete).extract(article)
    assert missing.state == "pending"
    assert "needs a repair 2 that is not recorded: the arguments are not valid JSON" in missing.message


async def test_requote(prompt: Prompt, article: Article) -> None:
    """M23: a string that is not in the article is requoted once; the quote keeps the first string as `replied`."""
    reply = chat({"items": [{"n": 1, "string": "in Gao on Monday"}]}, "CopiedStrings")
    extractor, sent = scripted_extractor(prompt, chat(coding(incident(place_text="in Gáo on Monday"))), reply)
    done = await extractor.extract(article)
    place = done.tables()["incidents"][0]["place_text"]
    assert (place["match"], place["text"], place["replied"]) == ("exact", "in Gao on Monday", "in Gáo on Monday")
    assert (done.repairs, len(sent), len(done.keys)) == (0, 2, 2)


@pytest.mark.parametrize(
    ("reply", "flag"),
    [
        (chat({"items": []}, "CopiedStrings"), ()),
        (chat({"items": 5}, "CopiedStrings"), ("requote failed: invalid",)),
        (chat({"items": []}, "CopiedStrings", finish="length"), ("requote failed: length",)),
    ],
)
async def test_requote_without_success(prompt: Prompt, article: Article, reply: Any, flag: tuple[str, ...]) -> None:
    """M23 to M25: a string that is still not found is kept, marked ungrounded and counted; the article is ok."""
    extractor, sent = scripted_extractor(prompt, chat(coding(incident(place_text="Ménaka"))), reply)
    done = await extractor.extract(article)
    assert (done.state, len(sent), done.flags) == ("ok", 2, flag)
    assert done.quotes["ungrounded"] == 1
    place = done.tables()["incidents"][0]["place_text"]
    assert place == {"text": "Ménaka", "match": "ungrounded", "start": None, "end": None, "asked_again": True}


async def test_articles_that_are_not_ok(prompt: Prompt, article: Article) -> None:
    """P1: a refusal fails, a miss is pending, an unusable input fails without a request; a stop is raised."""
    refused, _ = scripted_extractor(prompt, chat(coding(), refusal="No."))
    assert (await refused.extract(article)).kind == "refusal"
    missing, _ = scripted_extractor(prompt, Miss("none", requests=[]))
    assert (await missing.extract(article)).state == "pending"
    unusable, sent = scripted_extractor(prompt)
    bad = Unusable("x", ArticleError("x: no text.", error_class=ErrorClass.EMPTY))
    assert (await unusable.extract(bad)).kind == "empty"
    assert sent == []
    stopped, _ = scripted_extractor(prompt, Stop("quota"))
    with pytest.raises(Stop):
        await stopped.extract(article)


async def test_deadline_of_an_article(prompt: Prompt, article: Article) -> None:
    """T07: the deadline covers all requests of an article together; after it the article fails."""
    extractor, sent = scripted_extractor(prompt, *[chat({"x": 1})] * 3)
    inner = extractor.complete

    async def slow(request: Request) -> Completion:
        await asyncio.sleep(0.15)
        return await inner(request)

    done = await replace(extractor, complete=slow, deadline=0.2).extract(article)
    assert (done.state, done.kind, len(sent)) == ("failed", "transport", 1)
    assert "within 0.2 s" in done.message


async def test_recorded_repair(cassette: Callable[[str], Cassette]) -> None:
    """A recorded repair of another schema: a misprinted ship number is rejected, then null."""
    ships, recorded = load_prompt(str(HERE / "ships" / "ships.md")), cassette("ships")
    settings = Settings(_env_file=None, model=recorded.model)
    with connect_offline(ships, settings, [recorded.path]) as connection:
        extractor = replace(connection.extractor, complete=recorded.complete)
    (article,) = read_inputs(str(HERE / "ships" / "articles")).articles
    done = await extractor.extract(article)
    assert (done.state, done.repairs) == ("ok", 1)
    halcyon, oriel = done.tables()["attacks"]
    assert (halcyon["ship"]["imo"], oriel["ship"]["imo"]) == (None, "9176187")
    assert halcyon["ship"]["name"]["text"] == "Halcyon Trader"
    assert done.quotes["exact"] == 7
