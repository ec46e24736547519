"""How many of the seven mechanisms run: those with at least one record of the quarter, as rows of a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.kernel.measure import Cut, Measure, register
from zhiben.kernel.text import N_
from zhiben.overview.mechanisms import Standing, board


@dataclass(frozen=True, slots=True)
class Running:
    """A mechanism that has records, as a line behind the figure."""

    standing: Standing

    def __str__(self) -> str:
        told = _("%(title)s：本季度%(count)s条记录")
        return told % {"title": _(self.standing.title), "count": self.standing.records}

    def get_absolute_url(self) -> str:
        """Where it stands on the board."""
        return f"{reverse('overview:mechanisms')}#{self.standing.key}"


class Rows:
    """The running ones, to be counted and listed as a query's rows are. The seven are no table: what tells of them are
    other rooms' records."""

    def __init__(self, found: list[Running]) -> None:
        self._found = found

    def order_by(self, *_columns: str) -> Rows:
        """They stand in the city's order."""
        return self

    def count(self) -> int:
        """How many."""
        return len(self._found)

    def __getitem__(self, part: slice) -> list[Running]:
        return self._found[part]

    def __iter__(self) -> Iterator[Running]:
        return iter(self._found)


def running(cut: Cut) -> Any:
    """The mechanisms with at least one record of the cut's quarter, within the open scope."""
    found = board(cut.as_of - timedelta(microseconds=1))
    return Rows([Running(one) for one in found if one.records])


register(
    Measure(
        id="A4.mechanisms",
        title=N_("运行的机制"),
        formula=N_(
            "七项机制（工作专班、调度推进、督导检查、帮扶指导、信息报送、沟通联络、表彰激励）中，截至时点本季度至少有一条记录的"
        ),
        unit=N_("项"),
        numerator=running,
    )
)
