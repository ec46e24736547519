"""The verbs of look-alike sweeps: a list of similar sites, edited by hand, sent out as tasks and as a round of
supervision, checked off site by site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhiben.campaign import operations as campaign
from zhiben.campaign import queries as tasks
from zhiben.campaign.operations import Draft
from zhiben.campaign.vocab import LOOK_ALIKE as OF_SWEEPS
from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, amend, begin, effect
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Coordinates, Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import policy
from zhiben.supervision.accident_words import CHECKING, SWEEP_DAYS
from zhiben.supervision.lifecycle import LOOK_ALIKE
from zhiben.supervision.models import JointStudy, LookAlike, LookAlikeSite, Round
from zhiben.supervision.operations.planning import Plan, plan_round
from zhiben.supervision.queries.blind_spots import own_departments
from zhiben.supervision.queries.likeness import Alike, alike_to
from zhiben.supervision.queries.look_alikes import site_in
from zhiben.supervision.vocab import Kind

if TYPE_CHECKING:
    from zhiben.accidents.models import AccidentCase

restamps(LookAlike)
MOST_NAMED = 20
"""So many sites a task names; the others stand on the sweep's page."""
MOST_SAID = 400
"""So many characters a task's target holds."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Because of what sites are looked for: a study, or a case alone."""

    case: AccidentCase
    study: JointStudy | None = None


def draft_look_alikes(
    occasion: Occasion, office: int, *, title: str = "", what: str = "", until: date | None = None, actor: Actor
) -> LookAlike:
    """Look for sites like the one of a case, and put them on a list with the reason for each. Raises NotAllowed,
    Incomplete."""
    grant = policy.must_plan(actor, office)
    at, case = orgs.unit(office).coordinates, occasion.case
    until = until or clock.today() + timedelta(days=SWEEP_DAYS)
    if until <= clock.today():
        raise Incomplete(N_("请核对完成期限"), fields={"until": N_("期限应在今天以后")})
    found = alike_to(case, at)
    one = LookAlike(
        office_id=office,
        study=occasion.study,
        case_id=case.pk,
        title=(title.strip() or N_("{case}举一反三排查").format(case=case))[:120],
        what=what.strip() or _what(occasion),
        until=until,
        planned_by=actor.id,
        unlisted=found.unlisted,
    )
    one.place_at(at)
    with audit.batch():
        begin(one, actor, grant, until=until, sites=len(found.sites))
        insert(_rows(one, found.sites))
    return one


def _what(occasion: Occasion) -> str:
    lessons = occasion.study.lessons.strip() if occasion.study else ""
    return lessons or N_("对照{number}事故，查有没有同样的风险和隐患").format(number=occasion.case.number)


def _rows(one: LookAlike, found: Iterable[Alike]) -> list[LookAlikeSite]:
    listed = list(found)
    places = orgs.site_grounds([each.site for each in listed])
    rows = []
    for each in listed:
        if each.site not in places:
            continue
        row = LookAlikeSite(sweep=one, site_id=each.site, reasons=list(each.reasons))
        row.place_at(places[each.site][0])
        rows.append(row)
    return rows


def set_look_alikes(sweep: LookAlike, reasons: Mapping[int, Sequence[str]], *, actor: Actor) -> LookAlike:
    """Let the list hold these sites (ids) and no others, each with its reasons in words. Raises NotAllowed, Refused
    once it was sent, Incomplete for a site without a reason or outside of the office's ground."""
    grant = policy.must_plan(actor, sweep.office_id)
    if sweep.state != "drafted":
        raise Refused(N_("已部署的排查不再改名单"))
    at = orgs.unit(sweep.office_id).coordinates
    places = orgs.site_grounds(reasons)
    if bare := [site for site, told in reasons.items() if not any(each.strip() for each in told)]:
        names = "、".join(orgs.site_names(bare).values())
        raise Incomplete(N_("请核对名单"), fields={"sites": N_("请写明为什么相似：{names}").format(names=names)})
    if any(site not in places or not at.territory.covers(places[site][0]) for site in reasons):
        raise Incomplete(N_("请核对名单"), fields={"sites": N_("只列本安委办范围内的场所")})
    with audit.batch():
        before = LookAlikeSite.objects.filter(sweep=sweep)
        gone = before.exclude(site__in=list(reasons))
        removed = list(gone.values_list("site", flat=True))
        gone.delete()
        standing = {row.site_id: row for row in before}
        for site, told in reasons.items():
            if site in standing:
                LookAlikeSite.objects.filter(pk=standing[site].pk).update(reasons=list(told))
        insert(_rows(sweep, (Alike(site, tuple(told)) for site, told in reasons.items() if site not in standing)))
        facts = {"sites": len(reasons), "removed": removed}
        audit.record("set_look_alikes", actor, subject=(sweep._meta.label_lower, sweep.pk), facts=facts, grant=grant)
    return sweep


