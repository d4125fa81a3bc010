"""runner, end to end: budgets, retries, logs, full disks and clocks, through the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TEXT, CommandResult, coding, write_articles
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok

Start = Callable[[Script], Endpoint]
Run = Callable[..., CommandResult]
KEY = "sk-canary-0123456789"
USAGE = {"prompt_tokens": 10_000, "completion_tokens": 1_000}


def _good(*_: Any) -> ScriptedResponse:
    return ok({**chat(coding()), "usage": USAGE})


@pytest.fixture
def live(endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> Callable[[Script], Endpoint]:
    """Start an endpoint that the settings point to; a response of `_good` costs 12 cents."""

    def start(script: Script) -> Endpoint:
        server = endpoint(script)
        for name, value in {
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": server.url,
            "EXTRACTOR_MODEL": "stub",
            "EXTRACTOR_PRICE": "10/20",
        }.items():
            monkeypatch.setenv(name, value)
        return server

    return start


def _ten(folder: Path) -> Path:
    return write_articles(folder / "a", *[f"{TEXT} Number {n}." for n in range(10)])


def test_max_requests(extractor: Run, live: Start, tmp_path: Path) -> None:
    """C31: --max-requests is exact, exit 4; the next run continues and pays for nothing twice."""
    server = live(_good)
    articles = _ten(tmp_path)
    result = extractor("run", articles, "-o", "run", "--max-requests", 4, "-j", 8)
    assert (result.code, server.request_count) == (4, 4)
    assert "4 ok, 0 failed, 6 pending" in result.err
    assert "as many as --max-requests allows" in result.err
    result = extractor("run", articles, "-o", "run")
    assert (result.code, server.request_count) == (0, 10)
    assert "Earlier: 4 requests, $0.4800" in result.err


def test_max_cost(extractor: Run, live: Start, tmp_path: Path) -> None:
    """C31: --max-cost is never exceeded, with many requests in flight; the cost is printed, and the run can be continued."""
    server = live(_good)
    articles = _ten(tmp_path)
    result = extractor("run", articles, "-o", "run", "--max-cost", 0.6, "-j", 8)
    assert result.code == 4
    assert 1 <= server.request_count <= 5
    assert f"Cost of this run: ${server.request_count * 0.12:.4f}" in result.err
    assert "--max-cost $0.6000" in result.err
    result = extractor("run", articles, "-o", "run", "--max-cost", 0)
    assert result.code == 4
    assert extractor("run", articles, "-o", "run").code == 0
    assert server.request_count == 10


def test_unknown_price(extractor: Run, live: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a known price --max-cost is refused before anything is sent; a run prints that the cost is unknown."""
    server = live(_good)
    monkeypatch.delenv("EXTRACTOR_PRICE")
    articles = _ten(tmp_path)
    result = extractor("run", articles, "--max-cost", 1)
    assert (result.code, server.request_count) == (2, 0)
    assert "EXTRACTOR_PRICE" in result.err
    assert "cost unknown (110,000 tokens)" in extractor("run", articles).err


def test_retry_failed(extractor: Run, live: Start, tmp_path: Path) -> None:
    """Requests of failed articles are sent again with --retry-failed only, and those of other articles never."""
    wanted = {"bad": True}

    def script(body: dict[str, Any], _: int) -> ScriptedResponse:
        if wanted["bad"] and "Number 3" in str(body["messages"]):
            return ok(chat(coding(), finish="content_filter"))
        return _good()

    server = live(script)
    articles = _ten(tmp_path)
    assert extractor("run", articles, "-o", "run").code == 3
    wanted["bad"] = False
    assert (extractor("run", articles, "-o", "run").code, server.request_count) == (3, 10)
    result = extractor("run", articles, "-o", "run", "--retry-failed")
    assert (result.code, server.request_count) == (0, 11), result.err
    assert (extractor("run", articles, "-o", "run").code, server.request_count) == (0, 11)


