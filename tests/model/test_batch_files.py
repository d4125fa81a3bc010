"""batch_files: requests as a file, and responses from such a file."""

import json
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor.core.exchange import Request
from extractor.model.batch_files import read_answers, write_requests
from extractor.recordings.store import Store, open_store
from tests.endpoint import chat

REQUEST = Request.of({"model": "m", "messages": [{"role": "user", "content": "é\u2028"}]}, {"article": "x"})


async def _each(*requests: Request) -> AsyncIterator[Request]:
    for request in requests:
        yield request


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()


async def test_request_lines(tmp_path: Path, store: Store) -> None:
    """Each request has one line: custom_id is its key, the body is the request's, byte for byte."""
    assert await write_requests(_each(REQUEST, REQUEST), tmp_path / "out.jsonl", store) == (1, [tmp_path / "out.jsonl"])
    (line, rest) = (tmp_path / "out.jsonl").read_bytes().split(b"\n")
    assert rest == b""
    row = json.loads(line)
    assert (row["custom_id"], row["method"], row["url"]) == (REQUEST.key, "POST", "/v1/chat/completions")
    assert line.endswith(b'"body":' + REQUEST.body + b"}")
    assert Request.of(row["body"]).key == REQUEST.key


def _answer(key: str, body: Any, status: int = 200, error: Any = None) -> dict[str, Any]:
    return {"id": "b", "custom_id": key, "response": {"status_code": status, "body": body}, "error": error}


def _import(tmp_path: Path, store: Store, *rows: Any) -> Any:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return read_answers(tmp_path / "in.jsonl", store)


async def test_responses_become_recordings(tmp_path: Path, store: Store) -> None:
    """A response is recorded with the parts of its request; a second import adds nothing."""
    await write_requests(_each(REQUEST), tmp_path / "out.jsonl", store)
    rows = [_answer(REQUEST.key, chat({}))]
    assert _import(tmp_path, store, *rows).merged.added == 1
    assert _import(tmp_path, store, *rows).merged.known == 1
    found = store.get(REQUEST.key)
    assert found is not None
    assert json.loads(found.reply) == chat({})
    assert found.parts == {"article": "x"}


def test_permanent_and_transient_errors(tmp_path: Path, store: Store) -> None:
    """A permanent failure is recorded, a transient error is reported and exported again, an invalid line is reported; the others are imported."""
    keys = [f"{n:064x}" for n in range(5)]
    answers = _import(
        tmp_path,
        store,
        _answer(keys[0], {"error": {"code": "context_length_exceeded"}}, 400),
        _answer(keys[1], {"error": {}}, 500),
        {"custom_id": keys[2], "response": None, "error": {"code": "batch_expired", "message": "late"}},
        "{",
        '{"custom_id": "../x", "response": {}}',
        "[]",
        _answer(keys[3], chat({})),
        _answer(keys[4], "no object"),
    )
    assert answers.merged.added == 2
    assert answers.not_recorded == [(keys[1], "status 500"), (keys[2], "late"), (keys[4], "status 200")]
    assert [line.split(":")[0].split(", ")[1] for line in answers.bad_lines] == ["line 4", "line 5", "line 6"]
    found = store.get(keys[0])
    assert found is not None
    assert found.status == 400


def test_conflicts_are_reported(tmp_path: Path, store: Store) -> None:
    """A different response to a recorded request is not imported."""
    _import(tmp_path, store, _answer(REQUEST.key, chat({"a": 1})))
    assert _import(tmp_path, store, _answer(REQUEST.key, chat({"a": 2}))).merged.conflicts == [REQUEST.key]


def test_the_same_400_on_every_line(tmp_path: Path) -> None:
    """An unrecognized 400 on every line is reported and not recorded; beside successes it is recorded as a failure of its article."""
    keys = [f"{n:064x}" for n in range(3)]
    refused = {"status_code": 400, "body": {"error": {"message": "teapot"}}}
    good = {"status_code": 200, "body": chat({})}
    for number, (responses, recorded) in enumerate([([refused] * 3, 0), ([refused, good, good], 3)]):
        path = tmp_path / f"{number}.jsonl"
        rows = [{"custom_id": key, "response": response} for key, response in zip(keys, responses, strict=True)]
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        with closing(open_store(tmp_path / f"store{number}")) as store:
            answers = read_answers(path, store)
            assert (answers.merged.added, len(answers.not_recorded)) == (recorded, 3 - recorded)


def test_a_response_without_an_envelope(tmp_path: Path) -> None:
    """A completion without the envelope of status and body is imported too."""
    path, key = tmp_path / "a.jsonl", "a" * 64
    path.write_text(json.dumps({"custom_id": key, "response": chat({})}), encoding="utf-8")
    with closing(open_store(tmp_path / "store")) as store:
        assert read_answers(path, store).merged.added == 1


async def test_files_of_a_size_that_is_taken(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests go into as many files as the Batch API's limits need, each request into one."""
    monkeypatch.setattr("extractor.model.batch_files.MOST_LINES", 2)
    requests = [Request.of({"model": "m", "messages": [{"role": "user", "content": str(n)}]}, {}) for n in range(5)]
    count, files = await write_requests(_each(*requests), tmp_path / "out.jsonl", store)
    assert (count, [path.name for path in files]) == (5, ["out.jsonl", "out-2.jsonl", "out-3.jsonl"])
    lines = [json.loads(line)["custom_id"] for path in files for line in path.read_bytes().splitlines()]
    assert lines == [request.key for request in requests]
