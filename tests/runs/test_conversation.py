"""conversation: repairs of single items, and the rest of a response that was cut."""

import json
from dataclasses import replace
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, ErrorClass, Miss
from extractor.core.exchange import Completion, Request
from extractor.prompts.output_modes import mode_of
from extractor.prompts.prompt import Prompt
from extractor.runs.extractor import Extractor
from extractor.runs.result import Extraction, failure_rows
from tests.conftest import coding, incident
from tests.endpoint import chat
from tests.scripted import scripted_extractor

RIGHT = [incident(id=f"i{n}", summary=f"Attack {n} in Gao.") for n in (1, 2, 3)]
WRONG = incident(id="i2", type="parade")
WHOLE = coding(*RIGHT)
TEXT = json.dumps(WHOLE)


def _extractor(prompt: Prompt, *replies: Any) -> tuple[Extractor, list[Request]]:
    """Return a scripted extractor that checks no values, and its list of requests."""
    extractor, sent = scripted_extractor(prompt, *replies)
    return replace(extractor, corrector=None), sent


def _summaries(done: Extraction) -> list[str]:
    return [row["id"] for row in done.tables()["incidents"]]


def _words(request: Request) -> str:
    return str(json.loads(request.body)["messages"][-1]["content"])


def _content(text: str, finish: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"model": "stub", "choices": [{"index": 0, "finish_reason": finish, "message": message}]}


async def test_wrong_item_is_requested_alone(prompt: Prompt, article: Article) -> None:
    """One wrong item of three is requested alone by its path, and takes its place among the others."""
    extractor, sent = _extractor(prompt, chat(coding(RIGHT[0], WRONG, RIGHT[2])), chat(coding(RIGHT[1])))
    done = await extractor.extract(article)
    assert (done.state, done.repairs, _summaries(done)) == ("ok", 1, ["i1", "i2", "i3"])
    assert "incidents.1.type: must be one of" in _words(sent[1])
    assert "alone, corrected, in this order: incidents.1." in _words(sent[1])
    assert sent[1].parts["step"] == "item repair"


async def test_item_that_stays_wrong(prompt: Prompt, article: Article) -> None:
    """After the last repair the article is partial: the valid items are rows, the wrong one is a failure with its value."""
    again = chat(coding(WRONG))
    extractor, sent = _extractor(prompt, chat(coding(RIGHT[0], WRONG, RIGHT[2])), again, again)
    done = await extractor.extract(article)
    assert (done.state, done.kind, _summaries(done), len(sent)) == ("partial", "invalid", ["i1", "i3"], 3)
    assert "the same answer" not in _words(sent[1])
    (row,) = failure_rows(done.article_row())
    assert (row["state"], row["item"]) == ("partial", "incidents.1")
    assert "incidents.1.type: must be one of" in row["message"]
    assert json.loads(row["value"]) == WRONG


async def test_failed_item_repair_keeps_the_rest(prompt: Prompt, article: Article) -> None:
    """Whatever becomes of the request for an item, the valid ones are kept; without repairs none is sent."""
    first = chat(coding(RIGHT[0], WRONG))
    refused = ArticleError("no", error_class=ErrorClass.TRANSPORT)
    for replies, repairs, count in (([first, refused], 2, 2), ([first, chat("{"), chat("{")], 2, 3), ([first], 0, 1)):
        extractor, sent = _extractor(prompt, *replies)
        done = await replace(extractor, repairs=repairs).extract(article)
        assert (done.state, _summaries(done), len(sent)) == ("partial", ["i1"], count)


async def test_item_repair_that_is_not_recorded(prompt: Prompt, article: Article) -> None:
    """Without a recording of the request for an item the article is pending, and says what is missing."""
    extractor, _ = _extractor(prompt, chat(coding(RIGHT[0], WRONG)), Miss("none", requests=[]))

    async def complete(request: Request) -> Completion:
        if request.first:
            return Completion(json.dumps(chat(coding(RIGHT[0], WRONG))))
        raise Miss("none", requests=[request])

    done = await replace(extractor, complete=complete).extract(article)
    assert done.state == "pending"
    assert "needs an item repair that is not recorded: incidents.1.type" in done.message


async def test_recorded_repair_of_the_whole(prompt: Prompt, article: Article) -> None:
    """A repair of the whole value that an earlier version recorded is used, and no item is requested."""
    extractor, sent = _extractor(prompt, chat(coding(RIGHT[0], WRONG)), chat(coding(RIGHT[0], RIGHT[1])))
    done = await replace(extractor, is_recorded=lambda _: True).extract(article)
    assert (done.state, _summaries(done), sent[1].parts["step"]) == ("ok", ["i1", "i2"], "repair 1")


