"""The words of official documents: their kinds, and the lines of a distribution list."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.text import N_


class Kind(StrEnum):
    """A kind of paper."""

    BULLETIN = "bulletin"

    @property
    def label(self) -> str:
        """The office's word."""
        return KIND_LABELS[self]


KIND_LABELS = {Kind.BULLETIN: N_("简报")}


class Line(StrEnum):
    """Where an addressee stands at the foot of a bulletin: superiors, peers, subordinates."""

    UP = "up"
    ACROSS = "across"
    DOWN = "down"

    @property
    def label(self) -> str:
        """The word printed before the names."""
        return LINE_LABELS[self]


LINE_LABELS = {Line.UP: N_("报"), Line.ACROSS: N_("送"), Line.DOWN: N_("发")}

ADDRESSED = "addressed"
"""The part in which a unit takes part in a document that was issued to it."""
