"""Extract one article: request, validate, repair, ground, requote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from pydantic import BaseModel

from extractor.articles.article import Article, Unusable
from extractor.core.deadline import deadline
from extractor.core.errors import ArticleError, ErrorClass, Miss
from extractor.core.exchange import Complete, Completion, Request
from extractor.grounding.grounding import Grounding
from extractor.prompts.replies import read
from extractor.prompts.requests import CopiedStrings, RequestBuilder, Tool, tool_name
from extractor.runs.result import Extraction
from extractor.schema.tables import drop_duplicates, table_models

REPAIRS = 2  # unless a setting says otherwise

Link = tuple[Request, Completion]
Chain = list[Link]


@dataclass(frozen=True)
class Extractor:
    """Turns articles into extractions; live and from recordings alike.

    Attributes:
        requests: builds the requests.
        requote_tool: the tool of the second request for strings that were not found.
        complete: returns the completion of a request, from a recording or from the endpoint.
        deadline: seconds that all requests of one article may take together; None for no limit.
        repairs: re-requests at most while responses do not validate.
        mark: called with the id of the article that is worked on, and with '' when none is.
    """

    requests: RequestBuilder
    requote_tool: Tool
    complete: Complete
    deadline: float | None = None
    repairs: int = REPAIRS
    mark: Callable[[str], None] = lambda _: None

    async def extract(self, item: Article | Unusable) -> Extraction:
        """Bring one article to its end: ok, failed or pending.

        Raises:
            Stop: every other article would fail in the same way.
        """
        if isinstance(item, Unusable):
            return failed(item.name, None, item.error)
        chain: Chain = []
        try:
            return await self._extract(item, chain)
        finally:
            self.mark("")

    async def _extract(self, item: Article, chain: Chain) -> Extraction:
        try:
            async with deadline(self.deadline) if self.deadline else nullcontext():
                value = await self._converse(item, chain)
                grounding = Grounding.of(value, item)
                repairs = len(chain) - 1
                flags = await self._requote(item, grounding, chain)
        except TimeoutError:
            error = ArticleError(
                f"No end within {self.deadline:g} s.", error_class=ErrorClass.TRANSPORT, next_step="Run again."
            )
            return failed(item.name, item, error, chain)
        except ArticleError as error:
            return failed(item.name, item, error, chain)
        except Miss as error:
            kind = ErrorClass.NOT_RECORDED
            return Extraction(
                item.name, "pending", item, keys=_keys(chain), kind=kind, message=error.message, error=error
            )
        tables = tuple(table_models(self.requests.prompt.schema))
        coding, dropped = drop_duplicates(grounding.dump(value), tables)
        return Extraction(
            item.name,
            "ok",
            item,
            coding=coding,
            table_names=tables,
            quotes=grounding.counts(),
            keys=_keys(chain),
            repairs=repairs,
            models=_models(chain),
            flags=(*item.notes, *flags, *dropped),
        )

    async def _converse(self, article: Article, chain: Chain) -> BaseModel:
        """Send the initial request, and repairs while the response does not validate and repairs are left."""
        schema, tool = self.requests.prompt.schema, tool_name(self.requests.tool)
        request = self.requests.initial(article)
        problems: tuple[str, ...] = ()
        while True:
            completion = await self._complete(article, request, problems)
            chain.append((request, completion))
            reading = read(completion, schema, tool, {"published": article.published})
            if reading.value is not None:
                return reading.value
            problems = reading.problems
            if len(chain) > self.repairs:
                raise ArticleError(
                    f"Not valid after {self.repairs} repairs: {'; '.join(problems)[:500]}",
                    error_class=ErrorClass.INVALID,
                )
            request = self.requests.repair(request, completion, problems, len(chain))

    async def _complete(self, article: Article, request: Request, reasons: Sequence[str]) -> Completion:
        """Return the completion of a request; from then on this process is at work on the article.

        Args:
            reasons: why it is a further request; a message about a missing recording gives them.
        """
        self.mark("")  # while another process answers, this one works on no article
        try:
            completion = await self.complete(request)
        except Miss as miss:
            raise _explained(miss, reasons) from miss
        self.mark(article.id)
        return completion

    async def _requote(self, article: Article, grounding: Grounding, chain: Chain) -> tuple[str, ...]:
        """Request once more the strings that were not found; a poor response changes nothing."""
        items = grounding.requote_items()
        if not items:
            return ()
        request = self.requests.requote(article, self.requote_tool, items)
        reasons = [f"{item['string'][:60]!r} is not in the article" for item in items]
        completion = await self._complete(article, request, reasons)
        chain.append((request, completion))
        try:
            reading = read(completion, CopiedStrings, tool_name(self.requote_tool), {})
        except ArticleError as error:
            grounding.apply_requote(items, {})
            return (f"second look failed: {error.error_class}",)
        copied = reading.value.items if isinstance(reading.value, CopiedStrings) else []
        grounding.apply_requote(items, {item.n: item.string for item in copied})
        return () if reading.value is not None else ("second look failed: invalid",)


def _explained(miss: Miss, reasons: Sequence[str]) -> Miss:
    """Return the miss of a further request, with what the recorded response lacked."""
    if not reasons:
        return miss
    step = miss.request.parts["step"]
    return Miss(
        f"The recorded response needs a {step} that is not recorded: {'; '.join(reasons[:3])}.",
        requests=miss.requests,
    )


def _keys(chain: Sequence[Link]) -> tuple[str, ...]:
    return tuple(request.key for request, _ in chain)


def _models(chain: Chain) -> tuple[str, ...]:
    """Return the models that the responses name, each once, in order."""
    named = (completion.body.get("model") for _, completion in chain if completion.body)
    return tuple(dict.fromkeys(name.encode("utf-8", "replace").decode() for name in named if isinstance(name, str)))


def failed(name: str, article: Article | None, error: ArticleError, chain: Sequence[Link] = ()) -> Extraction:
    """Return the result of an article that an error ended, after the requests of `chain`."""
    return Extraction(
        name, "failed", article, keys=_keys(chain), kind=error.error_class, message=str(error), error=error
    )
