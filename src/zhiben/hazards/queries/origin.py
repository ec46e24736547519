"""How a hazard came to be known, as far as whoever asks may know it: the enterprise that was complained of is not told
that somebody has complained, nor given what would tell it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiben.foundation.scope import current
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import Source
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

ALIKE = (Source.DEPARTMENT, Source.STREET, Source.TIP)
"""What an enterprise sees as one: whoever verifies a tip is of a department, a district or a street."""

AS_ONE = Source.DEPARTMENT
"""The one that it sees in workbooks and by which it narrows a list."""


def is_told_alike(hazard: Hazard | None = None) -> bool:
    """Whether the person who asks reads this hazard (any at all, where none is given) for its enterprise alone."""
    grants = current().actor.reading_grants()
    if hazard is not None:
        grants = tuple(one for one in grants if one.covers(hazard.coordinates))
        return bool(grants) and all(one.role == Role.ENTERPRISE_CONTACT for one in grants)
    return any(one.role == Role.ENTERPRISE_CONTACT for one in grants)


def source_of(hazard: Hazard) -> str:
    """The source as far as whoever asks may know it; empty where there is none."""
    return AS_ONE if hazard.source in ALIKE and is_told_alike(hazard) else hazard.source


def source_words(hazard: Hazard) -> str:
    """The same in words."""
    if hazard.source in ALIKE and is_told_alike(hazard):
        return _(N_("部门、街道检查"))
    return _(Source(hazard.source).label) if hazard.source else ""


def source_choices() -> list[tuple[str, str]]:
    """By what a list may be narrowed; for whoever is there for an enterprise, what it may know."""
    if not is_told_alike():
        return [(one.value, _(one.label)) for one in Source]
    others = [(one.value, _(one.label)) for one in Source if one not in ALIKE]
    return [(AS_ONE.value, _(N_("部门、街道检查"))), *others]


def sources_meant(chosen: str) -> tuple[str, ...]:
    """The sources that somebody means who chooses one of them."""
    return ALIKE if chosen == AS_ONE and is_told_alike() else (chosen,)
