"""Two people on site: the first drafts the record, the second signs under the own login, and that signature confirms,
reviews or sends back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiben.foundation import audit
from zhiben.foundation.files import Brought, attach_each
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.foundation.scope.models import load_participants
from zhiben.hazards import policy
from zhiben.hazards.lifecycle import HAZARD, SECOND, SITE_RECORD
from zhiben.hazards.models import Hazard, SiteRecord, load_attempts
from zhiben.hazards.operations.effects import attempt_of, must_be_signed, must_have_photos, open_attempt
from zhiben.hazards.vocab import RecordKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

NONE_STANDS = N_("没有待会签的现场记录")


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """What the first person writes down on site."""

    hazard: Hazard
    kind: str
    actor: Actor
    conclusion: str
    position: str
    on_site_at: datetime
    photos: Sequence[int] = ()


def draft_record(draft: RecordDraft) -> SiteRecord:
    """One record."""
    return draft_records([draft])[0]


def draft_records(drafts: Sequence[RecordDraft], *, at: datetime | None = None) -> list[SiteRecord]:
    """Many records of one moment, each with its photos. Raises NotAllowed, Incomplete, or Refused when a hazard is not
    where the record belongs. Whoever moved the hazard last can no longer take that back."""
    hazards = [draft.hazard for draft in drafts]
    load_participants(hazards)
    load_attempts(hazards)
    moment = at or clock.now()
    rows = [_drafted(draft, moment) for draft in drafts]
    told = list(zip(drafts, rows, strict=True))
    by_actor: dict[Actor, list[SiteRecord]] = {}
    for draft, row in told:
        by_actor.setdefault(draft.actor, []).append(row)
    with audit.batch():
        must_be_signed(hazards)
        for actor, own in by_actor.items():
            grants = [policy.must_draft(actor, row.hazard, RecordKind(row.kind)) for row in own]
            begin_many(own, actor, grants=grants, at=moment)
        photos = [(draft.photos, ("hazards.siterecord", row.pk), draft.actor.id) for draft, row in told]
        attach_each([Brought(*one) for one in photos], purpose="site")
        for draft in drafts:
            act_beside(draft.hazard)
    return rows


def _drafted(draft: RecordDraft, moment: datetime) -> SiteRecord:
    hazard, kind = draft.hazard, RecordKind(draft.kind)
    grant = policy.must_draft(draft.actor, hazard, kind)
    if hazard.state not in HAZARD.by_name[kind].sources:
        raise Refused(N_("当前状态为“{state}”，不能起草{kind}"), state=hazard.state_shown.label, kind=kind.label)
    _must_be_complete(draft, moment)
    return SiteRecord(
        hazard=hazard,
        attempt_no=hazard.attempt_no,
        kind=kind,
        conclusion=draft.conclusion.strip(),
        position=draft.position.strip(),
        on_site_at=draft.on_site_at,
        first=draft.actor.id,
        first_for=grant.substitute_for,
        first_unit=grant.unit,
        first_is_district_department=_of_district_department(grant),
        drafted_at=moment,
    )


def _must_be_complete(draft: RecordDraft, moment: datetime) -> None:
    wrong = {}
    if not draft.conclusion.strip():
        wrong["conclusion"] = N_("请填写结论")
    if not draft.position.strip():
        wrong["position"] = N_("请填写位置")
    if draft.on_site_at > moment:
        wrong["on_site_at"] = N_("到场时间不能晚于现在")
    if draft.on_site_at < clock.day_start(draft.hazard.found_on):
        wrong["on_site_at"] = N_("到场时间不能早于发现日期")
    if wrong:
        raise Incomplete(N_("现场记录不完整"), fields=wrong)
    must_have_photos(draft.photos, "photos", draft.actor)


def _of_district_department(grant: Grant) -> bool:
    return grant.role == Role.DEPARTMENT_OFFICER and grant.level == Level.DISTRICT


def sign_record(record: SiteRecord, *, actor: Actor) -> SiteRecord:
    """The second signature of one record; the hazard moves with it."""
    sign_records([(record, actor)])
    return record


def sign_records(signed: Sequence[tuple[SiteRecord, Actor]], *, at: datetime | None = None) -> None:
    """Sign many records of one moment, each by its second person; all or none."""
    hazards = [record.hazard for record, _ in signed]
    load_participants(hazards)
    load_attempts(hazards)
    with audit.batch():
        perform_many([Step(record, "sign", actor) for record, actor in signed], at=at)
        for record, _ in signed:
            record.hazard.__dict__["_signed"] = record
        perform_many([Step(r.hazard, r.kind, actor, {"record": r.pk}) for r, actor in signed], at=at)


def sign_standing(hazard: Hazard, *, actor: Actor) -> Hazard:
    """Sign the record of a hazard that waits for its second signature. Raises Refused when none does."""
    record = SiteRecord.objects.filter(hazard=hazard, state="drafted").first()
    if record is None:
        raise Refused(NONE_STANDS)
    record.hazard = hazard
    sign_record(record, actor=actor)
    return hazard


@effect(SITE_RECORD, "sign")
def _signed(change: Change) -> None:
    record: SiteRecord = change.record
    grant = signing_grant(record, change.actor)
    record.second, record.second_for = change.actor.id, grant.substitute_for
    record.second_unit, record.signed_at = grant.unit, change.at
    record.second_is_district_department = _of_district_department(grant)


def signing_grant(record: SiteRecord, actor: Actor) -> Grant:
    """By what `actor` signs as the second. Raises NotAllowed, or Refused for a record that no longer stands."""
    kind = RecordKind(record.kind)
    verdict = SECOND[kind](actor, record.hazard)
    if not verdict.allowed or verdict.grant is None:
        raise NotAllowed(N_("您不能会签{kind}：{why}"), kind=kind.label, why=verdict.why)
    if actor.people & record.drafters:
        raise NotAllowed(N_("会签人须是起草人以外的另一人，也不得是其代理人"))
    if not record.stands:
        raise Refused(N_("该记录起草之后情况已有变动，请作废后重新起草"), code="record_outdated")
    return verdict.grant


@effect(SITE_RECORD, "drop")
def _dropped(change: Change) -> None:
    act_beside(change.record.hazard)


def _record_of(change: Change) -> SiteRecord:
    """The signed record that a two-person move rests on, proven to be this hazard's and this signer's."""
    hazard: Hazard = change.record
    record = hazard.__dict__.pop("_signed", None) or SiteRecord.objects.filter(pk=change.facts["record"]).first()
    fits = (
        record is not None
        and record.pk == change.facts["record"]
        and (record.hazard_id, record.kind) == (hazard.pk, change.move.name)
        and record.stands
        and (record.state, record.second) == ("signed", change.actor.id)
    )
    if not fits or record is None:
        raise Refused(N_("没有由您会签的相应现场记录"))
    return record


@effect(HAZARD, "confirm")
def _confirmed(change: Change) -> None:
    _record_of(change)
    change.record.confirmed_at = change.record.confirmed_at or change.at


@effect(HAZARD, "review", "send_back")
def _reviewed(change: Change) -> None:
    record, hazard = _record_of(change), change.record
    by_department = record.first_is_district_department or record.second_is_district_department
    if hazard.street_reported and not by_department:
        raise Refused(N_("街道上报的隐患，复核须有区行业主管部门人员参加"))
    attempt = attempt_of(hazard)
    change.alter(
        attempt,
        reviewed_at=change.at,
        reviewer_one=record.first,
        reviewer_one_for=record.first_for,
        reviewer_one_unit=record.first_unit,
        reviewer_two=record.second,
        reviewer_two_for=record.second_for,
        reviewer_two_unit=record.second_unit,
        district_department_reviewed=by_department,
        passed=change.move.name == "review",
    )
    if change.move.name == "send_back":
        hazard.send_backs += 1
        open_attempt(change, attempt)
