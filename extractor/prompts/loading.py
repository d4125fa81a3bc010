"""Find prompt files, follow what they extend, import the schema that they name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from extractor.core.errors import PromptError, SettingsError
from extractor.core.package_data import PROMPTS
from extractor.prompts.output_modes import AUTO, mode_of
from extractor.prompts.prompt import Example, Prompt, Source, join, parse, parse_examples
from extractor.prompts.schema_modules import import_near, without_package
from extractor.schema.checked_fields import CODEBOOK, CheckedFields, read_checks
from extractor.schema.codebook import Coding


def locate(name: str, near: Path | None = None) -> Path:
    """Find the file of a prompt, given as a path or by name (beside `near`, in `prompts/`, bundled).

    Raises:
        PromptError: there is none; the message lists the names there are.
    """
    if name.endswith(".md") and Path(name).is_file():
        return Path(name)
    folders = [folder for folder in (near, Path("prompts"), PROMPTS) if folder]
    for folder in folders:
        if "/" not in name and (folder / f"{name}.md").is_file():
            return folder / f"{name}.md"
    known = sorted({path.stem for folder in folders for path in folder.glob("*.md")})
    raise PromptError(f"No prompt {name!r}.", next_step=f"There are: {', '.join(known)}; or give a path to a .md file.")


def load_prompt(name: str, schema_near: Path | None = None) -> Prompt:
    """Load a prompt by name or path; its schema is looked for beside it, or beside the prompt file `schema_near`.

    Raises:
        PromptError: see `extractor.prompts.prompt`; also an `extends` that goes in a circle, examples that
            are not there, a schema that cannot be imported.
    """
    path = locate(name)
    chain = [_source(path)]
    folders = [path.parent]
    while parent := chain[-1].matter.get("extends"):
        parent_path = locate(str(parent), near=folders[-1])
        if parent_path.stem in [source.name for source in chain]:
            raise PromptError(f"Prompt {path}: extends goes in a circle at {parent_path.stem}.")
        chain.append(_source(parent_path))
        folders.append(parent_path.parent)
    joined = join(chain)
    schema_name = str(joined.matter.get("schema") or "")
    schema = load_schema(schema_name, schema_near or path)
    return Prompt(
        name=joined.name,
        schema=schema,
        schema_name=schema_name,
        blocks=joined.blocks,
        examples=_examples(chain, folders),
        parameters=joined.matter.get("parameters") or {},
        variables=joined.matter.get("variables") or {},
        strict=bool(joined.matter.get("strict", True)),
        mode=_mode(joined.matter.get("mode"), path),
        checks=_checks(joined.matter.get("checks"), schema, path),
    )


def _checks(given: object, schema: type[BaseModel], path: Path) -> tuple[CheckedFields, ...]:
    """Return the fields that are checked: those of the codebook, and those that the prompt file names."""
    own = CODEBOOK if issubclass(schema, Coding) else ()
    try:
        return (*own, *read_checks(given, schema))
    except ValueError as error:
        raise PromptError(
            f"Prompt {path}: checks: {error}.",
            next_step="Write a list such as `- {number: attacks.killed, words: attacks.killed_text}`.",
        ) from error


def _mode(given: object, path: Path) -> str:
    """Return the output mode of a prompt file, or `auto`."""
    try:
        return str(given or AUTO) if mode_of(str(given or AUTO)) else AUTO
    except SettingsError as error:
        raise PromptError(f"Prompt {path}: mode: {error.message}", next_step=error.next_step) from error


def _examples(chain: Sequence[Source], folders: Sequence[Path]) -> tuple[Example, ...]:
    """Return the worked examples that the nearest prompt of the chain names, from beside its file."""
    for source, folder in zip(chain, folders, strict=True):
        if "examples" in source.matter:
            name = source.matter["examples"]
            return parse_examples(name, _read(folder / name)) if name else ()
    return ()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: {error}.") from error


def _source(path: Path) -> Source:
    return parse(path.stem, _read(path))


def load_schema(name: str, prompt: Path) -> type[BaseModel]:
    """Import the Pydantic model `package.module:Model`; modules beside the prompt file can be imported.

    Raises:
        PromptError: no such module or model, or not a Pydantic model.
    """
    module, _, model = name.partition(":")
    try:
        found = getattr(import_near(module, prompt.parent), model)
    except (ImportError, AttributeError, NameError, SyntaxError, TypeError, ValueError) as error:
        raise PromptError(
            f"Prompt {prompt}: schema {name!r} cannot be imported: {without_package(str(error))}.",
            next_step="Write schema: package.module:Model.",
        ) from error
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise PromptError(f"Prompt {prompt}: schema {name!r} is not a Pydantic model.")
    return found
