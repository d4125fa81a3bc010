"""page, review: a run corrected by keyboard, gold written article by article, nothing lost; with a real browser and server."""

import json
from pathlib import Path
from typing import Any

import filelock
import pytest
from playwright.sync_api import Page

from tests.browser import OpenPage
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, page_data, review_server, run_extractor, scripted_run

SECOND = "Three rebels were arrested in Kidal on Sunday. The United Nations welcomed it. Nobody was hurt."


def _two() -> dict[str, Any]:
    """Return a coding of two incidents and a statement about the second."""
    attack = incident(targets=[{"name": "soldiers", "kind": "state_military"}])
    claim = incident(id="i2", type="other", summary="Nobody claimed it.", evidence=["Nobody claimed the attack"], casualties=[],
                     targets=[], in_response_to="i1", place_text=None, place_name=None, place_precision="unknown", country=None)  # fmt: skip
    statement = {"type": "other", "speaker": "the army", "on_behalf_of": None, "about": "i2", "quote": "the army said"}
    return coding(attack, claim, statements=[statement])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a run over two articles; the second has a quote that is not found."""
    arrest = incident(
        type="arrest_detention", summary="Three rebels arrested.", evidence=["Three rebels were arrested in Kidal"], targets=[],
        initiators=[{"name": "the police", "kind": "state_government"}], casualties=[], date_text="on Sunday",
        place_text="Kidal", place_name="Kidal", date_start="2024-03-03", date_end="2024-03-03",
    )  # fmt: skip
    articles = [ScriptedArticle(TEXT, _two()), ScriptedArticle(SECOND, coding(arrest), "kidal.txt")]
    return scripted_run(tmp_path_factory.mktemp("review"), articles)


@pytest.fixture
def gold(run: Path, tmp_path: Path) -> Path:
    """Return a folder for gold, with the articles of the run next to it."""
    (tmp_path / "run.jsonl").write_bytes(run.with_suffix(".jsonl").read_bytes())
    return tmp_path / "gold"


def _on(page: Page, card: str, keys: str) -> None:
    page.locator(f"#card-{card}").focus()
    for key in keys:
        page.keyboard.press(key)


def _verdicts(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.card')].map((each) => [each.dataset.owner, each.dataset.verdict]))"
    )
    return {card: verdict for card, verdict in found.items() if card != "notes"}


def _saved(page: Page, name: str) -> None:
    page.wait_for_selector(f"#save-status:text-is('saved {name}')")


def _kept(page: Page) -> None:
    page.wait_for_selector("#save-status:text-is('draft saved')")


def _read(gold: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((gold / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _select(page: Page, first: str, last: str) -> None:
    """Select from the start of one string in the text to the end of another."""
    page.evaluate(
        """([first, last]) => {
        const at = (words) => {
          const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const found = node.textContent.indexOf(words);
            if (found >= 0) return [node, found];
          }
        };
        const [[from, start], [to, end]] = [at(first), at(last)];
        getSelection().setBaseAndExtent(from, start, to, end + last.length);
      }""",
        [first, last],
    )
    page.wait_for_timeout(50)  # the browser tells of a selection a moment later


def test_by_keys_to_gold(open_page: OpenPage, run: Path, gold: Path) -> None:
    """Gold has the accepted items, marks unsure ones as optional, and names the reviewer and the time."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "article=gao.txt&view=review")
        assert _verdicts(page) == {"i1": "", "i2": "", "s1": ""}
        _on(page, "i1", "u")
        _on(page, "i2", "r")
        _on(page, "s1", "r")
        page.keyboard.press("z")
        assert _verdicts(page) == {"i1": "unsure", "i2": "rejected", "s1": ""}
        _on(page, "s1", "ad")
        _saved(page, "gao.txt")
        assert "article=kidal.txt" in page.url
    made = _read(gold, "gao")
    assert [(each["id"], each["optional"]) for each in made["incidents"]] == [("i1", True)]
    assert made["statements"][0]["about"] is None  # what it was about is gone
    assert made["coded"]["by"] == "ann"
    assert made["coded"]["at"].startswith("20")
    assert run_extractor("gold", "check", gold, "--articles", "run.jsonl", cwd=gold.parent).returncode == 0


