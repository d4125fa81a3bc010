"""cli check: errors in a prompt."""

from collections.abc import Callable
from pathlib import Path

from tests.conftest import CommandResult


def test_valid_and_invalid_prompts(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """A valid prompt exits 0 with a count; any other exits 2 with a line per problem."""
    result = extractor("check")
    assert (result.code, "no problem found; 2 examples" in result.err) == (0, True)
    (tmp_path / "bad.md").write_text(
        "---\nextends: incident\n---\n{% block rules %}{{ tone }}{% endblock %}", encoding="utf-8"
    )
    result = extractor("check", "-p", "bad.md")
    assert result.code == 2
    assert "bad: block rules: 'tone' is not declared" in result.err
