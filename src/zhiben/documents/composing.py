"""What a person fills in, as a paper, and back: mark, title, addressees, legal basis, body, reply clause, contact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhiben.documents import groups, wording
from zhiben.documents.kinds import DocumentKind, declared
from zhiben.documents.models import IssuingBody, OfficialDocument
from zhiben.documents.vocab import AT_THE_FOOT, Line
from zhiben.foundation import installation
from zhiben.foundation.rendering import Attendance, Copies, Paper, Para, Urgency
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.text import N_, names_in
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard

OUTSIDE = re.compile(r"系统外\s*[:：]\s*")
ATTENDED = re.compile(r"(出席|请假|列席)\s*[:：]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A unit on a distribution list, its name, and the line it stands in; `group` is what is printed for it and all
    others alike (各区). Unit 0 is a body outside of the system, which is printed and gets nothing here."""

    unit: int
    name: str
    line: Line = Line.DOWN
    group: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A document as a person fills it in. `to` and `copy` are names, parted by 、 or line; `body` follows `wording`."""

    title: str
    to: str
    body: str
    copy: str = ""
    basis: str = ""
    reply_by: date | None = None
    contact: str = ""
    urgency: Urgency = Urgency.NONE


def paper_of(kind: DocumentKind, body: IssuingBody, written: Written, to: Sequence[Recipient], on: date) -> Paper:
    """The paper as it is to be signed, dated `on` until then. Raises Incomplete at the field that is wrong."""
    if bare := wording.bare_headings(written.body):
        lines = "、".join(str(number) for number in bare)
        raise Incomplete(N_("请核对正文"), fields={"body": N_("第{lines}行的小标题没有文字").format(lines=lines)})
    clause = (Para(reply_clause(written.reply_by)),) if written.reply_by else ()
    opening = (Para(opening_of(kind, written.basis)),) if opening_of(kind, written.basis) else ()
    attendance, text = _attended(written.body) if kind.attended else ((), written.body)
    return Paper(
        style=kind.style,
        masthead=kind.mark.format(office=body.full_name),
        title=written.title.strip(),
        issuer=body.full_name,
        date=on,
        addressee="" if kind.spread else "，".join(_printed_names(to, Line.MAIN)) + "：",
        blocks=(*opening, *wording.blocks(text), *clause),
        attachments=wording.attachments(text),
        note=written.contact.strip(),
        copies=_foot(kind, to),
        urgency=written.urgency,
        attendance=attendance,
        printer=body.full_name,
        keywords=(kind.label,),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def written_of(document: OfficialDocument, kind: DocumentKind) -> Written:
    """What a person would have filled in for the document's paper."""
    paper = document.paper
    blocks = list(paper.blocks)
    if blocks and blocks[0] == Para(opening_of(kind, document.basis)):
        del blocks[0]
    if blocks and document.reply_by and blocks[-1] == Para(reply_clause(document.reply_by)):
        del blocks[-1]
    to = recipients_of(document)
    return Written(
        title=paper.title,
        to=names_of(to, Line.MAIN),
        copy=names_of(to, Line.COPY),
        body="\n".join(
            part
            for part in (
                *(f"{one.label}：{one.names}" for one in paper.attendance),
                wording.typed(blocks, paper.attachments),
            )
            if part
        ),
        basis=document.basis,
        reply_by=document.reply_by,
        contact=paper.note,
        urgency=paper.urgency,
    )


def _attended(body: str) -> tuple[tuple[Attendance, ...], str]:
    """The lines with which minutes begin, and the rest."""
    lines = wording.lines_typed(body)
    found: list[Attendance] = []
    while lines and (match := ATTENDED.fullmatch(lines[0].strip())):
        found.append(Attendance(match[1], match[2]))
        del lines[0]
    return tuple(found), "\n".join(lines)


def _foot(kind: DocumentKind, to: Sequence[Recipient]) -> tuple[Copies, ...]:
    label, lines = (N_("分送"), (Line.MAIN, Line.COPY)) if kind.spread else (Line.COPY.label, (Line.COPY,))
    names = _sentence(to, *lines)
    return (Copies(label, names),) if names else ()


def _sentence(to: Sequence[Recipient], *lines: Line) -> str:
    """The names of some lines as the imprint closes them with a full stop; "" without any."""
    names = [name for line in lines for name in _printed_names(to, line)]
    return "，".join(names) + "。" if names else ""


def _printed_names(to: Iterable[Recipient], line: Line) -> list[str]:
    """The names of one line as they are printed: a group once."""
    return list(dict.fromkeys(one.group or one.name for one in to if one.line is line))


def opening_of(kind: DocumentKind, basis: str) -> str:
    """根据…，现函告如下："""
    return f"根据{basis.strip()}，{kind.opening}" if basis.strip() else kind.opening


