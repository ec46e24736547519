"""What stands above the body in a DOCX: the bulletin's 报头, the red head, a letter's number, the title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zhiben.foundation.rendering.blocks import Paper, Style
from zhiben.foundation.rendering.columns import MM_PER_PT, em_width
from zhiben.foundation.rendering.titles import broken
from zhiben.foundation.rendering.word.strokes import (
    BODY,
    LINE_PT,
    PITCH,
    RED,
    WIDTH,
    Shape,
    blank,
    millimetres,
    paragraph,
    rule,
    run,
)
from zhiben.kernel import clock

# In a line of exact height a character's top lies this far below the line's: four fifths above the base line.
ABOVE, RISE = 0.8, 0.845


def head(paper: Paper) -> str:
    """Everything down to the first paragraph."""
    above = HEADS[paper.style](paper)
    address = paragraph(run(paper.addressee)) if paper.addressee else ""
    preface = paragraph(run("【按语】" + paper.preface, "kai"), replace(BODY, first=2 * PITCH)) if paper.preface else ""
    return above + title(broken(paper.title)) + blank(BELOW_TITLE.get(paper.style, 1)) + address + preface


def title(text: str) -> str:
    """二号小标宋, centred, lines as they are given."""
    return paragraph(run(text, "title", 22), Shape(style="Title", align="center", line_pt=34, keep_next=True))


def mark(name: str, most_pt: float, width_mm: float) -> tuple[str, float]:
    """Large red type, narrowed where the name is long, and the height of its line in points."""
    natural = em_width(name) * most_pt * MM_PER_PT
    scale = min(100, int(width_mm / natural * 100)) if natural else 100
    return run(name, "title", most_pt, colour=RED, scale=scale), most_pt * 1.25


def top_of(size_pt: float, line_pt: float) -> float:
    """How far below its line's top a character of that size begins, in points."""
    return ABOVE * line_pt - RISE * size_pt


def _bulletin(paper: Paper) -> str:
    count = max(len(paper.masthead), 1)
    size = max(31.0, min(50.0, 205 / MM_PER_PT / count))
    name, line = mark(paper.masthead, size, 152 if count > 5 else 100)
    centred = Shape(align="center", line_pt=line, before_pt=4 / MM_PER_PT - top_of(size, line), after_pt=10)
    who = run(f"{paper.issuer}\t{clock.in_words(paper.date)}")
    ruled = Shape(tab=WIDTH, align="left", after_pt=24, border=rule("bottom", 13, RED, space=4))
    number = paragraph(run(paper.number), Shape(align="center", after_pt=4)) if paper.number else ""
    return paragraph(name, centred) + number + paragraph(who, ruled)


def _redhead(paper: Paper) -> str:
    name, line = mark(paper.masthead, 46, 150)
    # 35 mm from the type area's upper edge to the mark, two lines, the number, 4 mm to the red line, two lines.
    opening, above = _urgency(paper)
    centred = Shape(align="center", line_pt=line, before_pt=above - top_of(46, line))
    return opening + paragraph(name, centred) + blank() * 2 + _number(paper) + blank() * 2


def _urgency(paper: Paper) -> tuple[str, float]:
    """特急, 加急 at the upper left, and the points left from below it to the mark 35 mm below the upper edge."""
    if not paper.urgency.word:
        return "", 35 / MM_PER_PT
    return paragraph(run(paper.urgency.word, "hei"), Shape(align="left")), 35 / MM_PER_PT - LINE_PT


def _number(paper: Paper) -> str:
    """发文字号 above the red line; on papers to superiors who signed stands right, two names a line."""
    border = rule("bottom", 16, RED, space=7)
    if not paper.signers:
        return paragraph(run(paper.number), Shape(align="center", border=border))
    rows = [paper.signers[at : at + 2] for at in range(0, len(paper.signers), 2)]
    # Names stand under one another: the label's place is held by four empty characters.
    widest = max(len("　".join(row)) for row in rows) + 4
    lines = []
    for number, row in enumerate(rows, start=1):
        last = number == len(rows)
        label = run("签发人：" if number == 1 else "　　　　")
        left = (f"　{paper.number}" if last else "") + "\t"
        shape = Shape(align="left", tab=WIDTH - (1 + widest) * PITCH, tab_kind="left", border=border if last else "")
        lines.append(paragraph(run(left) + label + run("　".join(row), "kai"), shape))
    return "".join(lines)


def _minutes(paper: Paper) -> str:
    # Nobody signs minutes below: who issued them and when stand above the line.
    name, line = mark(paper.masthead, 46, 150)
    opening, above = _urgency(paper)
    centred = Shape(align="center", line_pt=line, before_pt=above - top_of(46, line))
    number = paragraph(run(paper.number), Shape(align="center")) + blank(0.5) if paper.number else blank()
    who = run(f"　{paper.issuer}\t{clock.in_words(paper.date)}　")
    ruled = Shape(tab=WIDTH, align="left", border=rule("bottom", 16, RED, space=7))
    return opening + paragraph(name, centred) + blank() + number + paragraph(who, ruled) + blank() * 2


def _letter(paper: Paper) -> str:
    # Mark and double line stand in the first page's header, which pushes the body down.
    line = run(paper.urgency.word, "hei") + run(f"\t{paper.number}")
    return paragraph(line, Shape(align="left", tab=WIDTH)) + blank() * 2


def _list(_paper: Paper) -> str:
    # The title stands at the top.
    return ""


BELOW_TITLE = {Style.BULLETIN: 0.7, Style.LIST: 0.2}
"""Lines left below the title, where they are not one."""

HEADS: Mapping[Style, Callable[[Paper], str]] = {
    Style.BULLETIN: _bulletin,
    Style.REDHEAD: _redhead,
    Style.LETTER: _letter,
    Style.MINUTES: _minutes,
    Style.LIST: _list,
}

HEADER_MM = 17.0
"""From the paper's edge to the headers, which hold the notice; a letter's mark follows below."""
_NOTICE_PT = 16.0


def notice(paper: Paper, after_pt: float = 0.0) -> str:
    """The framed words at the top of every page, or nothing in their place."""
    words = run(f" {paper.notice} ", "hei", 10.5, colour=RED, boxed=True) if paper.notice else ""
    return paragraph(words, Shape(align="left", line_pt=_NOTICE_PT, after_pt=after_pt))


def letterhead(paper: Paper) -> str:
    """First page of a letter: the mark 30 mm from the paper's edge, a double line 170 mm wide 4 mm below it."""
    name, line = mark(paper.masthead, 40, 150)
    gap = (30 - HEADER_MM) / MM_PER_PT - _NOTICE_PT - top_of(40, line)
    double = rule("bottom", 24, RED, kind="thickThinSmallGap", space=4)
    wide = Shape(align="center", line_pt=line, left=-millimetres(8), right=-millimetres(6), border=double)
    return notice(paper, gap) + paragraph(name, wide) + paragraph("", replace(BODY, line_pt=4))
