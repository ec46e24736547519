"""Examples for a bulletin: what visits of the office found and a paper told in the period, each as a sentence that
names no site. A person chooses, and changes the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.dispatch.vocab import Part
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import queries as supervision

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round

PARTS = (Part.NAMED, Part.PRACTICE)
"""Sections that may rest on a record of their own, and take examples."""

MOST = 50
"""So many, the latest, are offered: a default of this product."""


@dataclass(frozen=True, slots=True)
class Example:
    """One: what was found at what kind of site, where; the sentence to insert; the paper's number; its page."""

    text: str
    place: str
    sector: str
    sentence: str
    number: str
    address: str


def offered(one: Round, part: Part) -> list[Example]:
    """What is offered to a section, within the open scope; nothing to sections that take none."""
    if part not in PARTS:
        return []
    rows = list(supervision.told_between(one.office_id, one.period.begins, one.period.ends)[:MOST])
    names = orgs.territory_names({pk for row in rows for pk in (row.district, row.street)})
    found = []
    for row in rows:
        site = row.visit.site
        text = row.text.replace(site.name, N_("该场所")).rstrip("。")
        place = names.get(row.street if one.coordinates.district else row.district, "")
        sentence = N_("{place}一处{sector}场所：{text}。").format(place=place, sector=site.sector.name, text=text)
        number = row.letter.number if row.letter else ""
        found.append(Example(text, place, site.sector.name, sentence, number, row.get_absolute_url()))
    return found
