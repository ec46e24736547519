"""Checking what units report: a half-month's sample drawn and shown with how it was drawn, each drawn report with what
was found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import SampleForm
from zhiben.campaign.lifecycle import CHECK
from zhiben.campaign.models import Sample, SampledReport
from zhiben.campaign.vocab import SAMPLE_LEAST, SAMPLE_PERCENT
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.pages import actor_of, done, download, status_of
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.periods import Period, half_month_of, previous
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

OFFERED = 6
"""For how many half-months that are over a sample can be drawn from the page."""


@require_http_methods(["GET", "POST"])
def samples(request: HttpRequest) -> HttpResponse:
    """The samples drawn so far with what they found, and the next one to draw."""
    actor = actor_of(request)
    offices = policy.planning(actor)
    if request.method == "POST" and not offices:
        raise NotAllowed(N_("只有安委办工作人员才能抽取样本"))
    periods = _over()
    names = orgs.unit_names(offices)
    form = SampleForm(list(names.items()), [(str(one.first), one.label) for one in periods], request.POST or None)
    drawn: list[Sample] = []

    def act() -> None:
        said = form.cleaned_data
        period = next(one for one in periods if str(one.first) == said["period"])
        sample = operations.draw_sample(
            int(said["office"]), period, actor=actor, seed=said["seed"], size=said["size"] or 0
        )
        drawn.append(sample)

    if done(form, act):
        return HttpResponseRedirect(drawn[0].get_absolute_url())
    standing = list(queries.samples())
    context: dict[str, Any] = {
        "form": form if offices else None,
        "samples": standing,
        "tallies": queries.tallies(standing),
        "drawn": queries.drawn_in(standing),
        "partly": [one.pk for one in standing if not one.is_home_to(actor)],
        "percent": SAMPLE_PERCENT,
        "least": SAMPLE_LEAST,
    }
    return render(request, "campaign/samples.html", context, status=status_of(form))


def _over() -> list[Period]:
    """The half-months that are over, the latest first."""
    found = [previous(half_month_of(clock.today()))]
    while len(found) < OFFERED:
        found.append(previous(found[-1]))
    return found


def _sample(pk: int) -> Sample:
    sample = queries.samples().filter(pk=pk).first()
    if sample is None:
        raise NotFound(N_("没有找到该样本"))
    return sample


@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """One sample: how it was drawn, how far its checking is, what it found. A unit whose reports were drawn sees its
    own, and how the draw came about; the list that was drawn from names other units' tasks, and is the office's."""
    one = _sample(pk)
    rows = list(queries.rows_of(one))
    context = {
        "sample": one,
        "rows": rows,
        "units": queries.agreement_of_units(rows),
        "tally": queries.tallies([one])[one.pk],
        "drawn": queries.drawn_in([one])[one.pk],
        "whole": one.is_home_to(actor_of(request)),
        "framed": one.frame.count("\n") + 1,
        "drawn_by": name_of(one.drawn_by),
    }
    return render(request, "campaign/sample.html", context)


@require_safe
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """The list that was drawn from, as the draw has read it."""
    one = Sample.objects.filter(pk=pk).first()
    if one is None:
        raise NotFound(N_("没有找到抽样框，或它由抽取的安委办保管"))
    return download(one.frame, _("抽样框") + f" {one.period.label}.txt")


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One drawn report: what was reported with which evidence, and what checking found."""
    rows = SampledReport.objects.select_related("report__task", "report__unit")
    one = rows.filter(pk=pk).first()
    if one is None:
        raise NotFound(N_("没有找到该抽查"))
    task = one.report.task
    context = {
        "check": one,
        "report": one.report,
        "task": task,
        "offers": offers(one, actor_of(request)),
        "files": list(attached(task._meta.label_lower, task.pk)),
        "added": list(attached(one._meta.label_lower, one.pk)),
        "lines": audit.of(one),
        "machine": CHECK,
    }
    return render(request, "campaign/check.html", context)
