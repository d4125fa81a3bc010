"""Canonical JSON, and tagged hashes of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Encode a JSON value as bytes: compact, UTF-8, finite numbers.

    Members keep their order. It must not be sorted: the order of a schema's properties is the order
    in which a model fills them, so it is part of the request.

    Raises:
        ValueError: NaN, infinity, or text that UTF-8 cannot encode (a lone surrogate).
    """
    return _encode(value).encode("utf-8")


# One encoder: `json.dumps` builds a new one per call unless all its arguments are the defaults.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def digest(tag: str, value: Any) -> str:
    """Return the SHA-256 of a tag and a value, 64 hex characters.

    Different tags give the same bytes different hashes. `bytes` are hashed unchanged, anything else in
    its canonical form.
    """
    data = value if isinstance(value, bytes) else canonical(value)
    return hashlib.sha256(b"extractor/" + tag.encode("ascii") + b"\0" + data).hexdigest()
