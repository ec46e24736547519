"""Task forces: founded by an office, joined and left on dated days. A unit reads a task force through the last day of
its last member in it, and not a day longer, without anybody's act."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from zhiben.foundation import audit, secrets
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Duty, ForceMember, Person, TaskForce, Unit
from zhiben.orgs.operations.phones import FIELD
from zhiben.orgs.queries.dated import in_force, not_ended, overlapping
from zhiben.orgs.queries.unit_cards import unit_coordinates
from zhiben.orgs.vocab import MEMBER_UNIT, ForceRole


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Somebody as a unit sends them; `person` is the id of an account, 0 for none. The telephone: None leaves what is
    kept, an empty one is forgotten."""

    unit: int
    name: str
    role: str = ForceRole.MEMBER.value
    post: str = ""
    phone: str | None = field(default=None, repr=False)
    person: int = 0


def found_force(
    office: int, *, name: str, host: int, since: date, until: date | None = None, actor: Actor
) -> TaskForce:
    """A task force of an office, set up at `host` from `since`, to `until` (its last day) if that is known. Raises
    NotAllowed, Incomplete."""
    grant = policy.must_run(actor, office)
    wrong, places = {}, unit_coordinates([office, host])
    if host not in places or not places[office].covers(places[host]):
        wrong["host"] = N_("须为本安委办辖区内的单位")
    if not name.strip():
        wrong["name"] = N_("请填写专班名称")
    elif TaskForce._unfiltered().filter(office=office, name=name.strip(), valid_to__isnull=True).exists():
        wrong["name"] = N_("本安委办已有同名的专班")
    if until is not None and until < since:
        wrong["until"] = N_("须先起后止")
    if wrong:
        raise Incomplete(N_("请核对所填内容"), fields=wrong)
    force = TaskForce(office_id=office, host_id=host, name=name.strip(), valid_from=since, valid_to=_day_after(until))
    force.place_at(places[office])
    with audit.batch():
        force.save(force_insert=True)
        _note("found_force", force, actor, grant, {"name": force.name, "host": host, "from": since, "until": until})
    return force


def end_force(force: TaskForce, *, last: date, actor: Actor) -> None:
    """Let a task force end with its last day; whoever is in it by then leaves with it. Raises NotAllowed, Refused."""
    grant = policy.must_run(actor, force.office_id)
    end = last + timedelta(days=1)
    if end <= force.valid_from:
        raise Refused(N_("专班{since}才组建，不能在此之前撤销"), since=clock.in_words(force.valid_from))
    with audit.batch():
        if not TaskForce.objects.filter(not_ended(end), pk=force.pk).update(valid_to=end):
            raise Conflict(N_("这个专班已经撤销"))
        _note("end_force", force, actor, grant, {"last": last})
        for member in ForceMember.objects.filter(not_ended(end), force=force).order_by("pk"):
            _leave(force, member, max(end, member.valid_from), actor, grant)


def add_member(
    force: TaskForce, draft: MemberDraft, *, first: date, last: date | None = None, actor: Actor
) -> ForceMember:
    """Somebody joins on the day `first`, until the day `last` if that is known. Raises NotAllowed; Incomplete for a
    unit that is not in force on that day, for somebody who is in already, for days turned round."""
    grant = policy.must_run(actor, force.office_id)
    _must_be_sound(force, draft, first, last)
    member = ForceMember(
        force=force, valid_from=first, valid_to=_day_after(last), **_columns(draft), unit_id=draft.unit
    )
    with audit.batch():
        member.save(force_insert=True)
        _keep_phone(member, draft)
        _take_part(force, draft.unit)
        facts = {"member": member.pk, **asdict(draft), "from": first, "last": last}
        facts.pop("phone")
        _note("add_member", force, actor, grant, facts)
    return member


def set_member(member: ForceMember, draft: MemberDraft, *, actor: Actor) -> ForceMember:
    """Correct somebody's post, telephone, role or account; for another unit or person, one ends and another joins.
    Raises NotAllowed, Refused."""
    grant = policy.must_run(actor, member.force.office_id)
    if (draft.unit, draft.name.strip()) != (member.unit_id, member.name):
        raise Refused(N_("换人或换单位，请先让原成员退出，再加入新成员"))
    _must_have_account(draft)
    before = {"role": member.role, "post": member.post, "person": member.person_id or 0}
    with audit.batch():
        for column, value in _columns(draft).items():
            setattr(member, column, value)
        member.save(update_fields=["role", "post", "person"])
        _keep_phone(member, draft)
        facts = {
            "member": member.pk,
            "name": member.name,
            "role": draft.role,
            "post": draft.post,
            "person": draft.person,
            "before": before,
        }
        _note("set_member", member.force, actor, grant, facts)
    return member


