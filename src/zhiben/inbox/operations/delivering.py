"""Taking notices out of the site by mail. A delivery is tried, tried again later and later, and given up in the end;
who administers the system then sees it.

At least once, not exactly once: a worker that dies after the mail server has taken a letter and before that is written
down leaves the letter to be sent again, under the same Message-ID.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from zhiben.foundation.jobs import ask, task
from zhiben.foundation.scope import scope
from zhiben.inbox import policy
from zhiben.inbox.channels import CHANNELS, Undeliverable
from zhiben.inbox.letters import letter_of
from zhiben.inbox.models import Delivery
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each failure; after the last one it is given up: editable defaults of this product."""


@task(title=N_("发出消息"), attempts=5)
def deliver(delivery: int, attempt: int) -> str:
    """Try one delivery; how it went. Failure is no failed job: the next attempt is asked for, or it is given up."""
    row = Delivery.objects.open().filter(pk=delivery, attempts=attempt)
    found = row.select_related("notice").first()
    if found is None:
        return "over"
    notice, channel = found.notice, CHANNELS[found.channel]
    to = channel.reached(notice.kind, [notice.person_id]).get(notice.person_id)
    if to is None:
        # Switched off, closed or unconfirmed meanwhile: the message stands in the site all the same.
        row.delete()
        return "unwanted"
    actor = orgs.actor_of(notice.person_id)
    with scope(actor):
        letter = letter_of(notice, f"notice:{notice.pk}:{notice.key}")
    try:
        channel.send(letter, to)
    except Undeliverable as failure:
        return _failed(found, failure)
    row.update(sent_at=clock.now(), error="")
    return "sent"


def _failed(row: Delivery, failure: Undeliverable) -> str:
    tried = row.attempts + 1
    over = failure.for_good or tried > len(BACK_OFF)
    if not over:
        # Asked for first: should this worker die in between, the first attempt is made once more and asks again.
        later = clock.now() + BACK_OFF[row.attempts]
        arguments = {"delivery": row.pk, "attempt": tried}
        ask(deliver, arguments, key=f"deliver:{row.pk}:{tried}", after=later)
    Delivery.objects.filter(pk=row.pk, attempts=row.attempts, sent_at__isnull=True).update(
        attempts=F("attempts") + 1, error=failure.why[:200], given_up_at=clock.now() if over else None
    )
    return "given up" if over else "later"


def try_again(row: Delivery, *, actor: Actor) -> None:
    """Begin anew with what was given up. Raises NotAllowed, or Conflict when somebody else has done so."""
    policy.must_keep_addresses(actor)
    _still_given_up(row, given_up_at=None)
    ask(deliver, {"delivery": row.pk, "attempt": row.attempts}, key=f"deliver:{row.pk}:{row.attempts}")


def set_aside(row: Delivery, *, actor: Actor) -> None:
    """Let what was given up rest. Raises NotAllowed, or Conflict when somebody else was faster."""
    policy.must_keep_addresses(actor)
    _still_given_up(row, set_aside_at=clock.now())


def _still_given_up(row: Delivery, **changed: object) -> None:
    if not Delivery.objects.given_up().filter(pk=row.pk).update(**changed):
        raise Conflict(N_("这条投递刚由他人处理，请刷新后查看"))
