"""Everything that can go wrong, as one tree; each error carries the facts that a person needs to act.

ExtractorError
|-- UsageError              what the user gave cannot be used; nothing was sent            exit 2
|   |-- SettingsError       environment, .env, options
|   |-- InputError          article files and their metadata
|   |-- PromptError         prompt files, examples, schemas
|   `-- StoreError          the store of recordings cannot be opened or trusted
|-- ArticleError            this article ends failed, the run goes on                      exit 3
|-- Miss                    not recorded, and this run may not ask: the article is pending exit 4
|-- Stop                    the run stops submitting; what is not finished is pending      exit 4
`-- TransportError          one send failed in a way that may pass; never leaves the provider
"""

from __future__ import annotations

from typing import Any


class ExtractorError(Exception):
    """The root of the tree.

    Attributes:
        message: what happened, in one line, naming the file and the field where there is one.
        next_step: what the reader can do about it; may be empty.
        facts: anything else worth knowing, as plain values.
    """

    exit_code = 2

    def __init__(self, message: str, *, next_step: str = "", **facts: Any) -> None:
        # A message may quote what a server sent; half of a surrogate pair could not be written.
        self.message = message.encode("utf-8", "backslashreplace").decode()
        super().__init__(self.message)
        self.next_step = next_step
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders; the default would lose the keyword arguments.
        return _rebuild, (type(self), self.message, self.next_step, self.facts)

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


def _rebuild(cls: type[ExtractorError], message: str, next_step: str, facts: dict[str, Any]) -> ExtractorError:
    return cls(message, next_step=next_step, **facts)


class UsageError(ExtractorError):
    """What the user gave cannot be used."""


class SettingsError(UsageError):
    """A setting is missing or malformed."""


class InputError(UsageError):
    """An input of articles as a whole is unusable."""


class PromptError(UsageError):
    """A prompt file, one of its examples, or its schema is wrong."""


class StoreError(UsageError):
    """The store of recordings cannot be opened, or is not what it was."""


class ArticleError(ExtractorError):
    """One article ends *failed*; `facts["kind"]` is its class in `failures.jsonl`."""

    exit_code = 3

    def __init__(self, message: str, *, kind: str, next_step: str = "", **facts: Any) -> None:
        super().__init__(message, next_step=next_step, kind=kind, **facts)

    @property
    def kind(self) -> str:
        """The class of the failure, one word."""
        return str(self.facts["kind"])


class Miss(ExtractorError):
    """A request has no recording and this run is not allowed to ask."""

    exit_code = 4


class Stop(ExtractorError):
    """Going on would fail for every article alike: stop submitting, keep what is done."""

    exit_code = 4


class TransportError(ExtractorError):
    """One send failed; another may succeed.

    `facts["kind"]` is the failure class if no attempt is left, `facts["wait"]` the seconds that
    the server asked for, if it did.
    """

    exit_code = 3
