"""processes: replay in several processes; an article that kills its process is isolated."""

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from extractor.core.files import state_folder
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.recordings.recording import Recording
from extractor.recordings.store import open_store
from extractor.runs.crash_marks import find_suspects
from extractor.runs.wiring import connect_offline, record_tools
from tests.conftest import CommandResult
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, ok

Run = Callable[..., CommandResult]

PROMPT = """---
schema: deadly:Words
strict: false
---
{% block system %}Copy a word.{% endblock %}
{% block rules %}{% endblock %}
{% block examples %}{% endblock %}
{% block user %}{{ article.text }}{% endblock %}
"""
SCHEMA = '''
import os
from pydantic import BaseModel, ConfigDict, field_validator
from extractor.schema.quote import Quote


class Word(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: Quote

    @field_validator("word")
    @classmethod
    def deadly(cls, word):
        if word == "poison":
            os.kill(os.getpid(), 9)
        return word


class Words(BaseModel):
    """Words."""

    model_config = ConfigDict(extra="forbid")
    words: list[Word]
'''


def _words(folder: Path, *words: str) -> Path:
    """Write articles of one word each; the word `poison` kills the process that validates it."""
    (folder / "deadly.py").write_text(SCHEMA, encoding="utf-8")
    (folder / "words.md").write_text(PROMPT, encoding="utf-8")
    lines = [json.dumps({"id": f"a{n}", "text": word, "published": "2024-01-01"}) for n, word in enumerate(words)]
    (folder / "words.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder / "words.jsonl"


def _answer(body: dict[str, object], _: int) -> ScriptedResponse:
    word = body["messages"][-1]["content"]  # type: ignore[index]
    return ok(chat({"words": [{"word": word}]}, "Words"))


def _record(articles: Path) -> None:
    """Record a response to each article."""
    settings, prompt = Settings(_env_file=None, model="stub"), load_prompt("words.md")
    with connect_offline(prompt, settings) as connection, closing(open_store(settings.store)) as store:
        record_tools(prompt, connection.recordings, store)
        from extractor.articles.stream import read_inputs

        for article in read_inputs(str(articles)).articles:
            request = connection.extractor.requests.initial(article)
            reply = json.dumps(chat({"words": [{"word": article.text}]}, "Words"))
            store.add(Recording(request.key, reply, parts=request.parts))


@pytest.fixture(autouse=True)
def _processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)


def test_any_number_of_processes(extractor: Run, tmp_path: Path) -> None:
    """C30: one process, two and four write the same files, in input order."""
    articles = _words(tmp_path, *[f"word{n}" for n in range(300)])
    _record(articles)
    for jobs in (1, 2, 4):
        result = extractor(
            "run", articles, "-p", "words.md", "-m", "stub", "--offline", "--workers", jobs, "-o", f"run{jobs}"
        )
        assert result.code == 0, result.err
    for path in Path("run1").iterdir():
        assert path.read_bytes() == Path("run2", path.name).read_bytes() == Path("run4", path.name).read_bytes()


def test_article_that_kills_its_worker(extractor: Run, tmp_path: Path) -> None:
    """C25, C26: an article that kills its worker twice fails as crashed; the run completes, exit 3."""
    articles = _words(tmp_path, *[f"word{n}" for n in range(100)], "poison", *[f"more{n}" for n in range(100)])
    _record(articles)
    for _ in range(2):
        result = extractor("run", articles, "-p", "words.md", "-m", "stub", "--offline", "--workers", 2, "-o", "run")
        assert result.code == 3, result.err
        assert "200 ok, 1 failed, 0 pending" in result.err
    (failure,) = [json.loads(line) for line in Path("run/failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (failure["article"], failure["kind"]) == ("a100", "crashed")


def test_article_that_kills_a_live_run(
    endpoint: Callable[[Script], Endpoint], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extractor: Run
) -> None:
    """C25: a run that an article killed is completed when it is started again; the response is not paid for twice."""
    import subprocess
    import sys

    server = endpoint(_answer)
    articles = _words(tmp_path, "one", "poison", "two")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    command = ["run", str(articles), "-p", "words.md", "-m", "stub", "-o", "run", "-j", "1"]
    first = subprocess.run([sys.executable, "-m", "extractor", *command], capture_output=True, check=False)
    assert first.returncode == -9
    result = extractor(*command)
    assert result.code == 3, result.err
    assert sum(b"poison" in body for body in server.bodies) == 1
    assert server.request_count <= 4, "at most the request that was in flight is sent again"
    assert "2 ok, 1 failed" in result.err
    assert len(find_suspects(Path("run"))) == 1
    assert "crashed" in extractor("status", "run").out


def test_suspect_without_a_crash(extractor: Run, tmp_path: Path) -> None:
    """An article that was at work when the machine stopped is isolated, is ok, and is no longer a suspect."""
    articles = _words(tmp_path, "one", "two")
    _record(articles)
    from extractor.articles.stream import read_inputs

    state_folder(Path("run")).mkdir()
    (state_folder(Path("run")) / "at-work-999999").write_text(
        read_inputs(str(articles)).articles[1].id, encoding="ascii"
    )
    result = extractor("run", articles, "-p", "words.md", "-m", "stub", "--offline", "-o", "run")
    assert result.code == 0, result.err
    assert find_suspects(Path("run")) == set()


def test_missing_recordings(extractor: Run, tmp_path: Path) -> None:
    """Articles without a recording are pending in every process."""
    articles = _words(tmp_path, "one", "two")
    result = extractor("run", articles, "-p", "words.md", "-m", "stub", "--offline", "--workers", 2, "-o", "run")
    assert result.code == 4
    assert "2 pending" in result.err


async def test_dead_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """C25: workers that died before a chunk is submitted are replaced, and the chunk is processed."""
    articles = _words(tmp_path, "one", "two")
    _record(articles)
    from extractor.articles.stream import read_inputs
    from extractor.runs.processes import Pool, WorkerConfig, Workers, _extract_chunk

    items = read_inputs(str(articles)).items
    config = WorkerConfig("words.md", Settings(_env_file=None, model="stub"), (), tmp_path / "run")
    with Workers(Pool(config), _extract_chunk) as workers:
        await workers.result(items, workers.submit(items))
        (worker,) = workers._executor._processes.values()
        state_folder(config.folder).mkdir(exist_ok=True)
        (state_folder(config.folder) / f"at-work-{worker.pid}").write_text("f" * 32, encoding="ascii")
        worker.kill()
        worker.join()
        await asyncio.sleep(0.3)
        chunk_rows, _ = await workers.result(items, workers.submit(items))
    assert [rows.state for rows in chunk_rows if rows] == ["ok", "ok"]
