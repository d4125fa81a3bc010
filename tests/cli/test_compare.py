"""cli compare: is B better than A, and where."""

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
    """Eight articles, and a model that gets the place wrong in all but one of them unless the prompt says ALPHA."""
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


def test_the_price_first(extractor: Run, many: Endpoint) -> None:
    """What is not recorded is told before anything is sent, and sent only if that is asked for."""
    said = _compare(extractor, "HEAD~1", ".")
    assert (said.code, many.request_count) == (4, 0)
    assert "8 requests would go to" in said.err
    assert _compare(extractor, "HEAD~1", ".", "--online").code == 0
    assert many.request_count == 16
    assert _compare(extractor, "HEAD~1", ".").code == 0
    assert many.request_count == 16


def test_better(extractor: Run, many: Endpoint) -> None:
    """The verdict with interval and p, what became better, which errors are gone, which articles, by language."""
    said = _compare(extractor, "HEAD~1", ".", "--online").out
    assert re.search(r"^BETTER: overall_f1 0\.\d+ -> 1\.000, B - A = \+0\.\d+$", said, re.MULTILINE)
    assert re.search(r"95 % interval \+0\.\d+ to \+0\.\d+, p = 0\.0156 \(paired permutation test\), 7 articles", said)
    assert "Fixed errors: 7 x wrong place" in said
    assert "New errors: none" in said
    assert "Articles: 7 better, 0 worse, 1 equal" in said
    assert "language ar, 2 articles:" in said
    assert _compare(extractor, ".", "HEAD~1").out.splitlines()[4].startswith("WORSE: overall_f1 1.000 -> 0.")


def test_against_itself(extractor: Run, many: Endpoint) -> None:
    """The same prompt twice: no difference, p = 1, and each request is sent once."""
    said = _compare(extractor, "HEAD", ".", "--online").out
    assert "NO DIFFERENCE SHOWN: overall_f1 1.000 -> 1.000, B - A = 0.000" in said
    assert "p = 1.0000" in said
    assert many.request_count == 8


def test_a_note_sends_nothing(extractor: Run, many: Endpoint) -> None:
    """A note in the front matter of the prompt makes no new request."""
    _compare(extractor, "HEAD", ".", "--online")
    path = Path("prompts/mine.md")
    path.write_text(
        path.read_text(encoding="utf-8").replace("extends", "notes: reads better\nextends"), encoding="utf-8"
    )
    assert _compare(extractor, "HEAD", ".", "--online").code == 0
    assert many.request_count == 8


def test_two_models(extractor: Run, many: Endpoint) -> None:
    """One prompt with two models: each is asked once for each article."""
    said = _compare(extractor, ".", ".", "-m", "one", "-m", "two", "--online")
    assert said.out.splitlines()[:2] == ["A: mine (as it is now) · one", "B: mine (as it is now) · two"]
    assert many.request_count == 16


def test_too_few_articles(extractor: Run) -> None:
    """A run against its own recordings shows nothing; three articles that differ could not show anything."""
    extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")
    said = extractor("compare", "out", "incident@reference-reader", "--gold", GOLD).out
    assert "24 fields are equal." in said
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
    """Everything as JSON lines, the verdict first."""
    _compare(extractor, "HEAD~1", ".", "--online")
    rows = [json.loads(line) for line in _compare(extractor, "HEAD~1", ".", "--json").out.splitlines()]
    assert (rows[0]["verdict"], rows[0]["differing"]) == ("BETTER", 7)
    assert {row["field"]: row["held"] for row in rows if "field" in row}["place"] < 0.6
    assert sum("article" in row for row in rows) == 8
    assert [row["slice"] for row in rows if "slice" in row] == ["language ar", "language en"]


def test_what_is_refused(extractor: Run, many: Endpoint) -> None:
    """A figure that does not exist, a third model, something that is neither prompt nor revision."""
    assert _compare(extractor, ".", ".", "--metric", "accuracy").code == 2
    assert _compare(extractor, ".", ".", *["-m", "x"] * 3).code == 2
    said = _compare(extractor, ".", "nothing-like-it")
    assert (said.code, "No prompt 'nothing-like-it'" in said.err) == (2, True)


def test_one_budget_over_both(extractor: Run, many: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both prices are told before anything is sent, and --max-cost holds over both sides together."""
    monkeypatch.setenv("EXTRACTOR_PRICE", "1000/1000")
    said = _compare(extractor, "HEAD~1", ".")
    assert said.err.count("8 requests would go to") == 2
    monkeypatch.setenv("EXTRACTOR_CONCURRENCY", "1")
    stopped = _compare(extractor, "HEAD~1", ".", "--online", "--max-cost", "100")
    assert stopped.code == 4
    assert many.request_count < 16


def test_another_text_of_the_same_name(extractor: Run) -> None:
    """A run over other texts than those beside the gold is refused."""
    write_gold(Path("a/gold"))
    Path("b").mkdir()
    Path("b/gao.txt").write_text("Something else.", encoding="utf-8")
    extractor("run", "b", "-m", "nobody", "--offline", "-o", "out")
    said = extractor("eval", "out", "--gold", "a/gold")
    assert (said.code, "has another text there" in said.err) == (2, True)
