"""evaluation goldfiles: which gold file is of which article."""

from pathlib import Path

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import InputError
from extractor.evaluation.gold_check import GoldFileIndex, gold_files

NAMES = ("1.txt", "10.txt", "000_eb6a.txt", "a/b.txt", "c/b.txt")
ARTICLES = {name: make_article(name, f"Text of {name}.", {}) for name in NAMES}
WHOSE = GoldFileIndex(ARTICLES.values())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("1.json", "1.txt"),
        ("10.yaml", "10.txt"),
        ("10.txt.json", "10.txt"),
        ("000.json", "000_eb6a.txt"),
        ("a.json", "a/b.txt"),
        (f"{ARTICLES['a/b.txt'].id}.json", "a/b.txt"),
    ],
)
def test_whose_it_is(file: str, name: str) -> None:
    """A file is of the article of its name, with or without ending, of its id, or the only one that begins so."""
    assert WHOSE.article(Path(file)).name == name


@pytest.mark.parametrize(("file", "words"), [("b.json", "several articles"), ("2.json", "no article")])
def test_nobodys(file: str, words: str) -> None:
    """A file of no article, or of several, is an error that names it."""
    with pytest.raises(InputError, match=f"{file}: {words}"):
        WHOSE.article(Path(file))


def test_files_of_a_folder(tmp_path: Path) -> None:
    """Each article has one file; clusters and splits are of none; two for one article are an error."""
    assert WHOSE.files(gold_files(tmp_path / "none")) == {}
    for name in ("1.json", "clusters.json", "splits.json", "notes.txt"):
        (tmp_path / name).write_text("{}")
    assert WHOSE.files(gold_files(tmp_path)) == {"1.txt": tmp_path / "1.json"}
    (tmp_path / "1.yaml").write_text("{}")
    with pytest.raises(InputError, match=r"are both for 1\.txt"):
        WHOSE.files(gold_files(tmp_path))
    (tmp_path / "other.json").write_text("{}")
    assert [path.name for path in WHOSE.known(gold_files(tmp_path))] == ["1.json", "1.yaml"]


def test_new_files_are_found_again(tmp_path: Path) -> None:
    """What a new file is called leads back to its article alone."""
    for name, article in ARTICLES.items():
        path = WHOSE.path(tmp_path, article)
        assert path.parent == tmp_path
        assert WHOSE.article(path).name == name
    assert WHOSE.path(tmp_path, ARTICLES["10.txt"]).name == "10.json"
