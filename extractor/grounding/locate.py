"""Where in the article a quote stands: exact, or folded for typography, never across a changed word.

Folding treats as equal what a keyboard or a typesetter changes (NFKC forms, quote marks, dashes,
kinds of space, invisible characters, case outside acronyms). Nothing else: there is no edit
distance here, so a changed digit, number word, negation or name is never a match.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from extractor.core.span import Span
from extractor.core.word_edges import splits

MAX_PLACES = 1_000  # places of one quote that are looked at

Match = Literal["exact", "folded", "ungrounded"]


_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″〝〞"), '"') | dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_SAME = {**_QUOTES, **_DASHES}


def _fold_cluster(cluster: str) -> str:
    """One base character with its combining marks, in folded form; whitespace becomes a space."""
    if cluster.isspace():
        return " "
    # Superscripts and fractions stay: NFKC would turn 5² into 52, which is another number.
    if unicodedata.category(cluster[0]) == "No":
        return cluster
    out = []
    for ch in unicodedata.normalize("NFKC", cluster):
        if unicodedata.category(ch) in ("Cf", "Cc"):
            continue
        out.append(" " if ch.isspace() else _SAME.get(ord(ch), ch))
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with, for each of its characters, the range of the original it came from."""

    text: str
    starts: list[int]
    ends: list[int]


def fold(text: str) -> Folded:
    """Fold for typography, keeping the way back; case is kept."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    i, n = 0, len(text)
    while i < n:
        j = i + 1
        while j < n and unicodedata.category(text[j])[0] == "M":
            j += 1
        for ch in _fold_cluster(text[i:j]):
            if ch == " " and out and out[-1] == " ":
                ends[-1] = j
                continue
            out.append(ch)
            starts.append(i)
            ends.append(j)
        i = j
    return Folded("".join(out), starts, ends)


def _lower(folded: Folded) -> Folded:
    """Case folded as well; one character may become two (ß)."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for ch, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        for low in ch.casefold():
            out.append(low)
            starts.append(start)
            ends.append(end)
    return Folded("".join(out), starts, ends)


def _occurrences(needle: str, hay: str) -> Iterator[int]:
    at = hay.find(needle)
    while at >= 0:
        yield at
        at = hay.find(needle, at + 1)


_WORD = re.compile(r"\w+")


def _acronyms_differ(a: str, b: str) -> bool:
    """Whether two texts equal but for case differ in a word that one of them writes in capitals.

    "IS" is a name and "is" is not, so case may not be folded there.
    """
    words = zip(_WORD.findall(a), _WORD.findall(b), strict=False)
    return any(x != y and any(len(word) > 1 and word.isupper() for word in (x, y)) for x, y in words)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands, and how it was found; no span where it was not."""

    match: Match
    span: Span | None = None


class Ground:
    """One text in which quotes are looked up; folds the text once, and only if it must."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def _lowered(self) -> Folded:
        return _lower(self._folded)

    def find(self, quote: str, near: Span | None = None) -> Found:
        """Locate a quote; among several places the one nearest to `near`, else the first."""
        wanted = quote.strip()
        if len(wanted) < 2 and not (wanted and unicodedata.category(wanted) == "Lo"):
            return Found("ungrounded")
        # Folding drops and rewrites no ASCII letter or digit, so most quotes need not pay for it here.
        if not any(ch.isalnum() for ch in (wanted if wanted.isascii() else fold(wanted).text)):
            return Found("ungrounded")
        exact = (Span(at, at + len(wanted)) for at in _occurrences(wanted, self.text))
        if found := self._best(exact, near):
            return Found("exact", found)
        if found := self._best(self._folded_spans(wanted), near):
            return Found("folded", found)
        return Found("ungrounded")

    def _folded_spans(self, wanted: str) -> Iterator[Span]:
        needle = fold(wanted).text.strip()
        yield from _spans(needle, self._folded)
        for span in _spans(_lower(fold(needle)).text, self._lowered):
            if not _acronyms_differ(needle, fold(self.text[span.start : span.end]).text):
                yield span

    def _best(self, spans: Iterator[Span], near: Span | None) -> Span | None:
        places: Iterable[Span] = spans
        if near is not None:
            first = list(itertools.islice(spans, MAX_PLACES))
            places = sorted(first, key=lambda s: (max(near.start - s.start, s.end - near.end, 0), s.start))
        # The nearest is looked at first: whether a place cuts a word costs more than to find it.
        return next((s for s in places if not splits(self.text, s.start) and not splits(self.text, s.end)), None)


def _spans(needle: str, folded: Folded) -> Iterator[Span]:
    """Where a folded needle stands; never beginning or ending inside one folded character."""
    last = len(needle) - 1
    for at in itertools.islice(_occurrences(needle, folded.text), MAX_PLACES):
        end = at + last
        inside = (at > 0 and folded.starts[at] == folded.starts[at - 1]) or (
            end + 1 < len(folded.starts) and folded.starts[end] == folded.starts[end + 1]
        )
        if not inside:
            yield Span(folded.starts[at], folded.ends[end])
