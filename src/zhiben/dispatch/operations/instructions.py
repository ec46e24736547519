"""A leader's instruction: given, then filed or followed by a reminder; and who is told of either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhiben.dispatch import sources
from zhiben.dispatch.lifecycle import INSTRUCTION
from zhiben.dispatch.models import Instruction
from zhiben.dispatch.queries import instructions
from zhiben.dispatch.vocab import ACTED, INSTRUCTED
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, begin, effect, perform, prepare
from zhiben.foundation.people import name_of
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_, within_marks
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import Role

restamps(Instruction)
prepare(INSTRUCTION)(instructions.prepare)


def instruct(
    text: str, *, about: tuple[str, int] = ("", 0), files: Sequence[int] = (), office: int, actor: Actor
) -> Instruction:
    """What a leader of `office`, or who stands in for one, wants done, in words, on photos (`files`) or both; `about`:
    kind and id of a record. The office's officers are told, and so is the leader in whose place it was written. Raises
    NotAllowed, Incomplete, NotFound for a record that is not seen."""
    grant = orgs.offices_led(actor).get(office)
    if grant is None:
        raise NotAllowed(N_("只有安委办领导能在这里批示"))
    text = text.strip()
    if not text and not files:
        raise Incomplete(N_("请写明批示"), fields={"text": N_("请填写批示内容，或上传批示的照片")})
    place = orgs.unit(office).coordinates
    kind, record = about
    one = Instruction(
        office_id=office,
        text=text,
        source=kind,
        record=record,
        told=sources.found(kind, record, place).name if kind else "",
        leader=grant.substitute_for or actor.id,
        written_by=actor.id,
        written_at=clock.now(),
    )
    one.place_at(place)
    with audit.batch():
        begin(one, actor, grant, text=text, source=kind, record=record)
        attach_own(files, to=(one._meta.label_lower, one.pk), actor_id=actor.id, purpose="begin")
        if one.written_in_place:
            in_place = N_("{who}代{leader}批示：{text}").format(who=actor.name, leader=name_of(one.leader), text=one)
            _tell(INSTRUCTED, one, in_place, actor, people=[one.leader])
        said = N_("{who}批示：{text}").format(who=name_of(one.leader), text=one)
        _tell(INSTRUCTED, one, said, actor, units=[office], roles=[Role.OFFICE_OFFICER.value])
    return one


def take_up(pk: int, *, office: int, actor: Actor) -> None:
    """A reminder of `office` is being made of an instruction: once, as long as that letter stands. Raises NotFound,
    NotAllowed with the sentence that says which letter there is."""
    one = instructions.instruction_of(pk)
    if one.office_id != office:
        raise NotAllowed(N_("这条批示由{office}办理"), office=one.office.name)
    perform(one, "follow", actor)


@effect(INSTRUCTION, "note")
def _noted(change: Change) -> None:
    change.record.remark = change.facts["remark"]
    _told_leader(change)


@effect(INSTRUCTION, "follow")
def _told_leader(change: Change) -> None:
    one: Instruction = change.record
    state = INSTRUCTION.label(change.target)
    said = N_("批示“{text}”{state}").format(text=within_marks(str(one)), state=state)
    key = f"{ACTED}:{one.pk}:{one.version}"
    _tell(ACTED, one, said, change.actor, people=[one.leader, one.written_by], key=key)


def _tell(
    kind: str,
    one: Instruction,
    title: str,
    actor: Actor,
    *,
    people: Iterable[int] = (),
    units: Iterable[int] = (),
    roles: Iterable[str] = (),
    key: str = "",
) -> None:
    address = one.get_absolute_url()
    tell(kind, title, address=address, people=people, units=units, roles=roles, about=one, key=key, actor=actor)
