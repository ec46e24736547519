"""The assignment paper of a unit (任务交办单): its tasks in a table, as a letter of the office, in both forms. It is a
copy of the list, and no official document: it takes no number."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.effects import plain_number
from zhiben.documents import queries as documents
from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Column, Paper, Para, Style, Table, all_drawn
from zhiben.kernel.text import N_

COLUMNS = (
    Column(N_("编号"), Align.LEFT, 25),
    Column(N_("任务"), Align.LEFT, 34),
    Column(N_("目标"), Align.LEFT, 31),
    Column(N_("佐证要求"), Align.LEFT, 22),
    Column(N_("完成时限"), Align.CENTER, 22),
)
BY, ON = Column(N_("签收期限"), Align.CENTER, 22), Column(N_("签收日期"), Align.CENTER, 22)


def order_of(unit: str, tasks: Sequence[KeyTask], *, office: int, on: date) -> Paper:
    """The paper that hands `tasks` to the unit of that name, from the office, dated `on`: those that wait to be
    accepted, and apart from them those that were accepted, which it only recalls."""
    issuer = documents.issuer_name(office)
    return Paper(
        style=Style.LETTER,
        masthead=issuer,
        title=N_("重点任务交办单"),
        issuer=issuer,
        date=on,
        addressee=N_("{unit}：").format(unit=unit),
        blocks=tuple(_blocks(tasks)),
        sealed=False,
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def _blocks(tasks: Sequence[KeyTask]) -> Iterator[Para | Table]:
    waiting = [task for task in tasks if task.state == "assigned"]
    accepted = [task for task in tasks if task.state != "assigned"]
    if waiting:
        opening = N_(
            "现将重点任务{count}项交由你单位牵头，请在签收期限前于系统签收，按完成时限推进并报送进展。有异议的，请在签收期限前说明理由。"
        )
        yield Para(opening.format(count=len(waiting)))
        yield Table(N_("交办任务"), (*COLUMNS, BY), tuple(_row(task, task.accept_by) for task in waiting))
    if accepted:
        recalled = N_("{also}你单位已签收、正在推进的重点任务{count}项列后，不必再次签收，请按完成时限推进并报送进展。")
        yield Para(recalled.format(also=N_("另，") if waiting else "", count=len(accepted)))
        yield Table(N_("推进中的任务"), (*COLUMNS, ON), tuple(_row(task, task.accepted_on) for task in accepted))


def _row(task: KeyTask, day: date | None) -> tuple[str, ...]:
    measured = f"{plain_number(task.amount)}{task.amount_unit}" if task.amount is not None else ""
    said = not measured or re.search(rf"(?<![\d.]){re.escape(measured)}", task.target)
    target = task.target if said else N_("{target}（{amount}）").format(target=task.target, amount=measured)
    return (task.number, task.title, target, task.evidence_required or "—", _day(task.due), _day(day) if day else "—")


def _day(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def bundle(papers: Mapping[str, Paper], form: str) -> bytes:
    """Many papers in one ZIP, each under its unit's name; the same papers give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for unit, drawn in zip(papers, all_drawn(list(papers.values()), form), strict=True):
            entry = zipfile.ZipInfo(f"{unit}.{form}", (1980, 1, 1, 0, 0, 0))
            file.writestr(entry, drawn, zipfile.ZIP_DEFLATED)
    return content.getvalue()
