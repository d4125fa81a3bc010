"""Send values that contradict their words back to the model, once, and keep the better of the two responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, Miss
from extractor.grounding.coding_checks import CodingChecker, ValueCheck, contradictions
from extractor.grounding.grounding import Grounding
from extractor.prompts.requests import RequestBuilder
from extractor.prompts.validation import MAX_PROBLEMS
from extractor.prompts.values import read
from extractor.prompts.wire_schema import tool_name
from extractor.runs.conversation import Answer, Chain, Send
from extractor.runs.off_loop import amount, off_loop


@dataclass(frozen=True)
class Corrected:
    """A valid response, after a correction or without one.

    Attributes:
        answer: the response.
        grounding: its quotes.
        coding: the response as rows with its quotes, before any requote; None where nothing was checked.
        checks: of its values, before any requote.
        notes: what became of a correction.
    """

    answer: Answer
    grounding: Grounding
    coding: dict[str, Any] | None = None
    checks: Sequence[ValueCheck] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Corrector:
    """Correction of the values of responses that contradict their words.

    Attributes:
        checker: finds them.
        attempts: 0 to send nothing back.
        required: an article whose correction is not recorded is pending; otherwise it keeps its value.
    """

    checker: CodingChecker
    attempts: int = 1
    required: bool = False

    async def correct(
        self,
        article: Article,
        requests: RequestBuilder,
        answer: Answer,
        chain: Chain,
        ask: Send,
    ) -> Corrected:
        """Return the response that has fewer contradictions: the given one, or the one to a request that names them.

        A correction that fails changes nothing: the article has a valid response.

        Args:
            article: that was extracted.
            requests: builds the request.
            answer: the valid response that the requests of the chain led to.
            chain: the requests of the article and their responses; the correction is added.
            ask: returns the completion of a request, which is sent for the given reasons.

        Raises:
            Miss: the correction is not recorded and is required.
            Stop: see `Extractor.extract`.
        """
        given = await self._checked(answer, article, amount(article.text, chain[-1][1].reply))
        found = contradictions(given.checks)
        if not found or not self.attempts:
            return given
        problems = tuple(dict.fromkeys(check.problem for check in found))[:MAX_PROBLEMS]
        try:
            request = requests.repair(chain[-1][0], answer.call, problems, len(chain))
            completion = await ask(request, problems)
            chain.append((request, completion))
            schema, tool = requests.prompt.schema, tool_name(requests.tool)
            call = requests.call(completion)
            again = read(call, schema, tool, {"published": article.published})
        except Miss:
            if self.required:
                raise
            return given
        except ArticleError as error:
            return replace(given, notes=(f"correction failed: {error.error_class}",))
        if again.value is None:
            return replace(given, notes=("correction failed: invalid",))
        size = amount(article.text, completion.reply)
        return self._better(given, await self._checked(replace(answer, reading=again, call=call), article, size))

    def _better(self, given: Corrected, corrected: Corrected) -> Corrected:
        """Return the response with fewer contradictions; leaving rows out is no correction of them."""
        if self._items(corrected) < self._items(given):
            return replace(given, notes=("correction not taken: it leaves rows out",))
        if len(contradictions(corrected.checks)) < len(contradictions(given.checks)):
            return corrected
        return replace(given, notes=("correction without effect",))

    def _items(self, response: Corrected) -> int:
        value = response.answer.reading.value
        assert value is not None
        return self.checker.count_items(value.model_dump(mode="json"))

    async def _checked(self, answer: Answer, article: Article, size: int) -> Corrected:
        value = answer.reading.value
        assert value is not None

        def check() -> Corrected:
            grounding = Grounding.of(value, article)
            coding = grounding.dump(value)
            return Corrected(answer, grounding, coding, checks=self.checker.check(coding, article))

        return await off_loop(size, check)
