"""Extract one article: request, validate, repair, ground, requote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial

from extractor.articles.article import Article, Unusable
from extractor.core.deadline import deadline
from extractor.core.errors import ArticleError, ErrorClass, Miss, UnsupportedFeature
from extractor.core.exchange import Complete, Completion, Request
from extractor.core.server_errors import Feature, error_in
from extractor.grounding.coding_checks import count_verdicts, mark
from extractor.grounding.grounding import Grounding
from extractor.prompts.output_modes import USUAL, OutputMode, Tool, ToolsMode, TurnForm
from extractor.prompts.replies import Call, Reading, read
from extractor.prompts.requests import CopiedStrings, RequestBuilder
from extractor.prompts.wire_schema import tool_name
from extractor.runs.correction import Corrected, Corrector
from extractor.runs.mode_search import ModeSearch
from extractor.runs.off_loop import amount, off_loop
from extractor.runs.result import Extraction
from extractor.schema.tables import drop_duplicates, table_models

STEP_NAMES = {"second look": "requote"}  # for people; the part of a request keeps the value that is recorded
REPAIRS = 2  # unless a setting says otherwise

Link = tuple[Request, Completion]
Chain = list[Link]


@dataclass(frozen=True)
class Extractor:
    """Converter of articles to extractions, live and from recordings alike.

    Attributes:
        requests: builds the requests.
        requote_tool: the tool of the second request for strings that were not found.
        complete: returns the completion of a request, from a recording or from the endpoint.
        search: finds the output mode of a live run; None where only recordings are read.
        modes: the output modes in which recordings are looked for, in this order, where there is no search.
        proven: tells whether the endpoint has answered a request of this run.
        deadline: seconds that all requests of one article may take together; None for no limit.
        repairs: re-requests at most while responses do not validate.
        corrector: holds values against their words; None to check nothing.
        mark: called with the id of the article that is worked on, and with '' when none is.
    """

    requests: RequestBuilder
    requote_tool: Tool
    complete: Complete
    search: ModeSearch | None = None
    modes: tuple[OutputMode, ...] = (ToolsMode(),)
    proven: Callable[[], bool] = lambda: True
    deadline: float | None = None
    repairs: int = REPAIRS
    corrector: Corrector | None = None
    mark: Callable[[str], None] = lambda _: None

    async def extract(self, item: Article | Unusable) -> Extraction:
        """Bring one article to its end: ok, failed or pending.

        Raises:
            Stop: every other article would fail in the same way.
        """
        try:
            if isinstance(item, Unusable):
                found = failed(item.name, None, item.error)
            elif self.search is None:
                found = await self._from_recordings(item)
            else:
                found = await self._live(item, self.search)
        finally:
            self.mark("")
        if found.table_names:
            return found
        return replace(found, table_names=tuple(table_models(self.requests.prompt.schema)))

    async def _from_recordings(self, item: Article) -> Extraction:
        """Extract an article in the first mode in which it is recorded."""
        pending = None
        for mode in self.modes:
            extraction = await self._extract(item, mode)
            if extraction.state != "pending":
                return extraction
            if pending is None or len(extraction.keys) > len(pending.keys):
                pending = extraction
        assert pending is not None
        return pending

    async def _live(self, item: Article, search: ModeSearch) -> Extraction:
        """Extract an article in the mode that was found, or find it.

        A server may refuse later what it took before (a router that changes its provider); the search then goes on.
        """
        while True:
            if not search.found:
                async with search.alone:
                    if not search.found:
                        return await self._first(item, search)
            mode = search.mode
            try:
                return await self._extract(item, mode)
            except UnsupportedFeature as error:
                if search.mode is mode:
                    search.step_down(error)

    async def _first(self, item: Article, search: ModeSearch) -> Extraction:
        """Extract an article while the mode is not known yet; from the first success on it is."""
        while True:
            try:
                extraction = await self._extract(item, search.mode)
            except UnsupportedFeature as error:
                search.step_down(error)
                continue
            if self.proven():
                search.settle()
            return extraction

    async def _extract(self, item: Article, mode: OutputMode) -> Extraction:
        chain: Chain = []
        requests = self.requests.in_mode(mode)
        try:
            async with deadline(self.deadline) if self.deadline else nullcontext():
                reading = await self.converse(item, requests, chain)
                assert reading.value is not None
                corrected = await self._correct(item, requests, reading, chain)
                repairs = sum(completion.status == 200 for _, completion in chain) - 1 - bool(corrected.notes)
                flags = await self._requote(item, requests, corrected.grounding, chain)
        except TimeoutError:
            assert self.deadline is not None
            return failed(item.name, item, out_of_time(self.deadline), chain)
        except ArticleError as error:
            return failed(item.name, item, error, chain)
        except Miss as error:
            kind = ErrorClass.NOT_RECORDED
            return Extraction(
                item.name, "pending", item, keys=_keys(chain), kind=kind, message=error.message, error=error
            )
        size = amount(item.text, chain[0][1].reply)
        done = await off_loop(size, partial(self._done, item, corrected, (*corrected.notes, *flags), chain=chain))
        return replace(done, repairs=repairs)

    def _done(self, item: Article, corrected: Corrected, notes: Sequence[str], *, chain: Chain) -> Extraction:
        """Return the result of an article from its last valid response, with the marks of the checks."""
        reading, grounding = corrected.reading, corrected.grounding
        assert reading.value is not None
        tables = tuple(table_models(type(reading.value)))
        counts = grounding.counts()
        coding, checks = corrected.coding, corrected.checks
        if coding is None or counts["asked_again"]:  # words that were requoted may say something else
            coding = grounding.dump(reading.value)
            checks = self.corrector.checker.check(coding, item) if self.corrector else ()
        coding, doubts = mark(coding, checks, tables)
        coding, dropped = drop_duplicates(coding, tables)
        lenient = tuple(f"read leniently: {way}" for way in reading.lenient)
        return Extraction(
            item.name,
            "ok",
            item,
            coding=coding,
            table_names=tables,
            quotes=counts,
            keys=_keys(chain),
            models=_models(chain),
            checks=count_verdicts(checks) if checks else {},
            flags=(*item.notes, *lenient, *notes, *doubts, *dropped),
        )

    async def converse(self, article: Article, requests: RequestBuilder, chain: Chain) -> Reading:
        """Send the initial request, and repairs while the response does not validate and repairs are left."""
        schema, tool = requests.prompt.schema, tool_name(requests.tool)
        request, repair = requests.initial(article), _Repair(requests)
        while True:
            completion = await self._complete(article, request, repair.problems)
            chain.append((request, completion))
            if repair.call and completion.status != 200:
                request = repair.in_another_form(completion, chain)
                continue
            call = requests.call(completion)
            reading = await off_loop(
                len(call.arguments), partial(read, call, schema, tool, {"published": article.published})
            )
            if reading.value is not None:
                return reading
            self._step_down_if_ignored(requests.mode, call, chain)
            if repair.count >= self.repairs:
                raise ArticleError(
                    f"Not valid after {self.repairs} repairs: {'; '.join(reading.problems)[:500]}",
                    error_class=ErrorClass.INVALID,
                )
            request = repair.following(call, reading.problems, chain)

    async def _correct(self, article: Article, requests: RequestBuilder, reading: Reading, chain: Chain) -> Corrected:
        assert reading.value is not None
        if self.corrector is None:
            grounding = await off_loop(
                amount(article.text, chain[-1][1].reply), partial(Grounding.of, reading.value, article)
            )
            return Corrected(reading, grounding)
        corrector = replace(self.corrector, attempts=min(1, self.repairs))
        return await corrector.correct(article, requests, reading, chain, partial(self._complete, article))

    def _step_down_if_ignored(self, mode: OutputMode, call: Call, chain: Chain) -> None:
        """Raise if a server took the function tool and ignored it, while another mode may still be tried.

        Invalid JSON in the content is a clear sign; plain text might be a slip, and is repaired first.
        """
        if call.id or mode.name != ToolsMode.name or not (self.search and self.search.searching):
            return
        if not call.problem or len(chain) > 1:
            model = self.requests.model
            raise UnsupportedFeature(f"{model} did not call the function.", feature=Feature.TOOLS)

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

    async def _requote(
        self, article: Article, requests: RequestBuilder, grounding: Grounding, chain: Chain
    ) -> tuple[str, ...]:
        """Request once more the strings that were not found; a poor response changes nothing."""
        if not grounding.not_found():
            return ()
        size = amount(article.text, chain[-1][1].reply)
        items = await off_loop(size, grounding.requote_items)
        request = requests.requote(article, self.requote_tool, items)
        reasons = [f"{item['string'][:60]!r} is not in the article" for item in items]
        completion = await self._complete(article, request, reasons)
        chain.append((request, completion))
        try:
            name = tool_name(self.requote_tool)
            reading = read(requests.mode.call(completion, name), CopiedStrings, name, {})
        except ArticleError as error:
            grounding.apply_requote(items, {})
            return (f"requote failed: {error.error_class}",)
        copied = reading.value.items if isinstance(reading.value, CopiedStrings) else []
        strings = {item.n: item.string for item in copied}
        await off_loop(size, partial(grounding.apply_requote, items, strings))
        return () if reading.value is not None else ("requote failed: invalid",)


@dataclass
class _Repair:
    """The last repair of a conversation: what it answers to, and how many there have been."""

    requests: RequestBuilder
    count: int = 0
    last: Request | None = None
    call: Call | None = None
    problems: tuple[str, ...] = ()
    form: TurnForm = USUAL

    def following(self, call: Call, problems: tuple[str, ...], chain: Chain) -> Request:
        """Return the next repair; one that is not the same as any request before."""
        self.last, self.call, self.problems = chain[-1][0], call, problems
        self.count += 1
        request, times = self._request(problems), 1
        while request.key in _keys(
            chain
        ):  # the same response to the same repair: without a change it would be read from its recording
            times += 1
            request = self._request((*problems, f"the same answer was given {times} times"))
        return request

    def in_another_form(self, rejection: Completion, chain: Chain) -> Request:
        """Return the repair with the model's turn in another form, since the server rejected the usual one.

        Raises:
            ArticleError: the other form has been tried, or there is none.
        """
        words = error_in(rejection.body or {}).message
        wants_reasoning = "reasoning_content" in words
        self.form = replace(self.form, reasoning=True) if wants_reasoning else replace(self.form, blank=True)
        request = self._request(self.problems)
        if request.key in _keys(chain):
            raise ArticleError(
                f"Not valid: {'; '.join(self.problems)[:300]}. The repair was rejected ({rejection.status}): "
                f"{words[:200]}",
                error_class=ErrorClass.INVALID,
            )
        return request

    def _request(self, problems: Sequence[str]) -> Request:
        assert self.last is not None
        assert self.call is not None
        return self.requests.repair(self.last, self.call, problems, self.count, form=self.form)


def _explained(miss: Miss, reasons: Sequence[str]) -> Miss:
    """Return the miss of a further request, with what the recorded response lacked."""
    if not reasons:
        return miss
    step = STEP_NAMES.get(miss.request.parts["step"], miss.request.parts["step"])
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


def out_of_time(seconds: float) -> ArticleError:
    """Build the error of an article whose requests took longer than they may."""
    return ArticleError(f"No end within {seconds:g} s.", error_class=ErrorClass.TRANSPORT, next_step="Run again.")


def failed(name: str, article: Article | None, error: ArticleError, chain: Sequence[Link] = ()) -> Extraction:
    """Return the result of an article that an error ended, after the requests of `chain`."""
    return Extraction(
        name, "failed", article, keys=_keys(chain), kind=error.error_class, message=str(error), error=error
    )
