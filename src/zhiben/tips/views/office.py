"""Tips as the office and the units see them: listed, one with all that was told of it, who told it for a purpose, what
was added; and the terms."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation import once
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.views import Aid, wants_json
from zhiben.foundation.pages import acted, actor_of, done, keep_query, status_of, told_to_program
from zhiben.foundation.people import names_of, unit_names_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.tips import operations, policy, queries
from zhiben.tips.forms import IdentityForm, TermForm
from zhiben.tips.lifecycle import TIP
from zhiben.tips.models import PublicTip
from zhiben.tips.tables import TipFilters
from zhiben.tips.terms import TERMS
from zhiben.tips.vocab import CONCLUSIONS


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The tips within the person's scope, the latest first."""
    filters = TipFilters(request.GET)
    found = filters.page(request.GET.get("after", ""))
    context = {
        "page": found,
        "filters": filters,
        "query": keep_query(request, "after"),
        "territories": orgs.territory_names({pk for row in found.rows for pk in (row.district, row.street)}),
        "sectors": dict(orgs.sectors()),
        "standing": queries.standing(),
        "conclusions": CONCLUSIONS,
    }
    return render(request, "tips/list.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One tip: what was told, what may be about the same, each verification, what was said, rewards."""
    return _page(request, queries.tip_of(pk))


@require_POST
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """The tip with who told it, for the purpose that is stated. Asked for again, it is noted again."""
    tip, actor = queries.tip_of(pk), actor_of(request)
    policy.must_read_identity(actor, tip)
    form, read = IdentityForm(operations.purposes_for(tip), request.POST), list[operations.Identity]()

    def act() -> None:
        read.append(operations.read_identity(tip, form.cleaned_data["purpose"], actor=actor))

    with once.aside():
        shown = done(form, act)
    if wants_json(request) and shown:
        return JsonResponse(asdict(read[0]))
    if wants_json(request):
        return told_to_program(form, "", made=False)
    return _page(request, tip, form, read[0] if shown else None)


def _page(
    request: HttpRequest, tip: PublicTip, form: IdentityForm | None = None, shown: operations.Identity | None = None
) -> HttpResponse:
    actor = actor_of(request)
    handles = policy.handles(actor, tip)
    words, verifications = queries.words_of(tip), queries.verifications_of(tip)
    reads = policy.identity_grant(actor, tip) is not None
    context = {
        "tip": tip,
        "offers": offers(tip, actor),
        "places": orgs.territory_names({tip.district, tip.street}),
        "candidates": queries.candidates(tip) if handles and tip.state in TIP.by_name["merge"].sources else [],
        "head": queries.tips().filter(pk=tip.same_as_id).first() if tip.same_as_id else None,
        "doubles": queries.doubles_of(tip),
        "verifications": verifications,
        "words": words,
        "fresh": handles and any(one.noted_at is None for one in words),
        "photos": queries.photos_of(tip),
        "rewards": queries.rewards_of(tip),
        "proposes": handles and not policy.why_no_reward(tip),
        "handles": handles,
        "reads": reads,
        "form": form or (IdentityForm(operations.purposes_for(tip)) if reads else None),
        "shown": shown,
        "names": names_of({one.verifier for one in verifications if one.verifier}),
        "units": unit_names_of({tip.office, *(one.unit for one in verifications)}),
        "lines": audit.of(tip),
        "steps": TIP,
    }
    return render(request, "tips/page.html", context, status=status_of(form) if form and not shown else 200)


def standing(tip: PublicTip) -> list[tuple[str, str]]:
    """What has to be known of a tip before it is moved; label and words."""
    fresh = [one.text for one in queries.words_of(tip) if one.noted_at is None]
    given_today = orgs.workdays().after(clock.today(), queries.amount("verify")) if tip.state == "accepted" else None
    said = [
        (_("地点"), tip.address),
        (_("隐患情况"), tip.what),
        (_("核查结论"), _(tip.conclusion_shown) if tip.conclusion else ""),
        (_("本步期限"), _day(tip.due)),
        (_("今天交办的，核查期限"), _day(given_today)),
        (_("举报人新的补充（反馈、办结前，先回举报页点“已阅”）"), "\n".join(fresh)),
    ]
    return [pair for pair in said if pair[1]]


def _day(day: date | None) -> str:
    return clock.in_words(day) if day else ""


AID = Aid("other", "web/move.html", lambda tip, move, given: {})
"""With which tip one is to be merged is chosen on its page, beside the likely doubles."""


@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that what was added was read."""
    tip = queries.tip_of(pk)
    operations.note_words(tip, actor=actor_of(request))
    return HttpResponseRedirect(tip.get_absolute_url())


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """How long each term runs, and by whose rule."""
    settings = queries.settings()
    context = {
        "terms": [(one, settings.get(one.key)) for one in TERMS.values()],
        "names": names_of(row.set_by for row in settings.values()),
        "sets": policy.setting_terms(actor_of(request)) is not None,
    }
    return render(request, "tips/terms.html", context)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, key: str) -> HttpResponse:
    """Let a term run by another rule."""
    actor = actor_of(request)
    policy.must_set_terms(actor)
    if (one := TERMS.get(key)) is None:
        raise NotFound(N_("没有这项期限"))
    form = TermForm(one, request.POST or None, initial={"amount": queries.amount(key)})
    act = lambda: operations.set_term(key, actor=actor, **form.cleaned_data)  # noqa: E731
    return acted(request, form, _("设定期限"), act, reverse("tips:terms"))
