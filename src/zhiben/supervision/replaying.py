"""A draw once more, from the frozen frame, the secret and the public number: what anybody outside can do as well, once
the secret has been told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from zhiben.kernel import draw as lots
from zhiben.supervision import framing
from zhiben.supervision.models import Frame, Round, Secret

TOLD = "closed"
"""The state of a round from which its secret is everybody's who reads the round."""


def digest_of(seals: Sequence[str]) -> str:
    """One digest of all seals of a draw, in their order: what a paper can print of them."""
    return hashlib.sha256("\n".join(seals).encode()).hexdigest()


def layered(one: Round, framed: lots.Frame) -> lots.Frame:
    """The frame as the round draws from it: without strata where it draws fewer than there are."""
    return lots.layered(framed, one.size, one.least)


def shares_of(one: Round, framed: lots.Frame) -> dict[str, int]:
    """How many of each stratum the round draws, of a frame as it draws from it."""
    return lots.proportional(one.size, framed.sizes(), least=one.least)


def secret_of(one: Round, frame: Frame) -> str:
    """The secret of a round that is over; "" before, and where nothing was drawn."""
    if one.state != TOLD:
        return ""
    words = Secret._unfiltered().filter(frame=frame).values_list("words", flat=True).first()
    return words or ""


def seed_of(one: Round, secret: str) -> str:
    """The seed of a round: the secret, a space, the public number."""
    return f"{secret} {one.public_value}"


def again(one: Round, frame: Frame, secret: str) -> lots.Stratified:
    """What the round has drawn, drawn again. Raises ValueError where the frame is not the one that was frozen."""
    framed = layered(one, framing.reread(frame))
    return lots.draw_within(framed, seed=seed_of(one, secret), shares=shares_of(one, framed))
