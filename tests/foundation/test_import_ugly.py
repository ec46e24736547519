"""Two hundred workbooks as people really hand them in: each is read right, every value, or refused with exactly the
cells that are wrong; nothing is ever half written."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from tests.factories.orgs import City, Role, city
from tests.foundation.ugly import Known, Names, Ugly, ugly

from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import run
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Site, Unit, UnitAlias

AT_A_TIME = 20
TABLES = (KeyTask, Hazard, Site, Unit, AuditEntry)


class _Undone(Exception):
    """Takes back what one workbook has written, so that the next one finds the same city."""


def known(built: City) -> Names:
    """The names of the small city, with short forms for some."""
    for name, short in (("市住房建设", "住建"), ("市应急管理", "应急局"), ("市交通运输", "交委")):
        UnitAlias.objects.create(unit=built.units[name], name=short)
    units = {name: [name] for name in built.units if not name.endswith("安委办")}
    units["市住房建设"].append("住建")
    units["市应急管理"].append("应急局")
    sites = [built.site(sector=sector) for sector in ("房屋建筑施工", "工贸通用", "道路客运")]
    return Names(
        units=units,
        streets={name: [name] for name in ("民治街道", "粤海街道", "南园街道", "龙华街道")},
        sectors={name: [name] for name in built.sectors},
        sites={one.name: [one.name, one.local_id] for one in sites},
        sector_of={one.name: one.sector.name for one in sites},
        kinds={"department": "部门", "enterprise": "企业"},
    )


def counts() -> list[int]:
    return [model._base_manager.count() for model in TABLES]


def shown(made: Ugly, names: Names) -> dict[str, Known]:
    """What stands in the database under the keys of the file, in the columns that it has."""
    sheet = catalogue()[made.sheet]
    key = {"tasks": "number", "hazards": "number", "sites": "local_id", "units": "name"}[made.sheet]
    assert sheet.read is not None
    found: dict[str, Known] = {}
    for row in sheet.read(SYSTEM):
        told = made.rows.get(str(row[key]))
        if told is not None:
            found[str(row[key])] = {column: _plain(row[column], column) for column in told}
    return found


def _plain(value: Any, column: str) -> Any:
    return sorted(str(value).split("、")) if column == "assisting" else value


def expected(made: Ugly, names: Names) -> dict[str, Known]:
    """What ought to stand there: who assists is no order, and a hazard without a sector is of its site's."""
    rows = {key: dict(row) for key, row in made.rows.items()}
    for row in rows.values():
        if "assisting" in row:
            row["assisting"] = _plain(row["assisting"], "assisting")
        if "sector" in row and made.sheet == "hazards":
            row["sector"] = row["sector"] or names.sector_of[row["site"]]
    return rows


def against(made: Ugly, names: Names, actor: Actor) -> Any:
    """What is not as it should be with one workbook; nothing when all is."""
    sheet, before = catalogue()[made.sheet], counts()
    report = run(sheet, made.data, name=made.name, actor=actor)
    refused = {(problem.sheet, problem.cell) for problem in report.refused}
    if refused != made.wrong:
        return {
            "refused": sorted(refused - made.wrong),
            "missed": sorted(made.wrong - refused),
            "of": report.refused[:3],
        }
    if made.wrong:
        return None if counts() == before else {"half written": (before, counts())}
    if (found := shown(made, names)) != (wanted := expected(made, names)):
        return {"read": [(found.get(key), row) for key, row in wanted.items() if found.get(key) != row][:2]}
    again = run(sheet, made.data, name=made.name, actor=actor)
    changed = (again.created, again.updated, again.refused)
    return None if changed == (0, 0, ()) else {"again": changed}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "first",
    [
        *range(0, 200, AT_A_TIME),
        *(pytest.param(n, marks=pytest.mark.slow) for n in range(200, 1_000, AT_A_TIME)),
    ],
)
def test_workbook_is_read_right_or_refused_at_the_cells_that_are_wrong(first: int) -> None:
    built = city()
    names, officer, failed = known(built), built.actor(Role.OFFICE_OFFICER, "市安委办"), {}
    for seed in range(first, first + AT_A_TIME):
        made = ugly(seed, names)
        by_person = made.sheet == "hazards"  # somebody reports them
        try:
            with scope(officer) if by_person else unscoped(reason="test data"), transaction.atomic():
                if wrong := against(made, names, officer if by_person else SYSTEM):
                    failed[seed, made.sheet, made.name] = wrong
                raise _Undone
        except _Undone:
            pass
    assert failed == {}


@pytest.mark.django_db
def test_the_two_hundred_have_every_trouble_in_many_combinations() -> None:
    names = known(city())
    made = [ugly(seed, names) for seed in range(200)]
    often = Counter(trouble for one in made for trouble in one.troubles)
    assert {trouble for trouble, times in often.items() if times < 15} == set()
    assert set(often) == {
        *("xlsx", "xls", "utf-8", "utf-8-sig", "utf-16", "gb18030", "pasted", "tasks", "hazards", "sites", "units"),
        *("titles", "heads over each other", "numbered columns", "counted", "known by content", "merged in the body"),
        *("repeats", "totals between", "group titles", "numbered and empty", "total below", "notes below"),
        *("hidden rows", "other worksheets", "wrong"),
    }
    assert often["wrong"] == 100
    assert len({one.troubles for one in made}) > 150
