"""The pages of reconciliation, and how they answer strangers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.factories.ledgers import HEADINGS, OTHERS, as_csv, doubtful, ours, settled_comparison, theirs
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reconcile import operations
from zhiben.reconcile.models import Comparison, Discrepancy

pytestmark = pytest.mark.either
Compare = Callable[..., Comparison]


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.csv", content)


def brought(office: int, **more: object) -> dict[str, object]:
    return {
        "office": office,
        "left_name": "本市台账",
        "left_file": upload("本市", as_csv(HEADINGS, ours())),
        "right_name": "省平台",
        "right_file": upload("省", as_csv(OTHERS, theirs())),
        **more,
    }


@pytest.fixture
def client(officer: Actor) -> Client:
    return browser(officer)


def test_two_files_are_compared_and_the_sum_is_told(client: Client, office: int) -> None:
    send(client, "reconcile:new", **brought(office))
    one = Comparison._unfiltered().get()
    page = text(client, "reconcile:page", one.pk)
    assert page.count("合计相符") == 2
    assert "一致15＋" in page
    assert "只在省平台（1）" in page
    assert one.get_absolute_url() in text(client, "reconcile:list")


def test_a_form_that_asks_leaves_nothing_behind(client: Client, office: int) -> None:
    same = {"right_file": upload("省", as_csv(HEADINGS, ours()))}
    assert re.findall(r'type="(\w+)" name="anyway"', text(client, "reconcile:new")) == ["hidden"]
    page = send(client, "reconcile:new", status=422, **brought(office, **same))
    assert ("左右两边是同一份文件" in page, re.findall(r'type="(\w+)"[^>]* name="anyway"', page)) == (
        True,
        ["checkbox"],
    )
    assert (Comparison._unfiltered().count(), StoredFile.objects.count()) == (0, 0)
    again = brought(office, right_file=upload("省", as_csv(HEADINGS, ours())), anyway="on")
    assert "左右两边是同一份文件" in send(client, "reconcile:new", status=422, **again)  # nobody was asked
    again = brought(office, right_file=upload("省", as_csv(HEADINGS, ours())), anyway="on", asked="same_files")
    send(client, "reconcile:new", **again)
    assert Comparison._unfiltered().count() == 1


def test_files_compared_before_are_asked_about(client: Client, office: int) -> None:
    send(client, "reconcile:new", **brought(office))
    assert "用的是同一份，请核对是否忘了换成新的" in send(client, "reconcile:new", status=422, **brought(office))
    send(client, "reconcile:new", **brought(office, right_file=upload("省", as_csv(OTHERS, theirs()[1:]))))
    assert Comparison._unfiltered().count() == 2


def test_a_tick_answers_what_was_asked_and_nothing_else(client: Client, office: int) -> None:
    """The files of last time are asked about, ticked; then another file is chosen that is no such ledger at all."""
    rows = [[str(n), f"Z{n}", f"外地{n}厂", f"问题{n}", f"2024-02-{n + 1:02}", "未知"] for n in range(20)]
    send(client, "reconcile:new", **brought(office))
    asked = 'name="asked" value="same_as_last"'
    assert asked in send(client, "reconcile:new", status=422, **brought(office))
    said = {"anyway": "on", "asked": "same_as_last"}
    wrong = brought(office, right_file=upload("省", as_csv(OTHERS, rows)), **said)
    page = send(client, "reconcile:new", status=422, **wrong)
    assert ("没有一行对得上" in page, 'value="none_met,same_as_last"' in page, "checked" in page) == (True, True, False)
    assert Comparison._unfiltered().count() == 1
    send(client, "reconcile:new", **brought(office, **said))
    assert Comparison._unfiltered().count() == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"right_file": upload("省", b"")}, "文件是空的"),
        ({"left_name": ""}, "请填写我方台账名称"),
        ({"first": "2024-01-01"}, "要么都填"),
        ({"first": "2024-02-01", "last": "2024-01-01"}, "末日不能早于首日"),
        ({"right_file": upload("省", as_csv(("车牌", "品牌"), [["粤B1", "红旗"]]))}, "“省平台”的列：车牌、品牌"),
        ({"right_file": SimpleUploadedFile("省.xlsx", b"%PDF-1.7 no table")}, "这里不能上传 PDF 文件"),
    ],
    ids=["empty", "no name", "half a period", "period backwards", "other columns", "no table"],
)
def test_bad_input_is_told_at_the_form(client: Client, office: int, more: dict[str, object], sentence: str) -> None:
    assert sentence in send(client, "reconcile:new", status=422, **brought(office, **more))
    assert Comparison._unfiltered().count() == 0


def test_only_an_office_compares(city: City) -> None:
    department = browser(city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"))
    text(department, "reconcile:new", status=403)
    assert "新的比对" not in text(department, "reconcile:list")


def test_sets_are_narrowed_and_exported_as_they_are_shown(client: Client, compare: Compare) -> None:
    one = compare()
    page = text(client, "reconcile:page", one.pk, query="?set=agree&text=鹏程")
    assert "第1至1条，共1条" in page
    answer = client.get(reverse("reconcile:export", args=[one.pk]) + "?set=agree&text=鹏程")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][6:8] == ("本市台账行", "本市台账：隐患编号")
    assert [(row[6], row[7], row[13]) for row in rows[1:]] == [(2, "SZ-000", 2)]


@pytest.mark.parametrize("name", ["differ", "only-left", "only-right", "twice-right", "outside-right", "nothing"])
def test_every_set_has_its_rows(client: Client, compare: Compare, name: str) -> None:
    one = compare()
    assert "list-group-item" in text(client, "reconcile:page", one.pk, query=f"?set={name}")
    assert client.get(reverse("reconcile:export", args=[one.pk]) + f"?set={name}").status_code == 200


def test_pairs_are_answered_one_by_one_several_at_once_and_taken_back(
    client: Client, compare: Compare, officer: Actor
) -> None:
    one = compare()
    row = doubtful(one, officer)[0]
    assert "是同一条" in text(client, "reconcile:review", one.pk)
    send(client, "reconcile:review", one.pk, verdict=f"same:{row.pk}")
    answer = one.answers.model._unfiltered().get(left=row)
    assert answer.same
    send(client, "reconcile:review", one.pk, verdict="back", answer=answer.pk)
    send(client, "reconcile:review", one.pk, verdict="apart", pair=[each.pk for each in doubtful(one, officer)])
    assert doubtful(one, officer) == []
    send(client, "reconcile:review", one.pk, verdict="perhaps", status=422)
    assert "核对疑似（0）" in text(client, "reconcile:page", one.pk)
    send(client, "reconcile:move", one.pk, "settle")
    page = text(client, "reconcile:page", one.pk)
    assert [name in page for name in ("核对疑似（0）", "核对过的疑似")] == [False, True]


def test_several_differences_are_given_to_one_unit_at_once(
    city: City, client: Client, office: int, officer: Actor
) -> None:
    one, unit = settled_comparison(office, officer), city.unit("市住房建设").pk
    ids = list(Discrepancy._unfiltered().order_by("pk").values_list("pk", flat=True))[:2]
    page = text(client, "reconcile:page", one.pk)
    assert ("交办所选" in page, f'name="difference" value="{ids[0]}"' in page) == (True, True)
    assert "交办2条差异" in send(client, "reconcile:assign", one.pk, difference=ids, status=200)
    given = {"difference": ids, "unit": unit, "confirmed": "1"}
    assert "期限不能早于今天" in send(client, "reconcile:assign", one.pk, **given, due="2024-10-01", status=422)
    send(client, "reconcile:assign", one.pk, **given, due="2024-10-30", query="set=differ")
    found = Discrepancy._unfiltered().filter(pk__in=ids).values_list("state", "unit")
    assert list(found) == [("assigned", unit)] * 2
    assert "省平台：一致15＋" in text(client, "reconcile:list")


def test_several_differences_go_each_to_the_unit_that_its_rows_tell(
    city: City, client: Client, office: int, officer: Actor
) -> None:
    one = settled_comparison(office, officer)
    found = Discrepancy._unfiltered().order_by("pk")
    told = [each.pk for each in found if each.unit_id][:2]
    untold = next(each.pk for each in found if not each.unit_id)
    Discrepancy._unfiltered().filter(pk=told[0]).update(unit=city.unit("民治街道"))
    page = send(client, "reconcile:assign", one.pk, difference=[*told, untold], status=200)
    assert ("民治街道" in page, "没有看出责任单位，须选择" in page) == (True, True)
    given = {"unit": "", "due": "2024-10-30", "confirmed": "1"}
    page = send(client, "reconcile:assign", one.pk, difference=[*told, untold], **given, status=422)
    assert "其中1条没有看出责任单位，请选择一个单位，或返回去掉这几条" in page
    send(client, "reconcile:assign", one.pk, difference=told, **given)
    rows = Discrepancy._unfiltered().filter(pk__in=told).order_by("pk").values_list("state", "unit__name")
    assert list(rows) == [("assigned", "民治街道"), ("assigned", "市住房建设")]


def test_the_owner_sees_its_difference_and_no_comparison(
    city: City, client: Client, office: int, officer: Actor
) -> None:
    one = settled_comparison(office, officer)
    with scope(officer):
        found = one.discrepancies.order_by("pk")[0]
    page = text(client, "reconcile:discrepancy", found.pk)
    assert "默认为列出后第5个工作日" in text(client, "reconcile:discrepancy_move", found.pk, "assign")
    assert one.get_absolute_url() in page
    send(client, "reconcile:discrepancy_move", found.pk, "assign", unit=city.unit("市住房建设").pk, due="2024-10-30")
    owner = browser(city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"))
    assert found.get_absolute_url() in text(owner, "reconcile:list")
    assert one.get_absolute_url() not in text(owner, "reconcile:discrepancy", found.pk)
    text(owner, "reconcile:page", one.pk, status=404)
    send(owner, "reconcile:discrepancy_move", found.pk, "resolve", cause="late", resolution="已更正")
    assert Discrepancy._unfiltered().get(pk=found.pk).state == "resolved"


def test_a_street_is_led_to_its_differences_where_its_rounds_are(
    city: City, client: Client, office: int, officer: Actor
) -> None:
    one = settled_comparison(office, officer)
    with scope(officer):
        found = one.discrepancies.order_by("pk")[0]
    street, ledgers = browser(city.actor(Role.STREET_OFFICER, "民治街道")), reverse("reconcile:list")
    assert f'href="{ledgers}"' not in text(street, "dispatch:list")
    unit = city.unit("民治街道").pk
    send(client, "reconcile:discrepancy_move", found.pk, "assign", unit=unit, due="2024-10-30")
    assert f'href="{ledgers}"' in text(street, "dispatch:list")
    assert f'href="{ledgers}" aria-current="page"' in text(street, "reconcile:list")


def test_the_next_difference_is_one_click_away(city: City, client: Client, office: int, officer: Actor) -> None:
    settled_comparison(office, officer)
    rows = Discrepancy._unfiltered().filter(state="open").order_by("pk")
    first, second, *_more, last = rows
    for here, there in ((first, second), (last, first)):
        assert f'href="{there.get_absolute_url()}">下一条待交办' in text(client, "reconcile:discrepancy", here.pk)
    unit = city.unit("市住房建设").pk
    send(client, "reconcile:discrepancy_move", first.pk, "assign", unit=unit, due="2024-10-30")
    owner = browser(city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"))
    assert "下一条待交办" not in text(owner, "reconcile:discrepancy", first.pk)


def test_strangers_find_nothing(city: City, compare: Compare, office: int, officer: Actor) -> None:
    one = compare()
    with scope(officer):
        operations.answer_pairs(one, [row.pk for row in doubtful(one, officer)], same=True, actor=officer)
        operations.settle(one, actor=officer)
        found = one.discrepancies.order_by("pk")[0]
    stranger = browser(city.actor(Role.OFFICE_OFFICER, "龙华区安委办"))
    for name in ("page", "review", "export"):
        text(stranger, f"reconcile:{name}", one.pk, status=404)
    text(stranger, "reconcile:discrepancy", found.pk, status=404)
    assert str(one) not in text(stranger, "reconcile:list")
