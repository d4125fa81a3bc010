"""running: one run, articles in and a run folder out."""

from pathlib import Path

from extractor.batch import Halt
from extractor.bundled import SEEDS
from extractor.completion import Request
from extractor.errors import ArticleError, Miss
from extractor.promptfiles import load_prompt
from extractor.record import Extraction
from extractor.running import Outcome, missing_requests, run_articles
from extractor.settings import Settings
from extractor.sources import read_inputs
from extractor.wiring import Connection, connect_offline


def _connection(model: str) -> Connection:
    with connect_offline(load_prompt("incident"), Settings(_env_file=None, model=model)) as connection:
        return connection  # there is no local store here that would be closed


async def test_a_run_tells_and_counts(tmp_path: Path) -> None:
    """Each article is told once, in order; states and quotes are counted; the files are named."""
    told: list[str] = []
    outcome = await run_articles(
        _connection("reference-reader"),
        read_inputs(str(SEEDS)).items,
        tmp_path / "run",
        concurrency=3,
        halt=Halt(),
        tell=lambda extraction: told.append(extraction.name[:3]),
    )
    assert told == ["000", "001", "002", "003", "004"]
    assert (outcome.states["ok"], outcome.exit_code, outcome.quotes["exact"]) == (5, 0, 407)
    assert tmp_path / "run" / "incidents.csv" in outcome.files


def test_exit_codes() -> None:
    """0 all ok, 3 some failed, 4 some pending, whatever else there is; misses are kept to be explained."""
    outcome = Outcome()
    request = Request.of({})
    codes = []
    for extraction in (
        Extraction("a", "ok"),
        Extraction("b", "failed", kind="empty", error=ArticleError("x", kind="empty")),
        Extraction("c", "pending", kind="not_recorded", error=Miss("x", request=request)),
    ):
        outcome.count(extraction)
        codes.append(outcome.exit_code)
    assert codes == [0, 3, 4]
    assert outcome.misses["c"].facts["request"] is request


async def test_what_would_have_to_be_asked() -> None:
    """For recorded articles nothing, for others the next request of each."""
    items = read_inputs(str(SEEDS)).items
    assert [request async for request in missing_requests(_connection("reference-reader"), items)] == []
    missing = [request async for request in missing_requests(_connection("other"), items)]
    assert {request.parts["step"] for request in missing} == {"first"}
    assert len(missing) == 5
