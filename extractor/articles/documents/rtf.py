"""The paragraphs of an RTF file, by striprtf."""

from __future__ import annotations

from extractor.articles.documents.sections import Section, joined, unreadable
from extractor.articles.original import Original


def read_rtf(data: bytes, max_chars: int) -> Original:
    """Read an RTF file; its parts are its paragraphs.

    Raises:
        ArticleError: `unreadable`, `too_long`.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise unreadable("no RTF: it does not begin with {\\rtf")
    try:
        # RTF is ASCII with escapes; what is not is in the code page that the file names, which Latin-1 leaves as it is.
        text = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, RecursionError) as error:
        raise unreadable(f"no RTF that can be read: {error}") from error
    lines = (line for line in text.splitlines() if line.strip())
    sections = (Section(f"paragraph {number}", line) for number, line in enumerate(lines, start=1))
    return joined(sections, max_chars=max_chars, notes=("RTF",), metadata=None)
