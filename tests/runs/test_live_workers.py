"""live_workers: a live run over several processes gives what one process gives, and sends what one process sends."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CommandResult
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok
from tests.runs.test_processes import PROMPT, SCHEMA

Run = Callable[..., CommandResult]


@pytest.fixture(autouse=True)
def _live(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    (tmp_path / "deadly.py").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "words.md").write_text(PROMPT, encoding="utf-8")


def _articles(path: Path, *texts: str) -> Path:
    rows = [json.dumps({"id": f"a{n}", "text": text, "published": "2024-01-01"}) for n, text in enumerate(texts)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def _answer(body: dict[str, object], _: int) -> ScriptedResponse:
    """Respond by the words of the article: at once, after a repair, after a requote, with an error."""
    messages: list[dict[str, object]] = body["messages"]  # type: ignore[assignment]
    tool: str = body["tools"][0]["function"]["name"]  # type: ignore[index]
    text = str(messages[1]["content"])
    if tool != "Words":
        return ok(chat({"items": [{"n": 1, "string": "misspelt here"}]}, tool))
    if "refused" in text:
        return error(400, "content_filter", "The response was filtered")
    if "misspelt" in text:
        return ok(chat({"words": [{"word": "misspelled here"}]}, "Words"))
    if "broken" in text and len(messages) == 2:
        return ok(chat({"words": [{"verb": "no"}]}, "Words"))
    return ok(chat({"words": [{"word": text}]}, "Words"))


TEXTS = [
    *(f"word{n}" for n in range(40)),
    "broken one",
    "misspelt here",
    "refused two",
    *(f"more{n}" for n in range(9)),
]


def test_two_workers_give_what_one_process_gives(
    endpoint: Callable[[Script], Endpoint], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extractor: Run
) -> None:
    """Repairs, requotes and failures included, the files are the same bytes and each request is sent once."""
    articles, sent = _articles(tmp_path / "words.jsonl", *TEXTS), []
    for workers in (1, 2):
        server = endpoint(_answer)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("EXTRACTOR_STORE", f"store{workers}")
        arguments = ("run", articles, "-p", "words.md", "-m", "stub", "--workers", workers, "-o", f"run{workers}")
        result = extractor(*arguments)
        assert result.code == 3, result.err
        assert "51 ok, 1 failed, 0 pending" in result.err
        sent.append(Counter(server.bodies))
        again = extractor(*arguments)  # all from recordings
        assert server.request_count == sum(sent[-1].values()), again.err
    assert sent[0] == sent[1]
    assert max(sent[1].values()) == 1
    for path in Path("run1").iterdir():
        assert path.read_bytes() == Path("run2", path.name).read_bytes(), path.name


def test_one_budget(
    endpoint: Callable[[Script], Endpoint], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extractor: Run
) -> None:
    """The limit of requests is that of the run, not of a process; the rest is pending, and is done by another run."""
    articles, server = _articles(tmp_path / "words.jsonl", *TEXTS), endpoint(_answer)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    arguments = ("run", articles, "-p", "words.md", "-m", "stub", "--workers", 2, "-o", "run")
    result = extractor(*arguments, "--max-requests", 20)
    assert result.code == 4, result.err
    assert server.request_count == 20
    assert extractor(*arguments).code == 3
    assert max(Counter(server.bodies).values()) == 1


def test_refresh_and_retry_failed(
    endpoint: Callable[[Script], Endpoint], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extractor: Run
) -> None:
    """--retry-failed sends the requests of failed articles again, --refresh those of all."""
    articles, server = _articles(tmp_path / "words.jsonl", *TEXTS[38:]), endpoint(_answer)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    arguments = ("run", articles, "-p", "words.md", "-m", "stub", "--workers", 2, "-o", "run")
    assert extractor(*arguments).code == 3
    first = Counter(server.bodies)
    assert extractor(*arguments, "--retry-failed").code == 3
    again = Counter(server.bodies) - first
    assert sum(again.values()) == 1
    assert b"refused" in next(iter(again))
    assert extractor(*arguments, "--refresh").code == 3
    assert Counter(server.bodies) - first - again == first


def test_an_article_that_kills_its_worker(
    endpoint: Callable[[Script], Endpoint], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extractor: Run
) -> None:
    """C25: the article fails as crashed, the others end, and no response is paid for twice."""
    articles, server = _articles(tmp_path / "words.jsonl", *TEXTS[:30], "poison", *TEXTS[-9:]), endpoint(_answer)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    result = extractor("run", articles, "-p", "words.md", "-m", "stub", "--workers", 2, "-o", "run")
    assert result.code == 3, result.err
    assert "39 ok, 1 failed, 0 pending" in result.err
    assert max(Counter(server.bodies).values()) == 1
    (failure,) = [json.loads(line) for line in Path("run/failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert failure["kind"] == "crashed"
    shutil.rmtree("run")
