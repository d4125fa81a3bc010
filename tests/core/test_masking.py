"""masking: secrets are replaced in what a server sends, however they are escaped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.masking import Mask

KEY = "sk-canary/0123456789"
KEYS = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40)


@pytest.mark.parametrize(
    "echo", [KEY, KEY.replace("/", "\\/"), json.dumps(KEY)[1:-1], "".join(f"\\u{ord(ch):04x}" for ch in KEY)]
)
def test_a_key(echo: str) -> None:
    """X01: a key is masked in a text and in bytes, plain and with the escapes of JSON."""
    mask = Mask([KEY])
    assert mask.text(f"the key {echo} is wrong") == "the key [key] is wrong"
    assert mask.data(f"the key {echo} is wrong".encode()) == b"the key [key] is wrong"


@given(KEYS, st.text(max_size=20))
def test_any_key(key: str, around: str) -> None:
    """No key survives in a JSON text, whatever its characters are and what stands around it."""
    masked = Mask([key]).data(json.dumps({"message": f"{around}{key}{around}"}).encode())
    assert key.encode() not in masked
    assert json.dumps(key)[1:-1].encode() not in masked


def test_what_stays() -> None:
    """A short key is no secret; other text and bytes that are no UTF-8 stay as they are."""
    assert Mask(["none"]).text("none was hurt") == "none was hurt"
    assert Mask([KEY]).data(b"sk-can \xff \\u0041") == b"sk-can \xff \\u0041"
    assert Mask([]).data(b"x") == b"x"