@effect(LOOK_ALIKE, "send")
def _sent(change: Change) -> None:
    """Each district (or street, of a district's office) gets a key task with its sites; the sector's departments assist
    it."""
    sweep: LookAlike = change.record
    if change.facts["until"] <= change.at.astimezone(clock.TZ).date():
        raise Incomplete(N_("请核对完成期限"), fields={"until": N_("期限应在今天以后")})
    sweep.what, sweep.until, sweep.sent_at = change.facts["what"], change.facts["until"], change.at
    groups, cards = _by_unit(sweep)
    numbers = tasks.next_numbers(len(groups), like=f"举一反三-{sweep.pk}-01")
    sector = sweep.case.sector_id if sweep.case else None
    assisting = tuple(own_departments(sweep.coordinates).get(sector or 0, ()))
    drafts = [_task(sweep, unit, groups[unit], number, assisting) for unit, number in zip(groups, numbers, strict=True)]
    made = campaign.draft_tasks(drafts, actor=change.actor)
    campaign.assign_all(made, actor=change.actor)
    for row in made:
        ids = [each.pk for each in groups[row.lead_unit_id]]
        LookAlikeSite.objects.filter(pk__in=ids).update(task=row.pk)
    units = dict.fromkeys((*groups, *assisting))
    change.related += [part_in(sweep, CHECKING, unit, cards[unit]) for unit in units]
    change.noted["tasks"] = [row.number for row in made]


def _by_unit(sweep: LookAlike) -> tuple[dict[int, list[LookAlikeSite]], dict[int, Coordinates]]:
    """The sites by the unit that is to check them, and where all units lie. Raises Refused for sites that nobody would
    be given: they could never be closed."""
    kind, at = (UnitKind.STREET, Level.STREET) if sweep.district else (UnitKind.DISTRICT, Level.DISTRICT)
    level = at.name.lower()
    units = {getattr(card.coordinates, level): card.id for card in orgs.units(kind) if card.coordinates.level == at}
    cards = {card.id: card.coordinates for card in orgs.units()}
    groups: dict[int, list[LookAlikeSite]] = defaultdict(list)
    for row in LookAlikeSite.objects.filter(sweep=sweep).order_by("district", "street", "pk"):
        groups[units.get(getattr(row, level), 0)].append(row)
    if nobodys := groups.get(0):
        names = "、".join(orgs.site_names(row.site_id for row in nobodys[:MOST_NAMED]).values())
        said = N_("{count}个场所所在的区或街道没有登记单位，任务没有人办：{names}。请移出名单，或先登记单位")
        raise Refused(said, count=len(nobodys), names=names)
    return dict(groups), cards


def _task(sweep: LookAlike, unit: int, rows: Sequence[LookAlikeSite], number: str, assisting: tuple[int, ...]) -> Draft:
    return Draft(
        number=number,
        title=sweep.title[:200],
        target=_target(sweep.what, list(orgs.site_names(row.site_id for row in rows).values())),
        lead_unit=unit,
        due=sweep.until,
        topic=OF_SWEEPS,
        evidence_required=N_("逐个场所的检查记录"),
        assisting=tuple(one for one in assisting if one != unit),
    )


def _target(what: str, names: Sequence[str]) -> str:
    """What is to be checked, then as many of the sites as find room."""
    count = N_("{count}个同类场所逐一检查并登记结果").format(count=len(names))
    room = MOST_SAID - len(count) - len(_target_of("", count, ""))
    said = what if len(what) <= room else what[: room - 1] + "…"
    for some in range(min(len(names), MOST_NAMED), 0, -1):
        more = N_("等") if some < len(names) else ""
        target = _target_of(said, count, "：" + "、".join(names[:some]) + more)
        if len(target) <= MOST_SAID:
            return target
    return _target_of(said, count, "")


def _target_of(what: str, count: str, names: str) -> str:
    return N_("查什么：{what}。{count}{names}。").format(what=what.rstrip("。"), count=count, names=names)


@effect(LOOK_ALIKE, "note_check")
def _checked(change: Change) -> None:
    sweep, said = change.record, change.facts
    row = site_in(sweep, said["site"])
    sent = sweep.sent_at.astimezone(clock.TZ).date()
    if not sent <= said["on"] <= change.at.astimezone(clock.TZ).date():
        raise Incomplete(N_("请核对检查日期"), fields={"on": N_("应在部署以后、今天以前")})
    told = {"checked_on": said["on"], "found": said["text"], "checked_by": change.actor.id}
    LookAlikeSite.objects.filter(pk=row.pk).update(**told)
    change.noted["named"] = orgs.site_names([row.site_id])[row.site_id]


@effect(LOOK_ALIKE, "excuse")
def _excused(change: Change) -> None:
    row = site_in(change.record, change.facts["site"])
    LookAlikeSite.objects.filter(pk=row.pk).update(excused=change.facts["reason"])
    change.noted["named"] = orgs.site_names([row.site_id])[row.site_id]


@effect(LOOK_ALIKE, "close")
def _closed(change: Change) -> None:
    change.record.conclusion = change.facts["conclusion"]


def plan_look_alike_round(sweep: LookAlike, first: date, last: date, *, actor: Actor) -> Round:
    """A round of accident supervision over the sites of a list. Raises NotAllowed, Incomplete, Refused where one is
    planned already."""
    policy.must_plan(actor, sweep.office_id)
    if sweep.round is not None:
        raise Refused(N_("已安排督导，请到该轮督导办理"))
    sites = list(LookAlikeSite.objects.filter(sweep=sweep).values_list("site", flat=True))
    if not sites:
        raise Refused(N_("名单里还没有场所"))
    plan = Plan(
        office=sweep.office_id,
        kind=Kind.ACCIDENT,
        title=sweep.title[:80],
        first=first,
        last=last,
        purpose=sweep.what,
        sites=sites,
        recent_days=0,
    )
    with audit.batch():
        one = plan_round(plan, actor=actor)
        amend([sweep], at=clock.now(), round=one)
        audit.record(
            "plan_look_alike_round", actor, subject=(sweep._meta.label_lower, sweep.pk), facts={"round": one.pk}
        )
    return one
