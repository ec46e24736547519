"""A sheet: the columns of a workbook, declared once.

Blank template, import with its checks, and export all come from the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from zhiben.kernel.errors import CellProblem
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

KINDS = ("text", "integer", "decimal", "date", "bool", "choice", "lookup")

NOT_READ = N_("导出时才填，导入时不看")
"""What is said of a `read_only` column."""

Value = str | int | Decimal | date | bool | None
"""What a cell holds once understood: text "" when blank, other kinds None; a choice's key; a lookup's record id."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices` are (key, label) pairs; `lookup` names the directory in which a name is looked up,
    `several` the one for each of the names that stand together in one text.

    A `read_only` column is filled by an export for the reader: blank sheets leave it out, no import looks at it.

    `looks` tells whether a text can be nothing but this column's, such as a code with a check digit: by it the column
    is known whatever its heading.
    """

    key: str
    title: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    lookup: str = ""
    several: str = ""
    help: str = ""
    max_length: int = 0
    minimum: int | Decimal | date | None = None
    maximum: int | Decimal | date | None = None
    looks: Callable[[str], bool] | None = None
    read_only: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.key}: unknown kind {self.kind}")
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"column {self.key}: choices belong to kind choice, and to no other")
        if (self.kind == "lookup") != bool(self.lookup):
            raise ValueError(f"column {self.key}: a lookup's name belongs to kind lookup, and to no other")
        if self.several and self.kind != "text":
            raise ValueError(f"column {self.key}: several names stand in a text")
        if self.read_only and self.required:
            raise ValueError(f"column {self.key}: what an import does not look at is never required")


@dataclass(frozen=True, slots=True)
class Row:
    """One understood row and where it stands.

    `values` has only the columns that the file has: an absent column changes nothing. `texts` is what the cells read,
    as far as they are not blank: a person does not know a name again by its id.
    """

    values: Mapping[str, Value]
    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)

    def problem(self, key: str, code: str, message: str, *, expected: str = "", name: str = "") -> CellProblem:
        """Something that a rule, not the cell itself, has against this row, at the cell of column `key`; `name` is the
        name in it that nobody knows."""
        found = self.texts.get(key, self.values.get(key))
        return CellProblem(
            sheet=self.sheet,
            cell=self.cells.get(key, str(self.number)),
            code=code,
            message=message,
            found="" if found is None else str(found),
            expected=expected,
            name=name,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: the file as the person named it, and its bytes' hash."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a standing record, as a cell of the workbook would say it before and after; `was` is the plain
    value from before where the text alone would not do to bring it back."""

    column: str
    before: str
    after: str
    was: Value | list[int] = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one row of a workbook did: a new record, or `changes` to one that stood. `label` is what people call it."""

    row: int
    model: str
    record: int
    label: str
    changes: tuple[Change, ...] = ()

    @property
    def created(self) -> bool:
        """True when the record was not there before."""
        return not self.changes


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What an import changed, counted in rows, and record by record."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    effects: tuple[Effect, ...] = ()


Write = Callable[..., WriteResult]
"""`write(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult`, in one transaction.

Raises BadInput to refuse rows.
"""


class Planned(Protocol):
    """What a workbook would do, found out without writing; `write` does exactly that, in one transaction, or raises."""

    @property
    def result(self) -> WriteResult:
        """What it would do; new records have no ids yet."""

    def write(self) -> WriteResult:
        """Do it; the result now has the ids of new records."""


Plan = Callable[..., Planned | None]
"""`plan(rows: Sequence[Row], *, actor: Actor, source: Source) -> Planned | None`, before the transaction, so that the
database is held for the writing alone; None where only writing tells. Raises BadInput to refuse rows."""

Read = Callable[[Actor], Iterable[Mapping[str, Value]]]
"""Rows for export, by column key; a choice as its key, a lookup as the name a person would write."""


Examine = Callable[[Sequence["Row"], Actor], Iterable[CellProblem]]
"""Rules that can be looked at without writing, so that all that is wrong with a file is told at once; rows with wrong
cells are among them and lack those columns."""


Marks = Callable[[Sequence[int]], Mapping[int, str]]
"""Of many records, by id, a text that changes whenever somebody changes the record; what is gone has none."""

TakeBack = Callable[[Sequence[Effect], Actor], None]
"""Undoes effects, all or none, within the caller's transaction and under its own rules. Raises BadInput or Refused."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How an import of a sheet is taken back as one act: possible while every record bears the mark it left with.
    `counted` marks are whole numbers that grow by one with every change."""

    marks: Marks
    take_back: TakeBack
    counted: bool = False


@dataclass(frozen=True)
class Sheet:
    """A kind of workbook.

    `key` are the columns that together say which record a row is, `otherwise` those that say it of a row which leaves
    the key blank; `write` takes rows in, `read` gives them out. `lists`
    names the files of a folder that together are one import, in the order in which they build on each other. Without
    `undo` an import stands, and `stands` says why. `doubts` are what may be right all the same, and what a person
    has to check before it is written.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    write: Write
    otherwise: tuple[str, ...] = ()
    read: Read | None = None
    examine: Examine | None = None
    doubts: Examine | None = None
    lists: tuple[str, ...] = ()
    help: str = ""
    undo: Undo | None = None
    stands: str = ""
    plan: Plan | None = None
    by_key: dict[str, Column] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.by_key.update({column.key: column for column in self.columns})
        if len(self.by_key) != len(self.columns):
            raise ValueError(f"sheet {self.name}: a column is declared twice")
        if strange := {*self.key, *self.otherwise} - set(self.by_key):
            raise ValueError(f"sheet {self.name}: key of unknown columns {sorted(strange)}")
        if any(self.by_key[key].read_only for key in (*self.key, *self.otherwise)):
            raise ValueError(f"sheet {self.name}: a record is known by what an import reads")
        names = [name for column in self.columns for name in (column.title, *column.aliases)]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"sheet {self.name}: two columns answer to {sorted(twice)}")

    @property
    def needed(self) -> frozenset[str]:
        """The columns that a file cannot lack: the required ones, and the key where nothing else tells the records."""
        required = {column.key for column in self.columns if column.required}
        return frozenset(required if self.otherwise else {*required, *self.key})

    @property
    def taken_in(self) -> tuple[Column, ...]:
        """The columns that an import reads."""
        return tuple(column for column in self.columns if not column.read_only)

    def titles(self, keys: Sequence[str]) -> str:
        """The columns' titles in one phrase."""
        return "、".join(self.by_key[key].title for key in keys)


_registry: dict[str, Sheet] = {}


def register(sheet: Sheet) -> Sheet:
    """Make `sheet` known; a name is taken once."""
    if _registry.setdefault(sheet.name, sheet) != sheet:
        raise ValueError(f"sheet {sheet.name} is declared twice")
    return sheet


def catalogue() -> dict[str, Sheet]:
    """All sheets by name."""
    return dict(sorted(_registry.items()))
