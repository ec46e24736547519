"""What stands below the body in a DOCX: list of attachments, signature and date, note, attachments, imprint."""

from __future__ import annotations

from dataclasses import replace

from zhiben.foundation.rendering.blocks import Attachment, Paper, Style
from zhiben.foundation.rendering.columns import em_width
from zhiben.foundation.rendering.titles import broken
from zhiben.foundation.rendering.word import body
from zhiben.foundation.rendering.word.heads import title
from zhiben.foundation.rendering.word.media import Media
from zhiben.foundation.rendering.word.strokes import BODY, PITCH, WIDTH, Shape, blank, paragraph, run
from zhiben.kernel import clock

SMALL = 280  # a character of 四号
# A table of its own floats at the foot of the type area; programs that can't float it set it below the text.
_FLOATING = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:topFromText="200" w:vertAnchor="margin" w:horzAnchor="margin" '
    'w:tblpX="0" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
)
THICK, THIN = 8, 6  # 0.35 and 0.25 mm in eighths of a point


def closes(paper: Paper) -> bool:
    """Whether something follows the body that must not stand alone on a page."""
    return paper.style.signed or bool(paper.attachments or paper.note)


def feet(paper: Paper, media: Media) -> str:
    """Everything after the body."""
    listed = attachment_list(paper.attachments) if paper.attachments else ""
    signed = signature(paper) if paper.style.signed else ""
    note = paragraph(run(f"（{paper.note}）"), body.PARAGRAPH) if paper.note else ""
    numbered = len(paper.attachments) > 1
    printed = "".join(
        _attachment(one, f"附件{number if numbered else ''}", media)
        for number, one in enumerate(paper.attachments, start=1)
        if one.blocks
    )
    return listed + signed + note + attendance(paper) + printed + imprint(paper)


def attachment_list(attachments: tuple[Attachment, ...]) -> str:
    """附件：1.… with the names under one another."""
    found = [blank(keep_next=True)]
    for number, attachment in enumerate(attachments, start=1):
        label = f"{number}." if len(attachments) > 1 else ""
        hanging = round((0.8 if label else 0) * PITCH)
        start = "附件：" if number == 1 else ""
        shape = Shape(
            left=5 * PITCH + hanging, hanging=hanging + (3 * PITCH if start else 0), keep_next=True, align="left"
        )
        found.append(paragraph(run(start + label + attachment.title), shape))
    return "".join(found)


def attendance(paper: Paper) -> str:
    """出席, 请假, 列席: labels in 黑体, names under one another."""
    lines = []
    for present in paper.attendance:
        hanging = PITCH * (len(present.label) + 1)
        shape = Shape(left=2 * PITCH + hanging, hanging=hanging)
        lines.append(paragraph(run(f"{present.label}：", "hei") + run(present.names), shape))
    return blank() + "".join(lines) if lines else ""


def _joint_signature(paper: Paper) -> str:
    """Several issuers, the host first: sealed side by side with room for the seals, else one below the other."""
    names, day = (paper.issuer, *paper.co_issuers), run(clock.in_words(paper.date))
    if not paper.sealed:
        shape = Shape(align="right", right=2 * PITCH, keep_next=True)
        signed = "".join(paragraph(run(name), shape) for name in names)
        return blank(keep_next=True) + signed + paragraph(day, replace(shape, right=4 * PITCH, keep_next=False))
    widest = max(map(len, names))
    across = min(3 if widest <= 8 else 2 if widest <= 13 else 1, len(names))
    cells = [paragraph(run(name), Shape(align="center", keep_next=True)) for name in names]
    cells[-1] += paragraph(day, Shape(align="center"))
    lead = -len(cells) % across  # an incomplete row stands at the right, where the date belongs
    last = len(cells) - (len(cells) - 1) % across - 1
    cells[last:last] = [paragraph("")] * lead
    rows = [cells[at : at + across] for at in range(0, len(cells), across)]
    width = WIDTH // across
    opening = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
    gap = blank(2, keep_next=True)
    drawn = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(f"{opening}{gap if number else ''}{cell}</w:tc>" for cell in row)
        + "</w:tr>"
        for number, row in enumerate(rows)
    )
    grid = f'<w:gridCol w:w="{width}"/>' * across
    return (
        blank(keep_next=True)
        + f'<w:tbl><w:tblPr><w:tblW w:w="{width * across}" w:type="dxa"/>{body.FIXED}</w:tblPr>'
        + f"<w:tblGrid>{grid}</w:tblGrid>{drawn}</w:tbl>"
        + paragraph("", replace(BODY, line_pt=1))
    )


