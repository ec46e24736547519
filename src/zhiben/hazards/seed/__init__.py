"""The catalogue of determination standards that an installation begins with, and how it enters. No standard's text is
copied."""

from __future__ import annotations

from typing import Any

from zhiben.hazards.seed.industry import clauses
from zhiben.hazards.seed.standards import STANDARDS

INDUSTRY = "GM"
"""The standard whose clauses are known."""


def enter(standard_model: Any, clause_model: Any) -> None:
    """Enter standards and clauses whose codes nobody has used yet; what stands is left as the office has made it.
    Takes the models, for migrations have their own."""
    standing = set(standard_model.objects.values_list("code", flat=True))
    new = [seed for seed in STANDARDS if seed.code not in standing]
    plain = ("code", "title", "document_no", "sectors", "source", "mark", "issuing_body", "issued_on", "effective_on")
    standard_model.objects.bulk_create(
        standard_model(note=seed.note, **{name: getattr(seed, name) for name in plain}) for seed in new
    )
    known = {row.code: row for row in standard_model.objects.all()}
    for seed in new:
        if seed.superseded_by:
            standard_model.objects.filter(code=seed.code).update(superseded_by=known[seed.superseded_by])
    used = set(clause_model.objects.values_list("code", flat=True))
    named = ("code", "article", "item_no", "category", "summary", "keywords", "mark")
    clause_model.objects.bulk_create(
        clause_model(standard=known[INDUSTRY], **{name: getattr(seed, name) for name in named})
        for seed in clauses()
        if seed.code not in used
    )
