"""Reads of the draw by which a round looks again at verified tips, and of how often it came to the same."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.supervision.models import Round, TipDraw
from zhiben.tips import queries as tips


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """The tips that a round has drawn: how, how each came out, and how many agreed."""

    draw: TipDraw
    rows: list[object]
    agreement: tips.Agreement


def looked_again(one: Round) -> LookedAgain | None:
    """What a round has drawn of the verified tips, as far as the open scope shows them; None before it has."""
    draw = TipDraw.objects.filter(round=one).first()
    if draw is None:
        return None
    return LookedAgain(draw, list(tips.rechecks_of_round(one.pk)), tips.agreement_of(one.pk))
