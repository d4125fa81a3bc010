"""cli eval: scores against gold."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.core.package_data import SEEDS
from extractor.evaluation.coding import without_offsets
from tests.conftest import CommandResult, coding, incident
from tests.endpoint import Endpoint, Script, chat, ok
from tests.evaluated import write_gold
from tests.repository import Repository

Run = Callable[..., CommandResult]
Start = Callable[[Script], Endpoint]
GOLD = SEEDS / "gold"
SAMPLE = ("-m", "reference-reader", "--gold", GOLD)


def _live(monkeypatch: pytest.MonkeyPatch, server: Endpoint) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("EXTRACTOR_MODEL", "stub")


def test_sample_articles(extractor: Run) -> None:
    """Metrics with intervals, fields, errors and articles are printed, without a key and without a network."""
    result = extractor("eval", *SAMPLE)
    assert result.code == 0
    assert "incident_f1       1.000  1.000 to 1.000  incidents found" in result.out
    assert "date                   0.923     18      0      0       3        0" in result.out
    assert "003_2fc57e07c3252072.txt         ok            2      0        0" in result.out
    assert "tokens not reported" in result.out
    assert "With 5 articles, a difference in overall_f1 of less than about 0.0" in result.out


def test_rows(extractor: Run) -> None:
    """--json prints the same as JSON lines."""
    rows = [json.loads(line) for line in extractor("eval", *SAMPLE, "--json").out.splitlines()]
    figures = {row["figure"]: row["value"] for row in rows if "figure" in row}
    assert figures["link_f1"] == 1
    assert [row["article"][:3] for row in rows if "state" in row] == ["000", "001", "002", "003", "004"]


def test_a_run_scores_like_its_prompt(extractor: Run) -> None:
    """A run folder gets the same scores as the prompt that made it."""
    extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")
    run, prompt = extractor("eval", "out", "--gold", GOLD).out, extractor("eval", *SAMPLE).out
    assert run.splitlines()[2:12] == prompt.splitlines()[2:12]


def test_fail_under(extractor: Run) -> None:
    """A metric below --fail-under exits 5 with a message; an unknown metric is refused."""
    assert extractor("eval", *SAMPLE, "--fail-under", "incident_f1=0.8").code == 0
    result = extractor("eval", *SAMPLE, "--fail-under", "incident_f1=0.8", "--fail-under", "notes_f1=0.9")
    assert result.code == 5
    assert "--fail-under: notes_f1 is 0.838, below 0.900." in result.err
    for wrong in ("incident=0.8", "incident_f1", "incident_f1=2"):
        assert extractor("eval", *SAMPLE, "--fail-under", wrong).code == 2


def test_regression(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, repository: Repository) -> None:
    """A metric below that of the prompt at a revision exits 5."""
    right, wrong = coding(), coding(incident(place_name="Timbuktu", country="NE"))
    server = endpoint(lambda body, _: ok(chat(right if "ALPHA" in str(body) else wrong)))
    _live(monkeypatch, server)
    gold = write_gold(Path("a/gold"))
    repository.commit("mine", "ALPHA")
    command = ("eval", "-p", "mine", "--gold", gold, "--online", "--fail-on-regression")
    assert extractor(*command, "HEAD").code == 0
    repository.commit("mine", "BETA")
    result = extractor(*command, "HEAD~1")
    assert result.code == 5
    assert "--fail-on-regression: overall_f1 is 0.846, down from 1.000" in result.err


def test_offline_by_default(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uncached requests are estimated, and sent and recorded only with --online."""
    server = endpoint(lambda *_: ok(chat(coding())))
    _live(monkeypatch, server)
    gold = write_gold(Path("a/gold"))
    result = extractor("eval", "--gold", gold)
    assert (result.code, server.request_count) == (4, 0)
    assert "1 requests would go to" in result.err
    assert "--online" in result.err
    assert extractor("eval", "--gold", gold, "--online", "--fail-under", "overall_f1=1").code == 0
    assert extractor("eval", "--gold", gold).code == 0
    assert server.request_count == 1


