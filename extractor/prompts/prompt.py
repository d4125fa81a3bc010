"""Parse a prompt file, fill it with an article; the only file that knows Jinja.

A prompt is Markdown with YAML front matter and four Jinja blocks. `system`, `rules` and
`examples` become the system message, `user` the user message: roles are fixed before anything
is rendered, so no article can forge one. A variant `extends` a prompt and overrides blocks.
Templates are sandboxed, undefined names are errors, and an article enters only as a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jinja2
import jinja2.meta
import jinja2.sandbox
from pydantic import BaseModel

from extractor.articles.article import Article, plain_view
from extractor.core.canonical import canonical, digest
from extractor.core.errors import PromptError
from extractor.prompts.frontmatter import Example, front_matter

BLOCKS = ("system", "rules", "examples", "user")


@dataclass(frozen=True)
class Source:
    """One prompt file, parsed but not yet joined with what it extends."""

    name: str
    matter: Mapping[str, Any]
    blocks: Mapping[str, str]


@dataclass(frozen=True)
class Prompt:
    """A prompt ready to be filled.

    Attributes:
        name: the file's name without its ending.
        schema: the Pydantic model to fill, and `schema_name` its `package.module:Model`.
        blocks: template source by block, overrides applied.
        examples: the worked examples.
        parameters: sent along with every request (temperature, max_completion_tokens, ...).
        variables: values that the templates may use besides `article` and `examples`.
        strict: whether the schema goes out as a strict one.
    """

    name: str
    schema: type[BaseModel]
    schema_name: str
    blocks: Mapping[str, str]
    examples: tuple[Example, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = True

    @cached_property
    def _fixed(self) -> dict[str, str]:
        """The blocks that no article enters, rendered."""
        return {block: self._render(block, {}) for block in ("system", "rules", "examples")}

    @cached_property
    def system(self) -> str:
        """The system message: the same for every article, so providers can cache it."""
        return "\n\n".join(part for part in self._fixed.values() if part)

    def user(self, article: Article) -> str:
        """The user message for an article."""
        return self._render("user", {"article": _values(article)})

    @cached_property
    def texts(self) -> dict[str, str]:
        """Each block as it is sent; `user` with an article whose whole text is `x`."""
        return {**self._fixed, "user": self.user(Article("x", "x", view=plain_view("x")[0]))}

    @cached_property
    def digests(self) -> dict[str, str]:
        """A short digest of each block, to tell which one differs between two requests."""
        return {block: digest("block/1", text)[:16] for block, text in self.texts.items()}

    def undeclared(self) -> dict[str, set[str]]:
        """Names that a block uses and nothing provides."""
        missing: dict[str, set[str]] = {}
        for block, source in self.blocks.items():
            given = {"examples", *self.variables} | ({"article"} if block == "user" else set())
            if names := _names(source) - given:
                missing[block] = names
        return missing

    def unused(self) -> set[str]:
        """Declared variables that no block uses; `article` and `examples` count as declared."""
        used = set().union(*(_names(source) for source in self.blocks.values()))
        declared = {"article", *self.variables} | ({"examples"} if self.examples else set())
        return declared - used

    @cached_property
    def _shown(self) -> list[dict[str, str | None]]:
        """The worked examples as templates see them; made once, not for every article."""
        return [_example(example) for example in self.examples]

    @cached_property
    def _templates(self) -> dict[str, jinja2.Template]:
        environment = _environment()
        return {block: environment.from_string(text) for block, text in self.blocks.items()}

    def _render(self, block: str, values: Mapping[str, Any]) -> str:
        try:
            return self._templates[block].render({**self.variables, "examples": self._shown, **values})
        except (jinja2.TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise PromptError(f"Prompt {self.name}, block {block}: {error}.") from error


def _environment() -> jinja2.sandbox.SandboxedEnvironment:
    return jinja2.sandbox.ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _names(source: str) -> set[str]:
    return jinja2.meta.find_undeclared_variables(_environment().parse(source))


def _line(text: str | None) -> str | None:
    # Metadata stands outside the article's boundary, so it may not open a line of its own.
    return " ".join(text.split()) if text else None


def _values(article: Article) -> dict[str, str | None]:
    return {
        "text": article.text,
        "published": article.published.isoformat() if article.published else None,
        "outlet": _line(article.outlet),
        "language": _line(article.language),
        "boundary": article.boundary,
    }


def _example(example: Example) -> dict[str, str | None]:
    return {
        "text": example.text,
        "published": example.published.isoformat() if example.published else None,
        "output": canonical(example.output).decode(),
    }


def parse(name: str, text: str) -> Source:
    """Parse one prompt file.

    Raises:
        PromptError: no front matter, an unknown key, text outside the blocks, a broken template.
    """
    text = text.replace("\r\n", "\n")
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        raise PromptError(f"Prompt {name}: no front matter.", next_step="Begin the file with '---', YAML, '---'.")
    return Source(name, front_matter(name, head), _blocks(name, body))


_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}(.*?)\{%-?\s*endblock(?:\s+\w+)?\s*-?%\}", re.DOTALL)


def _blocks(name: str, body: str) -> dict[str, str]:
    """The source of each block; blocks do not nest, and nothing stands outside them."""
    if outside := _BLOCK.sub("", body).strip():
        raise PromptError(
            f"Prompt {name}: text outside the blocks: {outside[:60]!r}.",
            next_step=f"Put it into one of the blocks {', '.join(BLOCKS)}.",
        )
    blocks: dict[str, str] = {}
    for block, source in _BLOCK.findall(body):
        if block not in BLOCKS or block in blocks:
            raise PromptError(f"Prompt {name}: block {block!r} is unknown or given twice.")
        try:
            _environment().compile(source)
        except jinja2.TemplateSyntaxError as error:  # unknown filters and tests too
            raise PromptError(f"Prompt {name}, block {block}, line {error.lineno}: {error.message}") from error
        blocks[block] = source.strip("\n")
    return blocks


def join(chain: Sequence[Source]) -> Source:
    """A prompt with what it extends, nearest first: blocks and front matter override."""
    matter: dict[str, Any] = {}
    blocks: dict[str, str] = {}
    for source in reversed(chain):
        matter |= source.matter
        blocks |= source.blocks
    if missing := [block for block in BLOCKS if block not in blocks]:
        raise PromptError(f"Prompt {chain[0].name}: no block {', '.join(missing)}.")
    return Source(chain[0].name, matter, blocks)
