"""Render the page: one self-contained HTML file with template, styles, scripts and data.

The head is an escaped template. The data are gzip in base64, so that nothing in them is parsed as markup; the scripts
insert them as text only, and the content security policy allows no other scripts.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from extractor.core.canonical import canonical
from extractor.report.scripts import REPORT, REVIEW, page_script

ASSETS = Path(__file__).with_name("assets")


def render_page(facts: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the HTML of a page.

    Args:
        facts: for the head.
        data: for the views; with `review` it is a page to correct in.
    """
    style = _asset("page.css")
    script = page_script(REVIEW if data.get("review") else REPORT)
    packed = base64.b64encode(gzip.compress(canonical(data), 9, mtime=0)).decode()
    served = bool(data.get("review") and data["review"]["served"])
    return _template().render(
        facts=facts,
        review=data.get("review"),
        compared=bool(data.get("compare")),
        blind=bool(data.get("review") and data["review"]["blind"]),
        policy=policy(style, script, served=served),
        style=style,
        script=script,
        packed=packed,
    )


def policy(style: str, script: str, *, served: bool) -> str:
    """Return the content security policy: only these styles and scripts; a served page may connect to its server."""
    parts = [
        "default-src 'none'",
        f"style-src '{_hash(style)}'",
        f"script-src '{_hash(script)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join([*parts, *(["connect-src 'self'"] if served else [])])


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.from_string(_asset("page.html"))
