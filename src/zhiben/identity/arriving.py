"""From a proved password to a session: by the second step where there is one, with what was filled in before, and with
what the browser is to remember."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import address_of
from zhiben.foundation.people import name_of
from zhiben.identity import devices, operations, policy, sessions, unsent
from zhiben.identity.operations import passwords
from zhiben.identity.queries import done_since_login, has_factor, rules_in_force
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of

PENDING = "pending"
"""What a session holds between the two steps: who, since when, and where to go."""

PATIENCE = 300
"""Seconds between the password and the second factor."""


SET_UP, PATIENCE_SET_UP = "set_up", 900
"""What a session holds since its password was set by a link, and for how many seconds that spares saying it again."""


PASSKEY = "passkey"
"""The name in a session of what a passkey is to answer."""


def onward_of(request: HttpRequest) -> str:
    """Where to go after the login; only within this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def host_of(request: HttpRequest) -> str:
    """The site's name as passkeys are bound to it, without the port."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def after_password(request: HttpRequest, person: Person, onward: str, *, by_password: bool = True) -> HttpResponse:
    """On to the second step, or in."""
    sealed = request.POST.get(unsent.FIELD, "")
    if not has_factor(person.pk):
        return enter(request, person, onward=onward, sealed=sealed, by_password=by_password)
    request.session.flush()
    told = {"person": person.pk, "hash": person.get_session_auth_hash(), "at": clock.real().timestamp()}
    request.session[PENDING] = {**told, "onward": onward, "unsent": sealed, "by_password": by_password}
    return redirect("second_factor")


def pending(request: HttpRequest) -> tuple[Person, dict[str, Any]] | None:
    """Who has proved the password and not yet the second factor; None where nobody has, or too long ago."""
    told: Any = request.session.get(PENDING)
    if not told or not 0 <= clock.real().timestamp() - told["at"] <= PATIENCE:
        return None
    person = Person.objects.filter(pk=told["person"], is_active=True).first()
    return (person, told) if person and person.get_session_auth_hash() == told["hash"] else None


def enter(
    request: HttpRequest,
    person: Person,
    *,
    factor: str = "",
    onward: str = "",
    sealed: str = "",
    by_password: bool = True,
) -> HttpResponse:
    """Log in: a session with a new key, known by whom, since when, from where and by which factor; the oldest of too
    many ends."""
    rules, session = rules_in_force(), request.session
    if not policy.may_come_from(actor_of(person), rules, address_of(request)):
        operations.note_refused(person, why="network")
        session.pop(PENDING, None)
        return not_from_here(request)
    kept = unsent.opened(sealed, person.pk)
    session.pop(PENDING, None)
    login(request, person)
    session[sessions.SINCE] = clock.real().isoformat()
    session[sessions.ADDRESS] = address_of(request)
    session[sessions.DEVICE] = request.headers.get("User-Agent", "")[:200]
    session[sessions.FACTOR] = factor
    session[sessions.PASSWORD_DUE] = by_password and passwords.is_due(person, rules)
    session.set_expiry(int(rules.absolute.total_seconds()))
    if kept:
        unsent.keep(request, sealed)
    elif sealed:
        messages.info(request, _("登录前填写的内容属于另一账号，或已超过时限，没有带过来"))
    session.save()
    _tell_of_doings(request, person)
    operations.note_entered(person, factor=factor)
    operations.end_surplus(person.pk, most=rules.sessions)
    answer = redirect("unsent") if kept else HttpResponseRedirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    devices.mark(request, answer, person)
    return answer


def note_set_up(request: HttpRequest) -> None:
    """The password was set just now, by a link: the person is not asked for it again at once."""
    if request.user.is_authenticated:
        request.session[SET_UP] = clock.real().timestamp()


def owes_password(request: HttpRequest, person: Person) -> bool:
    """Whether who registers a factor has to say their password once more; who has none comes from another house."""
    just = 0 <= clock.real().timestamp() - request.session.get(SET_UP, 0) <= PATIENCE_SET_UP
    return person.has_usable_password() and not just


DONE_TO = {
    "reset_factors": N_("本账号的口令和第二因子已由{who}于{at}重置；不是您要求的，请立即告知安委办负责人和审计管理员"),
    "issue_link": N_("本账号的口令设置链接已由{who}于{at}发放；不是您要求的，请立即告知安委办负责人和审计管理员"),
}


def _tell_of_doings(request: HttpRequest, person: Person) -> None:
    """Whoever comes in again after a reset or a link reads who did it: it may not have been at their wish."""
    for verb, at, by in done_since_login(person.pk):
        who = name_of(by) if by else _("控制台")
        messages.warning(request, _(DONE_TO[verb]).format(who=who, at=clock.to_the_minute(at)))


def not_from_here(request: HttpRequest) -> HttpResponse:
    """What an administrator is told who comes from elsewhere."""
    address = address_of(request)
    sentence = _("管理员不能从本机所在网络（{address}）登录，请改用规定的网络").format(address=address)
    if wants_json(request):
        return document(403, "network_not_allowed", sentence)
    context = {"status": 403, "sentence": sentence, "problems": (), "title": _("不能办理")}
    return render(request, "web/error.html", context, status=403)


def document(status: int, code: str, title: str) -> HttpResponse:
    """What a program is told that is not let on."""
    told = {"title": title, "status": status, "code": code}
    return JsonResponse(told, status=status, content_type="application/problem+json")


def renew(request: HttpRequest, *, factor: str = "", password_set: bool = False) -> None:
    """Go on in a session with a new key, after something that others' sessions have ended for."""
    session = request.session
    session.cycle_key()
    if factor:
        session[sessions.FACTOR] = factor
    if password_set:
        session[sessions.PASSWORD_DUE] = False
