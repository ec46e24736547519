"""What dispatch demands of units: answers to being named."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.dispatch.models import NamedUnit
from zhiben.foundation.scope.beside import beside
from zhiben.kernel.periods import Period
from zhiben.kernel.text import N_
from zhiben.reporting.burden import Demand, Source, register


def _answers(period: Period) -> Iterator[Demand]:
    rows = beside(NamedUnit).filter(reply_by__gte=period.begins, reply_by__lt=period.ends)
    for one in rows.select_related("round").order_by("reply_by", "pk"):
        yield Demand(
            unit=one.unit_id,
            what=N_("{round}拟点名").format(round=one.round.title),
            basis=N_("调度期的点名答复"),
            address=one.get_absolute_url(),
            office=one.round.office_id,
        )


register(
    Source(
        "namings",
        N_("点名答复"),
        N_("件次"),
        N_("答复期限在本期内的点名：一个单位因一种原因被点名一次为一件次"),
        _answers,
        5,
    )
)
