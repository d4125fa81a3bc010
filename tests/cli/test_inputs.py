"""cli inputs: notes about the articles of a command."""

from pathlib import Path

import pytest

from extractor.cli.inputs import print_unusable, survey_inputs
from extractor.core.settings import Settings


def test_notes_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Repeated, undated and unreadable inputs are named."""
    (tmp_path / "x.jsonl").write_text('{"id":"a","text":"A."}\n{"id":"a","text":"A."}\n{', encoding="utf-8")
    inputs = survey_inputs(str(tmp_path / "x.jsonl"), Settings(_env_file=None))
    assert print_unusable(inputs)
    err = capsys.readouterr().err
    for part in ("Given twice, read once: a", "No publication date: a", "x.jsonl line 3: not JSON"):
        assert part in err
