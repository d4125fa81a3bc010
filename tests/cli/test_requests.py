"""cli requests: ask without an API."""

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
    """Requests out, answers in: the invalid one comes back as a repair, the ungrounded one as a second look;
    then nothing is left, and a run needs neither key nor network."""
    articles = write_articles(tmp_path / "a", TEXT, TEXT + " More.", TEXT + " Other.")

    def export() -> str:
        said = extractor("requests", "export", articles, "-m", "stub", "-o", "requests.jsonl")
        assert said.code == 0
        return said.err

    assert "3 requests written" in export()
    _answer(chat(coding()), chat({"x": 1}), chat(coding(incident(place_text="Gaou"))))
    assert "3 responses recorded" in extractor("requests", "import", "answers.jsonl").err
    assert "2 requests written" in export()
    _answer(chat(coding()), chat({"items": [{"n": 1, "string": "Gao"}]}, "CopiedStrings"))
    extractor("requests", "import", "answers.jsonl")
    assert "0 requests written" in export()
    said = extractor("run", articles, "-m", "stub", "--offline", "-o", "out")
    assert said.code == 0
    assert "3 ok" in said.err


def test_errors_come_back(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """A passing error and a broken line are reported with exit 3; the request comes with the next export."""
    articles = write_articles(tmp_path / "a", TEXT)
    extractor("requests", "export", articles, "-m", "stub", "-o", "requests.jsonl")
    key = json.loads(Path("requests.jsonl").read_text(encoding="utf-8"))["custom_id"]
    failed = {"custom_id": key, "response": {"status_code": 500, "body": {}}, "error": None}
    Path("answers.jsonl").write_text(json.dumps(failed) + "\n{\n", encoding="utf-8")
    said = extractor("requests", "import", "answers.jsonl")
    assert said.code == 3
    assert "not recorded: status 500" in said.err
    assert "answers.jsonl, line 2" in said.err
    assert "1 requests written" in extractor("requests", "export", articles, "-m", "stub", "-o", "requests.jsonl").err
