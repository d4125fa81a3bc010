"""Shared fixtures: codings, settings in a temporary folder, the loopback endpoint, cassettes, the command line."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.cli import main
from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings, load_settings
from extractor.model.client import ModelClient
from extractor.model.rate_limiter import RateLimiter
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Prompt
from extractor.recordings.recorder import replay
from extractor.recordings.recording import Recording
from extractor.recordings.text_file import TextRecordings
from tests.browser import browser, open_page  # noqa: F401  # fixtures
from tests.endpoint import Endpoint, Script
from tests.report_runs import build_report, demo_run
from tests.repository import Repository

TEXT = "Two soldiers were killed in Gao on Monday, the army said. Nobody claimed the attack."
EMPTY: dict[str, Any] = {
    "article": {"published_text": None, "agencies": [], "garbled_passages": []},
    "operations": [],
    "incidents": [],
    "statements": [],
    "aggregates": [],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="record the cassettes again from a live endpoint")


def incident(**changes: Any) -> dict[str, Any]:
    """Return a valid incident of TEXT, with changes."""
    return {
        "id": "i1",
        "operation": None,
        "type": "ground_attack_or_clash",
        "status": "occurred",
        "salience": "main",
        "summary": "Two soldiers killed in Gao.",
        "initiators": [],
        "basis": "unknown",
        "claimed_by": None,
        "targets": [{"name": "soldiers", "kind": "state_military"}],
        "target_kinds": ["unknown"],
        "target_text": None,
        "weapon": "unknown",
        "weapon_text": None,
        "date_text": "on Monday",
        "date_start": "2024-03-04",
        "date_end": "2024-03-04",
        "date_precision": "exact_day",
        "date_basis": "relative_to_publication",
        "place_text": "Gao",
        "place_name": "Gao",
        "admin1": None,
        "country": "ML",
        "place_precision": "town_or_district",
        "casualties": [
            {
                "status": "killed",
                "low": 2,
                "high": 2,
                "victims": "soldiers",
                "source": "the army",
                "superseded": False,
                "quote": "Two soldiers were killed",
            }
        ],
        "damage": "unknown",
        "in_response_to": None,
        "evidence": ["Two soldiers were killed in Gao on Monday"],
        **changes,
    }


def coding(*incidents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a valid coding of TEXT, with changes."""
    return {**EMPTY, "incidents": list(incidents or [incident()]), **changes}


@pytest.fixture
def article() -> Article:
    return make_article("gao.txt", TEXT, {"published": "2024-03-05"})


@pytest.fixture(scope="session")
def prompt() -> Prompt:
    return load_prompt("incident")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in its own folder, without the settings of the person who runs it."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "EXTRACTOR_MODEL", "EXTRACTOR_STORE", "EXTRACTOR_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture(scope="session")
def demo_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the report page of the sample articles, `demo.html`, beside their run in `demo`."""
    return build_report(demo_run(tmp_path_factory.mktemp("sample")))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Create a git repository in the working folder."""
    return Repository(tmp_path)


@pytest.fixture
def endpoint() -> Iterator[Callable[[Script], Endpoint]]:
    """Start endpoints; they close at the end of the test."""
    started: list[Endpoint] = []

    def start(script: Script) -> Endpoint:
        started.append(Endpoint(script))
        return started[-1]

    yield start
    for server in started:
        server.close()


def settings_for(server: Endpoint, tmp_path: Path, **changes: Any) -> Settings:
    given = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-canary-0123456789", "model": "stub"}
    return Settings(_env_file=None, store=tmp_path / "store", **{**given, **changes})


CASSETTES = Path(__file__).parent / "cassettes"


LIVE: pytest.StashKey[Settings] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Read the live settings before the tests hide them, and prevent an implicit event loop.

    Otherwise asyncio creates a loop to restore after the first asynchronous test, and nothing closes it: whether that
    raises a ResourceWarning depends on which tests a process runs first.
    """
    asyncio.set_event_loop(None)
    if config.getoption("--record"):
        config.stash[LIVE] = load_settings()


class Cassette:
    """Recordings of one test as text: replayed, or recorded again with `--record`.

    Attributes:
        model: name of the model in the recordings, or of the live model.
    """

    def __init__(self, path: Path, live: Settings | None) -> None:
        self.path, self._live = path, live
        self._known = _all(path) if path.exists() else []
        self.model = live.model if live else next(r.parts["model"] for r in self._known if "model" in r.parts)
        self._used: set[str] = set()
        self._new: list[Recording] = []

    async def complete(self, request: Request) -> Completion:
        """Return the recorded completion, or send the request and record the response."""
        self._used.add(request.key)
        if self._live is None:
            return await replay(TextRecordings(self.path))(request)
        async with aclosing(ModelClient(self._live, RateLimiter(1))) as provider:
            completion = await provider(request)
        self._new.append(Recording(request.key, completion.reply, completion.status, request.parts))
        return completion

    def finish(self) -> None:
        """Write new recordings; fail if a recording was not used."""
        tools = [recording for recording in self._known if recording.parts.get("kind") == "tool"]
        if self._live:
            self.path.write_bytes(b"".join(sorted({recording.to_line() for recording in (*self._new, *tools)})))
            return
        unused = {recording.key for recording in self._known} - self._used - {tool.key for tool in tools}
        assert not unused, f"{self.path.name} has unused recordings: {sorted(unused)}"


@pytest.fixture
def cassette(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Cassette]]:
    """Open `tests/cassettes/NAME.jsonl`; a missing or unused recording fails the test."""
    opened: list[Cassette] = []

    def open_cassette(name: str) -> Cassette:
        opened.append(Cassette(CASSETTES / f"{name}.jsonl", request.config.stash.get(LIVE, None)))
        return opened[-1]

    yield open_cassette
    for each in opened:
        each.finish()


def _all(path: Path) -> list[Recording]:
    text = TextRecordings(path)
    return [found for key in text if (found := text.get(key))]


@dataclass(frozen=True)
class CommandResult:
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def extractor(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., CommandResult]:
    """Run `extractor` with arguments in this process, with the network blocked."""

    def run(*arguments: object) -> CommandResult:
        monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        captured = capfd.readouterr()
        return CommandResult(code, captured.out, captured.err)

    return run


def write_articles(folder: Path, *texts: str) -> Path:
    """Write articles 0.txt, 1.txt, ..., published on 2024-03-05, into a folder."""
    folder.mkdir(exist_ok=True)
    names = [f"{n}.txt" for n in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    table = "\n".join(["file,published", *(f"{name},2024-03-05" for name in names)])
    (folder / "articles.csv").write_text(table + "\n", encoding="utf-8")
    return folder
