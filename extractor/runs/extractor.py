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
from extractor.core.server_errors import Feature
from extractor.grounding.coding_checks import count_verdicts, mark
from extractor.grounding.grounding import Grounding
from extractor.prompts.output_modes import OutputMode, Tool, ToolsMode
from extractor.prompts.replies import Call
from extractor.prompts.requests import CopiedStrings, RequestBuilder
from extractor.prompts.values import read
from extractor.prompts.wire_schema import tool_name
from extractor.runs.conversation import Answer, Chain, Conversation, Link, keys_of
from extractor.runs.correction import Corrected, Corrector
from extractor.runs.mode_search import ModeSearch
from extractor.runs.off_loop import amount, off_loop
from extractor.runs.result import Extraction
from extractor.schema.tables import drop_duplicates, table_models

STEP_NAMES = {"second look": "requote"}  # for people; the part of a request keeps the value that is recorded
REPAIRS = 2  # unless a setting says otherwise


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
        is_recorded: tells whether the response to the request of a key is recorded.
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
    is_recorded: Callable[[str], bool] = lambda _: False
    mark: Callable[[str], None] = lambda _: None

    async def extract(self, item: Article | Unusable) -> Extraction:
        """Bring one article to its end: ok, partial, failed or pending.

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
                answer = await self.converse(item, requests, chain)
                corrected = await self._correct(item, requests, answer, chain)
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
                item.name, "pending", item, keys=keys_of(chain), kind=kind, message=error.message, error=error
            )
        size = amount(item.text, chain[0][1].reply)
        done = await off_loop(size, partial(self._done, item, corrected, flags, chain=chain))
        return replace(done, repairs=repairs)

    def _done(self, item: Article, corrected: Corrected, requoting: Sequence[str], *, chain: Chain) -> Extraction:
        """Return the result of an article from its last valid response, with the marks of the checks."""
        answer, grounding = corrected.answer, corrected.grounding
        reading = answer.reading
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
        extraction = Extraction(
            item.name,
            "ok",
            item,
            coding=coding,
            table_names=tables,
            quotes=counts,
            keys=keys_of(chain),
            models=_models(chain),
            checks=count_verdicts(checks) if checks else {},
            flags=(*item.notes, *lenient, *answer.notes, *corrected.notes, *requoting, *doubts, *dropped),
        )
        return extraction.without(answer.left_out) if answer.left_out else extraction

    async def converse(self, article: Article, requests: RequestBuilder, chain: Chain) -> Answer:
        """Hold the conversation about an article up to a valid value; raises as `Conversation.hold`."""
        conversation = Conversation(
            article,
            requests,
            chain,
            send=partial(self._complete, article),
            repairs=self.repairs,
            is_recorded=self.is_recorded,
            on_invalid=partial(self._step_down_if_ignored, requests.mode),
        )
        return await conversation.hold()

    async def _correct(self, article: Article, requests: RequestBuilder, answer: Answer, chain: Chain) -> Corrected:
        if self.corrector is None:
            value = answer.reading.value
            assert value is not None
            grounding = await off_loop(amount(article.text, chain[-1][1].reply), partial(Grounding.of, value, article))
            return Corrected(answer, grounding)
        corrector = replace(self.corrector, attempts=min(1, self.repairs))
        return await corrector.correct(article, requests, answer, chain, partial(self._complete, article))

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


def _explained(miss: Miss, reasons: Sequence[str]) -> Miss:
    """Return the miss of a further request, with what the recorded response lacked."""
    if not reasons:
        return miss
    step = STEP_NAMES.get(miss.request.parts["step"], miss.request.parts["step"])
    article = "an" if step[0] in "aeiou" else "a"
    return Miss(
        f"The recorded response needs {article} {step} that is not recorded: {'; '.join(reasons[:3])}.",
        requests=miss.requests,
    )


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
        name, "failed", article, keys=keys_of(chain), kind=error.error_class, message=str(error), error=error
    )
