"""Checklists that this product offers to begin with. They are defaults, no law and no official form: an office reads
them, changes them, and only then are they its own. What is quoted as law is article 3 of the Work Safety Law alone;
other items have no basis until their office gives them one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.kernel.text import N_
from zhiben.supervision.operations.checklists import ItemDraft
from zhiben.supervision.vocab import EDITING_NOTE, About, Becomes, Kind

LAW = N_("《安全生产法》第三条")


@dataclass(frozen=True, slots=True)
class Begun:
    """A checklist to begin with."""

    key: str
    title: str
    about: str
    kinds: Sequence[str]
    items: Sequence[ItemDraft]

    @property
    def initial(self) -> dict[str, Any]:
        """What the form of a new checklist is filled with."""
        return {"title": self.title, "about": self.about, "kinds": list(self.kinds), "note": EDITING_NOTE}


def _asked(section: str, text: str, basis: str = "") -> ItemDraft:
    return ItemDraft(text, section, 0, basis, Becomes.WORK)


SECTOR, TRADE, BUSINESS = N_("管行业必须管安全"), N_("管业务必须管安全"), N_("管生产经营必须管安全")

CHECKLISTS: dict[str, Begun] = {
    one.key: one
    for one in (
        Begun(
            "three_musts",
            N_("“三管三必须”落实情况"),
            About.DEPARTMENTS,
            (Kind.SPECIAL,),
            (
                _asked(SECTOR, N_("主管部门把本行业领域的安全生产管起来：本场所知道由哪个部门管、找谁"), LAW),
                _asked(SECTOR, N_("主管部门今年到本场所检查过，或告知过本行业领域的重大事故隐患怎样判定")),
                _asked(SECTOR, N_("主管部门查出或转来的隐患有督促、有回音")),
                _asked(TRADE, N_("主管部门办理许可、验收、补贴等业务时一并管安全"), LAW),
                _asked(TRADE, N_("主管部门牵头的重点任务在本场所看得到落实")),
                _asked(BUSINESS, N_("本场所主管生产经营的负责人同时管安全，安排生产、承包时安排了安全"), LAW),
                _asked(BUSINESS, N_("主管部门督促本场所的负责人、安全管理人员经过培训")),
            ),
        ),
    )
}
