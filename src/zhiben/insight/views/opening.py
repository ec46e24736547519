"""From a figure of a study to the list of its cases."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from zhiben.foundation.studies import Study
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.orgs import queries as orgs

PARAMETERS = {
    Side.SEASON: "months",
    Side.MONTH: "months",
    Side.HOURS: "hours",
    Side.DISTRICT: "district",
    Side.STREET: "street",
    Side.SECTOR: "sector",
    Side.TYPE: "types",
    Side.ENTERPRISE: "enterprise",
    Side.CONTRACTOR: "contractor",
    **dict.fromkeys(CAUSE_SIDES, "cause"),
}
"""What the list of cases calls each side."""


class Opening:
    """The lists of cases behind the figures of a study."""

    def __init__(self, study: Study) -> None:
        at, years = orgs.unit(study.unit).coordinates, study.result["years"]
        self.scheme = study.parameters["scheme"]
        self.ground = {"state": "counted", "first": f"{years[0]}-01-01", "last": f"{years[-1]}-12-31"}
        self.ground |= {name: str(value) for name in ("district", "line") if (value := getattr(at, name))}

    def of(self, facts: Iterable[tuple[str, str]] = ()) -> str:
        """The address of the cases with all these facts; "" where the list cannot be asked for them."""
        asked: dict[str, str] = {}
        for side, key in facts:
            told = {"first": f"{key}-01-01", "last": f"{key}-12-31"} if side == Side.YEAR else self._asked(side, key)
            if key == "-" or any(asked.get(name, value) != value for name, value in told.items()):
                return ""
            asked |= told
        return f"{reverse('accidents:list')}?{urlencode(self.ground | asked)}"

    def lacking(self, what: str) -> str:
        """The address of the cases that lack something."""
        return f"{reverse('accidents:list')}?{urlencode(self.ground | {'lacking': what})}"

    def _asked(self, side: str, key: str) -> dict[str, str]:
        return {PARAMETERS[Side(side)]: f"{self.scheme}:{key}" if side == Side.TYPE else key}