def signature(paper: Paper) -> str:
    """Sealed: the date four characters from the right, the name centred on it. Unsealed: the name two from the right,
    the date beginning two characters after the name."""
    if paper.co_issuers:
        return _joint_signature(paper)
    day = clock.in_words(paper.date)
    name_ems, day_ems = em_width(paper.issuer), em_width(day)
    if paper.sealed:
        name_pad, day_pad = max(0.0, 4 + (day_ems - name_ems) / 2), 4.0
    elif day_ems > name_ems:
        name_pad, day_pad = 4 + day_ems - name_ems, 2.0
    else:
        name_pad, day_pad = 2.0, max(0.0, name_ems - day_ems)
    parts = ((paper.issuer, name_pad, True), (day, day_pad, bool(paper.note)))
    lines = [
        paragraph(run(text), Shape(align="right", right=round(pad * PITCH), keep_next=held))
        for text, pad, held in parts
    ]
    return blank(keep_next=True) + "".join(lines)


def _attachment(attachment: Attachment, label: str, media: Media) -> str:
    opening = paragraph(run(label, "hei"), replace(BODY, new_page=True, keep_next=True))
    return opening + blank() + title(broken(attachment.title)) + blank() + body.blocks(attachment.blocks, media)


def imprint(paper: Paper) -> str:
    """版记 or 报尾 at the foot of the last page; a letter's has no rules and no printing line."""
    if not (paper.copies or paper.printed_copies):
        return ""
    ruled = paper.style is not Style.LETTER
    rows = ["".join(_copies(line.label, line.to) for line in paper.copies)] if paper.copies else []
    if ruled and (paper.printer or paper.print_date or paper.printed_copies):
        rows.append(_printing(paper))
    edges = (("top", THICK), ("bottom", THICK), ("insideH", THIN)) if ruled else ()
    lines = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in edges)
    borders = f"<w:tblBorders>{lines}</w:tblBorders>" if ruled else ""
    margins = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{WIDTH}" w:type="dxa"/></w:tcPr>'
    inner = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}{row}</w:tc></w:tr>" for row in rows)
    return (
        # For programs that set the table right below the text.
        blank(0.5) + f'<w:tbl><w:tblPr>{_FLOATING}<w:tblW w:w="{WIDTH}" w:type="dxa"/>{borders}'
        f'{body.FIXED}{margins}</w:tblPr><w:tblGrid><w:gridCol w:w="{WIDTH}"/></w:tblGrid>{inner}</w:tbl>'
        # A floating table vanishes when no paragraph follows it.
         + paragraph("", replace(BODY, line_pt=1))
    )


def _copies(label: str, to: str) -> str:
    hanging = SMALL * (len(label) + 1)
    shape = Shape(
        left=SMALL + hanging, right=SMALL, hanging=hanging, line_pt=21, before_pt=1, after_pt=2, keep_next=True
    )
    return paragraph(run(f"{label}：{to}", "fang", 14), shape)


def _printing(paper: Paper) -> str:
    day = f"{clock.in_words(paper.print_date)}印发" if paper.print_date else ""
    count = f"共印{paper.printed_copies}份" if paper.printed_copies else ""
    right = "　".join(part for part in (day, count) if part)
    shape = Shape(left=SMALL, right=SMALL, tab=WIDTH - SMALL, line_pt=21, before_pt=1, after_pt=2, align="left")
    return paragraph(run(f"{paper.printer}\t{right}", "fang", 14), shape)
