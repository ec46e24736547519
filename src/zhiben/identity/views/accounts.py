"""Others' accounts: opened with a link instead of a password, given a new link, unlocked, freed of a lost factor."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.foundation.audit import batch
from zhiben.foundation.pages import actor_of, done, status_of
from zhiben.identity import operations, policy, queries
from zhiben.identity.forms import AccountForm
from zhiben.kernel.errors import NotFound
from zhiben.orgs import policy as orgs_policy
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_person
from zhiben.orgs.queries.accounts import account

MADE, COOKIE_PATH = "zhiben_link", "/people/"
"""Which cookie brings a new link to the page that shows it once."""


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account, without any role yet, and the link by which its person sets the password."""
    actor = actor_of(request)
    orgs_policy.must_keep_accounts(actor)
    form = AccountForm(request.POST or None)
    made: list[tuple[Person, str]] = []

    def act() -> None:
        with batch():
            one = add_person(**form.cleaned_data, actor=actor)
            made.append((one, operations.issue_link(one, actor=actor)))

    if done(form, act):
        messages.success(request, _("账号已建立，由安全管理员授予角色后即可使用"))
        return _led(*made[0])
    return render(request, "identity/add.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a new link for an account, in place of any before. GET: the link just made, this once."""
    actor = actor_of(request)
    one = account(actor, pk)
    if request.method == "GET":
        policy.must_administer(actor)
        return _shown(request, one)
    word = operations.issue_link(one, actor=actor)
    messages.success(request, _("设置链接已发放，以前发放的随即失效"))
    return _led(one, word)


@require_POST
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Free an account of a lost second factor; a link of the system administrator is then its only way in."""
    one = account(actor_of(request), pk)
    operations.reset_factors(one, actor=actor_of(request))
    messages.success(request, _("第二因子和口令已清除，请系统管理员向本人发放设置链接"))
    return redirect("orgs:person", one.pk)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody try again at once."""
    one = account(actor_of(request), pk)
    operations.unlock(one, actor=actor_of(request))
    messages.success(request, _("已解除锁定"))
    return redirect("orgs:person", one.pk)


def link_of(word: str, request: HttpRequest | None = None) -> str:
    """The whole address of a set-up link, as far as the site knows its own name."""
    path, base = reverse("set_up", args=[word]), str(settings.ZHIBEN_BASE_URL)
    if base:
        return f"{base.rstrip('/')}{path}"
    return request.build_absolute_uri(path) if request else path


def _led(one: Person, word: str) -> HttpResponse:
    """To the page that shows a link once. Until then the administrator's own browser alone has it: nothing that could
    be looked up is kept here."""
    answer = redirect("identity:link", one.pk)
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(MADE, word, max_age=300, path=COOKIE_PATH, secure=secure, httponly=True, samesite="Strict")
    return answer


def _shown(request: HttpRequest, one: Person) -> HttpResponse:
    word = request.COOKIES.get(MADE, "")
    try:
        whose = operations.person_of_link(word).pk if word else 0
    except NotFound:
        whose = 0
    told = link_of(word, request) if whose == one.pk else ""
    context = {"person": one, "link": told, "hours": queries.rules_in_force().link_hours}
    answer = render(request, "identity/link.html", context)
    answer.delete_cookie(MADE, path=COOKIE_PATH, samesite="Strict")
    return answer
