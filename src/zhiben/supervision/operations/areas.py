"""The verbs of listed areas. An area is proposed by hand with its basis, or together with others by a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiben.campaign import queries as campaign
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin, effect, perform
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import policy, queries
from zhiben.supervision.lifecycle import AREA
from zhiben.supervision.models import AreaMeasure, AreaMeeting, AreaMonth, ListedArea, ListingRequest
from zhiben.supervision.vocab import LISTING, TREATING

restamps(ListedArea)
MOST_MEASURES = 50
LEAST_REASON = 6
"""So many characters a reason has at least where a rule is not followed: a default of this product."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An area that is proposed: its streets by id, all of one district; why; until when it is to be treated."""

    office: int
    title: str
    streets: Sequence[int]
    basis: str
    until: date


def propose_area(said: Proposal, *, actor: Actor) -> ListedArea:
    """Propose to list an area. Raises NotAllowed, Incomplete."""
    grant = policy.must_plan(actor, said.office)
    at = orgs.unit(said.office).coordinates
    cards = [card for card in orgs.streets() if card.id in set(said.streets) and at.territory.covers(card.coordinates)]
    _must_be_an_area(said, cards)
    return begin_area(said, cards, actor=actor, grant=grant)


def begin_area(
    said: Proposal,
    cards: Sequence[orgs.TerritoryCard],
    *,
    actor: Actor,
    grant: Grant,
    request: ListingRequest | None = None,
    figures: Mapping[str, Any] | None = None,
) -> ListedArea:
    """An area that is proposed, by itself or with others by a request, which tells its figures."""
    at = orgs.unit(said.office).coordinates
    one = ListedArea(
        office_id=said.office,
        title=said.title.strip()[:80],
        streets=sorted(card.id for card in cards),
        basis=said.basis.strip(),
        request=request,
        figures=dict(figures or {}),
        until=said.until,
        proposed_by=actor.id,
    )
    first = cards[0].coordinates
    one.place_at(first if len(cards) == 1 else orgs.territory(first.district).coordinates)
    with audit.batch():
        begin(one, actor, grant, streets=one.streets, until=one.until)
        parts = [part_in(one, LISTING, said.office, at)]
        units = [unit for unit in orgs.units(UnitKind.STREET) if unit.coordinates.street in one.ground]
        insert([*parts, *(part_in(one, TREATING, unit.id, unit.coordinates) for unit in units)])
    return one


def _must_be_an_area(said: Proposal, cards: Sequence[orgs.TerritoryCard]) -> None:
    wrong = {name: N_("请填写") for name in ("title", "basis") if not getattr(said, name).strip()}
    if not cards or len(cards) != len(set(said.streets)):
        wrong["streets"] = N_("请选择本安委办范围内的街镇")
    elif len({card.coordinates.district for card in cards}) > 1:
        wrong["streets"] = N_("一个挂牌区域的街镇应在同一个区")
    if said.until <= clock.today():
        wrong["until"] = N_("治理期限应在今天以后")
    if wrong:
        raise Incomplete(N_("请核对挂牌区域"), fields=wrong)


def note_meeting(area: ListedArea, meeting: int, *, actor: Actor) -> ListedArea:
    """Note that an area was spoken of at a task force's meeting. Raises NotAllowed, NotFound for one not seen."""
    return perform(area, "note_meeting", actor, meeting=meeting)


@effect(AREA, "list")
def _listed(change: Change) -> None:
    area: ListedArea = change.record
    decided_on, entered_on = area.__dict__.pop("_decided_on", None), change.at.astimezone(clock.TZ).date()
    if area.request is not None and area.request.state == "proposed" and decided_on is None:
        raise Refused(N_("该区域与其他区域一并提请，请在“{request}”里登记批准"), request=str(area.request))
    area.decision, area.since = change.facts["decision"].strip(), decided_on or entered_on
    if area.until <= entered_on:
        raise Refused(N_("治理期限已过，请不挂牌，另行提请"))


@effect(AREA, "submit_plan")
def _planned(change: Change) -> None:
    """The plan that was returned before gives way; what it said stays in the ledger."""
    area: ListedArea = change.record
    rows = _measures(area, change.facts["measures"])
    AreaMeasure.objects.filter(area=area).delete()
    change.related += rows


