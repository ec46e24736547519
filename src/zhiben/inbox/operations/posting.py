"""Telling robots. What came for a unit's people is gathered and told in one message, later and later after failures,
never in quiet hours: what comes then waits until they are over.

At least once, as mail is: a worker that dies in between leaves the same to be told again.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F, Max, QuerySet

from zhiben.foundation.jobs import ask, task
from zhiben.inbox import policy, robots
from zhiben.inbox.channels import Undeliverable
from zhiben.inbox.letters import tally
from zhiben.inbox.models import Delivery, Robot
from zhiben.inbox.operations.delivering import BACK_OFF
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

HELD = timedelta(minutes=2)
"""How long a robot is left to one worker; longer than any message takes."""


@task(title=N_("通知群机器人"))
def post_waiting() -> int:
    """Have every robot told for which something waits; returns how many."""
    now = clock.now()
    waiting = set(Delivery.objects.open().filter(channel__startswith=Robot.CHANNEL).values_list("channel", flat=True))
    found = [one for one in Robot.objects.filter(active=True, due_at__lte=now) if one.channel in waiting]
    due = [one for one in found if not one.is_quiet(now)]
    for robot in due:
        ask(post, {"robot": robot.pk})
    return len(due)


@task(title=N_("通知群机器人"), attempts=5)
def post(robot: int) -> str:
    """Tell one robot of all that waits for it; how it went. Failure is no failed job: the next time is later."""
    now = clock.now()
    found = Robot.objects.filter(pk=robot, active=True).first()
    if found is None or found.is_quiet(now) or not _taken(found, now):
        return "over"
    # By id: what comes meanwhile is told the next time.
    waiting = list(
        Delivery.objects.open().filter(channel=found.channel).values_list("pk", "notice__kind", "notice__key")
    )
    rows = Delivery.objects.open().filter(pk__in=[pk for pk, _kind, _key in waiting])
    if not waiting:
        _next_at(found, now)
        return "over"
    try:
        # One message to five people of a unit is one.
        robots.send(found, tally(Counter(kind for kind, _key in {(kind, key) for _pk, kind, key in waiting})))
    except Undeliverable as failure:
        return _failed(found, rows, failure)
    rows.update(sent_at=clock.now(), error="")
    _next_at(found, clock.now())
    return "sent"


def _taken(robot: Robot, now: datetime) -> bool:
    """True for one worker alone."""
    return bool(Robot.objects.filter(pk=robot.pk, due_at=robot.due_at, due_at__lte=now).update(due_at=now + HELD))


def _next_at(robot: Robot, moment: datetime) -> None:
    Robot.objects.filter(pk=robot.pk).update(due_at=moment)


def _failed(robot: Robot, rows: QuerySet[Delivery], failure: Undeliverable) -> str:
    now = clock.now()
    rows.update(attempts=F("attempts") + 1, error=failure.why[:200])
    lost = rows if failure.for_good else rows.filter(attempts__gt=len(BACK_OFF))
    lost.update(given_up_at=now)
    worst = rows.aggregate(worst=Max("attempts"))["worst"]
    _next_at(robot, now + BACK_OFF[worst - 1] if worst else now)
    return "later" if worst else "given up"


def post_again(robot: Robot, *, actor: Actor) -> int:
    """Begin anew with what was given up for a robot; how many messages. Raises NotAllowed."""
    policy.must_keep_addresses(actor)
    again = Delivery.objects.given_up().filter(channel=robot.channel).update(given_up_at=None, attempts=0)
    _next_at(robot, clock.now())
    return again


def rest(robot: Robot, *, actor: Actor) -> int:
    """Let what was given up for a robot rest; how many messages. Raises NotAllowed."""
    policy.must_keep_addresses(actor)
    return Delivery.objects.given_up().filter(channel=robot.channel).update(set_aside_at=clock.now())
