"""A prompt with some blocks changed: as a file, and whether it is sound at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from extractor.core.errors import PromptError
from extractor.prompts.lint import problems
from extractor.prompts.prompt import Prompt, parse


def variant(base: Prompt, changed: Mapping[str, str]) -> str:
    """The file of a prompt that overrides some blocks of another."""
    head = f"---\nextends: {base.name}\ndescription: Found by `extractor optimize` from {base.name}.\n---\n"
    return head + "\n".join(f"{{% block {block} %}}\n{text}\n{{% endblock %}}\n" for block, text in changed.items())


def unsound(prompt: Prompt, changed: Mapping[str, str]) -> Iterator[str]:
    """What makes a prompt with changed blocks unusable, whatever it is judged on.

    A block that ends itself and opens another would change one that is to stay as it is.
    """
    try:
        if dict(parse(prompt.name, variant(prompt, changed)).blocks) != dict(changed):
            yield "a block is not itself when it is read back"
            return
        yield from problems(replace(prompt, blocks={**prompt.blocks, **changed}))
    except PromptError as error:
        yield str(error)
