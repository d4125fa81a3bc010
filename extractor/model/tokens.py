"""How many tokens a text has, about: no tokenizer's vocabulary can be had without a network."""

from __future__ import annotations


def about(text: bytes) -> int:
    """Tokens of UTF-8 text, estimated as a quarter of its bytes.

    English prose and JSON come to 4 to 4.5 bytes a token in the vocabularies of current models;
    other scripts have more bytes and more tokens alike. Recorded usage is exact where there is any.
    """
    return -(-len(text) // 4)


def at_most(text: bytes) -> int:
    """Tokens that UTF-8 text is reckoned at where too few would be a mistake: a third of its bytes."""
    return -(-len(text) // 3)
