"""What a paper says, as frozen values: head, body, tables, figures, imprint. Knows nothing of how it is drawn.

Every text is literal: no markup is read in it. Stored as JSON, these values are the record of an issued paper.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """The page's form: 简报, 红头文件, 信函格式, 纪要格式 (GB/T 9704-2012; the bulletin is house style); 清单,
    a long table on sheets laid across."""

    BULLETIN = "bulletin"
    REDHEAD = "redhead"
    LETTER = "letter"
    MINUTES = "minutes"
    LIST = "list"

    @property
    def signed(self) -> bool:
        """Whether the issuer's name and the date stand below the body (else they stand in the head)."""
        return self in (Style.REDHEAD, Style.LETTER)

    @property
    def width_mm(self) -> float:
        """How wide its type area is."""
        return 257.0 if self is Style.LIST else 156.0


class Urgency(StrEnum):
    """紧急程度, printed at the top left."""

    NONE = "none"
    URGENT = "urgent"
    MOST_URGENT = "most_urgent"

    @property
    def word(self) -> str:
        """As printed."""
        return {Urgency.URGENT: "加急", Urgency.MOST_URGENT: "特急"}.get(self, "")


class Align(StrEnum):
    """How a column stands. AUTO: numbers right, short words centred, the rest left."""

    AUTO = "auto"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 (一、), 2 (（一）) or 3 (1.); the number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; `lead` is its first words, set in 楷体. A newline in the text starts a new paragraph."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, how it stands, and its width in millimetres (0 = by content)."""

    title: str
    align: Align = Align.AUTO
    width_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a line of their own, such as one named unit with its items; repeated when the page turns."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as printed. Either plain rows, or sections, or both (rows first); `total` closes the table."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    sections: tuple[Section, ...] = ()
    total: tuple[str, ...] = ()
    note: str = ""

    def all_rows(self) -> tuple[tuple[str, ...], ...]:
        """Every body row in printed order, the total last."""
        inner = tuple(row for section in self.sections for row in section.rows)
        return self.rows + inner + ((self.total,) if self.total else ())


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (SVG source) with what it says in words for those who cannot see it."""

    caption: str
    svg: str
    alt: str
    width_mm: float = 156.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Para | Table | Figure | PageBreak


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: its name in the list below the body; with blocks it is printed too, on pages of its own."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Copies:
    """A line of the imprint: 报 / 送 / 发 (bulletin) or 抄送, and to whom."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """A line of the minutes: 出席 / 请假 / 列席, and who."""

    label: str
    names: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, whole. `number` is the line below the mark: 第19期（总第19期） or 深安办〔2024〕12号.

    `signers` (签发人) make it a paper to superiors; `co_issuers` sign after the issuer, whose mark it bears.
    """

    style: Style
    masthead: str
    title: str
    issuer: str
    date: datetime.date
    number: str = ""
    addressee: str = ""
    preface: str = ""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sealed: bool = True
    note: str = ""
    copies: tuple[Copies, ...] = ()
    printer: str = ""
    print_date: datetime.date | None = None
    printed_copies: int = 0
    keywords: tuple[str, ...] = ()
    notice: str = ""
    urgency: Urgency = Urgency.NONE
    signers: tuple[str, ...] = ()
    co_issuers: tuple[str, ...] = ()
    attendance: tuple[Attendance, ...] = ()

    def all_blocks(self) -> tuple[Block, ...]:
        """The body's blocks and those of the printed attachments."""
        return self.blocks + tuple(block for attachment in self.attachments for block in attachment.blocks)
