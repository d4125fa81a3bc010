"""Put every quote of a value in its place: text, offsets, and how it was found.

The value may be of any schema; what counts as a quote is the type `Quote`. A quote is looked
for near the longest quote of the item that holds it, since a name may stand in many places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from rapidfuzz import fuzz

from extractor.articles.article import Article
from extractor.core.span import Span
from extractor.grounding.locate import Found, Ground
from extractor.grounding.same_facts import same_facts
from extractor.schema.quote import Quote

Path = tuple[str | int, ...]

CONTEXT = 300  # characters of passage on each side of the likeliest place
MAX_LOOKS = 100  # strings that one second look may ask for
MAX_NEEDLE = 300  # characters of a string that choose its passage; the search is quadratic


@dataclass(slots=True)
class Placed:
    """A quote and where it stands; `span` counts code points of the article's original text."""

    path: Path
    replied: str
    found: Found
    text: str
    span: Span | None
    asked_again: bool = False


@dataclass
class Grounding:
    """The quotes of one value against one article."""

    article: Article
    placed: dict[Path, Placed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ground = Ground(self.article.text)

    @classmethod
    def of(cls, value: BaseModel, article: Article) -> Grounding:
        """Place every quote of a value."""
        grounding = cls(article)
        grounding._place(value, (), None)
        return grounding

    def _place(self, value: Any, path: Path, near: Span | None) -> None:
        own, children = _parted(value, path)
        own.sort(key=lambda item: -len(item[1]))
        for number, (where, quote) in enumerate(own):
            found = self.ground.find(quote, near)
            self._put(where, quote, found)
            if number == 0 and found.span:
                near = found.span
        for where, child in children:
            self._place(child, where, near)

    def _put(self, path: Path, quote: str, found: Found, *, again: bool = False) -> None:
        span = self.article.view.original(found.span) if found.span else None
        text = self.article.text[found.span.start : found.span.end] if found.span else str(quote)
        self.placed[path] = Placed(path, str(quote), found, text=text, span=span, asked_again=again)

    def missing(self) -> list[Placed]:
        """The quotes that stand nowhere."""
        return [p for p in self.placed.values() if p.found.match == "ungrounded"]

    def counts(self) -> dict[str, int]:
        """How many quotes are exact, folded, ungrounded, and how many were asked for again."""
        counts = {"exact": 0, "folded": 0, "ungrounded": 0, "asked_again": 0}
        for placed in self.placed.values():
            counts[placed.found.match] += 1
            counts["asked_again"] += placed.asked_again
        return counts

    def items(self) -> list[dict[str, Any]]:
        """What a second look is asked: each missing string once, with a passage around it."""
        strings = list(dict.fromkeys(p.replied for p in self.missing()))[:MAX_LOOKS]
        return [
            {"n": n, "string": string, "passage": self._passage(string)} for n, string in enumerate(strings, start=1)
        ]

    def _passage(self, string: str) -> str:
        # Similarity only chooses where to look; what is accepted is decided by `find`.
        at = fuzz.partial_ratio_alignment(string[:MAX_NEEDLE], self.article.text)
        middle = (at.dest_start + at.dest_end) // 2 if at else 0
        reach = CONTEXT + len(string) // 2
        return self.article.text[max(0, middle - reach) : middle + reach]

    def settle(self, items: Sequence[Mapping[str, Any]], answers: Mapping[int, str | None]) -> None:
        """Take the answers of a second look: each only if it stands in the passage that was shown,
        is much like the string that it replaces, and keeps its figures and negations."""
        asked = {item["string"]: item for item in items}
        for old in self.missing():
            if item := asked.get(old.replied):
                found = self._mended(old.replied, answers.get(item["n"]), item["passage"])
                self._put(old.path, old.replied, found, again=True)

    def _mended(self, old: str, new: str | None, passage: str) -> Found:
        if not new or not same_facts(old, new):
            return Found("ungrounded")
        start = self.article.text.index(passage)
        near = Span(start, start + len(passage))
        found = self.ground.find(new, near)
        inside = found.span and near.start <= found.span.start and found.span.end <= near.end
        return found if inside else Found("ungrounded")

    def dump(self, value: BaseModel) -> dict[str, Any]:
        """The value as JSON, each quote as an object with its text, offsets and match."""
        out = value.model_dump(mode="json")
        for path, placed in self.placed.items():
            _set(out, path, _quote(placed))
        return out


def _set(tree: Any, path: Path, leaf: Any) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = leaf


def _quote(placed: Placed) -> dict[str, Any]:
    span = placed.span
    out: dict[str, Any] = {
        "text": placed.text,
        "match": placed.found.match,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }
    if placed.text != placed.replied:
        out["replied"] = placed.replied
    if placed.asked_again:
        out["asked_again"] = True
    return out


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, BaseModel):
        yield from value.__dict__.items()
        yield from (value.__pydantic_extra__ or {}).items()
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)


def _parted(value: Any, path: Path) -> tuple[list[tuple[Path, Quote]], list[tuple[Path, Any]]]:
    """The quotes that are fields of this very item, alone or in a list, and the items inside it, lists opened."""
    own: list[tuple[Path, Quote]] = []
    children: list[tuple[Path, Any]] = []
    for name, item in _members(value):
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