@pytest.mark.parametrize("mode", ["tools", "json_schema"])
async def test_rest_of_a_cut_response(prompt: Prompt, article: Article, mode: str) -> None:
    """Complete items of a truncated response are kept, and continuations are requested until none is missing."""
    second = TEXT.index('"id": "i2"') + 200
    rest = [coding(*RIGHT[1:]), coding(RIGHT[2])]
    cut = json.dumps(rest[0])[: json.dumps(rest[0]).index('"id": "i3"')]
    if mode == "tools":
        replies = [chat(TEXT[:second], finish="length"), chat(cut, finish="length"), chat(rest[1])]
    else:
        replies = [
            _content("```json\n" + TEXT[:second], "length"),
            _content(cut, "length"),
            _content(json.dumps(rest[1])),
        ]
    extractor, sent = _extractor(prompt, *replies)
    done = await replace(extractor, modes=(mode_of(mode),)).extract(article)
    assert (done.state, _summaries(done), len(sent)) == ("ok", ["i1", "i2", "i3"], 3)
    assert [request.parts["step"] for request in sent[1:]] == ["continuation 1", "continuation 2"]
    shown = json.loads(sent[2].body)["messages"][2]
    text = shown["tool_calls"][0]["function"]["arguments"] if mode == "tools" else shown["content"]
    assert [item["id"] for item in json.loads(text)["incidents"]] == ["i1", "i2"]
    assert any("cut at the token limit" in flag for flag in done.flags)


async def test_rest_that_stays_missing(prompt: Prompt, article: Article) -> None:
    """A continuation that brings nothing ends the requests: the article is partial, and the rest a failure."""
    cut = chat(TEXT[: TEXT.index('"id": "i2"') + 200], finish="length")
    extractor, sent = _extractor(prompt, cut, cut)
    done = await extractor.extract(article)
    assert (done.state, done.kind, _summaries(done), len(sent)) == ("partial", "length", ["i1"], 2)
    (row,) = failure_rows(done.article_row())
    assert (row["item"], row["value"]) == ("", "")
    assert "The rest is missing." in row["message"]


async def test_cut_before_the_first_item(prompt: Prompt, article: Article) -> None:
    """M01: a response that was cut before its first item, or without repairs, fails as `length`."""
    for text, repairs in (('{"article": ', 2), ("", 2), (TEXT[:-5], 0)):
        extractor, sent = _extractor(prompt, chat(text, finish="length"))
        done = await replace(extractor, repairs=repairs).extract(article)
        assert (done.state, done.kind, len(sent)) == ("failed", "length", 1)


async def test_wrong_item_of_a_cut_response(prompt: Prompt, article: Article) -> None:
    """A wrong item before the cut is requested alone, after the rest."""
    text = json.dumps(coding(RIGHT[0], WRONG, RIGHT[2]))
    cut = chat(text[: text.index('"id": "i3"')], finish="length")
    extractor, sent = _extractor(prompt, cut, chat(coding(RIGHT[2])), chat(coding(RIGHT[1])))
    done = await extractor.extract(article)
    assert (done.state, _summaries(done)) == ("ok", ["i1", "i2", "i3"])
    assert [request.parts["step"] for request in sent[1:]] == ["continuation 1", "item repair"]


@pytest.mark.parametrize("answer", ["[]", "3", '{"incidents": "no"}', '{"incidents": null}', "{}"])
async def test_rest_in_the_wrong_shape(prompt: Prompt, article: Article, answer: str) -> None:
    """An answer without tables does not say that nothing is missing."""
    extractor, _ = _extractor(prompt, chat(TEXT[: TEXT.index('"id": "i2"') + 200], finish="length"), chat(answer))
    done = await extractor.extract(article)
    assert (done.state, _summaries(done)) == ("partial", ["i1"])


@pytest.mark.parametrize(
    "rest",
    [
        {**coding(RIGHT[1], RIGHT[2]), "note": "done"},
        coding(RIGHT[1], incident(id="i3", summary="Attack 3 in Gao.", in_response_to="i9")),
        coding(*[incident(id=f"i{n}", summary=f"Attack {n}.") for n in range(2, 120)]),
    ],
)
async def test_rest_that_makes_the_whole_invalid(prompt: Prompt, article: Article, rest: dict[str, Any]) -> None:
    """A field that is not in the schema, a reference to nothing or too long a list costs no item that was there."""
    extractor, _ = _extractor(prompt, chat(TEXT[: TEXT.index('"id": "i2"') + 200], finish="length"), chat(rest))
    done = await extractor.extract(article)
    many = len(rest["incidents"]) > 100
    assert (done.state, _summaries(done)) == (("partial", ["i1"]) if many else ("ok", ["i1", "i2", "i3"]))


async def test_many_wrong_items(prompt: Prompt, article: Article) -> None:
    """Items that stay wrong do not keep others from being requested."""
    wrong = [incident(id=f"i{n}", type="parade", summary=f"Attack {n}.") for n in range(2, 62)]
    right = [{**item, "type": "ground_attack_or_clash"} for item in wrong]
    first = coding(*wrong[:40])
    extractor, sent = _extractor(
        prompt, chat(coding(RIGHT[0], *wrong)), chat(first), chat(coding(*right[40:], *right[:20]))
    )
    done = await extractor.extract(article)
    assert "incidents.60" in _words(sent[2])
    assert (done.state, len(_summaries(done)), len(done.left_out)) == ("partial", 41, 20)


async def test_recorded_repair_without_repairs_left(prompt: Prompt, article: Article) -> None:
    """Valid items are kept when no repair is left, even if the next repair is recorded."""
    extractor, _ = _extractor(prompt, chat(coding(RIGHT[0], WRONG)))
    done = await replace(extractor, repairs=0, is_recorded=lambda _: True).extract(article)
    assert (done.state, _summaries(done)) == ("partial", ["i1"])
