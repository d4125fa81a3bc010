"""Canonical JSON, and tagged hashes of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import Any

from pydantic_core import to_json


def canonical(value: Any) -> bytes:
    """Encode a JSON value as bytes: compact, UTF-8, finite numbers.

    Members keep their order. It must not be sorted: the order of a schema's properties is the order
    in which a model fills them, so it is part of the request.

    Raises:
        ValueError: NaN, infinity, or text that UTF-8 cannot encode (a lone surrogate).
    """
    if isinstance(value, str):
        with contextlib.suppress(ValueError):  # a lone surrogate, whose error below says where it is
            return to_json(value)
    return _encode(value).encode("utf-8")


def canonical_without_floats(value: Any) -> bytes:
    """Encode as `canonical` does, in a quarter of the time; for values without floats, whose keys are strings.

    pydantic-core writes some floats in another form (1e-7 for 1e-07), and nothing else.

    Raises:
        ValueError: text that UTF-8 cannot encode.
    """
    return to_json(value)


# One encoder: `json.dumps` builds a new one per call unless all its arguments are the defaults.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def digest(tag: str, value: Any) -> str:
    """Return the SHA-256 of a tag and a value, 64 hex characters.

    Different tags give the same bytes different hashes. `bytes` are hashed unchanged, anything else in
    its canonical form.
    """
    data = value if isinstance(value, bytes) else canonical(value)
    return hashlib.sha256(b"extractor/" + tag.encode("ascii") + b"\0" + data).hexdigest()
