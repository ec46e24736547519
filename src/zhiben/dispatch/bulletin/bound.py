"""Figures within a text that stay bound to what was frozen: `{{D1.rate}}` is replaced by the figure as papers print it,
`{{D1.rate@罗湖区}}` by that of an area or a unit, `{{D1.rate:分母}}` by one of its parts; figures of names and of last
issue's items have names of their own. Nothing that is typed by hand passes for bound."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhiben.dispatch.facts import Figures
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.text import N_

FIGURE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
TOKEN = re.compile(r"([^@:：]+?)(?:@([^@:：]+?))?(?:[:：](分子|分母))?")
NUMBER = re.compile(r"(?<![A-Za-z0-9_.\-])\d[\d,]*(?:\.\d+)?%?")
NO_FIGURE_BEFORE = ("第", "表", "图", "附件")
NO_FIGURE_AFTER = ("年", "月", "日", "时", "号")


@dataclass(frozen=True, slots=True)
class Offered:
    """A figure to pick: what to type, what it is, how it is printed now."""

    token: str
    title: str
    shown: str


@dataclass(frozen=True)
class Bound:
    """The figures of one round's bulletin. `named` are those that are no measure's, by token: title and value;
    `places` the slices by the names of areas and units."""

    figures: Figures
    named: Mapping[str, tuple[str, str]]
    places: Mapping[str, tuple[str, ...]]

    def of(self, token: str) -> str | None:
        """The figure as papers print it; None where there is no such figure."""
        if token in self.named:
            return self.named[token][1]
        found = TOKEN.fullmatch(token)
        if found is None or (found[1], "") not in self.figures.rows:
            return None
        slices = self.places.get(found[2], ()) if found[2] else ("",)
        held = [one for one in slices if (found[1], one) in self.figures.rows]
        return self._told(found[1], held[0], found[3] or "") if held else None

    def _told(self, measure: str, slice_: str, side: str) -> str | None:
        row = self.figures.rows[measure, slice_]
        if row.denominator is None:
            return None if side else str(row.numerator)
        counts = {"分子": str(row.numerator), "分母": str(row.denominator)}
        return counts.get(side) or self.figures.shown(measure, slice_)

    def filled(self, text: str) -> str:
        """The text with its figures; what is unknown stays as it was typed, to be seen and refused."""
        return FIGURE.sub(lambda found: self.of(found[1]) or found[0], text)

    def must_know(self, lines: list[str], field: str) -> None:
        """Raises Incomplete at `field` for a figure that there is not, and for a brace without its other."""
        wrong = [told for place, line in enumerate(lines, start=1) for told in self._wrong(place, line)]
        if wrong:
            raise Incomplete(N_("文字中有不能识别的指标"), fields={field: "；".join(wrong)})

    def _wrong(self, place: int, line: str) -> Iterator[str]:
        for found in FIGURE.finditer(line):
            if self.of(found[1]) is None:
                near = difflib.get_close_matches(found[1], [one.token for one in self.offered()], n=1)
                said = N_("第{place}段的“{token}”不是本期的指标") + (N_("，是否指{{{{{near}}}}}") if near else "")
                yield said.format(place=place, token=found[0], near="".join(near))
        rest = FIGURE.sub("", line)
        if "{{" in rest or "}}" in rest:
            yield N_("第{place}段的花括号不成对，指标要写成{{{{编号}}}}，从列表选用").format(place=place)

    def offered(self) -> list[Offered]:
        """What to pick from: the wholes of all measures, then the others."""
        found = []
        for (measure, slice_), row in self.figures.rows.items():
            if not slice_:
                sides = ("",) if row.denominator is None else ("", ":分子", ":分母")
                found += [self._offer(f"{measure}{side}", row.title + side.replace(":", " ")) for side in sides]
        return [*found, *(self._offer(token, title) for token, (title, _value) in self.named.items())]

    def _offer(self, token: str, title: str) -> Offered:
        return Offered(token, title, self.of(token) or "")


def unbound(text: str) -> list[str]:
    """Numbers typed by hand, each as it stands; dates, issue numbers, numbers of tables and of records are none."""
    bare = FIGURE.sub("", text)
    return [
        found[0]
        for found in NUMBER.finditer(bare)
        if not bare[: found.start()].endswith(NO_FIGURE_BEFORE) and not bare[found.end() :].startswith(NO_FIGURE_AFTER)
    ]
