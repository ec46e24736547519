"""Records of outcomes: files as somebody brings them, and the people who do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reporting.models import Batch, Penalty, Work
from zhiben.reporting.operations import enter, import_batch

HEADS = ("日期", "单位", "场次", "人员编号")


class Trainers:
    """Who brings records: the city's office, 龙华区 with its street, and a district beside it."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.office = city.actor(Role.OFFICE_OFFICER, "市安委办")
        self.department = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
        self.district = city.actor(Role.DISTRICT_OFFICER, "龙华区")
        self.street = city.actor(Role.STREET_OFFICER, "民治街道")
        self.elsewhere = city.actor(Role.DISTRICT_OFFICER, "南山区")

    def brought(self, path: Path, kind: str = "training_employees", by: Actor | None = None, **given: Any) -> Batch:
        """A file brought in by somebody."""
        actor = by or self.office
        with scope(actor):
            return import_batch(path, kind, actor=actor, **given)

    def work(self, kind: str = "fire", by: Actor | None = None, **given: Any) -> Work:
        """A finished work of 民治街道, unless told otherwise."""
        actor, street = by or self.street, self.city.territories[given.pop("street", "民治街道")].pk
        told = {
            "kind": kind,
            "number": "示例-1",
            "unit": self.city.unit("民治街道").pk,
            "premises": "示例商住楼",
            "address": "示例路1号",
            "checked_by": "王五",
        }
        with scope(actor):
            work: Work = enter(Work, told | given, street=street, actor=actor)
        return work

    def penalty(self, by: Actor | None = None, **given: Any) -> Penalty:
        """A penalty that the city's housing department decided in 民治街道, unless told otherwise."""
        actor, street = by or self.department, self.city.territories[given.pop("street", "民治街道")].pk
        told = {
            "number": "示例罚〔2024〕1号",
            "unit": self.city.unit("市住房建设").pk,
            "party": "示例公司",
            "sanction": "罚款",
            "amount": 20_000,
        }
        with scope(actor):
            penalty: Penalty = enter(Penalty, told | given, street=street, actor=actor)
        return penalty


@replayed
def trainers_in_city() -> Trainers:
    """They, in a city of their own."""
    return Trainers(city())


def csv_of(path: Path, rows: Iterable[Sequence[str]], heads: Sequence[str] = HEADS, encoding: str = "utf-8") -> Path:
    """A file of these rows."""
    lines = [",".join(heads), *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def records_file(unit: str) -> SimpleUploadedFile:
    """A file of one record of a unit."""
    return SimpleUploadedFile("培训.csv", f"日期,单位,场次,人员编号\n2024-03-06,{unit},A7,12345678\n".encode())


def outcome_told(city: City, table: str, unit: str) -> dict[str, Any]:
    """What a form is filled in with, of a work or a penalty in 民治街道."""
    common = {"number": "示例-9", "unit": city.unit(unit).pk, "street": city.territories["民治街道"].pk}
    if table == "work":
        place = {"kind": "fire", "premises": "示例楼", "address": "示例路1号"}
        return common | place | {"done_on": "2024-03-05", "checked_by": "王五"}
    return common | {"party": "示例公司", "decided_on": "2024-03-05", "sanction": "罚款", "amount": "100"}


def outcomes(city: City, actor: Actor, unit: str, records: dict[str, Any]) -> None:
    """A batch with its tally, a work and a penalty of a unit, entered by its officer."""
    with TemporaryDirectory() as folder, scope(actor):
        path = csv_of(Path(folder) / "培训.csv", [("2024-03-05", unit, "A1", "440300199001010011")])
        records["outcome batch"] = import_batch(path, "training_employees", actor=actor)
        records["tally"] = records["outcome batch"].tallies.get()
        street = city.territories["民治街道"].pk
        for name, model, day in (("work", Work, "done_on"), ("penalty", Penalty, "decided_on")):
            told = outcome_told(city, name, unit) | {day: date(2024, 3, 5), "number": "示例-1"}
            told.pop("street")
            told |= {"amount": Decimal(100)} if name == "penalty" else {}
            records[name] = enter(model, told, street=street, actor=actor)
