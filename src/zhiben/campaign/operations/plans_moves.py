"""What the moves of a plan's version and of a consultation do besides changing the state: units asked, told and let
in, silence noted, the version before superseded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from zhiben.campaign import queries
from zhiben.campaign.lifecycle import CONSULTATION, PLAN
from zhiben.campaign.models import Consultation, MeasureWording, Plan, PlanMeasure, PlanVersion, load_authors
from zhiben.campaign.operations.plans_measures import must_be_sound
from zhiben.campaign.operations.plans_signed import keep_signed
from zhiben.campaign.vocab import NAMED, PLAN_ASKED, PLAN_ISSUED, PLAN_OBJECTED
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many, prepare
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind

ANSWERING = [role.value for role in (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER)]


@prepare(PLAN)
def _with_authors(versions: Sequence[PlanVersion]) -> None:
    """Read who has prepared them for those that are to be decided on."""
    load_authors([one for one in versions if one.state == "reviewing"])


@effect(PLAN, "consult")
def _consulted(change: Change) -> None:
    version: PlanVersion = change.record
    reply_by, today = change.facts["reply_by"], _day_of(change)
    if reply_by < today:
        raise Incomplete(N_("反馈期限不能早于今天"), fields={"reply_by": N_("不能早于今天")})
    if not MeasureWording.objects.filter(version=version).exists():
        raise Refused(N_("方案还没有措施，不能征求意见"))
    must_be_sound(version, N_("请在草稿中逐条修改：换成现有的单位，或改完成时限、上级措施，再征求意见"))
    version.reply_by, version.consulted = reply_by, version.consulted + 1
    units = sorted(queries.named_units(version) - {version.plan.owner_id})
    rows = [Consultation(draft=version, unit_id=unit, round=version.consulted) for unit in units]
    begin_many(rows, change.actor, grants=[change.grant] * len(rows), at=change.at)
    let_in(version.plan, units)
    change.noted["units"] = units
    if units:
        _tell(PLAN_ASKED, change, units=units, roles=ANSWERING)


def let_in(plan: Plan, units: Collection[int]) -> None:
    """Let units that a plan names read it."""
    places = orgs.unit_coordinates(units)
    rows = [part_in(plan, NAMED, unit, places[unit]) for unit in sorted(units)]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)
    plan.__dict__.pop("_participants", None)


def let_in_anew(plan: Plan) -> None:
    """Let in whoever the plan as it is read names, its owner having changed: the one before too, and not the owner."""
    shown = plan.versions.filter(state__in=("issued", "consulting", "reviewing"))
    units = {unit for version in shown for unit in queries.named_units(version)}
    if plan.current_id:
        units |= _districts(plan)
    Participation.objects.filter(model="campaign.plan", record=plan.pk, part=NAMED, unit=plan.owner_id).delete()
    let_in(plan, units - {plan.owner_id})


def _tell(kind: str, change: Change, *, units: Collection[int], roles: Collection[str]) -> None:
    version = change.record if isinstance(change.record, PlanVersion) else change.record.draft
    key = f"{kind}:{change.record._meta.label_lower}:{change.record.pk}:{change.at.isoformat()}"
    address = version.get_absolute_url()
    tell(kind, str(version), address=address, units=units, roles=roles, about=version, key=key, actor=change.actor)


@effect(PLAN, "submit", "recall", "drop")
def _closed(change: Change) -> None:
    """Whoever has not answered by then has let the day pass."""
    waiting = Consultation.objects.filter(draft=change.record.pk, state="asked").select_related("draft__plan")
    perform_many([Step(row, "lapse", change.actor) for row in waiting], at=change.at)


@effect(PLAN, "issue")
def _issued(change: Change) -> None:
    version: PlanVersion = change.record
    plan, on = version.plan, change.facts["issued_on"]
    before = plan.current
    _must_be_the_day(on, _day_of(change), before)
    _must_lose_no_task(version)
    must_be_sound(version, N_("请退回责任单位逐条修改：换成现有的单位，或改完成时限、上级措施，再印发"))
    version.issued_on, version.document_no = on, change.facts.get("document_no", "")
    if signed := change.facts.get("signed"):
        version.text = keep_signed(version, signed, actor=change.actor)
    if before is not None:
        perform_many([Step(before, "supersede", change.actor)], at=change.at)
    change.alter(plan, current_id=version.pk)
    _bring_into_force(version)
    units = queries.named_units(version) - {plan.owner_id}
    let_in(plan, units | _districts(plan) - {plan.owner_id})
    if units:
        _tell(PLAN_ISSUED, change, units=units, roles=ANSWERING)


def _districts(plan: Plan) -> set[int]:
    """The governments of the districts of the plan's city."""
    here = plan.coordinates.city
    places = ((card.id, card.coordinates) for card in orgs.units(UnitKind.DISTRICT))
    return {unit for unit, place in places if place.city == here and place.level == Level.DISTRICT}


def _must_be_the_day(on: date, today: date, before: PlanVersion | None) -> None:
    wrong = N_("不能晚于今天") if on > today else ""
    if before is not None and before.issued_on and on < before.issued_on:
        wrong = N_("不能早于上一版的印发日期（{day}）").format(day=clock.in_words(before.issued_on))
    if wrong:
        raise Incomplete(N_("印发日期{what}"), fields={"issued_on": wrong}, what=wrong)


def _must_lose_no_task(version: PlanVersion) -> None:
    if lost := queries.hanging_loose(version).count():
        raise Refused(
            N_("有{count}项任务挂在这一版去掉的措施上，须先逐项改挂或保留原措施，再印发"), count=lost, code="tasks_hang"
        )


def _bring_into_force(version: PlanVersion) -> None:
    """The measures are those of this version from now on, with what each carries out."""
    uppers = dict(MeasureWording.objects.filter(version=version).values_list("measure", "upper"))
    measures = list(PlanMeasure.objects.filter(plan=version.plan_id))
    for one in measures:
        one.dropped = one.pk not in uppers
        one.upper_id = uppers.get(one.pk, one.upper_id)
    PlanMeasure.objects.bulk_update(measures, ["dropped", "upper"])


@effect(CONSULTATION, "object")
def _objected(change: Change) -> None:
    change.record.opinion = change.facts["opinion"]
    _tell(PLAN_OBJECTED, change, units=[change.record.plan.owner_id], roles=ANSWERING)


@effect(CONSULTATION, "answer")
def _answered(change: Change) -> None:
    change.record.adopted, change.record.answer = change.facts["adopted"], change.facts["answer"]


def _day_of(change: Change) -> date:
    return change.at.astimezone(clock.TZ).date()
