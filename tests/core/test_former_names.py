"""former_names: modules are importable by their former names."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

import extractor
from extractor.core.former_names import MODULES, NAMES, install


@pytest.mark.parametrize("old", MODULES)
def test_a_former_name_is_the_same_module(old: str) -> None:
    """Both names lead to one module, so a class has one identity."""
    assert import_module(old) is import_module(MODULES[old])


def test_a_users_schema_may_import_quote_from_its_old_place() -> None:
    """`from extractor.evidence import Quote` works, as in schemas written before 0.2."""
    scope: dict[str, object] = {}
    exec("from extractor.evidence import Quote", scope)
    assert scope["Quote"] is extractor.Quote


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in NAMES.items() for name in names])
def test_a_former_name_leads_to_the_name_of_today(module: str, name: str) -> None:
    """A class or function that moved or was renamed is found under its former name; another name is not."""
    home, _, attribute = NAMES[module][name].partition(":")
    assert getattr(import_module(module), name) is getattr(import_module(home), attribute)
    with pytest.raises(AttributeError):
        import_module(module).nothing  # noqa: B018


def test_it_is_installed_once() -> None:
    """A second installation adds no finder."""
    before = len(sys.meta_path)
    install()
    assert len(sys.meta_path) == before
