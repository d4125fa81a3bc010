"""Decode the bytes of an article: by their mark, by what the page declares, as UTF-8, or by what they look like.

The choice is a note of the article, unless it is UTF-8. charset-normalizer, which detects an encoding, is used last: it
needs some text, and two encodings of one script may look alike.
"""

from __future__ import annotations

import codecs
import re

from extractor.core.errors import ArticleError, ErrorClass
from extractor.core.files import decode

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_HEAD = 4_096  # bytes in which a page declares its encoding; browsers look at the first 1,024
# The web's names: browsers read these as the larger set.
_LARGER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
           "iso8859-9": "cp1254", "tis-620": "cp874", "euc_kr": "cp949", "iso8859-11": "cp874"}  # fmt: skip
_FEW = 0.001  # of the bytes may be wrong in a text that is UTF-8 otherwise


def decode_article(name: str, data: bytes, *, html: bool = False, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """Decode an article.

    Args:
        name: for messages.
        data: the bytes.
        html: a page, which may declare its encoding.
        charset: what the server said, if it did; it goes before what the page declares.

    Returns:
        The text and notes on how it was read.

    Raises:
        ArticleError: `not_text`, or `bad_encoding` if no encoding fits.
    """
    mark = next((encoding for start, encoding in _MARKS if data.startswith(start)), "")
    if mark and mark != "utf-8-sig":
        return data.decode(mark, "replace").removeprefix("\ufeff"), (f"read as {mark} (byte order mark)",)
    try:
        return decode(name, data), ()
    except ArticleError as error:
        if error.error_class != ErrorClass.BAD_ENCODING:
            raise
        refused = error
    sent = _known(charset)
    declared = sent or (_declared(data[:_HEAD]) if html else "")
    if declared and declared != "utf-8":
        text = data.decode(declared, "replace")
        bad = text.count("\ufffd")
        if bad <= _FEW * len(text) + 1:
            return text, (f"read as {declared} (declared by the {'server' if sent else 'page'})", *_replaced(bad))
    if (repaired := data.decode("utf-8", "replace")).count("\ufffd") <= _FEW * len(data) + 1 and _is_utf8(data):
        return repaired, _replaced(repaired.count("\ufffd"))
    if found := _detected(data):
        return data.decode(found), (f"read as {found} (detected: check the accents)",)
    raise ArticleError(
        refused.message, error_class=ErrorClass.BAD_ENCODING, next_step="Save it as UTF-8; its encoding is not known."
    )


def _declared(head: bytes) -> str:
    """Return the encoding that a page declares, as Python calls it; empty if there is none that Python knows."""
    found = _DECLARED.search(head)
    return _known(found[1].decode("ascii")) if found else ""


def _known(charset: str) -> str:
    """Return an encoding as Python calls it; empty if Python does not know it."""
    try:
        name = codecs.lookup(charset).name if charset else ""
    except (LookupError, ValueError):
        return ""
    return _LARGER.get(name, name)


def _is_utf8(data: bytes) -> bool:
    """Tell whether most of what is not ASCII is UTF-8."""
    text = data.decode("utf-8", "replace")
    foreign = sum(ch > "\x7f" for ch in text)
    return text.count("\ufffd") * 4 <= foreign


def _replaced(count: int) -> tuple[str, ...]:
    return (f"{count} bytes that are no character were replaced",) if count else ()


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:50_000], cp_exclusion=["utf_7", "utf_16", "utf_32"])
    best = matches.best()
    if best is None:
        return ""
    # Several code pages of one script fit a text about equally well: of those the most usual one.
    usual = [each for each in matches if each.encoding == "cp1252" and each.chaos <= best.chaos + 0.1]
    best = usual[0] if usual else best
    name = _LARGER.get(codecs.lookup(best.encoding).name, codecs.lookup(best.encoding).name)
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return ""
    return name
