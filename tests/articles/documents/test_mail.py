"""Mail: header, body, attachments."""

from __future__ import annotations

from extractor.articles.build import make_article
from extractor.articles.documents.mail import MAX_ATTACHMENTS
from extractor.articles.documents.reading import read_document
from tests.articles.documents.made import MAX, labels_at, mail, msg, word_document


def test_amail() -> None:
    """Header, HTML body and attachments are read, each a part; the mail dates the article."""
    message = mail()
    message.add_attachment(word_document(), maintype="application", subtype="x", filename="a.docx")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    message.add_attachment(mail())
    article = make_article("a.eml", read_document("a.eml", bytes(message), ".eml", MAX), {})
    assert (str(article.published), article.extra["title"]) == ("2024-03-05", "Attack in Gao")
    labels = {part.label for part in article.parts}
    assert {"header", "body", "attachment a.docx, paragraph 2", "attachment forwarded.eml, body"} <= labels
    assert "attachment a.png left out: not a text" in article.notes
    assert "browser" not in article.text


def test_a_mail_of_outlook() -> None:
    """Subject, sender and body of a .msg file are read."""
    read = read_document(
        "a.msg", msg({"0037": "Attack in Gao", "1000": "Two killed.", "0C1F": "ann@x.org"}), ".msg", MAX
    )
    assert labels_at(read, "Attack", "Two") == ["header", "body"]
    assert read.metadata["title"] == "Attack in Gao"


def test_mail_with_many_attachments() -> None:
    """Of 200 attachments some are read and the others are counted."""
    read = read_document("a.eml", bytes(mail(200)), ".eml", MAX)
    assert f"Text {MAX_ATTACHMENTS - 1}." in read.text
    assert f"Text {MAX_ATTACHMENTS}." not in read.text
    assert read.notes[-1] == "180 of 200 attachments left out: too many"
