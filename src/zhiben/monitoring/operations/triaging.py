"""Saying what alerts are: each by its move, or many at once with a result per row; one that is a hazard is reported to
the ledger with its photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.foundation.lifecycle import MOST, Change, Outcome, act_on_each, effect, hindrances, perform
from zhiben.hazards import operations as hazards
from zhiben.hazards.vocab import Source
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.monitoring import queries
from zhiben.monitoring.lifecycle import ALERT
from zhiben.monitoring.models import Alert
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import lies_at_sites, restamps

restamps(Alert)
lies_at_sites(Alert)

TOGETHER = {"dismiss": N_("误报"), "watch": N_("持续关注")}
"""What is said of many at once."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Whether the act can be done on an alert; else why not."""

    told: tuple[str, ...] = ()
    why: str = ""


@effect(ALERT, "watch")
def _watched(change: Change) -> None:
    change.record.note = change.facts["note"]
    _settled(change)


@effect(ALERT, "dismiss")
def _dismissed(change: Change) -> None:
    change.record.reason = change.facts["reason"]
    _settled(change)


@effect(ALERT, "mark_duplicate")
def _is_another(change: Change) -> None:
    alert: Alert = change.record
    other = queries.alert_numbered(change.facts["other"])
    if other is None or other.pk == alert.pk:
        raise Incomplete(N_("请核对编号"), fields={"other": N_("没有这条告警")})
    if other.system_id != alert.system_id:
        raise Incomplete(N_("请核对编号"), fields={"other": N_("不是同一系统的告警")})
    alert.same_as = other
    _settled(change)


@effect(ALERT, "report_hazard")
def _is_a_hazard(change: Change) -> None:
    """It is reported by whoever says so, found today, at the enterprise's site."""
    alert: Alert = change.record
    (alert,) = queries.with_systems([alert])
    site = alert.site_id or orgs.site_keyed(alert.system.enterprise.code)
    if not site:
        raise Refused(
            N_("该企业还没有登记为场所，隐患没有地点；请先在“场所”中登记（同一信用代码或本地编号），再转隐患")
        )
    told = N_("{system}测点{sensor}告警，{count}次，最近{last}").format(
        system=alert.system, sensor=alert.sensor, count=alert.count, last=clock.to_the_minute(alert.last_at)
    )
    said = change.facts.get("description") or ""
    draft = hazards.Draft(
        title=change.facts["title"],
        site=site,
        found_on=change.at.astimezone(clock.TZ).date(),
        criterion=change.facts.get("criterion") or "",
        description=f"{said}\n{told}".strip(),
        source=Source.MONITORING,
    )
    alert.hazard = hazards.report(draft, files=change.facts["files"], actor=change.actor)
    alert.site_id = site
    change.noted["hazard"] = alert.hazard.number
    _settled(change)


def _settled(change: Change) -> None:
    change.record.settled_by, change.record.settled_at = change.actor.id, change.at


def triage_together(
    name: str, alerts: Sequence[Alert], facts: Mapping[str, Any], *, actor: Actor
) -> list[Outcome[Alert]]:
    """Say one of `TOGETHER` of each alert, each on its own."""
    given = {key: value for key, value in facts.items() if value not in (None, "", [])}
    return act_on_each(
        alerts,
        name,
        lambda alert: perform(alert, name, actor, **given),
        actor=actor,
        verb="triage_alerts",
        name_of=lambda one: one.number,
    )


def foresee(name: str, alerts: Sequence[Alert], *, actor: Actor) -> dict[int, Foreseen]:
    """By its id, whether the act can be done on each alert as it stands."""
    whys = hindrances(alerts, name, actor)
    return {one.pk: Foreseen(why=whys.get(one.pk, "")) for one in alerts}


__all__ = ["MOST", "TOGETHER", "Foreseen", "foresee", "triage_together"]
