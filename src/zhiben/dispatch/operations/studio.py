"""The verbs of a bulletin's sections: held while somebody writes, let go, written in other words, and given back to
what facts suggest. Every writing is a revision of the draft, which the ledger tells."""

from __future__ import annotations

from zhiben.campaign import queries as campaign
from zhiben.dispatch import bulletin, queries
from zhiben.dispatch.models import Round, Section
from zhiben.dispatch.vocab import Part
from zhiben.documents import operations as documents
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Step
from zhiben.foundation.lifecycle.door import admit
from zhiben.foundation.people import name_of
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import queries as supervision


def take_section(one: Round, part: Part, *, actor: Actor) -> Section:
    """Hold a section while writing it, or take over one that somebody has held too long. Raises Conflict while somebody
    else holds it."""
    with audit.batch():
        row = _row(one, part, actor)
        if not row.may_be_taken_by(actor.id):
            raise Conflict(held(row))
        row.held_by, row.held_since = actor.id, clock.now()
        row.save(update_fields=["held_by", "held_since"])
    return row


def release_section(one: Round, part: Part, *, actor: Actor) -> Section:
    """Let go of a section that one holds; what stands in it stays."""
    with audit.batch():
        row = _row(one, part, actor)
        if row.held_by == actor.id:
            _let_go(row)
            row.save(update_fields=["held_by", "held_since"])
    return row


def write_section(one: Round, part: Part, text: str, *, actor: Actor, source: str = "") -> Section:
    """Other words than the suggested ones, one paragraph a line, and let go of the section; the suggestion's own words
    are no others. `source` is the number of the record on which good practice or a name rests. Raises Conflict while
    somebody else holds the section, Incomplete for figures that there are not and a source that is not found."""
    lines = bulletin.lines(text)
    with audit.batch():
        row = _row(one, part, actor)
        if row.held_against(actor.id):
            raise Conflict(_lost(row))
        found = bulletin.suggested(one, clock.now())
        drafted = found.section(part)
        if not lines and drafted.text:
            raise Incomplete(N_("这一部分不能为空"), fields={"text": N_("这一部分不能为空；不改写的，请恢复建议")})
        found.bound.must_know(lines, "text")
        same = lines == bulletin.lines(drafted.text)
        row.text = "" if same else "\n".join(lines)
        row.suggested = "" if same else "\n".join(bulletin.words(drafted, drafted.text, found.bound))
        row.source, row.source_path = _source(source.strip()) if row.text else ("", "")
        _saved(one, row, actor)
    return row


def restore_section(one: Round, part: Part, *, seen: str, actor: Actor) -> Section:
    """Let the section say what facts suggest, instead of the words that were written at the moment `seen`. Raises
    Conflict while somebody else holds it, and when other words have been written since."""
    with audit.batch():
        row = _row(one, part, actor)
        if row.held_against(actor.id):
            raise Conflict(held(row))
        if row.text and (row.edited_at is None or seen != row.edited_at.isoformat()):
            said = N_("这一部分刚由{who}于{at}改写，您看到的已不是现在的文字，没有恢复；请重新打开核对后再恢复")
            raise Conflict(said.format(who=name_of(row.edited_by), at=_moment(row.edited_at)))
        row.text = row.suggested = row.source = row.source_path = ""
        _saved(one, row, actor)
    return row


def held(row: Section) -> str:
    """Who holds a section since when, and from when on it may be taken over."""
    said = N_("{who}自{since}起正在编辑这一部分，{until}后可以接手，或请其先结束编辑")
    return said.format(who=name_of(row.held_by), since=_moment(row.held_since), until=_moment(row.free_from))


def _lost(row: Section) -> str:
    said = N_("这一部分已由{who}于{since}接手编辑，您的内容没有保存，仍保留在下面；请对照核对，待其结束编辑后再保存")
    return said.format(who=name_of(row.held_by), since=_moment(row.held_since))


def _moment(at: object) -> str:
    return at.astimezone(clock.TZ).strftime("%H:%M") if at else ""  # type: ignore[attr-defined]


def _row(one: Round, part: Part, actor: Actor) -> Section:
    """The section, for whoever may revise the draft; whoever changes the draft besides waits. Raises NotFound before
    there is a draft, NotAllowed, Refused once it is approved."""
    documents.hold(one.bulletin_id or 0)
    one.bulletin = queries.round_of(one.pk).bulletin
    admit(Step(queries.bulletin_of(one), "revise", actor), clock.now())
    row, _new = Section.objects.select_for_update().get_or_create(round=one, part=part.value)
    return row


def _let_go(row: Section) -> None:
    row.held_by, row.held_since = 0, None


def _saved(one: Round, row: Section, actor: Actor) -> None:
    row.edited_by, row.edited_at = actor.id, clock.now()
    _let_go(row)
    row.save()
    documents.revise(queries.bulletin_of(one), bulletin.build(one, clock.now()), actor=actor)


def _source(number: str) -> tuple[str, str]:
    """How a record is called, and its page. Raises Incomplete for a number that no task, no
    hazard and no paper of supervision in sight has."""
    if not number:
        return "", ""
    if task := campaign.task_numbered(number):
        return N_("重点任务{number}").format(number=task.number)[:60], task.get_absolute_url()
    if letter := supervision.letter_numbered(number):
        return N_("督导文书{number}").format(number=letter.number)[:60], letter.get_absolute_url()
    try:
        hazard = hazards.hazard_numbered(number)
    except NotFound:
        said = N_("没有编号为“{number}”的重点任务、隐患或督导文书，请核对编号").format(number=number)
        raise Incomplete(said, fields={"source": said}) from None
    return N_("隐患{number}").format(number=hazard.number)[:60], hazard.get_absolute_url()
