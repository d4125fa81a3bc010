"""cli gold: gold files that people write."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult, coding, incident
from tests.evaluated import write_gold

Run = Callable[..., CommandResult]


def test_from_a_draft_to_gold(extractor: Run) -> None:
    """Gold is created from a run, checked, compared with other gold, decided and merged."""
    extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")
    assert extractor("gold", "new", SEEDS, "-o", "ben", "--from", "out").code == 0
    assert "5 gold files with 23 incidents" in extractor("gold", "check", "ben", "--articles", SEEDS).err
    ann = SEEDS / "gold"
    result = extractor("gold", "agreement", ann, "ben", "--articles", SEEDS, "--adjudication", "decide.csv")
    assert "incidents             found by both, F1 0.920" in result.out
    assert "date_basis             0.872  0.591" in result.out
    rows = list(csv.DictReader(Path("decide.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert f"{len(rows)} differences in incidents" in result.out
    refused = extractor("gold", "adjudicate", ann, "ben", "decide.csv", "-o", "made", "--articles", SEEDS)
    assert (refused.code, "without a decision" in refused.err) == (2, True)
    with open("decide.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows({**row, "decision": "a"} for row in rows)
    assert extractor("gold", "adjudicate", ann, "ben", "decide.csv", "-o", "made", "--articles", SEEDS).code == 0
    assert "5 gold files with 27 incidents" in extractor("gold", "check", "made", "--articles", SEEDS).err


def test_a_new_file_is_empty_and_valid(extractor: Run) -> None:
    """Without a run each file lists allowed values only; existing files are not overwritten."""
    assert extractor("gold", "new", SEEDS, "-o", "mine").code == 0
    assert "with 0 incidents" in extractor("gold", "check", "mine", "--articles", SEEDS).err
    assert extractor("gold", "new", SEEDS, "-o", "mine").code == 2


def test_check_names_the_error(extractor: Run) -> None:
    """An error names file, field and next step."""
    gold = write_gold(Path("a/gold"), incidents=[incident(weapon="bow", place_text="Timbuktu")])
    result = extractor("gold", "check", gold)
    assert result.code == 2
    assert "a/gold/gao.json: incidents.0.weapon" in result.err
    assert "then check them" in result.err


def test_import(extractor: Run) -> None:
    """Imported corrections are checked; existing gold is replaced only with --replace."""
    gold = write_gold(Path("a/gold"))
    line = {"article": "gao.txt", "coding": coding(incident(damage="some")), "by": "ann", "at": "2024-03-06"}
    Path("c.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert extractor("gold", "import", "c.jsonl", "-o", gold).code == 2
    assert extractor("gold", "import", "c.jsonl", "-o", gold, "--replace").code == 0
    assert extractor("gold", "check", gold).code == 0
    assert json.loads((gold / "gao.json").read_text(encoding="utf-8"))["coded"]["by"] == "ann"


def test_split(extractor: Run) -> None:
    """A test set can be held out once."""
    for name in ("gao", "gossi", "menaka"):
        gold = write_gold(Path("a/gold"), name)
    Path("a/articles.csv").write_text(
        "file,published\n" + "".join(f"{n}.txt,2024-03-05\n" for n in ("gao", "gossi", "menaka")), encoding="utf-8"
    )
    assert "2 articles to tune on, 1 held out" in extractor("gold", "split", gold).out
    assert extractor("gold", "split", gold).code == 2
    assert extractor("gold", "check", gold).code == 0


def test_nothing_in_common(extractor: Run) -> None:
    """Codings without a common article are refused."""
    one, other = write_gold(Path("a/one"), "gao"), write_gold(Path("a/two"), "gossi")
    Path("a/articles.csv").write_text("file,published\ngao.txt,2024-03-05\ngossi.txt,2024-03-05\n", encoding="utf-8")
    result = extractor("gold", "agreement", one, other)
    assert (result.code, "no article in common" in result.err) == (2, True)
