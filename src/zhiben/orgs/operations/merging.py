"""Two entries of one site become one. The entry that is given up stays, with its code, its names and its ledger, and
leads to the other; what hangs on it goes over. Figures of past days stay, for where a record lay is dated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.lifecycle.models import Living
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, Refused
from zhiben.kernel.rights import TERRITORY_LEVELS, Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import GrantRow, Site
from zhiben.orgs.operations.positions import COLUMNS
from zhiben.orgs.queries.dated import not_ended

L = TypeVar("L", bound=Living)
Arrived = Callable[[Sequence[Any], Actor, datetime], None]
_lying: dict[type[Any], Arrived | None] = {}


def lies_at_sites(model: type[L], arrived: Arrived | None = None) -> None:
    """Register a room's table whose rows lie at a site (`site`, with level columns): they go with it. `arrived` is told
    all rows of the site that is kept, who merged, and when."""
    _lying[model] = arrived


def what_moves(site: Site) -> list[tuple[str, int]]:
    """What would go over with a site: the tables' names and how many rows, and the roles that are held there."""
    rows = [(one.machine.title, one._unfiltered().filter(site=site.pk).count()) for one in _lying]
    return [*rows, (N_("企业联系人授权"), _grants(site).count())]


def merge_sites(kept: Site, given_up: Site, *, reason: str, actor: Actor) -> Site:
    """Let `given_up` be another entry of `kept`. Raises NotAllowed, Incomplete without a reason, Refused when either
    is a double already or both are the same, Conflict when one of them was merged meanwhile."""
    if kept.pk == given_up.pk:
        raise Refused(N_("两条登记是同一条，无需合并"))
    for one in (kept, given_up):
        if one.merged_into_id:
            raise Refused(N_("“{name}”已并入另一场所"), name=one.name)
    grant = policy.must_merge_sites(actor, kept.coordinates, given_up.coordinates)
    if not reason.strip():
        raise Incomplete(N_("请填写理由"), fields={"reason": N_("请写明为什么是同一个场所")})
    moment = clock.now()
    with audit.batch():
        _must_stand(kept, given_up)
        moved = {
            **{
                model._meta.label_lower: _records(model, kept, given_up, at=moment, actor=actor, grant=grant)
                for model in _lying
            },
            "grants": _hand_over(kept, given_up, actor, grant),
        }
        doubles = Site._unfiltered().filter(merged_into=given_up.pk)
        facts = {"reason": reason.strip(), "moved": moved, "doubles": sorted(doubles.values_list("pk", flat=True))}
        facts |= _place_of(kept, given_up)
        doubles.update(merged_into=kept.pk)
        Site._unfiltered().filter(pk=given_up.pk).update(merged_into=kept.pk)
        given_up.merged_into = kept
        for one, other in ((kept, given_up), (given_up, kept)):
            told: Mapping[str, Any] = {**facts, "kept": kept.pk, "given_up": given_up.pk, "other": other.name}
            audit.record("merge_sites", actor, subject=("orgs.site", one.pk), facts=told, at=moment, grant=grant)
    return kept


def _place_of(kept: Site, given_up: Site) -> dict[str, Any]:
    """Where the site lies, taken from the entry that is given up if only that knows."""
    if kept.point or not given_up.point:
        return {}
    values = {name: getattr(given_up, name) for name in COLUMNS}
    Site._unfiltered().filter(pk=kept.pk).update(**values)
    for name, value in values.items():
        setattr(kept, name, value)
    return {"place": values}


def _must_stand(*sites: Site) -> None:
    """Hold both entries; nobody may have merged or moved one of them since it was looked at."""
    rows = Site._unfiltered().select_for_update(of=("self",)).filter(pk__in=[one.pk for one in sites]).order_by("pk")
    standing = {row.pk: (row.merged_into_id, row.coordinates) for row in rows}
    if standing != {one.pk: (None, one.coordinates) for one in sites}:
        raise Conflict(N_("其中一个场所刚被他人改动，请刷新后再办"))


def _records(model: type[Any], kept: Site, given_up: Site, *, at: datetime, actor: Actor, grant: Grant) -> list[int]:
    rows = list(model._unfiltered().select_for_update(of=("self",)).filter(site=given_up.pk).order_by("pk"))
    amend(rows, at=at, site_id=kept.pk, **{name: getattr(kept, name) for name in TERRITORY_LEVELS})
    facts = {"from": given_up.pk, "to": kept.pk}
    for row in rows:
        audit.record("follow_site", actor, subject=(model._meta.label_lower, row.pk), facts=facts, at=at, grant=grant)
    if arrived := _lying[model]:
        arrived(list(model._unfiltered().filter(site=kept.pk).order_by("pk")), actor, at)
    return [row.pk for row in rows]


def _hand_over(kept: Site, given_up: Site, actor: Actor, grant: Grant) -> list[int]:
    found = list(_grants(given_up).order_by("pk"))
    _grants(given_up).update(site=kept.pk)
    for row in found:
        facts = {"grant": row.pk, "from": given_up.pk, "to": kept.pk}
        audit.record("follow_site", actor, subject=("orgs.person", row.person_id), facts=facts, grant=grant)
    return [row.pk for row in found]


def _grants(site: Site) -> Any:
    return GrantRow.objects.filter(not_ended(clock.today()), site=site.pk)
