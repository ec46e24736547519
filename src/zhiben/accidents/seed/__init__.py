"""The code schemes that an installation begins with, and how they enter."""

from __future__ import annotations

from typing import Any

from zhiben.accidents.seed.causes import CAUSE_SCHEMES
from zhiben.accidents.seed.types import CROSSWALK, TYPE_SCHEMES
from zhiben.accidents.vocab import TYPE_1986, TYPE_2025, Mark

SCHEMES = (*TYPE_SCHEMES, *CAUSE_SCHEMES)


def enter(scheme_model: Any, code_model: Any, crosswalk_model: Any) -> None:
    """Enter schemes, codes and the crosswalk as far as nobody has used their codes yet; what stands is left as the
    office has made it. Takes the models, for migrations have their own."""
    standing = set(scheme_model.objects.values_list("key", flat=True))
    plain = ("key", "layer", "title", "document_no", "since", "until", "source", "note", "mark")
    scheme_model.objects.bulk_create(
        scheme_model(**{name: getattr(seed, name) for name in plain}) for seed in SCHEMES if seed.key not in standing
    )
    schemes = {row.key: row for row in scheme_model.objects.all()}
    used = set(code_model.objects.values_list("scheme__key", "code"))
    code_model.objects.bulk_create(
        code_model(
            scheme=schemes[seed.key],
            code=code,
            label=label,
            above=_above(code) if seed.nested else "",
            position=number,
            mark=seed.mark,
        )
        for seed in SCHEMES
        for number, (code, label) in enumerate(seed.codes, start=1)
        if (seed.key, code) not in used
    )
    if crosswalk_model.objects.exists():
        return
    rows = code_model.objects.filter(scheme__key__in=(TYPE_1986, TYPE_2025)).order_by("edition")
    known = {(row.scheme.key, row.code): row for row in rows.select_related("scheme")}
    crosswalk_model.objects.bulk_create(
        crosswalk_model(
            old=known[TYPE_1986, old], new=known[TYPE_2025, new], by_hand=old in CROSSWALK.by_hand, mark=Mark.CHOICE
        )
        for old, news in CROSSWALK.ways.items()
        for new in news
    )


def _above(code: str) -> str:
    """The code above one, where codes grow longer level by level."""
    return code[:-1]
