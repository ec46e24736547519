"""Counting what was brought about. Of one outcome, unit and month either records count or a certified return, never
both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import month_of
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting.models import Tally
from zhiben.reporting.outcomes import BY_KEY, RECORDS, RETURN, kind_of

SUBJECT = "reporting.tally"


def tally_return(
    return_id: int,
    *,
    unit_id: int,
    place: Coordinates,
    month: date,
    amounts: Mapping[str, int],
    actor: Actor,
) -> None:
    """Count what a certified return tells of outcomes (kind → amount, ≥ 0) for its unit and month, instead of what it
    told before; no amounts: it tells nothing any more. Raises Refused where records are held for the same outcome, unit
    and month, for an outcome that no return may tell, and for an amount below 0."""
    first = month.replace(day=1)
    for kind, amount in amounts.items():
        _must_be_tellable(kind, amount)
        must_have_no_records(kind, unit_id, first)
    name = orgs.unit_name(unit_id)
    standing = {(row.kind, row.unit, row.month): row for row in counted().filter(return_id=return_id)}
    told = {(kind, unit_id, first): amount for kind, amount in amounts.items()}
    gone = [row.pk for key, row in standing.items() if told.get(key) != row.amount]
    new = [
        _of_return(return_id, kind, amount, unit=(unit_id, name), month=first, place=place)
        for (kind, unit, of), amount in told.items()
        if (kind, unit, of) not in standing or standing[kind, unit, of].amount != amount
    ]
    if not gone and not new:
        return
    with audit.batch():
        end(gone)
        insert(new)
        facts = {"return": return_id, "unit": unit_id, "month": first, "amounts": dict(amounts)}
        audit.record("tally_return", actor, subject=("reporting.return", return_id), facts=facts)


def _must_be_tellable(kind: str, amount: int) -> None:
    if kind not in BY_KEY or not kind_of(kind).returns:
        raise Refused(N_("成果“{kind}”不能由报表填报"), kind=BY_KEY[kind].title if kind in BY_KEY else kind)
    if amount < 0:
        raise Refused(N_("成果“{kind}”的数量不能小于0"), kind=kind_of(kind).title)


def _of_return(
    return_id: int, kind: str, amount: int, *, unit: tuple[int, str], month: date, place: Coordinates
) -> Tally:
    tally = Tally(kind=kind, unit=unit[0], unit_name=unit[1], month=month, amount=amount, basis=RETURN)
    tally.return_id, tally.entered_at = return_id, clock.now()
    tally.place_at(place)
    return tally


def counted() -> QuerySet[Tally]:
    """All that counts at present, whatever the scope: what may not be counted twice is not seen by everybody."""
    return Tally._unfiltered().filter(ended_at__isnull=True)


def end(tallies: Iterable[int]) -> None:
    """Let these tallies (ids) count no longer."""
    counted().filter(pk__in=list(tallies)).update(ended_at=clock.now())


def must_have_no_records(kind: str, unit: int, month: date) -> None:
    """Raises Refused where records are held for an outcome, unit and month, naming where they came from."""
    held = counted().filter(kind=kind, unit=unit, month=month, basis=RECORDS).select_related("batch").first()
    if held is None:
        return
    where = N_("批次“{name}”（第{number}号）").format(name=held.batch.name, number=held.batch.pk) if held.batch else ""
    raise Refused(
        N_("{unit}{month}的“{kind}”已有逐条记录（{where}），不能再按报表计数；请先撤回该批记录，或从报表中去掉这一项"),
        code="records_held",
        unit=held.unit_name,
        month=month_of(month).label,
        kind=kind_of(kind).title,
        where=where or N_("逐条登记"),
    )


def give_way(kind: str, keys: Collection[tuple[int, date]], *, reason: str) -> set[int]:
    """Let what certified returns told of an outcome, of these units and months, count no longer, for a reason; the ids
    of those returns. Raises Refused where there are any and no reason is given."""
    rows = counted().filter(kind=kind, basis=RETURN, month__in={month for _unit, month in keys})
    standing = [row for row in rows if (row.unit, row.month) in keys]
    if standing and not reason.strip():
        first = standing[0]
        raise Refused(
            N_(
                "{unit}{month}的“{kind}”已按核定报表计数（共{number}处），同一月份不能再按记录计；"
                "如要以逐条记录取代报表数，请写明原因后再导入"
            ),
            code="return_counts",
            unit=first.unit_name,
            month=month_of(first.month).label,
            kind=kind_of(kind).title,
            number=len(standing),
        )
    end(row.pk for row in standing)
    return {row.return_id for row in standing if row.return_id is not None}
