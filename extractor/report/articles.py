"""The articles of a run as the page has them: text, rows, provenance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.articles.article import Article, Media
from extractor.articles.build import make_article
from extractor.articles.view import TextView
from extractor.core.errors import ArticleError, InputError
from extractor.report.quote_encoding import Place, as_it_is, small
from extractor.runs.manifest import manifest_articles
from extractor.runs.reader import TABLES, CodedArticle, FinishedRun

NAMED = {"outlet", "url", "language", "agencies"}  # metadata that is no text of the article


def articles_of(run: FinishedRun, *, texts: bool, rows: bool = True) -> Iterator[dict[str, Any]]:
    """The articles of a run, in its order.

    Args:
        texts: give the texts; without them every quote carries its words.
        rows: give what was coded; a page for coding blind has none of it.

    Raises:
        InputError: a file of the run is not as it was left.
    """
    made = _made(run)
    for coded in run.all_articles():
        line = next(made, None)
        if not isinstance(line, dict) or line.get("article_id") != coded.row["article_id"]:
            raise _changed(run)
        yield _article(coded, line, texts=texts, rows=rows)


def _made(run: FinishedRun) -> Iterator[Any]:
    """What each article was derived from, as the manifest says; in the same order."""
    try:
        yield from manifest_articles(run.folder)
    except (OSError, ValueError) as error:
        raise _changed(run) from error


def _changed(run: FinishedRun) -> InputError:
    return InputError(
        f"{run.folder / 'manifest.json'}: not as the run left it.",
        next_step="Run it again with --offline: that writes the folder anew from the recordings.",
    )


def _article(coded: CodedArticle, made: Mapping[str, Any], *, texts: bool, rows: bool) -> dict[str, Any]:
    row = coded.row
    text, place = shown(coded)
    found: dict[str, Any] = {
        "name": row["article"],
        "id": row["article_id"],
        "published": row["published"],
        "state": row["state"],
        "metadata": {name: value for name, value in row["metadata"].items() if value and (texts or name in NAMED)},
        "models": _words(made.get("models")),
        "recordings": _words(made.get("recordings")),
    }
    if row["state"] != "ok":
        found |= {"kind": row["kind"], "message": row["message"]}
    if texts:
        found["text"] = text
    if coded.media is Media.HTML:
        found["page"] = True
    if rows and row["state"] == "ok":
        found |= {name: small(getattr(coded, name), place, words=not texts) for name in TABLES}
        found |= {
            "notes": small(row["notes"].get("article", {}), place, words=not texts),
            "quotes": row["quotes"],
            "flags": row["flags"],
            "repairs": row["repairs"],
        }
    return found


def _words(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def article_of(coded: CodedArticle) -> Article:
    """An article of a run as it was read.

    Raises:
        ArticleError: its text is none that can be read.
    """
    row = coded.row
    given = {name: value for name, value in row["metadata"].items() if isinstance(value, str)}
    published = {"published": row["published"]} if row["published"] else {}
    return make_article(row["article"], coded.text, {**given, **published}, len(coded.text) + 1, media=coded.media)


def shown(coded: CodedArticle) -> tuple[str, Place]:
    """The text as it is to be shown, and where in it stands what stands in the file.

    A text is shown as it is. Of a page of HTML the article in it is shown, which is what was read.
    """
    if coded.media is Media.TEXT:
        return coded.text, as_it_is
    try:
        view = article_of(coded).view
    except ArticleError:  # another version of the library may find no article in it
        return coded.text, as_it_is
    return view.text, _placed(view)


def _placed(view: TextView) -> Place:
    """Where a range of the original is shown: from its first character that is shown to its last."""
    starts = [piece.start for piece in view.pieces]
    shown_at, at = [], 0
    for piece in view.pieces:
        shown_at.append(at)
        at += len(piece.text)

    def place(start: int, end: int) -> tuple[int, int] | None:
        first, last = max(bisect_right(starts, start) - 1, 0), bisect_right(starts, end - 1) - 1
        if last < first:
            return None
        one, other = view.pieces[first], view.pieces[last]
        alike = len(one.text) == one.end - one.start, len(other.text) == other.end - other.start
        begin = shown_at[first] + (min(max(start - one.start, 0), len(one.text)) if alike[0] else 0)
        stop = shown_at[last] + (min(end - other.start, len(other.text)) if alike[1] else len(other.text))
        return (begin, stop) if view.text[begin:stop].strip() else None

    return place
