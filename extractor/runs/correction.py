"""Send values that contradict their words back to the model, once, and keep the better of the two responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from extractor.articles.article import Article
from extractor.core.errors import ArticleError, Miss
from extractor.core.exchange import Completion, Request
from extractor.grounding.coding_checks import CodingChecker, ValueCheck, contradictions
from extractor.grounding.grounding import Grounding
from extractor.prompts.replies import Reading, read
from extractor.prompts.requests import RequestBuilder
from extractor.prompts.validation import MAX_PROBLEMS
from extractor.prompts.wire_schema import tool_name

Chain = list[tuple[Request, Completion]]
Ask = Callable[[Request, Sequence[str]], Awaitable[Completion]]


@dataclass(frozen=True)
class Corrected:
    """A valid response and its grounded quotes, after a correction or without one; notes on what became of it."""

    reading: Reading
    grounding: Grounding
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Corrector:
    """Corrects the values of responses that contradict their words.

    Attributes:
        checker: finds them.
        required: an article whose correction is not recorded is pending; otherwise it keeps its value.
    """

    checker: CodingChecker
    required: bool = False

    async def correct(
        self,
        article: Article,
        requests: RequestBuilder,
        reading: Reading,
        chain: list[tuple[Request, Completion]],
        ask: Ask,
    ) -> Corrected:
        """Return the response that has fewer contradictions: the given one, or the one to a request that names them.

        A correction that fails changes nothing: the article has a valid response.

        Args:
            article: that was extracted.
            requests: builds the request.
            reading: the valid response, the last one of the chain.
            chain: the requests of the article and their responses; the correction is added.
            ask: returns the completion of a request, which is sent for the given reasons.

        Raises:
            Miss: the correction is not recorded and is required.
            Stop: see `Extractor.extract`.
        """
        given = Corrected(reading, self._grounded(reading, article))
        found = self._contradictions(given)
        if not found:
            return given
        problems = tuple(dict.fromkeys(check.problem for check in found))[:MAX_PROBLEMS]
        last, completion = chain[-1]
        try:
            request = requests.repair(last, requests.call(completion), problems, len(chain))
            completion = await ask(request, problems)
            chain.append((request, completion))
            schema, tool = requests.prompt.schema, tool_name(requests.tool)
            again = read(requests.call(completion), schema, tool, {"published": article.published})
        except Miss:
            if self.required:
                raise
            return given
        except ArticleError as error:
            return Corrected(reading, given.grounding, (f"correction failed: {error.error_class}",))
        if again.value is None:
            return Corrected(reading, given.grounding, ("correction failed: invalid",))
        corrected = Corrected(again, self._grounded(again, article))
        if len(self._contradictions(corrected)) < len(found):
            return corrected
        return Corrected(reading, given.grounding, ("correction without effect",))

    @staticmethod
    def _grounded(reading: Reading, article: Article) -> Grounding:
        assert reading.value is not None
        return Grounding.of(reading.value, article)

    def _contradictions(self, response: Corrected) -> list[ValueCheck]:
        assert response.reading.value is not None
        coding = response.grounding.dump(response.reading.value)
        return contradictions(self.checker.check(coding, response.grounding.article))
