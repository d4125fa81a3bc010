"""charset: the encoding of an article, declared, marked or detected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.charset import decode_article
from extractor.core.errors import ArticleError

ARABIC = "قتل شخصان في غارة جوية على بلدة قرب الحدود يوم الثلاثاء، وقال مسؤولون إن خمسة أصيبوا بجروح. "
RUSSIAN = "Двое военных погибли в понедельник при обстреле базы, сообщили в министерстве обороны. "
FRENCH = "Deux soldats ont été tués près de la forêt lundi, a déclaré l'armée. Déjà vu à Évreux. "
CHINESE = "官员表示，周二的空袭造成两人死亡，五人受伤，袭击发生在边境附近的一个城镇。"
JAPANESE = "当局によると、火曜日の空爆で二人が死亡し、五人がけがをした。"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (ARABIC, "cp1256", "windows-1256"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (FRENCH, "cp1252", "iso-8859-1"),
        (CHINESE, "gb18030", "gb2312"),
        (JAPANESE, "shift_jis", "shift_jis"),
    ],
)
def test_declared_by_the_page(text: str, encoding: str, declared: str) -> None:
    """A page is read as it declares, by the larger set that browsers use; a note has the encoding."""
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    read, notes = decode_article("a.html", page.encode(encoding), html=True)
    assert read == page
    assert "declared" in notes[0]


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (FRENCH, "cp1252"), (CHINESE, "gb18030")])
def test_detected(text: str, encoding: str) -> None:
    """A text without a declaration is read by what it looks like, with a note that says so."""
    read, notes = decode_article("a.txt", (text * 5).encode(encoding))
    assert read == text * 5
    assert "detected" in notes[0]


def test_one_bad_byte() -> None:
    """One byte that is no character does not refuse a UTF-8 text; it is replaced, and a note says so."""
    data = (RUSSIAN * 20).encode()
    read, notes = decode_article("a.html", data[:201] + b"\xff" + data[201:], html=True)
    assert read.replace("\ufffd", "") == RUSSIAN * 20
    assert notes == ("1 bytes that are no character were replaced",)


def test_marks() -> None:
    """I05: UTF-16 is read by its byte order mark."""
    read, notes = decode_article("a.txt", FRENCH.encode("utf-16"))
    assert (read, "byte order mark" in notes[0]) == (FRENCH, True)


def test_not_text() -> None:
    """I03: a binary file is refused, whatever its bytes might be in some encoding."""
    with pytest.raises(ArticleError) as caught:
        decode_article("a.txt", b"%PDF-1.7 x")
    assert caught.value.error_class == "not_text"


@given(st.text(max_size=300))
def test_utf8(text: str) -> None:
    """A UTF-8 text is read as it is, without a note."""
    if "\0" not in text:
        assert decode_article("a.txt", text.encode("utf-8", "ignore")) == (text.encode("utf-8", "ignore").decode(), ())
