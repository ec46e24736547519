"""What is told of an accident without who the people are: every column in which people write freely is masked before it
is kept, compared or written to the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stdnum.cn import uscc as credit_code

from zhiben.accidents.vocab import Enterprise
from zhiben.analysis.masking import mask

if TYPE_CHECKING:
    from zhiben.accidents.operations.entering import Draft

FREE = ("narrative", "place", "legacy_type")
"""Columns in which people write freely, and may write of people."""

ORGANISATION = re.compile("公司|厂|店|集团|中心|学校|医院|银行|控股|合作社|委员会|局|站|馆|商行|经营部|项目部")
"""A responsible unit that is called so is none of the people whom rules may take out of its name."""
PEOPLE = (Enterprise.HOUSEHOLD.value, Enterprise.HOUSEHOLD.label)


def discreet(draft: Draft) -> Draft:
    """The same accident as it is kept: its free columns masked and trimmed, its credit code in capitals. Doing so again
    changes nothing."""
    told: dict[str, Any] = {name: cell(name, getattr(draft, name)) for name in FREE}
    unit = cell("unit_name", draft.unit_name, draft.enterprise)
    return replace(draft, **told, unit_name=unit, unit_code=credit_code.compact(draft.unit_code).upper())


def masked(said: Mapping[str, str]) -> dict[str, str]:
    """What a department's record says, without personal data."""
    return {key: cell(key, value, said.get("enterprise", "")) for key, value in said.items() if value}


def cell(name: str, text: str, enterprise: str = "") -> str:
    """One column as it may be kept; of a unit that is a person (`enterprise`) its whole name is taken for one."""
    plain = text.strip().replace("\r\n", "\n")
    if name in FREE:
        return mask(plain).text
    if name != "unit_name":
        return text
    if ORGANISATION.search(plain):
        return plain
    if enterprise in PEOPLE and mask(f"死者{plain}。").text == "死者〔姓名〕。":
        return "〔姓名〕"
    return mask(plain).text
