"""Hold the conversation about one article until its response is valid: repairs, single items, the rest of a cut one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, ErrorClass
from extractor.core.exchange import Completion, Request
from extractor.core.server_errors import error_in
from extractor.prompts.output_modes import USUAL, TurnForm
from extractor.prompts.replies import Call, cut_call, with_value
from extractor.prompts.requests import RequestBuilder
from extractor.prompts.valid_items import (
    ValidPart,
    complete_part,
    count_items,
    item_json,
    joined,
    valid_part,
    with_answers,
)
from extractor.prompts.validation import MAX_PROBLEMS
from extractor.prompts.values import Reading, plain_value, read
from extractor.prompts.wire_schema import tool_name
from extractor.runs.off_loop import off_loop
from extractor.schema.rows import LeftOutRow
from extractor.schema.tables import table_models

MAX_ITEMS = 40  # wrong items that one request asks for
MAX_VALUE = 10_000  # characters of an item that is left out, in `failures`
MAX_CONTINUATIONS = 8  # requests for the rest of one response at most; each must bring an item

Link = tuple[Request, Completion]
Chain = list[Link]
Send = Callable[[Request, Sequence[str]], Awaitable[Completion]]


class Build(Protocol):
    """Builder of a further request from the problems that it names and the form of the model's turn."""

    def __call__(self, problems: Sequence[str], *, form: TurnForm) -> Request:
        """Build the request."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a response that is in no row.

    Attributes:
        error_class: `invalid`, or the class of the error by which the rest is missing.
        reason: what is wrong with it.
        item: its path in the value (`incidents.2`); empty for the rest of a response that was cut.
        value: the item as the model gave it, as JSON.
    """

    error_class: ErrorClass
    reason: str
    item: str = ""
    value: str = ""

    def row(self) -> LeftOutRow:
        """Return the members by which it differs from the other rows of its article in `failures`."""
        return {"kind": self.error_class.value, "message": self.reason, "item": self.item, "value": self.value}


