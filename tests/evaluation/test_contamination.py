"""leaks: gold that stands in a prompt."""

from dataclasses import replace

from extractor.articles.article import Article
from extractor.evaluation.contamination import leaked
from extractor.prompts.prompt import Prompt
from tests.conftest import TEXT, coding, incident


def _with(prompt: Prompt, words: str) -> Prompt:
    return replace(prompt, blocks={**prompt.blocks, "rules": f"{prompt.blocks['rules']}\n{words}"})


def test_a_sound_prompt(prompt: Prompt, article: Article) -> None:
    """The shipped prompt holds nothing of an article that it was not written from."""
    assert leaked(prompt, [article], {"gao.txt": coding()}) == []


def test_words_of_an_article(prompt: Prompt, article: Article) -> None:
    """Eight words in a row, whatever their case and punctuation, are a leak; seven are none."""
    assert leaked(_with(prompt, "two SOLDIERS, were killed in Gao on Monday"), [article], {}) != []
    assert leaked(_with(prompt, "soldiers were killed in Gao on Monday"), [article], {}) == []
    assert TEXT.startswith("Two soldiers were killed in Gao on Monday")


def test_words_of_its_gold(prompt: Prompt, article: Article) -> None:
    """What a coder wrote of an article is gold as well."""
    gold = {"gao.txt": coding(incident(summary="Unknown gunmen shot dead two men of the garrison."))}
    (told,) = leaked(_with(prompt, "Unknown gunmen shot dead two men of the garrison."), [article], gold)
    assert "gao.txt" in told
