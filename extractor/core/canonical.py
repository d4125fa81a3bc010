"""One canonical JSON form, one tagged hash over it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value: compact, UTF-8, finite numbers.

    Members keep the order in which they were put. Sorting them would be wrong here: the order of
    a schema's properties is the order in which a model fills them, so it is part of the request.

    Raises:
        ValueError: NaN or infinity, or text that has no UTF-8 form (a lone surrogate).
    """
    return _encode(value).encode("utf-8")


# Made once: `json.dumps` builds an encoder for every call that departs from its defaults.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def digest(tag: str, value: Any) -> str:
    """SHA-256 in hex (64 characters) over a tag and a value.

    The tag keeps apart things that happen to have the same bytes. `bytes` are hashed as they
    are, anything else in its canonical form.
    """
    data = value if isinstance(value, bytes) else canonical(value)
    return hashlib.sha256(b"extractor/" + tag.encode("ascii") + b"\0" + data).hexdigest()
