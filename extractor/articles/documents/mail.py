"""The header, body and attachments of a mail: .eml by the standard library, .msg (Outlook) by python-oxmsg."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from extractor.articles.charset import decode_article
from extractor.articles.documents.sections import Section, joined, unreadable
from extractor.articles.original import Original, part_at
from extractor.core.errors import ArticleError

MAX_ATTACHMENTS = 20  # that are read; of more, a note tells the number
MAX_FORWARDED = 3  # mails inside mails
_NEVER = 1970  # no mail is older; Outlook writes 1601 for none
_PREVIEW = 1 / 3  # a plain body shorter than so much of the HTML body is "see this mail in a browser"

ReadPart = Callable[[str, bytes], Original | None]  # reads an attachment by its name; None if its format is not known


@dataclass(frozen=True)
class _Mail:
    """A mail as both formats have it; attachments are names with contents."""

    subject: str
    sender: str
    sent: datetime | None
    plain: str
    html: str
    attachments: Iterable[tuple[str, Callable[[], bytes]]]


def read_eml(data: bytes, max_chars: int, read_part: ReadPart) -> Original:
    """Read a mail; its parts are its header, its body and those of its attachments.

    Raises:
        ArticleError: `unreadable`, `too_long`.
    """
    return _original(_from_message(message_from_bytes(data, policy=policy.default)), max_chars, read_part)


def read_msg(data: bytes, max_chars: int, read_part: ReadPart) -> Original:
    """Read a mail of Outlook; see `read_eml`."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(data))
        mail = _Mail(
            subject=message.subject or "",
            sender=message.sender or "",
            sent=message.sent_date,
            plain=message.body or "",
            html=message.html_body or "",
            attachments=[
                (each.file_name or "", lambda each=each: each.file_bytes or b"")  # type: ignore[misc]
                for each in message.attachments
            ],
        )
    except Exception as error:  # of olefile, struct and python-oxmsg, which has no class of its own
        raise unreadable(f"no mail of Outlook that can be read: {error}") from error
    return _original(mail, max_chars, read_part)


def _from_message(message: EmailMessage) -> _Mail:
    try:
        return _Mail(
            subject=str(message.get("subject", "")),
            sender=str(message.get("from", "")),
            sent=_sent(message),
            plain=_body(message, "plain"),
            html=_body(message, "html"),
            attachments=[
                (_name(part), lambda part=part: _content(part))  # type: ignore[misc]
                for part in message.iter_attachments()
            ],
        )
    except (ValueError, LookupError, AttributeError, TypeError, IndexError) as error:  # of headers that are broken
        raise unreadable(f"no mail that can be read: {error}") from error


def _sent(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["date"])) if message["date"] else None
    except ValueError:
        return None


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return decode_article("body", _content(part), html=kind == "html")[0] if part and _content(part).strip() else ""


def _content(part: MIMEPart) -> bytes:
    """Return the decoded content of a part, as UTF-8 if the part names its charset; of a mail, the mail."""
    if part.get_content_type() == "message/rfc822":
        return bytes(part.get_payload()[0])  # type: ignore[index, arg-type]
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_maintype() != "text" or not charset:
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, UnicodeError):
        return data


def _name(part: EmailMessage) -> str:
    return part.get_filename() or ("forwarded.eml" if part.get_content_type() == "message/rfc822" else "")


def _original(mail: _Mail, max_chars: int, read_part: ReadPart) -> Original:
    notes = ["mail"]
    published = mail.sent.date().isoformat() if mail.sent and mail.sent.year > _NEVER else ""
    author, address = parseaddr(mail.sender)
    metadata = {"title": mail.subject, "author": author or address, "published": published}
    found = joined(_sections(mail, read_part, notes), max_chars=max_chars, metadata=metadata)
    return Original(found.text, notes=tuple(notes), parts=found.parts, metadata=found.metadata)


def _sections(mail: _Mail, read_part: ReadPart, notes: list[str]) -> Iterator[Section]:
    """Yield the sections of a mail; append notes on attachments that are left out."""
    sent = mail.sent.isoformat(sep=" ", timespec="minutes") if mail.sent and mail.sent.year > _NEVER else ""
    header = (("Subject", mail.subject), ("From", mail.sender), ("Date", sent))
    yield Section("header", "\n".join(f"{name}: {' '.join(value.split())}" for name, value in header if value))
    yield Section("body", _chosen_body(mail))
    attachments = list(mail.attachments)
    for name, content in attachments[:MAX_ATTACHMENTS]:
        label = f"attachment {name}"
        try:
            part = read_part(name, content())
        except ArticleError as error:
            notes.append(f"{label} left out: {error.message}")
            continue
        if part is None:
            notes.append(f"{label or 'attachment without a name'} left out: not a text")
            continue
        yield from _inner(label, part)
    if len(attachments) > MAX_ATTACHMENTS:
        notes.append(f"{len(attachments) - MAX_ATTACHMENTS} of {len(attachments)} attachments left out: too many")


def _inner(label: str, part: Original) -> Iterator[Section]:
    """Yield the sections of an attachment."""
    starts = [each.start for each in part.parts] or [0]
    for start, end in zip(starts, [*starts[1:], len(part.text)], strict=True):
        own = part_at(part.parts, start)
        continues = start > 0 and not part.text.endswith("\n\n", 0, start)
        yield Section(f"{label}, {own}" if own else label, part.text[start:end], continues)


def _chosen_body(mail: _Mail) -> str:
    """Return the plain body, or the text of the HTML body if that says much more."""
    if not mail.html:
        return mail.plain
    from extractor.articles.html import page_text

    html = page_text(mail.html)
    return mail.plain if len(mail.plain.strip()) > _PREVIEW * len(html) else html


def is_mail(name: str) -> bool:
    """Tell whether a file is a mail, by its name."""
    return Path(name).suffix.lower() in (".eml", ".msg")
