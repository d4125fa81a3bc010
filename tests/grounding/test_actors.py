"""grounding.actors: names resolved to ids, and which actors are part of which."""

import csv

import pytest

from extractor.core.errors import UsageError
from extractor.core.package_data import NAMES
from extractor.grounding.actors import Actors
from extractor.grounding.aliases import CsvFile
from tests.consolidated import actors


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        # Codebook, section 7: the names of the sample articles.
        *[(name, "popular-mobilization-forces") for name in ("Hachd al-Chaabi", "Hashd al-Shaabi", "Hashd al-Chaabi", "Hashid Shaabi", "Hachd", "Hashd", "The Hashed newspaper", "Hashd al-Chaabi (Popular Mobilization Forces)", "members of Hachd al-Chaabi", "الحشد الشعبي")],
        *[(name, "kataib-hezbollah") for name in ("Hezbollah Brigades", "Hezbollah Brigade", "Iraqi Kataib Hezbollah", "the Hezbollah Brigades militia", "Kata’ib Hizballah", "كتائب حزب الله")],
        *[(name, "kataib-sayyid-al-shuhada") for name in ("Kataeb Said al Shuhadá", "Kataib Sayyid al-Shuhada")],
        *[(name, "islamic-resistance-in-iraq") for name in ("Iraq’s Islamic Resistance Movement", "Islamic Resistance Group", "Islamic Resistance militia in Iraq", "Iraq’s Islamic Resistance Group")],
        *[(name, "united-states") for name in ("Washington", "The Pentagon", "Centcom", "American forces", "the U.S. military", "The United States Central Command (Centcom)", "US troops")],
        *[(name, "international-coalition") for name in ("US-led coalition", "the international anti-jihadist coalition", "anti-IS coalition", "international coalition troops")],
        ("Hezbollah", "lebanese-hezbollah"),
        ("Harakat Hezbollah al-Nujaba", "harakat-hezbollah-al-nujaba"),
        ("Hamas", "hamas"),
        # Other writing.
        *[(name, "hamas") for name in ("حماس", "حركة حماس", "חמאס", "ХАМАС", "哈马斯", "哈瑪斯", "ハマス", "하마스")],
        *[(name, "israel") for name in ("إسرائيل", "الجيش الإسرائيلي", "جيش الاحتلال", "צה״ל", "以色列", "イスラエル軍", "Ізраїль")],
        *[(name, "russia") for name in ("روسيا", "القوات الروسية", "Россия", "російська армія", "俄军", "러시아군")],
        *[(name, "ukraine") for name in ("Україна", "ЗСУ", "Збройні сили України", "乌克兰", "أوكرانيا")],
        *[(name, "irgc") for name in ("سپاه پاسداران", "الحرس الثوري الإيراني", "КСИР", "伊斯兰革命卫队")],
        # Demonyms, alone and beside words for the state.
        *[(name, "israel") for name in ("Israeli", "Israelis", "Israeli ground forces", "l'armée israélienne", "израильские военные", "ejército israelí")],
        *[(name, "ukraine") for name in ("Ukrainian forces", "Ukrainian", "les forces ukrainiennes", "українські війська")],
        *[(name, "russia") for name in ("Russian", "Russian air force", "российские войска", "russische Armee", "les soldats russes")],
        *[(name, "south-sudan") for name in ("South Sudanese army", "South Sudan")],
        *[(name, "philippines") for name in ("菲律宾军队", "菲律宾军方", "フィリピン軍", "필리핀군")],
        ("Lebanese Forces", "lebanese-forces"),
        ("Lebanese army", "lebanon"),
    ],
)  # fmt: skip
def test_codebook_names(written: str, id_: str) -> None:
    """Every name of the codebook's table resolves as the table says, and similar names resolve differently."""
    assert actors().find(written) == id_


@pytest.mark.parametrize(
    "written",
    [
        "three leaders and supporters of Kataib Hezbollah",
        "Iranian-backed militias",
        "the army",
        "a pro-Iranian group",
        "the group",
        "15th brigade",
        *(
            "Hezbollah (Iraq)",
            "Free Syrian Army (Turkey)",
            "pro-Iranian militias (Iraq)",
            "Taliban (Pakistan)",
            "the coalition",
        ),
        "Hezbollah Brigades 2",
        "HMS",
        "Russell",
        "Iraqi militia",
        "Turkish drones",
        "Israeli settlers",
        "Palestinian",
        "",
    ],
)
def test_unknown_names(written: str) -> None:
    """Part of a group, a description, or a name similar to a known one is not resolved."""
    assert actors().find(written) is None


def test_three_hezbollahs_are_not_related() -> None:
    """Kataib Hezbollah and al-Nujaba are part of the PMF, but neither of each other nor of Lebanon's Hezbollah."""
    three = ("kataib-hezbollah", "lebanese-hezbollah", "harakat-hezbollah-al-nujaba")
    assert not any(actors().related(one, other) for one in three for other in three if one != other)
    assert actors().related("kataib-hezbollah", "popular-mobilization-forces")
    assert actors().related("popular-mobilization-forces", "kataib-hezbollah")
    assert actors().related("irgc-quds-force", "iran")


def test_invalid_part_of() -> None:
    """A parent without a row, and a circle, raise an error with the ids."""
    with pytest.raises(UsageError, match=r"x is part_of y, but no row has the id y"):
        Actors([CsvFile("a", "id,name,part_of\nx,X,y\n")])
    with pytest.raises(UsageError, match="part of itself"):
        Actors([CsvFile("a", "id,name,part_of\nx,X,y\ny,Y,x\n")])


def test_facts() -> None:
    """Kind, country and Wikidata id come from the file; a string that is not an actor's id is displayed unchanged."""
    assert actors().fact("united-states", "wikidata") == "Q30"
    assert actors().fact("united-states", "country") == "US"
    assert actors().fact("united-states", "note") != ""
    assert actors().display_name("afp") == "Agence France-Presse"
    assert actors().display_name("daily planet") == "daily planet"


def test_every_demonym_is_of_a_state() -> None:
    """Each row of the demonyms names a state of actors.csv, and each of its names resolves to it."""
    with (NAMES / "demonyms.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert actors().fact(row["id"], "kind") == "state"
            for name in row["names"].split("|"):
                assert (
                    actors().find(name.replace("*", "ий" if "к*" in name else "s" if name.endswith("*") else ""))
                    == row["id"]
                ), name
