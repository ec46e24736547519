"""Reading and setting what the installation is, and letting this process follow the clock kept in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.http import HttpRequest, HttpResponse

from zhiben.foundation.installation.models import Installation
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_


def current() -> Installation:
    """The installation's row; an unmarked one when the table is empty or not there yet."""
    if Installation._meta.db_table not in connection.introspection.table_names():
        return Installation()
    return Installation.objects.filter(pk=1).first() or Installation()


def mark_demonstration(at: datetime) -> None:
    """Mark a fresh database as a demonstration whose clock stands at `at`."""
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True, "clock": at})
    _stand(at)


def set_clock(at: datetime) -> None:
    """Move a demonstration's clock to `at`. Refused on a real installation and backwards."""
    row = Installation.objects.filter(pk=1).first()
    if row is None or not row.demonstration:
        raise Refused(N_("只有演示库才有自己的时钟"))
    if row.clock and at < row.clock:
        raise Refused(
            N_("演示时钟不能往回拨，现为{now}"), now=row.clock.astimezone(clock.TZ).strftime("%Y-%m-%d %H:%M")
        )
    Installation.objects.filter(pk=1).update(clock=at)
    _stand(at)


def follow_clock() -> Installation:
    """Let this process live on the database's day, if it has one; returns the installation's row, an unmarked one when
    there is none."""
    row = Installation.objects.filter(pk=1).first() or Installation()
    if row.clock:
        _stand(row.clock)
    else:
        clock.install(None)
    return row


def _stand(at: datetime) -> None:
    clock.install(lambda: at)


class ClockMiddleware:
    """Reads the clock at the start of each request, so that a command that moves it is seen at once; what else the row
    says is kept with the request as `installation`. For whoever only looks the clock then stands: everything on a page
    is of one moment. Whoever acts may have to wait for others, and acts when their turn has come."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.installation = follow_clock()  # type: ignore[attr-defined]
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with clock.still():
            return self.get_response(request)
