"""Going to another house's login and coming back from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.foundation.pages import address_of, counted_as
from zhiben.identity import arriving, oidc, operations
from zhiben.identity.arriving import onward_of
from zhiben.identity.operations import tries
from zhiben.identity.queries import rules_in_force
from zhiben.identity.vocab import Factor
from zhiben.kernel.errors import Refused

KEPT = "provider"
"""The name in the session of what is remembered meanwhile."""

MOST, PATIENCE = 60, 600
"""How often one address may set out and not come back until it has to wait, and for how many seconds it is remembered
that somebody did: each time asks the other house and leaves a row here."""


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """To the other house's login; to ours where none is named, or where it does not answer."""
    provider: Any = settings.ZHIBEN_PROVIDER
    if provider is None:
        return redirect(settings.LOGIN_URL)
    lock = rules_in_force().lock
    if not tries.take(_here(request), most=MOST, lock=lock, within=lock):
        return _not_in(request, _("本网络地址的登录请求过多，请稍后再试，或用口令登录"))
    try:
        address, asked = oidc.begin(provider, _back(request))
    except Refused as refusal:
        return _not_in(request, refusal.text)
    if not request.user.is_authenticated:
        request.session.set_expiry(PATIENCE)
    request.session[KEPT] = {"asked": asdict(asked), "onward": onward_of(request)}
    return HttpResponseRedirect(address)


@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """In, under the account of whom the other house has vouched for; our own second step follows unless it says that
    theirs was one that counts."""
    provider: Any = settings.ZHIBEN_PROVIDER
    kept: Any = request.session.pop(KEPT, None)
    if provider is None or not kept:
        return redirect(settings.LOGIN_URL)
    try:
        asked = oidc.Asked(**kept["asked"])
        who = oidc.vouched(provider, _back(request), request.build_absolute_uri(), asked)
        tries.give_back(_here(request))
        person = operations.person_vouched_for(provider.issuer, who.subject, who.name)
    except Refused as refusal:
        return _not_in(request, refusal.text)
    if who.means & set(provider.second_factor):
        onward = kept["onward"]
        return arriving.enter(request, person, factor=Factor.PROVIDER, onward=onward, by_password=False)
    return arriving.after_password(request, person, kept["onward"], by_password=False)


def _here(request: HttpRequest) -> str:
    return f"o:{counted_as(address_of(request))}"


def _back(request: HttpRequest) -> str:
    path, base = reverse("identity:provider_back"), str(settings.ZHIBEN_BASE_URL)
    return f"{base.rstrip('/')}{path}" if base else request.build_absolute_uri(path)


def _not_in(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(settings.LOGIN_URL)
