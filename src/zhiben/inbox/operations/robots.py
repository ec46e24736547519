"""Robots kept by the system administrator. Their addresses and secrets go into the row and nowhere else: no page, no
ledger, no job shows them again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

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
    or Incomplete where nothing can be sent to."""
    policy.must_keep_addresses(actor)
    if unit:
        orgs.unit(unit)
    row = robot or Robot(due_at=clock.now())
    before = Robot.objects.filter(pk=row.pk).values("unit", "address", "secret").first()
    if address.strip():
        row.address, row.secret = address.strip(), secret.strip()
    elif secret.strip():
        row.secret = secret.strip()
    if not row.address:
        sentence = N_("请填写网址")
        raise Incomplete(sentence, fields={"address": sentence})
    robots.check(kind, row.address, row.secret)
    row.kind, row.name, row.unit, row.active = RobotKind(kind), name.strip(), unit, active
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    with audit.batch():
        _write(row, before)
        if not active or (before and before["unit"] != unit):
            # What waited for other people; the messages stand in the site all the same.
            Delivery.objects.open().filter(channel=row.channel).delete()
        facts = {"name": row.name, "kind": kind, "unit": unit, "active": active, "address_entered": bool(address)}
        audit.record("keep_robot", actor, subject=("inbox.robot", row.pk), facts=facts)
    return row


def _write(row: Robot, before: Mapping[str, Any] | None) -> None:
    """Without touching when a worker is to look next, unless it is another address: that is tried anew at once."""
    if before is None:
        row.save()
        return
    changed = (before["address"], before["secret"]) != (row.address, row.secret)
    if changed:
        row.due_at = clock.now()
        Delivery.objects.open().filter(channel=row.channel).update(attempts=0)
    kept = ["kind", "name", "unit", "active", "address", "secret", "quiet_from", "quiet_until"]
    row.save(update_fields=[*kept, "due_at"] if changed else kept)


def try_robot(robot: Robot, *, actor: Actor) -> None:
    """Send a robot a message without content, at once. Raises NotAllowed, or Refused with the reason."""
    policy.must_keep_addresses(actor)
    try:
        robots.send(robot, trial())
    except Undeliverable as failure:
        raise Refused(N_("测试消息没有发出：{why}"), why=failure.why) from None
    audit.record("try_robot", actor, subject=("inbox.robot", robot.pk))
