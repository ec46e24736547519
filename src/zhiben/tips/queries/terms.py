"""How long the terms of tips run, and how much is let in: what the office has set, or the default."""

from __future__ import annotations

from zhiben.tips.models import TermSetting
from zhiben.tips.terms import TERMS


def amount(key: str) -> int:
    """A term in its own unit. Raises KeyError for one that there is not."""
    default = TERMS[key].default
    found = TermSetting.objects.filter(pk=key).values_list("amount", flat=True).first()
    return default if found is None else found


def settings() -> dict[str, TermSetting]:
    """What the office has set, by term."""
    return {row.key: row for row in TermSetting.objects.all()}
