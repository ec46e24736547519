"""Accidents as frozen facts, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from zhiben.accidents.queries import Fact


def fact(case: int, on: date, kind: str = "09", sector: int = 1) -> Fact:
    """One accident with one dead on a day, of a type of 1986 and a sector by id; known on the same day."""
    given: dict[str, Any] = dict.fromkeys(("city", "district", "street", "site", "missing", "serious", "minor"), 0)
    labels = {"09": "高处坠落", "16": "火灾", "20": "其他伤害", "": ""}
    return Fact(
        case=case,
        number=f"SG-{case:04}",
        occurred_on=on,
        hour=None,
        sector=sector,
        type=kind,
        type_label=labels[kind],
        causes=(),
        enterprise="",
        contractor=None,
        regime="work",
        dead=1,
        loss=Decimal(0),
        grade="general",
        provisional=False,
        known_on=on,
        **given,
    )
