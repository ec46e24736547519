"""The pages of reconciliation: comparisons, one with its sets, its doubtful pairs, a difference that is left."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.analysis.linkage.hidden import CAVEAT
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached, store_upload
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.forms import form_for
from zhiben.foundation.pages import actor_of, back_to, done, download, is_id, keep_query, start_of, status_of, ticked
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reconcile import differences, loading, operations, policy, queries, sheets
from zhiben.reconcile.forms import OWN, CompareForm, RowFilter
from zhiben.reconcile.lifecycle import DISCREPANCY, OFFICER
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy
from zhiben.reconcile.reading import WORKBOOKS, Source
from zhiben.reconcile.vocab import TABS, Cause, Question, Side, Tab

PER_PAGE, PAIRS = 50, 20
LOADING = "load"
"""What is exported to be loaded in the other system."""


@require_safe
def comparisons(request: HttpRequest) -> HttpResponse:
    """All comparisons in scope with their counted sets, and what was given to one's own unit."""
    actor = actor_of(request)
    rows = list(queries.comparisons()[:200])
    counts = queries.counted(rows)
    context = {
        "comparisons": [(one, queries.sums(one, counts[one.pk])) for one in rows],
        "given": queries.given_to(actor),
        "may_compare": bool(orgs.offices_run(actor)),
    }
    return render(request, "reconcile/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Two ledgers to be compared."""
    actor = actor_of(request)
    runs = orgs.unit_names(orgs.offices_run(actor))
    if not runs:
        raise NotAllowed(N_("须为安委办的经办人员才能比对台账"))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CompareForm(*sent, offices=runs)
    made: list[Comparison] = []
    if done(form, lambda: made.append(_compared(form, actor))):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return render(request, "reconcile/new.html", {"form": form}, status=status_of(form))


def _compared(form: CompareForm, actor: Actor) -> Comparison:
    given = form.cleaned_data
    left, right = (
        store_upload(given[name], actor_id=actor.id, kinds=WORKBOOKS) if given[name] else None
        for name in ("left_file", "right_file")
    )
    draft = operations.Draft(
        office=int(given["office"]),
        left=Source(given["left_name"] if left else str(OWN), left, given["left_sheet"]),
        right=Source(given["right_name"], right, given["right_sheet"]),
        title=given["title"],
        period=(given["first"], given["last"]) if given["first"] else None,
        anyway=given["answered"],
    )
    try:
        return operations.compare_ledgers(draft, actor=actor)
    except Incomplete as why:
        if why.code in list(Question):
            form.ask(why.code)
        raise


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One comparison: how either ledger adds up, and the rows of the set that is asked for."""
    one, actor = queries.comparison_of(pk), actor_of(request)
    counts = queries.counted([one])[one.pk]
    tab, asked, text = _asked(request)
    found, start = queries.rows_of(one, tab, text), start_of(request)
    total = found.count()
    rows = list(found[start : start + PER_PAGE])
    known, doubles = queries.by_row(rows), queries.doubles(rows)
    query = keep_query(request, "start")
    context = {
        "comparison": one,
        "offers": offers(one, actor),
        "sums": queries.sums(one, counts),
        "hidden": queries.hidden(counts),
        "caveat": CAVEAT,
        "letters": queries.letters_of(one),
        "left_out": _left_out(one),
        "tabs": [(each, queries.label_of(one, each), counts.get((each.side, each.found), 0)) for each in TABS],
        "tab": tab,
        "filter": asked,
        "rows": [
            _shown(one, row) | {"difference": known.get(row.pk), "again": differences.again(one, doubles.get(row.pk))}
            for row in rows
        ],
        "hazards": queries.hazards_at(one, rows),
        "start": start,
        "total": total,
        "following": f"?{query}&start={start + PER_PAGE}" if start + PER_PAGE < total else "",
        "query": query,
        "files": list(attached(one._meta.label_lower, one.pk)),
        "uncompared": [(one.name_of(side), one.uncompared(side)) for side in Side],
        "may_pair": one.state == "open" and OFFICER(actor, one).allowed,
        "may_assign": OFFICER(actor, one).allowed and any(each.state in queries.UNDONE for each in known.values()),
    }
    return render(request, "reconcile/page.html", context)


@require_POST
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Columns that a person says to tell the same, and words that mean one; the ledgers are compared once more."""
    one = queries.comparison_of(pk)
    free = enumerate(one.uncompared(Side.RIGHT))
    chosen = {name: said for place, name in free if (said := request.POST.get(f"column-{place}", ""))}
    ticks = set(ticked(request, "word"))
    words = [told[:3] for place, told in enumerate(one.known_words) if place in ticks]
    made = operations.compare_again(one, chosen, [tuple(told) for told in words], actor=actor_of(request))
    return HttpResponseRedirect(made.get_absolute_url())


def _left_out(one: Comparison) -> list[tuple[str, str, str]]:
    """Rows that were not compared: whose ledger, why, their numbers."""
    why = {"totals": _("合计行"), "notes": _("说明行、重复的表头")}
    told = (
        (one.name_of(side), why[kind], rows) for side, kinds in one.left_out.items() for kind, rows in kinds.items()
    )
    return [(name, reason, "、".join(map(str, rows))) for name, reason, rows in told if rows]


def _asked(request: HttpRequest) -> tuple[Tab, RowFilter, str]:
    form = RowFilter(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return queries.tab_of(request.GET.get("set", "")), form, text


def _shown(one: Comparison, row: ComparedRow) -> dict[str, Any]:
    """A row, or a pair of rows, with what both ledgers tell: the name of each thing, what either says, how they
    differ."""
    said = differences.both(one, row)
    if said:
        told = [(name, *values, differences.mark(row, name, values)) for name, values in said.items()]
        return {"row": row, "told": [line for line in told if line[1] or line[2]]}
    cells = zip(one.headings_of(row.side), row.cells, strict=True)
    return {"row": row, "told": [(name, cell, "", "") for name, cell in cells if name and cell]}


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Differences that are ticked, given to one unit: first the form, then all of them or none."""
    one, actor = queries.comparison_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    back = back_to(request, one.get_absolute_url())
    chosen = queries.to_assign(one, ticked(request, "difference"))
    if not chosen:
        messages.warning(request, _("请先勾选要交办的差异"))
        return HttpResponseRedirect(back)
    move = DISCREPANCY.by_name["assign"]
    form = form_for(move, chosen[0], actor, request.POST if "confirmed" in request.POST else None)
    for name, said in (("unit", {each.unit_id for each in chosen}), ("cause", {each.cause for each in chosen})):
        if len(said) > 1:
            form.fields[name].initial = None
    form.fields["unit"].required = False
    form.fields["unit"].help_text = _("不选，则各交办给下表所列的责任单位")
    if done(form, lambda: _assigned(chosen, form.cleaned_data, actor)):
        messages.success(request, _("已交办%(count)s条差异") % {"count": len(chosen)})
        return HttpResponseRedirect(back)
    context = {
        "name": move.name,
        "label": move.label,
        "title": _("交办%(count)s条差异") % {"count": len(chosen)},
        "listed": str(one),
        "noun": _("差异"),
        "field": "difference",
        "address": reverse("reconcile:assign", args=[pk]),
        "form": form,
        "records": chosen,
        "foreseen": {each.pk: _to_whom(each) for each in chosen},
        "back": back,
        "asked": request.POST.get("query", ""),
    }
    return render(request, "web/together.html", context, status=status_of(form))


def _to_whom(one: Discrepancy) -> dict[str, list[str]]:
    return {"told": [one.unit.name if one.unit else _("没有看出责任单位，须选择")]}


def _assigned(chosen: list[Discrepancy], said: dict[str, Any], actor: Actor) -> None:
    cause = Cause(said["cause"]) if said.get("cause") else None
    unit = int(said["unit"]) if said.get("unit") else None
    operations.assign_many(chosen, unit, due=said["due"], cause=cause, actor=actor)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The set that is asked for as a workbook, narrowed as it is shown."""
    one = queries.comparison_of(pk)
    if request.GET.get("set") == LOADING:
        return download(loading.book(one), f"{one.title}-补录更正表.xlsx")
    tab, _form, text = _asked(request)
    return download(sheets.book(one, tab, text), f"{one.title}-{queries.label_of(one, tab)}.xlsx")


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Doubtful pairs side by side, to be told one or not one by a person; and what was said, to be taken back."""
    one = queries.comparison_of(pk)
    actor = actor_of(request)
    if request.method == "POST":
        _answer(request, one, actor)
        return HttpResponseRedirect(reverse("reconcile:review", args=[pk]))
    found = queries.rows_of(one, queries.tab_of("review"))
    rows = [_shown(one, row) for row in found[:PAIRS]]
    answers = [(answer, _told(one, answer.left), _told(one, answer.right)) for answer in queries.answers_of(one)[:200]]
    context = {
        "comparison": one,
        "pairs": rows,
        "total": found.count(),
        "answers": answers,
        "people": orgs.person_names({answer.by for answer, _left, _right in answers}),
        "may_answer": one.state == "open" and OFFICER(actor, one).allowed,
    }
    return render(request, "reconcile/review.html", context)


def _told(one: Comparison, row: ComparedRow) -> str:
    return "，".join(differences.told(one, row))


def _answer(request: HttpRequest, one: Comparison, actor: Actor) -> None:
    verdict, _mark, pair = request.POST.get("verdict", "").partition(":")
    if verdict == "back":
        operations.take_back_answers(one, ticked(request, "answer"), actor=actor)
        return
    if verdict not in ("same", "apart"):
        raise Refused(N_("请选择“是同一条”或“不是同一条”"))
    pairs = [int(pair)] if is_id(pair) else ticked(request, "pair")
    operations.answer_pairs(one, pairs, same=verdict == "same", actor=actor)


@require_safe
def discrepancy(request: HttpRequest, pk: int) -> HttpResponse:
    """One difference with both rows, for the office and for the unit that it was given to."""
    one = queries.discrepancy_of(pk)
    comparison, row = queries.behind(one)
    own = queries.comparisons().filter(pk=comparison.pk).exists()
    lines = audit.of(one)
    context = {
        "difference": one,
        "comparison": comparison,
        "hazards": queries.hazards_at(comparison, [row]),
        "own": own,
        "kind": differences.kind(comparison, row),
        "offers": offers(one, actor_of(request)),
        "times": queries.seen_in(one),
        "following": queries.following(one) if own else None,
        "files": list(attached(one._meta.label_lower, one.pk)),
        "lines": lines,
        "in_sight": queries.ids_in_scope(line.facts["into"] for line in lines if line.verb == "merge"),
        **_shown(comparison, row),
    }
    return render(request, "reconcile/discrepancy.html", context)
