"""same_facts: a requoted string against the one it replaces."""

import pytest

from extractor.grounding.same_facts import same_facts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bombed Jurf al-Sakhar", "bombed Jurf al-Sakhr"),
        ("killed 10000 people there", "killed 10,000 people there"),
        ("they did not strike the base", "they didn’t strike the base"),
        ("Hachd al Chaabi fighters", "Hachd al-Chaabi fighters"),
        ("Mohammed Ali was arrested", "Mohamed Ali was arrested"),
        ("hit the airbase", "hit the air base"),
        ("Zoe of São Tomé", "Zoë of Sao Tome"),
        ("a drone hit the base", "drone hit a base"),
        ("fighters of Kataib Hezbollah died", "fighters of Kataeb Hezbollah died"),
        ("killed 12 people on Jan. 5", "killed twelve people on January 5"),
        ("Muhammad al-Sisi said", "Mohamed el-Sissi said"),
        ("Muammar Gaddafi", "Muammar Qaddafi"),
    ],
)
def test_another_spelling(old: str, new: str) -> None:
    """Diacritics, doubled letters, hyphens, separators, contractions, determiners and known names may differ."""
    assert same_facts(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("two rebels were killed and three wounded", "three rebels were killed and two wounded"),
        ("The US army can rule out an attack", "The US army cannot rule out an attack"),
        ("Israeli forces killed the commander", "Iraqi forces killed the commander"),
        ("the base in eastern Iran", "the base in eastern Iraq"),
        ("Russia said on Monday", "Ukraine said on Monday"),
        ("the attack was confirmed", "the attack was unconfirmed"),
        ("more than 30 people were killed", "fewer than 30 people were killed"),
        ("zwei Soldaten wurden getötet", "drei Soldaten wurden getötet"),
        ("keine Angriffe am Montag", "alle Angriffe am Montag"),
        ("以色列承认发动了这次袭击", "以色列否认发动了这次袭击"),
        ("لم يقصف الجيش القاعدة", "قد قصف الجيش القاعدة"),
        ("Israel bombed Damascus airport", "Hamas"),
        ("Niger army", "Nigeria army"),
        ("it is legal", "it is illegal"),
        ("an irregular force", "a regular force"),
        ("killed by rebels", "killed by ex-rebels"),
        ("government forces", "anti-government forces"),
        ("Sudan army", "South Sudan army"),
        ("in June", "in July"),
        ("on Monday night", "on Sunday night"),
        ("the officer", "the officers"),
        ("12 rockets", "12th rockets"),
        ("paid $5", "paid €5"),
        ("5 km away", "5 m away"),
        ("felt -5 degrees", "felt 5 degrees"),
        ("bombed Hama", "bombed Hamas"),
        ("the IS men", "the is men"),
        ("Russia did it", "Prussia did it"),
        ("said Joan Smith", "said John Smith"),
        ("atacó al ejército", "atacó el ejército"),
    ],
)
def test_another_fact(old: str, new: str) -> None:
    """M22: another number, actor, negation or degree is another fact; other scripts are rejected."""
    assert not same_facts(old, new)
