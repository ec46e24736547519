"""What was brought about, as of a moment: by outcome with its parts and targets, by place, by month; the batches and
the records behind a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, Min, Q, QuerySet, Sum

from zhiben.campaign import queries as campaign
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.text import N_
from zhiben.reporting import bulk_reading, kept_records
from zhiben.reporting.bulk_reading import Layout
from zhiben.reporting.models import Batch, Penalty, Tally, Work
from zhiben.reporting.outcomes import KINDS, RECORDS, RETURN, OutcomeKind

M = TypeVar("M")
MASKS = {"person": bulk_reading.masked, "name": bulk_reading.masked_name}


def counting(kind: str, cut: Cut) -> QuerySet[Tally]:
    """The tallies of an outcome that counted at a cut: of its year, of months that had begun, entered by then and
    neither withdrawn nor replaced."""
    return tallies(cut.as_of).filter(kind=kind, month__gte=date(cut.year, 1, 1), month__lte=_last(cut.as_of))


def _last(as_of: datetime) -> date:
    """The day of the last moment before `as_of`."""
    return (as_of.astimezone(clock.TZ) - timedelta(microseconds=1)).date()


def tallies(as_of: datetime) -> QuerySet[Tally]:
    """All tallies within the open scope that counted at a moment."""
    standing = Q(ended_at__isnull=True) | Q(ended_at__gte=as_of)
    return Tally.objects.filter(standing, entered_at__lt=as_of).order_by("month", "pk")


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a number rests on records, how much on certified returns."""

    records: int = 0
    returns: int = 0

    @property
    def amount(self) -> int:
        """Both together."""
        return self.records + self.returns


@dataclass(frozen=True, slots=True)
class Standing:
    """How an outcome stands in a year: its parts, how many rows tell it, and what its indicators aim at in all (None
    where no indicator is set)."""

    kind: OutcomeKind
    part: Part
    rows: int
    target: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """How much of the target is reached; None without one."""
        return Decimal(self.part.amount) / self.target if self.target else None


def standings(as_of: datetime, year: int) -> list[Standing]:
    """Every outcome of a year as it stood at a moment, within the open scope, by one query."""
    found = _of_year(as_of, year).values("kind", "basis").annotate(amount=Sum("amount"), rows=Count("pk")).order_by()
    told = {(one["kind"], one["basis"]): one for one in found}
    aims = targets(year)
    return [Standing(kind, _part(told, kind.key), sum(_rows(told, kind.key)), aims.get(kind.measure)) for kind in KINDS]


def _part(told: Mapping[tuple[Any, ...], Mapping[str, Any]], *key: Any) -> Part:
    records, returns = (told.get((*key, basis), {}).get("amount", 0) for basis in (RECORDS, RETURN))
    return Part(records, returns)


def _rows(told: Mapping[tuple[str, str], Mapping[str, Any]], kind: str) -> Iterable[int]:
    return (told.get((kind, basis), {}).get("rows", 0) for basis in (RECORDS, RETURN))


def _of_year(as_of: datetime, year: int) -> QuerySet[Tally]:
    return tallies(as_of).filter(month__gte=date(year, 1, 1), month__lte=min(date(year, 12, 31), _last(as_of)))


def targets(year: int) -> dict[str, Decimal]:
    """By measure what the city's (first) campaign that names it aims at in a year."""
    found: dict[str, Decimal] = {}
    for one in campaign.campaigns():
        own: dict[str, Decimal] = {}
        for indicator in (row for action in one.actions.all() for row in action.indicators.all()):
            amount = indicator.amounts.get(year)
            if indicator.measure and amount is not None:
                own[indicator.measure] = own.get(indicator.measure, Decimal(0)) + amount
        found = own | found
    return found


def amounts_by(kind: str, as_of: datetime, year: int, *by: str) -> dict[tuple[Any, ...], Part]:
    """An outcome of a year by columns of its tallies (district, line, unit, month), with its parts."""
    rows = _of_year(as_of, year).filter(kind=kind).values(*by, "basis").annotate(amount=Sum("amount")).order_by()
    told = {tuple(one[name] for name in (*by, "basis")): one for one in rows}
    return {key: _part(told, *key) for key in sorted({one[:-1] for one in told})}


def first_year() -> int:
    """The first year of which the open scope shows an amount; 0 for none."""
    first = Tally.objects.aggregate(first=Min("month"))["first"]
    return first.year if first else 0


def batches() -> QuerySet[Batch]:
    """The batches within the open scope, the newest first."""
    return Batch.objects.order_by("-brought_at", "-pk")


def batch_of(pk: int) -> Batch:
    """A batch. Raises NotFound."""
    return _found(Batch.objects.filter(pk=pk).first(), N_("没有这个批次"))


def tally_of(pk: int) -> Tally:
    """A tally, with the batch that it is from, whoever brought that. Raises NotFound."""
    return _found(Tally.objects.filter(pk=pk).first(), N_("没有这条成果计数"))


def batch_behind(tally: Tally) -> Batch | None:
    """The batch that a tally is from: whoever reads the tally reads its rows."""
    return Batch._unfiltered().filter(pk=tally.batch_id).first() if tally.batch_id else None


def work_of(pk: int) -> Work:
    """An engineering work. Raises NotFound."""
    return _found(Work.objects.filter(pk=pk).first(), N_("没有这条工程治理记录"))


def penalty_of(pk: int) -> Penalty:
    """A penalty. Raises NotFound."""
    return _found(Penalty.objects.filter(pk=pk).first(), N_("没有这条行政处罚记录"))


def _found(row: M | None, sentence: str) -> M:
    if row is None:
        raise NotFound(sentence)
    return row


def records_of(tally: Tally, first: int, number: int) -> list[dict[str, str]]:
    """The records of a batch behind a tally, by column, so many from the `first` (0) on; persons are masked. Raises
    NotFound where the file is gone."""
    batch = batch_behind(tally)
    number = min(number, tally.amount - first)
    if batch is None or tally.start is None or number <= 0:
        return []
    starts = kept_records.starts(batch.sha256, tally.start + first, number)
    rows = bulk_reading.rows_at(kept_records.path_of(batch.sha256), Layout.kept(batch.layout), starts)
    return [{name: MASKS.get(name, str)(cell) for name, cell in row.items()} for row in rows]
