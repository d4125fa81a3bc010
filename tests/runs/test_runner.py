"""runner: one run, from articles to a run folder."""

from collections import Counter
from pathlib import Path

from extractor.articles.stream import read_inputs
from extractor.core.errors import ArticleError, ErrorClass, Miss
from extractor.core.exchange import Request
from extractor.core.package_data import SEEDS
from extractor.core.settings import Settings
from extractor.prompts.loading import load_prompt
from extractor.runs.processes import Pool, WorkerConfig
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout
from extractor.runs.runner import Run, RunSummary, missing_requests, run_articles
from extractor.runs.scheduler import Halt
from extractor.runs.status import RunStatus, read_status
from extractor.runs.wiring import Connection, connect_offline
from extractor.schema.codebook import Coding


def _session(model: str) -> Connection:
    with connect_offline(load_prompt("incident"), Settings(_env_file=None, model=model)) as session:
        return session  # no local store is open


async def test_run_articles(tmp_path: Path) -> None:
    """`on_article` is called once per article, in order; states and quotes are counted; the files are listed."""
    names: list[str] = []
    config = WorkerConfig("incident", Settings(_env_file=None), (), tmp_path / "run")
    run = Run(
        read_inputs(str(SEEDS)),
        Pool(config),
        RunStatus(total=5),
        Halt(),
        lambda rows, _: names.append(rows.name[:3]),
        slots=3,
    )
    summary = await run_articles(_session("reference-reader"), run)
    assert names == ["000", "001", "002", "003", "004"]
    assert (summary.states["ok"], summary.exit_code(), summary.quotes["exact"]) == (5, 0, 407)
    assert tmp_path / "run" / "incidents.csv" in summary.files
    status = run.status
    assert (status.done, status.ended, status.sent, status.replayed) == (5, True, 0, 6)
    assert read_status(tmp_path / "run") is None, "a complete replay leaves nothing but its files"


def test_exit_codes() -> None:
    """The exit code is 0 if all articles are ok, 3 if some failed, 4 if some are pending; missing requests are kept."""
    summary = RunSummary()
    request = Request.of({}, {"article": "c"})
    codes = []
    for extraction in (
        Extraction("a", "ok"),
        Extraction("b", "failed", kind=ErrorClass.LENGTH, error=ArticleError("x", error_class=ErrorClass.LENGTH)),
        Extraction("c", "pending", kind=ErrorClass.NOT_RECORDED, error=Miss("x", requests=[request])),
    ):
        summary.count(TableLayout(Coding).rows(extraction))
        codes.append(summary.exit_code())
    assert codes == [0, 3, 4]
    assert summary.misses["c"]["parts"] == {"article": "c"}


async def test_missing_requests() -> None:
    """Recorded articles have no missing request, others their next one."""
    items = read_inputs(str(SEEDS)).items
    assert [request async for request in missing_requests(_session("reference-reader"), items)] == []
    missing = [request async for request in missing_requests(_session("other"), items)]
    assert {request.parts["step"] for request in missing} == {"first"}
    assert len(missing) == 5


def test_an_empty_file_among_others() -> None:
    """An empty file is no failure of the run unless that is asked for; a run of empty files alone failed."""
    summary = RunSummary(Counter(ok=999, failed=1), kinds=Counter(empty=1))
    assert (summary.exit_code(), summary.exit_code(strict=True)) == (0, 3)
    assert RunSummary(Counter(failed=2), kinds=Counter(empty=2)).exit_code() == 3
    assert RunSummary(Counter(ok=1, failed=2), kinds=Counter(empty=1, too_long=1)).exit_code() == 3
