"""What the three administrators see of everybody's coming in: the rules, and accounts that nobody seems to need."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.pages import actor_of, address_of, done, download, editing, keep_query, start_of, status_of
from zhiben.foundation.people import name_of
from zhiben.identity import operations, policy, queries, rules, sheets
from zhiben.identity.forms import RulesForm, as_filled
from zhiben.identity.models import Ruling
from zhiben.identity.queries import stale
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

PAGE = 50


@require_http_methods(["GET", "POST"])
def ruling(request: HttpRequest) -> HttpResponse:
    """The rules in force; the security administrator changes them."""
    actor = actor_of(request)
    policy.must_administer(actor)
    if request.method == "POST":
        policy.must_set_rules(actor)
    standing, row = queries.rules_in_force(), queries.ruling()
    address = address_of(request)
    form = editing(
        RulesForm(request.POST or None, standing),
        lambda: as_filled(queries.rules_in_force()),
        subject=("identity.ruling", row.pk if row else 0),
        lock=Ruling.objects.all(),
    )
    if done(form, lambda: operations.set_rules(form.rules, actor=actor, address=address)):
        messages.success(request, _("登录规则已保存，即刻生效"))
        return redirect("identity:rules")
    context = {
        "form": form,
        "row": row,
        "by": name_of(row.by) if row else "",
        "address": address,
        "may": policy.sets_rules(actor),
        "told": _told(standing),
        "weak": "、".join(_(label) for label in rules.below_level_3(standing)),
    }
    return render(request, "identity/rules.html", context, status=status_of(form))


def _told(standing: rules.Rules) -> list[tuple[str, str, str]]:
    """Each rule's label, its value, and that of the product."""
    return [
        (_(label), _shown(getattr(standing, name)), _shown(getattr(rules.DEFAULTS, name)))
        for name, label in rules.LABELS.items()
    ]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(_(Role(one).label) if one in list(Role) else one for one in value) or _("不限")
    return str(value)


@require_safe
def stale_accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that want a look: never or long not used, without role or second factor, locked."""
    policy.must_administer(actor_of(request))
    why = request.GET.get("why", "")
    found = stale.accounts(why if why in stale.REASONS else "")
    start = start_of(request)
    context = {
        "rows": found[start : start + PAGE],
        "count": len(found),
        "onward": start + PAGE if start + PAGE < len(found) else 0,
        "reasons": stale.REASONS,
        "why": why,
        "query": keep_query(request, "start"),
        "days": queries.rules_in_force().stale_days,
    }
    return render(request, "identity/stale.html", context)


@require_safe
def stale_book(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    policy.must_administer(actor_of(request))
    why = request.GET.get("why", "")
    content = sheets.stale_book(stale.accounts(why if why in stale.REASONS else ""))
    return download(content, _("停滞账号{day}.xlsx").format(day=clock.today().isoformat()))
