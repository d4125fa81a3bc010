"""consolidation.reports: the row of a report, and the report as it is compared."""

from datetime import date

from extractor.consolidation.reports import article_key, report_of
from tests.consolidated import casualty, coded, party, row


def test_found() -> None:
    """Ids, location and derived date are under `found`; the coded values are unchanged."""
    found = row(casualties=[casualty(2, source="Pentagon")], claimed_by="Centcom")
    coding = {name: value for name, value in found.items() if name not in ("report", "found")}
    assert coding == coded(casualties=[casualty(2, source="Pentagon")], claimed_by="Centcom")
    added = found["found"]
    assert (added["initiators"], added["targets"]) == (["united-states"], ["kataib-hezbollah"])
    assert (added["claimed_by"], added["sources"]) == ("united-states", ["united-states"])
    assert (added["place"]["id"], added["place"]["lat"]) == ("jurf-al-sakhar", 32.8661)
    assert (added["dates"]["start"], added["flags"]) == ("2024-01-24", [])


def test_id_is_a_content_hash() -> None:
    """The same coding of the same article has the same id; another coding or article has another."""
    assert row()["report"] == row()["report"]
    different = [row(), row(summary="Another."), row(article="b.txt"), row(article_id="1" * 32), row(id="i2")]
    assert len({each["report"] for each in different}) == len(different)


def test_a_report_of_a_row() -> None:
    """A report has known actors by id, unknown ones by folded name, the day, the place and the figures."""
    found = report_of(row(initiators=[("US", "state_military"), ("Gunmen", "unknown")], casualties=[casualty(2)]))
    assert found.initiators == party("united-states", names=["gunmen"])
    assert (found.place, found.precision) == ("jurf-al-sakhar", "town_or_district")
    assert (found.start, found.end, found.contradicting_days) == (date(2024, 1, 24), date(2024, 1, 24), None)
    assert found.casualties == {("killed", 2, 2)}
    assert (found.label, found.article) == ("a.txt:i1", article_key(coded()))


def test_unknown_place() -> None:
    """An unknown place is compared by its folded name within its country; a country alone is not a place."""
    assert report_of(row(place_name="Umm Nowhere", place_text="Umm Nowhere")).place == "IQ: um nowhere"
    vague = report_of(row(place_name=None, place_text="two sites in Iraq", place_precision="country"))
    assert (vague.place, vague.place_name) == ("", "two sites in Iraq")


def test_indefinite_places() -> None:
    """ "A mosque" is not a name, and neither is a place without a coded name."""
    assert report_of(row(place_name="a mosque", place_text="a mosque")).place == ""
    assert report_of(row(place_name=None, place_text="the market", place_precision="site")).place == ""
    assert report_of(row(place_name="US Embassy in Baghdad")).within == ("baghdad-green-zone", "baghdad")


def test_hash_of_the_coding() -> None:
    """The hash of a coding does not depend on the name or date of the copy."""
    assert report_of(row()).coding == report_of(row(article="copy.txt", published="2024-01-25")).coding
    assert report_of(row()).coding != report_of(row(summary="Another.")).coding


def test_contradicting_date() -> None:
    """If the date phrase gives another day, the row has a flag and the report has both."""
    found = row(date_text="on Tuesday")
    assert report_of(found).contradicting_days == (date(2024, 1, 23), date(2024, 1, 23))
    assert report_of(found).start == date(2024, 1, 24)
    assert found["found"]["flags"][0].startswith("date: coded as 2024-01-24")


def test_quote_not_found() -> None:
    """A quote that is not in the article gives a flag with the field."""
    figure = casualty(2)
    figure["quote"]["match"] = "ungrounded"
    assert row(casualties=[figure])["found"]["flags"] == ["quotes: not in the article: casualties.quote"]


def test_without_dates() -> None:
    """A report without coded date, date phrase and publication date has no dates."""
    found = report_of(row(date_text=None, date_start=None, date_end=None, date_precision="unknown", published=None))
    assert (found.start, found.end, found.published) == (None, None, None)
