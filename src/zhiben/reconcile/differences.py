"""The differences that a settled comparison leaves: what each is about, by when, and where the rows themselves let it
be told the likely cause and the unit that answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.reconcile import matching, queries
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy
from zhiben.reconcile.vocab import WORKING_DAYS, Side

UNIT_HEADINGS = (
    "责任单位",
    "整改责任单位",
    "牵头单位",
    "主管部门",
    "填报单位",
    "报送单位",
    "街道",
    "属地街道",
    "所属街道",
    "区",
    "所属区",
)
"""Columns that tell who answers for a row, the nearest first."""

SHOWN, LONGEST = 3, 300


def listed(one: Comparison, rows: Iterable[ComparedRow], at: datetime) -> list[Discrepancy]:
    """The unsaved differences at these rows of a comparison."""
    units = _Units(one)
    today = at.astimezone(clock.TZ).date()
    due = orgs.workdays().after(today, WORKING_DAYS)
    found = []
    for row in rows:
        cause = cause_of(one, row)
        new = Discrepancy(
            comparison=one,
            row=row,
            subject=subject(one, row)[:LONGEST],
            cause=cause,
            proposed=bool(cause),
            unit_id=units.of(row),
            due=due,
            opened_on=today,
        )
        new.place_at(one.coordinates)
        found.append(new)
    return found


def alone_in(one: Comparison, row: ComparedRow) -> str:
    """The ledger that alone has a row, "" for a pair that does not say the same."""
    return one.name_of(row.side) if row.other_id is None else ""


def kind(one: Comparison, row: ComparedRow) -> str:
    """Which kind of difference it is: two rows that do not say the same, or one that only one ledger has."""
    ledger = alone_in(one, row)
    return _("只在%(name)s") % {"name": ledger} if ledger else _("两边不一致")


def subject(one: Comparison, row: ComparedRow) -> str:
    """What a difference is about, in one line that says it without the ledgers at hand."""
    here, called = one.whose(row), number(one, row)
    rest = (cell for cell in told(one, row) if called != _numbered(cell))
    said = "，".join(filter(None, (called, *rest)))
    if row.other is None:
        return _("只在{name}（{place}）：{told}").format(name=one.name_of(row.side), place=one.place_of(row), told=said)
    values = [
        _("{field}：{name}{mine}，{other}{theirs}").format(
            field=name, name=one.left_name, mine=_quoted(mine), other=one.right_name, theirs=_quoted(theirs)
        )
        for name, (mine, theirs) in both(one, row).items()
        if name in row.fields
    ]
    return _("{fields}不一致（{place}，{there}）：{told}。{values}").format(
        fields="、".join(row.fields), place=here, there=one.whose(row.other), told=said, values="；".join(values)
    )


def number(one: Comparison, row: ComparedRow) -> str:
    """The number of the entry, where its ledger has one and it is not told as its place already."""
    from zhiben.analysis.linkage.keys import is_of_entry

    if one.is_own(row.side):
        return ""
    told = zip(one.headings_of(row.side), row.cells, strict=True)
    found = next((cell for name, cell in told if cell and is_of_entry(name)), "")
    return _numbered(found) if found else ""


def _numbered(found: str) -> str:
    return _("编号{number}").format(number=found)


def _quoted(said: str) -> str:
    return f"“{said}”" if said else _("（空白）")


def told(one: Comparison, row: ComparedRow) -> list[str]:
    """The first things that both ledgers tell."""
    place = 0 if row.side == Side.LEFT else 1
    headings = one.headings_of(row.side)
    cells = (row.cells[headings.index(pair[place])] for pair in one.columns)
    return [cell for cell in cells if cell][:SHOWN]


def again(one: Comparison, doubles: Iterable[ComparedRow] | None) -> str:
    """Which rows of the same ledger a row repeats, and what they are one with in the other ledger; "" for none."""
    told = []
    for row in doubles or ():
        partner = row.other if row.side == Side.LEFT else getattr(row, "counterpart", None)
        other = _("（{place}同一条）").format(place=one.whose(partner)) if partner else ""
        told.append(one.place_of(row) + other)
    return _("与{rows}重复").format(rows="、".join(told)) if told else ""


def both(one: Comparison, row: ComparedRow) -> dict[str, tuple[str, str]]:
    """What both rows of a pair say, by the left one's headings."""
    if row.other is None:
        return {}
    return {
        name: (
            row.cells[one.left_headings.index(name)],
            row.other.cells[one.right_headings.index(theirs)],
        )
        for name, theirs in one.columns
    }


def mark(row: ComparedRow, name: str, values: tuple[str, str]) -> str:
    """What a page says beside the values of a pair under a heading, "" where they are the same."""
    if name not in row.fields:
        return ""
    return _("疑似年份笔误") if matching.of_another_year(name, *values) else _("不同")


def cause_of(one: Comparison, row: ComparedRow) -> str:
    """The likely cause, "" where only a person can tell."""
    return matching.cause_of(row.fields, both(one, row))


class _Units:
    """The units to which the office may give differences, by what ledgers call them."""

    def __init__(self, one: Comparison) -> None:
        self._one, self._known = one, dict[str, int | None]()
        self._owners = {card.id for card in queries.owners(one.office_id)}

    def of(self, row: ComparedRow) -> int | None:
        """Who answers for a row, where it says so; of a pair, where either does."""
        for side in (row, row.other):
            for name in self._names(side):
                if unit := self._called(name):
                    return unit
        return None

    def _names(self, row: ComparedRow | None) -> Iterable[str]:
        if row is None:
            return ()
        headings: Sequence[str] = self._one.headings_of(row.side)
        return (row.cells[headings.index(name)] for name in UNIT_HEADINGS if name in headings)

    def _called(self, name: str) -> int | None:
        if name and name not in self._known:
            card = orgs.unit_named(name)
            self._known[name] = card.id if card and card.id in self._owners else None
        return self._known.get(name)
