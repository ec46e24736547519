"""Units beside one another as people see them: the page with its funnel and table, the workbook, the annex."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member, more_bureaus
from tests.dispatch.facts import fell_due, hazard

from zhiben.dispatch import judged, queries
from zhiben.dispatch.bulletin import judged_section
from zhiben.dispatch.models import Round, UnitVerdict
from zhiben.dispatch.queries.verdicts import verdicts
from zhiben.foundation.rendering import Figure, Para, Table
from zhiben.foundation.scope import unscoped

pytestmark = pytest.mark.either
RoundAt = Callable[..., Round]
SLACK, FEW, DAY = "市住房建设局", "罗湖区政府", date(2024, 10, 10)
PLAIN = ("市交通运输局", "福田区政府", "深汕特别合作区政府")


@pytest.fixture
def drafted(city: City, round_at: RoundAt) -> Round:
    fell_due(city, SLACK, DAY, 20, 12)
    for unit in (*PLAIN, *more_bureaus(city, 12)):
        fell_due(city, unit, DAY, 20, int(unit in PLAIN))
    hazard(city, "罗湖区", DAY)
    return round_at("draft")


@pytest.fixture
def office(city: City, client: Client) -> Client:
    client.force_login(member(city, "市安委办", "office_officer"))
    return client


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_page_shows_funnel_bands_and_numbers_that_lead_to_their_items(drafted: Round, office: Client) -> None:
    page = reverse("dispatch:judged", args=[drafted.pk])
    assert page in office.get(reverse("dispatch:page", args=[drafted.pk])).content.decode()
    html = office.get(page).content.decode()
    text = text_of(html)
    assert "参加比较的16个单位；明显差于总体，点名：市住房建设局（20项到期，12项未按期）；其余15个未达点名线。" in text
    assert "未按期12项，达到当期线4项；其他单位301项到期、4项未按期" in text
    assert "40.0%" in text and "21.9%–61.3%" in text
    assert re.search(r"罗湖区政府 .{0,30}基数不足，不排名 1 隐患1 1 隐患1 — —", text)
    assert "怎么算的" in text
    links = re.findall(r'href="([^"]*/rows/(?:tasks|hazards)\.missed/unit-\d+/\?side=numerator)"', html)
    assert len(links) == 5
    opened = [text_of(office.get(one).content.decode()) for one in (links[0], links[-1])]
    assert ["关闭时冻结12条记录" in opened[0], "关闭时冻结1条记录" in opened[1]] == [True, True]
    [drawing] = re.findall(r'src="data:image/svg\+xml,([^"]*)"', html)
    assert [drawing.count(f"r%3D%22{radius}") for radius in ("2.6", "3.2")] == [15, 1]
    assert judged.INSIDE in text and judged.INSIDE.startswith("“内部提示”只在本页和所下载的XLSX里：")


def test_where_units_only_lean_stays_inside(drafted: Round, office: Client) -> None:
    """Chance puts about one innocent unit a year there: what is issued draws, tells and orders by the limits alone."""
    with unscoped(reason="a test sets its stage"):
        for unit, placed in (("市示例1局", "worse"), ("市示例2局", "better")):
            UnitVerdict.objects.filter(round=drafted, unit_name=unit).update(placed=placed)
        [annex] = judged_section.attachment(drafted)
        inside = judged.lines(verdicts(drafted))
    _how, figure, table = annex.blocks
    assert isinstance(figure, Figure) and isinstance(table, Table)
    assert figure.alt.endswith("明显差于总体，点名：市住房建设局（20项到期，12项未按期）；其余15个未达点名线。")
    assert [row[:2] for row in table.rows[1:7]] == [
        (name, "未达点名线")
        for name in ("市交通运输局", "福田区政府", "深汕特别合作区政府", "市示例1局", "市示例2局", "市示例3局")
    ]
    assert figure.svg.count("市示例") == 0
    assert [inside[1].standing.label, inside[-2].standing.label] == [
        "未达点名线，略差（内部提示）",
        "未达点名线，略好（内部提示）",
    ]
    page = text_of(office.get(reverse("dispatch:judged", args=[drafted.pk])).content.decode())
    assert "未达点名线，略差（内部提示）1个单位" in page


def test_every_unit_has_the_limit_without_itself_drawn_beside_it() -> None:
    """One that misses much is no part of its own yardstick: of two units with 20 due each, either has its own line."""
    rows = [
        UnitVerdict(unit_id=1, unit_name="甲", due=20, missed=6, at_once=6, again=4, placed="at_once"),
        UnitVerdict(unit_id=2, unit_name="乙", due=20, missed=0, at_once=8, again=4, placed="within"),
        UnitVerdict(unit_id=3, unit_name="丙", due=10, missed=0, at_once=11, again=5, placed="within"),
    ]
    assert judged._drawn(rows, "at_once") == [(20, 0.725), (20, 0.625)]
    assert judged._drawn(rows, "again") == [(10, 0.55), (20, 0.825)]


def test_workbook_tells_every_input(drafted: Round, office: Client) -> None:
    answer = office.get(reverse("dispatch:judged_book", args=[drafted.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    heads, first, *rest = book.worksheets[0].iter_rows(values_only=True)
    told = dict(zip(heads, first, strict=True))
    assert (told["单位"], told["到期项数"], told["未按期项数"], told["其他单位未按期项数"]) == (SLACK, 20, 12, 4)
    assert (told["当期点名线"], told["误点名概率"]) == (4, pytest.approx(1 / 384))
    assert (len(rest), rest[-1][0], rest[-1][1]) == (16, FEW, "基数不足，不排名")
    assert [cell.value for cell in book.worksheets[1]["A"][1:]] == [judged.how(drafted), judged.INSIDE]


def test_the_unit_itself_and_others_do_not_see_the_comparison(city: City, drafted: Round, client: Client) -> None:
    client.force_login(member(city, SLACK, "department_officer"))
    for name in ("judged", "judged_book"):
        assert client.get(reverse(f"dispatch:{name}", args=[drafted.pk])).status_code == 404


def test_bulletin_has_the_annex_and_says_why_the_unit_is_named(drafted: Round) -> None:
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(queries.round_of(drafted.pk)).paper
    [annex] = [one for one in paper.attachments if one.title == judged.TITLE]
    told, figure, table = annex.blocks
    assert isinstance(told, Para) and told.text == judged.how(drafted)
    assert isinstance(figure, Figure) and "市住房建设局（20项到期，12项未按期）" in figure.alt
    assert isinstance(table, Table)
    assert table.rows[0][:5] == (SLACK, "明显差于总体，点名", "20", "12", "40.0%")
    assert {row[1] for row in table.rows[1:4]} == {"未达点名线"}
    said = " ".join(block.text for block in paper.blocks if isinstance(block, Para))
    assert "按期办结率明显差于总体的，算法见附件“按期办结率比较”" in said
    [names] = [one for one in paper.blocks if isinstance(one, Table) and "点名单位" in one.caption]
    assert (SLACK, "按期办结率明显差于总体", "12", "待答复") in names.rows


def test_a_round_in_which_nothing_fell_due_says_so(city: City, round_at: RoundAt, office: Client) -> None:
    one = round_at("draft")
    assert "没有事项到期的单位不列" in office.get(reverse("dispatch:judged", args=[one.pk])).content.decode()
    with unscoped(reason="a test reads"):
        titles = [a.title for a in queries.bulletin_of(queries.round_of(one.pk)).paper.attachments]
    assert judged.TITLE not in titles
