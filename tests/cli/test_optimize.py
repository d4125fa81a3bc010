"""cli optimize: a prompt improved by a model that reads its mistakes."""

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
    """Six articles with gold, and a model that is right where the prompt says how."""
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
    """The best candidate is a file of its own, shown as a difference, and compared on articles that it has not seen."""
    said = extractor("optimize", "--gold", "a/gold", "-o", "tuned.md", "--online")
    assert said.code == 0, said.err
    assert "4 articles; 2 are held out for the comparison" in said.err
    assert f"+{BETTER}" in said.out
    assert "2 articles of a/gold, split held out" in said.out
    assert "-> 1.000" in said.out
    tuned, base = load_prompt("tuned.md"), load_prompt("incident")
    assert tuned.blocks == {**base.blocks, "rules": f"# Unit\n{BETTER}"}


def test_nothing_is_written_over(extractor: Run, folder: Endpoint) -> None:
    """A file of that name, another ending, a folder that is not there, and a block that is none are refused."""
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
    """Where the calls end before anything better was found, the exit code says that it can go on."""
    command = ("optimize", "--gold", "a/gold", "-o", "tuned.md", "--online", "--max-calls")
    said = extractor(*command, "5")
    assert "nothing is written" in said.out
    assert folder.request_count <= 5
    assert extractor(*command, "60").code == 0
    assert Path("tuned.md").exists()


def test_questions_as_a_file(extractor: Run) -> None:
    """Without a key, what would have to be asked next is written in the form of a batch."""
    said = extractor("optimize", "-m", "reference-reader", "--gold", SEEDS / "gold", "-o", "tuned.md")
    assert said.code == 4
    assert "1 requests written to runs/tuning-incident/requests.jsonl" in said.err
    assert Path("runs/tuning-incident/requests.jsonl").read_bytes().count(b"\n") == 1


def test_without_a_single_answer(extractor: Run) -> None:
    """Where not even the prompt as it is has answers, they are what is asked for first, and the same command goes on."""
    for _ in range(2):
        said = extractor("optimize", "-m", "nobody", "--gold", SEEDS / "gold", "-o", "tuned.md")
        assert (said.code, "3 requests written to" in said.err) == (4, True)
