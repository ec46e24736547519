"""Collective names: 各区, 各成员单位, 各街道 stand for units of the issuing office's own level; they are printed as
written and delivered to each."""

from __future__ import annotations

import re

from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind

GROUPS: tuple[tuple[re.Pattern[str], UnitKind], ...] = (
    (re.compile(r"各区(（[^）]*）)?(人民政府|政府)?(（[^）]*）)?"), UnitKind.DISTRICT),
    (re.compile(r"各区(（[^）]*）)?(安委办|安全生产委员会办公室)"), UnitKind.COMMITTEE_OFFICE),
    (re.compile(r"([市区]安委会|[市区]安全生产委员会)?各(成员单位|有关部门|部门)"), UnitKind.DEPARTMENT),
    (re.compile(r"各街道(（[^）]*）)?(办|办事处)?(（[^）]*）)?"), UnitKind.STREET),
)


def members(name: str, office: int) -> list[UnitCard]:
    """The units that a collective name of `office` stands for; none when it is no such name."""
    kind = next((kind for written, kind in GROUPS if written.fullmatch(name)), None)
    if kind is None:
        return []
    if kind is UnitKind.COMMITTEE_OFFICE:
        place = orgs.unit(office).coordinates
        return [one for one in orgs.offices() if one.id != office and place.covers(one.coordinates)]
    return [one for one in orgs.units_under(office) if one.kind == kind]
