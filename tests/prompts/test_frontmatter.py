"""frontmatter: the front matter of a prompt, and its file of examples."""

import pytest

from extractor.core.errors import PromptError
from extractor.prompts.prompt import front_matter, parse_examples


@pytest.mark.parametrize(
    "head",
    [
        "parameters: 5",
        "parameters: [1]",
        "variables: abc",
        "parameters: {seed: 2024-01-01}",
        "parameters: {temperature: .nan}",
        "extends: 5",
        "description: 2024-13-45",
        "- a",
    ],
)
def test_values_of_the_wrong_kind(head: str) -> None:
    """Front matter that cannot become a request is an error that names the prompt."""
    with pytest.raises(PromptError, match="Prompt p"):
        front_matter("p", head)


@pytest.mark.parametrize(
    "text", ["{}", '[{"text": 5, "published": null, "output": {}}]', '[{"n": NaN}]', "[" * 100_000]
)
def test_no_examples(text: str) -> None:
    """A file that is not a list of examples is an error that names it."""
    with pytest.raises(PromptError, match=r"e\.json"):
        parse_examples("e.json", text)
