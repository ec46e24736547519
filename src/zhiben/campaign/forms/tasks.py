"""What a person fills in about key tasks outside of single moves: more time, one act on many tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import policy
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

TOGETHER = ("assign", "verify", "return", "finish")
"""Moves that are made on many tasks at once."""


class ExtendForm(forms.Form):
    """Asking for a later due day."""

    due = day(_("申请的新时限"))
    reason = long_text(_("理由"))


class DecisionForm(forms.Form):
    """Granting or refusing a request."""

    reason = long_text(_("不同意的理由"), required=False, rows=2)


class MoveChoice(forms.Form):
    """Which move to make on the tasks that were ticked."""

    move = forms.ChoiceField(label=_("办理"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = [(name, gettext(TASK.by_name[name].label)) for name in TOGETHER]
        choose_from(self, "move", known, nothing=gettext("对所选任务…"))


@options_for(TASK.name, "unit")
def _reporting_units(record: KeyTask, actor: Actor) -> Choices:
    """For which of their units somebody reports on a task."""
    return list(orgs.unit_names(grant.unit for grant in policy.reporting_grants(actor, record)).items())


@options_for(TASK.name, "reached")
def _open_milestones(record: KeyTask, _actor: Actor) -> Choices:
    """Which milestones a report may say were reached."""
    rows = record.milestones.filter(reached_on__isnull=True).order_by("position")
    return [(one.pk, f"{one.name}（{clock.in_words(one.due)}）") for one in rows]
