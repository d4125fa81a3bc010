"""lint: errors in a prompt, before tokens are spent."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from extractor.articles.stream import read_inputs
from extractor.core.package_data import SEEDS
from extractor.prompts.lint import problems
from extractor.prompts.loading import load_prompt
from extractor.prompts.prompt import Example, Prompt
from extractor.schema.quote import Quote


@pytest.mark.parametrize("name", ["incident", "incident-lean"])
def test_bundled_prompts_have_no_errors(name: str) -> None:
    """The bundled prompts have no errors and share no passage with the gold."""
    assert problems(load_prompt(name)) == []


def _blocks(prompt: Prompt, **blocks: str) -> Prompt:
    return replace(prompt, blocks={**prompt.blocks, **blocks})


def test_variables(prompt: Prompt) -> None:
    """Undeclared and unused variables are reported; `article` outside the user block is undeclared."""
    found = problems(replace(_blocks(prompt, rules="{{ tone }}", system="{{ article.text }}"), variables={"spare": 1}))
    assert "block rules: 'tone' is not declared" in found
    assert "'spare' is declared and no block uses it" in found
    assert any("an article may stand only in the block user" in line for line in found)


def test_no_article(prompt: Prompt) -> None:
    """A user block without the article's text, or with an unknown attribute, is reported."""
    assert any("no article would be sent" in line for line in problems(_blocks(prompt, user="{{ article.published }}")))
    assert any(
        "has no attribute" in line for line in problems(_blocks(prompt, user="{{ article.text }}{{ article.x }}"))
    )


def _example(prompt: Prompt, **changes: object) -> Prompt:
    first = prompt.examples[0]
    output = json.loads(json.dumps(first.output))
    output["incidents"][0] |= changes
    return replace(prompt, examples=(Example(first.text, first.published, output),))


def test_examples(prompt: Prompt) -> None:
    """An invalid example, or one whose quote is not verbatim, is reported with its field."""
    assert any("incidents.0.type: must be one of" in line for line in problems(_example(prompt, type="raid")))
    found = problems(_example(prompt, place_text="near the city of Ansongo"))
    assert found == ["example 1: incidents.0.place_text is not verbatim (ungrounded): 'near the city of Ansongo'"]


def test_overlap_with_gold(prompt: Prompt) -> None:
    """Eight words in a row from an article of the gold are reported."""
    words = " ".join(read_inputs(str(SEEDS)).articles[3].text.split()[60:70])
    (line,) = problems(_blocks(prompt, rules=f"For example: {words}"))
    assert "003_2fc57e07c3252072.txt" in line


def test_a_schema_without_quotes(prompt: Prompt, tmp_path: Path) -> None:
    """A schema without a quote field is reported."""

    class Bare(BaseModel):
        word: str

    assert any("no field of type Quote" in line for line in problems(replace(prompt, schema=Bare, examples=())))


class Node(BaseModel):
    """A schema that contains itself."""

    said: Quote
    below: list["Node"]


def test_schemas_that_would_fail_later(prompt: Prompt) -> None:
    """A recursive schema, an open object and a reserved table name are reported before anything is sent."""
    assert any("contains itself" in line for line in problems(replace(prompt, schema=Node, examples=())))

    class Flat(BaseModel):
        said: Quote

    class Open(BaseModel):
        counts: dict[str, int]
        failures: list[Flat]

    found = problems(replace(prompt, schema=Open, examples=()))
    assert any("counts is an object without fixed fields" in line for line in found)
    assert any("cannot be called failures" in line for line in found)
