"""variants: a prompt with some blocks changed."""

from pathlib import Path

import pytest

from extractor.evaluation.tuning import unsound, variant
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Prompt


def test_as_a_file(prompt: Prompt) -> None:
    """The file overrides what was changed and leaves all else as it was."""
    Path("mine.md").write_text(variant(prompt, {"rules": "Be right.\n\nAnd brief."}), encoding="utf-8")
    assert load_prompt("mine.md").blocks == {**prompt.blocks, "rules": "Be right.\n\nAnd brief."}
    assert list(unsound(prompt, {"rules": "Be right."})) == []


@pytest.mark.parametrize(
    "text",
    ["{{ nothing }}", "{{ article.text }}", "{% if %}", "x {% endblock %} {% block user %} y", "{% endblock %}"],
)
def test_unsound(prompt: Prompt, text: str) -> None:
    """Undeclared names, the article in the wrong place, a broken template, and a block that ends itself."""
    assert list(unsound(prompt, {"rules": text})) != []
