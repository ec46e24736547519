"""The kinds of supervision as values: on what basis, how targets are chosen, whether they know beforehand, how large a
team is, what a finding becomes, which papers follow, and by when. Nothing asks which kind it is; it asks the value.

Days are editable defaults of this product, not law."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.documents.vocab import Kind as Paper
from zhiben.kernel.text import N_
from zhiben.supervision.vocab import LEAST_TEAM, Becomes, Choosing, FrameOf, Kind, Mode


@dataclass(frozen=True, slots=True)
class SupervisionKind:
    """One kind. `frames` are what may be drawn from, the usual one first, `choosing` and `modes` likewise; whoever goes
    out is `from outside` when nobody of the visited part of the ground may. Working days: `rectify_days` until what
    was found is mended, `report_days` until the round is reported on."""

    kind: Kind
    purpose: str
    basis: str
    frames: tuple[FrameOf, ...]
    choosing: tuple[Choosing, ...]
    modes: tuple[Mode, ...]
    becomes: tuple[Becomes, ...]
    papers: tuple[Paper, ...]
    from_outside: bool = True
    team: int = LEAST_TEAM
    rectify_days: int = 15
    report_days: int = 10

    @property
    def label(self) -> str:
        """The office's word."""
        return self.kind.label


RECORD = N_(
    "《安全生产法》第六十八条：检查的时间、地点、内容、发现的问题及其处理情况作书面记录，双方签字，拒绝签字的记录在案"
)
UNANNOUNCED = N_("国务院办公厅2015年关于加强安全生产监管执法的通知：四不两直、暗查暗访")
THREE_MUSTS = N_("《安全生产法》第三条：管行业必须管安全、管业务必须管安全、管生产经营必须管安全")

ALL_OUTCOMES = (Becomes.HAZARD, Becomes.WORK, Becomes.TASK, Becomes.NOTE)

KINDS: dict[Kind, SupervisionKind] = {
    one.kind: one
    for one in (
        SupervisionKind(
            Kind.COMPREHENSIVE,
            N_("全覆盖、下沉到街镇，检查攻坚行动本身、重大隐患工作和举报核查"),
            UNANNOUNCED,
            frames=(FrameOf.STREETS, FrameOf.SITES),
            choosing=(Choosing.DRAW, Choosing.ALL),
            modes=(Mode.COVERT, Mode.OPEN),
            becomes=ALL_OUTCOMES,
            papers=(Paper.CIRCULAR,),
        ),
        SupervisionKind(
            Kind.SPECIAL,
            N_("重点时段、重点任务，督促行业主管部门落实“三管三必须”，与区联合开展"),
            THREE_MUSTS,
            frames=(FrameOf.SITES, FrameOf.STREETS),
            choosing=(Choosing.DRAW, Choosing.ALL),
            modes=(Mode.COVERT, Mode.OPEN),
            becomes=ALL_OUTCOMES,
            papers=(Paper.REMINDER, Paper.CIRCULAR),
        ),
        SupervisionKind(
            Kind.LISTED_AREA,
            N_("挂牌的高风险街镇：治理、逐月检查、到期验收"),
            THREE_MUSTS,
            frames=(FrameOf.SITES,),
            choosing=(Choosing.DRAW, Choosing.ALL),
            modes=(Mode.OPEN, Mode.COVERT),
            becomes=ALL_OUTCOMES,
            papers=(Paper.URGING, Paper.CIRCULAR),
        ),
        SupervisionKind(
            Kind.ACCIDENT,
            N_("新类型事故、监管盲区：会同行业主管部门到现场查清原因，举一反三"),
            THREE_MUSTS,
            frames=(FrameOf.SITES,),
            choosing=(Choosing.ALL, Choosing.DRAW),
            modes=(Mode.OPEN,),
            becomes=ALL_OUTCOMES,
            papers=(Paper.REMINDER, Paper.CIRCULAR),
        ),
        SupervisionKind(
            Kind.FULL_COVERAGE,
            N_("未销号的重大事故隐患逐项到现场复核确认，不漏一项"),
            RECORD,
            frames=(FrameOf.HAZARDS,),
            choosing=(Choosing.ALL, Choosing.DRAW),
            modes=(Mode.OPEN, Mode.COVERT),
            becomes=(Becomes.HAZARD, Becomes.NOTE),
            papers=(Paper.URGING,),
            from_outside=False,
        ),
        SupervisionKind(
            Kind.HELP,
            N_("帮扶指导：讲清怎样查、怎样改，不处罚、不通报"),
            THREE_MUSTS,
            frames=(FrameOf.SITES,),
            choosing=(Choosing.ALL, Choosing.DRAW),
            modes=(Mode.OPEN,),
            becomes=(Becomes.HAZARD, Becomes.NOTE),
            papers=(),
            from_outside=False,
        ),
    )
}


def in_letters(basis: str) -> str:
    """A basis as a letter cites it within a sentence: what it says, after a colon, is not told again."""
    return basis.split("：", maxsplit=1)[0].strip() or basis.strip()


def declared(kind: str) -> SupervisionKind:
    """The declaration of a kind by its key."""
    return KINDS[Kind(kind)]
