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
from zhiben.orgs import policy as orgs_policy
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_person
from zhiben.orgs.queries.accounts import account


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
        return _shown(request, *made[0], _("账号已建立，由安全管理员授予角色后即可使用"))
    return render(request, "identity/add.html", {"form": form}, status=status_of(form))


@require_POST
def issue_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for an account, in place of any before."""
    one = account(actor_of(request), pk)
    word = operations.issue_link(one, actor=actor_of(request))
    return _shown(request, one, word, _("设置链接已发放，以前发放的随即失效"))


@require_POST
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Free an account of a lost second factor; the link that is shown is its only way in."""
    one = account(actor_of(request), pk)
    word = operations.reset_factors(one, actor=actor_of(request))
    return _shown(request, one, word, _("第二因子和口令已清除，请本人用下面的链接重新设置"))


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


def _shown(request: HttpRequest, one: Person, word: str, sentence: str) -> HttpResponse:
    """The page that shows a link this once: nothing that could be looked up is kept."""
    policy.must_administer(actor_of(request))
    context = {
        "person": one,
        "link": link_of(word, request),
        "sentence": sentence,
        "hours": queries.rules_in_force().link_hours,
    }
    return render(request, "identity/link.html", context)
