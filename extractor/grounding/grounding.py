"""Ground every quote of a value: its text as the article has it, its offsets and its match.

The value may be of any schema; a quote is a field of type `Quote`. Each quote is searched near the
longest quote of its item, since a name may occur in many places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

from pydantic import BaseModel
from rapidfuzz import fuzz

from extractor.articles.article import Article
from extractor.articles.original import Part, part_at
from extractor.core.span import Span
from extractor.grounding.locate import Location, QuoteLocator
from extractor.grounding.same_facts import same_facts
from extractor.schema.quote import Match, Quote
from extractor.schema.rows import QuoteRow

Path = tuple[str | int, ...]

CONTEXT = 300  # characters of passage on each side of the most similar place
MAX_ITEMS = 100  # strings that one requote may ask for
MAX_NEEDLE = 300  # characters of a string used to find its passage; the search is quadratic


class RequoteItem(TypedDict):
    """A string that was not found, with a number and the passage where it probably is."""

    n: int
    string: str
    passage: str


@dataclass(slots=True, kw_only=True)
class GroundedQuote:
    """A quote with its location.

    Attributes:
        path: field names and list indices from the value to the quote.
        replied: the string in the response.
        text: the string in the article; `replied` if not found.
        match: exact, folded or ungrounded.
        span: range in the article's original text; None if not found.
        requoted: True if it was requested a second time.
    """

    path: Path
    replied: str
    text: str
    match: Match
    span: Span | None
    requoted: bool = False


@dataclass
class Grounding:
    """The quotes of one value, located in one article."""

    article: Article
    quotes: dict[Path, GroundedQuote] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._locator = QuoteLocator(self.article.text)

    @classmethod
    def of(cls, value: BaseModel, article: Article) -> Grounding:
        """Locate every quote of a value."""
        grounding = cls(article)
        grounding._locate(value, (), None)
        return grounding

    def _locate(self, value: Any, path: Path, near: Span | None) -> None:
        own, children = _split(value, path)
        if len(own) > 1:
            own.sort(key=lambda item: -len(item[1]))
        for number, (where, quote) in enumerate(own):
            found = self._locator.find(quote, near)
            self._put(where, quote, found)
            if number == 0 and found.span:
                near = found.span
        for where, child in children:
            self._locate(child, where, near)

    def _put(self, path: Path, quote: str, found: Location, *, requoted: bool = False) -> None:
        replied, span, view = str(quote), found.span, self.article.view
        self.quotes[path] = GroundedQuote(
            path=path,
            replied=replied,
            text=view.text[span.start : span.end] if span else replied,
            match=found.match,
            span=view.original(span) if span else None,
            requoted=requoted,
        )

    def not_found(self) -> list[GroundedQuote]:
        """Return the quotes that do not occur in the article."""
        return [quote for quote in self.quotes.values() if quote.match == "ungrounded"]

    def counts(self) -> dict[str, int]:
        """Count the quotes by match, and those requested a second time (`asked_again`)."""
        counts = {"exact": 0, "folded": 0, "ungrounded": 0, "asked_again": 0}
        for quote in self.quotes.values():
            counts[quote.match] += 1
            counts["asked_again"] += quote.requoted
        return counts

    def requote_items(self) -> list[RequoteItem]:
        """Return each distinct string that was not found, with a passage around its most similar place."""
        strings = list(dict.fromkeys(quote.replied for quote in self.not_found()))[:MAX_ITEMS]
        return [
            {"n": n, "string": string, "passage": self._passage(string)} for n, string in enumerate(strings, start=1)
        ]

    def _passage(self, string: str) -> str:
        # Similarity only selects the passage; a string is accepted only if `find` locates it.
        at = fuzz.partial_ratio_alignment(string[:MAX_NEEDLE], self.article.text)
        middle = (at.dest_start + at.dest_end) // 2 if at else 0
        reach = CONTEXT + len(string) // 2
        return self.article.text[max(0, middle - reach) : middle + reach]

    def apply_requote(self, items: Sequence[RequoteItem], strings: Mapping[int, str | None]) -> None:
        """Replace quotes that were not found by the strings of a requote.

        A string is accepted only if it occurs in the passage of its item and has the same facts
        as the string it replaces (see `same_facts`).

        Args:
            items: as `requote_items` returned them.
            strings: the response, by the number of the item; missing or None if there is none.
        """
        by_string = {item["string"]: item for item in items}
        for quote in self.not_found():
            if item := by_string.get(quote.replied):
                found = self._find_in_passage(quote.replied, strings.get(item["n"]), item["passage"])
                self._put(quote.path, quote.replied, found, requoted=True)

    def _find_in_passage(self, old: str, new: str | None, passage: str) -> Location:
        if not new or not same_facts(old, new):
            return Location("ungrounded")
        start = self.article.text.index(passage)
        near = Span(start, start + len(passage))
        found = self._locator.find(new, near)
        inside = found.span and near.start <= found.span.start and found.span.end <= near.end
        return found if inside else Location("ungrounded")

    def dump(self, value: BaseModel) -> dict[str, Any]:
        """Return the value as JSON, each quote as an object with its text, offsets and match."""
        out = value.model_dump(mode="json")
        for path, quote in self.quotes.items():
            _set(out, path, _row(quote, self.article.parts))
        return out


def _set(tree: Any, path: Path, leaf: Any) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = leaf


def _row(quote: GroundedQuote, parts: Sequence[Part]) -> QuoteRow:
    span = quote.span
    row: QuoteRow = {
        "text": quote.text,
        "match": quote.match,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }
    if quote.text != quote.replied:
        row["replied"] = quote.replied
    if quote.requoted:
        row["asked_again"] = True
    if parts and span and (part := part_at(parts, span.start)):
        row["part"] = part
    return row


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, BaseModel):
        yield from value.__dict__.items()
        yield from (value.__pydantic_extra__ or {}).items()
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)


_LEAVES = frozenset({str, int, float, bool, date, type(None)})  # a quote is none of them, but a subclass


def _split(value: Any, path: Path) -> tuple[list[tuple[Path, Quote]], list[tuple[Path, Any]]]:
    """Split a value into its own quotes (fields, or items of a list field) and its nested items, each with its path."""
    own: list[tuple[Path, Quote]] = []
    children: list[tuple[Path, Any]] = []
    for name, item in _members(value):
        if type(item) in _LEAVES:
            continue
        if isinstance(item, Quote):
            own.append(((*path, name), item))
        elif isinstance(item, BaseModel | dict):
            children.append(((*path, name), item))
        elif isinstance(item, list | tuple):
            for n, entry in enumerate(item):
                if isinstance(entry, Quote):
                    own.append(((*path, name, n), entry))
                elif isinstance(entry, BaseModel | dict | list | tuple):
                    children.append(((*path, name, n), entry))
    return own, children
