"""Invented files in the format of MUC-4, for tests; nothing is taken from the corpus."""

from __future__ import annotations

import json
from pathlib import Path

from extractor.evaluation.muc4.files import TITLES

KEY = {
    2: ["(08 MAR 90) / (07 MAR 90 - 08 MAR 90)"],
    3: ["RURITANIA: STRELSAU (CITY)"],
    4: ["BOMBING"],
    5: ["ACCOMPLISHED"],
    6: ['"CAR BOMB" / "BOMB"'],
    7: ['VEHICLE BOMB: "CAR BOMB" / "BOMB"'],
    9: ['? "HOODED MEN"'],
    10: ['"BLACK HAND" / "BH"'],
    11: ['SUSPECTED OR ACCUSED BY AUTHORITIES: "BLACK HAND" / "BH"'],
    12: ['"OIL PIPELINE" / "PIPELINE"', '"POST OFFICE"'],
    13: ['ENERGY: "OIL PIPELINE" / "PIPELINE"', 'COMMUNICATIONS: "POST OFFICE"'],
    14: ['1: "OIL PIPELINE" / "PIPELINE"', '5 - 7: "POST OFFICE"'],
    16: ['SOME DAMAGE: "OIL PIPELINE" / "PIPELINE"'],
    19: ['"GUARD": "RUDOLF RASSENDYLL"', '"PASSERSBY"'],
    23: ['NO INJURY OR DEATH: "-"'],
    24: ["~12"],
}


def template(document: str, slots: dict[int, list[str]], number: str = "1") -> str:
    """Write a template as text."""
    lines = [f"0.  {TITLES[0]:<32}{document}", f"1.  {TITLES[1]:<32}{number}"]
    for slot, title in TITLES.items():
        if slot > 1:
            first, *more = slots.get(slot, ["-"])
            lines += [f"{slot}. {title:<32}{first}", *(f"{'':<36}{line}" for line in more)]
    return "\n".join(lines) + "\n\n"


def folder(path: Path) -> Path:
    """Write a folder of a test set: a key, three systems, official scores, and the simplified task."""
    (path / "tstx-systems").mkdir(parents=True)
    key = template("TSTX-0001", KEY) + template("TSTX-0002", {}, "*") + template("TSTX-0003", KEY, "1 (OPTIONAL)")
    (path / "key-tstx.v1").write_text("; a comment\n" + key, encoding="latin-1")
    half = {number: lines for number, lines in KEY.items() if number < 12}
    (path / "tstx-systems" / "ALL.response").write_text(template("TSTX-0001", KEY), encoding="latin-1")
    (path / "tstx-systems" / "HALF.response").write_text(template("TSTX-0001", half), encoding="latin-1")
    (path / "tstx-systems" / "NONE.response").write_text(template("TSTX-0001", {}, "*"), encoding="latin-1")
    (path / "tstx-official.csv").write_text(
        "system,f_all_templates,recall,precision\nALL,98,98,98\nHALF,60,50,90\nNONE,0,0,0\n", encoding="utf-8"
    )
    roles = {"PerpInd": [], "PerpOrg": [[["Black Hand", 3], ["the BH", 9]]], "Target": [], "Victim": [], "Weapon": []}
    gold = {"docid": "TSTX-0001", "templates": [{"incident_type": "bombing / attack", **roles}] * 2}
    predicted = {
        "docid": "TSTX-0001",
        "templates": [{"incident_type": "attack", **roles, "PerpOrg": [["bh"]], "Weapon": [["gun"]]}],
    }
    (path / "tstx-gtt-gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    (path / "tstx-gtt-predictions.jsonl").write_text(json.dumps(predicted) + "\n", encoding="utf-8")
    return path
