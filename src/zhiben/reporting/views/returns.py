"""The pages of returns: what a person has to hand in or to certify, one return filled in and with its versions, one act
on many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.pages import actor_of, ticked
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting import entering, operations, policy, queries
from zhiben.reporting.entering import Entries
from zhiben.reporting.models import Return

RECENT = 20


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What the person's units owe, by due day, what they handed in lately, and what waits to be certified."""
    actor = actor_of(request)
    units = policy.filling_units(actor)
    offices = list(policy.issuing(actor))
    sent = queries.returns().filter(unit__in=units, told_at__isnull=False).order_by("-told_at", "-pk")
    others = [one for one in queries.owed_by_streets(actor) if one.unit_id not in units]
    context = {
        "units": orgs.unit_names(units),
        "owed": list(queries.owed(units)) + others,
        "sent": list(sent[:RECENT]),
        "offices": offices,
        "certify": list(queries.to_certify(offices).order_by("form__name", "period_first", "unit__position")),
        "late": list(queries.late_at(offices)),
    }
    return render(request, "reporting/desk.html", context)


@require_http_methods(["GET", "POST"])
def one_return(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: filled in while it is open, read with its versions afterwards."""
    one, actor = queries.one_return(pk), actor_of(request)
    page = _Page(request, one, actor)
    return page.send() if request.method == "POST" else page.show()


class _Page:
    """A return's page and what was done on it."""

    def __init__(self, request: HttpRequest, one: Return, actor: Actor) -> None:
        self.request, self.one, self.actor = request, one, actor
        self.fills = policy.fills(actor, one)
        self.correcting = one.state == "certified" and "correct" in {*request.GET, *request.POST}
        self.entering = self.fills and (one.is_open or self.correcting)
        self.last = queries.last_told(one) if self.entering else None

    def _standing(self) -> Entries:
        one = self.one
        if self.entering:
            values = queries.values_of(one) if one.is_open else (one.official.values if one.official else {})
            kept = one.draft.get("reasons") if one.is_open else None
            reasons = kept if kept is not None else (one.latest.reasons if one.latest else {})
            return entering.entries(one, values, reasons, self.last)
        vintage = one.latest
        return entering.entries(one, vintage.values if vintage else {}, vintage.reasons if vintage else {}, None)

    def show(self, rows: Entries | None = None, sentence: str = "", status: int = 200, **more: Any) -> HttpResponse:
        """The page, with entries as they stand or as they were sent."""
        one = self.one
        context = {
            "one": one,
            "entries": rows or self._standing(),
            "entering": self.entering,
            "correcting": self.correcting,
            "fills": self.fills,
            "offers": offers(one, self.actor),
            "vintages": queries.vintages_of(one),
            "last": self.last,
            "sentence": sentence,
            "may_correct": self.fills and one.state == "certified" and one.form_stands,
            "lines": audit.of(one),
            "seen": self.request.POST.get(SEEN, one.version),
            **more,
        }
        return render(self.request, "reporting/return.html", context, status=status)

    def send(self) -> HttpResponse:
        """Do what the button says."""
        policy.must_fill(self.actor, self.one)
        if not self.entering:
            raise Refused(N_("现为“{state}”，不能再填"), state=self.one.state_shown.label, code="wrong_state")
        acts: dict[str, Callable[[Entries], HttpResponse]] = {
            "copy": self._copy,
            "paste": self._paste,
            "save": self._save,
        }
        sent = entering.typed_in(self.one, self.request.POST.dict(), self._standing())
        return acts.get(self.request.POST.get("act", ""), self._tell)(sent)

    def _copy(self, _sent: Entries) -> HttpResponse:
        if self.last is None:
            return self.show(sentence=_("上期没有可带出的内容"), status=422)
        rows = entering.entries(self.one, {**self.last, **queries.computed(self.one)}, {}, self.last)
        return self.show(rows, note=_("已带出上期内容，请改为本期数字后报送"))

    def _paste(self, sent: Entries) -> HttpResponse:
        unknown = entering.pasted(sent, self.request.POST.get("pasted", ""))
        again = {row.name: row.text for row in sent.rows} | {f"r_{key}": told for key, told in sent.reasons.items()}
        rows = entering.typed_in(self.one, again, sent)
        told = _("已填入，请核对后报送")
        if unknown:
            told = _("已填入；没有对应栏目的：%(names)s") % {"names": "、".join(unknown)}
        return self.show(rows, note=told)

    def _save(self, sent: Entries) -> HttpResponse:
        if sent.unreadable:
            return self.show(sent, _("请先改正标红的栏目"), 422)
        return self._done(
            sent,
            lambda: operations.save_draft(self.one, sent.values, sent.reasons, actor=self.actor),
            _("已暂存，尚未报送"),
        )

    def _tell(self, sent: Entries) -> HttpResponse:
        if sent.unreadable:
            return self.show(entering.checked(self.one, sent), _("请先改正标红的栏目"), 422)

        def act() -> object:
            if not self.correcting:
                return operations.submit(self.one, sent.values, sent.reasons, actor=self.actor)
            reason = self.request.POST.get("reason", "")
            return operations.correct(self.one, sent.values, sent.reasons, reason=reason, actor=self.actor)

        return self._done(sent, act, _("已报送"))

    def _done(self, sent: Entries, act: Callable[[], object], said: str) -> HttpResponse:
        more = {"reason": self.request.POST.get("reason", "")}
        try:
            must_be_as_seen(self.one, self.request.POST.get(SEEN))
            act()
        except NotAllowed:
            raise
        except Incomplete as refusal:
            wrong = refusal.fields.get("reason", "")
            return self.show(entering.checked(self.one, sent), wrong or refusal.text, 422, **more)
        except Conflict as refusal:
            self.one = queries.one_return(self.one.pk)
            return self.show(sent, refusal.text, 409, **more)
        except Refused as refusal:
            return self.show(sent, refusal.text, 422, **more)
        messages.success(self.request, said)
        return HttpResponseRedirect(self.one.get_absolute_url())


@require_POST
def nil(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing in this period: one click."""
    one = queries.one_return(pk)
    operations.report_nil(one, actor=actor_of(request))
    messages.success(request, _("已作零报告"))
    return HttpResponseRedirect(reverse("reporting:desk") if "desk" in request.POST else one.get_absolute_url())


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """One act on the returns that were ticked, with a result for each."""
    actor = actor_of(request)
    rows = queries.returns_by_id(ticked(request, "return"))
    acts = {
        "certify": (_("核定"), operations.certify_many),
        "nil": (_("零报告"), operations.report_nil_many),
        "submit": (_("报送"), operations.submit_many),
        "chase": (_("催报"), operations.chase_many),
    }
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is None or not rows:
        messages.warning(request, _("请先勾选报表"))
        return HttpResponseRedirect(reverse("reporting:desk"))
    label, act = chosen
    context = {"label": label, "outcomes": act(rows, actor=actor)}
    return render(request, "reporting/results.html", context)
