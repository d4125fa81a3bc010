"""cli muc4: the scorer against the MUC-4 evaluation."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.conftest import CommandResult
from tests.muc4 import folder

Run = Callable[..., CommandResult]


def test_a_folder(extractor: Run) -> None:
    """Systems are printed with their official scores, the correlation, and the simplified task."""
    result = extractor("eval", "muc4", folder(Path("muc")))
    assert result.code == 0
    assert "ALL          100.00    98.00  +2.00  100.00    100.00" in result.out
    assert "NONE           0.00     0.00  +0.00    0.00      0.00" in result.out
    assert "Spearman with the official F: 1.0000; mean absolute difference:" in result.out
    assert "GTT micro-F1: precision 66.67, recall 100.00, F1 80.00" in result.out


def test_single_files(extractor: Run) -> None:
    """--key and --response score single files."""
    there = folder(Path("muc"))
    result = extractor(
        "eval", "muc4", "--key", there / "key-tstx.v1", "--response", there / "tstx-systems" / "ALL.response"
    )
    assert "ALL          100.00        –" in result.out


def test_texts(extractor: Run) -> None:
    """--texts converts a corpus file to articles that a run can read."""
    Path("corpus").write_text("TST9-MUC4-0001\n\n STRELSAU, 19 APR 89 (X) -- [TEXT] A BOMB.\n", encoding="latin-1")
    assert extractor("eval", "muc4", "--texts", "corpus", "-o", "a.jsonl").code == 0
    row = json.loads(Path("a.jsonl").read_text(encoding="utf-8"))
    assert (row["id"], row["published"]) == ("TST9-MUC4-0001", "1989-04-19")
    assert extractor("eval", "muc4", "--texts", "corpus").code == 2
    assert extractor("eval", "muc4", "--texts", "corpus", "-o", "a.txt").code == 2


def test_refused_arguments(extractor: Run) -> None:
    """No input, and a key without responses, are refused."""
    assert extractor("eval", "muc4").code == 2
    assert extractor("eval", "muc4", "--key", "k").code == 2
