"""The heart: one article in, its incidents out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from pydantic import BaseModel

from extractor.articles.article import Article, Unusable
from extractor.core.deadline import deadline
from extractor.core.errors import ArticleError, ErrorClass, Miss
from extractor.core.exchange import Complete, Completion, Request
from extractor.grounding.grounding import Grounding
from extractor.prompts.replies import Reading, read
from extractor.prompts.requests import CopiedStrings, RequestBuilder, Tool, tool_name
from extractor.runs.result import Extraction
from extractor.schema.tables import drop_duplicates, table_models

REPAIRS = 2

Repair = Callable[..., Awaitable[Reading]]
Link = tuple[Request, Completion]
Chain = list[Link]


@dataclass(frozen=True)
class Extractor:
    """Turns articles into extractions.

    Attributes:
        asking: makes the requests.
        look_tool: the tool of the second look for strings that were not found.
        complete: the seam.
        repair: drives repairs that must really be asked; None where only recordings answer.
        recorded: whether a request has a recording, so that `repair` need not drive it.
        deadline: seconds that all requests of one article may take together; None for no limit.
        mark: told which article is worked on, and '' when none is.
    """

    asking: RequestBuilder
    look_tool: Tool
    complete: Complete
    repair: Repair | None = None
    recorded: Callable[[Request], bool] = lambda _: True
    deadline: float | None = None
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
                flags = await self._look_again(item, grounding, chain)
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
        tables = tuple(table_models(self.asking.prompt.schema))
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
        """Ask, and ask again while the reply is not valid and repairs are left."""
        tool = tool_name(self.asking.tool)
        context = {"published": article.published}

        def understand(completion: Completion) -> Reading:
            return read(completion, self.asking.prompt.schema, tool, context)

        request = self.asking.first(article)
        reading = Reading(None)
        while len(chain) <= REPAIRS:
            if chain:
                self.mark("")  # while another process answers, this one is at no article
            completion = await self._answer(article, request, reading.problems)
            chain.append((request, completion))
            reading = understand(completion)
            if reading.value is not None:
                return reading.value
            request = self.asking.again(request, completion, reading.problems, len(chain))
            if self.repair and len(chain) <= REPAIRS and not self.recorded(request):
                reading = await self.repair(
                    chain, reading, complete=self.complete, read=understand, again=self.asking.again, limit=REPAIRS
                )
                break
        return _value(reading, len(chain) - 1)

    async def _answer(self, article: Article, request: Request, why: Sequence[str]) -> Completion:
        """What the seam says; from then on this process is at the article."""
        try:
            completion = await self.complete(request)
        except Miss as miss:
            raise _because(miss, why) from miss
        self.mark(article.id)
        return completion

    async def _look_again(self, article: Article, grounding: Grounding, chain: Chain) -> tuple[str, ...]:
        """Ask once for the strings that stand nowhere; a poor answer costs nothing that is there."""
        items = grounding.items()
        if not items:
            return ()
        request = self.asking.second_look(article, self.look_tool, items)
        self.mark("")
        why = [f"{item['string'][:60]!r} does not stand in the article" for item in items]
        completion = await self._answer(article, request, why)
        chain.append((request, completion))
        try:
            reading = read(completion, CopiedStrings, tool_name(self.look_tool), {})
        except ArticleError as error:
            grounding.settle(items, {})
            return (f"second look failed: {error.error_class}",)
        answer = reading.value
        copied = answer.items if isinstance(answer, CopiedStrings) else []
        grounding.settle(items, {item.n: item.string for item in copied})
        return () if answer is not None else ("second look failed: invalid",)


def _because(miss: Miss, problems: Sequence[str]) -> Miss:
    """The miss of a further request, with what the recorded reply lacked."""
    if not problems:
        return miss
    step = miss.request.parts["step"]
    return Miss(
        f"The recorded reply needs a {step} that is not recorded: {'; '.join(problems[:3])}.", requests=miss.requests
    )


def _value(reading: Reading, repairs: int) -> BaseModel:
    if reading.value is None:
        problems = "; ".join(reading.problems)[:500]
        raise ArticleError(f"Not valid after {repairs} repairs: {problems}", error_class=ErrorClass.INVALID)
    return reading.value


def _keys(chain: Sequence[Link]) -> tuple[str, ...]:
    return tuple(request.key for request, _ in chain)


def _models(chain: Chain) -> tuple[str, ...]:
    """The models that the replies name, each once, in order."""
    named = (completion.body.get("model") for _, completion in chain if completion.body)
    return tuple(dict.fromkeys(name.encode("utf-8", "replace").decode() for name in named if isinstance(name, str)))


def failed(name: str, article: Article | None, error: ArticleError, chain: Sequence[Link] = ()) -> Extraction:
    """How an article ends that an error ended, after the requests of `chain`."""
    return Extraction(
        name, "failed", article, keys=_keys(chain), kind=error.error_class, message=str(error), error=error
    )
