"""What a person fills in about key tasks outside of single moves: more time."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import policy
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import day, long_text
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs


class ExtendForm(forms.Form):
    """Asking for a later due day."""

    due = day(_("申请的新时限"))
    reason = long_text(_("理由"))


class DecisionForm(forms.Form):
    """Granting or refusing a request."""

    reason = long_text(_("不同意的理由"), required=False, rows=2)


@options_for(TASK.name, "unit")
def _reporting_units(record: KeyTask, actor: Actor) -> Choices:
    """For which of their units somebody reports on a task."""
    return list(orgs.unit_names(grant.unit for grant in policy.reporting_grants(actor, record)).items())


@options_for(TASK.name, "reached")
def _open_milestones(record: KeyTask, _actor: Actor) -> Choices:
    """Which milestones a report may say were reached."""
    rows = record.milestones.filter(reached_on__isnull=True).order_by("position")
    return [(one.pk, f"{one.name}（{clock.in_words(one.due)}）") for one in rows]
