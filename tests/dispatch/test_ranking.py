"""The province's ranking: every edition stays as it was printed, what can be read in two ways is refused with its
rows, and months are compared as they were published first."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.factories.pages import browser

from zhiben.dispatch.models import ProvincialRank
from zhiben.dispatch.monthly import editions, reading
from zhiben.dispatch.monthly.editions import Published
from zhiben.dispatch.vocab import Edition
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.scope import scope
from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused

HEAD = ("地市", "指标", "月份", "版次", "公布日期", "分子", "分母", "指标值", "位次")
FIRST, REVISED = "首次公布", "修订"


@pytest.fixture(autouse=True)
def december(city: City) -> Iterator[None]:
    """After all months that are told of."""
    with clock.at(datetime(2024, 12, 2, 9, tzinfo=clock.TZ)):
        yield


def rows(month: str = "2024-09", edition: str = FIRST, on: str = "2024-10-12", **changed: str) -> list[list[str]]:
    told = {"广州市": "92.1%", "深圳市": "88.0%", "东莞市": "90.4%"} | changed
    return [[name, "隐患整改率", month, edition, on, "", "", value, ""] for name, value in told.items()]


def taken(city: City, lines: Sequence[Sequence[str]], *, head: Sequence[str] = HEAD) -> ImportReport:
    """What the import of a CSV in the encoding of Chinese spreadsheets says; written where nothing is wrong."""
    text = "\n".join(",".join(line) for line in (head, *lines)) if head else ""
    with scope(city.officer):
        stored = operations.keep(text.encode("gb18030"), name="排名.csv", actor=city.officer)
        report = operations.try_out("provincial_ranking", stored, actor=city.officer)
        return report if report.refused else operations.take_in("provincial_ranking", stored, actor=city.officer)


def refused(report: ImportReport) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in report.refused]


def kept(city: City) -> list[tuple[str, str, str, Decimal | None]]:
    with scope(city.officer):
        found = ProvincialRank.objects.order_by("month", "published_on", "pk")
        return [(one.region, f"{one.month:%Y-%m}", one.edition, one.value) for one in found]


def test_ranking_in_gb18030_is_read_and_editions_stand_beside_each_other(city: City) -> None:
    report = taken(city, rows())
    assert (report.refused, report.created) == ((), 3)
    again = taken(city, rows())
    assert (again.created, again.unchanged) == (0, 3)
    revised = taken(city, rows(edition=REVISED, on="2024-11-20", 深圳市="89.5%"))
    assert (revised.refused, revised.created) == ((), 3)
    ours = [row for row in kept(city) if row[0] == "深圳市"]
    assert ours == [
        ("深圳市", "2024-09", "first", Decimal("88.0000")),
        ("深圳市", "2024-09", "revised", Decimal("89.5000")),
    ]


def test_edition_with_fewer_cities_than_the_last_asks_and_names_who_is_missing(city: City) -> None:
    mean = ["全省平均", "隐患整改率", "2024-09", FIRST, "2024-10-12", "", "", "90%", ""]
    whole = taken(city, [*rows(佛山市="91%"), mean])
    assert (whole.doubts, whole.created) == ((), 5)
    other = [[row[0], "任务办结率", *row[2:]] for row in rows(month="2024-10", on="2024-11-12")]
    told = [(one.cell, one.message) for one in taken(city, other).doubts]
    said = "“任务办结率”的这一期只有3个地市，2024年9月的“隐患整改率”中有的佛山市没有列入，位次将只在这3个中排"
    assert told == [("A2", said)]
    assert taken(city, rows(edition=REVISED, on="2024-11-20")).doubts == ()


def test_what_is_in_doubt_is_ticked_before_it_is_written(city: City) -> None:
    taken(city, rows(佛山市="91%"))
    client = browser(member(city, "市安委办", "office_officer"))
    text = "\n".join(",".join(line) for line in (HEAD, *rows(month="2024-10", on="2024-11-12")))
    page = client.post(
        reverse("inbox:import", args=["provincial_ranking"]), {"file": SimpleUploadedFile("十月.csv", text.encode())}
    )
    body = page.content.decode()
    assert ("佛山市没有列入" in body, 'name="checked" required' in body) == (True, True)
    hidden = dict(re.findall(r'<input type="hidden" name="(stored|reading|expected|doubts)" value="([^"]*)"', body))
    given = {name: html.unescape(value) for name, value in hidden.items()}
    commit = reverse("inbox:commit", args=["provincial_ranking"])
    assert "再勾选“已核对，照样导入”" in client.post(commit, given).content.decode()
    assert client.post(commit, given | {"checked": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("month", "on", "wrong"),
    [
        ("2024-12", "2024-12-01", [("C2", "month_not_over")]),
        ("2024-11", "2024-12-03", [("E2", "published_later")]),
        ("2024-11", "2024-12-02", []),
    ],
)
def test_no_ranking_tells_of_a_month_that_is_not_over(
    city: City, month: str, on: str, wrong: list[tuple[str, str]]
) -> None:
    found = refused(taken(city, rows(month=month, on=on)))
    assert [cell for cell in found if cell[0].endswith("2")] == wrong
    assert bool(kept(city)) is not bool(wrong)


def test_edition_is_never_overwritten(city: City) -> None:
    taken(city, rows())
    assert refused(taken(city, rows(深圳市="99.0%"))) == [("H3", "published_already")]
    assert refused(taken(city, rows(on="2024-10-15"))) == [(f"C{row}", "month_twice") for row in (2, 3, 4)]
    assert len(kept(city)) == 3


def test_ranking_of_another_province_is_refused_with_its_rows(city: City) -> None:
    others = [["长沙市", "隐患整改率", "2024-09", FIRST, "2024-10-12", "", "", "91%", ""]]
    assert refused(taken(city, others)) == [("A2", "own_city_missing")]
    with_province = [[*line, province] for line, province in zip(rows(), ("广东省", "湖南", "广东"), strict=True)]
    assert refused(taken(city, with_province, head=(*HEAD, "省份"))) == [("J3", "another_province")]
    assert kept(city) == []


def test_month_twice_in_one_edition_is_refused(city: City) -> None:
    twice = [*rows(), *rows(on="2024-10-13")]
    assert refused(taken(city, twice)) == [(f"C{row}", "month_twice") for row in (5, 6, 7)]


def test_percentages_in_two_scales_are_refused_and_one_scale_is_understood(city: City) -> None:
    mixed = rows(广州市="92.1", 深圳市="0.88", 东莞市="90.4")
    assert refused(taken(city, mixed)) == [("H3", "two_scales")]
    report = taken(city, rows(广州市="0.921", 深圳市="0.88", 东莞市="0.904"))
    assert (report.refused, report.created) == ((), 3)
    assert [row[3] for row in kept(city)] == [Decimal("92.1000"), Decimal("88.0000"), Decimal("90.4000")]


@pytest.mark.parametrize("name", ["任务办结率（示例数据）", "任务办结率(%)", "任务办结情况", "办结率 (示例)（%）"])
def test_percentages_in_two_scales_are_refused_whatever_the_indicator_is_called(city: City, name: str) -> None:
    told = {"广州市": "42.8571", "深圳市": "0.475437", "东莞市": "43.8393", "佛山市": "0.51", "珠海市": "1"}
    lines = [[city_, name, "2024-10", FIRST, "2024-11-12", "", "", value, ""] for city_, value in told.items()]
    assert refused(taken(city, lines)) == [("H3", "two_scales"), ("H5", "two_scales")]
    assert kept(city) == []
    fractions = [[*line[:7], value, ""] for line, value in zip(lines[:3], ("0.428571", "0.475437", "1"), strict=True)]
    report = taken(city, fractions)
    assert (report.refused, report.created) == ((), 3)
    share = name != "任务办结情况"
    assert kept(city)[1][3] == Decimal("47.5437" if share else "0.4754")


def test_figures_that_are_no_percentages_may_lie_on_both_sides_of_one(city: City) -> None:
    told = {"广州市": "0.8", "深圳市": "2.4", "东莞市": "12"}
    lines = [[name, "人均事故损失", "2024-10", FIRST, "2024-11-12", "", "", value, ""] for name, value in told.items()]
    report = taken(city, lines)
    assert (report.refused, report.created) == ((), 3)
    # A hundred times apart, and yet no percentages: all are small, or the name says that they are counts.
    for name, scale in (("亿元产值死亡率指标值", 1), ("亿元产值死亡人数（示例数据）", 8)):
        deaths = [Decimal(each) * scale for each in ("0.02", "0.05", "0.08", "1.5", "2.4", "3.1")]
        cities = ("广州市", "深圳市", "东莞市", "佛山市", "珠海市", "惠州市")
        lines = [
            [one, name, "2024-10", FIRST, "2024-11-12", "", "", str(value), ""]
            for one, value in zip(cities, deaths, strict=True)
        ]
        report = taken(city, lines)
        assert (report.refused, report.created) == ((), 6)


def test_direction_that_contradicts_the_printed_ranks_is_refused_with_its_rows(city: City) -> None:
    """Of accidents fewer are better: printed ranks say so whatever the column says, and one indicator has one way."""

    def deaths(*better: str, ranks: tuple[str, ...] = ("3", "1", "2")) -> list[list[str]]:
        told = zip(("广州市", "深圳市", "东莞市"), ("9", "2", "5"), ranks, better, strict=True)
        return [[name, "死亡人数", "2024-09", FIRST, "2024-10-12", "", "", *more] for name, *more in told]

    head = (*HEAD, "优劣")
    against = [(f"J{row}", "direction_against_ranks") for row in (2, 3, 4)]
    assert refused(taken(city, deaths("", "高者优", ""), head=head)) == against
    assert refused(taken(city, deaths(*["低者优"] * 3, ranks=("1", "3", "2")), head=head)) == against
    assert refused(taken(city, deaths("低者优", "", "低者优"), head=head)) == [("J3", "two_directions")]
    assert kept(city) == []
    report = taken(city, deaths(*["低者优"] * 3), head=head)
    assert (report.refused, report.created) == ((), 3)
    without_ranks = taken(city, [[*line[:8], ""] for line in rows()])
    assert (without_ranks.refused, without_ranks.created) == ((), 3)


def test_counts_that_are_no_share_are_refused(city: City) -> None:
    lines = rows()
    lines[0][5:8] = ["260", "250", ""]
    lines[1][5:8] = ["220", "250", "91%"]
    lines[2][5:8] = ["220", "", ""]
    assert refused(taken(city, lines)) == [
        ("F2", "more_than_all"),
        ("H3", "not_its_counts"),
        ("G4", "half_a_share"),
    ]


@pytest.mark.parametrize("lines", [None, []])
def test_empty_file_takes_nothing_in(city: City, lines: list[list[str]] | None) -> None:
    with pytest.raises(Refused):
        raise_refused(taken(city, lines or [], head=HEAD if lines is not None else ()))
    assert kept(city) == []


def raise_refused(report: ImportReport) -> None:
    """A report that refuses is as good as a refusal."""
    if report.refused or not report.read:
        raise Refused(report.refused[0].message if report.refused else "没有数据")


def test_months_are_read_however_they_are_written() -> None:
    told = ["2024-09", "2024年9月", "202409", "2024/9", "2024-09-01", "2024年13月", "九月"]
    assert [reading.month_of(text) for text in told] == [date(2024, 9, 1)] * 5 + [None, None]


def test_ministry_months_are_compared_as_first_published(shared_data: Path) -> None:
    """Each workbook prints its month first, and the same month of the year before as revised since."""
    file = shared_data / "mohurd-monthly-accidents" / "monthly_2011_2014.csv"
    shelf = editions.shelved(
        one
        for line in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
        for one in _of_the_ministry(line)
    )

    def compared(month: date, before: date) -> tuple[Decimal | None, bool]:
        found = editions.compared(shelf, "合计", "事故起数", (month, before))
        assert found is not None
        return found.change, bool(found.warning)

    whole = {(key[2], row.edition): row.value for key, found in shelf.items() if key[0] == "合计" for row in found}
    assert whole[date(2012, 10, 1), Edition.FIRST] == 33
    assert whole[date(2012, 10, 1), Edition.REVISED] == 53
    first = whole[date(2013, 10, 1), Edition.FIRST]
    assert first is not None
    # As printed in the workbook: less what was revised. Here: less what was published first.
    assert compared(date(2013, 10, 1), date(2012, 10, 1)) == (first - 33, False)
    # 2010 and the months whose workbooks are lost are known by the later year's workbook alone.
    without_first = {key[2] for key, found in shelf.items() if key[0] == "合计" and found[0].edition == "revised"}
    assert {month for month in without_first if month.year > 2010} == {
        date(2011, 5, 1),
        date(2012, 1, 1),
        date(2012, 2, 1),
        date(2012, 8, 1),
    }
    assert compared(date(2012, 5, 1), date(2011, 5, 1))[1]
    assert compared(date(2011, 1, 1), date(2010, 1, 1))[1]


def _of_the_ministry(line: dict[str, str]) -> list[Published]:
    year, month = (int(part) for part in line["period"].split("-"))
    after = date(year + month // 12, month % 12 + 1, 1)
    return [
        Published(line["region"], "事故起数", date(on, month, 1), edition, after, Decimal(line[column]))
        for on, edition, column in (
            (year, Edition.FIRST, "accidents"),
            (year - 1, Edition.REVISED, "accidents_prev_year"),
        )
        if line[column]
    ]
