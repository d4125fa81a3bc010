"""cli console: everything from an article is shown as inert text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from extractor.cli.console import escape


@given(st.text())
def test_inert(text: str) -> None:
    """X10: no control, format or surrogate character and no line break is left, and nothing else changes."""
    shown = escape(text)
    assert not any(unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Zl", "Zp") for ch in shown)
    if shown == text:
        return
    assert "\\" in shown


def test_lines_may_stay() -> None:
    """Where several lines are meant, line breaks stay and escapes do not."""
    assert escape("a\nb\x1b[0m", lines=True) == "a\nb\\x1b[0m"
