"""Documents made for the tests: a PDF and a mail of Outlook, byte by byte; a Word document and a mail."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractor.articles.original import Original, part_at

MAX = 200_000


def pdf(pages: Sequence[str], title: str = "") -> bytes:
    """Return a PDF with a page for each text, lines split at \\n; a page of an empty text is blank."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in pages:
        lines = " ".join(f"({line}) Tj 0 -14 Td" for line in text.split("\n") if line)
        content = f"BT /F1 12 Tf 72 720 Td {lines} ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%s) >>" % title.encode())
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (len(objects) + 1, len(objects))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, trailer, len(out),
    )  # fmt: skip


SECTOR = 512
SMALLEST = 4_096  # bytes of a stream that has sectors of its own
_FREE, _END, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF


def msg(texts: Mapping[str, str]) -> bytes:
    """Return a mail of Outlook ([MS-OXMSG] in [MS-CFB]) with text properties by their tag: "0037" is the subject."""
    listed = b"".join(struct.pack("<HHIQ", 0x1F, int(tag, 16), 6, SMALLEST) for tag in texts)
    streams = {"__properties_version1.0": (b"\0" * 32 + listed).ljust(SMALLEST, b"\0")}
    for tag, text in texts.items():
        streams[f"__substg1.0_{tag}001F"] = (text.encode("utf-16-le") + b" \0" * SMALLEST)[:SMALLEST]
    return _compound_file(dict(sorted(streams.items())))


def _compound_file(streams: Mapping[str, bytes]) -> bytes:
    per_stream = SMALLEST // SECTOR
    directory_sectors = -(-(len(streams) + 1) // 4)
    table: list[int] = [0xFFFFFFFD]  # the sector of this table itself
    table += [*range(2, directory_sectors + 1), _END]
    body = b""
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        start = len(table)
        table += [*range(start + 1, start + per_stream), _END]
        right = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, right=right, start=start, size=len(data)))
        body += data
    entries += [_entry("", 0)] * (directory_sectors * 4 - len(entries))
    table += [_FREE] * (SECTOR // 4 - len(table))
    head = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
                       0, 1, 1, 0, SMALLEST, _END, 0, _END, 0)  # fmt: skip
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + struct.pack(f"<{len(table)}I", *table) + b"".join(entries) + body


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16sIQQIQ", text, len(text) + 2 if name else 0, kind, 1, _NONE, right, child, b"",
                       0, 0, 0, start, size)  # fmt: skip


def labels_at(original: Original, *words: str) -> list[str | None]:
    """Return the labels of the parts that some words are in."""
    return [part_at(original.parts, original.text.index(word)) for word in words]


def word_document() -> bytes:
    """Return a Word document with a tracked change, a table, a text box and properties."""
    document = docx.Document()
    document.core_properties.title = "Gao report"
    document.add_heading("Attack in Gao", 1)
    paragraph = document.add_paragraph("Two soldiers were killed ")
    for markup in (
        '<w:ins {} w:id="1" w:author="x"><w:r><w:t>in Gao</w:t></w:r></w:ins>',
        '<w:del {} w:id="2" w:author="x"><w:r><w:delText>in Kidal</w:delText></w:r></w:del>',
    ):
        paragraph._p.append(parse_xml(markup.format(nsdecls("w"))))
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("Place", "Killed"), ("Gao", "2")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    box = document.add_paragraph("The army blamed JNIM.")
    inner = "<w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p>"
    box._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:txbxContent>{inner}</w:txbxContent></w:r>"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(attachments: int = 0) -> EmailMessage:
    """Return a mail with a plain and an HTML body, and text files attached."""
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = (
        "Attack in Gao",
        "Ann Lee <ann@x.org>",
        "Tue, 05 Mar 2024 23:30:00 +0000",
    )
    message.set_content("See this mail in a browser.")
    message.add_alternative(
        f"<p>Two soldiers were killed in Gao{', the army said' * 9}.</p><p>Second.</p>", subtype="html"
    )
    for number in range(attachments):
        message.add_attachment(
            f"Text {number}.".encode(), maintype="application", subtype="x", filename=f"{number}.txt"
        )
    return message
