"""instructor_bridge: the tool is instructor's, and its handler lays out a re-request."""

import json
import subprocess
import sys

from extractor.prompts.instructor_bridge import prepare, reask, tool_key
from extractor.prompts.replies import Call
from extractor.prompts.wire_schema import strict_tool
from extractor.recordings.recording import Recording
from extractor.runs.wiring import text_recordings
from extractor.schema.codebook import Coding


def test_the_bundled_tool_is_what_instructor_prepares() -> None:
    """The recorded tool of the codebook equals the one that the current schema and instructor produce."""
    key = tool_key(Coding, strict=True)
    (recorded,) = [found for text in text_recordings() if (found := text.get(key))]
    assert prepare(Coding, strict=True).same_response(recorded)


def test_the_tool_equals_instructors_but_for_strict() -> None:
    """The tool is the one that instructor would send, field by field: names, descriptions, order."""
    from instructor import Mode
    from instructor.processing.response import handle_response_model

    _, prepared = handle_response_model(Coding, mode=Mode.TOOLS, messages=[])
    ours = json.loads(prepare(Coding, strict=False).reply)
    assert ours == strict_tool(prepared["tools"][0], strict=False)
    assert list(ours["function"]["parameters"]["properties"]) == list(Coding.model_fields)


def test_repair_messages() -> None:
    """An invalid call is followed by the assistant's turn and a function result with the given text."""
    call = Call("call_7", '{"x": 1}')
    assistant, correction = reask(call, "Coding", "x is not a field")
    function = {"name": "Coding", "arguments": '{"x": 1}'}
    assert assistant == {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "call_7", "type": "function", "function": function}],
    }
    assert correction == {"role": "tool", "tool_call_id": "call_7", "content": "x is not a field"}


def test_repair_messages_after_text() -> None:
    """M07: text instead of a call is repeated as the assistant's turn, with a correction as the user's."""
    call = Call("", "", problem="the function was not called", content="I cannot.")
    assert reask(call, "Coding", "Call it.") == [
        {"role": "assistant", "content": "I cannot."},
        {"role": "user", "content": "Call it."},
    ]


def test_lazy_imports() -> None:
    """A replay of the sample articles imports neither openai nor instructor: only a repair needs them."""
    script = (
        "import sys; from extractor.cli import app\n"
        "app(['demo'], standalone_mode=False)\n"
        "heavy = {'openai', 'instructor', 'httpx2', 'trafilatura', 'diskcache.recipes'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy - {'diskcache.recipes'}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "heavy: []" in done.stderr


def test_a_tool_is_a_recording() -> None:
    """A recorded tool is stored, exported and imported like any recording, under its own key."""
    tool = prepare(Coding, strict=True)
    assert Recording.from_line(tool.to_line()).key == tool_key(Coding, strict=True) != tool_key(Coding, strict=False)
