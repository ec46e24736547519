"""What is to be done next: who owes what by when as facts tell it, and the standing requests. Their wording and the day
(the end of the next period) are defaults of this product that a person may change; nobody's rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.cycles import HALF_MONTH
from zhiben.dispatch.vocab import Outcome, Part, Reason
from zhiben.kernel import clock
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.queries import Followed, Named
    from zhiben.kernel.periods import Period

LISTED = 10
"""Up to how many named units are told once more with what each owes; of more, the table of names tells."""

CHECK = N_("各单位要逐项核对本期数据，发现与实际不符的及时书面提出；没有新进展的，也要按期作零报告。")
REPORTED = N_("下一期简报将逐项报告本期所列事项的办理结果。")


def section(named: Sequence[Named], followed: Sequence[Followed], period: Period) -> Drafted:
    """Numbered paragraphs."""
    return Drafted(Part.NEXT, N_("下一步要求"), "\n".join(_paragraphs(named, followed, period)), numbered=True)


def _paragraphs(every: Sequence[Named], followed: Sequence[Followed], period: Period) -> Iterator[str]:
    named = [one for one in every if not one.struck]
    if named:
        yield from _asked_of(named, clock.in_words(HALF_MONTH.after(period).last))
    if still := list(dict.fromkeys(one.unit_name for one in followed if one.outcome is Outcome.OPEN)):
        said = N_("上期点名仍未办结的{{{{上期未办结}}}}项，有关单位（{units}）要向安委办说明原因和办结时间。")
        yield said.format(units="、".join(still))
    yield CHECK
    if named:
        yield REPORTED


def _asked_of(named: Sequence[Named], day: str) -> Iterator[str]:
    """What is late is to be finished; what statistics tell of besides was handed in late: there the reason is asked."""
    facts = [one for one in named if one.reason is not Reason.STATISTICS]
    if len({one.unit_name for one in named}) > LISTED and facts:
        said = N_(
            "点名通报表中所列的{{{{点名单位数}}}}个单位要逐项说明原因、明确责任人，逾期和未报的{day}前办结或补报。"
        )
        yield said.format(day=day)
    elif facts:
        said = N_("下列被点名的单位要逐项说明原因、明确责任人，{day}前办结或补报：{units}。")
        yield said.format(day=day, units="；".join(_owed(facts)))
    if units := [one.unit_name for one in named if one.reason is Reason.STATISTICS]:
        said = N_("按期办结率明显差于总体的单位（{units}）要在{day}前说明原因和改进措施，其中尚未办结的抓紧办结。")
        yield said.format(day=day, units="、".join(units))


def _owed(named: Sequence[Named]) -> Iterator[str]:
    """Each unit with what it is to see to, by reason."""
    for unit in dict.fromkeys(one.unit_name for one in named):
        reasons = [one.reason for one in named if one.unit_name == unit and one.count]
        owed = "、".join(f"{N_(reason.label)}{{{{{reason.label}@{unit}}}}}项" for reason in reasons)
        yield f"{unit}{owed}"
