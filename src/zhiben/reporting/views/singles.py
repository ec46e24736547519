"""Works and penalties one by one: lists, a page, entering, mending and voiding one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import DEVICE_CLOCK, attached, store_uploads
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, form_page, start_of, told_to_program
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting import counting_policy, operations
from zhiben.reporting.forms.outcomes import PenaltyForm, ReasonForm, SingleForm, WorkForm
from zhiben.reporting.models import Penalty, Work
from zhiben.reporting.operations.singles import DAY, FIELDS
from zhiben.reporting.outcomes import BY_KEY
from zhiben.reporting.queries import outcomes as reads

PER_PAGE = 50
STAGES = {"before": N_("改造前"), "after": N_("改造后")}
"""What files beside a work show."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Face:
    """How one table of single records shows itself."""

    model: type[Any]
    form: type[SingleForm]
    read: Callable[[int], Any]
    listing: str
    page: str
    title: str
    new: str
    sheet: str
    columns: tuple[tuple[str, str], ...]


WORKS = Face(
    Work,
    WorkForm,
    reads.work_of,
    "reporting:works",
    "reporting:work",
    N_("工程治理记录"),
    N_("登记工程治理"),
    "outcome_works",
    (
        ("kind", N_("类别")),
        ("premises", N_("场所名称")),
        ("address", N_("地址")),
        ("content", N_("改造内容")),
        ("done_on", N_("完成日期")),
        ("checked_by", N_("核验人")),
    ),
)
PENALTIES = Face(
    Penalty,
    PenaltyForm,
    reads.penalty_of,
    "reporting:penalties",
    "reporting:penalty",
    N_("行政处罚记录"),
    N_("登记行政处罚"),
    "outcome_penalties",
    (
        ("party", N_("当事人")),
        ("decided_on", N_("决定日期")),
        ("sanction", N_("处罚种类")),
        ("amount", N_("罚款金额（元）")),
    ),
)


def listed(face: Face) -> View:
    """The view that lists the records."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        rows = face.model.objects.order_by(f"-{DAY[face.model]}", "-pk")
        start, total = start_of(request), rows.count()
        found = list(rows[start : start + PER_PAGE])
        context = {
            "face": face,
            "rows": [(row, _shown(face, row)) for row in found],
            "units": orgs.unit_names({row.unit for row in found}),
            "streets": orgs.territory_names({row.street for row in found}),
            "start": start,
            "total": total,
            "next": f"?start={start + PER_PAGE}" if start + PER_PAGE < total else "",
            "brings": counting_policy.brings(actor_of(request)),
        }
        return render(request, "reporting/singles.html", context)

    return view


def _shown(face: Face, row: Any) -> list[tuple[str, Any]]:
    told = {name: getattr(row, name) for name, _title in face.columns}
    if "kind" in told:
        told["kind"] = _(BY_KEY[told["kind"]].title)
    return [(_(title), told[name]) for name, title in face.columns]


def page(face: Face) -> View:
    """The view of one record."""

    @require_safe
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row, actor = face.read(pk), actor_of(request)
        files = list(attached(face.model._meta.label_lower, row.pk))
        context = {
            "face": face,
            "record": row,
            "shown": _shown(face, row),
            "unit": orgs.unit_name(row.unit),
            "street": orgs.territory_names({row.street}).get(row.street, ""),
            "files": files,
            "stages": {one.pk: _(STAGES[one.purpose]) for one in files if one.purpose in STAGES},
            "lines": audit.of(row),
            "mends": row.voided_at is None and counting_policy.bringing(actor, row.coordinates) is not None,
        }
        return render(request, "reporting/single.html", context)

    return view


def new(face: Face) -> View:
    """The view by which one is entered."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        actor, made = actor_of(request), list[Any]()
        counting_policy.must_bring(actor)
        form = face.form(request.POST or None, request.FILES or None, actor=actor)

        def act() -> None:
            told, files = form.told(), _files(request, form)
            made.append(operations.enter(face.model, told, street=form.street_told, actor=actor, files=files))

        entered = done(form, act)
        if wants_json(request) and form.is_bound:
            return told_to_program(form, made[0].get_absolute_url() if made else "", made=entered)
        if entered:
            return HttpResponseRedirect(made[0].get_absolute_url())
        return form_page(request, form, _(face.new), reverse(face.listing))

    return view


def _files(request: HttpRequest, form: SingleForm) -> dict[str, list[int]]:
    moment = request.POST.get(DEVICE_CLOCK, "")
    return {
        name: store_uploads(form.cleaned_data[name], actor_id=actor_of(request).id, device_clock=moment)
        for name in ("before", "after")
        if form.cleaned_data.get(name)
    }


def edit(face: Face) -> View:
    """The view by which one is mended."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row, actor = face.read(pk), actor_of(request)
        counting_policy.must_bring_at(actor, row.coordinates)
        initial = {name: getattr(row, name) for name in (*FIELDS[face.model], "street")}
        form = face.form(request.POST or None, request.FILES or None, actor=actor, record=row, initial=initial)
        for name in ("before", "after"):
            form.fields.pop(name, None)
        act = lambda: operations.amend(  # noqa: E731
            row, form.told(), reason=form.cleaned_data["reason"], actor=actor, street=form.street_told
        )
        title = _("更正：{record}").format(record=row)
        return acted(request, form, title, act, row.get_absolute_url())

    return view


def void(face: Face) -> View:
    """The view by which one is voided."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row, actor = face.read(pk), actor_of(request)
        counting_policy.must_bring_at(actor, row.coordinates)
        form = ReasonForm(request.POST or None)
        act = lambda: operations.void(row, reason=form.cleaned_data["reason"], actor=actor)  # noqa: E731
        return acted(request, form, _("作废：{record}").format(record=row), act, row.get_absolute_url())

    return view
