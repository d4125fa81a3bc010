"""recording: one response, as bytes and as a line of text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.recordings.recording import Recording, is_key

REPLIES = st.one_of(
    st.text(),
    st.dictionaries(st.text(), st.integers() | st.text() | st.floats(allow_nan=False)).map(json.dumps),
    st.sampled_from(['{"a": 1, "a": 2}', '{\n  "id": "x"\n}', '{"m": "\\ud800"}', "[1, 2]", '{"n": 1e999}', '"text"']),
)


@given(REPLIES, st.sampled_from([200, 400, 413]))
def test_both_forms_keep_the_response(reply: str, status: int) -> None:
    """M18, M19: any response is kept, half a surrogate pair and broken JSON included."""
    recording = Recording("k" * 64, reply, status, {"model": "m"})
    assert Recording.from_bytes("k" * 64, recording.to_bytes()) == recording
    line = recording.to_line()
    again = Recording.from_line(line)
    assert recording.same_response(again)
    assert line.count(b"\n") == 1
    assert again.to_line() == line


def test_the_former_form_is_read() -> None:
    """A store that 0.1 wrote is read: one line of JSON with the reply as a string in it."""
    former = json.dumps([413, {"model": "m"}, '{"a": "é\ud800"}\n']).encode("ascii")
    assert Recording.from_bytes("k", former) == Recording("k", '{"a": "é\ud800"}\n', 413, {"model": "m"})


def test_reply_as_an_object() -> None:
    """A reply that is an object is one in the line, for readable diffs."""
    assert json.loads(Recording("k", '{ "id": "x" }').to_line())["reply"] == {"id": "x"}


def test_same_response() -> None:
    """Responses that differ in white space between tokens are equal."""
    assert Recording("k", '{"a": 1}').same_response(Recording("k", '{"a":1}'))
    assert not Recording("k", '{"a": 1}').same_response(Recording("k", '{"a": 2}'))


@pytest.mark.parametrize("line", [b"[]", b"{", b'{"key": 1, "reply": {}}', b'{"key": "x"}', b"\xff"])
def test_not_a_recording(line: bytes) -> None:
    """A line that is not a recording is an error."""
    with pytest.raises(ValueError):  # noqa: PT011  # from three libraries
        Recording.from_line(line)


def test_is_key() -> None:
    """Names of notes and superseded responses are not keys."""
    assert is_key("ab" * 32)
    assert not is_key("asked/ab")
