"""How long it is kept who came in and who tried: logins that are over, links that were used or have ended, counts of
tries, whose keys hold addresses. All go by the machine's clock."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from zhiben.foundation.retention import DEFAULT, Forgotten, Kind, declare, deleted
from zhiben.identity.models import Session, SetUpLink, Tries
from zhiben.kernel.text import N_

MONTH = 30


def _sessions(until: datetime) -> Forgotten:
    """Sessions are over at their own moment; the term counts from there."""
    return deleted(Session.objects.filter(expire_date__lt=until))


def _links(until: datetime) -> Forgotten:
    return deleted(SetUpLink.objects.filter(Q(used__lt=until) | Q(until__lt=until)))


def _tries(until: datetime) -> Forgotten:
    """A count begins anew after a lock, which lasts a day at most: one that is a day old counts for nothing."""
    return deleted(Tries.objects.filter(Q(until__isnull=True) | Q(until__lt=until), since__lt=until))


declare(Kind("sessions", N_("已失效的登录"), 1, DEFAULT, _sessions, machine=True))
declare(Kind("links", N_("已用过或过期的设置链接"), MONTH, DEFAULT, _links, machine=True))
declare(Kind("tries", N_("登录尝试的计数（含网络地址）"), 1, DEFAULT, _tries, machine=True))
