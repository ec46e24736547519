"""Planning a round: its kind, its days, its frame's bounds, who keeps its list, its teams, and who has an interest
where."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import begin, prepare
from zhiben.foundation.scope.models import let_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import Role
from zhiben.supervision import kinds, policy, queries
from zhiben.supervision.lifecycle import ROUND, TARGET, VISIT
from zhiben.supervision.models import Interest, Keeper, Round, Secret, Target, Team, TeamMember, Visit
from zhiben.supervision.occasions import OCCASIONS
from zhiben.supervision.vocab import HEAVIER, RECENT_DAYS, Choosing, FrameOf, Occasion

restamps(Round, Visit)
prepare(ROUND)(queries.prepare)
prepare(TARGET)(queries.prepare_targets)
prepare(VISIT)(queries.prepare_visits)


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it is planned. `kind` and the others are keys of the room's words; empty ones are what the kind says
    first. `territories`, `sectors` and `sites` by id, none for all."""

    office: int
    kind: str
    title: str
    first: date
    last: date
    mode: str = ""
    frame_of: str = ""
    choosing: str = ""
    purpose: str = ""
    territories: Sequence[int] = ()
    sectors: Sequence[int] = ()
    sites: Sequence[int] = ()
    size: int = 0
    least: int = 0
    recent_days: int = RECENT_DAYS
    heavier: int = HEAVIER
    occasion: str = ""


def plan_round(plan: Plan, *, actor: Actor) -> Round:
    """A new round, of whose list `actor` is the first keeper. Raises NotAllowed, Incomplete at what does not fit the
    kind."""
    grant = policy.must_plan(actor, plan.office)
    one = planned(plan)
    one.planned_by = actor.id
    with audit.batch():
        begin(one, actor, grant, kind=one.kind, first=one.first, last=one.last)
        insert([Keeper(round=one, person=actor.id, since=clock.now())])
    queries.prepare([one])
    return one


def planned(plan: Plan) -> Round:
    """The unsaved round of a plan. Raises Incomplete at what does not fit the kind."""
    kind = kinds.declared(plan.kind)
    _must_fit(plan, kind)
    one = Round(
        office_id=plan.office,
        kind=kind.kind,
        mode=plan.mode or kind.modes[0],
        title=plan.title.strip(),
        first=plan.first,
        last=plan.last,
        occasion=plan.occasion,
        purpose=plan.purpose.strip() or _looks_at(plan.occasion),
        basis=kind.basis,
        frame_of=plan.frame_of or kind.frames[0],
        choosing=plan.choosing or kind.choosing[0],
        territories=sorted(plan.territories),
        sectors=sorted(plan.sectors),
        sites=sorted(plan.sites),
        size=plan.size,
        least=plan.least,
        recent_days=plan.recent_days,
        heavier=plan.heavier,
        from_outside=kind.from_outside,
        team_size=kind.team,
    )
    one.place_at(orgs.unit(plan.office).coordinates)
    return one


def _looks_at(occasion: str) -> str:
    """What is looked at on an occasion, where the plan says nothing itself."""
    return OCCASIONS[Occasion(occasion)].looks_at if occasion else ""


def _must_fit(plan: Plan, kind: kinds.SupervisionKind) -> None:
    wrong: dict[str, str] = {}
    allowed: Mapping[str, tuple[Sequence[str], str]] = {
        "mode": (kind.modes, plan.mode),
        "frame_of": (kind.frames, plan.frame_of),
        "choosing": (kind.choosing, plan.choosing),
    }
    for name, (choices, said) in allowed.items():
        if said and said not in choices:
            wrong[name] = N_("{kind}不用这一种").format(kind=kind.label)
    if plan.occasion and plan.occasion not in list(Occasion):
        wrong["occasion"] = N_("没有这个时节")
    if not plan.title.strip():
        wrong["title"] = N_("请填写名称")
    if plan.last < plan.first:
        wrong["last"] = N_("末日不能早于首日")
    wrong |= _wrong_numbers(plan, kind)
    if wrong:
        raise Incomplete(N_("请核对本轮的安排"), fields=wrong)


def _wrong_numbers(plan: Plan, kind: kinds.SupervisionKind) -> dict[str, str]:
    wrong = {}
    drawn = (plan.choosing or kind.choosing[0]) == Choosing.DRAW
    if drawn and plan.size < 1:
        wrong["size"] = N_("请填写抽取多少个")
    if plan.least and (plan.frame_of or kind.frames[0]) == FrameOf.HAZARDS:
        wrong["least"] = N_("按隐患抽取的，不设每个街镇至少多少个")
    if not 1 <= plan.heavier <= HEAVIEST:
        wrong["heavier"] = N_("权数应为1至{most}的整数").format(most=HEAVIEST)
    return wrong


HEAVIEST = 20
"""The largest weight that a round may give: beyond it there is hardly a draw."""


