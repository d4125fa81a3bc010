"""same_facts: a requoted string against the one it replaces."""

import pytest

from extractor.grounding.same_facts import numbers_and_negations, same_facts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bombed Jurf al-Sakhar", "bombed Jurf al-Sakhr"),
        ("killed 10000 people there", "killed 10,000 people there"),
        ("they did not strike the base", "they didn’t strike the base"),
        ("Hachd al Chaabi fighters", "Hachd al-Chaabi fighters"),
    ],
)
def test_another_spelling(old: str, new: str) -> None:
    """A letter, a separator or a contraction may differ."""
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
    ],
)
def test_another_fact(old: str, new: str) -> None:
    """M22: another number, actor, negation or degree is another fact; other scripts are rejected."""
    assert not same_facts(old, new)


def test_figures() -> None:
    """Digits, number words and negations are returned in order, independent of case and typography."""
    assert numbers_and_negations("Two of 1,500 were not there; they didn’t come") == ["two", "1500", "not", "not"]
