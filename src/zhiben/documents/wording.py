"""What a person types, as the blocks of a paper, and back: the office's own signs say what a line is. 一、 then （一）
then 1. head a section, lines with tabs (pasted from a spreadsheet) are a table, everything else is a paragraph.

Every text stays literal; a line is never changed, only recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from zhiben.foundation.rendering import (
    Align,
    Attachment,
    Block,
    Column,
    Figure,
    Heading,
    PageBreak,
    Paper,
    Para,
    Table,
)
from zhiben.kernel.text import N_

LEVELS = (
    (1, re.compile(r"[一二三四五六七八九十百]+、")),
    (2, re.compile(r"（[一二三四五六七八九十百]+）")),
    (3, re.compile(r"\d{1,2}[.．](?!\d)")),
)
LONGEST_HEADING = 40
SENTENCE_END = "。！？；，：…"
ATTACHED = re.compile(r"附件\s*\d*\s*[:：]\s*(.+)")
CAPTION = re.compile(r"表(\s*\d+.*)?")
NOTE = "注："
TOTALS = ("合计", "总计", "共计")


def lines_typed(text: str) -> list[str]:
    """The lines of a text, whichever way a browser ends them."""
    return text.replace("\r\n", "\n").split("\n")


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a typed body, attachments apart."""
    return _blocks(_split(text)[0])


def attachments(text: str) -> tuple[Attachment, ...]:
    """What stands below lines like “附件：…” or “附件2：…”, each with its blocks."""
    return tuple(Attachment(title, _blocks(lines)) for title, lines in _split(text)[1])


def bare_headings(text: str) -> list[int]:
    """Numbers of the lines that are a heading's sign and nothing else, counted from 1."""
    lines = lines_typed(text)
    signs = [sign for _level, sign in LEVELS]
    return [place for place, line in enumerate(lines, 1) if any(sign.fullmatch(line.strip()) for sign in signs)]


def typed(paper_blocks: Sequence[Block], attached: Sequence[Attachment] = ()) -> str:
    """The text from which `blocks` and `attachments` make the same again."""
    parts = ["\n".join(_lines(paper_blocks))]
    for place, one in enumerate(attached, start=1):
        parts.append("\n".join((f"附件{place}：{one.title}", *_lines(one.blocks))))
    return "\n".join(part for part in parts if part)


def writable(paper: Paper) -> bool:
    """True when typing can say everything the paper says: no drawings, no forced breaks, no sections."""
    found = paper.all_blocks()
    plain = not any(isinstance(one, Figure | PageBreak) or (isinstance(one, Table) and one.sections) for one in found)
    same = blocks(typed(paper.blocks)) == paper.blocks
    return plain and same


def lines_of(paper: Paper) -> list[str]:
    """Everything the paper says, a line a piece, for comparing two versions."""
    head = [paper.masthead, paper.title, paper.addressee, paper.preface]
    foot = [f"附件：{one.title}" for one in paper.attachments]
    foot += [line for one in paper.attachments for line in _lines(one.blocks)]
    foot += [paper.note, *(f"{copies.label}：{copies.to}" for copies in paper.copies)]
    return [line for line in (*head, *_lines(paper.blocks), *foot) if line]


def _split(text: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    body: list[str] = []
    attached: list[tuple[str, list[str]]] = []
    for line in lines_typed(text):
        found = ATTACHED.fullmatch(line.strip())
        if found:
            attached.append((found[1].strip(), []))
        else:
            (attached[-1][1] if attached else body).append(line)
    return body, attached


def _blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    found: list[Block] = []
    for tabular, group in groupby(lines, key=lambda line: "\t" in line):
        if tabular:
            found.append(_table(list(group), _caption(found)))
            continue
        for line in filter(None, (line.strip(" \u3000") for line in group)):
            last = found[-1] if found else None
            if line.startswith(NOTE) and isinstance(last, Table) and not last.note:
                found[-1] = Table(last.caption, last.columns, last.rows, total=last.total, note=line[len(NOTE) :])
            else:
                found.append(_piece(line))
    return tuple(found)


def _caption(found: list[Block]) -> str:
    """The line above a table when it names the table; it is taken out of the text."""
    last = found[-1] if found else None
    if isinstance(last, Para) and not last.lead and CAPTION.fullmatch(last.text) and len(last.text) <= LONGEST_HEADING:
        found.pop()
        return last.text
    return N_("表")


def _piece(line: str) -> Heading | Para:
    for level, sign in LEVELS:
        if sign.match(line) and len(line) <= LONGEST_HEADING and line[-1] not in SENTENCE_END:
            return Heading(level, line)
    sign_two = LEVELS[1][1].match(line)
    first, stop, rest = line.partition("。")
    if sign_two and stop and rest and len(first) <= LONGEST_HEADING:
        return Para(rest, lead=first + stop)
    return Para(line)


def _table(lines: Sequence[str], caption: str) -> Table:
    rows = [tuple(cell.strip(" \u3000") for cell in line.rstrip("\n").split("\t")) for line in lines]
    head, body = rows[0], rows[1:]
    total: tuple[str, ...] = ()
    if body and body[-1][0].replace("\u3000", "").replace(" ", "") in TOTALS:
        total, body = body[-1], body[:-1]
    return Table(caption, tuple(Column(title, Align.AUTO) for title in head), tuple(body), total=total)


def _lines(found: Sequence[Block]) -> Iterator[str]:
    for one in found:
        if isinstance(one, Heading):
            yield one.text
        elif isinstance(one, Para):
            yield one.lead + one.text
        elif isinstance(one, Table):
            yield from _table_lines(one)
        elif isinstance(one, Figure):
            yield f"{one.caption}：{one.alt}"


def _table_lines(table: Table) -> Iterator[str]:
    yield table.caption
    yield "\t".join(column.title for column in table.columns)
    yield from ("\t".join(row) for row in table.rows)
    for section in table.sections:
        yield section.title + section.note
        yield from ("\t".join(row) for row in section.rows)
    if table.total:
        yield "\t".join(table.total)
    if table.note:
        yield NOTE + table.note