def reply_clause(by: date) -> str:
    """The sentence that asks for a reply until a day."""
    return N_("请于{day}前将办理情况书面反馈我办。").format(day=clock.in_words(by))


def recipients_of(document: OfficialDocument) -> list[Recipient]:
    """The distribution list as it stands beside the draft."""
    return [Recipient(one["unit"], one["name"], Line(one["line"]), one.get("group", "")) for one in document.recipients]


def printed_to(document: OfficialDocument) -> str:
    """Whom the document goes to, in one line, as printed: groups by their collective name."""
    to = recipients_of(document)
    return "、".join(dict.fromkeys(name for line in Line for name in _printed_names(to, line)))


def as_rows(to: Iterable[Recipient]) -> list[dict[str, Any]]:
    """The distribution list as it is kept."""
    return [{"unit": one.unit, "name": one.name, "line": one.line.value, "group": one.group} for one in to]


def names_of(to: Iterable[Recipient], line: Line) -> str:
    """The names of one line as a person writes them."""
    named = (("" if one.unit else "系统外：") + (one.group or one.name) for one in to if one.line is line)
    return "、".join(dict.fromkeys(named))


def addressees(written: Written, kind: DocumentKind, office: int) -> list[Recipient]:
    """The units that `to` and `copy` name. Raises Incomplete at either field: a name that nobody bears (with near
    ones), one that this kind does not go to, nobody at all."""
    wrong: dict[str, str] = {}
    found: list[Recipient] = []
    for field, line, text in (("to", Line.MAIN, written.to), ("copy", Line.COPY, written.copy)):
        try:
            found += _line(text, line, (kind, office), {one.unit for one in found if one.unit} | {office})
        except Refused as refusal:
            wrong[field] = refusal.text
    if "to" not in wrong and not any(one.line is Line.MAIN for one in found):
        wrong["to"] = N_("请写明主送单位")
    if wrong:
        raise Incomplete(N_("请核对收文单位"), fields=wrong)
    return found


def _line(text: str, line: Line, of: tuple[DocumentKind, int], taken: set[int]) -> list[Recipient]:
    kind, office = of
    found: list[Recipient] = []
    wrong: list[str] = []
    for name in names_in(text):
        members = groups.members(name, office)
        if members:
            found += [_admitted(unit, line, kind, group=name) for unit in members if unit.id not in taken]
            continue
        try:
            one = _known(name, line, kind)
        except Refused as refusal:
            wrong.append(refusal.text)
            continue
        if one.unit in taken or any(one.unit and one.unit == other.unit for other in found):
            wrong.append(N_("“{name}”重复，或就是本单位").format(name=name))
            continue
        found.append(one)
    if wrong:
        raise Refused("。".join(wrong))
    return found


def _known(name: str, line: Line, kind: DocumentKind) -> Recipient:
    if outside := OUTSIDE.match(name):
        if line is Line.MAIN and not kind.outside:
            raise Refused(N_("“{kind}”的主送须为系统内的单位"), kind=kind.label)
        return Recipient(0, name[outside.end() :], line)
    return _admitted(orgs.known_unit(name, advice=N_("；系统外的单位请写“系统外：名称”")), line, kind)


def _admitted(unit: UnitCard, line: Line, kind: DocumentKind, *, group: str = "") -> Recipient:
    if line is Line.MAIN and unit.kind not in kind.to:
        may = "、".join(one.label for one in kind.to)
        raise Refused(N_("“{kind}”主送{may}，不能主送“{name}”"), kind=kind.label, may=may, name=group or unit.name)
    return Recipient(unit.id, unit.name, line, group)


def dated(document: OfficialDocument, on: date) -> Paper:
    """The paper as signed `on` a day, which is the day that it bears (成文日期)."""
    signers = (document.signer,) if declared(document.kind).upward else ()
    return replace(document.paper, date=on, signers=signers)


def printed(document: OfficialDocument, to: Sequence[Recipient], on: date) -> Paper:
    """The paper as it goes out `on` a day: an issue that is counted bears that day and its distribution at the foot,
    any other the day of printing."""
    paper = document.paper
    if document.total_no is None:
        return replace(paper, print_date=on)
    foot = tuple(Copies(line.label, names) for line in AT_THE_FOOT if (names := _sentence(to, line)))
    return replace(paper, date=on, copies=foot or paper.copies)


def essence(paper: Paper) -> Paper:
    """What is signed: the paper without what only comes later (number, dates, signer, distribution at the foot)."""
    later = {line.label for line in AT_THE_FOOT}
    kept = tuple(one for one in paper.copies if one.label not in later)
    return replace(paper, number="", date=date.min, print_date=None, signers=(), copies=kept)
