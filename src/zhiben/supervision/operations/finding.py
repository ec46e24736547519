"""Findings: recorded on a visit, once however often a device sends them; handed on into the hazard ledger; given to
units in papers, a numbered one for each unit; answered, looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import uuid4

from zhiben.campaign import queries as campaign
from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation import audit
from zhiben.foundation.files import attach, attach_own
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin, effect, perform_many, prepare
from zhiben.foundation.lifecycle.door import Step
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.hazards import operations as hazards
from zhiben.hazards.queries import criteria
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_, can_be_kept
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.supervision import kinds, queries
from zhiben.supervision.lifecycle import FINDING
from zhiben.supervision.lifecycle.visits import THERE
from zhiben.supervision.models import Finding, Visit
from zhiben.supervision.vocab import (
    CLOCKS_APART,
    ENFORCING,
    LONGEST_BASIS,
    LONGEST_FOUND,
    UNKEEPABLE,
    Becomes,
)

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

restamps(Finding)
prepare(FINDING)(queries.prepare_findings)


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody has found: in words, with a clause of the catalogue (id) or other grounds; by `key`, the device's
    own name for it, it is known again. `grounded`: of something found by an item, the grounds are told too, even that
    there are none."""

    text: str
    becomes: str = Becomes.HAZARD
    clause: int = 0
    basis: str = ""
    key: str = ""
    grounded: bool = False


def record(
    visit: Visit, found: Found, *, files: Sequence[int] = (), at: datetime | None = None, actor: Actor
) -> Finding:
    """Record a finding of a visit that is not signed yet; the same key again is the same finding. What was found `at` a
    moment before the signature, by the device of somebody who was there, is taken after it too, and marked as no part
    of what was signed. Raises NotAllowed for whoever was not there, Refused once it is signed, Incomplete, Conflict
    where the same key says something else."""
    must_be_there(actor, visit)
    key = found.key or str(uuid4())
    if standing := Finding._unfiltered().filter(visit=visit, key=key).first():
        return _known_again(standing, found)
    late = _found_before(visit, at)
    _must_be_a_finding(visit, found, late=late)
    one = Finding(
        visit=visit,
        position=Finding._unfiltered().filter(visit=visit).count() + 1,
        key=key,
        becomes=found.becomes,
        text=found.text.strip(),
        clause_id=found.clause or None,
        basis=found.basis.strip(),
        recorded_by=actor.id,
        recorded_at=at,
        late=late,
    )
    one.place_at(visit.coordinates)
    with audit.batch():
        if not late:
            must_be_open(visit.pk)
        begin(one, actor, actor.acting_at(visit.coordinates), visit=visit.pk, position=one.position)
        insert([part_in(one, part, unit, at) for part, unit, at in _taking_part(visit)])
        attach_own(files, to=(one._meta.label_lower, one.pk), actor_id=actor.id, purpose="begin")
    queries.prepare_findings([one])
    return one


def _taking_part(visit: Visit) -> list[tuple[str, int, Coordinates]]:
    """Who takes part in the visit takes part in what was found there, save whom something else of it was handed to."""
    rows = Participation.objects.filter(model=visit._meta.label_lower, record=visit.pk).order_by("pk")
    rows = rows.exclude(part=ENFORCING)
    return [(row.part, row.unit, row.coordinates) for row in rows]


def _known_again(standing: Finding, found: Found) -> Finding:
    if standing.text != found.text.strip():
        raise Conflict(N_("这一条已记录过，内容不同；两个版本都请核对后，另记一条"))
    return standing


def _found_before(visit: Visit, at: datetime | None) -> bool:
    """Found before the visit was signed, and told after it, the clocks of two devices being a little apart."""
    if visit.state != "closed" or visit.closed_at is None or at is None:
        return False
    return at <= visit.closed_at + timedelta(minutes=CLOCKS_APART)


def _must_be_a_finding(visit: Visit, found: Found, *, late: bool) -> None:
    if visit.state != "under_way" and not late:
        raise Refused(N_("检查已签字，记录不再改动"), code="visit_signed")
    if wrong := what_is_wrong(visit, found):
        raise Incomplete(N_("请补正这一条：{what}"), fields=wrong, what="；".join(wrong.values()))


def what_is_wrong(visit: Visit, found: Found) -> dict[str, str]:
    """By field why something cannot be a finding of the visit; empty where it can."""
    wrong, text, basis = {}, found.text.strip(), found.basis.strip()
    if not text:
        wrong["text"] = N_("请写明问题")
    if len(text) > LONGEST_FOUND:
        wrong["text"] = N_("问题过长，最多{most}个字").format(most=LONGEST_FOUND)
    if not can_be_kept(text + basis):
        wrong["text"] = UNKEEPABLE
    if found.becomes not in kinds.declared(visit.kind).becomes:
        wrong["becomes"] = N_("{kind}的问题不作此处理").format(kind=kinds.declared(visit.kind).label)
    if len(basis) > LONGEST_BASIS:
        wrong["basis"] = N_("依据过长，最多{most}个字").format(most=LONGEST_BASIS)
    if found.clause and not criteria.is_clause(found.clause):
        wrong["basis"] = N_("没有找到这一条款，请重新选依据")
    return wrong


def must_be_there(actor: Actor, visit: Visit) -> None:
    """Raise NotAllowed for whoever is not there for those who visit, as the visit stands now."""
    queries.prepare_visits([visit])
    verdict = THERE(actor, visit)
    if not verdict.allowed:
        raise NotAllowed(N_("不能记录：{why}"), why=verdict.why)


