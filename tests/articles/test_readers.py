"""readers: every input becomes an article or an error."""

import io
import json
import os
from datetime import date
from pathlib import Path

import pytest

from extractor.articles.article import Article, Unusable
from extractor.articles.stream import read_inputs
from extractor.core.errors import InputError
from extractor.core.package_data import SEEDS
from tests.articles.test_html import PAGE


def _kinds(folder: Path) -> dict[str, str]:
    items = read_inputs(str(folder)).items
    return {item.name: item.error.error_class if isinstance(item, Unusable) else "ok" for item in items}


def test_seeds_come_with_their_metadata() -> None:
    """The five sample articles are read verbatim, in order, with dates and further columns."""
    articles = read_inputs(str(SEEDS)).articles
    assert [article.name[:3] for article in articles] == ["000", "001", "002", "003", "004"]
    assert articles[3].published == date(2021, 6, 28)
    assert articles[3].extra["agencies"] == "EFE;AFP"
    for article in articles:
        assert article.original.encode() == (SEEDS / article.name).read_bytes()


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    """I01, I03, I04, I14: a bad file fails alone; files that are not articles are listed as skipped."""
    (tmp_path / "a.txt").write_text("An article.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("  ", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes("Café au lait, déjà vu, près de la forêt.".encode("cp1252"))
    (tmp_path / "d.md").write_bytes(b"%PDF")
    os.mkfifo(tmp_path / "e.txt")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "inner").mkdir()
    assert _kinds(tmp_path) == {
        "a.txt": "ok",
        "b.txt": "empty",
        "c.txt": "ok",
        "d.md": "not_text",
        "e.txt": "refused",
    }
    assert read_inputs(str(tmp_path)).skipped.first == ["inner", "photo.jpg"]


def test_odd_file_names(tmp_path: Path) -> None:
    """I15: names that are not UTF-8, have a newline or 255 bytes are articles like others."""
    names = [b"new\nline.txt", b"x" * 251 + b".txt", b"caf\xe9.txt"]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("An article.", encoding="utf-8")
    articles = read_inputs(str(tmp_path)).articles
    assert len(articles) == 3
    assert "caf\\xe9.txt" in [article.name for article in articles]
    for article in articles:
        article.name.encode("utf-8")


