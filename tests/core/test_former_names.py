"""former_names: modules are importable by their former names."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

import extractor
from extractor.core.former_names import FORMER, install


@pytest.mark.parametrize("old", FORMER)
def test_a_former_name_is_the_same_module(old: str) -> None:
    """Both names give the same module, so a class has one identity."""
    assert import_module(old) is import_module(FORMER[old])


def test_a_users_schema_may_import_quote_from_its_old_place() -> None:
    """`from extractor.evidence import Quote` works, as in schemas written before 0.2."""
    scope: dict[str, object] = {}
    exec("from extractor.evidence import Quote", scope)
    assert scope["Quote"] is extractor.Quote


def test_it_is_installed_once() -> None:
    """A second installation adds no finder."""
    before = len(sys.meta_path)
    install()
    assert len(sys.meta_path) == before
