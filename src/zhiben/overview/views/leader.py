"""The leader's morning, and the wall."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.documents import queries as documents
from zhiben.foundation.pages import actor_of
from zhiben.inbox import queries as inbox
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.overview import morning as mornings
from zhiben.overview import wall as walls
from zhiben.overview.happened import happened
from zhiben.overview.mechanisms import LIGHTS, board

DAYS = (1, 3, 5)
"""How many working days back one may look; the first is the default."""
HAPPENED = 12
SIGNED_HERE = 6
"""How many papers to be signed, and other things that wait, the page names."""
THEMES = ("dark", "light")


@require_safe
def leader(request: HttpRequest) -> HttpResponse:
    """One page for the morning: to sign, changed, late, behind."""
    return render(request, "overview/leader.html", morning(request, _must_see(request)))


def morning(request: HttpRequest, actor: Actor) -> dict[str, object]:
    """What that page shows."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in DAYS else DAYS[0]
    since = mornings.since_when(days)
    signing = documents.listed_to_sign(actor)
    waiting = [line for line in inbox.waiting_for(actor) if line.record not in signing]
    return {
        "days": days,
        "choices": DAYS,
        "since": since,
        "to_sign": signing[:SIGNED_HERE],
        "signing": len(signing),
        "waiting": waiting[:SIGNED_HERE],
        "others": len(waiting),
        "instructs": bool(orgs.offices_led(actor)),
        "deltas": mornings.deltas(since),
        "happened": happened(since, HAPPENED),
        "late": mornings.late(actor),
        "behind": mornings.behind(),
        "board": board(clock.now()),
        "lights": LIGHTS,
        "period": half_month_of(clock.today()),
    }


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The whole on a screen that is read from afar, dark or light; it renews itself every minute."""
    actor = _must_see(request)
    theme = request.GET.get("theme", "")
    chosen = theme if theme in THEMES else THEMES[0]
    at = actor.reading_grants()[0].at
    place = orgs.territory_names([at.street or at.district or at.city])
    context = {
        "wall": walls.wall(),
        "theme": chosen,
        "other": THEMES[chosen == THEMES[0]],
        "place": "".join(place.values()),
    }
    return render(request, "overview/wall.html", context)


def _must_see(request: HttpRequest) -> Actor:
    """The person, where the whole is their business. Raises NotAllowed."""
    actor = actor_of(request)
    if not oversees(actor):
        raise NotAllowed(N_("这一页供安委办、部门和区、街道查看"))
    return actor


def oversees(actor: Actor) -> bool:
    """Whether the whole of a place or a line is the person's business: not of an enterprise's contact."""
    return any(grant.role != Role.ENTERPRISE_CONTACT for grant in actor.reading_grants())
