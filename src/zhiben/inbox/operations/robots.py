"""Robots kept by the system administrator. Their addresses and secrets are kept secret and stand nowhere else: no page,
no ledger, no job shows them again."""

from __future__ import annotations

from datetime import time

from zhiben.foundation import audit
from zhiben.inbox import policy, robots
from zhiben.inbox.channels import Undeliverable
from zhiben.inbox.letters import trial
from zhiben.inbox.models import Delivery, Robot
from zhiben.inbox.vocab import RobotKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def keep_robot(
    robot: Robot | None,
    *,
    kind: str,
    name: str,
    unit: int,
    address: str,
    secret: str,
    quiet_from: time,
    quiet_until: time,
    active: bool,
    actor: Actor,
) -> Robot:
    """Enter a robot, or change one; an address that is not given stays what it was, with its secret. Raises NotAllowed,
    Incomplete where nothing can be sent to, or Refused when what was kept can't be read any more."""
    policy.must_keep_addresses(actor)
    if unit:
        orgs.unit(unit)
    row = robot or Robot(due_at=clock.now())
    way = _way(robot, address.strip(), secret.strip())
    robots.check(kind, way.address, way.secret)
    is_new_way = bool(address.strip() or secret.strip())
    moved = Robot.objects.filter(pk=row.pk).exclude(unit=unit).exists()
    row.kind, row.name, row.unit, row.active = RobotKind(kind), name.strip(), unit, active
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    with audit.batch():
        _write(row, way if is_new_way else None)
        if not active or moved:
            # What waited for other people; the messages stand in the site all the same.
            Delivery.objects.open().filter(channel=row.channel).delete()
        facts = {"name": row.name, "kind": kind, "unit": unit, "active": active, "address_entered": bool(address)}
        audit.record("keep_robot", actor, subject=("inbox.robot", row.pk), facts=facts)
    return row


def _way(robot: Robot | None, address: str, secret: str) -> robots.Way:
    if address:
        return robots.Way(address, secret)
    if robot is None:
        sentence = N_("请填写网址")
        raise Incomplete(sentence, fields={"address": sentence})
    standing = robots.way_of(robot)
    return robots.Way(standing.address, secret or standing.secret)


def _write(row: Robot, way: robots.Way | None) -> None:
    """Without touching when a worker is to look next, unless a way was entered: that is tried anew at once."""
    kept = ["kind", "name", "unit", "active", "quiet_from", "quiet_until"]
    if way is None:
        row.save(update_fields=kept)
        return
    row.due_at, row.host = clock.now(), robots.host_of(way.address)
    Delivery.objects.open().filter(channel=row.channel).update(attempts=0)
    row.save(update_fields=None if row._state.adding else [*kept, "host", "due_at"])
    robots.keep_way(row, way)


def try_robot(robot: Robot, *, actor: Actor) -> None:
    """Send a robot a message without content, at once. Raises NotAllowed, or Refused with the reason."""
    policy.must_keep_addresses(actor)
    try:
        robots.send(robot, trial())
    except Undeliverable as failure:
        raise Refused(N_("测试消息没有发出：{why}"), why=failure.why) from None
    audit.record("try_robot", actor, subject=("inbox.robot", robot.pk))
