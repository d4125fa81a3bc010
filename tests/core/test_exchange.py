"""exchange: requests and completions."""

from extractor.core.exchange import Request


def test_the_key_is_the_hash_of_the_body() -> None:
    """Keys are pinned: with other keys no existing recording would be found."""
    request = Request.of({"model": "m", "messages": [{"role": "user", "content": "é"}]})
    assert request.body == '{"model":"m","messages":[{"role":"user","content":"é"}]}'.encode()
    assert request.key == "3d67091a6a3a1ce14f55b088cf73b3b5e525280d33b488337828727b62da451d"


def test_parts_are_not_hashed() -> None:
    """The parts of a request do not change its key."""
    assert Request.of({"a": 1}, {"article": "x"}).key == Request.of({"a": 1}).key
