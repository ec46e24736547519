"""Issuing a form: refused without basis and end, and where the platform or another form asks the same already. A new
edition takes over from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting.held import Pointer, held_already
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.outcomes import BY_KEY
from zhiben.reporting.queries.forms import beside, units_asked
from zhiben.reporting.rhythm import PERIOD_OF
from zhiben.reporting.vocab import ASKED, Frequency


class AlreadyHeld(Refused):
    """Fields ask for what is held already; `pointers` say where."""

    default_code = "already_held"

    def __init__(self, pointers: Sequence[Pointer]) -> None:
        self.pointers = tuple(pointers)
        told = "；".join(one.sentence for one in pointers)
        super().__init__(N_("有{count}个栏目不得要求填报：{told}"), count=len(pointers), told=told)


def issue(form: ReturnForm, *, actor: Actor) -> ReturnForm:
    """Issue a drafted form; of a new edition, the one before is superseded in the same act. Raises NotAllowed, Refused,
    AlreadyHeld."""
    with audit.batch():
        perform(form, "issue", actor)
        if form.first_id:
            _take_over(form, actor)
    return form


def _take_over(form: ReturnForm, actor: Actor) -> None:
    rows = ReturnForm.objects.filter(pk=form.family) | ReturnForm.objects.filter(first=form.family)
    for older in rows.filter(state="issued").exclude(pk=form.pk):
        older.__dict__["successor_begins"] = form.begins_on
        perform(older, "supersede", actor)


def must_be_issuable(form: ReturnForm) -> None:
    """Raises Refused with what is lacking, AlreadyHeld where fields need not be asked."""
    if lacking := _lacking(form):
        raise Refused("；".join(lacking))
    if form.first_id:
        _must_begin_anew(form)
    units = [card.id for card in units_asked(form)]
    if not units:
        raise Refused(N_("没有要填报的单位，请核对填报范围"))
    if held := held_already(form.fields, beside(form), units):
        raise AlreadyHeld(held)


def _lacking(form: ReturnForm) -> list[str]:
    """Everything without which the form is not issued."""
    today = clock.today()
    first = PERIOD_OF[form.frequency](today).first
    fed = [BY_KEY[one.outcome].title for one in form.fields if one.outcome in BY_KEY]
    lacking = {
        N_("没有依据的报表不能下发，请写明依据"): not form.basis.strip(),
        N_("没有起始日期的报表不能下发"): form.begins_on is None,
        N_("没有终止日期的报表不能下发：到终止日期，报表自动停止"): form.ends_on is None,
        N_("终止日期已过，不能下发"): form.ends_on is not None and form.ends_on < today,
        N_("起始日期不能早于本期首日（{day}）：不补要以往各期的报表").format(day=clock.in_words(first)): (
            form.begins_on is not None and form.begins_on < first
        ),
        N_("还没有栏目，不能下发"): not form.fields,
        N_("计入成果（{kinds}）的报表须每月填报").format(kinds="、".join(fed)): (
            bool(fed) and form.frequency != Frequency.MONTH
        ),
    }
    return [told for told, lacks in lacking.items() if lacks]


def _must_begin_anew(form: ReturnForm) -> None:
    """A new edition begins with a period for which nobody was asked yet."""
    asked = Return._unfiltered().filter(form__in=_family(form), period_last__gte=form.begins_on)
    if (last := asked.order_by("-period_last").first()) is not None:
        raise Refused(
            N_("{period}已按原版下发填报，新版须自{day}起"),
            period=last.period_label,
            day=last.period_last + timedelta(days=1),
        )


def _family(form: ReturnForm) -> list[int]:
    rows = ReturnForm._unfiltered().filter(first=form.family).values_list("pk", flat=True)
    return [form.family, *rows]


def let_in(form: ReturnForm, cards: Sequence[orgs.UnitCard]) -> None:
    """Let units read a form that asks them; those that do already are passed over."""
    label = form._meta.label_lower
    known = set(Participation.objects.filter(model=label, record=form.pk, part=ASKED).values_list("unit", flat=True))
    new = [part_in(form, ASKED, card.id, card.coordinates) for card in cards if card.id not in known]
    Participation.objects.bulk_create(new)
    form.__dict__.pop("_participants", None)
