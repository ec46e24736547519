"""Files of records: those that were brought in, one more of them, and one taken back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, start_of, status_of, told_to_program
from zhiben.kernel.errors import BadInput, CellProblem, Incomplete
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.reporting import counting_policy, operations, queries, workbook_records
from zhiben.reporting.bulk_reading import COLUMNS
from zhiben.reporting.forms.outcomes import BatchForm, ReasonForm
from zhiben.reporting.models import Batch
from zhiben.reporting.outcomes import BY_KEY
from zhiben.reporting.queries import outcomes as reads
from zhiben.reporting.wrong_lines import Faults, RecordsRefused

PER_PAGE = 50


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """The batches that the person sees, the newest first."""
    start = start_of(request)
    rows = queries.batches()
    found = list(rows[start : start + PER_PAGE])
    total = rows.count()
    context = {
        "rows": found,
        "kinds": BY_KEY,
        "people": orgs.person_names({row.brought_by for row in found}),
        "units": orgs.unit_names({row.unit for row in found}),
        "start": start,
        "total": total,
        "next": f"?start={start + PER_PAGE}" if start + PER_PAGE < total else "",
        "brings": counting_policy.brings(actor_of(request)),
    }
    return render(request, "reporting/batches.html", context)


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what it counts, from whom, and its parts by unit and month."""
    row, start = reads.batch_of(pk), start_of(request)
    parts = row.tallies.order_by("unit_name", "month", "pk")
    total = parts.count()
    context = {
        "batch": row,
        "kind": BY_KEY[row.kind],
        "who": orgs.person_names({row.brought_by, row.withdrawn_by}),
        "unit": orgs.unit_name(row.unit),
        "rows": list(parts[start : start + PER_PAGE]),
        "start": start,
        "total": total,
        "next": f"?start={start + PER_PAGE}" if start + PER_PAGE < total else "",
        "withdraws": row.withdrawn_at is None and counting_policy.withdrawing(actor_of(request), row) is not None,
    }
    return render(request, "reporting/batch.html", context)


@require_http_methods(["GET", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    """Bring in a file of records."""
    actor, made = actor_of(request), list[Batch]()
    counting_policy.must_bring(actor)
    form = BatchForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    problems, faults = list[CellProblem](), list[Faults]()

    def act() -> None:
        try:
            made.append(_import(form, actor))
        except BadInput as refused:
            problems.extend(refused.problems)
            faults.extend([refused.faults] if isinstance(refused, RecordsRefused) else [])
            raise Incomplete(refused.text, fields={"file": refused.text}) from refused

    entered = done(form, act)
    if wants_json(request) and form.is_bound:
        return told_to_program(form, made[0].get_absolute_url() if made else "", made=entered)
    if entered:
        return HttpResponseRedirect(made[0].get_absolute_url())
    context = {
        "form": form,
        "title": _("导入成果记录"),
        "back": reverse("reporting:batches"),
        "problems": problems,
        "faults": faults[0] if faults else None,
        "columns": [(names[0], names[1:], key in ("day", "unit", "session")) for key, names in COLUMNS.items()],
    }
    return render(request, "reporting/new_batch.html", context, status=status_of(form))


def _import(form: BatchForm, actor: Actor) -> Batch:
    upload, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    with tempfile.NamedTemporaryFile() as copy:
        start = upload.read(8)
        upload.seek(0)
        if workbook_records.is_workbook(start):
            copy.write(workbook_records.as_csv(upload.read()))
        else:
            for piece in upload.chunks():
                copy.write(piece)
        copy.flush()
        replacing = form.cleaned_data["replacing"]
        return operations.import_batch(Path(copy.name), kind, actor=actor, name=upload.name or "", replacing=replacing)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch back."""
    row, actor = reads.batch_of(pk), actor_of(request)
    counting_policy.must_withdraw(actor, row)
    form = ReasonForm(request.POST or None)
    title = _("撤回批次：{name}").format(name=row.name)
    act = lambda: operations.withdraw_batch(row, reason=form.cleaned_data["reason"], actor=actor)  # noqa: E731
    return acted(request, form, title, act, row.get_absolute_url())
