"""One's own account: password, second factors, recovery codes, and where one is logged in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.pages import actor_of, form_page, status_of, tried
from zhiben.foundation.rendering.qr import qr_svg
from zhiben.identity import arriving, devices, operations, policy, queries
from zhiben.identity.arriving import PASSKEY, host_of
from zhiben.identity.forms import ConfirmForm, PasskeyForm, PasswordForm, TotpForm
from zhiben.identity.operations import factors, passkeys
from zhiben.identity.vocab import FACTORS, Factor
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.text import N_
from zhiben.orgs.models import Person

SECURITY = "/me/security/"
SEED, SEED_HOLDS = "zhiben.seed", 900
"""What seals a seed into its page, and for how many seconds."""


def own_account(request: HttpRequest) -> Person:
    """The account of who asks."""
    return Person.objects.get(pk=actor_of(request).id)


def own_key(request: HttpRequest) -> str:
    """The key of the session at hand."""
    return request.session.session_key or ""


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How one comes in, and where one is in."""
    actor = actor_of(request)
    rules = queries.rules_in_force()
    context = {
        "factors": queries.factors_of(actor.id),
        "owes": policy.owes_factor(actor, rules),
        "rules": rules,
        "since": queries.password_since(actor.id),
        "sessions": queries.sessions_of(actor.id),
        "here": own_key(request),
        "labels": FACTORS,
        "possible": passkeys.possible(host_of(request)),
    }
    return render(request, "identity/security.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end with it."""
    one, actor = own_account(request), actor_of(request)
    form = PasswordForm(request.POST or None, queries.rules_in_force())

    def act() -> None:
        given = form.cleaned_data
        known = devices.device_of(request, one)
        operations.change_password(
            one, old=given["old"], new=given["new"], actor=actor, keep=own_key(request), known=lambda _one: known
        )

    if tried(form, act):
        update_session_auth_hash(request, one)
        arriving.renew(request, password_set=True)
        messages.success(request, _("口令已修改，其他地方的登录已结束"))
        answer = redirect("identity:security")
        devices.mark(request, answer, one)
        return answer
    due = bool(request.session.get("password_due"))
    context = {"form": form, "due": due, "rules": queries.rules_in_force()}
    return render(request, "identity/password.html", context, status=status_of(form))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    """Register an authenticator app: a square to photograph, and a code to prove it."""
    one, actor = own_account(request), actor_of(request)
    if queries.factors_of(one.pk).totp:
        messages.info(request, _("本账号已登记动态口令"))
        return redirect("identity:security")
    form = TotpForm(request.POST or None, asks=arriving.owes_password(request, one))

    def act() -> None:
        _must_confirm(request, one, form)
        seed = _opened(form.cleaned_data["seed"], one)
        operations.add_totp(one, seed=seed, code=form.cleaned_data["code"], actor=actor, keep=own_key(request))

    if tried(form, act):
        return _registered(request, one, Factor.TOTP)
    try:
        seed = _opened(request.POST.get("seed", ""), one)
    except Incomplete:
        seed = factors.new_seed()
    form.initial["seed"] = signing.dumps([one.pk, seed], salt=SEED)
    address = factors.address_of_seed(seed, one)
    context = {"form": form, "seed": seed, "sealed": form.initial["seed"], "qr": qr_svg(address)}
    return render(request, "identity/totp.html", context, status=status_of(form))


def _opened(sealed: str, one: Person) -> str:
    """The seed that the page gave out to this person. Raises Incomplete."""
    try:
        person, seed = signing.loads(sealed, salt=SEED, max_age=SEED_HOLDS)
    except signing.BadSignature:
        person, seed = 0, ""
    if person != one.pk:
        raise Incomplete(N_("未登记"), fields={"code": N_("页面已过期，请重新扫描本页的二维码")})
    return str(seed)


@sensitive_post_parameters()
@require_POST
def drop_totp(request: HttpRequest) -> HttpResponse:
    """Do without the authenticator."""
    return _dropped(request, operations.drop_totp)


@sensitive_post_parameters()
@require_POST
def drop_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Do without a passkey."""
    return _dropped(request, lambda one, **given: passkeys.drop(one, pk, **given))


def _dropped(request: HttpRequest, act: Any) -> HttpResponse:
    """Whoever takes a factor away says their password once more."""
    one, actor, form = own_account(request), actor_of(request), ConfirmForm(request.POST)

    def drop() -> None:
        _must_confirm(request, one, form)
        act(one, actor=actor, keep=own_key(request))

    if tried(form, drop):
        arriving.renew(request)
        messages.success(request, _("已取消，其他地方的登录已结束"))
        return redirect("identity:security")
    return form_page(request, form, _("取消第二因子"), SECURITY)


def _must_confirm(request: HttpRequest, one: Person, form: ConfirmForm) -> None:
    """Raise Incomplete unless the form brings the own password, where it asks for it: a session that somebody has left
    open, or lost, must not become a way in of another's own."""
    if "password" in form.fields:
        known = devices.device_of(request, one)
        operations.must_know(one, form.cleaned_data["password"], field="password", known=lambda _one: known)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Register a passkey, which the browser makes."""
    one, actor, host = own_account(request), actor_of(request), host_of(request)
    form = PasskeyForm(request.POST or None, asks=arriving.owes_password(request, one))

    def act() -> None:
        _must_confirm(request, one, form)
        given, state = form.cleaned_data, request.session.pop(PASSKEY, None)
        passkeys.add(one, given["credential"], state, name=given["name"], host=host, actor=actor, keep=own_key(request))

    if tried(form, act):
        return _registered(request, one, Factor.PASSKEY)
    options = ""
    if passkeys.possible(host):
        options, request.session[PASSKEY] = passkeys.ask_new(one, host)
    return render(request, "identity/passkey.html", {"form": form, "options": options}, status=status_of(form))


def _registered(request: HttpRequest, one: Person, factor: Factor) -> HttpResponse:
    """A factor is there from now on; with the first one come the recovery codes."""
    arriving.renew(request, factor=factor)
    if queries.factors_of(one.pk).codes_left:
        messages.success(request, _("已登记，其他地方的登录已结束"))
        return redirect("identity:security")
    return _codes(request, one, first=True)


@sensitive_post_parameters()
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown this once to who says their password once more."""
    one, form = own_account(request), ConfirmForm(request.POST)
    if not queries.has_factor(one.pk):
        messages.info(request, _("请先登记动态口令或通行密钥"))
        return redirect("identity:security")
    if tried(form, lambda: _must_confirm(request, one, form)):
        return _codes(request, one, first=False)
    return form_page(request, form, _("更换恢复码"), SECURITY)


def _codes(request: HttpRequest, one: Person, *, first: bool) -> HttpResponse:
    codes = operations.renew_codes(one, actor=actor_of(request))
    return render(request, "identity/codes.html", {"codes": codes, "first": first})


@require_POST
def end_session(request: HttpRequest, handle: str) -> HttpResponse:
    """End one of the own sessions."""
    operations.end_own(handle, actor=actor_of(request))
    messages.success(request, _("已结束该处登录"))
    return redirect("identity:security")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all own sessions but this one."""
    operations.end_own_others(keep=own_key(request), actor=actor_of(request))
    messages.success(request, _("其他地方的登录已结束"))
    return redirect("identity:security")
