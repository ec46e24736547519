"""A form's returns as a whole: units by periods, one period with its sums, the chasing, and the workbooks."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.pages import actor_of, done, download, form_page
from zhiben.foundation.tables.guard import MAX_BYTES
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.text import N_
from zhiben.reporting import policy, queries, workbook
from zhiben.reporting.forms.returns import TakeInForm
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.operations import opens_first
from zhiben.reporting.operations.chasing import chases
from zhiben.reporting.queries import Summary
from zhiben.reporting.summary_book import summary_book
from zhiben.reporting.vocab import CORRECTED, EXCUSED, LATE, NIL, ON_TIME, OPEN, OVERDUE, RETURNED

SHAPES = (ON_TIME, NIL, LATE, OPEN, OVERDUE, RETURNED, EXCUSED, CORRECTED)


@require_safe
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Units by periods, each by shape and word."""
    one = queries.form(pk)
    context = {
        "form": one,
        "matrix": queries.matrix(one),
        "shapes": SHAPES,
        "opens": opens_first(one),
        "keeps": policy.keeps(actor_of(request), one),
    }
    return render(request, "reporting/matrix.html", context)


@require_safe
def summary(request: HttpRequest, pk: int, first: str) -> HttpResponse:
    """One period: what each unit told, with the sums."""
    found = _found(pk, first)
    actor = actor_of(request)
    context = {
        "found": found,
        "keeps": policy.keeps(actor, found.form),
        "fillable": workbook.fillable(found.form, found.period.first, actor),
    }
    return render(request, "reporting/summary.html", context)


@require_safe
def summary_xlsx(request: HttpRequest, pk: int, first: str) -> HttpResponse:
    """The same as a workbook."""
    found = _found(pk, first)
    return download(summary_book(found), f"{found.form.name}{found.period.label}.xlsx")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound(N_("没有这一期")) from None


def _found(pk: int, first: str) -> Summary:
    found = queries.summary(queries.form(pk), _day(first))
    if found is None:
        raise NotFound(N_("没有这一期，或者您看不到"))
    return found


@require_safe
def chasing(request: HttpRequest, pk: int) -> HttpResponse:
    """What each unit is to hurry with, to be copied, or sent to its people."""
    one, actor = queries.form(pk), actor_of(request)
    policy.must_keep(actor, one)
    rows = [row for row in queries.owed_to(one) if row.is_open]
    context = {"form": one, "chases": chases(rows), "rows": rows}
    return render(request, "reporting/chasing.html", context)


@require_safe
def book(request: HttpRequest, pk: int, first: str) -> HttpResponse:
    """The workbook to be filled in, for all units for which the person does."""
    one, rows = _to_fill(request, pk, first)
    return download(workbook.book(one, rows), f"{one.name}{rows[0].period_label}填报.xlsx")


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, pk: int, first: str) -> HttpResponse:
    """Save what a filled-in workbook tells; what is wrong with it is told cell by cell."""
    one, rows = _to_fill(request, pk, first)
    actor = actor_of(request)
    form = TakeInForm(request.POST or None, request.FILES or None)
    problems: list[object] = []

    def act() -> None:
        sent = form.cleaned_data["file"]
        content = sent.read(MAX_BYTES + 1)
        report = workbook.take_in(one, rows, content, name=sent.name, actor=actor)
        if not report.ok:
            problems.extend(report.refused)
            raise Refused(N_("有{count}处问题，一行也没有写入"), count=len(report.refused))
        messages.success(request, _("已存入%(count)s个单位的草稿，请核对后报送") % {"count": report.updated})

    if done(form, act):
        return HttpResponseRedirect(reverse("reporting:desk"))
    title = _("导入填报：%(form)s（%(period)s）") % {"form": one, "period": rows[0].period_label}
    back = reverse("reporting:summary", args=[pk, first])
    if problems:
        context = {"form": TakeInForm(), "title": title, "back": back, "record": None, "problems": problems}
        return render(request, "reporting/take_in.html", context, status=422)
    return form_page(request, form, title, back)


def _to_fill(request: HttpRequest, pk: int, first: str) -> tuple[ReturnForm, list[Return]]:
    found = _found(pk, first)
    rows = workbook.fillable(found.form, found.period.first, actor_of(request))
    if not rows:
        raise NotAllowed(N_("本期没有由您填报的待报报表"))
    return found.form, rows
