"""cli run: recordings first, the model for the rest; exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TEXT, CommandResult, coding, write_articles
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok

Start = Callable[[Script], Endpoint]
Run = Callable[..., CommandResult]
KEY = "sk-canary-0123456789"


def _good(*_: Any) -> ScriptedResponse:
    return ok(chat(coding()))


def _live(monkeypatch: pytest.MonkeyPatch, server: Endpoint) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("EXTRACTOR_MODEL", "stub")


def _canary(folder: Path, *result: CommandResult) -> bool:
    texts = [s.out + s.err for s in result]
    return any(KEY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file()) or KEY in "".join(
        texts
    )


def test_live_then_replayed(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """T21: the host is printed; a second run sends nothing and writes the same bytes; --offline needs no key."""
    server = endpoint(_good)
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    one = extractor("run", articles, "-o", "one")
    assert (one.code, server.request_count) == (0, 2)
    assert f"go to stub at {server.url[7:-3]}; responses are recorded in {tmp_path}/cache/local" in one.err
    assert "2 requests sent" in one.err
    two = extractor("run", articles, "-o", "two")
    monkeypatch.delenv("OPENAI_API_KEY")
    three = extractor("run", articles, "-o", "three", "--offline")
    assert (two.code, three.code, server.request_count) == (0, 0, 2)
    for path in Path("one").iterdir():
        assert path.read_bytes() == Path("two", path.name).read_bytes() == Path("three", path.name).read_bytes()
    assert not _canary(tmp_path, one, two, three)


def test_repairs_are_recorded(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """M31: an invalid response is repaired and a lost quote requoted in three requests; a replay sends none."""
    lost = json.dumps(coding()).replace(
        "Two soldiers were killed in Gao on Monday", "Two soldiers were killed in Gaou on Monday"
    )
    look = {"items": [{"n": 1, "string": "Two soldiers were killed in Gao on Monday"}]}
    replies = [chat({"x": 1}), chat(lost), chat(look, "CopiedStrings")]
    server = endpoint(lambda _, number: ok(replies[number - 1]))
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT)
    result = extractor("run", articles, "-o", "one")
    assert (result.code, server.request_count) == (0, 3)
    assert "3 requests sent, 3 answered, 0 responses replayed; 1 responses repaired" in result.err
    assert "1 re-requested" in result.err
    result = extractor("run", articles, "-o", "two", "--offline")
    assert (result.code, server.request_count) == (0, 3)
    assert Path("one/manifest.json").read_bytes() == Path("two/manifest.json").read_bytes()


def test_limits_of_a_request(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """--repairs and --retries limit how often a request is sent again, --timeout how long it may take."""
    articles = write_articles(tmp_path / "a", TEXT)
    for option, script in (
        ("--repairs", lambda *_: ok(chat({"x": 1}))),
        ("--retries", lambda *_: error(500)),
    ):
        server = endpoint(script)
        _live(monkeypatch, server)
        monkeypatch.setenv("EXTRACTOR_STORE", option)
        result = extractor("run", articles, "-o", option.strip("-"), option, "0")
        assert (result.code, server.request_count) == (3, 1)

    def slow(*_: Any) -> ScriptedResponse:
        time.sleep(1)
        return _good()

    _live(monkeypatch, endpoint(slow))
    result = extractor("run", articles, "-o", "slow", "--timeout", "0.2", "--retries", "0")
    assert (result.code, "1 x transport" in result.err) == (3, True)


def test_some_articles_fail(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """P1, S05: a refused and an empty article fail with their class, the third is ok: exit 3; again, nothing is sent."""
    server = endpoint(lambda body, _: error(400, "content_filter") if "refuse" in json.dumps(body) else _good())
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT, "Please refuse.", " ")
    result = extractor("run", articles, "-o", "out")
    assert (result.code, server.request_count) == (3, 2)
    assert "1 ok, 2 failed, 0 pending" in result.err
    failures = [json.loads(line) for line in Path("out/failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["kind"] for row in failures] == ["content_filter", "empty"]
    assert (extractor("run", articles, "-o", "out").code, server.request_count) == (3, 2)


def test_a_refused_key(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """S01, X01: one request, exit 4, the rest pending; a key echoed by the server is in no file or output."""
    server = endpoint(lambda *_: error(401, "invalid_api_key", f"Incorrect API key provided: {KEY}"))
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", *[f"{TEXT} {n}" for n in range(5)])
    result = extractor("run", articles, "-j", 1, "-o", "out")
    assert (result.code, server.request_count) == (4, 1)
    assert "5 pending" in result.err
    assert "Check OPENAI_API_KEY" in result.err
    assert not _canary(tmp_path, result)


def test_missing_recordings_are_explained(extractor: Run, tmp_path: Path) -> None:
    """C28, C29: a missing recording exits 4 with its difference from the nearest one, and a command to export it."""
    from extractor.core.package_data import SEEDS

    result = extractor("run", SEEDS, "--offline", "-m", "other-model", "-o", "out")
    assert result.code == 4
    assert "000_eb6aea33ffd65c8d.txt [" in result.err
    assert ": recorded, but differs in model (now other-model, recorded reference-reader)" in result.err
    assert "extractor requests export" in result.err
    assert "-p incident -m other-model -o requests.jsonl" in result.err
    result = extractor("run", SEEDS, "--offline", "-m", "reference-reader", "-p", "incident-lean", "-o", "out")
    assert "differs in prompt (now incident-lean, recorded incident), examples" in result.err
    result = extractor("run", write_articles(tmp_path / "a", TEXT), "--offline", "-m", "reference-reader", "-o", "out")
    assert "0.txt [" in result.err
    assert "no recording of this article" in result.err


def test_no_key(extractor: Run, tmp_path: Path) -> None:
    """A live run without a key exits 2 before a file is created."""
    result = extractor("run", write_articles(tmp_path / "a", TEXT))
    assert result.code == 2
    assert "OPENAI_API_KEY" in result.err
    assert not (tmp_path / "cache").exists()


def test_refresh(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """M29: --refresh sends recorded requests again; later runs use the new response, with its model in the manifest."""
    server = endpoint(lambda _, number: ok(chat(coding()) | {"model": f"stub-{number}"}))
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT)
    extractor("run", articles, "-o", "out")
    extractor("run", articles, "-o", "out", "--refresh")
    extractor("run", articles, "-o", "out", "--offline")
    assert server.request_count == 2
    assert json.loads(Path("out/manifest.json").read_bytes())["articles"][0]["models"] == ["stub-2"]


def test_a_changed_article(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """I25: of two articles only the one whose text has changed since the last run is sent again."""
    server = endpoint(_good)
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    extractor("run", articles, "-o", "out")
    (articles / "1.txt").write_text(TEXT + " Corrected.", encoding="utf-8")
    result = extractor("run", articles, "-o", "out")
    assert (result.code, server.request_count) == (0, 3)
    assert "1 requests sent" in result.err


def test_dry_run(extractor: Run, tmp_path: Path) -> None:
    """--dry-run prints an estimate; it sends and writes nothing and needs no key."""
    result = extractor("run", write_articles(tmp_path / "a", TEXT), "--dry-run", "-m", "stub")
    assert result.code == 0
    assert "1 requests" in result.err
    assert "api.openai.com, model stub. No API calls" in result.err
    assert {path.name for path in tmp_path.iterdir()} == {"a"}


def test_rows_for_machines(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """--json prints only JSON lines to stdout; hostile text stays data."""
    hostile = TEXT + " \x1b[31m[/quote] <script>"
    server = endpoint(_good)
    _live(monkeypatch, server)
    result = extractor("run", write_articles(tmp_path / "a", hostile), "--json", "-o", "out")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert [(row["table"], row["id"]) for row in rows] == [("incidents", "i1")]


def test_terminal_escapes(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """X10: control characters, markup and line breaks from article and model are escaped."""
    text = "Two [/red]\x1b[31m soldiers\u202e were killed in Gao on Monday, the army said."
    value = coding()
    value["incidents"][0]["initiators"] = [{"name": "[/red]", "kind": "unknown"}]
    server = endpoint(
        lambda *_: ok(chat(json.dumps(value).replace("Two soldiers were killed", "soldiers were killed")))
    )
    _live(monkeypatch, server)
    result = extractor("run", write_articles(tmp_path / "a", text), "-o", "out")
    assert result.code == 0
    assert "\x1b" not in result.out + result.err
    assert "\u202e" not in result.out
    assert "[/red]" in result.out


def test_no_articles(extractor: Run, tmp_path: Path) -> None:
    """I27: an empty folder is a usage error: exit 2, the folder and the next step named."""
    (tmp_path / "a").mkdir()
    result = extractor("run", tmp_path / "a", "--offline")
    assert result.code == 2
    assert "no articles" in result.err


def _background(server: Endpoint, articles: Path, *more: str) -> subprocess.Popen[str]:
    settings = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url, "EXTRACTOR_MODEL": "stub"}
    command = [sys.executable, "-m", "extractor", "run", str(articles), "-o", "out", *more]
    return subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True)


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("the condition did not become true")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_once(endpoint: Start, tmp_path: Path, number: signal.Signals) -> None:
    """C04, C05: no request is started, those in flight are finished and recorded, exit 130; a second run resumes."""

    def slow(*_: Any) -> ScriptedResponse:
        time.sleep(0.5)
        return _good()

    server = endpoint(slow)
    articles = write_articles(tmp_path / "a", *[f"{TEXT} {n}" for n in range(20)])
    run = _background(server, articles, "-j", "2")
    _wait_for(lambda: server.request_count >= 2)
    run.send_signal(number)
    _, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert server.request_count <= 4
    asked = server.request_count
    assert f"{asked} ok, 0 failed, {20 - asked} pending" in err
    server.script = _good
    again = _background(server, articles)
    again.communicate(timeout=30)
    assert (again.returncode, server.request_count) == (0, 20)


def test_interrupted_twice(endpoint: Start, tmp_path: Path) -> None:
    """C04: the second Ctrl-C cancels requests in flight: exit 130, one message, recordings intact."""

    def stuck(*_: Any) -> ScriptedResponse:
        time.sleep(20)
        return _good()

    server = endpoint(stuck)
    run = _background(server, write_articles(tmp_path / "a", TEXT), "-j", "1")
    _wait_for(lambda: server.request_count >= 1)
    run.send_signal(signal.SIGINT)
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=10)
    assert run.returncode == 130
    assert "Traceback" not in err
    assert "Run the same command again" in err


def test_closed_pipe(tmp_path: Path) -> None:
    """Piped into a command that reads one line, the run ends without a traceback."""
    from extractor.core.package_data import SEEDS

    command = f"{sys.executable} -m extractor run {SEEDS} -m reference-reader --offline --json -o out | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert json.loads(done.stdout)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "reply",
    [
        {"choices": [{"message": {"tool_calls": 5}}]},
        {"choices": [{"message": {"tool_calls": {"a": 1}}}]},
        chat(coding(), refusal="\ud83d no"),
        chat('{"\\ud800": 1, "\\ud800": 2}'),
        {"choices": [{"message": {"content": "\ud800"}}]},
        chat(coding()) | {"model": "\ud800"},
    ],
)
def test_an_odd_response_stops_no_other(
    extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reply: Any
) -> None:
    """P9, M18, M19: whatever the response for one article, all articles end, live and in a replay."""
    server = endpoint(
        lambda body, _: (
            ScriptedResponse(200, json.dumps(reply).encode()) if "odd" in json.dumps(body["messages"][1]) else _good()
        )
    )
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " An odd one.", TEXT + " More.")
    for more in ([], ["--offline"]):
        result = extractor("run", articles, "-o", "out", *more)
        assert result.code in (0, 3)
        assert "0 pending" in result.err
        assert "Traceback" not in result.err


def test_notes_before_sending(extractor: Run, tmp_path: Path) -> None:
    """Undated and unreadable articles are named before a request is sent; --dry-run exits 3 for an unreadable one."""
    articles = tmp_path / "a"
    articles.mkdir()
    (articles / "a.txt").write_text(TEXT, encoding="utf-8")
    (articles / "b.txt").write_bytes(b"%PDF-1.7 x")
    result = extractor("run", articles, "--dry-run")
    assert result.code == 3
    assert "No publication date: a.txt" in result.err
    assert "b.txt: a PDF file, not text" in result.err


def test_dry_run_of_a_refresh(extractor: Run, tmp_path: Path) -> None:
    """--dry-run counts the requests that --refresh would send."""
    from extractor.core.package_data import SEEDS

    result = extractor("run", SEEDS, "-m", "reference-reader", "--dry-run", "--refresh")
    assert "5 requests" in result.err


def test_missing_recordings_path(extractor: Run) -> None:
    """A missing --recordings path is refused: a live run would pay for its requests."""
    from extractor.core.package_data import SEEDS

    result = extractor("run", SEEDS, "-m", "reference-reader", "--offline", "--recordings", "nope.jsonl")
    assert (result.code, "nope.jsonl" in result.err) == (2, True)


def test_killed_and_run_again(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """C01, P2, P3: after kill -9 the same command finishes with the same bytes; only requests in flight are sent twice."""

    def slow(*_: Any) -> ScriptedResponse:
        time.sleep(0.05)
        return _good()

    server = endpoint(slow)
    articles = write_articles(tmp_path / "a", *[f"{TEXT} {n}" for n in range(30)])
    for kill in range(1, 4):
        run = _background(server, articles, "-j", "4")
        _wait_for(lambda kill=kill: server.request_count >= 6 * kill)  # type: ignore[misc]
        run.kill()
        run.communicate()
    _live(monkeypatch, server)
    assert extractor("run", articles, "-o", "out").code == 0
    assert server.request_count <= 30 + 3 * 4
    undisturbed = endpoint(_good)
    _live(monkeypatch, undisturbed)
    assert extractor("run", articles, "-o", "fresh").code == 0
    monkeypatch.setenv("EXTRACTOR_STORE", "another")
    assert extractor("run", articles, "-o", "fresh").code == 0
    assert undisturbed.request_count == 30
    for path in Path("fresh").iterdir():
        assert path.read_bytes() == Path("out", path.name).read_bytes()


def test_two_runs_on_one_folder(
    extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """C17: a second run exits 2 with the pid of the first."""

    def slow(*_: Any) -> ScriptedResponse:
        time.sleep(3)
        return _good()

    server = endpoint(slow)
    articles = write_articles(tmp_path / "a", TEXT)
    first = _background(server, articles)
    _wait_for(lambda: server.request_count >= 1)
    _live(monkeypatch, server)
    result = extractor("run", articles, "-o", "out")
    assert result.code == 2
    assert f"process {first.pid}" in result.err
    first.kill()
    first.communicate()


def test_a_finished_run_outlives_a_limited_and_a_stopped_one(
    extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A run with `--limit`, and one that the endpoint stops, leave the finished run in the same folder as it was."""
    server = endpoint(_good)
    _live(monkeypatch, server)
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.")
    assert extractor("run", articles, "-o", "out").code == 0
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    limited = extractor("run", articles, "-o", "out", "--limit", "1")
    assert limited.code == 0
    assert "this run was limited to 1 articles" in limited.err
    assert "Files in out.unfinished:" in limited.err
    server.script = lambda *_: error(401, "no such key")
    stopped = extractor("run", articles, "-o", "out", "-m", "another")
    assert stopped.code == 4
    assert "out holds a finished run and was not changed" in stopped.err
    status = extractor("status", "out")
    assert (status.code, "in out.unfinished" in status.out) == (4, True)
    assert extractor("status", "out.unfinished").code == 4
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
