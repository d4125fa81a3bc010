"""report facts: what was read, with what, at what cost."""

from pathlib import Path
from typing import Any

import pytest

from extractor.consolidation.pipeline import load_names
from extractor.report.articles import articles_of
from extractor.report.incidents import consolidated
from extractor.report.run_summary import facts_of
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


def _facts(run: Path) -> dict[str, Any]:
    found = read_run(run)
    articles = list(articles_of(found, texts=True))
    with consolidated(found, None, load_names(gazetteer=False)) as folder:
        return facts_of(found, folder, articles)


def test_what_the_head_says(run: Path) -> None:
    """Counts, quotes, days, languages, who answered, and each failure with its class."""
    found = _facts(run)
    assert (found["run"], found["model"], found["reports"], found["incidents"]) == ("run", "model-run", 1, 1)
    assert found["counts"] == {"ok": 1, "failed": 1, "pending": 0}
    assert found["quotes"] == {"exact": 6, "folded": 0, "ungrounded": 1, "asked_again": 1}
    assert found["published"] == ["2024-03-05", "2024-03-09"]
    assert found["languages"] == {"not given": 1, "en": 1}
    assert found["kinds"] == {"refusal": 1}
    (failure,) = found["failures"]
    assert (failure["name"], failure["kind"]) == ("refused", "refusal")


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (None, "nothing that is known here: it was replayed from recordings, or made elsewhere"),
        (RunStatus(replayed=5), "nothing: replayed from recordings"),
        (RunStatus(sent=3, input_tokens=1000, output_tokens=200, cost=0.5, replayed=1, before={"sent": 2, "cost": 0.25, "input_tokens": 10}),
         "$0.7500 for 5 requests and 1,210 tokens, by all that ran into this folder"),
        (RunStatus(sent=3, unpriced=3, input_tokens=10), "price unknown for 3 requests and 10 tokens, by all that ran into this folder"),
    ],
)  # fmt: skip
def test_what_it_cost(run: Path, standing: RunStatus | None, words: str) -> None:
    """What was paid over all invocations of the run; a replay cost nothing; a price that nobody knows is called so."""
    beside = run.parent / f".{run.name}" / "standing.json"
    beside.unlink(missing_ok=True)
    if standing:
        standing.write(run)
    assert _facts(run)["cost"] == words
    if standing:
        beside.write_text("{")
        assert _facts(run)["cost"] == "not known: what tells it is damaged"
