"""Hurrying units with what they owe: a message to their people, once a day for each return, and the text for chat
tools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhiben.inbox.operations import audiences, tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_, lines_taken
from zhiben.reporting import policy
from zhiben.reporting.lifecycle import OFFICERS
from zhiben.reporting.models import Return
from zhiben.reporting.vocab import CHASED


@dataclass(frozen=True, slots=True)
class Chase:
    """What one unit is told: how many returns, and the text; `records` are their ids."""

    unit: int
    name: str
    text: str
    records: tuple[int, ...]

    @property
    def lines(self) -> int:
        """How many lines the text takes in a box."""
        return lines_taken(self.text)


def chases(rows: Iterable[Return]) -> list[Chase]:
    """One text a unit, of what it owes, in the order given."""
    by_unit: dict[int, list[Return]] = {}
    for one in rows:
        by_unit.setdefault(one.unit_id, []).append(one)
    return [_chase(found) for found in by_unit.values()]


def _chase(found: list[Return]) -> Chase:
    unit = found[0].unit
    head = N_("【催报】{unit}：有{count}份报表待报（{day}）").format(
        unit=unit.name, count=len(found), day=clock.in_words(clock.today())
    )
    lines = [head, *(f"{number}. {_line(one)}" for number, one in enumerate(found, start=1))]
    lines.append(N_("请登录平台“信息报送”填报；本期没有的，点“零报告”即可。"))
    return Chase(unit.pk, unit.name, "\n".join(lines), tuple(one.pk for one in found))


def _line(one: Return) -> str:
    told = N_("{form}（{period}），期限{day}").format(
        form=one.form, period=one.period_label, day=clock.in_words(one.due)
    )
    over = (clock.today() - one.due).days
    if one.state == "returned":
        told += N_("，已退回，请补正")
    return told + (N_("，已逾期{days}天").format(days=over) if over > 0 else "")


def chase(one: Return, *, actor: Actor) -> int:
    """Tell the unit's people that a return is owed; how many were told. Raises NotAllowed, Refused when nothing is
    owed, nobody is there, or they were told today already."""
    policy.must_keep(actor, one.form)
    if not one.is_open:
        raise Refused(N_("现为“{state}”，不必催报"), state=one.state_shown.label)
    roles = [role.value for role in OFFICERS]
    if not audiences([one.unit_id], roles, without=actor.id):
        raise Refused(N_("该单位没有可通知的人员，请复制催报文字另行联系"))
    told = tell(
        CHASED,
        N_("请报送：{form}（{period}），期限{day}").format(
            form=one.form, period=one.period_label, day=clock.in_words(one.due)
        ),
        address=one.get_absolute_url(),
        units=[one.unit_id],
        roles=roles,
        about=one,
        key=f"{CHASED}:{one.pk}:{clock.today()}",
        actor=actor,
    )
    if not told:
        raise Refused(N_("今天已催过"))
    return told
