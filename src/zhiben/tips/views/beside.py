"""Rewards, and second looks at verified tips."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, form_page, told_to_program
from zhiben.foundation.people import name_of, names_of, unit_name_of
from zhiben.orgs import queries as orgs
from zhiben.tips import operations, policy, queries
from zhiben.tips.forms import PayForm, RewardForm
from zhiben.tips.lifecycle import RECHECK, REWARD
from zhiben.tips.models import Reward
from zhiben.tips.vocab import RECHECK as LABEL


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a reward for a tip."""
    tip, actor, made = queries.tip_of(pk), actor_of(request), list[Reward]()
    policy.must_handle(actor, tip)
    form = RewardForm(request.POST or None)
    entered = done(form, lambda: made.append(operations.propose_reward(tip, actor=actor, **form.cleaned_data)))
    if wants_json(request) and form.is_bound:
        return told_to_program(form, made[0].get_absolute_url() if made else "", made=entered)
    if entered:
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("提出举报奖励"), tip.get_absolute_url(), tip)


@require_safe
def reward(request: HttpRequest, pk: int) -> HttpResponse:
    """One reward."""
    one, actor = queries.reward_of(pk), actor_of(request)
    context = {
        "reward": one,
        "offers": offers(one, actor),
        "pays": policy.pays(actor, one),
        "not_to_pay": policy.why_another_pays(actor, one),
        "names": names_of({one.proposed_by, one.paid_by}),
        "lines": audit.of(one),
        "steps": REWARD,
    }
    return render(request, "tips/reward.html", context)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that it was paid to whoever showed number and code."""
    one, actor = queries.reward_of(pk), actor_of(request)
    policy.must_pay(actor, one)
    form = PayForm(request.POST or None)
    act = lambda: operations.pay_reward(one, actor=actor, **form.cleaned_data)  # noqa: E731
    return acted(request, form, _("登记领取举报奖励"), act, one.get_absolute_url(), one)


@require_safe
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """One second look: what the verification said, and what was found."""
    one, actor = queries.recheck_of(pk), actor_of(request)
    tip = one.tip
    context = {
        "recheck": one,
        "tip": tip,
        "offers": offers(one, actor),
        "places": orgs.territory_names({tip.district, tip.street}),
        "accounts": [row for row in queries.verifications_of(tip) if row.conclusion],
        "verifier_unit": unit_name_of(one.verifier_unit),
        "by": name_of(one.checked_by) if one.checked_by else "",
        "by_unit": unit_name_of(one.checked_unit) if one.checked_unit else "",
        "files": attached(LABEL, pk),
        "lines": audit.of(one),
        "steps": RECHECK,
    }
    return render(request, "tips/recheck.html", context)
