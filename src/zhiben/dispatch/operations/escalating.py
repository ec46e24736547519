"""A round whose next step nobody makes: after some working days those who may make it are told, after some more the
rest of the office and the office above, who can urge. Each is told once, to who is there then: whoever comes later
finds the round among what waits, not a heap of old messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from zhiben.dispatch import queries
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.lifecycle.rounds import unsettled
from zhiben.dispatch.models import Round
from zhiben.dispatch.vocab import RAISED, REMINDED
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

REMINDED_AFTER, RAISED_AFTER = 2, 4
"""Working days: editable defaults of this product, not law."""

TRIED_FOR = timedelta(days=30)
"""So long what found nobody, a post being vacant, is tried again."""

STEPS = {
    "collecting": ("close", Role.OFFICE_OFFICER),
    "closed": ("draft", Role.OFFICE_OFFICER),
    "drafted": ("approve", Role.OFFICE_LEADER),
    "approved": ("issue", Role.OFFICE_OFFICER),
}
"""By state, the step that is waited for and who makes it."""

RUNNING = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER)


def escalate(now: datetime) -> int:
    """Tell of every round whose next step has waited too long by `now`, once each time it waits; how many messages
    were written. The caller reads for every office."""
    return sum(_told(one, now) for one in _untold(now))


def _untold(now: datetime) -> QuerySet[Round]:
    """Unfinished rounds that stand where they do long enough, as far as calendar days tell, and of which the last was
    not told yet."""
    present = StateInterval.objects.filter(machine=ROUND.name, record=OuterRef("pk"), until=None).values("since")[:1]
    rows = queries.unfinished(clock.last_ended_day(now)).annotate(stood=Subquery(present)).filter(state__in=STEPS)
    # The last of the working days ends before midnight: never fewer than so many days less one.
    long_enough = rows.filter(stood__lte=now - timedelta(days=REMINDED_AFTER - 1))
    return long_enough.filter(Q(raised_at=None) | Q(raised_at__lt=F("stood")))


def _told(one: Round, now: datetime) -> int:
    since = _since(one)
    if since is None or now < orgs.reply_deadline(since, REMINDED_AFTER):
        return 0
    move, role = STEPS[one.state]
    if now >= orgs.reply_deadline(since, RAISED_AFTER):
        said = N_("{round}的“{step}”已等待{days}个工作日以上仍未办理，请督促")
        units = [one.office_id, *_above(one)]
        told = _tell(RAISED, one, said, move, since, RAISED_AFTER, units=units, roles=RUNNING)
        noted = {"raised_at": now}
    elif one.reminded_at and one.reminded_at >= since:
        return 0
    else:
        said = N_("{round}的“{step}”已等待{days}个工作日以上，请办理或指定代理人")
        told = _tell(REMINDED, one, said, move, since, REMINDED_AFTER, units=[one.office_id], roles=[role])
        noted = {"reminded_at": now}
    if told or now >= since + TRIED_FOR:
        Round.objects.filter(pk=one.pk).update(**noted)
    return told


def _since(one: Round) -> datetime | None:
    """From when on the step could be made; None while units may still answer or the office has to decide on what they
    contest, which is told by itself."""
    names = one.names if one.state == "drafted" else []
    if unsettled(names):
        return None
    stood: datetime = vars(one)["stood"]
    return max([one.period.ends, stood, *(name.reply_by for name in names if name.reply_by)])


def _above(one: Round) -> list[int]:
    """The offices of the territory around the office's own."""
    here = one.coordinates
    around = [card for card in orgs.offices() if card.id != one.office_id and card.coordinates.covers(here)]
    nearest = max((card.coordinates.level for card in around), default=Level.CITY)
    return [card.id for card in around if card.coordinates.level == nearest]


def _tell(
    kind: str,
    one: Round,
    said: str,
    move: str,
    since: datetime,
    days: int,
    *,
    units: Collection[int],
    roles: Collection[Role],
) -> int:
    return tell(
        kind,
        said.format(round=one.title, step=ROUND.by_name[move].label, days=days),
        address=one.get_absolute_url(),
        units=units,
        roles=[role.value for role in roles],
        about=one,
        key=f"{kind}:{one.pk}:{one.state}:{since.isoformat()}",
        actor=SYSTEM,
    )
