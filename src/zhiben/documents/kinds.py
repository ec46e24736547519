"""The kinds of official documents as values: layout, whom they may go to, legal basis, reply clock, numbering.

Names and order of the ladder are a proposal of this product and vary by city; reply clocks and opening words are
editable defaults, not law.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.documents.vocab import Kind
from zhiben.foundation.rendering import Style
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import UnitKind

GOVERNMENT = (UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind. `mark` is the red mark over the office's full name; `series` is added to the office's code in its
    numbers (深安办 + 函), or None where issues are counted (第×期); `to` are the kinds of unit it may go to, with
    `outside` also bodies that the system does not know; `reply_days` (working days, 0: none) is a default. `upward`
    papers name their signer, `spread` ones have their addressees at the foot (分送), `attended` ones begin with who
    was there, `written` ones a person writes. `next_up` is what the ladder proposes when no reply comes in time; a
    person decides. `asks` heads what a letter of the ladder wants done."""

    kind: Kind
    style: Style
    mark: str
    opening: str
    to: tuple[UnitKind, ...] = GOVERNMENT
    outside: bool = False
    needs_basis: bool = False
    reply_days: int = 0
    series: str | None = ""
    upward: bool = False
    spread: bool = False
    attended: bool = False
    written: bool = True
    next_up: Kind | None = None
    asks: str = ""

    @property
    def label(self) -> str:
        """The office's word."""
        return self.kind.label


KINDS: dict[Kind, DocumentKind] = {
    one.kind: one
    for one in (
        DocumentKind(Kind.NOTICE, Style.REDHEAD, N_("{office}文件"), N_("现将有关事项通知如下："), reply_days=0),
        DocumentKind(Kind.LETTER, Style.LETTER, "{office}", N_("现函告如下："), outside=True, series=N_("函")),
        DocumentKind(
            Kind.CIRCULAR,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("现将有关情况通报如下："),
            needs_basis=True,
            next_up=Kind.INTERVIEW,
            asks=N_("工作要求"),
        ),
        DocumentKind(
            Kind.REMINDER,
            Style.LETTER,
            "{office}",
            N_("现就有关事项提醒如下："),
            to=(UnitKind.DEPARTMENT,),
            needs_basis=True,
            reply_days=5,
            series=N_("函"),
            next_up=Kind.URGING,
            asks=N_("提醒事项"),
        ),
        DocumentKind(
            Kind.URGING,
            Style.LETTER,
            "{office}",
            N_("现就有关事项督促如下："),
            needs_basis=True,
            reply_days=10,
            series=N_("函"),
            next_up=Kind.CIRCULAR,
            asks=N_("督促事项"),
        ),
        DocumentKind(
            Kind.INTERVIEW,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("现就约谈有关事项通知如下："),
            needs_basis=True,
            reply_days=5,
            asks=N_("约谈事项"),
        ),
        DocumentKind(Kind.BULLETIN, Style.BULLETIN, N_("安全生产治本攻坚三年行动简报"), "", series=None, written=False),
        DocumentKind(
            Kind.ANALYSIS, Style.BULLETIN, N_("安全生产治本攻坚月度分析"), "", series=N_("分析"), written=False
        ),
        DocumentKind(Kind.MINUTES, Style.MINUTES, N_("{office}会议纪要"), "", series=None, spread=True, attended=True),
        DocumentKind(
            Kind.LISTING,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("现决定对下列事项挂牌督办，通知如下："),
            to=(UnitKind.DISTRICT, UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT, UnitKind.STREET),
            needs_basis=True,
            reply_days=10,
        ),
        DocumentKind(
            Kind.DELISTING,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("现决定解除下列挂牌督办，通知如下："),
            to=(UnitKind.DISTRICT, UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT, UnitKind.STREET),
            needs_basis=True,
        ),
        DocumentKind(
            Kind.REPORT,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("现将有关情况报告如下："),
            to=(UnitKind.COMMITTEE_OFFICE, UnitKind.DISTRICT),
            outside=True,
            upward=True,
        ),
        DocumentKind(
            Kind.REQUEST,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("现将有关事项请示如下："),
            to=(UnitKind.COMMITTEE_OFFICE, UnitKind.DISTRICT),
            outside=True,
            upward=True,
        ),
        DocumentKind(
            Kind.COMMENDATION,
            Style.REDHEAD,
            N_("{office}文件"),
            N_("经研究，决定对下列单位和个人予以表彰："),
            needs_basis=True,
        ),
    )
}


def declared(kind: str) -> DocumentKind:
    """The declaration of a kind by its key."""
    return KINDS[Kind(kind)]


WRITTEN = tuple(one for one in KINDS.values() if one.written)
"""The kinds that a person writes; the others are built from records."""
