"""The files of MUC-4: keys and responses (templates of 25 numbered slots) and texts, as they were handed out in 1992.

Nothing of the corpus comes with this package; a folder that the user has is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from extractor.core.errors import InputError

ENCODING = "latin-1"
TITLES = {
    0: "MESSAGE: ID",
    1: "MESSAGE: TEMPLATE",
    2: "INCIDENT: DATE",
    3: "INCIDENT: LOCATION",
    4: "INCIDENT: TYPE",
    5: "INCIDENT: STAGE OF EXECUTION",
    6: "INCIDENT: INSTRUMENT ID",
    7: "INCIDENT: INSTRUMENT TYPE",
    8: "PERP: INCIDENT CATEGORY",
    9: "PERP: INDIVIDUAL ID",
    10: "PERP: ORGANIZATION ID",
    11: "PERP: ORGANIZATION CONFIDENCE",
    12: "PHYS TGT: ID",
    13: "PHYS TGT: TYPE",
    14: "PHYS TGT: NUMBER",
    15: "PHYS TGT: FOREIGN NATION",
    16: "PHYS TGT: EFFECT OF INCIDENT",
    17: "PHYS TGT: TOTAL NUMBER",
    18: "HUM TGT: NAME",
    19: "HUM TGT: DESCRIPTION",
    20: "HUM TGT: TYPE",
    21: "HUM TGT: NUMBER",
    22: "HUM TGT: FOREIGN NATION",
    23: "HUM TGT: EFFECT OF INCIDENT",
    24: "HUM TGT: TOTAL NUMBER",
}
_SLOT = re.compile(r"\s*(\d+)\.\s+(.*)")
_EMPTY = {"", "-", "*"}  # nothing, no value, does not apply
_TEXT = re.compile(r"^(?:DEV|TST\d)-MUC\d-\d{4}\b.*$", re.MULTILINE)
_DATELINE = re.compile(r"\b(\d{1,2}) (JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* (\d{2})\b")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


@dataclass
class Template:
    """One incident of a document: the lines of each slot by its number; empty slots are left out."""

    optional: bool = False
    slots: dict[int, list[str]] = field(default_factory=dict)


def read_templates(path: Path) -> dict[str, list[Template]]:
    """The templates of a key or a response by document; a document without any has an empty list.

    Raises:
        InputError: the file is not there, or holds no template.
    """
    found: dict[str, list[Template]] = {}
    document, template, number = "", None, 0
    for line in _text(path).splitlines():
        if not line.strip() or line.lstrip().startswith(";"):
            continue
        opened = _SLOT.match(line)
        title = TITLES.get(int(opened[1]), " ") if opened else ""
        value = line.strip()
        if opened and opened[2].startswith(title):
            number, value = int(opened[1]), opened[2][len(title) :].strip()
            if number == 0:
                document = value
                found.setdefault(document, [])
            elif number == 1:
                template = None if value.split(" ")[0] in _EMPTY else Template("OPTIONAL" in value)
                if template:
                    found.setdefault(document, []).append(template)
        if template and number > 1 and value not in _EMPTY:
            template.slots.setdefault(number, []).append(value)
    if not found:
        raise InputError(f"{path}: no MUC-4 templates.", next_step="Give a key or a response file of MUC-4.")
    return found


@dataclass(frozen=True)
class Text:
    """One document of the corpus; `published` is the day of its dateline."""

    name: str
    text: str
    published: date | None


def read_texts(path: Path) -> Iterator[Text]:
    """The documents of a corpus file.

    Raises:
        InputError: the file is not there, or holds none.
    """
    whole = _text(path)
    heads = list(_TEXT.finditer(whole))
    if not heads:
        raise InputError(f"{path}: no MUC-4 texts.", next_step="Give a corpus file, such as tst3-muc4.")
    ends = [*(head.start() for head in heads[1:]), len(whole)]
    for head, end in zip(heads, ends, strict=True):
        body = whole[head.end() : end].strip()
        dated = _DATELINE.search(body[:400])
        yield Text(head[0].split()[0], body, _day(dated) if dated else None)


def _day(dated: re.Match[str]) -> date | None:
    try:
        return date(1900 + int(dated[3]), MONTHS.index(dated[2]) + 1, int(dated[1]))
    except ValueError:  # a misprint, such as the 31st of February
        return None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode(ENCODING)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
