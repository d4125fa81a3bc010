"""frontmatter: what stands before a prompt's blocks and beside them."""

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
    """What could not become a request is refused by the prompt's name."""
    with pytest.raises(PromptError, match="Prompt p"):
        front_matter("p", head)


@pytest.mark.parametrize(
    "text", ["{}", '[{"text": 5, "published": null, "output": {}}]', '[{"n": NaN}]', "[" * 100_000]
)
def test_no_examples(text: str) -> None:
    """What is no list of worked examples is refused by the file's name."""
    with pytest.raises(PromptError, match=r"e\.json"):
        parse_examples("e.json", text)
