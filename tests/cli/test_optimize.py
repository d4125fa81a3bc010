"""cli optimize: search for better prompt blocks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.package_data import SEEDS
from extractor.prompts.loading import load_prompt
from tests.conftest import TEXT, CommandResult
from tests.endpoint import Endpoint, Script
from tests.evaluated import write_gold
from tests.evaluation.test_tuning import BETTER, CORRECT, _model

Run = Callable[..., CommandResult]
Start = Callable[[Script], Endpoint]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, endpoint: Start) -> Endpoint:
    """Make six articles with gold, and a model that is right only with the better prompt block."""
    server = endpoint(_model(f"# Unit\n{BETTER}"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("EXTRACTOR_MODEL", "stub")
    for number in range(6):
        write_gold(Path("a/gold"), f"n{number}", **{"incidents": CORRECT["incidents"]})
        Path(f"a/n{number}.txt").write_text(f"{TEXT} Number {number}.", encoding="utf-8")
    rows = "".join(f"n{number}.txt,2024-03-05\n" for number in range(6))
    Path("a/articles.csv").write_text(f"file,published\n{rows}", encoding="utf-8")
    return server


def test_a_variant_is_written_and_compared(extractor: Run, folder: Endpoint) -> None:
    """The best candidate is written to a file, printed as a diff, and compared on held-out articles."""
    result = extractor("optimize", "--gold", "a/gold", "-o", "tuned.md", "--online")
    assert result.code == 0, result.err
    assert "4 articles; 2 are held out for the comparison" in result.err
    assert f"+{BETTER}" in result.out
    assert "2 articles of a/gold, split held out" in result.out
    assert "-> 1.000" in result.out
    tuned, base = load_prompt("tuned.md"), load_prompt("incident")
    assert tuned.blocks == {**base.blocks, "rules": f"# Unit\n{BETTER}"}


def test_refused_outputs(extractor: Run, folder: Endpoint) -> None:
    """An existing file, another suffix, a missing folder and an unknown block are refused."""
    Path("tuned.md").write_text("mine", encoding="utf-8")
    for arguments in (
        ("-o", "tuned.md"),
        ("-o", "tuned.txt"),
        ("-o", "nowhere/new.md"),
        ("-o", "new.md", "--blocks", "rules,verse"),
    ):
        assert extractor("optimize", "--gold", "a/gold", "--online", *arguments).code == 2
    assert (Path("tuned.md").read_text(encoding="utf-8"), folder.request_count) == ("mine", 0)


def test_stopped_early(extractor: Run, folder: Endpoint) -> None:
    """Exit 4 if --max-calls ends the search before an improvement; a higher limit resumes it."""
    command = ("optimize", "--gold", "a/gold", "-o", "tuned.md", "--online", "--max-calls")
    result = extractor(*command, "5")
    assert "nothing is written" in result.out
    assert folder.request_count <= 5
    assert extractor(*command, "60").code == 0
    assert Path("tuned.md").exists()


def test_missing_requests_as_a_file(extractor: Run) -> None:
    """Offline, the missing requests are written to a batch file."""
    result = extractor("optimize", "-m", "reference-reader", "--gold", SEEDS / "gold", "-o", "tuned.md")
    assert result.code == 4
    assert "1 requests written to runs/tuning-incident/requests.jsonl" in result.err
    assert Path("runs/tuning-incident/requests.jsonl").read_bytes().count(b"\n") == 1


def test_without_recordings(extractor: Run) -> None:
    """If the original prompt has no recordings, its requests are written first; the same command resumes."""
    for _ in range(2):
        result = extractor("optimize", "-m", "nobody", "--gold", SEEDS / "gold", "-o", "tuned.md")
        assert (result.code, "3 requests written to" in result.err) == (4, True)
