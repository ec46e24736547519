"""The minutes of a meeting as a paper: who was there, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.campaign.models import Decision, Meeting
from zhiben.documents import queries as documents
from zhiben.documents.operations import Written
from zhiben.foundation import installation
from zhiben.foundation.rendering import Attendance, Block, Heading, Paper, Para, Style
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def minutes(meeting: Meeting, decisions: Sequence[Decision]) -> Paper:
    """The minutes as they are printed; of a meeting whose minutes are not settled, how they would look now."""
    office = documents.issuer_name(meeting.force.office_id)
    present = set(meeting.present.values_list("pk", flat=True))
    invited = orgs.unit_names(meeting.invited.values_list("pk", flat=True))
    return Paper(
        style=Style.MINUTES,
        masthead=N_("{force}会议纪要").format(force=meeting.force),
        title=N_("{force}第{number}次会议纪要").format(force=meeting.force, number=meeting.number),
        issuer=office,
        date=meeting.held_on,
        blocks=tuple(_blocks(meeting, decisions)),
        attendance=_attendance(invited, present),
        printer=office,
        keywords=(N_("纪要"),),
        notice=_notice(meeting),
    )


def as_written(meeting: Meeting, decisions: Sequence[Decision]) -> Written:
    """The same as a person would fill it in for an official document that goes to the units that were invited."""
    paper = minutes(meeting, decisions)
    attended = [f"{line.label}：{line.names}" for line in paper.attendance]
    said = [block.text for block in paper.blocks if isinstance(block, Heading | Para)]
    invited = meeting.invited.exclude(pk=meeting.force.office_id).order_by("position", "pk")
    names = "、".join(invited.values_list("name", flat=True))
    return Written(title=paper.title, to=names, body="\n".join([*attended, *said]))


def _notice(meeting: Meeting) -> str:
    example = N_("示例数据") if installation.current().demonstration else ""
    draft = "" if meeting.state == "minuted" else N_("纪要未定稿")
    return "　".join(part for part in (example, draft) if part)


def _attendance(invited: dict[int, str], present: set[int]) -> tuple[Attendance, ...]:
    came = "，".join(name for unit, name in invited.items() if unit in present)
    away = "，".join(name for unit, name in invited.items() if unit not in present)
    return tuple(Attendance(label, names) for label, names in ((N_("出席"), came), (N_("请假"), away)) if names)


def _blocks(meeting: Meeting, decisions: Sequence[Decision]) -> list[Block]:
    where = N_("在{venue}").format(venue=meeting.venue) if meeting.venue else ""
    chair = N_("由{chair}主持，").format(chair=meeting.chair) if meeting.chair else ""
    opening = N_("{day}，{force}{where}召开第{number}次会议。会议{chair}纪要如下：").format(
        day=clock.in_words(meeting.held_on), force=meeting.force, where=where, number=meeting.number, chair=chair
    )
    blocks: list[Block] = [Para(opening)]
    for number, (title, text) in enumerate(_sections(meeting, decisions)):
        blocks.append(Heading(1, f"{'一二三'[number]}、{title}"))
        blocks += [Para(line.strip()) for line in text if line.strip()]
    return blocks


def _sections(meeting: Meeting, decisions: Sequence[Decision]) -> list[tuple[str, list[str]]]:
    found = (
        (N_("会议议题"), meeting.agenda.splitlines()),
        (N_("会议情况"), meeting.summary.splitlines()),
        (N_("议定事项"), [_decided(one) for one in decisions]),
    )
    return [(title, text) for title, text in found if text]


def _decided(decision: Decision) -> str:
    said = f"{decision.position}. {decision.text}"
    said += N_("，目标：{target}").format(target=decision.target) if decision.target else ""
    lead = decision.lead_unit.name if decision.lead_unit else N_("牵头单位待定")
    due = N_("{day}前完成").format(day=clock.in_words(decision.due)) if decision.due else N_("时限待定")
    return N_("{said}。（牵头单位：{lead}；{due}）").format(said=said, lead=lead, due=due)
