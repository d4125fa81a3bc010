"""Files of MUC-4 as distributed in 1992: keys and responses (templates of 25 numbered slots), and texts.

The corpus is not part of this package; it is read from a folder of the user.
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
_EMPTY = {"", "-", "*"}  # empty, no value, not applicable
_TEXT = re.compile(r"^(?:DEV|TST\d)-MUC\d-\d{4}\b.*$", re.MULTILINE)
_DATELINE = re.compile(r"\b(\d{1,2}) (JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* (\d{2})\b")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


@dataclass
class Template:
    """Template of one incident: the lines of each slot by its number, without empty slots."""

    optional: bool = False
    slots: dict[int, list[str]] = field(default_factory=dict)


def read_templates(path: Path) -> dict[str, list[Template]]:
    """Read the templates of a key or a response by document; a document without any has an empty list.

    Raises:
        InputError: the file cannot be read, or has no template.
    """
    templates: dict[str, list[Template]] = {}
    document, template, number = "", None, 0
    for line in _read(path).splitlines():
        if not line.strip() or line.lstrip().startswith(";"):
            continue
        match = _SLOT.match(line)
        title = TITLES.get(int(match[1]), " ") if match else ""
        value = line.strip()
        if match and match[2].startswith(title):
            number, value = int(match[1]), match[2][len(title) :].strip()
            if number == 0:
                document = value
                templates.setdefault(document, [])
            elif number == 1:
                template = None if value.split(" ")[0] in _EMPTY else Template("OPTIONAL" in value)
                if template:
                    templates.setdefault(document, []).append(template)
        if template and number > 1 and value not in _EMPTY:
            template.slots.setdefault(number, []).append(value)
    if not templates:
        raise InputError(f"{path}: no MUC-4 templates.", next_step="Give a key or a response file of MUC-4.")
    return templates


@dataclass(frozen=True)
class CorpusText:
    """Document of the corpus; `published` is the date of its dateline."""

    name: str
    text: str
    published: date | None


def read_texts(path: Path) -> Iterator[CorpusText]:
    """Read the documents of a corpus file.

    Raises:
        InputError: the file cannot be read, or has no document.
    """
    whole = _read(path)
    heads = list(_TEXT.finditer(whole))
    if not heads:
        raise InputError(f"{path}: no MUC-4 texts.", next_step="Give a corpus file, such as tst3-muc4.")
    ends = [*(head.start() for head in heads[1:]), len(whole)]
    for head, end in zip(heads, ends, strict=True):
        body = whole[head.end() : end].strip()
        dateline = _DATELINE.search(body[:400])
        yield CorpusText(head[0].split()[0], body, _parse_dateline(dateline) if dateline else None)


def _parse_dateline(match: re.Match[str]) -> date | None:
    try:
        return date(1900 + int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:  # a misprint, such as the 31st of February
        return None


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode(ENCODING)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.", next_step="Check the path.") from error
