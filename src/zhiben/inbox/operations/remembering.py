"""How a unit's people read workbooks of a head: their corrections and its layout, kept for the next time, given up when
they say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from zhiben.foundation import audit
from zhiben.foundation.importing import ImportReport, Reading
from zhiben.foundation.importing.layouts import Layout, as_it_comes_back, layout_from, layout_of
from zhiben.inbox.models import KnownHead
from zhiben.inbox.reading import as_json, from_json
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.sheet import Sheet
from zhiben.kernel.text import N_


def owner(actor: Actor, grant: Grant | None) -> dict[str, int]:
    """Whose memory it is: the unit's for which somebody imports, or their own."""
    unit = grant.unit if grant else 0
    return {"unit": unit, "person": 0 if unit else actor.id}


def known_heads(sheet: Sheet, actor: Actor, grant: Grant | None) -> QuerySet[KnownHead]:
    """What is remembered for a sheet, the latest first."""
    return KnownHead.objects.filter(sheet=sheet.name, **owner(actor, grant)).order_by("-at", "-pk")


def recall(sheet: Sheet, actor: Actor, grant: Grant | None) -> Callable[[str], Reading | None]:
    """Gives the corrections that are remembered for a head, also for that of our own export in its layout."""

    def recalled(head: str) -> Reading | None:
        rows = known_heads(sheet, actor, grant).filter(Q(fingerprint=head) | Q(export_fingerprint=head))
        # The head itself before an export that merely reads alike.
        row = next(iter(sorted(rows, key=lambda one: one.fingerprint != head)), None)
        if row is None:
            return None
        columns = row.columns if row.fingerprint == head else row.export_columns
        return from_json({"columns": columns, "names": row.names}, sheet) if columns or row.names else None

    return recalled


def remember(sheet: Sheet, report: ImportReport, *, name: str, actor: Actor, grant: Grant | None) -> None:
    """Keep a person's corrections to how a file is read; nothing is written where nothing is new."""
    told = as_json(report.reading)
    kept = {"columns": told["columns"], "names": told["names"]}
    before = known_heads(sheet, actor, grant).filter(fingerprint=told["head"]).first()
    if not told["head"] or kept == ({"columns": before.columns, "names": before.names} if before else NOTHING):
        return
    with audit.batch():
        row = _put(sheet, told["head"], name, actor, grant, kept)
        audit.record("remember_head", actor, subject=("inbox.knownhead", row.pk), facts=kept, grant=grant)


NOTHING: dict[str, Any] = {"columns": {}, "names": []}


def remember_layout(sheet: Sheet, report: ImportReport, *, name: str, actor: Actor, grant: Grant | None) -> None:
    """Keep how a file that was taken in is laid out, so that an export can look the same."""
    if report.table is None:
        return
    layout = layout_of(sheet, report.table)
    fingerprint, columns = as_it_comes_back(sheet, layout)
    laid = {"titles": list(layout.titles), "headings": [list(one) for one in layout.headings]}
    laid |= {"export_fingerprint": fingerprint, "export_columns": columns}
    _put(sheet, report.reading.head, name, actor, grant, laid)


def _put(sheet: Sheet, head: str, name: str, actor: Actor, grant: Grant | None, values: dict[str, Any]) -> KnownHead:
    values = {**values, "file_name": name[:160], "at": clock.now(), "by": actor.id}
    whose = owner(actor, grant)
    row, _new = KnownHead.objects.update_or_create(
        sheet=sheet.name, fingerprint=head, unit=whose["unit"], person=whose["person"], defaults=values
    )
    return row


def forget(pk: int, sheet: Sheet, *, actor: Actor, grant: Grant | None) -> None:
    """Give up what is remembered for one head. Raises NotFound for another unit's."""
    row = known_heads(sheet, actor, grant).filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有找到记住的对应"))
    with audit.batch():
        facts = {"columns": row.columns, "names": row.names}
        audit.record("forget_head", actor, subject=("inbox.knownhead", row.pk), facts=facts, grant=grant)
        row.delete()


def last_layout(sheet: Sheet, actor: Actor, grant: Grant | None) -> Layout | None:
    """The layout of the workbook that the unit's people took in last."""
    row = known_heads(sheet, actor, grant).exclude(headings=[]).first()
    return layout_from(row.titles, row.headings) if row else None
