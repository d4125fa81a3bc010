"""error_wordings: patterns that are looked for in lower-case messages."""

from __future__ import annotations

import re

import pytest

from extractor.core import error_wordings

PATTERNS = {name: found for name, found in vars(error_wordings).items() if isinstance(found, re.Pattern)}


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_are_lower_case_and_never_empty(name: str) -> None:
    """A pattern with a capital letter would never match a message in lower case, and none matches an empty one."""
    letters = re.sub(r"\\\\.", "", PATTERNS[name].pattern)
    assert not PATTERNS[name].search("")
    assert letters.replace("\\W", "") == letters.replace("\\W", "").lower()
