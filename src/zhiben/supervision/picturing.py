"""The pictures of a round's report: a chart of what was found in each district, and a few photos as they are published,
upright copies without anything that a camera wrote, with what was blurred left out."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _

from zhiben.foundation.files.copies import copy_of
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.rendering import Figure
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.kernel import clock
from zhiben.supervision import queries
from zhiben.supervision.models import Finding
from zhiben.supervision.queries import Tally

MOST = 6
"""So many photos a report shows: a default of this product."""

ACROSS = 900
"""The longer side of a printed photo in pixels."""

WIDE_MM, HIGH_MM = 100.0, 82.0
"""The room of one photo on the page: two of them stand on one."""


def chart(tally: Tally) -> Iterator[Figure]:
    """What was found in each district; nothing where there is only one."""
    parts = [one for one in tally.districts if one.visits]
    if len(parts) < 2 or not tally.findings:
        return
    counts = tuple(float(one.findings) for one in parts)
    caption = _("各区发现的问题（个）")
    drawing = column_chart([one.name for one in parts], [Series(_("问题"), counts)], unit=_("个"))
    words = "，".join(f"{one.name}{one.findings}" for one in parts)
    yield Figure(caption, drawing, alt=_("柱形图：%(words)s") % {"words": words})


def photos(findings: Sequence[Finding]) -> list[Figure]:
    """The first photo that papers may show of a few findings, district by district in turn."""
    printable = queries.printable_photos(findings)
    chosen: list[Figure] = []
    for one in _in_turn(findings):
        if printable[one.pk] and len(chosen) < MOST:
            chosen.append(_figure(len(chosen) + 1, one, printable[one.pk][0].file))
    return chosen


def _in_turn(findings: Sequence[Finding]) -> list[Finding]:
    """One of each district, then the second of each."""
    by_district: dict[int, list[Finding]] = defaultdict(list)
    for one in findings:
        by_district[one.district].append(one)
    turns = zip_longest(*by_district.values())
    return [one for turn in turns for one in turn if one is not None]


def _figure(number: int, one: Finding, stored: StoredFile) -> Figure:
    """A photo within its room, never enlarged beyond it."""
    copy = copy_of(stored, ACROSS)
    wide, high = _size(copy)
    scale = min(WIDE_MM / wide, HIGH_MM / high)
    encoded = base64.b64encode(copy).decode("ascii")
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f'<image width="{wide}" height="{high}" xlink:href="data:image/jpeg;base64,{encoded}"/></svg>'
    )
    day = clock.in_words(one.visit.arrived_at.astimezone(clock.TZ).date())
    words = _("图%(number)s %(site)s：%(text)s（%(day)s）") % {
        "number": number,
        "site": one.visit.site.name,
        "text": one.text.rstrip("。"),
        "day": day,
    }
    return Figure(words, drawing, alt=words, width_mm=round(wide * scale, 1))


def _size(copy: bytes) -> tuple[int, int]:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(copy)) as picture:
        return picture.size
