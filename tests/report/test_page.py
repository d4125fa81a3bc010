"""page: one file of template, styles, scripts and data."""

import re
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.report.page import policy, render_page
from extractor.report.scripts import SCRIPTS
from tests.report_runs import page_data

FACTS: dict[str, Any] = {
    "run": "r", "id": "0", "extractor": "1", "prompt": {"name": "p", "blocks": {"rules": "d"}}, "schema": "s", "model": "m",
    "answered": {}, "counts": {"ok": 0, "failed": 0, "pending": 0}, "quotes": {"exact": 0, "folded": 0, "ungrounded": 0},
    "published": [], "languages": {}, "reports": 1, "incidents": 2, "elsewhere": 0, "unnamed": 0, "kinds": {}, "failures": [], "cost": "nothing",
    "consolidated": {"runs": ["x"], "names": "n", "gazetteer": None, "decisions": None},
}  # fmt: skip


@given(
    st.recursive(
        st.none() | st.integers(-9, 9) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_data_round_trip(value: Any) -> None:
    """Any data is encoded so that none of it is parsed as markup, and decodes unchanged."""
    made = render_page(FACTS, {"x": value})
    assert page_data(made) == {"x": value}


def test_facts_are_escaped() -> None:
    """The facts in the head are escaped."""
    made = render_page({**FACTS, "run": "<script>", "model": "'\"><b>", "failures": [{"name": "<i>", "state": "failed", "kind": "x", "message": "<u>"}],
                 "kinds": {"<s>": 1}}, {})  # fmt: skip
    head = made.partition("<script type=")[0]
    assert not re.search("<(i|u|s|b)>[^0-9]", head)
    assert "&lt;script&gt;" in head


def test_the_policy_allows_only_these_scripts() -> None:
    """The policy has the hashes of the page's style and script; only a served page may connect, to its server."""
    made = render_page(FACTS, {})
    style = made.partition("<style>")[2].partition("</style>")[0]
    script = made.rpartition("<script>")[2].partition("</script>")[0]
    stated = unescape(re.findall('Content-Security-Policy" content="([^"]*)"', made)[0])
    assert stated == policy(style, script, served=False)
    assert stated.startswith("default-src 'none'; style-src 'sha256-")
    assert "connect-src" not in stated
    assert policy(style, script, served=True).endswith("; connect-src 'self'")
    review = {"review": {"served": True, "blind": False}}
    assert "connect-src" in unescape(render_page(FACTS, review).partition("<style>")[0])


def test_scripts_for_reviews_are_in_reviews_alone() -> None:
    """A report page has no script that could change or send anything."""
    assert "fetch(" not in render_page(FACTS, {})
    assert "fetch(" in render_page(FACTS, {"review": {"served": False, "blind": False}})


def test_text_is_never_markup_in_a_script() -> None:
    """Scripts never turn a string into markup or code: text is inserted as text."""
    for path in SCRIPTS.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        for way in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
        ):
            assert way not in text, f"{path.name}: {way}"
    for name in ("navigator.language", "XMLHttpRequest", "import("):
        assert not any(name in path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.js")), name


def test_the_same_bytes() -> None:
    """The same data give the same page."""
    assert render_page(FACTS, {"x": [1, 2]}) == render_page(FACTS, {"x": [1, 2]})
