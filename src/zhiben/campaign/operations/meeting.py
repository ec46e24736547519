"""Meetings of a task force: called with the units that have a member in it, and minuted. Settled minutes are changed
by drafting them anew only; an official document is begun with them once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max

from zhiben.campaign import policy, queries
from zhiben.campaign.lifecycle import MEETING
from zhiben.campaign.models import Decision, Meeting
from zhiben.campaign.operations.soundness import outside
from zhiben.campaign.vocab import INVITED
from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, amend, begin, effect
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument
    from zhiben.orgs.models import TaskForce

restamps(Meeting)


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as it is called, and as its minutes tell it."""

    held_on: date
    venue: str = ""
    chair: str = ""
    agenda: str = ""
    summary: str = ""


def call_meeting(force: TaskForce, draft: MeetingDraft, *, actor: Actor) -> Meeting:
    """The next meeting of a task force; the units that have a member in it on that day are invited. Raises NotAllowed,
    Incomplete."""
    grant = policy.must_convene(actor, force.office_id)
    units = orgs.member_units(force, draft.held_on)
    if not units:
        raise Incomplete(N_("请核对所填内容"), fields={"held_on": N_("当日专班没有成员，请先加入成员")})
    with audit.batch():
        last = Meeting._unfiltered().filter(force=force.pk).aggregate(last=Max("number"))["last"] or 0
        meeting = Meeting(force=force, number=last + 1, **asdict(draft))
        meeting.place_at(force.coordinates)
        begin(meeting, actor, grant, force=force.pk, held_on=draft.held_on, invited=units)
        meeting.invited.set(units)
        places = orgs.unit_coordinates(units)
        Participation.objects.bulk_create([part_in(meeting, INVITED, unit, places[unit]) for unit in units])
    return meeting


def set_meeting(meeting: Meeting, draft: MeetingDraft, *, present: Collection[int] = (), actor: Actor) -> Meeting:
    """Say when and where it meets, what about, who of the invited units came, what was said. Raises NotAllowed, Refused
    once the minutes are settled, Incomplete for a unit that was not invited."""
    grant = policy.must_convene(actor, meeting.force.office_id)
    invited = set(meeting.invited.values_list("pk", flat=True))
    if strange := set(present) - invited:
        names = "、".join(orgs.unit_names(strange).values())
        raise Incomplete(N_("请核对所填内容"), fields={"present": N_("{names}不在参会单位之列").format(names=names)})
    before = {name: getattr(meeting, name) for name in asdict(draft)}
    with audit.batch():
        if must_be_open(meeting).state == "held" and draft.held_on > clock.today():
            told = {"held_on": N_("会议已登记为召开，日期不能晚于今天")}
            raise Incomplete(N_("请核对所填内容"), fields=told)
        amend([meeting], at=clock.now(), **asdict(draft))
        meeting.present.set(present)
        facts = {"to": asdict(draft), "from": before, "present": sorted(present)}
        audit.record("set_meeting", actor, subject=(meeting._meta.label_lower, meeting.pk), facts=facts, grant=grant)
    return meeting


def begin_official(meeting: Meeting, written: Written, *, actor: Actor) -> OfficialDocument:
    """The official document with the settled minutes: begun as `written`, or the one that was begun before, unless it
    is void or withdrawn. Raises NotAllowed, Refused."""
    grant = policy.must_convene(actor, meeting.force.office_id)
    with audit.batch():
        row = held(meeting)
        if row.state != "minuted":
            raise Refused(N_("纪要定稿以后，才能起草正式公文"))
        if (standing := queries.official_of(row)) is not None:
            return standing
        document = documents.write(Kind.MINUTES, written, office=meeting.force.office_id, actor=actor)
        amend([row], at=clock.now(), document_id=document.pk)
        subject = (meeting._meta.label_lower, meeting.pk)
        audit.record("begin_official", actor, subject=subject, facts={"document": document.pk}, grant=grant)
    return document


def held(meeting: Meeting) -> Meeting:
    """The meeting as it stands, held until the transaction ends: whoever settles its minutes or writes its decisions
    waits for who does so already."""
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def must_be_open(meeting: Meeting) -> Meeting:
    """The meeting, held. Raises Refused once the minutes are settled or the meeting is called off."""
    row = held(meeting)
    if row.state not in ("called", "held"):
        raise Refused(N_("{state}，不能修改；确有错误的，请先“重新起草纪要”"), state=row.state_shown.label)
    return row


@effect(MEETING, "hold")
def _held(change: Change) -> None:
    if change.record.held_on > change.at.astimezone(clock.TZ).date():
        raise Refused(
            N_("会议定在{day}，当日以后才能登记已召开；提前开的请先改日期"), day=clock.in_words(change.record.held_on)
        )


@effect(MEETING, "settle")
def _settled(change: Change) -> None:
    """Minutes that can be read alone: who was there, and of each decision by whom and until when."""
    meeting = held(change.record)
    wrong = [] if meeting.present.exists() else [N_("没有登记到会单位")]
    rows = [one for one in queries.decisions_of(meeting) if not one.carried_by]
    sentence = N_("第{n}项议定事项没有牵头单位、时限或目标")
    wrong += [sentence.format(n=one.position) for one in rows if not one.ready]
    years = queries.office_years(meeting.force.office_id)
    wrong += [
        N_("第{n}项议定事项：{why}").format(n=one.position, why=why) for one in rows if (why := outside(one.due, years))
    ]
    if wrong:
        raise Refused(N_("纪要还不能定稿：{why}"), why="；".join(wrong))
    change.noted["decisions"] = Decision.objects.filter(meeting=meeting).count()
