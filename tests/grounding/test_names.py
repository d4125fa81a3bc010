"""names: the alias files that are bundled, and those of a user."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.grounding.names import load_names


def test_own_names_override(tmp_path: Path) -> None:
    """The files of a folder override the bundled ones, and change the id of the names."""
    (tmp_path / "actors.csv").write_text("id,name\nhome-guard,Hachd al-Chaabi\n", encoding="utf-8")
    bundled, own = load_names(), load_names(tmp_path)
    assert bundled.actors.find("Hachd al-Chaabi") != own.actors.find("Hachd al-Chaabi") == "home-guard"
    assert bundled.id != own.id


def test_a_folder_without_names(tmp_path: Path) -> None:
    """A folder with neither file is an error that names both."""
    with pytest.raises(UsageError, match=r"neither actors\.csv nor places\.csv"):
        load_names(tmp_path)
