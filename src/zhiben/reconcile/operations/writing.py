"""Letters of reconciliation: for each unit one draft that lists the differences given to it, to be looked at, signed
and issued like any other document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reconcile import queries
from zhiben.reconcile.lifecycle import COMPARISON
from zhiben.reconcile.models import Comparison, Discrepancy
from zhiben.reconcile.vocab import WORKING_DAYS

if TYPE_CHECKING:
    from datetime import date


def write_letters(one: Comparison, *, actor: Actor, at: datetime | None = None) -> Comparison:
    """Draft a letter to each unit to which differences were given that no letter tells of. Raises Refused where there
    are none."""
    perform_many([Step(one, "write_letters", actor)], at=at)
    return one


@effect(COMPARISON, "write_letters")
def _written(change: Change) -> None:
    one: Comparison = change.record
    queries.held(one.pk)
    found = queries.unwritten(one)
    if not found:
        raise Refused(N_("没有要发函的差异：请先把差异交办到单位；已起草过函的不再起草"))
    today = change.at.astimezone(clock.TZ).date()
    for _unit, some in groupby(found, key=lambda each: each.unit_id):
        given = list(some)
        letter = documents.write(Kind.LETTER, _letter(one, given, today), office=one.office_id, actor=change.actor)
        for each in given:
            change.alter(each, letter_id=letter.pk)
    change.noted["differences"] = len(found)


def tell_otherwise(one: Discrepancy, at: datetime, *, given_again: bool = False) -> None:
    """Whoever sees to a letter that lists a difference and is not issued yet has to look at it again. An issued one
    stays as it is: a difference that is `given_again` stands in another one."""
    if queries.in_draft(one):
        one.letter_changed_at = at
    elif given_again:
        one.letter = None


def leave_to_another(one: Discrepancy, at: datetime) -> None:
    """The letter that tells of a difference goes to somebody else than the unit that it is given to now."""
    if queries.in_draft(one):
        one.former_letter_id, one.letter_changed_at = one.letter_id, at
    one.letter = None


def _letter(one: Comparison, given: Sequence[Discrepancy], today: date) -> Written:
    last = max(each.due for each in given)
    lines = [
        N_("{number}. {subject}；处理期限：{due}").format(
            number=number, subject=each.subject, due=clock.in_words(each.due)
        )
        for number, each in enumerate(given, start=1)
    ]
    told = N_("“{left}”与“{right}”比对后，下列{count}条不一致，请你单位逐条核实原因，更正有误的一方：").format(
        left=one.left_name, right=one.right_name, count=len(given)
    )
    asked = N_("处理情况请在本系统“台账比对”中填写；不便使用系统的，请书面回复。")
    return Written(
        title=N_("关于核对{left}与{right}差异的函").format(left=one.left_name, right=one.right_name),
        to=given[0].unit.name if given[0].unit else "",
        body="\n".join([told, *lines, asked]),
        reply_by=last if last > today else orgs.workdays().after(today, WORKING_DAYS),
    )
