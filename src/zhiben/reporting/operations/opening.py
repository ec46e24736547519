"""What the clock does: makes the returns that are due, and ends forms whose day has passed. It looks itself for what is
missing, so that a machine switched off for a week catches up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import begin_many, perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.workdays import Workdays
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.operations.issuing import let_in
from zhiben.reporting.queries.forms import units_asked
from zhiben.reporting.rhythm import Rhythm

restamps(Return)


def open_due(now: datetime) -> int:
    """Make every return that can be filled in by now and is missing; the number made."""
    made = 0
    with scope(SYSTEM):
        workdays = orgs.workdays()
        forms = ReturnForm.objects.filter(state__in=("issued", "superseded", "ended")).select_related("office")
        for form in forms.order_by("pk"):
            made += _open(form, now, workdays)
        end_forms(now)
    return made


def open_now(form: ReturnForm, now: datetime) -> int:
    """Make the returns of one form that can be filled in by now, without waiting for the clock; the number made."""
    with scope(SYSTEM):
        return _open(form, now, orgs.workdays())


def opens_first(form: ReturnForm) -> date | None:
    """From which day on the first return of an edition can be filled in; None where it asks for no period."""
    rhythm = rhythm_of(form)
    first = next(rhythm.periods(), None) if rhythm else None
    return rhythm.opens_on(first) if rhythm and first else None


def rhythm_of(form: ReturnForm) -> Rhythm | None:
    """How an edition asks; None while it is not said from when to when."""
    if form.begins_on is None or form.until is None:
        return None
    return Rhythm(form.frequency, form.begins_on, form.until, form.due_days, form.working_days)


def _open(form: ReturnForm, now: datetime, workdays: Workdays) -> int:
    rhythm = rhythm_of(form)
    if rhythm is None:
        return 0
    periods = rhythm.open_by(now.astimezone(clock.TZ).date())
    standing = set(Return.objects.filter(form=form).order_by().values_list("unit", "period_first"))
    made = 0
    for period in periods:
        cards = units_asked(form, period.last)
        lacking = [card for card in cards if (card.id, period.first) not in standing]
        if lacking:
            made += _make(form, period, lacking, rhythm.due(period, workdays))
    return made


def _make(form: ReturnForm, period: Period, cards: list[orgs.UnitCard], due: date) -> int:
    rows = []
    for card in cards:
        one = Return(form=form, unit_id=card.id, due=due)
        one.period_first, one.period_last, one.period_label = period.first, period.last, period.label
        one.due_at = clock.day_end(one.due)
        one.place_at(card.coordinates)
        rows.append(one)
    with audit.batch():
        let_in(form, cards)
        begin_many(rows, SYSTEM, facts={"form": form.pk, "period": period.label})
    return len(rows)


def end_forms(now: datetime) -> int:
    """End the issued forms whose last day has passed; the number ended. Within a scope that shows them."""
    yesterday = now.astimezone(clock.TZ).date() - timedelta(days=1)
    rows = list(ReturnForm.objects.filter(state="issued", ends_on__lte=yesterday))
    for form in rows:
        perform(form, "end", SYSTEM)
    return len(rows)
