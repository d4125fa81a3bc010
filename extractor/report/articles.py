"""The articles of a run as data of the page: displayed text, rows, provenance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict, cast

from extractor.articles.original import Media
from extractor.articles.view import TextView
from extractor.core.errors import ArticleError, InputError
from extractor.report.quote_encoding import OffsetMap, encode_quotes, unchanged
from extractor.runs.manifest import manifest_articles
from extractor.runs.reader import TABLES, CodedArticle, FinishedRun, article_of
from extractor.schema.rows import WITH_ROWS

SHORT_METADATA = {"outlet", "url", "language", "agencies"}  # included on a page without texts


class ArticleData(TypedDict):
    """An article on the page.

    `kind` and `message` are those of a failed or pending article. `text` is the displayed text, on a page with texts;
    `page` is true for HTML. The rest belongs to an ok article on a page with rows; quotes are encoded (see
    `quote_encoding`).
    """

    name: str
    id: str | None
    published: str | None
    state: str
    metadata: dict[str, Any]
    models: list[str]
    recordings: list[str]
    kind: NotRequired[str]
    message: NotRequired[str]
    text: NotRequired[str]
    page: NotRequired[bool]
    incidents: NotRequired[list[Any]]
    operations: NotRequired[list[Any]]
    statements: NotRequired[list[Any]]
    aggregates: NotRequired[list[Any]]
    notes: NotRequired[dict[str, Any]]
    quotes: NotRequired[dict[str, int]]
    flags: NotRequired[list[str]]
    repairs: NotRequired[int]


def article_data(run: FinishedRun, *, texts: bool, rows: bool = True) -> Iterator[ArticleData]:
    """Yield the articles of a run, in its order.

    Args:
        texts: include the texts; without them every quote includes its text.
        rows: include the codings; a page for blind coding has none.

    Raises:
        InputError: a file of the run was changed.
    """
    provenance = _provenance(run)
    for coded in run.all_articles():
        line = next(provenance, None)
        if not isinstance(line, dict) or line.get("article_id") != coded.row["article_id"]:
            raise _changed(run)
        yield _article(coded, line, texts=texts, rows=rows)


def _provenance(run: FinishedRun) -> Iterator[Any]:
    """Yield the line of each article in the manifest, in the order of the run."""
    try:
        yield from manifest_articles(run.folder)
    except (OSError, ValueError) as error:
        raise _changed(run) from error


def _changed(run: FinishedRun) -> InputError:
    return InputError(
        f"{run.folder / 'manifest.json'}: changed since the run.",
        next_step="Run again with --offline, which writes the folder anew from the recordings.",
    )


def _article(coded: CodedArticle, line: Mapping[str, Any], *, texts: bool, rows: bool) -> ArticleData:
    row = coded.row
    text, offsets = displayed_text(coded)
    found: dict[str, Any] = {
        "name": row["article"],
        "id": row["article_id"],
        "published": row["published"],
        "state": row["state"],
        "metadata": {
            name: value for name, value in row["metadata"].items() if value and (texts or name in SHORT_METADATA)
        },
        "models": _strings(line.get("models")),
        "recordings": _strings(line.get("recordings")),
    }
    if row["state"] != "ok":
        found |= {"kind": row["kind"], "message": row["message"]}
    if texts:
        found["text"] = text
    if coded.original.media is not Media.TEXT:
        found["page"] = True
    if rows and row["state"] in WITH_ROWS:
        found |= {name: encode_quotes(getattr(coded, name), offsets, words=not texts) for name in TABLES}
        found |= {
            "notes": encode_quotes(row["notes"].get("article", {}), offsets, words=not texts),
            "quotes": row["quotes"],
            "flags": row["flags"],
            "repairs": row["repairs"],
        }
    return cast(ArticleData, found)


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def displayed_text(coded: CodedArticle) -> tuple[str, OffsetMap]:
    """Return the text to display, with a map from offsets of the original.

    Plain text is displayed unchanged; of HTML and Markdown the view is displayed, which the model read.
    """
    if coded.original.media is Media.TEXT:
        return coded.text, unchanged
    try:
        view = article_of(coded).view
    except ArticleError:  # another version of trafilatura may find no article in it
        return coded.text, unchanged
    return view.text, _view_offsets(view)


def _view_offsets(view: TextView) -> OffsetMap:
    """Return the map of a range of the original to the range of the view from its first to its last character there."""
    starts = [piece.start for piece in view.pieces]
    view_starts, at = [], 0
    for piece in view.pieces:
        view_starts.append(at)
        at += len(piece.text)

    def offsets(start: int, end: int) -> tuple[int, int] | None:
        first, last = max(bisect_right(starts, start) - 1, 0), bisect_right(starts, end - 1) - 1
        if last < first:
            return None
        a, b = view.pieces[first], view.pieces[last]
        by_character = len(a.text) == a.end - a.start, len(b.text) == b.end - b.start
        begin = view_starts[first] + (min(max(start - a.start, 0), len(a.text)) if by_character[0] else 0)
        stop = view_starts[last] + (min(end - b.start, len(b.text)) if by_character[1] else len(b.text))
        return (begin, stop) if view.text[begin:stop].strip() else None

    return offsets