def test_what_looks_wrong_comes_first(open_page: OpenPage, run: Path, gold: Path) -> None:
    """An article with a missing quote comes before those drawn at random; the list shows the reasons."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        assert page.locator(".names small").all_inner_texts() == ["1 not in the article", "drawn at random"]
        assert page.inner_text("#progress") == "0 of 2 articles done"
        assert page.inner_text(".one h2") == "kidal.txt"


def test_edit_with_words_from_the_article(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A quote is typed or taken from the selection; the form warns at once where it is not in the article."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        _on(page, "i1", "e")
        words = page.locator("form.edit fieldset", has_text="initiators").locator("textarea").first
        words.fill("The police")
        assert "not found in the article" in page.inner_text("form.edit")
        _select(page, "The United Nations", "The United Nations")
        page.locator("form.edit fieldset", has_text="initiators").get_by_text("Use selection").first.click()
        assert words.input_value() == "The United Nations"
        page.get_by_label("place name").fill("Kidal town")
        page.get_by_label("damage").select_option("none")
        page.keyboard.press("Control+Enter")
        assert _verdicts(page) == {"i1": "accepted"}
        assert page.locator("mark", has_text="The United Nations").count() == 1
        page.keyboard.press("d")
        _saved(page, "kidal.txt")
    (made,) = _read(gold, "kidal")["incidents"]
    assert made["initiators"][0]["name"] == "The United Nations"
    assert (made["place_name"], made["damage"]) == ("Kidal town", "none")


def test_typing_is_no_command(open_page: OpenPage, run: Path, gold: Path) -> None:
    """Letters typed into a field are no shortcuts; shortcuts can be switched off; Escape cancels a form."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        _on(page, "i1", "e")
        page.get_by_label("place name").press_sequentially("ard")
        page.keyboard.press("Escape")
        assert _verdicts(page) == {"i1": ""}
        assert page.locator("form.edit").count() == 0
        page.uncheck("#single-keys")
        _on(page, "i1", "a")
        assert _verdicts(page) == {"i1": ""}


