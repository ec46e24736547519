"""Assessment visits: tasks of the list and indicators drawn for a unit, checked on the spot, confirmed by another; what
deviates puts points right, with its note."""

from __future__ import annotations

import secrets
from decimal import Decimal

from zhiben.appraisal import policy
from zhiben.appraisal.lifecycle import VISIT
from zhiben.appraisal.models import Card, Correction, Indicator, Visit, VisitItem
from zhiben.appraisal.operations.scoring_runs import score_corrected
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.queries import schemes, visits
from zhiben.appraisal.vocab import APPRAISED, Ground
from zhiben.campaign import queries as campaign
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, begin, effect
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.draw import framed
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(Visit)

TASKS, INDICATORS = N_("重点任务"), N_("考评指标")
MOST = 50


def draw_visit(card: Card, *, tasks: int, indicators: int, actor: Actor, seed: str = "") -> Visit:
    """Draw so many key tasks that the unit leads and so many indicators, from a frame and a seed that are kept. Raises
    NotAllowed, Refused, Incomplete."""
    grant = policy.must_run(actor, card.run.scheme.office_id)
    if visits.visit_to(card) is not None:
        raise Refused(N_("该单位本次考评的巡查已经抽取，不重抽"))
    if not 0 < tasks + indicators <= MOST or min(tasks, indicators) < 0:
        raise Incomplete(N_("请核对数量"), fields={"tasks": N_("共抽1至{most}项").format(most=MOST)})
    known = {
        f"{one.number} {one.title}"[:300]: one
        for one in campaign.in_force(card.run.as_of).filter(lead_unit=card.unit_id).order_by("number")
    }
    scored = {f"{one.position}. {one.name}": one for one in schemes.indicators_of(card.run.scheme)}
    frame = [*([name, TASKS] for name in known), *([name, INDICATORS] for name in scored)]
    word = seed or secrets.token_hex(16)
    drawn = visits.drawn_again(frame, word, {TASKS: tasks, INDICATORS: indicators})
    if not drawn:
        raise Refused(N_("没有可抽的事项"))
    row = Visit(card=card, seed=word, frame=frame, drawn_by=actor.id)
    row.digest = framed([name for name, _stratum in frame]).digest
    row.place_at(card.coordinates)
    with audit.batch():
        begin(row, actor, grant, card=card.pk, digest=row.digest, drawn=len(drawn))
        VisitItem.objects.bulk_create(
            VisitItem(visit=row, position=number, name=name, task=known.get(name), indicator=scored.get(name))
            for number, name in enumerate(drawn, start=1)
        )
    return row


def check_item(
    item: VisitItem,
    *,
    agrees: bool,
    note: str,
    actor: Actor,
    indicator: Indicator | None = None,
    points: Decimal | None = None,
) -> VisitItem:
    """Note what was found of an item: it agrees with what was told, or deviates, with the points that an indicator gets
    instead. Raises NotAllowed, Refused, Incomplete."""
    visit = item.visit
    grant = policy.must_run(actor, visit.card.run.scheme.office_id)
    if visit.state != "drawn":
        raise Refused(N_("巡查已完毕，需要修改的请退回再查"))
    about = item.indicator if item.task_id is None else indicator
    if wrong := _wrong(agrees, note, about, points):
        raise Incomplete(N_("请核对核查结果"), fields=wrong)
    item.agrees, item.note = agrees, note.strip()
    item.points = None if agrees else points
    item.indicator = about
    item.checked_by, item.checked_at = actor.id, clock.now()
    facts = {"item": item.pk, "agrees": agrees, "points": None if item.points is None else str(item.points)}
    with audit.batch():
        item.save()
        subject = (visit._meta.label_lower, visit.pk)
        audit.record("check_item", actor, subject=subject, facts={**facts, "note": item.note}, grant=grant)
    return item


def _wrong(agrees: bool, note: str, about: Indicator | None, points: Decimal | None) -> dict[str, str]:  # noqa: FBT001
    wrong: dict[str, str] = {}
    if not agrees and not note.strip():
        wrong["note"] = N_("不一致的，请写明核查情况")
    if points is not None and agrees:
        wrong["points"] = N_("一致的不更正得分")
    elif points is not None and about is None:
        wrong["indicator"] = N_("请选择更正哪项指标的得分")
    elif points is not None and about is not None and not 0 <= points <= about.weight:
        wrong["points"] = N_("应在0至{most}分之间").format(most=about.weight_shown)
    return wrong


@effect(VISIT, "close")
def _closed(change: Change) -> None:
    visit: Visit = change.record
    if any(one.checked_at is None for one in visits.items_of(visit)):
        raise Refused(N_("还有事项没有登记核查结果"))
    subject = (visit._meta.label_lower, visit.pk)
    attach_own(change.facts["evidence"], to=subject, actor_id=change.actor.id, purpose="close")
    visit.visited_by, visit.on = change.actor.id, change.facts["on"]


@effect(VISIT, "look_again")
def _again(change: Change) -> None:
    change.record.visited_by = 0


@effect(VISIT, "confirm")
def _confirmed(change: Change) -> None:
    """The unit sees it from now on; what deviated counts with the next scoring, which is made at once where one was."""
    visit: Visit = change.record
    visit.confirmed_by = change.actor.id
    card, unit = visit.card, visit.card.unit_id
    change.related.append(part_in(visit, APPRAISED, unit, orgs.unit_coordinates([unit])[unit]))
    rows = [(one, one.indicator) for one in visits.items_of(visit) if one.points is not None and one.indicator]
    for one, indicator in rows:
        Correction.objects.create(
            card=card,
            indicator=indicator,
            ground=Ground.VISIT.value,
            points=one.points,
            why=N_("考核巡查：{name}，{note}").format(name=one.name, note=one.note),
            by=change.actor.id,
            at=change.at,
        )
    if rows and reads.scorings_of(card.run):
        why = N_("{unit}考核巡查有{count}项与申报不一致").format(unit=card.unit_name, count=len(rows))
        made = score_corrected(card.run, by=change.actor.id, at=change.at, why=why)
        change.noted["scoring"] = made.number
