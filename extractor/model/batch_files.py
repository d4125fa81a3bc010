"""Requests as a file in the format of Batch APIs, and responses from such a file."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.core.canonical import canonical
from extractor.core.exchange import Request, has_choices, json_value
from extractor.core.files import atomic_file
from extractor.core.server_errors import diagnose, read_error
from extractor.model.openai_batches import URL
from extractor.model.responses import is_final
from extractor.recordings.recording import Recording
from extractor.recordings.store import Store
from extractor.recordings.text_file import MergeResult, merge, read_lines

_KEY = re.compile(r"[0-9a-f]{64}")


MOST_LINES, MOST_BYTES = 50_000, 190_000_000  # of a file; the Batch API takes 50,000 requests or 200 MB


async def write_requests(requests: AsyncIterable[Request], path: Path, store: Store) -> tuple[int, list[Path]]:
    """Write requests as they come, each once, in as many files as a Batch API needs; all files whole or none.

    The parts of each are noted in the store, so that the responses can be explained.

    Returns:
        The number of requests, and the files: `requests.jsonl`, `requests-2.jsonl`, ….
    """
    written: set[str] = set()
    files = [path]
    with contextlib.ExitStack() as stack:
        out, lines, size = stack.enter_context(atomic_file(path)), 0, 0
        async for request in requests:
            if request.key in written:
                continue
            written.add(request.key)
            store.set_note(f"asked/{request.key}", dict(request.parts))
            line = request_line(request)
            if lines == MOST_LINES or (lines and size + len(line) > MOST_BYTES):
                files.append(path.with_name(f"{path.stem}-{len(files) + 1}{path.suffix}"))
                out, lines, size = stack.enter_context(atomic_file(files[-1])), 0, 0
            out.write(line)
            lines, size = lines + 1, size + len(line)
    return len(written), files


def request_line(request: Request) -> bytes:
    """One request as a line of a batch file."""
    head = canonical({"custom_id": request.key, "method": "POST", "url": URL})
    return head[:-1] + b',"body":' + request.body + b"}\n"


@dataclass
class Answers:
    """Result of reading a file of responses.

    Attributes:
        merged: what became of the answers.
        not_recorded: `(custom_id, reason)` of answers that another attempt may change.
        bad_lines: `file, line: reason`.
    """

    merged: MergeResult = field(default_factory=MergeResult)
    not_recorded: list[tuple[str, str]] = field(default_factory=list)
    bad_lines: list[str] = field(default_factory=list)


def read_answers(path: Path, store: Store) -> Answers:
    """Record the responses of a file; final rejections are recorded too, passing errors reported."""
    answers = Answers()
    answers.merged = merge(_recordings(path, store, answers), store)
    return answers


def _all_alike(path: Path) -> bool:
    """Tell whether all lines of a file are one and the same refusal: then it is no article's own."""
    words, count = set(), 0
    for line in filter(bytes.strip, read_lines(path)):
        count += 1
        try:
            _, status, body = _parts(json.loads(line))
            if 200 <= status < 300 or not body:
                return False
            words.add((status, read_error(canonical(body).decode()).words))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return False
        if len(words) > 1:
            return False
    return bool(words) and count > 1


def _certain(status: int, reply: str) -> bool:
    return diagnose(status, read_error(reply)).certain


def _recordings(path: Path, store: Store, answers: Answers) -> Iterator[Recording]:
    alike = _all_alike(path)
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            key, status, body = _parts(row)
            reply = canonical(body).decode()
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            answers.bad_lines.append(f"{path}, line {number}: {error or type(error).__name__}")
            continue
        answered = (200 <= status < 300) and isinstance(body, dict) and has_choices(body)
        if answered or (is_final(status, read_error(reply)) and not (alike and not _certain(status, reply))):
            yield Recording(key, reply, status, parts=store.get_note(f"asked/{key}"))
        else:
            answers.not_recorded.append((key, _reason(row, status)))


def _parts(row: Any) -> tuple[str, int, Any]:
    key = row["custom_id"]
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError(f"custom_id {str(key)[:40]!r} is no key of a request")
    response = row.get("response") or {}
    if has_choices(response):  # some servers leave the envelope out
        return key, 200, response
    body = response.get("body") or ({"error": row["error"]} if isinstance(row.get("error"), dict) else None)
    body = json_value(body) if isinstance(body, str) else body
    status = response.get("status_code") or (200 if isinstance(body, dict) and has_choices(body) else 0)
    return key, int(status or 0), body


def _reason(row: Any, status: int) -> str:
    words = read_error(json.dumps(row.get("error") or (row.get("response") or {}).get("body") or {}))
    return (words.message or words.code or f"status {status}")[:200]