def test_split_and_merge(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A split copies an item; a merge joins two, and references follow."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        _on(page, "i1", "s")
        assert list(_verdicts(page)) == ["i1", "i3", "i2", "s1"]
        page.keyboard.press("Escape")
        _on(page, "i1", "m")
        assert "Merge i1 with which card?" in page.inner_text(".message")
        _on(page, "i2", "m")
        assert list(_verdicts(page)) == ["i1", "i3", "s1"]
        assert "Nobody claimed the attack" in page.inner_text("#card-i1")
        page.keyboard.press("A")
        page.keyboard.press("d")
        _saved(page, "gao.txt")
    made = _read(gold, "gao")
    assert [each["id"] for each in made["incidents"]] == ["i1", "i3"]
    assert made["incidents"][0]["evidence"] == [
        "Two soldiers were killed in Gao on Monday",
        "Nobody claimed the attack",
    ]
    assert made["incidents"][0]["type"] == "ground_attack_or_clash"
    assert made["statements"][0]["about"] == "i1"


def test_new_from_selection(open_page: OpenPage, run: Path, gold: Path) -> None:
    """The selected text becomes the evidence of a new incident, whose form opens."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        page.evaluate("getSelection().selectAllChildren(document.querySelector('mark.evidence'))")
        page.wait_for_timeout(50)
        page.locator("#card-i1").focus()
        page.keyboard.press("n")
        page.get_by_label("type", exact=True).select_option("arrest_detention")
        page.get_by_label("summary").fill("Rebels arrested.")
        page.keyboard.press("Control+Enter")
        assert list(_verdicts(page)) == ["i1", "i2"]
        assert "Three rebels were arrested in" in page.inner_text("#card-i2")


def test_nothing_undecided_is_gold(open_page: OpenPage, run: Path, gold: Path) -> None:
    """An article with an undecided card cannot be finished; a coding that fails validation is in the journal, not in gold."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        _on(page, "i1", "d")
        assert "1 card undecided: i1" in page.inner_text(".message")
        page.keyboard.press("A")
        page.keyboard.press("d")
        page.wait_for_selector("text=Problems:")
        assert "initiators.0.name: not found in kidal.txt: 'the police'" in page.inner_text(".message")
        assert not (gold / "kidal.json").exists()
    assert len((gold.parent / ".gold" / "corrections.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_killed_server_loses_nothing(open_page: OpenPage, run: Path, gold: Path) -> None:
    """Decisions made before the server was killed are there after a restart, and can be finished."""
    with review_server(run, gold) as (address, process):
        page = open_page(address, "view=review&article=gao.txt")
        _on(page, "i1", "a")
        _on(page, "i2", "r")
        _kept(page)
        process.kill()
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        assert _verdicts(page) == {"i1": "accepted", "i2": "rejected", "s1": ""}
        _on(page, "s1", "ad")
        _saved(page, "gao.txt")
        assert page.inner_text("#progress").startswith("1 of 2 articles done")
    assert _read(gold, "gao")["incidents"][0]["id"] == "i1"


def test_a_server_that_is_gone(open_page: OpenPage, run: Path, gold: Path, browser: Any) -> None:
    """While the server is down the page shows what is unsaved; `gold import` reads its download."""
    with review_server(run, gold) as (address, process):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}#view=review&article=gao.txt")
        page.wait_for_selector("html[data-ready]", state="attached")
        process.kill()
        process.wait()
        _on(page, "i1", "Ad")
        page.wait_for_selector("text=no response from the server")
        assert "⚠" in page.inner_text("#save-status")
        with page.expect_download() as download:
            page.click("text=Download corrections")
        download.value.save_as(gold.parent / "corrections.jsonl")
        context.close()
    result = run_extractor(
        "gold", "import", "corrections.jsonl", "-o", gold, "--articles", "run.jsonl", cwd=gold.parent
    )
    assert result.returncode == 0, result.stderr
    assert len(_read(gold, "gao")["incidents"]) == 2


def test_two_reviewers_lose_nothing(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A reviewer who saves second is shown the conflict and chooses; the journal has both codings."""
    with review_server(run, gold) as (hers, _), review_server(run, gold, by="ben") as (his, _):
        ann, ben = open_page(hers, "view=review&article=gao.txt"), open_page(his, "view=review&article=gao.txt")
        _on(ann, "i2", "rAd")
        _saved(ann, "gao.txt")
        _on(ben, "i1", "rAd")
        ben.wait_for_selector("text=gao.txt: ann saved it")
        assert _read(gold, "gao")["coded"]["by"] == "ann"
        ben.click("text=Use theirs")
        assert _verdicts(ben) == {"i1": "accepted", "s1": "accepted"}
        _on(ben, "i1", "ud")
        _saved(ben, "gao.txt")
        made = _read(gold, "gao")
        assert (made["coded"]["by"], made["incidents"][0]["optional"]) == ("ben", True)
        ann.click(".names li[data-name='gao.txt'] a")
        ann.wait_for_selector(".one h2:text-is('gao.txt')")
        ann.wait_for_timeout(800)  # a key pressed right after moving on is taken for the same press
        _on(ann, "i1", "rd")
        ann.wait_for_selector("text=gao.txt: ben saved it")
        ann.click("text=Use mine")
        _saved(ann, "gao.txt")
    lines = [json.loads(line) for line in (gold.parent / ".gold" / "corrections.jsonl").read_text().splitlines()]
    assert [line["by"] for line in lines] == ["ann", "ben", "ben", "ann", "ann"]
    assert _read(gold, "gao")["incidents"] == []


def test_a_change_while_a_save_is_under_way(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A change made during a save is not in that gold; the page shows this, and keeps the change."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        with filelock.FileLock(gold.parent / ".gold" / "turn"):  # somebody else saves, and takes a while
            _on(page, "i1", "Ad")
            page.wait_for_selector("#save-status:text-is('saving gao.txt …')")
            _on(page, "i1", "rd")
        page.wait_for_selector("text=gao.txt is saved, without the changes that you made meanwhile")
        assert page.inner_text(".names li[data-name='gao.txt'] small").startswith("… in progress")
        _on(page, "i1", "k")
        page.keyboard.press("d")
        page.wait_for_selector(".names li[data-name='gao.txt'] small:has-text('✓ done')")
    assert [each["id"] for each in _read(gold, "gao")["incidents"]] == ["i2"]


def test_a_saved_article_does_not_move_the_reviewer(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A reviewer who goes on during a slow save is not moved to the next article."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        with filelock.FileLock(gold.parent / ".gold" / "turn"):
            _on(page, "i1", "Ad")
            page.wait_for_selector("#save-status:text-is('saving gao.txt …')")
            _on(page, "i2", "e")
            page.get_by_label("summary").fill("Half a sen")
        page.wait_for_selector("#save-status:text-is('saved gao.txt')")
        page.keyboard.type("tence arrived")
        page.keyboard.press("Control+Enter")
        assert "Half a sentence arrived" in page.inner_text("#card-i2")
        assert page.inner_text(".one h2") == "gao.txt"


def test_a_selection_that_ends_elsewhere(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A selection that ends outside of the text counts up to its end; a selection elsewhere does not count."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        page.evaluate(
            """() => {
            const mark = document.querySelector("mark");
            const outside = document.querySelector("#card-i1 h3");
            getSelection().setBaseAndExtent(mark.firstChild, 6, outside, 0);
          }"""
        )
        page.wait_for_timeout(50)
        page.keyboard.press("n")
        assert (
            page.locator("form.edit fieldset", has_text="evidence")
            .locator("textarea")
            .first.input_value()
            .startswith("rebels were arrested in Kidal on Sunday.")
        )
        page.keyboard.press("Escape")
        page.evaluate("getSelection().selectAllChildren(document.querySelector('#card-i1 h3'))")
        page.wait_for_timeout(50)
        page.keyboard.press("n")
        assert page.locator("form.edit fieldset", has_text="evidence").locator("textarea").count() == 0


def test_done_twice_is_done_once(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A second press of d during a save does nothing."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        _on(page, "i1", "Ad")
        page.keyboard.press("d")
        page.wait_for_selector(".one h2:text-is('kidal.txt')")
        page.keyboard.press("d")  # once more, as somebody who saw nothing happen
        assert "saved it" not in page.inner_text(".message")
    assert [path.name for path in gold.iterdir()] == ["gao.json"]


def test_typed_text_is_kept(open_page: OpenPage, run: Path, gold: Path) -> None:
    """The next command saves an open form; an incomplete form blocks it with a message."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        _on(page, "i1", "e")
        page.get_by_label("summary").fill("Two soldiers shot in Gao.")
        page.click("#card-i2 button:text-is('accept')")
        assert "Two soldiers shot in Gao." in page.inner_text("#card-i1")
        assert _verdicts(page) == {"i1": "accepted", "i2": "accepted", "s1": ""}
        _on(page, "i1", "e")
        page.get_by_label("summary").fill("")
        page.click(".tools button[data-act=finish]")
        assert "The open form is incomplete" in page.inner_text(".message")
        page.click(".names li[data-name='kidal.txt'] a")
        assert page.inner_text(".one h2") == "gao.txt"
        page.keyboard.press("Escape")
        assert "Two soldiers shot in Gao." in page.inner_text("#card-i1")


def test_ids_are_not_handed_out_again(open_page: OpenPage, run: Path, gold: Path) -> None:
    """The id of a merged item is never reused, and references to it follow the merge."""
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        _on(page, "i2", "m")
        _on(page, "i1", "m")
        assert list(_verdicts(page)) == ["i2", "s1"]
        _on(page, "i2", "s")
        page.keyboard.press("Escape")
        assert list(_verdicts(page)) == ["i2", "i3", "s1"]
        page.keyboard.press("A")
        page.keyboard.press("d")
        _saved(page, "gao.txt")
    made = _read(gold, "gao")
    assert [(each["id"], each["in_response_to"]) for each in made["incidents"]] == [("i2", None), ("i3", None)]
    assert made["statements"][0]["about"] == "i2"


def test_a_page_that_was_open_finds_the_server_again(open_page: OpenPage, run: Path, gold: Path, browser: Any) -> None:
    """A restarted server has the same address, and an open page sends its drafts to it."""
    context = browser.new_context()
    page = context.new_page()
    with review_server(run, gold) as (address, process):
        page.goto(f"{address}#view=review&article=gao.txt")
        page.wait_for_selector("html[data-ready]", state="attached")
        process.kill()
        process.wait()
        _on(page, "i1", "a")
        page.wait_for_selector("#save-status:has-text('draft not saved')")
    with review_server(run, gold) as (again, _):
        assert again == address
        _kept(page)
        assert _verdicts(open_page(again, "view=review&article=gao.txt"))["i1"] == "accepted"
    context.close()


def test_two_tabs_of_one_reviewer(open_page: OpenPage, run: Path, gold: Path) -> None:
    """The draft of a second tab outlives the save of the first, and conflicts with its gold."""
    with review_server(run, gold) as (address, _):
        one, two = (open_page(address, "view=review&article=gao.txt") for _ in range(2))
        _on(two, "i2", "r")
        _kept(two)
        _on(one, "i1", "Ad")
        _saved(one, "gao.txt")
        again = open_page(address, "view=review&article=gao.txt")
        assert _verdicts(again)["i2"] == "rejected"
        _on(again, "i1", "Ad")
        again.wait_for_selector("text=gao.txt: ann saved it")


def test_invisible_characters(open_page: OpenPage, tmp_path: Path) -> None:
    """Selections have the right offsets in a text with CRLF line ends and invisible characters."""
    text = "Two soldiers\u200b were killed in Gao on Monday,\r\nthe army said.\r\n\r\nNobody claimed the attack."
    made = incident(targets=[], casualties=[], claimed_by="the army said.\n\nNobody claimed")
    run = scripted_run(tmp_path, [ScriptedArticle(text, coding(made))])
    with review_server(run, tmp_path / "gold") as (address, _):
        page = open_page(address)
        _select(page, "said.", "Nobody")
        _on(page, "i1", "n")
        page.get_by_label("summary").fill("Nobody.")
        page.keyboard.press("Control+Enter")
        _on(page, "i1", "e")
        page.keyboard.press("Control+Enter")
        assert "not found in the article" not in page.inner_text(".cards")
        page.keyboard.press("A")
        page.keyboard.press("d")
        _saved(page, "gao.txt")
    found = _read(tmp_path / "gold", "gao")["incidents"]
    assert found[1]["evidence"] == ["said.\r\n\r\nNobody"]


def test_other_things_can_be_made_too(open_page: OpenPage, run: Path, gold: Path) -> None:
    """Operations, statements and aggregates can be added like incidents; an empty addition is removed on Escape."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        page.select_option("#new-table", "statements")
        page.locator("#card-i1").focus()
        page.keyboard.press("n")
        page.locator("form.edit").get_by_label("speaker").fill("The United Nations")
        page.locator("form.edit").get_by_label("quote").fill("The United Nations welcomed it")
        page.keyboard.press("Control+Enter")
        assert _verdicts(page) == {"i1": "", "s1": "accepted"}
        page.locator("#card-i1").focus()
        page.keyboard.press("n")
        page.keyboard.press("Escape")
        assert _verdicts(page) == {"i1": "", "s1": "accepted"}  # nothing was written into it


def test_blind_coders_see_no_other_coding(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A blind coder sees neither the gold of others nor drafts made with the model's coding in sight."""
    gold.mkdir()
    (gold / "gao.json").write_text(json.dumps({**coding(incident()), "coded": {"by": "ann"}}))
    with review_server(run, gold, by="ben") as (address, _):
        page = open_page(address, "view=review&article=kidal.txt")
        _on(page, "i1", "a")
        _kept(page)
    with review_server(run, gold, "--blind", by="ben") as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        assert _verdicts(page) == {}
        assert page.title() == "Review of run"
        page.keyboard.press("d")
        assert "Nothing is coded." in page.inner_text(".message")
        page.keyboard.press("d")
        page.wait_for_selector("text=gao.txt: ann saved it")  # only now, when the blind coding is in the journal
        assert _verdicts(open_page(address, "view=review&article=kidal.txt")) == {}


def test_gold_that_is_there_is_gone_on_with(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A review continues from the gold: optional incidents are unsure, alternatives are kept."""
    gold.mkdir()
    before = coding(incident(optional=True, alternatives={"place_name": [None, "Gao town"]}))
    (gold / "gao.json").write_text(json.dumps(before))
    with review_server(run, gold) as (address, _):
        page = open_page(address, "view=review&article=gao.txt")
        assert _verdicts(page) == {"i1": "unsure"}
        assert "✓ done" in page.inner_text(".names")
        _on(page, "i1", "ad")
        _saved(page, "gao.txt")
    (made,) = _read(gold, "gao")["incidents"]
    assert "optional" not in made
    assert made["alternatives"] == {"place_name": [None, "Gao town"]}


def test_as_a_file(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A review page that is a file keeps drafts in the browser; `gold import` reads its download."""
    out = gold.parent / "review.html"
    result = run_extractor("review", run, "-o", out, "--no-gazetteer", cwd=gold.parent)
    assert "gold import" in result.stderr
    page = open_page(out, "view=review&article=gao.txt")
    page.fill("#reviewer", "cleo")
    _on(page, "i1", "Ad")
    assert "article=kidal.txt" in page.url
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.inner_text("#progress").startswith("1 of 2 articles done")
    with page.expect_download() as download:
        page.click("text=Download corrections")
    download.value.save_as(gold.parent / "corrections.jsonl")
    result = run_extractor(
        "gold", "import", "corrections.jsonl", "-o", gold, "--articles", "run.jsonl", cwd=gold.parent
    )
    assert result.returncode == 0, result.stderr
    assert _read(gold, "gao")["coded"]["by"] == "cleo"


def test_blind(open_page: OpenPage, run: Path, gold: Path) -> None:
    """A blind page holds nothing of the model's coding, not even counts."""
    out = gold.parent / "blind.html"
    run_extractor("review", run, "-o", out, "--blind", "--no-gazetteer", cwd=gold.parent)
    held = json.dumps(page_data(out))
    assert "Two soldiers killed in Gao." not in held
    assert "ground_attack_or_clash" in held  # in the closed lists alone
    assert all("incidents" not in each for each in page_data(out)["articles"])
    page = open_page(out, "view=articles&article=gao.txt")
    assert page.locator("nav a").all_inner_texts() == ["Review"]
    assert "quotes exact" not in page.inner_text("header")
    assert _verdicts(page) == {}
    page.locator("#card-notes").focus()
    page.keyboard.press("n")
    assert page.locator("form.edit").count() == 1


def test_time_left(open_page: OpenPage, run: Path, gold: Path) -> None:
    """The time left is estimated from the articles that were finished."""
    place = gold.parent / ".gold"
    place.mkdir()
    line = {"article": "gao.txt", "coding": {}, "by": "ann", "at": "2024-03-06T10:00:00+00:00", "seconds": 240}
    (place / "corrections.jsonl").write_text(json.dumps(line) + "\n")
    with review_server(run, gold) as (address, _):
        assert open_page(address).inner_text("#progress") == "0 of 2 articles done; about 8 minutes left"


def test_hostile_drafts_are_text(open_page: OpenPage, run: Path, gold: Path) -> None:
    """Markup in a draft is shown as text."""
    with review_server(run, gold) as (address, _):
        page = open_page(address)
        _on(page, "i1", "e")
        page.get_by_label("summary").fill("<img src=x onerror='window.hit=1'>")
        page.keyboard.press("Control+Enter")
        _kept(page)
        again = open_page(address)
        assert "<img src=x" in again.inner_text("#card-i1")
        assert again.evaluate("window.hit ?? null") is None