def add_keeper(one: Round, person: int, *, actor: Actor) -> Keeper:
    """Let one more officer of the office keep the round's list, and what is sealed with it by now. Until the approval a
    keeper does so; later, and only where none of the keepers is an officer there any more, the office's leader. Raises
    NotAllowed, Refused for somebody who is no officer of the office."""
    officers = orgs.holders([one.office_id], [Role.OFFICE_OFFICER])
    grant = must_let_in(one, officers, actor)
    if person not in officers or person in one.keepers:
        raise Refused(N_("名单保管人应是本安委办的经办人员，并且还不是保管人"))
    row = Keeper(round=one, person=person, since=clock.now())
    with audit.batch():
        _must_still_be(one, ("planned", "framed") if actor.id in one.keepers else OPEN)
        insert([row])
        sealed = [
            *Secret._unfiltered().filter(frame__round=one, frame__thawed_why=""),
            *Target._unfiltered().filter(round=one),
        ]
        if sealed:
            insert([let_in(each, person, one.office_id, row.since) for each in sealed])
        facts = {"person": person, "sealed": len(sealed)}
        audit.record("add_keeper", actor, subject=(one._meta.label_lower, one.pk), facts=facts, grant=grant)
    queries.prepare([one])
    return row


OPEN = ("planned", "framed", "approved", "under_way")


def must_let_in(one: Round, officers: Collection[int], actor: Actor) -> Grant | None:
    """The grant under which somebody adds a keeper to a round whose office has these officers. Raises NotAllowed,
    Refused after the approval."""
    leads = orgs.offices_led(actor).get(one.office_id)
    if leads is not None and not one.keepers.intersection(officers):
        return leads
    grant = policy.must_keep(actor, one)
    if one.state not in ("planned", "framed"):
        raise Refused(N_("批准以后不再增加名单保管人；保管人都不在岗的，由安委办负责人指定"))
    return grant


def _must_still_be(one: Round, states: Collection[str]) -> None:
    """Hold the round until the transaction ends. Raises Conflict where somebody has moved it on meanwhile."""
    standing = Round._unfiltered().select_for_update().get(pk=one.pk)
    if standing.state not in states:
        raise Conflict(N_("本轮刚由他人办理，请刷新后再办"))


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody who goes out, and for which unit."""

    person: int
    unit: int


def set_team(one: Round, number: int, sent: Sequence[Sent], *, actor: Actor) -> Team:
    """Say who goes out as team `number`, the first of them as its head; a team that stands is made anew as long as
    nothing is drawn. Raises NotAllowed, Refused for too few, for somebody twice or in two teams, or who is in no role
    to go out."""
    grant = policy.must_keep(actor, one)
    if one.state not in ("planned", "framed"):
        raise Refused(N_("批准以后不再改编组：要改的退回筹备；抽取以后逐个对象改派"))
    with audit.batch():
        _must_still_be(one, ("planned", "framed"))
        _must_be_a_team(one, number, sent)
        team = Team.objects.filter(round=one, number=number).first()
        if team is None:
            team = Team(round=one, number=number)
            insert([team])
        TeamMember.objects.filter(team=team).delete()
        insert(
            [
                TeamMember(team=team, person=each.person, unit=each.unit, heads=place == 0)
                for place, each in enumerate(sent)
            ]
        )
        facts = {"team": number, "people": [[each.person, each.unit] for each in sent]}
        audit.record("add_team", actor, subject=(one._meta.label_lower, one.pk), facts=facts, grant=grant)
    return team


def _must_be_a_team(one: Round, number: int, sent: Sequence[Sent]) -> None:
    people = [each.person for each in sent]
    if len(set(people)) < one.team_size or len(set(people)) != len(people):
        raise Refused(N_("每组不少于{least}人，一人只列一次"), least=one.team_size)
    elsewhere = TeamMember.objects.filter(team__round=one, person__in=people).exclude(team__number=number)
    if taken := elsewhere.select_related("team").first():
        name = orgs.person_names([taken.person])[taken.person]
        raise Refused(N_("{name}已在第{number}组"), name=name, number=taken.team.number)
    held = orgs.holders_by_unit({each.unit for each in sent}, [role.value for role in policy.GOING_OUT])
    unfit = [each.person for each in sent if each.person not in held.get(each.unit, ())]
    if unfit:
        names = orgs.person_names(unfit)
        raise Refused(N_("{names}不是所填单位的工作人员"), names="、".join(names[each] for each in unfit))


def note_interest(office: int, *, person: int, reason: str, site: int = 0, unit: int = 0, actor: Actor) -> Interest:
    """Note that somebody is not to be sent to a site, or anywhere on a unit's ground. Raises NotAllowed, Incomplete."""
    grant = policy.must_plan(actor, office)
    if not reason.strip() or bool(site) == bool(unit):
        raise Incomplete(
            N_("请写明情形，并选一个场所或一个单位"), fields={} if reason.strip() else {"reason": N_("请写明情形")}
        )
    row = Interest(
        office_id=office,
        person=person,
        site_id=site or None,
        unit_id=unit or None,
        reason=reason.strip(),
        noted_by=actor.id,
        noted_at=clock.now(),
    )
    row.place_at(orgs.unit(office).coordinates)
    with audit.batch():
        insert([row])
        facts = {"person": person, "site": site, "unit": unit, "reason": row.reason}
        audit.record("note_interest", actor, subject=(row._meta.label_lower, row.pk), facts=facts, grant=grant)
    return row


def end_interest(row: Interest, *, actor: Actor) -> Interest:
    """The reason is gone. Raises NotAllowed."""
    grant = policy.must_plan(actor, row.office_id)
    if row.ended_at is not None:
        raise NotAllowed(N_("该回避情形已终止"))
    with audit.batch():
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record("end_interest", actor, subject=(row._meta.label_lower, row.pk), grant=grant)
    return row
