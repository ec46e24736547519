"""Pages of outcomes: what they tell, and to whom."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.campaign import framed_campaign
from tests.factories.outcomes import HEADS, Trainers, csv_of
from tests.factories.pages import browser
from tests.factories.photos import PNG
from tests.reporting.test_outcome_singles import book
from tests.reporting.test_outcomes import ROWS

from zhiben.campaign.models import Indicator, Target
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.reporting.models import Batch, Tally, Work
from zhiben.reporting.operations import tally_return

pytestmark = [pytest.mark.django_db, pytest.mark.either]

NOW = datetime(2024, 6, 1, 9, tzinfo=clock.TZ)
ROOT = "/reporting/outcomes/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def squeezed(client: Any, address: str) -> str:
    """What a page says, blanks and tags apart."""
    answer = client.get(address)
    assert answer.status_code == 200
    return "".join(answer.content.decode().split())


def test_amount_composition_target_and_share_stand_side_by_side(trainers: Trainers, tmp_path: Path) -> None:
    frame = framed_campaign(trainers.city.unit("市安委办").pk, trainers.office)
    Indicator.objects.filter(pk=frame.indicator.pk).update(measure="D2.employees")
    Target.objects.update_or_create(indicator=frame.indicator, year=2024, defaults={"amount": 300})
    trainers.brought(csv_of(tmp_path / "培训.csv", ROWS))
    unit = trainers.city.unit("龙华区")
    tally_return(
        9,
        unit_id=unit.pk,
        place=unit.coordinates,
        month=date(2024, 3, 1),
        amounts={"training_employees": 70},
        actor=trainers.office,
    )
    text = squeezed(browser(trainers.office), ROOT)
    row = text.partition("从业人员培训人次")[2].partition("</tr>")[0]
    for said in ("75人次", ">5<", ">70<", ">300<", "25.0%"):
        assert said in row
    stranger = squeezed(browser(trainers.elsewhere), ROOT)
    assert "1人次" in stranger.partition("从业人员培训人次")[2].partition("</tr>")[0]


def test_one_outcome_is_told_by_month_district_and_unit(trainers: Trainers, tmp_path: Path) -> None:
    trainers.brought(csv_of(tmp_path / "培训.csv", ROWS))
    text = squeezed(browser(trainers.office), f"{ROOT}training_employees/")
    assert "从业人员培训人次5人次" in text
    for said in ("2024年3月", "2024年4月", "龙华区", "南山区", "市级单位", "粤海街道"):
        assert said in text
    assert "粤海街道" not in squeezed(browser(trainers.district), f"{ROOT}training_employees/")
    assert browser(trainers.office).get(f"{ROOT}monitoring/").status_code == 404


def test_a_file_is_brought_in_by_its_form_and_withdrawn(trainers: Trainers, tmp_path: Path) -> None:
    client = browser(trainers.street)
    data = csv_of(tmp_path / "x.csv", ROWS[:3]).read_bytes()
    answer = client.post(
        f"{ROOT}batches/new/", {"kind": "training_employees", "file": SimpleUploadedFile("三月.csv", data)}
    )
    batch = Batch._unfiltered().get()
    assert (answer.status_code, answer["Location"]) == (302, f"{ROOT}batches/{batch.pk}/")
    assert (batch.name, batch.rows) == ("三月.csv", 3)
    page = squeezed(client, f"{ROOT}batches/{batch.pk}/")
    assert "3人次" in page and "撤回" in page
    for other in (trainers.elsewhere, trainers.department):
        assert browser(other).get(f"{ROOT}batches/{batch.pk}/").status_code == 404
    assert client.post(f"{ROOT}batches/{batch.pk}/withdraw/", {"reason": "报错了"}).status_code == 302
    assert "报错了" in squeezed(client, f"{ROOT}batches/{batch.pk}/")


def test_a_small_workbook_does_as_well(trainers: Trainers) -> None:
    data = book(HEADS, (date(2024, 3, 5), "民治街道", "A1", "4403"), ("2024-03-06", "民治街道", 2, 4404.0))
    upload = SimpleUploadedFile("三月.xlsx", data)
    answer = browser(trainers.street).post(f"{ROOT}batches/new/", {"kind": "training_principals", "file": upload})
    assert answer.status_code == 302
    batch = Batch._unfiltered().get()
    assert (batch.rows, batch.people) == (2, 2)
    tally = Tally._unfiltered().get()
    text = squeezed(browser(trainers.street), tally.get_absolute_url())
    assert "2024-03-05" in text and "4403" not in text


def test_wrong_cells_stand_on_the_page(trainers: Trainers, tmp_path: Path) -> None:
    data = csv_of(tmp_path / "x.csv", [("2024-03-05", "无名街道", "A1", "1"), *ROWS]).read_bytes()
    form = {"kind": "training_employees", "file": SimpleUploadedFile("三月.csv", data)}
    answer = browser(trainers.office).post(f"{ROOT}batches/new/", form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "B2" in text and "没有名为“无名街道”的单位" in text and "共有1处问题" in text
    assert "读到6条记录，1条不合格，未写入任何数据" in text and "第2行" in text and "同一写法可整列查找替换" in text
    assert Batch._unfiltered().count() == 0


def test_rows_behind_a_tally_are_paged(trainers: Trainers, tmp_path: Path) -> None:
    rows = [("2024-03-05", "民治街道", f"S{number}", f"4403{number:08}") for number in range(120)]
    trainers.brought(csv_of(tmp_path / "x.csv", rows))
    with scope(trainers.street):
        address = Tally.objects.get().get_absolute_url()
    client = browser(trainers.street)
    first, last = squeezed(client, address), squeezed(client, f"{address}?start=100")
    assert "S49<" in first and "S50<" not in first and "start=50" in first
    assert "S119<" in last and "第101至120条，共120条" in last
    assert "44030000" not in first
    assert browser(trainers.elsewhere).get(address).status_code == 404


def test_a_work_is_entered_with_pictures_mended_and_voided(trainers: Trainers) -> None:
    client = browser(trainers.street)
    form = {
        "kind": "fire",
        "number": "XF-1",
        "unit": trainers.city.unit("民治街道").pk,
        "street": trainers.city.territories["民治街道"].pk,
        "premises": "示例商住楼",
        "address": "示例路1号",
        "done_on": "2024-03-05",
        "checked_by": "王五",
    }
    answer = client.post(f"{ROOT}works/new/", {**form, "before": [SimpleUploadedFile("前.png", PNG)]})
    work = Work._unfiltered().get()
    assert (answer.status_code, answer["Location"]) == (302, f"{ROOT}works/{work.pk}/")
    page = squeezed(client, f"{ROOT}works/{work.pk}/")
    assert "前.png" in page and "改造前" in page and "登记成果" in page
    assert client.post(f"{ROOT}works/{work.pk}/edit/", {**form, "premises": "另一栋"}).status_code == 422
    answer = client.post(f"{ROOT}works/{work.pk}/edit/", {**form, "premises": "另一栋", "reason": "写错"})
    assert answer.status_code == 302
    assert "另一栋" in squeezed(client, f"{ROOT}works/")
    assert browser(trainers.elsewhere).get(f"{ROOT}works/{work.pk}/").status_code == 404
    assert client.post(f"{ROOT}works/{work.pk}/void/", {"reason": "重复"}).status_code == 302
    assert "已作废" in squeezed(client, f"{ROOT}works/")


def test_a_penalty_is_entered_and_found_behind_its_figure(trainers: Trainers) -> None:
    client = browser(trainers.department)
    form = {
        "number": "罚〔2024〕1号",
        "unit": trainers.city.unit("市住房建设").pk,
        "street": trainers.city.territories["民治街道"].pk,
        "party": "示例公司",
        "decided_on": "2024-03-05",
        "sanction": "警告",
        "amount": "",
    }
    assert client.post(f"{ROOT}penalties/new/", form).status_code == 302
    text = squeezed(browser(trainers.office), "/figures/D4.penalties/")
    assert "行政处罚市住房建设2024-031件（逐条记录）" in text
    tally = Tally._unfiltered().get()
    assert "罚〔2024〕1号示例公司" in squeezed(browser(trainers.office), tally.get_absolute_url())
