"""What a person fills in about a round: choices in the forms of its moves, and other words for what its bulletin
requires. Reminders have theirs in `reminder_forms`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.dispatch import restating
from zhiben.dispatch.models import Round
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.kernel.rights import Actor

LONGEST = 8000


class RewordForm(forms.Form):
    """The requirements, one paragraph a line."""

    requirements = forms.CharField(
        label=_("每行一段，编号自动加"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("“下一步要求”不能为空")},
    )


@options_for("round", "measure")
def _measures(one: Round, _actor: Actor) -> Choices:
    return restating.choices(one)
