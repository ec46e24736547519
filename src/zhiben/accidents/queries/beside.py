"""Two cases beside each other, line by line, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhiben.accidents.models import AccidentCase, Told
from zhiben.accidents.queries.cases import sources_of
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

PLAIN = (
    *("occurred_on", "hour", "place", "unit_name", "unit_code", "enterprise", "contractor", "regime"),
    *("deaths", "missing", "serious", "minor", "loss", "legacy_type", "learned_at", "reported_at"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What two cases say of one thing; `takes` names it where the one that stays may take it from the other."""

    label: str
    first: str
    second: str
    takes: str = ""

    @property
    def differs(self) -> bool:
        """True where they say different things."""
        return self.first != self.second


def beside(first: AccidentCase, second: AccidentCase) -> list[Line]:
    """All that two cases say, as far as one of them says anything."""
    cases = (first, second)
    places = orgs.territory_names({place for case in cases for place in (case.district, case.street)})
    sites = orgs.site_names([case.site_id for case in cases if case.site_id])
    sectors = dict(orgs.sectors())

    def line(label: str, say: Callable[[AccidentCase], Any], takes: str = "") -> Line:
        return Line(label, _words(say(first)), _words(say(second)), takes)

    found = [
        line(_("报送部门和编号"), lambda case: "、".join(map(str, sources_of(case)))),
        line(
            _("区域"),
            lambda case: f"{places.get(case.district, '')} {places.get(case.street, '')}".strip(),
            "territory",
        ),
        line(_("场所"), lambda case: sites.get(case.site_id or 0, ""), "site"),
        line(_("行业领域"), lambda case: sectors.get(case.sector_id or 0, ""), "sector"),
        line(_("事故类型（2025）"), lambda case: case.type_2025 or "", "type_2025"),
        line(_("事故类型（1986）"), lambda case: case.type_1986 or "", "type_1986"),
        *(line(_(_label(name)), _saying(name), name) for name in PLAIN),
        line(_("事故经过"), lambda case: case.narrative, "narrative"),
        line(_("状态"), lambda case: _(case.state_shown.label)),
    ]
    return [one for one in found if one.first or one.second]


def _label(name: str) -> str:
    return next(str(field.verbose_name) for field in Told._meta.local_fields if field.name == name)


def _saying(name: str) -> Callable[[AccidentCase], Any]:
    if name in ("enterprise", "regime"):
        return lambda case: getattr(case, f"get_{name}_display")()
    if name in ("learned_at", "reported_at"):
        return lambda case: clock.to_the_minute(getattr(case, name))
    return lambda case: getattr(case, name)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)