def test_jsonl(tmp_path: Path) -> None:
    """I07, I21 to I24: a torn, surrogate or NaN line fails by its number; U+2028 and blank lines are allowed."""
    good = json.dumps({"id": "a", "text": "One.\u2028Two.", "published": "2024-01-02"}, ensure_ascii=False)
    lines = [
        good,
        "",
        '{"id": "b", "text": "x\\ud800"}',
        '{"id": "c", "text": "y", "n": NaN}',
        '{"id": "d"}',
        '{"id": "e", "te',
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    first, *rest = read_inputs(str(tmp_path / "x.jsonl")).items
    assert isinstance(first, Article)
    assert (first.name, first.text, first.published) == ("a", "One.\u2028Two.", date(2024, 1, 2))
    failed = [(item.error.error_class, item.name) for item in rest if isinstance(item, Unusable)]
    assert failed == [
        ("bad_encoding", "x.jsonl line 3"),
        ("bad_line", "x.jsonl line 4"),
        ("bad_line", "x.jsonl line 5"),
        ("bad_line", "x.jsonl line 6"),
    ]


def test_csv(tmp_path: Path) -> None:
    """A CSV table is read, including quoted line breaks and a byte order mark."""
    (tmp_path / "x.csv").write_text('\ufeffid,text,outlet\n1,"One,\ntwo.",Wire\n', encoding="utf-8")
    (article,) = read_inputs(str(tmp_path / "x.csv")).articles
    assert (article.name, article.text, article.outlet) == ("1", "One,\ntwo.", "Wire")


@pytest.mark.parametrize("table", ["id,text\n1,a,b\n", 'id,text\n1,"open\n', "id,words\n1,x\n", "id,text\n1,\udce9\n"])
def test_broken_csv(tmp_path: Path, table: str) -> None:
    """A malformed table is refused as a whole, by name, before any request."""
    (tmp_path / "x.csv").write_text(table, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(InputError, match=r"x\.csv"):
        read_inputs(str(tmp_path / "x.csv"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is one article on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Zwölf.".encode())))
    assert [article.text for article in read_inputs("-").articles] == ["Zwölf."]


def test_html(tmp_path: Path) -> None:
    """The view of an HTML file is its article; the original stays the HTML."""
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (article,) = read_inputs(str(tmp_path)).articles
    assert article.original == PAGE
    assert article.text.startswith("Strike kills two in al‑Qaim")
    assert "Home" not in article.text


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("file,published\na.txt,2024-01-02\nb.txt,2024-01-02\n", "b.txt"),
        ("file,published\na.txt,2024-01-02\na.txt,2024-01-03\n", "occurs twice"),
        ("file,published\n,2024-01-02\n", "row 2"),
    ],
)
def test_metadata_without_an_article(tmp_path: Path, metadata: str, message: str) -> None:
    """Metadata for a missing file, a second row for a file, or a row without one are refused before any request."""
    (tmp_path / "a.txt").write_text("An article.", encoding="utf-8")
    (tmp_path / "articles.csv").write_text(metadata, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_inputs(str(tmp_path))


def test_an_invalid_date(tmp_path: Path) -> None:
    """An invalid date of publication fails its article; the message contains the value."""
    (tmp_path / "x.jsonl").write_text('{"id": "a", "text": "x.", "published": "yesterday"}', encoding="utf-8")
    (item,) = read_inputs(str(tmp_path / "x.jsonl")).items
    assert isinstance(item, Unusable)
    assert item.error.error_class == "bad_metadata"
    assert "'yesterday'" in item.error.message


def _jsonl(path: Path, *rows: tuple[str, str]) -> str:
    path.write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in rows), encoding="utf-8")
    return str(path)


def test_one_id_for_two_texts(tmp_path: Path) -> None:
    """I18: refused before any request, with both texts. I17: read once and listed. I19, I20: distinct names."""
    with pytest.raises(InputError, match="'a' has two different texts"):
        read_inputs(_jsonl(tmp_path / "x.jsonl", ("a", "One."), ("a", "Two.")))
    rows = [("a", "One."), ("a", "One."), ("A", "One."), ("../../x", "Two."), ("con", "Three.")]
    inputs = read_inputs(_jsonl(tmp_path / "y.jsonl", *rows))
    assert [article.name for article in inputs.articles] == ["a", "A", "../../x", "con"]
    assert len({article.id for article in inputs.articles}) == 3
    assert inputs.duplicates.first == ["a"]


def test_refused_ids(tmp_path: Path) -> None:
    """I16: an empty id and one of 10,000 characters are refused."""
    items = read_inputs(_jsonl(tmp_path / "x.jsonl", ("", "One."), ("x" * 10_000, "Two."))).items
    assert [item.error.error_class for item in items if isinstance(item, Unusable)] == ["refused", "refused"]


def test_too_long(tmp_path: Path) -> None:
    """I02: an article of 10 MB is refused without a request."""
    (tmp_path / "a.txt").write_text("word " * 2_000_000, encoding="utf-8")
    assert _kinds(tmp_path) == {"a.txt": "too_long"}


@pytest.mark.parametrize("path", ["nothing", ".", ""])
def test_no_articles(path: str) -> None:
    """I27: a missing path, an empty folder and an empty path are usage errors with a next step."""
    with pytest.raises(InputError) as caught:
        read_inputs(path)
    assert caught.value.next_step


def test_limit(tmp_path: Path) -> None:
    """No more articles than the limit are read."""
    rows = [(str(n), f"Text {n}.") for n in range(5)]
    assert len(read_inputs(_jsonl(tmp_path / "x.jsonl", *rows), limit=2).items) == 2


def test_a_single_file_has_its_metadata(tmp_path: Path) -> None:
    """One file of a folder is read with its row of articles.csv; a given date applies where there is none."""
    (tmp_path / "a.txt").write_text("An article.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Another.", encoding="utf-8")
    (tmp_path / "articles.csv").write_text("file,published\na.txt,2024-03-05\nb.txt,\n", encoding="utf-8")
    dates = [
        read_inputs(str(tmp_path / name), published="2024-01-01").articles[0].published for name in ("a.txt", "b.txt")
    ]
    assert dates == [date(2024, 3, 5), date(2024, 1, 1)]


def _desk(folder: Path) -> Path:
    """Write a folder as a desk has it: folders inside folders, one with metadata of its own, the same name twice."""
    for name in ("monday", "monday/wires", "tuesday", "gold"):
        (folder / name).mkdir(exist_ok=True)
    for name in ("top.txt", "monday/a.txt", "monday/wires/a.txt", "monday/wires/b.md", "tuesday/a.txt", "gold/x.txt"):
        (folder / name).write_text(f"The text of {name}.", encoding="utf-8")
    (folder / "monday/wires/articles.csv").write_text("file,published\na.txt,2024-03-05\n", encoding="utf-8")
    (folder / "monday/photo.jpg").write_bytes(b"x")
    return folder


def test_folders_inside_folders(tmp_path: Path) -> None:
    """With `/**` folders are entered, in order; names begin with the folder's, and each has its own metadata."""
    inputs = read_inputs(f"{_desk(tmp_path)}/**")
    assert [article.name for article in inputs.articles] == [
        "monday/a.txt", "monday/wires/a.txt", "monday/wires/b.md", "top.txt", "tuesday/a.txt",
    ]  # fmt: skip
    assert [article.published for article in inputs.articles][1] == date(2024, 3, 5)
    assert inputs.skipped.first == ["monday/photo.jpg"]
    assert [article.name for article in read_inputs(str(tmp_path)).articles] == ["top.txt"]


def test_several_paths_and_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are read one after another; a pattern is the files that match it, in order."""
    monkeypatch.chdir(_desk(tmp_path))
    names = [article.name for article in read_inputs(["top.txt", "monday/wires"]).articles]
    assert names == ["top.txt", "a.txt", "b.md"]
    assert [article.name for article in read_inputs("monday/**/b.*").articles] == ["b.md"]
    assert read_inputs("monday/**/a.txt", limit=1, survey=False).articles[0].name == "a.txt"
    with pytest.raises(InputError, match="two different texts") as caught:
        read_inputs(["monday/a.txt", "tuesday/a.txt"])
    assert "-r" in caught.value.next_step
    with pytest.raises(InputError, match="no file matches"):
        read_inputs("monday/*.pdf")
    (tmp_path / "odd[1].txt").write_text("A name that looks like a pattern.", encoding="utf-8")
    assert read_inputs("odd[1].txt").articles[0].name == "odd[1].txt"