def test_errors_are_listed(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each error is listed with its article and detail; control characters are escaped."""
    bad = coding(incident(summary="A raid \x1b[31m".replace("\x1b", "") + "in Mopti", place_name="Mopti", country="ML"))
    _live(monkeypatch, endpoint(lambda *_: ok(chat(bad))))
    result = extractor("eval", "--gold", write_gold(Path("a/gold")), "--online")
    assert "Errors: 1 x wrong place." in result.out
    assert "gao.txt i1/i1: wrong place: Gao, ML; Mopti, ML" in result.out


def test_sealed_test_set(extractor: Run) -> None:
    """Each use of the test split is recorded and printed; uses of the dev split are not."""
    gold = Path("gold")
    gold.mkdir()
    for path in GOLD.glob("00*.json"):
        (gold / path.name).write_bytes(path.read_bytes())
    (gold / "splits.json").write_text(
        json.dumps({"dev": ["000", "001", "002"], "test": ["003", "004"]}), encoding="utf-8"
    )
    command = ("eval", "-m", "reference-reader", "--gold", gold, "--articles", SEEDS)
    assert "test set" not in extractor(*command).err
    for before in (0, 1):
        result = extractor(*command, "--split", "test")
        assert f"was used {before} times before" in result.err
        assert "2 articles of gold, split test" in result.out
    lines: list[dict[str, Any]] = [json.loads(line) for line in (gold / "test-ledger.jsonl").read_text().splitlines()]
    assert [line["verb"] for line in lines] == ["eval", "eval"]
    assert lines[0]["figures"]["incident_f1"] == 1


def test_another_schema(extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt for another schema is scored by a profile derived from that schema."""
    Path("a/gold").mkdir(parents=True)
    Path("a/deal.txt").write_text("Acme buys Bolt.", encoding="utf-8")
    Path("a/gold/deal.json").write_text(json.dumps({"deals": [{"buyer": "Acme", "bought": "Bolt"}]}), encoding="utf-8")
    Path("deal_schema.py").write_text(
        "from pydantic import BaseModel\nfrom extractor.schema.quote import Quote\n\n"
        "class Deal(BaseModel):\n    buyer: Quote\n    bought: Quote\n\nclass Deals(BaseModel):\n    deals: list[Deal]\n",
        encoding="utf-8",
    )
    Path("deals.md").write_text("---\nextends: incident\nschema: deal_schema:Deals\nexamples:\n---\n", encoding="utf-8")
    answer = {"deals": [{"buyer": "Acme", "bought": "Acme"}]}
    _live(monkeypatch, endpoint(lambda *_: ok(chat(answer, "Deals"))))
    result = extractor("eval", "-p", "deals.md", "--gold", "a/gold", "--online")
    assert result.code == 0, result.err
    assert "deals.bought           0.000" in result.out
    assert "deals.buyer            1.000" in result.out


def test_regression_of_the_same_prompt(
    extractor: Run, endpoint: Start, monkeypatch: pytest.MonkeyPatch, repository: Repository
) -> None:
    """A prompt given as the system is compared with its own revision, not with that of -p."""
    right, wrong = coding(), coding(incident(place_name="Timbuktu", country="NE"))
    _live(monkeypatch, endpoint(lambda body, _: ok(chat(right if "ALPHA" in str(body) else wrong))))
    gold = write_gold(Path("a/gold"))
    repository.commit("mine", "ALPHA")
    repository.commit("mine", "BETA")
    command = ("eval", "mine", "--gold", gold, "--online", "--fail-on-regression")
    assert extractor(*command, "HEAD~1").code == 5
    assert extractor(*command, "no-such-revision").code == 2


def test_run_of_another_schema(extractor: Run, tmp_path: Path) -> None:
    """A run of another schema is scored and compared with its prompt, without the rows of the codebook."""
    tests = Path(__file__).parent.parent
    ships, articles = ("-p", tests / "ships" / "ships.md"), tests / "ships" / "articles"
    recorded = ("--recordings", tests / "cassettes" / "ships.jsonl")
    extractor("run", articles, *ships, "-m", "reference-reader", "--offline", *recorded, "-o", "run")
    row = json.loads(Path("run/articles.jsonl").read_text(encoding="utf-8"))
    attacks = [json.loads(line) for line in Path("run/attacks.jsonl").read_text(encoding="utf-8").splitlines()]
    Path("gold").mkdir()
    gold = {**row["notes"], "attacks": [{k: v for k, v in each.items() if k not in row} for each in attacks]}
    Path("gold/gulf.json").write_text(json.dumps(without_offsets(gold)), encoding="utf-8")
    scored = extractor("eval", "run", *ships, "--gold", "gold", "--articles", articles)
    assert scored.code == 0, scored.err
    assert "overall_f1        1.000" in scored.out
    assert "attacks.ship" in scored.out
    assert not {"operation_f1", "link_f1", "Leaks"} & {*re.findall(r"\w+", scored.out)}
    compared = extractor("compare", "run", "run", *ships, "--gold", "gold", "--articles", articles)
    assert "NO DIFFERENCE SHOWN" in compared.out
    assert "statement_f1" not in compared.out
    wrong = extractor("eval", "run", "--gold", "gold", "--articles", articles)
    assert "Give the prompt of the run with -p" in wrong.err