def end_member(member: ForceMember, *, last: date | None, actor: Actor) -> None:
    """Let somebody's time end with the day `last` (None: open). A day that has not passed may be put off as well;
    whoever has left joins anew. Raises NotAllowed; Refused for a day before they joined or after the task force ends;
    Conflict for who has left by then, or joined again."""
    force, end = member.force, _day_after(last)
    grant = policy.must_run(actor, force.office_id)
    if end is not None and end <= member.valid_from:
        raise Refused(
            N_("{name}{since}才加入，不能在此之前退出"), name=member.name, since=clock.in_words(member.valid_from)
        )
    if force.valid_to is not None and (end is None or end > force.valid_to):
        raise Refused(
            N_("专班{last}撤销，{name}不能在此之后退出"),
            last=clock.in_words(force.valid_to - timedelta(days=1)),
            name=member.name,
        )
    others = ForceMember.objects.filter(overlapping(member.valid_from, end), force=force, unit=member.unit_id)
    if others.filter(name=member.name).exclude(pk=member.pk).exists():
        raise Conflict(N_("{name}已重新加入专班，不能再推迟原来的退出日期"), name=member.name)
    with audit.batch():
        _leave(force, member, end, actor, grant)


def _leave(force: TaskForce, member: ForceMember, end: date | None, actor: Actor, grant: Grant | None) -> None:
    standing = not_ended(clock.today()) if end is None else not_ended(clock.today()) | not_ended(end)
    if not ForceMember.objects.filter(standing, pk=member.pk).update(valid_to=end):
        raise Conflict(N_("{name}已经退出专班"), name=member.name)
    if end is not None:
        Duty.objects.filter(member=member, day__gte=end).delete()
    last = end - timedelta(days=1) if end else None
    _note("end_member", force, actor, grant, {"member": member.pk, "name": member.name, "last": last})
    _take_part(force, member.unit_id)


def _must_be_sound(force: TaskForce, draft: MemberDraft, first: date, last: date | None) -> None:
    wrong = {}
    if not draft.name.strip():
        wrong["name"] = N_("请填写姓名")
    if not Unit.objects.filter(in_force(first), pk=draft.unit).exists():
        wrong["unit"] = N_("该单位在加入之日已不存在")
    if first < force.valid_from or (force.valid_to is not None and first >= force.valid_to):
        wrong["first"] = N_("加入日期不在专班存续期间")
    if last is not None and last < first:
        wrong["last"] = N_("须先起后止")
    standing = ForceMember.objects.filter(not_ended(first), force=force, unit=draft.unit, name=draft.name.strip())
    if not wrong and standing.exists():
        wrong["name"] = N_("此人已在专班中")
    if wrong:
        raise Incomplete(N_("请核对所填内容"), fields=wrong)
    _must_have_account(draft)


def _must_have_account(draft: MemberDraft) -> None:
    if draft.person and not Person.objects.filter(pk=draft.person, is_active=True).exists():
        raise Incomplete(N_("请核对所填内容"), fields={"person": N_("没有这个账号，或已停用")})


def _keep_phone(member: ForceMember, draft: MemberDraft) -> None:
    if draft.phone is not None:
        secrets.keep(member, FIELD, draft.phone)


def _columns(draft: MemberDraft) -> dict[str, object]:
    return {
        "name": draft.name.strip(),
        "role": ForceRole(draft.role).value,
        "post": draft.post.strip(),
        "person_id": draft.person or None,
    }


def _day_after(last: date | None) -> date | None:
    return last + timedelta(days=1) if last is not None else None


def _take_part(force: TaskForce, unit: int) -> None:
    """Let a unit take part until the last of its members has left. Of two that leave at once, one waits for the
    other."""
    TaskForce._unfiltered().select_for_update(of=("self",)).get(pk=force.pk)
    ends = list(ForceMember.objects.filter(force=force, unit=unit).values_list("valid_to", flat=True))
    last = None if None in ends else max(end for end in ends if end) - timedelta(days=1)
    row = part_in(force, MEMBER_UNIT, unit, unit_coordinates([unit])[unit], until=last)
    same = ("model", "record", "part", "unit")
    Participation.objects.bulk_create([row], update_conflicts=True, unique_fields=same, update_fields=["until"])


def _note(verb: str, force: TaskForce, actor: Actor, grant: Grant | None, facts: dict[str, object]) -> None:
    audit.record(verb, actor, subject=(force._meta.label_lower, force.pk), facts=facts, grant=grant)
