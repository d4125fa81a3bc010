"""Locate a quote in a text: exactly, or folded for typography; a changed word is never a match.

Folding makes equal the typographic variants of a text: NFKC forms, quotation marks, dashes, kinds
of space, invisible characters, case outside acronyms. There is no edit distance, so a changed
digit, number word, negation or name does not match.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.core.span import Span
from extractor.core.word_edges import cuts_word
from extractor.schema.rows import Match

MAX_PLACES = 1_000  # occurrences of one quote that are considered

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″〝〞"), '"') | dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_SAME = {**_QUOTES, **_DASHES}


def _fold_cluster(cluster: str) -> str:
    """Fold one base character with its combining marks; whitespace becomes a space."""
    if cluster.isspace():
        return " "
    # Superscripts and fractions are kept: NFKC would turn 5² into 52, another number.
    if unicodedata.category(cluster[0]) == "No":
        return cluster
    out = []
    for ch in unicodedata.normalize("NFKC", cluster):
        if unicodedata.category(ch) in ("Cf", "Cc"):
            continue
        out.append(" " if ch.isspace() else _SAME.get(ord(ch), ch))
    return "".join(out)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text with the range of the original for each of its characters."""

    text: str
    starts: list[int]
    ends: list[int]


def fold_typography(text: str) -> FoldedText:
    """Fold a text for typography, with offsets into the original; case is kept."""
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
    return FoldedText("".join(out), starts, ends)


def _lower(folded: FoldedText) -> FoldedText:
    """Fold case as well; one character may become two (ß)."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for ch, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        for low in ch.casefold():
            out.append(low)
            starts.append(start)
            ends.append(end)
    return FoldedText("".join(out), starts, ends)


def _occurrences(needle: str, hay: str) -> Iterator[int]:
    at = hay.find(needle)
    while at >= 0:
        yield at
        at = hay.find(needle, at + 1)


_WORD = re.compile(r"\w+")


def _acronyms_differ(a: str, b: str) -> bool:
    """Return True if two texts that are equal but for case differ in a word that is all capitals in one of them.

    "IS" is a name and "is" is not, so case must not be folded there.
    """
    words = zip(_WORD.findall(a), _WORD.findall(b), strict=False)
    return any(x != y and any(len(word) > 1 and word.isupper() for word in (x, y)) for x, y in words)


@dataclass(frozen=True, slots=True)
class Location:
    """Location of a quote: how it matches and its range; no range if it was not found."""

    match: Match
    span: Span | None = None


class QuoteLocator:
    """Finds quotes in one text; the text is folded once, and only if needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> FoldedText:
        return fold_typography(self.text)

    @cached_property
    def _lowered(self) -> FoldedText:
        return _lower(self._folded)

    def find(self, quote: str, near: Span | None = None) -> Location:
        """Locate a quote; of several occurrences the one nearest to `near`, else the first."""
        wanted = quote.strip()
        if len(wanted) < 2 and not (wanted and unicodedata.category(wanted) == "Lo"):
            return Location("ungrounded")
        # Folding changes no ASCII letter or digit, so most quotes need no folding here.
        if not any(ch.isalnum() for ch in (wanted if wanted.isascii() else fold_typography(wanted).text)):
            return Location("ungrounded")
        exact = (Span(at, at + len(wanted)) for at in _occurrences(wanted, self.text))
        if found := self._best(exact, near):
            return Location("exact", found)
        if found := self._best(self._folded_spans(wanted), near):
            return Location("folded", found)
        return Location("ungrounded")

    def _folded_spans(self, wanted: str) -> Iterator[Span]:
        needle = fold_typography(wanted).text.strip()
        yield from _spans(needle, self._folded)
        for span in _spans(_lower(fold_typography(needle)).text, self._lowered):
            if not _acronyms_differ(needle, fold_typography(self.text[span.start : span.end]).text):
                yield span

    def _best(self, spans: Iterator[Span], near: Span | None) -> Span | None:
        places: Iterable[Span] = spans
        if near is not None:
            first = list(itertools.islice(spans, MAX_PLACES))
            places = sorted(first, key=lambda s: (max(near.start - s.start, s.end - near.end, 0), s.start))
        # Nearest first: checking an occurrence for cut words costs more than finding it.
        return next((s for s in places if not cuts_word(self.text, s.start) and not cuts_word(self.text, s.end)), None)


def _spans(needle: str, folded: FoldedText) -> Iterator[Span]:
    """Yield the occurrences of a folded needle that neither begin nor end inside one folded character."""
    last = len(needle) - 1
    for at in itertools.islice(_occurrences(needle, folded.text), MAX_PLACES):
        end = at + last
        inside = (at > 0 and folded.starts[at] == folded.starts[at - 1]) or (
            end + 1 < len(folded.starts) and folded.starts[end] == folded.starts[end + 1]
        )
        if not inside:
            yield Span(folded.starts[at], folded.ends[end])