def test_log_of_attempts(extractor: Run, live: Start, tmp_path: Path) -> None:
    """Each attempt has a line in the log: article, number, outcome, cost."""
    live(lambda _, number: error(500) if number == 1 else _good())
    articles = write_articles(tmp_path / "a", TEXT)
    result = extractor("run", articles, "-o", "run", "--log-json", "log.jsonl")
    assert result.code == 0
    assert "2 requests sent, 1 answered, 1 attempts failed" in result.err
    first, second = [json.loads(line) for line in Path("log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (first["number"], first["status"], first["end"]) == (1, 500, "transport")
    assert (second["number"], second["end"], second["cost"]) == (2, "answered", pytest.approx(0.12))
    assert first["article"] == second["article"] != ""


def test_key_is_in_no_output(extractor: Run, live: Start, tmp_path: Path) -> None:
    """X01, P10: no output, log, batch file, recording or status contains the key, even if the server echoes it."""

    def script(_: Any, number: int) -> ScriptedResponse:
        if number == 3:
            return error(401, "invalid_api_key", f"Incorrect API key provided: {KEY}")
        if number == 2:
            return error(400, "other", f"bad header Bearer {KEY}")
        return ok({**chat(coding()), "system_fingerprint": KEY})

    live(script)
    articles = _ten(tmp_path)
    result = [
        extractor("run", articles, "-o", "run", "-j", 1, "--log-json", "log.jsonl"),
        extractor("status", "run"),
        extractor("requests", "export", articles, "-o", "requests.jsonl"),
        extractor("cache", "export", "recordings.jsonl"),
        extractor("cache", "stats"),
    ]
    assert result[0].code == 4
    assert not any(KEY in each.out + each.err for each in result)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 15
    assert not any(KEY.encode() in path.read_bytes() for path in files)


def test_key_is_in_no_traceback(live: Start, tmp_path: Path) -> None:
    """X01: a crash during a run, with debug logging of the SDK, shows no key."""
    live(_good)
    script = (
        "import sys, extractor.runs.folder as outputs\n"
        "from extractor.cli import main\n"
        "outputs.RunFolder.add = lambda *_: 1 / 0\n"
        "sys.argv = ['extractor', 'run', sys.argv[1]]\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(_ten(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENAI_LOG": "debug", "PYTHONFAULTHANDLER": "1"},
    )
    assert "ZeroDivisionError" in done.stderr
    assert KEY not in done.stdout + done.stderr


def test_full_disk_of_the_log(extractor: Run, live: Start, tmp_path: Path) -> None:
    """C09: the run stops, exit 4; all responses are recorded, and the next run pays for none of them."""
    server = live(_good)
    articles = _ten(tmp_path)
    result = extractor("run", articles, "-o", "run", "--log-json", "/dev/full", "-j", 2)
    assert result.code == 4
    assert "No space left" in result.err
    sent = server.request_count
    assert sent < 10
    assert extractor("run", articles, "-o", "run").code == 0
    assert server.request_count == 10


def test_clock_changes(extractor: Run, live: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """C24: another time, another time zone and a clock set back give the same keys and the same bytes."""
    server = live(_good)
    articles = _ten(tmp_path)
    assert extractor("run", articles, "-o", "one").code == 0
    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 10**8)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    assert extractor("run", articles, "-o", "two").code == 0
    assert server.request_count == 10
    for path in Path("one").iterdir():
        assert path.read_bytes() == Path("two", path.name).read_bytes()
    monkeypatch.delenv("TZ")
    time.tzset()


def test_slow_article(extractor: Run, live: Start, tmp_path: Path) -> None:
    """P9: while the first article waits for its deadline all others are finished, many more than there are slots."""
    import time

    def script(body: dict[str, Any], _: int) -> ScriptedResponse:
        if "Number 0." in str(body["messages"]):
            return ScriptedResponse(raw=lambda _: time.sleep(5))
        return _good()

    server = live(script)
    articles = write_articles(tmp_path / "a", *[f"{TEXT} Number {n}." for n in range(60)])
    done = subprocess.run(
        [sys.executable, "-m", "extractor", "run", str(articles), "-o", "run", "-j", "2"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "EXTRACTOR_DEADLINE": "4"},
    )
    assert done.returncode == 3
    assert "59 ok, 1 failed, 0 pending" in done.stderr
    assert server.request_count == 60
    first, *_ = Path("run/articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["kind"] == "transport"


def test_possibly_billed(extractor: Run, live: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """T06: a request that was cut off after it was sent counts as possibly billed; a rejected one costs nothing."""

    def script(body: dict[str, Any], _: int) -> ScriptedResponse:
        if "Number 0." in str(body["messages"]):
            return ScriptedResponse(raw=lambda handler: handler.connection.close())
        return error(400, "other") if "Number 1." in str(body["messages"]) else _good()

    monkeypatch.setattr("extractor.model.retries._backoff", lambda _: 0.0)
    live(script)
    result = extractor("run", _ten(tmp_path), "-o", "run")
    assert result.code == 3
    assert "13 requests sent, 9 answered, 4 attempts failed, 4 of them possibly billed" in result.err
    assert "cost unknown" not in result.err


def test_two_runs_on_one_store(live: Start, tmp_path: Path) -> None:
    """C18: two runs at once over the same articles send each request once and write the same rows."""
    import time

    def script(*_: Any) -> ScriptedResponse:
        time.sleep(0.05)
        return _good()

    server = live(script)
    articles = _ten(tmp_path)
    command = [sys.executable, "-m", "extractor", "run", str(articles), "-j", "4", "-o"]
    runs = [subprocess.Popen([*command, name], stdout=-3, stderr=-3) for name in ("one", "two")]
    assert [run.wait(timeout=60) for run in runs] == [0, 0]
    assert server.request_count == 10
    assert Path("one/incidents.jsonl").read_bytes() == Path("two/incidents.jsonl").read_bytes()
