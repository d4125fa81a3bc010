"""What the tests share: codings, settings in a folder of their own, the loopback endpoint, cassettes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractor.article import Article
from extractor.cache import replay
from extractor.cli import main
from extractor.completion import Complete, Completion, Request
from extractor.entry import make_article
from extractor.prompt import Prompt
from extractor.promptfiles import load_prompt
from extractor.recording import Recording
from extractor.recordings import TextRecordings
from extractor.settings import Settings
from tests.endpoint import Endpoint, Script

TEXT = "Two soldiers were killed in Gao on Monday, the army said. Nobody claimed the attack."
EMPTY: dict[str, Any] = {
    "article": {"published_text": None, "agencies": [], "garbled_passages": []},
    "operations": [],
    "incidents": [],
    "statements": [],
    "aggregates": [],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="record the cassettes again, from a live endpoint")


def incident(**changes: Any) -> dict[str, Any]:
    """A valid incident of TEXT."""
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
    """A valid coding of TEXT."""
    return {**EMPTY, "incidents": list(incidents or [incident()]), **changes}


@pytest.fixture
def article() -> Article:
    return make_article("gao.txt", TEXT, {"published": "2024-03-05"})


@pytest.fixture(scope="session")
def prompt() -> Prompt:
    return load_prompt("incident")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test works in a folder of its own, without the settings of who runs it."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "EXTRACTOR_MODEL", "EXTRACTOR_STORE", "EXTRACTOR_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def endpoint() -> Iterator[Callable[[Script], Endpoint]]:
    """Start endpoints; they are closed at the end of the test."""
    started: list[Endpoint] = []

    def start(script: Script) -> Endpoint:
        started.append(Endpoint(script))
        return started[-1]

    yield start
    for server in started:
        server.close()


def settings_for(server: Endpoint, tmp_path: Path, **changes: Any) -> Settings:
    given = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-canary-0123456789", "model": "stub"}
    return Settings(_env_file=None, store=tmp_path / "store", **{**given, **changes})  # type: ignore[call-arg]


CASSETTES = Path(__file__).parent / "cassettes"


@pytest.fixture
def cassette(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Complete]]:
    """Replay `tests/cassettes/NAME.jsonl`; a missing or an unused recording fails the test.

    With `--record` the requests go to the endpoint of the environment instead, and the cassette
    is written anew: pytest --record tests/test_extraction.py
    """
    opened: list[tuple[Path, set[str], list[Recording]]] = []
    recording = request.config.getoption("--record")

    def open_cassette(name: str) -> Complete:
        path = CASSETTES / f"{name}.jsonl"
        used: set[str] = set()
        new: list[Recording] = []
        opened.append((path, used, new))
        inner = _live() if recording else replay(TextRecordings(path))

        async def complete(asked: Request) -> Completion:
            used.add(asked.key)
            completion = await inner(asked)
            new.append(Recording(asked.key, completion.reply, completion.status, asked.parts))
            return completion

        return complete

    yield open_cassette
    for path, used, new in opened:
        tools = [found for found in _all(path) if found.parts.get("kind") == "tool"]
        if recording:
            path.write_bytes(b"".join(sorted({each.to_line() for each in (*new, *tools)})))
        unused = {found.key for found in _all(path)} - used - {tool.key for tool in tools}
        assert not unused, f"{path.name} holds recordings that no request used: {sorted(unused)}"


def _all(path: Path) -> list[Recording]:
    text = TextRecordings(path)
    return [found for key in text if (found := text.get(key))]


def _live() -> Complete:
    from extractor.provider import Provider
    from extractor.settings import load_settings

    return Provider(load_settings())


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def extractor(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run `extractor` with these arguments in this process, where the network is blocked."""

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


def write_articles(folder: Path, *texts: str) -> Path:
    """A folder of articles 0.txt, 1.txt, ..., published on 2024-03-05."""
    folder.mkdir(exist_ok=True)
    names = [f"{n}.txt" for n in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    table = "\n".join(["file,published", *(f"{name},2024-03-05" for name in names)])
    (folder / "articles.csv").write_text(table + "\n", encoding="utf-8")
    return folder
