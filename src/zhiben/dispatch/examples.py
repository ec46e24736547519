"""Examples for a bulletin, each with words to be put into the text. A person chooses, and changes the words. Shelves
hold them: what visits found and a paper told in the period stands here; rooms above register theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
"""So many of a shelf, the latest, are offered: a default of this product."""


@dataclass(frozen=True, slots=True)
class Example:
    """One: what it is called; what stands `beneath` it; the sentence to insert; its page; the `number` of the record on
    which the sentence rests, and how its words begin, where there are such."""

    text: str
    beneath: tuple[str, ...]
    sentence: str
    address: str
    number: str = ""
    opening: str = ""


Offered = Callable[["Round"], list[Example]]
"""The examples for a round within the open scope, at most MOST, the best first."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Examples of one kind: its title, the sections that may take them, how they are read; what is told beneath them,
    and where there are none; the name of the page that has them `all`, if there is one."""

    key: str
    title: str
    parts: tuple[Part, ...]
    offered: Offered
    note: str
    empty: str
    all: str = ""


_registry: dict[str, Shelf] = {}


def register(shelf: Shelf) -> Shelf:
    """Make a shelf known; a key is taken once."""
    if _registry.setdefault(shelf.key, shelf) != shelf:
        raise ValueError(f"the shelf {shelf.key} is registered twice")
    return shelf


def offered(one: Round, part: Part) -> list[tuple[Shelf, list[Example]]]:
    """The shelves of a section, by key, with what they offer within the open scope; none to sections that take none."""
    shelves = [shelf for _key, shelf in sorted(_registry.items()) if part in shelf.parts]
    return [(shelf, [_plain(example) for example in shelf.offered(one)]) for shelf in shelves]


def _plain(one: Example) -> Example:
    """Braces in somebody's words are no figure of the bulletin."""
    return replace(one, sentence=one.sentence.replace("{{", "｛｛").replace("}}", "｝｝"))


def _findings(one: Round) -> list[Example]:
    rows = list(supervision.told_between(one.office_id, one.period.begins, one.period.ends)[:MOST])
    names = orgs.territory_names({pk for row in rows for pk in (row.district, row.street)})
    found = []
    for row in rows:
        site = row.visit.site
        text = row.text.replace(site.name, N_("该场所")).rstrip("。")
        place = names.get(row.street if one.coordinates.district else row.district, "")
        sentence = N_("{place}一处{sector}场所：{text}。").format(place=place, sector=site.sector.name, text=text)
        number = row.letter.number if row.letter else ""
        beneath = tuple(word for word in (place, site.sector.name, number) if word)
        found.append(Example(text, beneath, sentence, row.get_absolute_url(), number))
    return found


FINDINGS = register(
    Shelf(
        "supervision.findings",
        N_("从督导问题中选例"),
        PARTS,
        _findings,
        N_("本期印发的督导文书里的问题，例句不写场所名称；插入后请改写，核对有没有人名，数字自行核对"),
        N_("本期没有印发督导文书"),
    )
)
