"""The duty roster of a task force: filled in turn over working days, set and swapped by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Duty, ForceMember, TaskForce
from zhiben.orgs.queries.workdays import workdays

LONGEST = 366
"""Over how many days one fills in at once at most."""


def fill_duties(
    force: TaskForce, members: Sequence[int], *, first: date, last: date, actor: Actor
) -> Mapping[date, ForceMember]:
    """Put `members` on duty in turn, one for each working day from `first` to `last`; days that have somebody keep
    them, and who is not in the task force on a day is passed over. Returns what was set. Raises NotAllowed,
    Incomplete."""
    grant = policy.must_run(actor, force.office_id)
    if last < first or (last - first).days > LONGEST:
        raise Incomplete(N_("请核对所填内容"), fields={"last": N_("须先起后止，且不超过一年")})
    chosen = _members(force, members)
    calendar, taken = workdays(), set(_days(force, first, last))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    made: dict[date, ForceMember] = {}
    turn = 0
    for day in (day for day in days if calendar.worked(day) and day not in taken):
        able = [(turn + n) % len(chosen) for n in range(len(chosen))]
        place = next((n for n in able if _serves(chosen[n], day)), None)
        if place is not None:
            made[day], turn = chosen[place], place + 1
    with audit.batch():
        Duty.objects.bulk_create([Duty(force=force, day=day, member=one) for day, one in made.items()])
        facts = {"first": first, "last": last, "members": [one.pk for one in chosen], "days": len(made)}
        audit.record("fill_duties", actor, subject=(force._meta.label_lower, force.pk), facts=facts, grant=grant)
    return made


def set_duty(force: TaskForce, day: date, member: int, *, actor: Actor) -> None:
    """Put somebody on duty on a day, in place of who was; nobody with 0. Raises NotAllowed, Incomplete."""
    grant = policy.must_run(actor, force.office_id)
    chosen = _members(force, [member])[0] if member else None
    if chosen is not None and not _serves(chosen, day):
        raise Incomplete(N_("请核对所填内容"), fields={"member": N_("此人当日不在专班")})
    with audit.batch():
        held = Duty.objects.select_for_update().filter(force=force, day=day).first()
        before = held.member_id if held else 0
        Duty.objects.filter(force=force, day=day).delete()
        if chosen is not None:
            Duty.objects.create(force=force, day=day, member=chosen)
        facts = {"day": day, "member": member, "before": before}
        audit.record("set_duty", actor, subject=(force._meta.label_lower, force.pk), facts=facts, grant=grant)


def swap_duties(force: TaskForce, day: date, other: date, *, actor: Actor) -> None:
    """Let the people of two days change places. Raises NotAllowed; Incomplete where nobody is on duty, Refused where
    one is not in the task force on the other's day."""
    grant = policy.must_run(actor, force.office_id)
    with audit.batch():
        rows = Duty.objects.select_for_update().filter(force=force, day__in=(day, other)).select_related("member")
        held = {row.day: row for row in rows}
        wrong = {name: N_("当日没有排班") for name, one in (("day", day), ("other", other)) if one not in held}
        if day == other:
            wrong = {"other": N_("请选择另一天")}
        if wrong:
            raise Incomplete(N_("请核对所填内容"), fields=wrong)
        mine, theirs = held[day].member, held[other].member
        for one, on in ((mine, other), (theirs, day)):
            if not _serves(one, on):
                raise Refused(N_("{name}{day}不在专班，不能调换"), name=one.name, day=clock.in_words(on))
        Duty.objects.filter(pk=held[day].pk).update(member=theirs)
        Duty.objects.filter(pk=held[other].pk).update(member=mine)
        facts = {"day": day, "other": other, "members": [mine.pk, theirs.pk]}
        audit.record("swap_duties", actor, subject=(force._meta.label_lower, force.pk), facts=facts, grant=grant)


def _members(force: TaskForce, ids: Sequence[int]) -> list[ForceMember]:
    found = ForceMember.objects.filter(force=force).in_bulk(list(ids))
    chosen = [found[one] for one in dict.fromkeys(ids) if one in found]
    if not chosen:
        raise Incomplete(N_("请核对所填内容"), fields={"members": N_("请选择本专班的成员")})
    return chosen


def _days(force: TaskForce, first: date, last: date) -> list[date]:
    return list(Duty.objects.filter(force=force, day__range=(first, last)).values_list("day", flat=True))


def _serves(member: ForceMember, day: date) -> bool:
    return member.valid_from <= day and (member.valid_to is None or day < member.valid_to)