@dataclass(frozen=True)
class Answer:
    """The end of a conversation.

    Attributes:
        reading: a valid value.
        call: the value as the model's turn of a further request.
        left_out: what is not in the value.
        notes: for the reader of the rows.
    """

    reading: Reading
    call: Call
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Conversation:
    """The requests about one article up to a valid value.

    Attributes:
        article: that is extracted.
        requests: builds the requests.
        chain: the requests so far and their completions; each new one is added.
        send: returns the completion of a request, which is sent for the given reasons.
        repairs: re-requests at most while responses do not validate.
        is_recorded: tells whether the response to a request of this key is recorded. Earlier versions repaired the
            whole value where an item was wrong; what they recorded is used and not paid for again.
        on_invalid: called with the first response that is not valid.
        count: number of repairs so far.
        form: the form of the model's own turn that the server takes.
    """

    article: Article
    requests: RequestBuilder
    chain: Chain
    send: Send
    repairs: int
    is_recorded: Callable[[str], bool]
    on_invalid: Callable[[Call, Chain], None]
    count: int = field(default=0, init=False)
    form: TurnForm = field(default=USUAL, init=False)

    async def hold(self) -> Answer:
        """Send the initial request, and further ones while the response is not valid and repairs are left.

        Raises:
            ArticleError: there is no valid value, nor a valid item.
            Miss, Stop: see `Extractor.extract`.
        """
        completion = await self._send(self.requests.initial(self.article), ())
        while True:
            try:
                call = self.requests.call(completion)
            except ArticleError as error:
                return await self._continue(completion, error)
            reading = await self._read(call)
            if reading.value is not None:
                return Answer(reading, call)
            self.on_invalid(call, self.chain)
            build = partial(self.requests.repair, self.chain[-1][0], call, link=self.count + 1)
            part = await self._valid_part(reading.plain)
            if part and (self.count >= self.repairs or not self._is_recorded(build, reading.problems)):
                return await self._repair_items(part, call, reading.lenient)
            if self.count >= self.repairs:
                problems = "; ".join(reading.problems)[:500]
                raise ArticleError(
                    f"Not valid after {self.repairs} repairs: {problems}", error_class=ErrorClass.INVALID
                )
            self.count += 1
            completion = await self._send_further(build, reading.problems)

    def _is_recorded(self, build: Build, problems: Sequence[str]) -> bool:
        return self.is_recorded(build(problems, form=self.form).key)

    async def _repair_items(self, part: ValidPart, call: Call, lenient: tuple[str, ...]) -> Answer:
        """Request the wrong items of a value alone, while repairs are left; those that stay wrong are left out."""
        times: Counter[str] = Counter()
        failure: ArticleError | None = None
        while part.wrong and self.count < self.repairs:
            self.count += 1
            asked = sorted(part.wrong, key=lambda item: times[item.path])[:MAX_ITEMS]
            paths = [item.path for item in asked]
            times.update(paths)
            room = max(1, MAX_PROBLEMS // len(asked))
            problems = [problem for item in asked for problem in item.problems[:room]]
            build = partial(self.requests.item_repair, self.chain[-1][0], call, items=paths)
            try:
                answer = await self._plain(await self._send_further(build, problems))
            except ArticleError as error:  # the valid items are kept whatever becomes of the others
                if error.error_class is not ErrorClass.INVALID:
                    failure = error
                    break
                continue
            part = await self._valid_part(with_answers(part, asked, answer)) or part
            call = with_value(call, part.plain)
        ended = f" The request for it failed: {failure.message}" if failure else ""
        left_out = tuple(
            LeftOut(
                ErrorClass.INVALID,
                "; ".join(item.problems)[:500] + ended,
                item.path,
                value=item_json(item.value)[:MAX_VALUE],
            )
            for item in part.wrong
        )
        if left_out:
            call = with_value(call, part.value.model_dump(mode="json"))
        return Answer(Reading(part.value, lenient=lenient), call, left_out=left_out, notes=part.notes)

    async def _continue(self, completion: Completion, error: ArticleError) -> Answer:
        """Keep what is complete of a response that was cut at the token limit, and request the rest.

        Raises:
            ArticleError: the given one, if the response was not cut or holds no complete item.
        """
        schema, number = self.requests.prompt.schema, 0
        cut = cut_call(completion) if error.error_class is ErrorClass.LENGTH and self.repairs else None
        plain = self._complete(cut)
        if cut is None or not count_items(plain, schema):
            raise error
        missing: ArticleError | None = error
        stages = [plain]
        while missing and number < MAX_CONTINUATIONS:
            number += 1
            shown = with_value(cut, plain)
            build = partial(self.requests.continuation, self.chain[-1][0], shown, number=number)
            more, missing = await self._rest(build, missing)
            longer = joined(plain, more, schema)
            if longer == plain:
                break
            plain = longer
            stages.append(plain)
        part = None
        while stages and part is None:  # a part of the rest that makes the whole invalid is not taken
            part = await self._valid_part({**{name: [] for name in table_models(schema)}, **stages.pop()}, cut=True)
            missing = missing or (None if part else error)
        if part is None:
            raise error
        answer = await self._repair_items(part, with_value(cut, part.plain), ())
        rest = LeftOut(missing.error_class, f"The rest is missing. {missing.message}") if missing else None
        note = f"the response was cut at the token limit; further requests for the rest: {number}"
        left_out = (*answer.left_out, rest) if rest else answer.left_out
        return replace(answer, left_out=left_out, notes=(*answer.notes, note))

    async def _rest(self, build: Build, reason: ArticleError) -> tuple[Any, ArticleError | None]:
        """Return what a continuation brings, and the error by which there is still something missing; None for none."""
        try:
            completion = await self._send_further(build, [reason.message])
        except ArticleError as error:
            return None, error
        try:
            return self._rows(await self._plain(completion)), None
        except ArticleError as error:
            return self._complete(cut_call(completion) if error.error_class is ErrorClass.LENGTH else None), error

    def _rows(self, plain: Any) -> Any:
        """Return a value that has tables; raise `ArticleError` for anything else."""
        names = table_models(self.requests.prompt.schema)
        tables = [plain[name] for name in names if name in plain] if isinstance(plain, dict) else []
        if not tables or not all(isinstance(table, list) for table in tables):
            raise ArticleError("The answer to the request for the rest has none.", error_class=ErrorClass.INVALID)
        return plain

    def _complete(self, cut: Call | None) -> dict[str, Any]:
        return (complete_part(cut.arguments) if cut else None) or {}

    async def _plain(self, completion: Completion) -> Any:
        """Return the JSON value of a response; raise `ArticleError` where it has none."""
        call, schema = self.requests.call(completion), self.requests.prompt.schema
        try:
            work = partial(plain_value, call.arguments, schema, tool_name(self.requests.tool))
            plain, _ = await off_loop(len(call.arguments), work)
        except (ValueError, RecursionError):
            problem = call.problem or "not valid JSON"
            raise ArticleError(f"Not valid: {problem}.", error_class=ErrorClass.INVALID) from None
        return plain

    async def _read(self, call: Call) -> Reading:
        schema, tool = self.requests.prompt.schema, tool_name(self.requests.tool)
        return await off_loop(len(call.arguments), partial(read, call, schema, tool, self._context))

    async def _valid_part(self, plain: Any, *, cut: bool = False) -> ValidPart | None:
        size = len(self.chain[-1][1].reply)
        return await off_loop(size, partial(valid_part, self.requests.prompt.schema, plain, self._context, cut=cut))

    @property
    def _context(self) -> dict[str, Any]:
        return {"published": self.article.published}

    async def _send(self, request: Request, reasons: Sequence[str]) -> Completion:
        completion = await self.send(request, reasons)
        self.chain.append((request, completion))
        return completion

    async def _send_further(self, build: Build, problems: Sequence[str]) -> Completion:
        """Send a further request that is not the same as any before, in a form of the model's turn that is accepted.

        Raises:
            ArticleError: the server rejects it in every form.
        """
        request, times = build(problems, form=self.form), 1
        while request.key in keys_of(self.chain):
            # The same response to the same repair: without a change it would be read from its recording.
            times += 1
            request = build((*problems, f"the same answer was given {times} times"), form=self.form)
        completion = await self._send(request, problems)
        while completion.status != 200:
            words = error_in(completion.body or {}).message
            wants_reasoning = "reasoning_content" in words
            self.form = replace(self.form, reasoning=True) if wants_reasoning else replace(self.form, blank=True)
            request = build(problems, form=self.form)
            if request.key in keys_of(self.chain):
                raise ArticleError(
                    f"Not valid: {'; '.join(problems)[:300]}. The repair was rejected ({completion.status}): "
                    f"{words[:200]}",
                    error_class=ErrorClass.INVALID,
                )
            completion = await self._send(request, problems)
        return completion


def keys_of(chain: Sequence[Link]) -> tuple[str, ...]:
    """Return the keys of the requests of a conversation."""
    return tuple(request.key for request, _ in chain)
