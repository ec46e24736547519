"""The hazard ledger as a workbook."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.hazards import Cast, cast_in_city, hazard

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport, export, run
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard, YearNumber
from zhiben.hazards.operations import Draft, report_many
from zhiben.hazards.sheets import NOT_IMPORTABLE
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
HEAD = "编号,隐患,场所,行业领域,发现日期,判定依据,描述\n"


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def row(cast: Cast, number: str, **given: str) -> str:
    cells = {
        "title": "临边防护缺失",
        "site": cast.site.name,
        "sector": "",
        "found": "2024-03-01",
        "criterion": "建质规〔2024〕5号",
        "description": "二层东侧",
    } | given
    return ",".join((number, *cells.values())) + "\n"


def taken_in(actor: Actor, *rows: str) -> ImportReport:
    with scope(actor):
        return run(catalogue()["hazards"], (HEAD + "".join(rows)).encode(), name="台账.csv", actor=actor)


def standing() -> list[Hazard]:
    with unscoped(reason="a test reads"):
        return list(Hazard.objects.order_by("number"))


def problems(report: ImportReport) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in report.refused]


def test_rows_come_in_as_reported_hazards(cast: Cast) -> None:
    report = taken_in(cast.street, row(cast, "LH-1"), row(cast, "LH-2", site=cast.site.local_id, sector="高层建筑消防"))
    assert (report.refused, report.created) == ((), 2)
    first, second = standing()
    assert (first.state, first.reporter, first.site_id) == ("reported", cast.street.id, cast.site.pk)
    assert (first.description, first.criterion, str(first.found_on)) == ("二层东侧", "建质规〔2024〕5号", "2024-03-01")
    assert (first.district, first.street) == (cast.site.district, cast.site.street)
    assert (first.sector_id, second.sector_id) == (
        cast.city.sectors["房屋建筑施工"].pk,
        cast.city.sectors["高层建筑消防"].pk,
    )
    verbs = AuditEntry.objects.filter(model="hazards.hazard", record=first.pk).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["begin", "report"]
    assert AuditEntry.objects.filter(verb="import", model="sheet.hazards").count() == 1


def test_wrong_rows_name_sheet_and_cell_and_write_nothing(cast: Cast) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    late = taken_in(cast.street, row(cast, "LH-1"), row(cast, "LH-2", found=tomorrow))
    assert (problems(late), late.refused[0].message) == ([("E3", "in_the_future")], "发现日期不能晚于今天")
    wrong = taken_in(
        cast.street,
        row(cast, "LH-1"),
        row(cast, "LH-2", title=""),
        row(cast, "LH-3", found="2024-13-45"),
        row(cast, "LH-4", sector="造船"),
        row(cast, "LH-1", description="三层西侧"),
    )
    assert [problem.cell for problem in wrong.refused] == ["B3", "E4", "D5", "A2", "A6"]
    assert {problem.sheet for problem in wrong.refused} == {late.refused[0].sheet}
    for problem in wrong.refused:
        assert any("\u4e00" <= character <= "\u9fff" for character in problem.message)
    assert standing() == []


def test_unknown_site_gets_suggestions_never_a_new_record(cast: Cast) -> None:
    report = taken_in(cast.street, row(cast, "LH-1", site=f"{cast.site.name}栋"))
    assert [problem.cell for problem in report.refused] == ["C2"]
    assert cast.site.name in report.refused[0].message
    assert standing() == []


def test_site_of_another_district_is_neither_found_nor_suggested(cast: Cast) -> None:
    stranger = cast.city.actor(Role.STREET_OFFICER, "粤海街道")
    report = taken_in(stranger, row(cast, "LH-1"))
    sentence = f"「场所」填的是「{cast.site.name}」，没有这个名称，也没有相近的名称；应填：系统中已有的名称"
    assert [(problem.cell, problem.message) for problem in report.refused] == [("C2", sentence)]
    assert standing() == []


def test_who_cannot_report_at_a_site_imports_nothing(cast: Cast) -> None:
    auditor = cast.city.actor(Role.AUDITOR, "市安委办")
    report = taken_in(auditor, row(cast, "LH-1"))
    assert (problems(report), standing()) == ([("C2", "not_allowed")], [])
    assert report.refused[0].message == "该场所不在您负责的区域或条线内，不能上报"


def test_what_is_exported_comes_back_unchanged(cast: Cast) -> None:
    taken_in(cast.street, row(cast, "LH-1"), row(cast, "LH-2", description=""))
    moved = standing()[0]
    cast.step(moved, "verify")
    with scope(cast.office):
        sheet = catalogue()["hazards"]
        assert sheet.read is not None
        workbook = export(sheet, sheet.read(cast.office))
        again = run(sheet, workbook, name="台账.xlsx", actor=cast.office)
    assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, 2)
    assert [one.state for one in standing()] == ["verified", "reported"]


def test_site_whose_name_others_bear_is_exported_by_its_own_number(cast: Cast) -> None:
    twin = cast.city.site()
    with unscoped(reason="a test sets its stage"):
        Site.objects.filter(pk=twin.pk).update(name=cast.site.name)
    taken_in(cast.street, row(cast, "LH-1", site=cast.site.local_id))
    with scope(cast.office):
        sheet = catalogue()["hazards"]
        assert sheet.read is not None
        again = run(sheet, export(sheet, sheet.read(cast.office)), name="台账.xlsx", actor=cast.office)
    assert (again.refused, again.unchanged) == ((), 1)


def test_reported_hazard_is_not_changed_by_an_import(cast: Cast) -> None:
    taken_in(cast.street, row(cast, "LH-1"))
    report = taken_in(cast.street, row(cast, "LH-1", title="另一隐患"), row(cast, "LH-2"))
    assert [(one.cell, one.message) for one in report.refused] == [("A2", NOT_IMPORTABLE)]
    assert [(one.number, one.title) for one in standing()] == [("LH-1", "临边防护缺失")]


def test_number_of_another_district_is_refused_as_ones_own_that_cannot_be_changed(cast: Cast) -> None:
    taken_in(cast.street, row(cast, "LH-1"))
    stranger = cast.city.actor(Role.STREET_OFFICER, "粤海街道")
    own = cast.city.site(street="粤海街道")
    taken_in(stranger, row(cast, "NS-1", site=own.name))
    rows = [row(cast, number, site=own.name, title="另一隐患") for number in ("NS-1", "LH-1")]
    told = [[(one.cell, one.code, one.message) for one in taken_in(stranger, given).refused] for given in rows]
    assert told == [[("A2", "not_importable", NOT_IMPORTABLE)]] * 2
    assert [one.number for one in standing()] == ["LH-1", "NS-1"]


def test_numbers_of_the_ledgers_own_shape_are_not_brought_along(cast: Cast) -> None:
    given = hazard(cast)
    stranger = cast.city.actor(Role.STREET_OFFICER, "粤海街道")
    own = cast.city.site(street="粤海街道")
    for number in (given.number, given.number.lower(), "YH2024-00077", "YH2024-1234567"):
        report = taken_in(stranger, row(cast, number, site=own.name))
        assert [(one.cell, one.code) for one in report.refused] == [("A2", "ledgers_own_number")]
        assert report.refused[0].message == "“YH年份-序号”由本台账编排，自带的编号请换一种写法"
    with scope(cast.street), pytest.raises(Refused, match="由本台账编排"):
        report_many([Draft("堵塞", cast.site.pk, clock.today(), number="YH2024-00002")], actor=cast.street)
    assert [one.pk for one in standing()] == [given.pk]


def test_numbers_that_are_taken_are_passed_over(cast: Cast) -> None:
    year = clock.today().year
    first = hazard(cast)
    with unscoped(reason="a test sets its stage"):
        for position in (2, 3, 5):
            other = hazard(cast)
            Hazard.objects.filter(pk=other.pk).update(number=f"X-{position}")
        YearNumber.objects.update(last=1)
        for position in (2, 3, 5):
            Hazard.objects.filter(number=f"X-{position}").update(number=f"YH{year}-{position:05d}")
    with scope(cast.street):
        made = report_many([Draft("堵塞", cast.site.pk, clock.today())] * 3, actor=cast.street)
    assert first.number == f"YH{year}-00001"
    assert [one.number for one in made] == [f"YH{year}-{position:05d}" for position in (4, 6, 7)]


def test_dry_run_counts_and_writes_nothing(cast: Cast) -> None:
    with scope(cast.street):
        data = (HEAD + row(cast, "LH-1")).encode()
        report = run(catalogue()["hazards"], data, name="台账.csv", actor=cast.street, dry_run=True)
    assert (report.created, standing(), AuditEntry.objects.filter(verb="import").count()) == (1, [], 0)


NUMBERLESS = "隐患,场所,发现日期,描述\n"


def without_numbers(actor: Actor, *rows: str, head: str = NUMBERLESS, dry: bool = False) -> ImportReport:
    with scope(actor):
        data = (head + "".join(row + "\n" for row in rows)).encode()
        return run(catalogue()["hazards"], data, name="台账.csv", actor=actor, dry_run=dry)


def test_rows_without_numbers_get_the_ledgers_own_and_are_known_again(cast: Cast) -> None:
    name = cast.site.name
    rows = (f"临边防护缺失,{name},2024-03-01,二层", f"通道堵塞,{name},2024-03-01,")
    trial, first = without_numbers(cast.street, *rows, dry=True), without_numbers(cast.street, *rows)
    assert (first.refused, trial.created, first.created) == ((), 2, 2)
    assert trial.effects_sha256 == first.effects_sha256
    assert [one.number for one in standing()] == ["YH2024-00001", "YH2024-00002"]
    again = without_numbers(cast.street, *rows, f"电线老化,{cast.site.local_id},2024-03-02,")
    assert (again.refused, again.created, again.unchanged) == ((), 1, 2)
    assert [one.state for one in standing()] == ["reported"] * 3


def test_row_without_number_that_says_otherwise_is_refused_by_name(cast: Cast) -> None:
    without_numbers(cast.street, f"临边防护缺失,{cast.site.name},2024-03-01,二层")
    report = without_numbers(cast.street, f"临边防护缺失,{cast.site.name},2024-03-01,三层")
    assert [(one.cell, one.code) for one in report.refused] == [("A2", "not_importable")]
    assert "YH2024-00001" in report.refused[0].message and len(standing()) == 1


def test_same_row_twice_without_number_is_named(cast: Cast) -> None:
    rows = (f"临边防护缺失,{cast.site.name},2024-03-01,{where}" for where in ("二层", "三层"))
    report = without_numbers(cast.street, *rows)
    assert [(one.cell, one.code) for one in report.refused] == [("B2", "duplicate"), ("B3", "duplicate")]


def test_rows_with_and_without_numbers_come_together(cast: Cast) -> None:
    name = cast.site.name
    head = "编号,隐患,场所,发现日期\n"
    rows = (f"LH-1,临边防护缺失,{name},2024-03-01", f",通道堵塞,{name},2024-03-01", f"LH-2,通道堵塞,{name},2024-03-01")
    assert without_numbers(cast.street, *rows, head=head).created == 3
    assert [one.number for one in standing()] == ["LH-1", "LH-2", "YH2024-00001"]
    again = without_numbers(cast.street, *rows, head=head)
    assert (again.refused, again.created, again.unchanged) == ((), 0, 3)


def test_numbers_of_rows_are_not_taken_for_numbers_of_hazards(cast: Cast) -> None:
    head, name = "序号,隐患,场所,发现日期\n", cast.site.name
    rows = (f"1,临边防护缺失,{name},2024-03-01", f"2,通道堵塞,{name},2024-03-01")
    report = without_numbers(cast.street, *rows, head=head)
    assert (report.refused, report.created, report.unknown) == ((), 2, ("序号",))
    assert [one.number for one in standing()] == ["YH2024-00001", "YH2024-00002"]
    own = without_numbers(cast.street, f"LH-7,电线老化,{name},2024-03-02", head=head)
    assert (own.created, own.warnings[0].code) == (1, "by_count")
    assert "LH-7" in [one.number for one in standing()]


def test_undone_row_without_number_comes_back_as_the_same_hazard(cast: Cast) -> None:
    row = f"临边防护缺失,{cast.site.name},2024-03-01,二层"
    without_numbers(cast.street, row)
    cast.step(standing()[0], "retract", cast.street)
    again = without_numbers(cast.street, row)
    assert (again.refused, again.created) == ((), 1)
    assert [(one.number, one.state) for one in standing()] == [("YH2024-00001", "reported")]


def test_source_column_is_read_and_left_open_follows_the_role(cast: Cast) -> None:
    head, name = "隐患,场所,发现日期,来源\n", cast.site.name
    rows = (f"临边防护缺失,{name},2023-03-01,上年结转", f"通道堵塞,{name},2024-03-01,")
    assert without_numbers(cast.street, *rows, head=head).created == 2
    assert sorted((one.title, one.source) for one in standing()) == [
        ("临边防护缺失", "last_year"),
        ("通道堵塞", "street"),
    ]
    assert without_numbers(cast.street, *rows, head=head).unchanged == 2
    today = clock.today().isoformat()
    wrong = without_numbers(cast.street, f"电线老化,{name},{today},上年结转", head=head)
    assert problems(wrong) == [("C2", "not_last_year")]


def test_drafts_stay_out_of_workbooks(cast: Cast) -> None:
    cast.draft(by=cast.street)
    with scope(cast.street):
        sheet = catalogue()["hazards"]
        assert sheet.read is not None and list(sheet.read(cast.street)) == []