def _measures(area: ListedArea, text: str) -> list[AreaMeasure]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rows, wrong = [], []
    for number, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.replace(";", "；").replace("\t", "；").split("；")]
        day = _day(parts[2]) if len(parts) == 3 else None
        if day is None or not parts[0] or not parts[1] or len(parts[0]) > 200 or len(parts[1]) > 80:
            wrong.append(str(number))
            continue
        rows.append(AreaMeasure(area=area, position=number, what=parts[0], who=parts[1], until=day))
    if wrong or not rows or len(rows) > MOST_MEASURES:
        said = N_("第{lines}行应为“措施；责任单位；完成日期”").format(lines="、".join(wrong))
        raise Incomplete(N_("请核对治理措施"), fields={"measures": said if wrong else N_("请填写1至50条措施")})
    return rows


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@effect(AREA, "excuse_month")
def _excused(change: Change) -> None:
    area: ListedArea = change.record
    said = _day(f"{change.facts['month'].strip()}-01")
    month = next((each for each in queries.months_of(area) if each.first == said), None)
    if month is None or month.visits or month.reason or not month.is_due:
        sentence = N_("月份应如2024-10，是应当检查的月份，并且当月没有检查、没有说明过")
        raise Incomplete(N_("请核对月份"), fields={"month": sentence})
    change.related.append(AreaMonth(area=area, month=month.first, reason=change.facts["reason"]))


@effect(AREA, "note_meeting")
def _met(change: Change) -> None:
    meeting = campaign.meeting(int(change.facts["meeting"]))
    change.related.append(AreaMeeting(area=change.record, meeting=meeting.pk))


@effect(AREA, "ask_acceptance")
def _asked(change: Change) -> None:
    area: ListedArea = change.record
    area.asked_at, area.treated = change.at, change.facts["text"]
    to = (area._meta.label_lower, area.pk)
    attach_own(change.facts["files"], to=to, actor_id=change.actor.id, purpose="ask_acceptance")


@effect(AREA, "accept")
def _accepted(change: Change) -> None:
    """Taking it off the list though a condition does not hold, or is not judged, is the office's to decide and to give
    a reason for, which stands in the conclusion; the ledger keeps which condition it was."""
    area: ListedArea = change.record
    visit = queries.acceptance_visit(area)
    if visit is None:
        raise Refused(N_("还没有验收检查：申请验收以后，须有两人以上到场检查并签字（高风险区域挂牌督导）"))
    area.visit, area.conclusion = visit.pk, change.facts["conclusion"]
    change.noted["visit"] = visit.pk
    if lacking := [one.title for one in queries.conditions_of(area) if one.met is not True]:
        area.conclusion = _despite(area.conclusion, lacking, (change.facts.get("despite") or "").strip())
        change.noted["lacking"] = lacking


def _despite(conclusion: str, lacking: Sequence[str], why: str) -> str:
    told = "、".join(f"“{title}”" for title in lacking)
    if len(why) < LEAST_REASON:
        said = N_("{what}不具备或未评估：仍要摘牌的，请写明理由（至少{least}个字）；否则请继续挂牌")
        raise Incomplete(N_("请核对摘牌的条件"), fields={"despite": said.format(what=told, least=LEAST_REASON)})
    said = N_("{conclusion}。{what}不具备或未评估，仍予摘牌，理由：{why}。")
    return said.format(conclusion=conclusion.strip().rstrip("。"), what=told, why=why.rstrip("。"))


@effect(AREA, "extend")
def _extended(change: Change) -> None:
    area: ListedArea = change.record
    if change.facts["until"] <= max(area.until, change.at.astimezone(clock.TZ).date()):
        raise Incomplete(N_("请核对期限"), fields={"until": N_("新的期限应在原期限和今天以后")})
    area.until, area.asked_at = change.facts["until"], None
    area.kept_at, area.kept_why = change.at, change.facts["reason"].strip()


def close_measure(area: ListedArea, position: int, result: str, *, actor: Actor) -> ListedArea:
    """Note that a measure of an area's plan was carried out. Raises NotAllowed, Incomplete."""
    return perform(area, "close_measure", actor, position=position, result=result)


@effect(AREA, "close_measure")
def _carried_out(change: Change) -> None:
    area: ListedArea = change.record
    row = AreaMeasure.objects.filter(area=area, position=int(change.facts["position"])).first()
    if row is None or row.done_on is not None:
        said = N_("没有这条措施，或已登记完成")
        raise Incomplete(said, fields={"position": said})
    row.done_on, row.result = change.at.astimezone(clock.TZ).date(), change.facts["result"].strip()
    row.save(update_fields=["done_on", "result"])
    change.noted["what"] = row.what
