"""What a person may choose from in the forms of a round's moves."""

from __future__ import annotations

from zhiben.dispatch import restating
from zhiben.dispatch.models import Round
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.kernel.rights import Actor


@options_for("round", "measure")
def _measures(one: Round, _actor: Actor) -> Choices:
    return restating.choices(one)
