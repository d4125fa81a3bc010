"""former_names: what imports a module by its old name gets the module of today."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

import extractor
from extractor.core.former_names import FORMER, install


@pytest.mark.parametrize("old", FORMER)
def test_a_former_name_is_the_same_module(old: str) -> None:
    """Both names lead to one module, so a class has one identity."""
    assert import_module(old) is import_module(FORMER[old])


def test_a_users_schema_may_import_quote_from_its_old_place() -> None:
    """`from extractor.evidence import Quote`, as schemas written before 0.2 say."""
    scope: dict[str, object] = {}
    exec("from extractor.evidence import Quote", scope)
    assert scope["Quote"] is extractor.Quote


def test_it_is_installed_once() -> None:
    """Installing again leaves one finder."""
    before = len(sys.meta_path)
    install()
    assert len(sys.meta_path) == before
