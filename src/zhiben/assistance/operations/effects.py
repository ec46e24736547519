"""What the moves of a request do besides: a visit is counted, its effect is told, and both go back with their step."""

from __future__ import annotations

from datetime import date

from zhiben.assistance.lifecycle import HELP
from zhiben.assistance.models import Expert, HelpRequest, HelpVisit
from zhiben.assistance.queries.effects import around
from zhiben.assistance.queries.experts import high_risk_sectors
from zhiben.assistance.queries.requests import arranged_for, supervised_at
from zhiben.assistance.vocab import LABEL
from zhiben.foundation.files import attach_own, take_away
from zhiben.foundation.lifecycle import Change, effect
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.text import N_


@effect(HELP, "decline")
def _declined(change: Change) -> None:
    change.record.reason = change.facts["reason"]


@effect(HELP, "withdraw_decline")
def _not_declined(change: Change) -> None:
    change.record.reason = ""


@effect(HELP, "arrange")
def _arranged(change: Change) -> None:
    request, day = change.record, change.facts["day"]
    expert = Expert.objects.filter(pk=change.facts["expert"]).first()
    if expert is None or not expert.serves_on(day):
        raise Incomplete(N_("请核对专家"), fields={"expert": N_("没有这位专家，或到场那天不在任期内")})
    if day < request.asked_at.astimezone(clock.TZ).date():
        raise Incomplete(N_("请核对到场日期"), fields={"day": N_("不能早于申请日期")})
    request.expert, request.day = expert, day


@effect(HELP, "withdraw_arrange")
def _not_arranged(change: Change) -> None:
    change.record.expert = change.record.day = None


@effect(HELP, "visit")
def _visited(change: Change) -> None:
    request, day = change.record, change.facts["day"]
    asked, today = request.asked_at.astimezone(clock.TZ).date(), change.at.astimezone(clock.TZ).date()
    if not asked <= day <= today:
        raise Incomplete(N_("请核对实际到场日期"), fields={"day": N_("应在申请以后、今天以前")})
    if HelpVisit._unfiltered().filter(site=request.site_id, day=day, void_at__isnull=True).exists():
        raise Incomplete(N_("请核对实际到场日期"), fields={"day": N_("该场所这一天的帮扶已经登记，不重复计数")})
    request.day = day
    visit = HelpVisit(site_id=request.site_id, sector_id=request.sector_id, day=day, content=change.facts["record"])
    visit.expert, visit.request = str(request.expert), request
    visit.supervised_id = _supervised(request, change.facts.get("supervised", 0), day)
    visit.high_risk = request.sector_id in high_risk_sectors()
    visit.entered_by, visit.entered_at = change.actor.id, change.at
    visit.place_at(request.coordinates)
    visit.save(force_insert=True)
    subject = (LABEL, request.pk)
    attach_own(change.facts.get("files", ()), to=subject, actor_id=change.actor.id, purpose="visit")


def _supervised(request: HelpRequest, chosen: int, day: date) -> int | None:
    if not chosen:
        return None
    arrived = {one.pk: one.arrived_at.astimezone(clock.TZ).date() for one in supervised_at(request.site_id)}
    if chosen not in arrived:
        sentence = N_("不是该场所“帮扶指导”轮次里的到场，或已记为另一次帮扶")
        raise Incomplete(sentence, fields={"supervised": sentence})
    if arrived[chosen] != day:
        sentence = N_("该次到场是{day}，与所填实际到场日期不同").format(day=clock.in_words(arrived[chosen]))
        raise Incomplete(sentence, fields={"supervised": sentence})
    return chosen


@effect(HELP, "withdraw_visit")
def _not_visited(change: Change) -> None:
    request: HelpRequest = change.record
    if request.advice.exists():
        raise Refused(N_("已登记建议，不能撤回到场"))
    HelpVisit._unfiltered().filter(request=request, void_at__isnull=True).update(void_at=change.at)
    take_away((LABEL, request.pk), purpose="visit")
    # The day of the visit stood where the arranged one had been.
    request.day = arranged_for(request)


@effect(HELP, "advise")
def _advised(change: Change) -> None:
    if not change.record.advice.exists():
        raise Refused(N_("请先登记至少一条建议"))


@effect(HELP, "withdraw_advise")
def _not_advised(change: Change) -> None:
    if change.record.advice.exclude(outcome="").exists():
        raise Refused(N_("已有建议得到答复，不能撤回"))


@effect(HELP, "follow_up")
def _followed_up(change: Change) -> None:
    request = change.record
    request.satisfaction, request.note = int(change.facts["satisfaction"]), change.facts["note"]
    request.before, request.after = around(request.site_id, request.day)


@effect(HELP, "withdraw_follow_up")
def _not_followed_up(change: Change) -> None:
    request = change.record
    request.satisfaction = request.before = request.after = None
    request.note = ""


@effect(HELP, "close")
def _closed(change: Change) -> None:
    if change.record.advice.filter(outcome__in=("", "adopted")).exists():
        raise Refused(N_("还有建议没有答复，或已采纳而没有落实，办完再办结"))
