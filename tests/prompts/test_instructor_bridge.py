"""structured: the tool is instructor's, and instructor drives the repairs that are really asked."""

import json
import subprocess
import sys
from typing import Any

import pytest

from extractor.core.errors import ArticleError, ErrorClass, Stop
from extractor.core.exchange import Completion, Request
from extractor.prompts.instructor_bridge import prepare, repair, tool_key
from extractor.prompts.replies import Reading, read
from extractor.prompts.requests import strict_tool
from extractor.recordings.recording import Recording
from extractor.runs.wiring import text_recordings
from extractor.schema.codebook import Coding
from tests.conftest import coding
from tests.endpoint import chat


def test_the_bundled_tool_is_what_instructor_prepares() -> None:
    """The recorded tool of the codebook is the one that this schema and this instructor make today."""
    key = tool_key(Coding, strict=True)
    (recorded,) = [found for text in text_recordings() if (found := text.get(key))]
    assert prepare(Coding, strict=True).same_answer(recorded)


def test_it_differs_from_instructors_own_only_in_being_strict() -> None:
    """Field for field it is the tool that instructor would send: same names, descriptions, order."""
    from instructor import Mode
    from instructor.processing.response import handle_response_model

    _, prepared = handle_response_model(Coding, mode=Mode.TOOLS, messages=[])
    ours = json.loads(prepare(Coding, strict=False).reply)
    assert ours == strict_tool(prepared["tools"][0], strict=False)
    assert list(ours["function"]["parameters"]["properties"]) == list(Coding.model_fields)


def _again(request: Request, completion: Completion, problems: tuple[str, ...], link: int) -> Request:
    body = json.loads(request.body) | {"link": link, "problems": list(problems)}
    return Request.of(body)


def _read(completion: Completion) -> Reading:
    return read(completion, Coding, "Coding", {"published": None})


FIRST = Request.of({"tool_choice": {"function": {"name": "Coding"}}})


async def _repair(*replies: Any, limit: int = 2) -> tuple[Reading, list[tuple[Request, Completion]]]:
    """Begin with the first reply; the others are what the model says when asked again."""
    completions = [Completion(json.dumps(reply)) if isinstance(reply, dict) else reply for reply in replies]
    chain, rest = [(FIRST, completions[0])], iter(completions[1:])

    async def complete(_: Request) -> Completion:
        answer = next(rest)
        if isinstance(answer, Exception):
            raise answer
        return answer

    reading = await repair(chain, _read(completions[0]), complete=complete, read=_read, again=_again, limit=limit)
    return reading, chain


BAD, WORSE, NO_CALL = chat({"x": 1}), chat("{"), {"choices": [{"message": {"content": "Sorry."}}]}


async def test_asks_until_valid() -> None:
    """M31: bad, worse, valid: two repairs, each with what was wrong with the reply before."""
    reading, chain = await _repair(BAD, WORSE, chat(coding()))
    assert isinstance(reading.value, Coding)
    bodies = [json.loads(request.body) for request, _ in chain]
    assert [body.get("link") for body in bodies] == [None, 1, 2]
    assert "x: is not a field" in bodies[1]["problems"]
    assert bodies[2]["problems"] == ["the arguments are not valid JSON"]


async def test_stops_at_the_limit() -> None:
    """M07: no more than the limit is asked, and the last problems are told."""
    reading, chain = await _repair(BAD, NO_CALL, WORSE, chat(coding()))
    assert reading.problems == ("the arguments are not valid JSON",)
    assert len(chain) == 3


@pytest.mark.parametrize(
    "error", [Stop("quota"), ArticleError("refused", error_class=ErrorClass.REFUSAL), OSError("disk")]
)
async def test_our_errors_come_out_as_they_went_in(error: Exception) -> None:
    """Neither a stop, a dead letter nor anything else that goes wrong is asked again, hidden or wrapped."""
    with pytest.raises(type(error)) as caught:
        await _repair(BAD, error, chat(coding()))
    assert caught.value is error


async def test_a_refusal_during_a_repair() -> None:
    """M04: a reply that ends the article ends the chain too."""
    with pytest.raises(ArticleError) as caught:
        await _repair(BAD, chat(coding(), finish="length"))
    assert caught.value.error_class == "length"


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """A replay of the seeds, repaired chains included, imports neither openai nor instructor."""
    script = (
        "import sys; from extractor.cli import app\n"
        "app(['demo'], standalone_mode=False)\n"
        "heavy = {'openai', 'instructor', 'httpx2', 'trafilatura', 'diskcache.recipes'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy - {'diskcache.recipes'}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "heavy: []" in done.stderr


def test_a_tool_is_a_recording() -> None:
    """It is kept, exported and imported like any other, under a key of its own."""
    tool = prepare(Coding, strict=True)
    assert Recording.from_line(tool.to_line()).key == tool_key(Coding, strict=True) != tool_key(Coding, strict=False)
