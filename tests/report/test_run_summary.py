"""run_summary: the facts at the head of the page."""

from pathlib import Path

import pytest

from extractor.grounding.names import load_names
from extractor.report.articles import article_data
from extractor.report.incidents import incident_folder
from extractor.report.run_summary import PageFacts, summarize_run
from extractor.runs.reader import read_run
from extractor.runs.status import RunStatus
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, scripted_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, one of which fails."""
    wrong = coding(incident(targets=[{"name": "the navy", "kind": "unknown"}]))
    second = ScriptedArticle(TEXT + " Refuse.", None, "refused", {"published": "2024-03-09", "language": "en"})
    return scripted_run(tmp_path_factory.mktemp("facts"), [ScriptedArticle(TEXT, wrong), second])


def _facts(run: Path) -> PageFacts:
    found = read_run(run)
    articles = list(article_data(found, texts=True))
    with incident_folder(found, None, load_names(gazetteer=False)) as folder:
        return summarize_run(found, folder, articles)


def test_facts(run: Path) -> None:
    """Counts, quotes, dates, languages, models, and each failure with its class."""
    found = _facts(run)
    assert (found["run"], found["model"], found["reports"], found["incidents"]) == ("run", "model-run", 1, 1)
    assert found["counts"] == {"ok": 1, "partial": 0, "failed": 1, "pending": 0}
    assert found["quotes"] == {"exact": 6, "folded": 0, "ungrounded": 1, "asked_again": 1}
    assert found["published"] == ["2024-03-05", "2024-03-09"]
    assert found["languages"] == {"not given": 1, "en": 1}
    assert found["kinds"] == {"refusal": 1}
    (failure,) = found["failures"]
    assert (failure["name"], failure["kind"]) == ("refused", "refusal")


@pytest.mark.parametrize(
    ("status", "cost"),
    [
        (None, "unknown here: replayed from recordings, or run elsewhere"),
        (RunStatus(replayed=5), "none: replayed from recordings"),
        (RunStatus(sent=3, input_tokens=1000, output_tokens=200, cost=0.5, replayed=1, before={"sent": 2, "cost": 0.25, "input_tokens": 10}),
         "$0.7500 for 5 requests and 1,210 tokens, in all invocations of this run"),
        (RunStatus(sent=3, unpriced=3, input_tokens=10), "price unknown for 3 requests and 10 tokens, in all invocations of this run"),
    ],
)  # fmt: skip
def test_cost(run: Path, status: RunStatus | None, cost: str) -> None:
    """The cost is that of all invocations of the run; a replay has none; an unknown price is reported."""
    path = run.parent / f".{run.name}" / "standing.json"
    path.unlink(missing_ok=True)
    if status:
        status.write(run)
    assert _facts(run)["cost"] == cost
    if status:
        path.write_text("{")
        assert _facts(run)["cost"] == "unknown: the status file of the run is damaged"
