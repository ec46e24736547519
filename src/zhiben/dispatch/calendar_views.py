"""The month of dispatch as a page, and as a feed for the person's own calendar, which programs fetch unasked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiben.dispatch import calendar, feeds, operations
from zhiben.dispatch.models import Feed
from zhiben.foundation.pages import actor_of
from zhiben.foundation.scope import scope
from zhiben.identity import queries as identity
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import month_of, months_after
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

BEFORE, AFTER = timedelta(days=92), timedelta(days=184)
"""How far back and ahead a feed reaches."""
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MADE, COOKIE_PATH = "zhiben_feed", "/rounds/calendar/"
"""Which cookie brings a new address to the page that shows it once."""
WEEKDAYS = "一二三四五六日"


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The dates of a month, day by day."""
    said = request.COOKIES.get(MADE, "")
    actor = actor_of(request)
    if not said or feeds.reader_of(said[1:]) != actor.id:
        return _page(request)
    path, base = reverse("dispatch:feed", args=[said[1:]]), str(settings.ZHIBEN_BASE_URL)
    address = f"{base.rstrip('/')}{path}" if base else request.build_absolute_uri(path)
    answer = _page(request, address=address, replaced=said[0] == "1")
    answer.delete_cookie(MADE, path=COOKIE_PATH, samesite="Strict")
    return answer


@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Make the person's address anew; the calendar's page shows it once. Until then the person's own browser alone has
    it: nothing that could be looked up is kept here."""
    actor = actor_of(request)
    before = "1" if Feed.objects.filter(person=actor.id).exists() else "0"
    said = f"{before}{operations.renew_feed(actor=actor)}"
    answer = redirect(f"{reverse('dispatch:calendar')}#feed")
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(MADE, said, max_age=300, path=COOKIE_PATH, secure=secure, httponly=True, samesite="Strict")
    return answer


@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """Let it lead nowhere."""
    operations.end_feed(actor=actor_of(request))
    messages.success(request, _("订阅地址已停用"))
    return redirect("dispatch:calendar")


@require_safe
def feed(request: HttpRequest, word: str) -> HttpResponse:
    """What concerns the person behind an address today, in a scope of its own."""
    reader = feeds.reader_of(word)
    if reader is None:
        raise NotFound(N_("没有找到该日历"))
    actor, today = orgs.actor_of(reader), clock.today()
    if not identity.stands_without_login(actor):
        raise NotFound(N_("没有找到该日历"))
    with scope(actor):
        found = feeds.icalendar(calendar.entries(actor, today - BEFORE, today + AFTER))
    return HttpResponse(found, content_type="text/calendar; charset=utf-8")


def _page(request: HttpRequest, address: str = "", *, replaced: bool = False) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    asked = MONTH.fullmatch(request.GET.get("month", ""))
    period = month_of(date(int(asked[1]), int(asked[2]), 1) if asked else today)
    every = request.GET.get("offices", "") == "all"
    days = groupby(calendar.entries(actor, period.first, period.last, every=every), lambda one: one.day)
    context = {
        "period": period,
        "days": [(day, WEEKDAYS[day.weekday()], day == today, list(rows)) for day, rows in days],
        "before": f"{months_after(period.first, -1):%Y-%m}",
        "after": f"{months_after(period.first, 1):%Y-%m}",
        "month": f"{period.first:%Y-%m}",
        "every": every,
        "has_own": bool(calendar.own_offices(actor)),
        "feed": Feed.objects.filter(person=actor.id).first(),
        "address": address,
        "replaced": replaced,
    }
    return render(request, "dispatch/calendar.html", context)