def must_be_open(visit: int) -> None:
    """Hold the visit until the transaction ends. Raises Conflict where it was signed meanwhile."""
    if Visit._unfiltered().select_for_update().get(pk=visit).state != "under_way":
        raise Conflict(N_("检查刚由同组人员签字，记录不再改动"))


@effect(FINDING, "strike")
def _struck(change: Change) -> None:
    must_be_open(change.record.visit_id)


@effect(FINDING, "hand_on")
def _handed(change: Change) -> None:
    """It becomes a hazard of the ledger, with its photos, found on the day of the visit."""
    one: Finding = change.record
    if one.becomes != Becomes.HAZARD:
        raise Refused(N_("只有性质为事故隐患的才转隐患台账"))
    day = one.visit.arrived_at.astimezone(clock.TZ).date()
    cited = one.citation[:200]
    draft = hazards.Draft(
        title=one.text[:200], site=one.visit.site_id, found_on=day, criterion=cited, description=one.text
    )
    (made,) = hazards.report_many([draft], actor=change.actor)
    one.hazard = made.pk
    for kept in queries.printable_photos([one])[one.pk]:
        attach(kept.file, to=(made._meta.label_lower, made.pk), actor_id=change.actor.id, purpose="report")
    change.noted["hazard"] = made.number


@effect(FINDING, "enlist")
def _enlisted(change: Change) -> None:
    """It is taken up by a key task, which was added or amended because of it."""
    one: Finding = change.record
    if one.becomes != Becomes.TASK:
        raise Refused(N_("只有性质为重点任务的才列入重点任务"))
    task = campaign.task_numbered(change.facts["task"].strip())
    if task is None:
        raise Incomplete(N_("没有找到任务"), fields={"task": N_("没有找到这个编号的重点任务")})
    one.task = task.pk


@dataclass(frozen=True, slots=True)
class Batch:
    """Findings to be given to units with one deadline. `units`: by finding, the unit that answers for it."""

    paper: str
    due: date
    units: dict[int, int]
    basis: str = ""


def issue(batch: Batch, *, actor: Actor) -> list[OfficialDocument]:
    """Draft what gives findings to units: for each unit one paper that lists what is given to it, and one deadline for
    all. They are given when it is issued. Raises NotAllowed, Incomplete, Refused."""
    found = queries.findings_by_id(list(batch.units))
    _must_be_a_batch(found, batch)
    made: list[OfficialDocument] = []
    with audit.batch():
        found.sort(key=lambda one: (batch.units[one.pk], one.visit_id, one.position))
        for unit, some in groupby(found, key=lambda one: batch.units[one.pk]):
            given = list(some)
            office = given[0].visit.office_id
            letter = documents.write(Paper(batch.paper), _letter(given, unit, batch), office=office, actor=actor)
            for one in given:
                one.__dict__["_letter"] = letter.pk
            perform_many([Step(one, "propose", actor, {"unit": unit, "due": batch.due}) for one in given])
            made.append(letter)
    return made


def _must_be_a_batch(found: Sequence[Finding], batch: Batch) -> None:
    if not found or len(found) != len(batch.units):
        raise Refused(N_("请先勾选要交办的问题"))
    if len({one.visit.office_id for one in found}) != 1 or len({one.visit.kind for one in found}) != 1:
        raise Refused(N_("一次只交办同一安委办、同一种督导的问题"))
    kind = kinds.declared(found[0].visit.kind)
    if batch.paper not in kind.papers:
        raise Refused(N_("{kind}不用这种文书"), kind=kind.label)
    if batch.due <= clock.today():
        raise Incomplete(N_("期限应在今天以后"), fields={"due": N_("期限应在今天以后")})


def _letter(given: Sequence[Finding], unit: int, batch: Batch) -> Written:
    """The paper for one unit. It asks for no reply of its own: each finding is answered by itself."""
    kind = kinds.declared(given[0].visit.kind)
    places = queries.places_told(given)
    told_each = (
        f"{one.visit.site.name}{places[one.visit.site_id]}：{queries.text_told(one)}{_cited(one)}" for one in given
    )
    lines = [f"{number}. {text}" for number, text in enumerate(told_each, start=1)]
    told = N_("{kind}（{title}）发现下列{count}个问题，请逐项整改：").format(
        kind=kind.label, title=given[0].visit.title, count=len(given)
    )
    asked = N_("请于{due}前整改完毕，并在本系统逐项报送整改情况和照片；安委办将逐项复查。").format(
        due=clock.in_words(batch.due)
    )
    return Written(
        title=N_("关于{kind}发现问题的{paper}").format(kind=kind.label, paper=Paper(batch.paper).label),
        to=orgs.unit_name(unit),
        basis=kinds.in_letters(batch.basis or kind.basis),
        body="\n".join([told, *lines, asked]),
    )


def _cited(one: Finding) -> str:
    return N_("（{basis}）").format(basis=one.citation) if one.citation else ""


@effect(FINDING, "answer")
def _answered(change: Change) -> None:
    one: Finding = change.record
    one.answer, one.answered_by, one.answered_at = change.facts["text"], change.actor.id, change.at
    to = (one._meta.label_lower, one.pk)
    attach_own(change.facts["files"], to=to, actor_id=change.actor.id, purpose="answer")


@effect(FINDING, "settle")
def _settled(change: Change) -> None:
    change.record.conclusion = change.facts["conclusion"]


@effect(FINDING, "send_back")
def _sent_back(change: Change) -> None:
    if change.facts["due"] <= change.at.astimezone(clock.TZ).date():
        raise Incomplete(N_("新的期限应在今天以后"), fields={"due": N_("期限应在今天以后")})
    change.record.due = change.facts["due"]
