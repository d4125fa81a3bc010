"""cli compare: whether B is better than A, and where."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.package_data import SEEDS
from tests.conftest import TEXT, CommandResult, coding, incident
from tests.endpoint import Endpoint, Script, chat, ok
from tests.evaluated import write_gold
from tests.repository import Repository

Run = Callable[..., CommandResult]
Start = Callable[[Script], Endpoint]
GOLD = SEEDS / "gold"


@pytest.fixture
def many(repository: Repository, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """Make eight articles, and a model that gets the place wrong in seven of them unless the prompt contains ALPHA."""
    wrong = coding(incident(place_name="Mopti", country="NE"))

    def script(body: dict[str, object], _: int) -> object:
        return ok(chat(coding() if "ALPHA" in str(body) or "Number 0." in str(body) else wrong))

    server = endpoint(script)  # type: ignore[arg-type]  # an answer for each body
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("EXTRACTOR_MODEL", "stub")
    for number in range(8):
        write_gold(Path("a/gold"), f"n{number}")
        Path(f"a/n{number}.txt").write_text(f"{TEXT} Number {number}.", encoding="utf-8")
    rows = [f"n{n}.txt,2024-03-05,{'ar' if n < 2 else 'en'}" for n in range(8)]
    Path("a/articles.csv").write_text("\n".join(["file,published,language", *rows]) + "\n", encoding="utf-8")
    repository.commit("mine", "BETA")
    repository.commit("mine", "ALPHA")
    return server


def _compare(extractor: Run, *arguments: object) -> CommandResult:
    return extractor("compare", *arguments, "-p", "mine", "--gold", "a/gold")


def test_estimate_before_sending(extractor: Run, many: Endpoint) -> None:
    """Uncached requests are counted before any is sent, and sent only with --online."""
    result = _compare(extractor, "HEAD~1", ".")
    assert (result.code, many.request_count) == (4, 0)
    assert "8 requests would go to" in result.err
    assert _compare(extractor, "HEAD~1", ".", "--online").code == 0
    assert many.request_count == 16 + 6  # six of the wrong places contradict their words, and are sent back once
    assert _compare(extractor, "HEAD~1", ".").code == 0
    assert many.request_count == 16 + 6


def test_better(extractor: Run, many: Endpoint) -> None:
    """The verdict has interval and p-value; fixed errors, articles and languages are listed."""
    result = _compare(extractor, "HEAD~1", ".", "--online").out
    assert re.search(r"^BETTER: overall_f1 0\.\d+ -> 1\.000, B - A = \+0\.\d+$", result, re.MULTILINE)
    assert re.search(r"95 % interval \+0\.\d+ to \+0\.\d+, p = 0\.0156 \(paired permutation test\), 7 articles", result)
    assert "Fixed errors: 7 x wrong place" in result
    assert "New errors: none" in result
    assert "Articles: 7 better, 0 worse, 1 equal" in result
    assert "language ar, 2 articles:" in result
    assert _compare(extractor, ".", "HEAD~1").out.splitlines()[4].startswith("WORSE: overall_f1 1.000 -> 0.")


def test_against_itself(extractor: Run, many: Endpoint) -> None:
    """A prompt compared with itself shows no difference, p = 1; each request is sent once."""
    result = _compare(extractor, "HEAD", ".", "--online").out
    assert "NO DIFFERENCE SHOWN: overall_f1 1.000 -> 1.000, B - A = 0.000" in result
    assert "p = 1.0000" in result
    assert many.request_count == 8


def test_a_note_changes_no_request(extractor: Run, many: Endpoint) -> None:
    """A note in the front matter of the prompt makes no new request."""
    _compare(extractor, "HEAD", ".", "--online")
    path = Path("prompts/mine.md")
    path.write_text(
        path.read_text(encoding="utf-8").replace("extends", "notes: reads better\nextends"), encoding="utf-8"
    )
    assert _compare(extractor, "HEAD", ".", "--online").code == 0
    assert many.request_count == 8


def test_two_models(extractor: Run, many: Endpoint) -> None:
    """With two models, each gets one request per article."""
    result = _compare(extractor, ".", ".", "-m", "one", "-m", "two", "--online")
    assert result.out.splitlines()[:2] == ["A: mine (as it is now) · one", "B: mine (as it is now) · two"]
    assert many.request_count == 16


def test_too_few_articles(extractor: Run) -> None:
    """A run against its own recordings shows no difference; three differing articles cannot show one."""
    extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")
    result = extractor("compare", "out", "incident@reference-reader", "--gold", GOLD).out
    assert "24 fields are equal." in result
    recordings = Path(__file__).parent.parent.parent / "docs" / "tuning" / "recordings.jsonl"
    noise = extractor(
        "compare",
        ".",
        ".",
        "-m",
        "reference-reader",
        "-m",
        "reference-reader-2",
        "--gold",
        GOLD,
        "--recordings",
        recordings,
    ).out
    assert "3 differing articles cannot give p < 0.2500" in noise
    assert "would be needed to detect this difference" in noise


def test_rows(extractor: Run, many: Endpoint) -> None:
    """--json prints everything as JSON lines, the verdict first."""
    _compare(extractor, "HEAD~1", ".", "--online")
    rows = [json.loads(line) for line in _compare(extractor, "HEAD~1", ".", "--json").out.splitlines()]
    assert (rows[0]["verdict"], rows[0]["differing"]) == ("BETTER", 7)
    assert {row["field"]: row["held"] for row in rows if "field" in row}["place"] < 0.6
    assert sum("article" in row for row in rows) == 8
    assert [row["slice"] for row in rows if "slice" in row] == ["language ar", "language en"]


def test_refused_arguments(extractor: Run, many: Endpoint) -> None:
    """An unknown metric, a third model, and a name that is neither prompt nor revision are refused."""
    assert _compare(extractor, ".", ".", "--metric", "accuracy").code == 2
    assert _compare(extractor, ".", ".", *["-m", "x"] * 3).code == 2
    result = _compare(extractor, ".", "nothing-like-it")
    assert (result.code, "No prompt 'nothing-like-it'" in result.err) == (2, True)


def test_one_budget_over_both(extractor: Run, many: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both estimates are printed before a request is sent; --max-cost covers both sides together."""
    monkeypatch.setenv("EXTRACTOR_PRICE", "1000/1000")
    result = _compare(extractor, "HEAD~1", ".")
    assert result.err.count("8 requests would go to") == 2
    monkeypatch.setenv("EXTRACTOR_CONCURRENCY", "1")
    stopped = _compare(extractor, "HEAD~1", ".", "--online", "--max-cost", "100")
    assert stopped.code == 4
    assert many.request_count < 16


def test_other_texts_of_the_same_names(extractor: Run) -> None:
    """A run over other article texts than the gold's is refused."""
    write_gold(Path("a/gold"))
    Path("b").mkdir()
    Path("b/gao.txt").write_text("Something else.", encoding="utf-8")
    extractor("run", "b", "-m", "nobody", "--offline", "-o", "out")
    result = extractor("eval", "out", "--gold", "a/gold")
    assert (result.code, "has another text there" in result.err) == (2, True)
