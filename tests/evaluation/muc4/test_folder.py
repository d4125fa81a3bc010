"""muc4 folder: scores of all test sets."""

from pathlib import Path

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.muc4.folder import score_files, score_folder
from tests.muc4 import folder


def test_score_folder(tmp_path: Path) -> None:
    """Each system has its official score; the agreement and the simplified task are computed."""
    (found,) = score_folder(folder(tmp_path / "muc"))
    assert {each.system: each.official for each in found.systems} == {"ALL": 98, "HALF": 60, "NONE": 0}
    assert [each.f1 for each in found.systems if each.system != "HALF"] == [100, 0]
    assert found.agreement is not None
    assert found.agreement[0] == pytest.approx(1)
    assert set(found.simplified) == {"GTT micro-F1", "CEAF-RME phi-3", "CEAF-RME phi-subset"}


def test_single_files(tmp_path: Path) -> None:
    """Key and responses can be given as files; without official scores there is no agreement."""
    source = folder(tmp_path / "muc")
    found = score_files(source / "key-tstx.v1", [source / "tstx-systems" / "ALL.response"])
    assert (found.systems[0].f1, found.agreement) == (100, None)


def test_several_test_sets(tmp_path: Path) -> None:
    """The simplified task needs no key, and is also scored over all test sets together."""
    source = folder(tmp_path / "muc")
    for what in ("gold", "predictions"):
        text = (source / f"tstx-gtt-{what}.jsonl").read_text(encoding="utf-8").replace("TSTX", "TSTY")
        (source / f"tsty-gtt-{what}.jsonl").write_text(text, encoding="utf-8")
    one, other, both = score_folder(source)
    assert (one.name, other.name, both.name) == ("tstx", "tsty", "tstx and tsty")
    assert (other.systems, other.agreement) == ([], None)
    assert both.simplified["GTT micro-F1"].gold == 2 * one.simplified["GTT micro-F1"].gold


def test_missing_files(tmp_path: Path) -> None:
    """A folder without keys, an unknown test set, and official scores without columns are errors."""
    with pytest.raises(InputError, match="no MUC-4 key with responses"):
        score_folder(tmp_path)
    source = folder(tmp_path / "muc")
    with pytest.raises(InputError, match="no key of tst9"):
        score_folder(source, ["tst9"])
    (source / "tstx-official.csv").write_text("system,f\nALL,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="f_all_templates"):
        score_folder(source)
