"""Words of the hazard ledger that others may use: levels, groups of states, parts that units play."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from zhiben.kernel.text import N_


class Grade(StrEnum):
    """How grave a hazard is. Major only by a published determination standard."""

    MAJOR = "major"
    GENERAL = "general"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"major": N_("重大事故隐患"), "general": N_("一般事故隐患")}[self.value]


class Listing(StrEnum):
    """At which level a hazard is listed for supervision (挂牌督办); NONE when it is not."""

    NONE = ""
    DISTRICT = "district"
    CITY = "city"


VALID = ("reported", "verified", "rectifying", "declared", "reviewed", "accepted", "closed")
"""States of hazards that count: reported, less rejected and duplicate ones."""

OPEN_TO_RECTIFY = ("reported", "verified", "rectifying")
"""States in which a hazard can be overdue: not yet declared rectified."""

REVIEWED = ("reviewed", "accepted", "closed")
"""Rectified in the published sense: reviewed on site, accepted or closed."""

NO_DUE = date(9999, 12, 31)
"""The due day of a hazard that has none yet; a date, so that lists can be ordered by it."""

TRANSFERRED = "transferred"
LISTING_BODY = "listing"
RESPONSIBLE = "responsible"
"""Parts that units play in a hazard that is not at home with them."""

CONFIRM, REVIEW, SEND_BACK = "confirm", "review", "send_back"
"""Kinds of site record; each is the move that its second signature makes."""
