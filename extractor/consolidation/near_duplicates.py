"""Which articles are copies of one story, and so one source.

Two texts are taken for copies where the Jaccard index of their shingles of three words, as MinHash estimates it
(Broder 1997, "On the resemblance and containment of documents"), is at least 0.3: a copy that was cut to a third
still reaches that, two stories that were written apart do not come near it. Articles that credit one agency count
as one source too: its story is rewritten and translated, and remains one account.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractor.consolidation.disjoint_sets import Groups

WORDS = 3  # in a shingle
LONG_WORDS, CHARACTERS = 20, 8  # where words are longer than that on average, a shingle is of characters
PERMUTATIONS = 128  # the estimate's standard error is at most 0.045
ROWS = 2  # of a band: of two texts with an index of 0.3, 99.8 % share a band
COPY = 0.3
SEED = 1
FEW = 20  # so many articles are compared each with each
_FORMAT = f"<{PERMUTATIONS}I"


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article as a source.

    Attributes:
        article: its key.
        text_id: its content.
        signature: the MinHash of its text, four bytes a number.
        agencies: ids or folded names of the agencies that it credits.
    """

    article: str
    text_id: str
    signature: bytes
    agencies: frozenset[str]


def signature(text: str) -> bytes:
    """The MinHash of a text, `PERMUTATIONS` numbers of four bytes; empty for a text of less than a shingle."""
    from rensa import RMinHash

    words, size = text.casefold().split(), WORDS
    if len(text) > LONG_WORDS * len(words):  # written without spaces
        words, size = list("".join(words)), CHARACTERS
    if len(words) < size:
        return b""
    hashed = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    hashed.update([" ".join(words[at : at + size]) for at in range(len(words) - size + 1)])
    return struct.pack(_FORMAT, *hashed.digest())


def resemblance(one: bytes, other: bytes) -> float:
    """The estimated Jaccard index of two texts, from 0 to 1."""
    if not one or not other:
        return 0.0
    pairs = zip(struct.unpack(_FORMAT, one), struct.unpack(_FORMAT, other), strict=True)
    return sum(bool(a == b) for a, b in pairs) / PERMUTATIONS


def sources(articles: Iterable[SourceArticle]) -> list[list[str]]:
    """The keys of articles in groups of one source each, sorted."""
    told = sorted(articles, key=lambda each: each.article)
    groups = Groups(each.article for each in told)
    for sharing in _sharing(told).values():
        for other in sharing[1:]:
            groups.join(sharing[0], other)
    known = {each.article: each for each in told}
    buckets = _bands(told).values() if len(told) > FEW else [[each.article for each in told]]
    for bucket in buckets:
        for one, other in combinations(bucket, 2):
            if not groups.together(one, other) and (resemblance(known[one].signature, known[other].signature) >= COPY):
                groups.join(one, other)
    return sorted(sorted(group) for group in groups.all())


def _sharing(told: Sequence[SourceArticle]) -> dict[str, list[str]]:
    """Articles by what makes them one source at once: the same text, the same agency."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in told:
        found[f"text {each.text_id}"].append(each.article)
        if len(each.agencies) == 1:
            found[f"agency {min(each.agencies)}"].append(each.article)
    for each in told:
        # One that credits several agencies retells one of them; it does not make one source of the two.
        credited = [f"agency {agency}" for agency in sorted(each.agencies) if f"agency {agency}" in found]
        if len(each.agencies) > 1 and credited:
            found[credited[0]].append(each.article)
    return found


def _bands(told: Iterable[SourceArticle]) -> dict[tuple[int, bytes], list[str]]:
    """Articles by the bands of their signatures: only those that share one are compared."""
    found: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for each in told:
        for at in range(0, len(each.signature), 4 * ROWS):
            found[at, each.signature[at : at + 4 * ROWS]].append(each.article)
    return {band: articles for band, articles in found.items() if len(articles) > 1}
