"""mucfolder: a folder of MUC-4 material, scored."""

from pathlib import Path

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.muc4.folder import score_files, score_folder
from tests.muc4 import folder


def test_all_that_is_there(tmp_path: Path) -> None:
    """Each system with its official figure, how far the two agree, and the simplified task."""
    (found,) = score_folder(folder(tmp_path / "muc"))
    assert {each.system: each.official for each in found.systems} == {"ALL": 98, "HALF": 60, "NONE": 0}
    assert [each.f1 for each in found.systems if each.system != "HALF"] == [100, 0]
    assert found.agreement is not None
    assert found.agreement[0] == pytest.approx(1)
    assert set(found.simple) == {"GTT micro-F1", "CEAF-RME phi-3", "CEAF-RME phi-subset"}


def test_single_files(tmp_path: Path) -> None:
    """A key and responses can be given one by one; without official figures nothing is compared."""
    there = folder(tmp_path / "muc")
    found = score_files(there / "key-tstx.v1", [there / "tstx-systems" / "ALL.response"])
    assert (found.systems[0].f1, found.agreement) == (100, None)


def test_several_test_sets(tmp_path: Path) -> None:
    """The simplified task needs no key, and is scored over all test sets together too, as papers do."""
    there = folder(tmp_path / "muc")
    for what in ("gold", "predictions"):
        text = (there / f"tstx-gtt-{what}.jsonl").read_text(encoding="utf-8").replace("TSTX", "TSTY")
        (there / f"tsty-gtt-{what}.jsonl").write_text(text, encoding="utf-8")
    one, other, both = score_folder(there)
    assert (one.name, other.name, both.name) == ("tstx", "tsty", "tstx and tsty")
    assert (other.systems, other.agreement) == ([], None)
    assert both.simple["GTT micro-F1"].gold == 2 * one.simple["GTT micro-F1"].gold


def test_what_is_not_there(tmp_path: Path) -> None:
    """A folder without keys, a test set without a key, and figures without columns are named."""
    with pytest.raises(InputError, match="no MUC-4 key with responses"):
        score_folder(tmp_path)
    there = folder(tmp_path / "muc")
    with pytest.raises(InputError, match="no key of tst9"):
        score_folder(there, ["tst9"])
    (there / "tstx-official.csv").write_text("system,f\nALL,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="f_all_templates"):
        score_folder(there)
