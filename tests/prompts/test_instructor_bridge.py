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
    """The recorded tool of the codebook is the one that this schema and this instructor make today."""
    key = tool_key(Coding, strict=True)
    (recorded,) = [found for text in text_recordings() if (found := text.get(key))]
    assert prepare(Coding, strict=True).same_response(recorded)


def test_it_differs_from_instructors_own_only_in_being_strict() -> None:
    """Field for field it is the tool that instructor would send: same names, descriptions, order."""
    from instructor import Mode
    from instructor.processing.response import handle_response_model

    _, prepared = handle_response_model(Coding, mode=Mode.TOOLS, messages=[])
    ours = json.loads(prepare(Coding, strict=False).reply)
    assert ours == strict_tool(prepared["tools"][0], strict=False)
    assert list(ours["function"]["parameters"]["properties"]) == list(Coding.model_fields)


def test_instructor_lays_out_a_correction() -> None:
    """After an invalid call come the assistant's turn and the function's result, in the words that are given."""
    call = Call("call_7", '{"x": 1}')
    assistant, correction = reask(call, "Coding", "x is not a field")
    function = {"name": "Coding", "arguments": '{"x": 1}'}
    assert assistant == {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "call_7", "type": "function", "function": function}],
    }
    assert correction == {"role": "tool", "tool_call_id": "call_7", "content": "x is not a field"}


def test_instructor_lays_out_a_correction_of_text() -> None:
    """M07: text instead of a call is repeated as the assistant's, and the user corrects it."""
    call = Call("", "", problem="the function was not called", content="I cannot.")
    assert reask(call, "Coding", "Call it.") == [
        {"role": "assistant", "content": "I cannot."},
        {"role": "user", "content": "Call it."},
    ]


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """A replay of the seeds imports neither openai nor instructor: only a repair needs them."""
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
