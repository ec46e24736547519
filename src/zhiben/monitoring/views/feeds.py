"""Feeds: listed with their lights, shown with their pulse, registered, changed, and given a new key; a secret is shown
on the page that answers its making, and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, form_page, told_to_program
from zhiben.foundation.people import names_of
from zhiben.kernel import clock
from zhiben.monitoring import operations, policy, queries
from zhiben.monitoring.forms import FeedForm, LinkForm
from zhiben.monitoring.operations.feeding import Made
from zhiben.monitoring.operations.signing import still_holds
from zhiben.monitoring.vocab import MISSED
from zhiben.orgs import queries as orgs


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The feeds within the person's scope, with who is dead and what was folded."""
    rows = list(queries.feeds())
    context = {
        "feeds": rows,
        "dead": sum(one.is_dead for one in rows),
        "missed": {one.pk: queries.missed(one) for one in rows},
        "storms": queries.storms()[:50],
        "nobody": queries.refused_of_nobody(),
        "keeps": bool(policy.offices(actor_of(request))),
        "sectors": dict(orgs.sectors()),
    }
    return render(request, "monitoring/feeds.html", context)


@require_safe
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """One feed: its light, keys, systems, what was folded and refused, who did what."""
    one, actor = queries.feed_of(pk), actor_of(request)
    keys, now = queries.keys_of(one), clock.machine()
    context = {
        "feed": one,
        "offers": offers(one, actor),
        "keys": [(key, key.holds_at(now), still_holds(key)) for key in keys],
        "people": names_of(key.made_by for key in keys),
        "systems": queries.linked_systems(one),
        "storms": queries.storms(one)[:50],
        "refusals": queries.refusals(one),
        "missed": queries.missed(one),
        "least": MISSED,
        "sector": dict(orgs.sectors()).get(one.sector_id or 0, ""),
        "keeps": policy.keeps(actor, one),
        "lines": audit.of(one),
        "address": _address(request),
    }
    return render(request, "monitoring/feed.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a feed; the answer shows its secret."""
    actor, made = actor_of(request), list[Made]()
    policy.must_keep_feeds(actor)
    form = FeedForm(request.POST if request.method == "POST" else None, offices=policy.offices(actor))

    def act() -> None:
        office = int(form.cleaned_data["office"])
        made.append(operations.register_feed(form.draft(), office=office, actor=actor))

    if done(form, act):
        return _secret(request, made[0])
    if wants_json(request) and form.is_bound:
        return told_to_program(form, "", made=False)
    return form_page(request, form, _("登记接入"), reverse("monitoring:feeds"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a feed be called or limited otherwise."""
    one, actor = queries.feed_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    form = FeedForm(request.POST if request.method == "POST" else None, feed=one)
    act = lambda: operations.set_feed(one, form.draft(), actor=actor)  # noqa: E731 - one line says it
    return acted(request, form, _("更正接入"), act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def systems(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which systems send through a feed."""
    one, actor = queries.feed_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    standing = {"numbers": "\n".join(system.number for system in queries.linked_systems(one))}
    form = LinkForm(request.POST if request.method == "POST" else None, initial=standing)

    def act() -> None:
        operations.link_systems(one, form.cleaned_data["numbers"].split(), actor=actor)

    return acted(request, form, _("由本接入上报的系统"), act, one.get_absolute_url(), one)


@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new key; the answer shows its secret, and the one before holds for a day more."""
    one, actor = queries.feed_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    return _secret(request, operations.rotate_key(one, actor=actor))


def _secret(request: HttpRequest, made: Made) -> HttpResponse:
    address = made.feed.get_absolute_url()
    if wants_json(request):
        return JsonResponse({"done": True, "address": address, "key": made.key_id, "secret": made.secret})
    context = {"made": made, "address": _address(request)}
    answer = render(request, "monitoring/secret.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _address(request: HttpRequest) -> str:
    """Where feeds send to."""
    path, base = reverse("monitoring:receive"), str(settings.ZHIBEN_BASE_URL)
    return f"{base.rstrip('/')}{path}" if base else request.build_absolute_uri(path)
