"""Rows of a workbook as drafts: times of day and moments as they are written, who sent it where the row does not say,
where it happened."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhiben.accidents import policy
from zhiben.accidents.operations.discreet import discreet
from zhiben.accidents.operations.entering import Draft
from zhiben.accidents.queries.schemes import cause_codes, ended_causes
from zhiben.accidents.vocab import REGIMES, Department, Regime, department_called
from zhiben.foundation.importing import several_names
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Row
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TIME = re.compile(r"^(\d{1,2})(?:[:：时点](\d{1,2})?(?:[:：分]\d{0,2}秒?)?)?$")
MOMENT = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2})[:：时点](\d{1,2})?(?:[:：分]\d{0,2}秒?)?$"
)
WAN = Decimal(10_000)
TEXTS = ("source_number", "place", "unit_name", "unit_code", "legacy_type", "narrative", "approval_no")
NUMBERS = ("deaths", "missing", "serious", "minor")
IDS = ("site", "sector", "type_1986", "type_2025")


def time_of(text: str) -> tuple[int, int | None] | None:
    """Hour and minute of "10:30", "10时30分", "10时", "10"; None for what is no time of day."""
    found = TIME.match(text.replace(" ", ""))
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2]) if found[2] else None
    return (hour, minute) if hour < 24 and (minute or 0) < 60 else None


def moment_of(text: str) -> datetime | None:
    """The moment of "2024-10-15 14:30" or "2024年10月15日14时30分"; None for anything else."""
    found = MOMENT.match(text.strip())
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=clock.TZ)
    except ValueError:
        return None


def time_in_words(hour: int | None, minute: int | None) -> str:
    """A time of day as a cell says it."""
    if hour is None:
        return ""
    return N_("{hour}时").format(hour=hour) if minute is None else f"{hour:02d}:{minute:02d}"


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one file for one person."""

    actor: Actor
    problems: list[CellProblem] = field(default_factory=list)

    @cached_property
    def department(self) -> str:
        """Whose records the person brings where a row does not say: those of the own department."""
        grant = next((one for one in self.actor.grants if policy.records_by(one)), None)
        return department_called(orgs.unit_name(grant.unit) if grant else "").value

    @cached_property
    def causes(self) -> Mapping[str, int]:
        """The standing codes of causes, by code and by name."""
        return {name: one.pk for one in cause_codes() for name in (one.label, one.code)}

    @cached_property
    def ended(self) -> Mapping[int, str]:
        """The codes of causes that have ended, by id."""
        return {one.pk: one.code for one in ended_causes()}

    @cached_property
    def streets(self) -> Mapping[int, int]:
        """The district of each street."""
        return {card.id: card.coordinates.district for card in orgs.streets()}

    def department_of(self, row: Row) -> str:
        """Whose record a row is."""
        return str(row.values.get("department") or self.department)

    def draft(self, row: Row, standing: Draft | None = None) -> Draft:
        """What a row says, on top of what stands already; columns that the row does not have change nothing. What is
        wrong in it is noted among the problems."""
        told: dict[str, Any] = {}
        self._plainly(row, told)
        self._when(row, told)
        self._where(row, told, standing)
        self._lost(row, told)
        if "causes" in row.values:
            told["causes"] = self._causes(row, standing.causes if standing else ())
        if standing is None:
            told["department"] = self.department_of(row)
            told.setdefault("regime", REGIMES.get(Department(told["department"]), Regime.WORK))
            told["said"] = dict(row.texts)
            return discreet(Draft(**told))
        return discreet(replace(standing, **told))

    def _plainly(self, row: Row, told: dict[str, Any]) -> None:
        values = row.values
        told |= {name: str(values[name] or "") for name in TEXTS if name in values}
        told |= {name: int(str(values[name] or 0)) for name in (*NUMBERS, *IDS) if name in values}
        told |= {name: values[name] for name in ("occurred_on", "approved_on", "contractor") if name in values}
        told |= {name: str(values[name]) for name in ("enterprise", "regime") if values.get(name)}

    def _when(self, row: Row, told: dict[str, Any]) -> None:
        if "time" in row.values:
            text = str(row.values["time"] or "")
            found = time_of(text)
            if text and found is None:
                self._wrong(row, "time", N_("时刻应如10:30或10时"))
            told["hour"], told["minute"] = found or (None, None)
        for name in ("learned_at", "reported_at"):
            if name in row.values:
                text = str(row.values[name] or "")
                told[name] = moment_of(text)
                if text and told[name] is None:
                    self._wrong(row, name, N_("时间应如2024-10-15 14:30"))

    def _where(self, row: Row, told: dict[str, Any], standing: Draft | None) -> None:
        street, district = (int(str(row.values.get(name) or 0)) for name in ("street", "district"))
        if street and district and self.streets.get(street, district) != district:
            self._wrong(row, "street", N_("街道不在所填的区内"))
        stays = standing is not None and not street and self.streets.get(standing.territory) == district
        if (street or district) and not stays:
            told["territory"] = street or district
        if told.get("site") or (standing is not None and standing.site and "site" not in row.values):
            told["territory"] = 0

    def _lost(self, row: Row, told: dict[str, Any]) -> None:
        yuan, wan = (row.values.get(name) for name in ("loss", "loss_wan"))
        if isinstance(yuan, Decimal) and isinstance(wan, Decimal) and yuan != wan * WAN:
            self._wrong(row, "loss_wan", N_("与以元计的损失不一致，只填一项"))
        if "loss" in row.values or isinstance(wan, Decimal):
            told["loss"] = yuan if isinstance(yuan, Decimal) else wan * WAN if isinstance(wan, Decimal) else Decimal(0)

    def _causes(self, row: Row, standing: Collection[int]) -> tuple[int, ...]:
        """Causes by code or name; those that have ended are still told of a case that has them."""
        names = several_names(str(row.values["causes"] or ""))
        own = {code: pk for pk, code in self.ended.items() if pk in standing}
        known = {name: self.causes.get(name, own.get(name, 0)) for name in names}
        for name, pk in known.items():
            if not pk:
                self._wrong(row, "causes", N_("没有原因代码“{name}”").format(name=name))
        return tuple(sorted({pk for pk in known.values() if pk}))

    def _wrong(self, row: Row, column: str, sentence: str) -> None:
        self.problems.append(row.problem(column, "wrong", sentence))


def day_of(row: Row) -> date | None:
    """The day of the accident, as a row tells it."""
    found = row.values.get("occurred_on")
    return found if isinstance(found, date) else None


def by_day(rows: Sequence[Row]) -> set[date]:
    """All days of rows."""
    return {day for row in rows if (day := day_of(row))}
