"""The exceptions of the package as one tree, and the classes of failed and pending articles.

ExtractorError
|-- UsageError              input or options that cannot be used; nothing was sent         exit 2
|   |-- SettingsError       environment, .env, options
|   |-- InputError          article files and their metadata
|   |-- PromptError         prompt files, examples, schemas
|   `-- StoreError          a store of recordings that cannot be opened or trusted
|-- ClassifiedError         an error with an ErrorClass                                    exit 3
|   |-- ArticleError        the article ends failed, the run goes on
|   `-- TransportError      one attempt failed, another may succeed; never leaves the client
|-- Miss                    not recorded, and this run sends nothing: article pending      exit 4
`-- Stop                    no further requests; articles not finished are pending         exit 4
    `-- UnsupportedFeature  a part of the request that the endpoint does not support
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from extractor.core.exchange import Request


class ErrorClass(StrEnum):
    """Class of a failed or pending article: the column `kind` of `failures.jsonl`. See docs/errors.md.

    Attributes:
        state: state of an article of this class, failed or pending.
        description: the cause, in one line.
        next_step: what the user can do about it.
    """

    state: str
    description: str
    next_step: str

    def __new__(cls, value: str, state: str = "", description: str = "", next_step: str = "") -> Self:
        """Make the member of a value with its three attributes."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.state, member.description, member.next_step = state, description, next_step
        return member

    EMPTY = (
        "empty",
        "failed",
        "No text, or only invisible characters; a scanned PDF.",
        "Fill it, remove it, or run text recognition.",
    )
    TOO_LONG = (
        *("too_long", "failed"),
        "The text exceeds `EXTRACTOR_MAX_CHARS`, the file 50 MB, or the request the model's context.",
        "Split the article, raise `EXTRACTOR_MAX_CHARS`, or use a model with a larger context.",
    )
    NOT_TEXT = (
        *("not_text", "failed"),
        "A binary file (an image, an archive), HTML that cannot be parsed; a document without the extra `documents`.",
        "`pip install 'incident-extractor[documents]'` for documents; otherwise export the text to a `.txt` file.",
    )
    BAD_ENCODING = (
        *("bad_encoding", "failed"),
        "The encoding of the text is not known, or it contains half of a surrogate pair.",
        "Save it as UTF-8.",
    )
    UNREADABLE = (
        *("unreadable", "failed"),
        "The file cannot be opened, a document is damaged or has a password, or HTML takes too long to parse.",
        "Check its permissions; save a document without a password, a page again from a browser.",
    )
    HELD_BACK = (
        *("held_back", "failed"),
        "A page that is no article: a paywall, a consent wall, an error, a bare link, or less than a paragraph.",
        "Save the whole page, or send it as it is with `--send-held-back`.",
    )
    REFUSED = (
        *("refused", "failed"),
        "A link, pipe or device instead of a file, or an id that is empty or longer than 1,000 characters.",
        "Put the file itself there, or give the article another id.",
    )
    BAD_METADATA = (
        *("bad_metadata", "failed"),
        "The date of publication is not a date, or a value contains half of a surrogate pair.",
        "Correct it in the metadata; dates are written `YYYY-MM-DD`.",
    )
    BAD_LINE = (
        *("bad_line", "failed"),
        "A line of a `.jsonl` file is not a JSON object with a string `text`.",
        'Write one object per line: `{"id": ..., "text": ...}`.',
    )
    TRANSPORT = (
        *("transport", "failed"),
        "No usable response after all attempts, or not within `EXTRACTOR_DEADLINE`.",
        "Run again: what is recorded is kept. If it recurs, check the endpoint with `extractor doctor`.",
    )
    BAD_RESPONSE = (
        *("bad_response", "failed"),
        "The response is not a chat completion.",
        "Check `OPENAI_BASE_URL`, then run again.",
    )
    RESPONSE_TOO_LARGE = (
        *("response_too_large", "failed"),
        "The response exceeds `EXTRACTOR_MAX_REPLY_BYTES`.",
        "Raise the limit if the response can be that large, then run again.",
    )
    REJECTED = (
        *("rejected", "failed"),
        "The endpoint rejected this request (status 400 or 422).",
        "Read the message; check the model's support for function calling with `extractor doctor`.",
    )
    LENGTH = (
        *("length", "failed"),
        "The response was cut off at the limit of output tokens.",
        "Set a higher `max_completion_tokens` in the prompt, or use another model.",
    )
    CONTENT_FILTER = (
        *("content_filter", "failed"),
        "The provider's content filter cut off the response.",
        "Use another model or provider.",
    )
    REFUSAL = "refusal", "failed", "The model refused to answer.", "Use another model."
    MULTIPLE_CALLS = (
        *("multiple_calls", "failed"),
        "The response contains several choices or function calls instead of one.",
        "Use another model.",
    )
    WRONG_TOOL = (
        *("wrong_tool", "failed"),
        "The response calls a function that the request does not define.",
        "Use another model.",
    )
    TOO_BIG = (
        *("too_big", "failed"),
        "The arguments of the function call exceed 2,000,000 characters.",
        "Split the article, or use another model.",
    )
    INVALID = (
        *("invalid", "failed"),
        "The response is still invalid for the schema after all repairs.",
        "Read the validation errors in the message; use another model, or change the prompt.",
    )
    DAMAGED_RECORDING = (
        *("damaged_recording", "failed"),
        "A stored response is not what was written.",
        "See `extractor cache verify`; `extractor cache prune --damaged` removes it.",
    )
    CRASHED = (
        *("crashed", "failed"),
        "The worker process died on this article, twice.",
        "Look for anything unusual in its text or its recorded response; the other articles are done.",
    )
    NOT_RECORDED = (
        *("not_recorded", "pending"),
        "No recording of a request, in a run that sends nothing.",
        "Run without `--offline` to send it.",
    )
    STOPPED = (
        *("stopped", "pending"),
        "The run stopped before this article: key, quota, budget, network or Ctrl-C.",
        "Remove the cause named in the message, then run again: what is recorded is kept.",
    )


