"""The verbs of joint studies: opened from a signal, gone on site, causes and lessons written down, gaps filled, papers
drafted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhiben.accidents import queries as accidents
from zhiben.campaign import queries as campaign
from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, amend, begin, effect, perform
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import policy
from zhiben.supervision.accident_words import STUDY_DAYS, STUDYING, Gap, SignalKind
from zhiben.supervision.lifecycle import STUDY
from zhiben.supervision.models import AccidentSignal, JointStudy, Round, StudyCause, StudyGap, StudyLook
from zhiben.supervision.operations.planning import Plan, plan_round
from zhiben.supervision.operations.reporting import STANDS_NO_MORE
from zhiben.supervision.queries import studies
from zhiben.supervision.vocab import Kind

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

restamps(JointStudy)

PAPERS = {"report": (Paper.REPORT,), "letter": (Paper.REMINDER, Paper.CIRCULAR)}
"""Which papers come of a study: its report, and a letter or circular to the departments."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A study as it is opened: its title, the departments that take part (units by id), its people in words, and its
    time."""

    title: str
    departments: Sequence[int]
    people: str = ""
    until: date | None = None


def open_study(signal: AccidentSignal, said: Opening, *, actor: Actor) -> JointStudy:
    """Have a signal studied together with departments; what is missing around a blind spot is noted as gaps. Raises
    NotAllowed, Refused, Incomplete, Conflict."""
    grant = policy.must_plan(actor, signal.office_id)
    at = orgs.unit(signal.office_id).coordinates
    until = said.until or clock.today() + timedelta(days=STUDY_DAYS)
    known = {card.id: card for card in orgs.units(UnitKind.DEPARTMENT) if at.territory.covers(card.coordinates)}
    _must_fit(said, until, known.keys())
    one = JointStudy(
        office_id=signal.office_id,
        signal=signal,
        case_id=signal.case_id,
        title=said.title.strip(),
        until=until,
        people=said.people.strip(),
        opened_by=actor.id,
    )
    one.place_at(at)
    with audit.batch():
        perform(signal, "study", actor)
        begin(one, actor, grant, signal=signal.pk, until=until)
        parts = [part_in(one, STUDYING, unit, known[unit].coordinates) for unit in dict.fromkeys(said.departments)]
        insert(parts)
        insert(_gaps(one, signal))
    return one


def _must_fit(said: Opening, until: date, known: Collection[int]) -> None:
    wrong = {}
    if not said.title.strip():
        wrong["title"] = N_("请填写")
    if not set(said.departments) <= set(known):
        wrong["departments"] = N_("请选择本安委办范围内的部门")
    if until <= clock.today():
        wrong["until"] = N_("期限应在今天以后")
    if wrong:
        raise Incomplete(N_("请核对联合研判"), fields=wrong)


def _gaps(one: JointStudy, signal: AccidentSignal) -> list[StudyGap]:
    if signal.kind != SignalKind.BLIND_SPOT:
        return []
    return [
        StudyGap(study=one, position=number, gap=reason["trigger"], told=reason["told"][:200])
        for number, reason in enumerate(signal.reasons, 1)
    ]


@effect(STUDY, "invite")
def _invited(change: Change) -> None:
    one: JointStudy = change.record
    card, known = orgs.unit(change.facts["unit"]), studies.departments_in(one)
    ours = card.kind == UnitKind.DEPARTMENT and one.coordinates.territory.covers(card.coordinates)
    if not ours or card.id in known:
        raise Incomplete(N_("请核对部门"), fields={"unit": N_("请选择还没有参加的部门")})
    change.related.append(part_in(one, STUDYING, card.id, card.coordinates))


@effect(STUDY, "note_look")
def _looked(change: Change) -> None:
    one, said = change.record, change.facts
    if said["on"] > change.at.astimezone(clock.TZ).date():
        raise Incomplete(N_("请核对日期"), fields={"on": N_("不能晚于今天")})
    change.related.append(StudyLook(study=one, on=said["on"], who=said["who"], text=said["text"]))
    to = (one._meta.label_lower, one.pk)
    attach_own(said.get("files") or (), to=to, actor_id=change.actor.id, purpose="note_look")


@effect(STUDY, "note_cause")
def _caused(change: Change) -> None:
    one, said = change.record, change.facts
    code = next((each for each in accidents.cause_codes() if each.pk == said.get("code")), None)
    if said.get("code") and code is None:
        raise Incomplete(N_("请核对原因代码"), fields={"code": N_("没有找到这个代码")})
    position = len(studies.causes_of(one)) + 1
    change.related.append(StudyCause(study=one, position=position, code=code, text=said["text"]))


@effect(STUDY, "write_lessons")
def _learned(change: Change) -> None:
    change.record.lessons = change.facts["lessons"]


@effect(STUDY, "note_gap")
def _missed(change: Change) -> None:
    one, said = change.record, change.facts
    position = len(studies.gaps_of(one)) + 1
    change.related.append(StudyGap(study=one, position=position, gap=said["gap"], told=said["told"]))


@effect(STUDY, "fill_gap")
def _filled(change: Change) -> None:
    """A missing task is filled by a task that there is."""
    one, said = change.record, change.facts
    gap = studies.gap_of(one, said["gap"])
    if gap.filled:
        raise Refused(N_("这处缺口已经补上"))
    number = (said.get("task") or "").strip()
    task = campaign.task_numbered(number) if number else None
    if task is None and (number or gap.gap == Gap.TASK):
        raise Incomplete(N_("请核对重点任务"), fields={"task": N_("没有找到这个编号的重点任务")})
    filled_on = change.at.astimezone(clock.TZ).date()
    StudyGap.objects.filter(pk=gap.pk).update(filled=said["how"], filled_on=filled_on, task=task.pk if task else 0)
    change.noted["told"] = gap.told


@effect(STUDY, "extend")
def _extended(change: Change) -> None:
    if change.facts["until"] <= max(change.record.until, change.at.astimezone(clock.TZ).date()):
        raise Incomplete(N_("请核对期限"), fields={"until": N_("新的期限应在原期限和今天以后")})
    change.record.until = change.facts["until"]


@effect(STUDY, "conclude")
def _concluded(change: Change) -> None:
    change.record.verdict, change.record.conclusion = change.facts["verdict"], change.facts["conclusion"]


@effect(STUDY, "close")
def _closed(change: Change) -> None:
    """The signal behind it is answered by what the study came to."""
    one: JointStudy = change.record
    one.evidence = change.facts["evidence"]
    to = (one._meta.label_lower, one.pk)
    attach_own(change.facts["files"], to=to, actor_id=change.actor.id, purpose="close")
    signal = studies.signal_behind(one)
    if signal.state != "studying":
        return
    move = "finish"
    if one.verdict == "known":
        move = {SignalKind.NEW_TYPE: "not_new", SignalKind.BLIND_SPOT: "not_blind"}.get(
            SignalKind(signal.kind), "call_false"
        )
    perform(signal, move, change.actor, **({"reason": one.conclusion} if move != "finish" else {}))


def plan_study_visit(study: JointStudy, first: date, last: date, *, actor: Actor) -> Round:
    """A round of accident supervision that goes to the very site. Raises NotAllowed, Incomplete, Refused without a
    site, or where one is planned already."""
    policy.must_plan(actor, study.office_id)
    site = study.case.site_id if study.case else None
    if site is None:
        raise Refused(N_("案件没有登记场所，不能安排到场检查；请登记现场调研"))
    if study.round is not None:
        raise Refused(N_("已安排现场调研，请到该轮督导办理"))
    plan = Plan(
        office=study.office_id,
        kind=Kind.ACCIDENT,
        title=N_("事故督导：{title}").format(title=study.title)[:80],
        first=first,
        last=last,
        purpose=N_("查清原因，看同类风险和监管缺口"),
        sites=(site,),
        recent_days=0,
    )
    with audit.batch():
        one = plan_round(plan, actor=actor)
        amend([study], at=clock.now(), round=one)
        subject = (study._meta.label_lower, study.pk)
        audit.record("plan_study_visit", actor, subject=subject, facts={"round": one.pk})
    return one


def draft_study_paper(study: JointStudy, which: str, paper: str, written: Written, *, actor: Actor) -> OfficialDocument:
    """Draft a study's report, or the letter or circular to departments; a new one once the last was made void or taken
    back. Raises NotAllowed, Incomplete, Refused."""
    grant = policy.must_plan(actor, study.office_id)
    if Paper(paper) not in PAPERS[which]:
        raise NotAllowed(N_("联合研判不用这种文书"))
    standing = getattr(study, which)
    if standing is not None and standing.state not in STANDS_NO_MORE:
        raise Refused(N_("已起草，请到公文里修改"))
    with audit.batch():
        document = documents.write(Paper(paper), written, office=study.office_id, actor=actor)
        amend([study], at=clock.now(), **{which: document})
        subject = (study._meta.label_lower, study.pk)
        audit.record("draft_study_paper", actor, subject=subject, facts={"document": document.pk}, grant=grant)
    return document
