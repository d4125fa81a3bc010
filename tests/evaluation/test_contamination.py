"""contamination: text of gold within a prompt."""

from dataclasses import replace

from extractor.articles.article import Article
from extractor.evaluation.contamination import contamination
from extractor.prompts.prompt import Prompt
from tests.conftest import TEXT, coding, incident


def _with(prompt: Prompt, words: str) -> Prompt:
    return replace(prompt, blocks={**prompt.blocks, "rules": f"{prompt.blocks['rules']}\n{words}"})


def test_clean_prompt(prompt: Prompt, article: Article) -> None:
    """The shipped prompt shares nothing with an unrelated article."""
    assert contamination(prompt, [article], {"gao.txt": coding()}) == []


def test_text_of_an_article(prompt: Prompt, article: Article) -> None:
    """Eight shared words in a row, whatever case and punctuation, are contamination; seven are not."""
    assert contamination(_with(prompt, "two SOLDIERS, were killed in Gao on Monday"), [article], {}) != []
    assert contamination(_with(prompt, "soldiers were killed in Gao on Monday"), [article], {}) == []
    assert TEXT.startswith("Two soldiers were killed in Gao on Monday")


def test_text_of_a_coding(prompt: Prompt, article: Article) -> None:
    """Text of a gold coding counts as well."""
    gold = {"gao.txt": coding(incident(summary="Unknown gunmen shot dead two men of the garrison."))}
    (line,) = contamination(_with(prompt, "Unknown gunmen shot dead two men of the garrison."), [article], gold)
    assert "gao.txt" in line