class ExtractorError(Exception):
    """Base class of all errors of this package.

    Attributes:
        message: the cause in one line, naming the file and the field where there is one.
        next_step: what the user can do about it; may be empty.
    """

    exit_code = 2

    def __init__(self, message: str, *, next_step: str = "") -> None:
        # A message may quote a response; half of a surrogate pair could not be written.
        self.message = message.encode("utf-8", "backslashreplace").decode()
        super().__init__(self.message)
        self.next_step = next_step

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors are sent between processes; the default would call __init__ without the keyword arguments.
        return _rebuild, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


def _rebuild(cls: type[ExtractorError], args: tuple[Any, ...], fields: dict[str, Any]) -> ExtractorError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(fields)
    return error


class UsageError(ExtractorError):
    """Input or options that cannot be used."""


class SettingsError(UsageError):
    """A setting that is missing, unknown or malformed."""


class InputError(UsageError):
    """An input of articles that is unusable as a whole."""


class PromptError(UsageError):
    """An error in a prompt file, one of its examples, or its schema."""


class StoreError(UsageError):
    """A store of recordings that cannot be opened or has changed on disk."""


class ClassifiedError(ExtractorError):
    """An error of one article or one attempt, with its class.

    Attributes:
        error_class: class of the failure; rows hold it in the column `kind`.
        wait: seconds to wait that the server gave; 0 if none.
        possibly_billed: True if the provider may charge for the failed request.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        error_class: ErrorClass,
        next_step: str = "",
        wait: float = 0.0,
        possibly_billed: bool = False,
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.error_class = error_class
        self.wait, self.possibly_billed = wait, possibly_billed


class ArticleError(ClassifiedError):
    """One article ends failed; the run goes on."""


class TransportError(ClassifiedError):
    """One attempt failed; another may succeed. Without attempts left it becomes an `ArticleError`."""


class Miss(ExtractorError):
    """Requests without a recording, in a run that sends nothing.

    Attributes:
        requests: the requests that are not recorded, where they are known.
    """

    exit_code = 4

    def __init__(self, message: str, *, requests: Sequence[Request] = (), next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.requests = tuple(requests)

    @property
    def request(self) -> Request:
        """The first request that is not recorded."""
        return self.requests[0]


class Stop(ExtractorError):
    """Every further article would fail in the same way: the run sends nothing more and keeps what is done.

    Attributes:
        rejected: True if the server answered and did not accept the request.
    """

    exit_code = 4

    def __init__(self, message: str, *, next_step: str = "", rejected: bool = False) -> None:
        super().__init__(message, next_step=next_step)
        self.rejected = rejected


class UnsupportedFeature(Stop):
    """The endpoint does not support a part of the request; another output mode may be accepted.

    Attributes:
        feature: a value of `extractor.core.server_errors.Feature`.
    """

    def __init__(self, message: str, *, feature: str, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step, rejected=True)
        self.feature = feature
