"""Commendations proposed by rule or by hand, shown, objected to, decided and honoured; practices told and approved. A
veto of the year refuses, whoever proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.appraisal import policy
from zhiben.appraisal.lifecycle import COMMENDATION, PRACTICE
from zhiben.appraisal.models import Commendation, NoticeObjection, Practice, Run
from zhiben.appraisal.queries import honours as reads
from zhiben.appraisal.vocab import ANSWERING, APPRAISED, NOTICE_DAYS, NOTICED
from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, amend, begin, begin_many, effect, perform, prepare
from zhiben.foundation.scope.models import part_in
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

restamps(Commendation, Practice)
prepare(COMMENDATION)(reads.prepare)


@dataclass(frozen=True, slots=True)
class Deeds:
    """Who is proposed by hand, and for what."""

    unit: int
    deeds: str
    year: int
    person: str = ""


def propose_by_rule(run: Run, *, most: int, actor: Actor) -> list[Commendation]:
    """Propose from a final run whoever is graded 优秀, without a veto, among the first `most` places. Raises
    NotAllowed, Refused."""
    grant = policy.must_run(actor, run.scheme.office_id)
    if run.state != "final":
        raise Refused(N_("考评结果通报以后才能据以提名"))
    if most < 1:
        raise Incomplete(N_("请核对名额"), fields={"most": N_("名额应不小于1")})
    known = set(Commendation.objects.filter(run=run, person="").exclude(state="dropped").values_list("unit", flat=True))
    found = [one for one in reads.eligible(run, most) if one.card.unit_id not in known]
    if not found:
        raise Refused(N_("没有符合条件的单位（等次优秀、没有一票否决、名次在前{most}名以内），或已经提名"), most=most)
    rule = N_("{run}：等次优秀、没有一票否决、名次在前{most}名以内").format(run=run, most=most)
    rows = []
    for one in found:
        deeds = N_("得分{points}，名次{rank}").format(points=one.shown, rank=one.rank_shown)
        given = Deeds(one.card.unit_id, deeds, run.last.year)
        rows.append(_row(given, run.scheme.office_id, actor, run=run, rule=rule[:200]))
    with audit.batch():
        begin_many(rows, actor, grants=[grant] * len(rows), facts={"run": run.pk, "most": most})
    return rows


def propose(deeds: Deeds, *, office: int, actor: Actor, files: Sequence[int] = ()) -> Commendation:
    """Propose a unit or a person of it for their deeds. Raises NotAllowed, Incomplete, Refused where a veto of the year
    stands."""
    grant = policy.must_run(actor, office)
    place = orgs.unit(office).coordinates
    wrong: dict[str, str] = {}
    if not place.covers(orgs.unit(deeds.unit).coordinates.territory):
        wrong["unit"] = N_("不是本辖区的单位")
    if not deeds.deeds.strip():
        wrong["deeds"] = N_("请写明主要事迹")
    if abs(deeds.year - clock.today().year) > 1:
        wrong["year"] = N_("请核对年度")
    if wrong:
        raise Incomplete(N_("请核对提名"), fields=wrong)
    if (deeds.unit, deeds.year) in reads.vetoed_units({deeds.unit}):
        raise Refused(N_("该单位{year}年有一票否决事项，不得表彰"), year=deeds.year)
    row = _row(deeds, office, actor)
    with audit.batch():
        begin(row, actor, grant, unit=deeds.unit, person=row.person)
        attach_own(files, to=(row._meta.label_lower, row.pk), actor_id=actor.id, purpose="begin")
    return row


def _row(deeds: Deeds, office: int, actor: Actor, *, run: Run | None = None, rule: str = "") -> Commendation:
    row = Commendation(office_id=office, unit_id=deeds.unit, unit_name=orgs.unit_name(deeds.unit), run=run, rule=rule)
    row.person, row.deeds, row.year, row.proposed_by = deeds.person.strip(), deeds.deeds.strip(), deeds.year, actor.id
    row.place_at(orgs.unit_coordinates([office])[office])
    return row


@effect(COMMENDATION, "post")
def _posted(change: Change) -> None:
    """From now on the units that the office coordinates see it, and may object."""
    one: Commendation = change.record
    one.notice_until = orgs.reply_deadline(change.at, NOTICE_DAYS)
    units = orgs.units_under(one.office_id)
    change.related += [part_in(one, APPRAISED, unit.id, unit.coordinates) for unit in units]
    tell(
        NOTICED,
        N_("公示：拟表彰{who}，至{until}").format(who=one.called, until=clock.to_the_minute(one.notice_until)),
        address=one.get_absolute_url(),
        units=[unit.id for unit in units],
        roles=[role.value for role in ANSWERING],
        about=one,
        actor=change.actor,
    )


def object_to(one: Commendation, *, said_by: str, what: str, actor: Actor) -> NoticeObjection:
    """Note what somebody says against a commendation while it is shown. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_object(actor)
    if one.state != "public_notice" or one.notice_is_over:
        raise Refused(N_("不在公示期内，不再受理异议"))
    wrong = {name: N_("请填写") for name, text in (("said_by", said_by), ("what", what)) if not text.strip()}
    if wrong:
        raise Incomplete(N_("请写明异议"), fields=wrong)
    with audit.batch():
        row = NoticeObjection.objects.create(
            commendation=one,
            said_by=said_by.strip(),
            what=what.strip(),
            entered_by=actor.id,
            unit=grant.unit,
            entered_at=clock.now(),
        )
        audit.record("object_commendation", actor, subject=_subject(one), facts={"objection": row.pk}, grant=grant)
    return row


