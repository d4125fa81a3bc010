"""Parse prompt files and render them with Jinja.

A prompt is Markdown with YAML front matter and four Jinja blocks. `system`, `rules` and
`examples` become the system message, `user` the user message: roles are fixed before anything
is rendered, so no article can forge one. A variant `extends` a prompt and overrides blocks.
Templates are sandboxed, undefined names are errors, and an article enters only as a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import jinja2
import jinja2.meta
import jinja2.sandbox
import yaml
from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.canonical import canonical, digest
from extractor.core.errors import PromptError
from extractor.schema.checked_fields import CheckedFields

_KEYS = {"description", "extends", "schema", "examples", "parameters", "variables", "strict", "mode", "checks", "notes"}
# The model, the messages and the tool are what a prompt file and the run decide between them;
# a parameter that overrode one of them would make a request that no miss could explain.
_RESERVED = {"model", "messages", "tools", "tool_choice", "response_format", "stream", "n"}


@dataclass(frozen=True)
class Example:
    """A worked example: an article and its correct value."""

    text: str
    published: date | None
    output: Mapping[str, Any]


def front_matter(name: str, head: str) -> dict[str, Any]:
    """Return the front matter of a prompt.

    Raises:
        PromptError: not YAML, an unknown key, a value of the wrong kind.
    """
    try:
        matter = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PromptError(f"Prompt {name}: front matter is not YAML: {error}") from error
    if not isinstance(matter, dict):
        raise PromptError(f"Prompt {name}: front matter is not a list of 'key: value'.")
    if unknown := sorted(map(str, matter.keys() - _KEYS)):
        raise PromptError(
            f"Prompt {name}: unknown key {', '.join(unknown)}.", next_step=f"Known: {', '.join(sorted(_KEYS))}."
        )
    _check_matter(name, matter)
    return matter


def _check_matter(name: str, matter: Mapping[str, Any]) -> None:
    for key in ("parameters", "variables"):
        value = matter.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(inner, str) for inner in value):
            raise PromptError(f"Prompt {name}: {key} is not a list of 'key: value'.")
        try:
            canonical(value)
        except (TypeError, ValueError) as error:
            raise PromptError(f"Prompt {name}: {key}: {error}.", next_step="Quote it, or give a number.") from error
    for key in ("extends", "schema", "examples"):
        if not isinstance(matter.get(key) or "", str):
            raise PromptError(f"Prompt {name}: {key} is not text.")
    if taken := sorted(_RESERVED & set(matter.get("parameters") or {})):
        raise PromptError(f"Prompt {name}: parameters may not set {', '.join(taken)}.")


def parse_examples(name: str, text: str) -> tuple[Example, ...]:
    """Parse a file of worked examples: a JSON list of `{"text", "published", "output"}`.

    JSON and not YAML: YAML would read the country code NO as false and a date as an object.

    Raises:
        PromptError: not such a list.
    """
    try:
        items = json.loads(text)
        canonical(items)
        if not isinstance(items, list) or not all(isinstance(item["text"], str) for item in items):
            raise TypeError("not a list of objects with a string 'text'")  # noqa: TRY301  # reported below
        return tuple(
            Example(
                item["text"],
                date.fromisoformat(item["published"]) if item["published"] else None,
                item["output"],
            )
            for item in items
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PromptError(
            f"Examples {name}: {error!r}.",
            next_step='Write a JSON list of {"text": ..., "published": "YYYY-MM-DD" or null, "output": {...}}.',
        ) from error


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
        mode: the output mode; see `output_modes`.
        checks: the fields whose values are held against their words.
    """

    name: str
    schema: type[BaseModel]
    schema_name: str
    blocks: Mapping[str, str]
    examples: tuple[Example, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = True
    mode: str = "auto"
    checks: tuple[CheckedFields, ...] = ()

    @cached_property
    def _fixed(self) -> dict[str, str]:
        """Return the blocks without an article, rendered."""
        return {block: self._render(block, {}) for block in ("system", "rules", "examples")}

    @cached_property
    def system(self) -> str:
        """Return the system message: the same for every article, so that providers can cache it."""
        return "\n\n".join(part for part in self._fixed.values() if part)

    def user(self, article: Article) -> str:
        """Return the user message for an article."""
        return self._render("user", {"article": _values(article)})

    @cached_property
    def texts(self) -> dict[str, str]:
        """Return each block as it is sent; `user` with an article whose text is `x`."""
        return {**self._fixed, "user": self.user(Article("x", "x"))}

    @cached_property
    def digests(self) -> dict[str, str]:
        """Return a short digest of each block, to tell which one differs between two requests."""
        return {block: digest("block/1", text)[:16] for block, text in self.texts.items()}

    def undeclared(self) -> dict[str, set[str]]:
        """Return the names that a block uses and nothing provides."""
        missing: dict[str, set[str]] = {}
        for block, source in self.blocks.items():
            given = {"examples", *self.variables} | ({"article"} if block == "user" else set())
            if names := _names(source) - given:
                missing[block] = names
        return missing

    def unused(self) -> set[str]:
        """Return declared variables that no block uses; `article` and `examples` count as declared."""
        used = set().union(*(_names(source) for source in self.blocks.values()))
        declared = {"article", *self.variables} | ({"examples"} if self.examples else set())
        return declared - used

    @cached_property
    def _shown(self) -> list[dict[str, str | None]]:
        """Return the worked examples for templates; made once, not for every article."""
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
    # Metadata is outside the article's boundary, so it may not start a line of its own.
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
    """Return the source of each block; blocks do not nest, and there is no text outside them."""
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
    """Join a prompt with those it extends, nearest first: its blocks and front matter override."""
    matter: dict[str, Any] = {}
    blocks: dict[str, str] = {}
    for source in reversed(chain):
        matter |= source.matter
        blocks |= source.blocks
    if missing := [block for block in BLOCKS if block not in blocks]:
        raise PromptError(f"Prompt {chain[0].name}: no block {', '.join(missing)}.")
    return Source(chain[0].name, matter, blocks)
