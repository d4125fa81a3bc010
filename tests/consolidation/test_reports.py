"""consolidation.reports: a report's row, and what linking looks at."""

from datetime import date

from extractor.consolidation.reports import article_key, report_of
from tests.consolidated import casualty, coded, party, row


def test_what_code_adds() -> None:
    """Ids, point and derived date stand under `found`; the coded values are as they were."""
    found = row(casualties=[casualty(2, source="Pentagon")], claimed_by="Centcom")
    coding = {name: value for name, value in found.items() if name not in ("report", "found")}
    assert coding == coded(casualties=[casualty(2, source="Pentagon")], claimed_by="Centcom")
    added = found["found"]
    assert (added["initiators"], added["targets"]) == (["united-states"], ["kataib-hezbollah"])
    assert (added["claimed_by"], added["sources"]) == ("united-states", ["united-states"])
    assert (added["place"]["id"], added["place"]["lat"]) == ("jurf-al-sakhar", 32.8661)
    assert (added["dates"]["start"], added["flags"]) == ("2024-01-24", [])


def test_the_id_is_the_content() -> None:
    """The same coding of the same article has the same id; any other coding, or another article, has another."""
    assert row()["report"] == row()["report"]
    different = [row(), row(summary="Another."), row(article="b.txt"), row(article_id="1" * 32), row(id="i2")]
    assert len({each["report"] for each in different}) == len(different)


def test_a_report_of_a_row() -> None:
    """Sides by id where known, by folded name where not; the day, the place, the figures."""
    found = report_of(row(initiators=[("US", "state_military"), ("Gunmen", "unknown")], casualties=[casualty(2)]))
    assert found.initiators == party("united-states", names=["gunmen"])
    assert (found.place, found.precision) == ("jurf-al-sakhar", "town_or_district")
    assert (found.start, found.end, found.said) == (date(2024, 1, 24), date(2024, 1, 24), None)
    assert found.tolls == {("killed", 2, 2)}
    assert (found.label, found.article) == ("a.txt:i1", article_key(coded()))


def test_a_place_that_nobody_knows() -> None:
    """It is compared by its folded name within its country; a country alone is no place."""
    assert report_of(row(place_name="Umm Nowhere", place_text="Umm Nowhere")).place == "IQ: um nowhere"
    vague = report_of(row(place_name=None, place_text="two sites in Iraq", place_precision="country"))
    assert (vague.place, vague.place_name) == ("", "two sites in Iraq")


def test_words_that_are_no_name() -> None:
    """A mosque is not the same mosque as another; a place that only the text names has no name either."""
    assert report_of(row(place_name="a mosque", place_text="a mosque")).place == ""
    assert report_of(row(place_name=None, place_text="the market", place_precision="site")).place == ""
    assert report_of(row(place_name="US Embassy in Baghdad")).within == ("baghdad-green-zone", "baghdad")


def test_copies_are_coded_alike() -> None:
    """The coding of one text has one hash, whatever its copies are called; another coding has another."""
    assert report_of(row()).coding == report_of(row(article="copy.txt", published="2024-01-25")).coding
    assert report_of(row()).coding != report_of(row(summary="Another.")).coding


def test_a_date_in_doubt() -> None:
    """Where the words say another day, the row has a flag and the report is doubtful."""
    found = row(date_text="on Tuesday")
    assert report_of(found).said == (date(2024, 1, 23), date(2024, 1, 23))
    assert report_of(found).start == date(2024, 1, 24)
    assert found["found"]["flags"][0].startswith("date: the coding has 2024-01-24")


def test_a_quote_that_is_not_there() -> None:
    """A figure whose quote stands nowhere in the article is a flag of the report, with the field."""
    toll = casualty(2)
    toll["quote"]["match"] = "ungrounded"
    assert row(casualties=[toll])["found"]["flags"] == ["quotes: not in the article: casualties.quote"]


def test_without_dates() -> None:
    """Nothing known is nothing: no day, no publication date."""
    found = report_of(row(date_text=None, date_start=None, date_end=None, date_precision="unknown", published=None))
    assert (found.start, found.end, found.published) == (None, None, None)
