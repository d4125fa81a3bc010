"""cli requests: export requests, import responses."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.conftest import TEXT, CommandResult, coding, incident, write_articles
from tests.endpoint import chat


def _answer(*bodies: object) -> None:
    """Answer the exported requests, in order, as a Batch endpoint would."""
    lines = Path("requests.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [
        {"custom_id": json.loads(line)["custom_id"], "response": {"status_code": 200, "body": body}, "error": None}
        for line, body in zip(lines, bodies, strict=True)
    ]
    Path("answers.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def test_round_trip(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """An invalid response is exported again as a repair, a string not found as a requote; then a replay is complete."""
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.", TEXT + " Other.")

    def export() -> str:
        result = extractor("requests", "export", articles, "-m", "stub", "-o", "requests.jsonl")
        assert result.code == 0
        return result.err

    assert "3 requests written" in export()
    _answer(chat(coding()), chat({"x": 1}), chat(coding(incident(place_text="Gaou"))))
    assert "3 responses recorded" in extractor("requests", "import", "answers.jsonl").err
    assert "2 requests written" in export()
    _answer(chat(coding()), chat({"items": [{"n": 1, "string": "Gao"}]}, "CopiedStrings"))
    extractor("requests", "import", "answers.jsonl")
    assert "0 requests written" in export()
    result = extractor("run", articles, "-m", "stub", "--offline", "-o", "out")
    assert result.code == 0
    assert "3 ok" in result.err


def test_errors_are_exported_again(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """Transient errors and invalid lines are reported with exit 3; their requests are exported again."""
    articles = write_articles(tmp_path / "a", TEXT)
    extractor("requests", "export", articles, "-m", "stub", "-o", "requests.jsonl")
    key = json.loads(Path("requests.jsonl").read_text(encoding="utf-8"))["custom_id"]
    failed = {"custom_id": key, "response": {"status_code": 500, "body": {}}, "error": None}
    Path("answers.jsonl").write_text(json.dumps(failed) + "\n{\n", encoding="utf-8")
    result = extractor("requests", "import", "answers.jsonl")
    assert result.code == 3
    assert "not recorded: status 500" in result.err
    assert "answers.jsonl, line 2" in result.err
    assert "1 requests written" in extractor("requests", "export", articles, "-m", "stub", "-o", "requests.jsonl").err
