"""cli check: what is wrong with a prompt, before a token is spent."""

from collections.abc import Callable
from pathlib import Path

from tests.conftest import CommandResult


def test_clean_and_not(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """Exit 0 and a count for a clean prompt; exit 2 and a line for each problem otherwise."""
    said = extractor("check")
    assert (said.code, "no problem found; 2 examples" in said.err) == (0, True)
    (tmp_path / "bad.md").write_text(
        "---\nextends: incident\n---\n{% block rules %}{{ tone }}{% endblock %}", encoding="utf-8"
    )
    said = extractor("check", "-p", "bad.md")
    assert said.code == 2
    assert "bad: block rules: 'tone' is not declared" in said.err
