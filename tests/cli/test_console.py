"""cli console: control characters are escaped."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from extractor.cli.console import escape


@given(st.text())
def test_escape(text: str) -> None:
    """X10: no control, format or surrogate character and no line break is left, and nothing else changes."""
    shown = escape(text)
    assert not any(unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Zl", "Zp") for ch in shown)
    if shown == text:
        return
    assert "\\" in shown


def test_line_breaks_can_stay() -> None:
    """With `lines`, line breaks stay; other control characters are escaped."""
    assert escape("a\nb\x1b[0m", lines=True) == "a\nb\\x1b[0m"