def settle_objection(row: NoticeObjection, finding: str, *, actor: Actor) -> NoticeObjection:
    """Note what was found of an objection, and tell who objected. Raises NotAllowed, Refused, Incomplete."""
    one = row.commendation
    grant = _must_be_officer(actor, one.office_id)
    if row.settled_at is not None:
        raise Refused(N_("该异议已经处理"))
    if not finding.strip():
        raise Incomplete(N_("请写明核查结论"), fields={"finding": N_("请写明核查结论")})
    row.finding, row.settled_by, row.settled_at = finding.strip(), actor.id, clock.now()
    with audit.batch():
        row.save()
        facts = {"objection": row.pk, "finding": row.finding}
        audit.record("settle_commendation_objection", actor, subject=_subject(one), facts=facts, grant=grant)
        tell(
            NOTICED,
            N_("您对表彰公示（{who}）的异议已核查").format(who=one.called),
            address=one.get_absolute_url(),
            people=[row.entered_by],
            about=one,
            key=f"{NOTICED}:objection:{row.pk}",
            actor=actor,
        )
    return row


def _subject(one: Commendation) -> tuple[str, int]:
    return (one._meta.label_lower, one.pk)


def _must_be_officer(actor: Actor, office: int) -> Grant:
    return policy.must_run(actor, office)


def draft_decision(rows: Sequence[Commendation], written: Written, *, actor: Actor) -> OfficialDocument:
    """Draft the decision (表彰决定) on commendations of one office that were decided; they are honoured when it is
    issued. Raises NotAllowed, Refused, Incomplete."""
    office = rows[0].office_id
    policy.must_run(actor, office)
    if any(one.office_id != office or one.state != "decided" or _stands(one) for one in rows):
        raise Refused(N_("只有已决定、还没有起草表彰决定的能列入"))
    with audit.batch():
        document = documents.write(Kind.COMMENDATION, written, office=office, actor=actor)
        for one in rows:
            amend([one], at=clock.now(), document_id=document.pk)
            audit.record("draft_decision", actor, subject=_subject(one), facts={"document": document.pk})
    return document


def _stands(one: Commendation) -> bool:
    return one.document is not None and one.document.state not in ("void", "withdrawn")


@documents.follow("issue")
def _decision_issued(change: Change) -> None:
    rows = list(Commendation.objects.filter(document=change.record.pk, state="decided").select_related("document"))
    for one in rows:
        one.__dict__["_goes_out"] = True
        perform(one, "honour", change.actor)


@effect(COMMENDATION, "honour")
def _honoured(change: Change) -> None:
    change.record.honoured_at = change.at


def tell_practice(
    title: str, text: str, *, unit: int, office: int, action: int | None, actor: Actor, files: Sequence[int] = ()
) -> Practice:
    """Tell of how a unit did something well: by somebody of the unit, or of the office. Raises NotAllowed,
    Incomplete."""
    grant = next((one for one in actor.grants if one.unit == unit and one.role in ANSWERING), None)
    grant = grant or orgs.offices_run(actor).get(office)
    if grant is None:
        raise NotAllowed(N_("由本单位或安委办的人员报送"))
    wrong = {name: N_("请填写") for name, told in (("title", title), ("text", text)) if not told.strip()}
    if not orgs.unit(office).coordinates.territory.covers(orgs.unit(unit).coordinates.territory):
        wrong["unit"] = N_("不是本辖区的单位")
    if wrong:
        raise Incomplete(N_("请核对经验做法"), fields=wrong)
    card = orgs.unit(unit)
    row = Practice(office_id=office, unit_id=unit, unit_name=card.name, title=title.strip(), text=text.strip())
    row.action_id, row.told_by, row.told_at = action, actor.id, clock.now()
    row.place_at(orgs.unit_coordinates([office])[office])
    with audit.batch():
        begin(row, actor, grant, title=row.title, unit=unit)
        part = part_in(row, TOLD_BY, unit, card.coordinates)
        part.save(force_insert=True)
        attach_own(files, to=(row._meta.label_lower, row.pk), actor_id=actor.id, purpose="begin")
    return row


TOLD_BY = "told_by"
"""The part of the unit in its own practice."""


@effect(PRACTICE, "grant")
def _approved(change: Change) -> None:
    """From now on all units that the office coordinates read it."""
    one: Practice = change.record
    units = orgs.units_under(one.office_id)
    change.related += [part_in(one, APPRAISED, unit.id, unit.coordinates) for unit in units]


@effect(PRACTICE, "refuse")
def _refused(change: Change) -> None:
    change.record.refusal = change.facts["reason"]
