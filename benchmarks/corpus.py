"""The corpora of the benchmarks: synthetic articles, each derived from its number, and the model's response to each.

`light` has short articles in plain ASCII with a dozen quotes; `wire` is like the sample articles: four to five
incidents, 60 to 80 quotes, curly quotes, accents, other scripts; `pages` is `wire` as pages of HTML, in a folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks import light, wire

PUBLISHED = "2024-03-11"
BYTES_A_TOKEN = 4.3  # of a request: prose and schema
_REPLY = (
    '{"id":"chatcmpl-%d","object":"chat.completion","created":1710000000,"model":"bench","choices":[{"index":0,'
    '"finish_reason":"stop","logprobs":null,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":'
    '[{"id":"call_1","type":"function","function":{"name":"Coding","arguments":%s}}]}}],"usage":{"prompt_tokens":%d,'
    '"completion_tokens":%d,"total_tokens":%d,"prompt_tokens_details":{"cached_tokens":0}}}'
)
_ARTICLE = re.compile(rb"(Dispatch|Wire) (\d+):")


@dataclass(frozen=True)
class Corpus:
    """Articles by number.

    Attributes:
        name: of the corpus.
        text: of an article.
        coding: of an article, as the model returns it.
        quoted: passages of an article that a peer extracts, each with its place.
        page: an article as HTML; None where the articles are plain text.
    """

    name: str
    text: Callable[[int], str]
    coding: Callable[[int], dict[str, Any]]
    quoted: Callable[[int], list[tuple[str, str]]]
    page: Callable[[int], str] | None = None

    def write(self, folder: Path, count: int) -> Path:
        """Write the first `count` articles, as JSONL or as a folder of pages; return the path to read."""
        if self.page:
            pages = folder / "pages"
            pages.mkdir()
            for n in range(count):
                (pages / f"a{n:07}.html").write_text(self.page(n), encoding="utf-8")
            return pages
        path = folder / "articles.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for n in range(count):
                row = {"id": f"a{n:07}", "text": self.text(n), "published": PUBLISHED}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return path


LIGHT = Corpus("light", light.text, light.coding, light.sentences)
WIRE = Corpus("wire", wire.text, wire.coding, wire.sentences)
PAGES = Corpus("pages", wire.text, wire.coding, wire.sentences, wire.page)
CORPORA = {each.name: each for each in (LIGHT, WIRE, PAGES)}


def article_of(body: bytes) -> tuple[Corpus, int]:
    """Return the corpus and number of the article in a request body; number 0 of `light` if there is none."""
    found = _ARTICLE.findall(body)
    if not found:
        return LIGHT, 0
    kind, number = found[-1]
    return (WIRE if kind == b"Wire" else LIGHT), int(number)


def tokens(data: str) -> int:
    """Approximate the token count of a byte-pair vocabulary: word pieces, groups of three digits, single signs."""
    return sum(1 for _ in re.finditer(r" ?[A-Za-z]{1,7}|\d{1,3}|\s+|[^\sA-Za-z\d]{1,2}", data))


@lru_cache(maxsize=10_000)
def _written(corpus: Corpus, n: int) -> tuple[str, int]:
    arguments = json.dumps(corpus.coding(n), ensure_ascii=False)
    return json.dumps(arguments, ensure_ascii=False), tokens(arguments)


def reply(corpus: Corpus, n: int, request_bytes: int = 33_000) -> bytes:
    """Return the chat completion for an article."""
    arguments, written = _written(corpus, n)
    read = round(request_bytes / BYTES_A_TOKEN)
    return (_REPLY % (n, arguments, read, written, read + written)).encode()


def plain_reply(corpus: Corpus, n: int) -> bytes:
    """Return the response for a request without tools: langextract's format, one extraction per passage."""
    rows = [{"passage": passage, "passage_attributes": {"place": place}} for passage, place in corpus.quoted(n)]
    content = json.dumps({"extractions": rows}, ensure_ascii=False)
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
    facts = {"id": f"chatcmpl-{n}", "object": "chat.completion", "created": 1_710_000_000, "model": "bench"}
    return json.dumps({**facts, "choices": [choice]}, ensure_ascii=False).encode()
