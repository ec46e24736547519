"""The pages by browser: a form is made and issued, a unit fills in, copies, pastes and is refused, the office looks at
the whole; each with somebody who must not see."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.pages import browser, send, text
from tests.factories.returns import BASIS, CHECKED, FIELDS, STREETS, Filing

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role
from zhiben.reporting import queries
from zhiben.reporting.fields import Field
from zhiben.reporting.models import Return, ReturnForm

pytestmark = [pytest.mark.django_db, pytest.mark.either]

OPENED = datetime(2024, 10, 29, 9, tzinfo=clock.TZ)


@pytest.fixture
def owed(desk: Filing) -> Iterator[Return]:
    """What 民治街道 owes of October; it is the 29th."""
    form = desk.issued()
    with clock.at(OPENED):
        desk.open()
        yield desk.owed(form)


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())


def main(page: str) -> str:
    return words(page.partition("<main")[2].partition("</main")[0])


def test_ticked_units_are_not_passed_over(desk: Filing) -> None:
    client, office = browser(desk.officer), desk.city.unit("市安委办").pk
    told = {"name": "一次摸底", "frequency": "once", "audience": "streets", "due_days": "3", "begins_on": "2024-10-16"}
    street = str(desk.city.unit("民治街道").pk)
    page = send(client, "reporting:new_form", office, status=422, units=[street], **told)
    assert "已勾选1个指定单位：只向它们要的，这里请选“指定单位”；否则请取消勾选" in words(page)
    with scope(desk.officer):
        assert not ReturnForm.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence", "made"),
    [
        ({"frequency": "once", "begins_on": date(2024, 10, 16)}, "已下发，并生成3份填报", 3),
        ({}, "已下发，自2024年10月29日起可填报，到时自动生成", 0),
    ],
)
def test_what_can_be_filled_in_today_is_there_at_once(
    desk: Filing, given: dict[str, object], sentence: str, made: int
) -> None:
    form, client = desk.drafted(**given), browser(desk.officer)
    send(client, "reporting:issue", form.pk)
    assert sentence in text(client, "reporting:form", form.pk)
    with scope(desk.officer):
        assert Return.objects.filter(form=form).count() == made
    assert desk.open() == 0


def test_a_form_is_made_field_by_field_and_issued(desk: Filing) -> None:
    client, office = browser(desk.officer), desk.city.unit("市安委办").pk
    told = {
        "name": "燃气安全月报",
        "basis": BASIS,
        "frequency": "month",
        "audience": "streets",
        "due_days": "3",
        "begins_on": "2024-10-01",
        "ends_on": "2024-12-31",
    }
    send(client, "reporting:new_form", office, **told)
    with scope(desk.officer):
        form = ReturnForm.objects.get(name="燃气安全月报")
    send(client, "reporting:add_field", form.pk, title="检查户数", kind="integer", unit="户", required="on")
    send(client, "reporting:add_field", form.pk, title="问题户数", kind="integer", at_most="f1", required="on")
    refused = send(client, "reporting:add_field", form.pk, title="问题户数", kind="integer", status=422)
    assert "已有名为“问题户数”的栏目" in refused
    send(client, "reporting:add_field", form.pk, title="重点任务", kind="integer")
    send(client, "reporting:move_field", form.pk, "f3")
    held = send(client, "reporting:issue", form.pk, status=422)
    assert "平台已有该数据：指标“重点任务”，不得重复要求填报" in held
    assert 'href="/figures/A5.tasks/"' in held
    assert "栏目“检查户数”用于核对问题户数" in send(client, "reporting:drop_field", form.pk, "f1", status=422)
    send(client, "reporting:drop_field", form.pk, "f3")
    assert "预览：单位看到的填报页 检查户数（户） 问题户数" in main(text(client, "reporting:form", form.pk))
    assert "每月向3个单位要2个栏目，每期共6个数据；到2024年12月31日自动停止。" in main(
        text(client, "reporting:issue", form.pk)
    ).replace("2024-12-31", "2024年12月31日")
    send(client, "reporting:issue", form.pk)
    with scope(desk.officer):
        form = queries.form(form.pk)
    assert (form.state, [one.title for one in form.fields]) == ("issued", ["检查户数", "问题户数"])
    assert "检查户数" in text(browser(desk.clerks["民治街道"]), "reporting:form", form.pk)
    assert "燃气安全月报" not in text(
        browser(desk.city.actor(Role.ENTERPRISE_CONTACT, "民治街道", site=desk.city.site())), "reporting:forms"
    )


def test_a_return_is_filled_in_with_its_checks_beside_the_fields(desk: Filing, owed: Return) -> None:
    client = browser(desk.clerks["民治街道"])
    assert "消防安全排查月报" in main(text(client, "reporting:desk"))
    page = send(client, "reporting:return", owed.pk, act="tell", v_checked="2", v_faulty="3", status=422)
    assert "存在问题场所数（3）不能大于检查场所数（2）" in page
    page = send(client, "reporting:return", owed.pk, act="save", v_checked="两家", v_faulty="3", status=422)
    assert "检查场所数应为数字，填的是“两家”" in page
    send(client, "reporting:return", owed.pk, act="save", v_checked="12", v_faulty="")
    assert 'value="12"' in text(client, "reporting:return", owed.pk)
    assert 'value="12"' not in text(browser(desk.officer), "reporting:return", owed.pk)  # a draft is the unit's own
    pasted = send(
        client,
        "reporting:return",
        owed.pk,
        act="paste",
        pasted="检查场所数（家）\t15\n存在问题场所数\t4\n别的\t1",
        status=200,
    )
    assert 'value="15"' in pasted
    assert 'value="4"' in pasted
    assert "没有对应栏目的：别的" in pasted
    send(client, "reporting:return", owed.pk, act="tell", v_checked="15", v_faulty="4")
    assert desk.owed(owed.form).state == "submitted"
    assert send(client, "reporting:return", owed.pk, act="tell", v_checked="15", v_faulty="4", status=422)
    stranger = browser(desk.clerks["粤海街道"])
    text(stranger, "reporting:return", owed.pk, status=404)
    send(stranger, "reporting:return", owed.pk, act="tell", v_checked="15", v_faulty="4", status=404)


def test_what_was_told_last_time_is_copied_and_a_leap_needs_its_reason(desk: Filing, owed: Return) -> None:
    client = browser(desk.clerks["民治街道"])
    send(client, "reporting:return", owed.pk, act="copy", status=422)
    desk.tell(owed, checked=10, faulty=1)
    with clock.at(datetime(2024, 11, 29, 9, tzinfo=clock.TZ)):
        desk.open()
        second = desk.owed(owed.form, period=1)
        copied = send(client, "reporting:return", second.pk, act="copy", status=200)
        assert (copied.count('value="10"'), copied.count('value="1"')) == (1, 1)
        page = send(client, "reporting:return", second.pk, act="tell", v_checked="16", v_faulty="1", status=422)
        assert "检查场所数上期为10，本期为16，变动超过50%，请说明原因" in page
        told = {"v_checked": "16", "v_faulty": "1", "r_checked": "专项行动"}
        send(client, "reporting:return", second.pk, act="tell", **told)
        assert "说明：专项行动" in text(browser(desk.officer), "reporting:return", second.pk)


def test_whoever_is_slower_is_told_and_nothing_is_written_over(desk: Filing, owed: Return) -> None:
    client = browser(desk.clerks["民治街道"])
    seen = owed.version
    desk.tell(owed, checked=10, faulty=1)
    desk.move(owed, "send_back", reason="核对")
    page = send(
        client, "reporting:return", owed.pk, act="tell", v_checked="9", v_faulty="1", seen=str(seen), status=409
    )
    assert "请核对后再办" in page
    assert desk.owed(owed.form).state == "returned"


def test_a_nil_return_is_one_click(desk: Filing, owed: Return) -> None:
    send(browser(desk.clerks["民治街道"]), "reporting:nil", owed.pk)
    assert "零报告：本期没有要报的" in main(text(browser(desk.officer), "reporting:return", owed.pk))


def test_what_was_saved_is_not_made_nil_among_others(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    client = browser(clerk)
    send(client, "reporting:return", owed.pk, act="save", v_checked="9")
    page = main(send(client, "reporting:together", status=200, act="nil", **{"return": [owed.pk]}))
    assert "已暂存填报内容，没有作零报告；确实没有要报的，请打开该份点“零报告”" in page
    assert (desk.owed(owed.form).state, desk.owed(owed.form).draft["values"]) == ("due", {"checked": 9})


def test_a_unit_reads_why_it_is_asked_and_finds_the_workbook(desk: Filing) -> None:
    form = desk.issued(purpose="掌握底数")
    with clock.at(OPENED):
        desk.open()
        page = text(browser(desk.clerks["民治街道"]), "reporting:return", desk.owed(form).pk)
    assert "用途 掌握底数" in main(page)
    assert reverse("reporting:book", args=[form.pk, "2024-10-01"]) in page


def test_a_correction_is_told_on_the_page_and_both_versions_are_read(desk: Filing, owed: Return) -> None:
    client = browser(desk.clerks["民治街道"])
    desk.tell(owed, checked=10, faulty=1)
    desk.move(owed, "certify")
    told = {"act": "tell", "correct": "1", "v_checked": "10", "v_faulty": "2"}
    assert "请填写原因" in send(client, "reporting:return", owed.pk, status=422, **told)
    send(client, "reporting:return", owed.pk, reason="漏计一处", **told)
    waits = "更正还没有核定，仍以第1版为准"
    assert waits in text(client, "reporting:return", owed.pk)
    desk.move(owed, "certify")
    page = main(text(client, "reporting:return", owed.pk))
    assert waits not in page
    assert "更正理由：漏计一处" in page
    assert ("存在问题场所数：1家" in page, "存在问题场所数：2家" in page) == (True, True)


def test_the_matrix_tells_by_word_and_the_summary_adds_what_was_told(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=10, faulty=1)
    desk.nil(desk.owed(owed.form, "粤海街道"))
    client = browser(desk.officer)
    with clock.at(datetime(2024, 11, 5, 9, tzinfo=clock.TZ)):
        page = main(text(client, "reporting:matrix", owed.form_id))
        assert "民治街道 ● 按时 粤海街道 ● 零报告 南园街道 ▲ 逾期未报" in page
        found = main(text(client, "reporting:summary", owed.form_id, "2024-10-01"))
        assert "应报3个单位，已报2个。 未报：南园街道；合计不含未报的单位。" in found
        assert "南园街道 ▲ 逾期未报 未报 未报 未报 合计 已报2/3 10家 1家 —" in found
        desk.nil(desk.owed(owed.form, "南园街道"))
        assert "南园街道 ◕ 迟报 ● 零报告" in main(text(client, "reporting:matrix", owed.form_id))
        own = main(text(browser(desk.clerks["粤海街道"]), "reporting:matrix", owed.form_id))
        assert ("粤海街道" in own, "民治街道" in own) == (True, False)
        text(browser(desk.city.actor(Role.STREET_OFFICER, "南园街道")), "reporting:matrix", owed.form_id)
        text(
            browser(desk.city.actor(Role.OFFICE_OFFICER, "南山区安委办")),
            "reporting:summary",
            owed.form_id,
            "1990-01-01",
            status=404,
        )


def test_the_summary_comes_as_a_workbook_with_what_is_missing_by_its_word(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=10, faulty=1)
    desk.nil(desk.owed(owed.form, "粤海街道"))
    answer = browser(desk.officer).get(reverse("reporting:summary_xlsx", args=[owed.form_id, "2024-10-01"]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    assert rows == [
        ("填报单位", "情况", "检查场所数（家）", "存在问题场所数（家）", "工作情况"),
        ("民治街道", "按时", 10, 1, ""),
        ("粤海街道", "零报告", "零报告", "零报告", "零报告"),
        ("南园街道", "待报", "未报", "未报", "未报"),
        ("合计", "已报2/3", "10家", "1家", "—"),
    ]


def test_the_office_copies_and_sends_what_units_are_to_hurry_with(desk: Filing, owed: Return) -> None:
    client = browser(desk.officer)
    with clock.at(datetime(2024, 11, 5, 9, tzinfo=clock.TZ)):
        page = unescape(text(client, "reporting:chasing", owed.form_id))
        line = "1. 消防安全排查月报（2024年10月），期限2024年11月3日，已逾期2天"
        assert f"【催报】民治街道：有1份报表待报（2024年11月5日）\n{line}" in page
        results = main(send(client, "reporting:together", act="chase", **{"return": str(owed.pk)}, status=200))
        assert "1份全部办理" in results
        assert "请报送：消防安全排查月报（2024年10月）" in text(browser(desk.clerks["民治街道"]), "inbox:messages")
    text(browser(desk.clerks["民治街道"]), "reporting:chasing", owed.form_id, status=403)


def test_many_are_handled_at_the_desk_with_a_result_each(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=10, faulty=1)
    other = desk.owed(owed.form, "粤海街道")
    client = browser(desk.officer)
    answer = client.post(reverse("reporting:together"), {"act": "certify", "return": [owed.pk, other.pk]})
    assert "已办理1份，有1份没有办成" in main(answer.content.decode())
    assert (desk.owed(owed.form).state, desk.owed(owed.form, "粤海街道").state) == ("certified", "due")


def filled(rows: dict[str, tuple[object, ...]], heads: tuple[str, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(heads)
    for unit, values in rows.items():
        book.active.append([unit, *values])
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("填报.xlsx", buffer.getvalue())


HEADS = ("填报单位", "检查场所数（家）", "存在问题场所数（家）", "工作情况", "变动说明")


def test_a_district_fills_in_a_workbook_for_its_streets(desk: Filing, owed: Return) -> None:
    clerk = desk.city.actor(Role.DISTRICT_OFFICER, "龙华区")
    client = browser(clerk)
    answer = client.get(reverse("reporting:book", args=[owed.form_id, "2024-10-01"]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    assert rows == [("填报单位*", *HEADS[1:]), ("民治街道", None, None, None, None)]
    wrong = filled({"民治街道": (2, 3, "", ""), "粤海街道": (1, 1, "", "")}, HEADS)
    page = main(send(client, "reporting:take_in", owed.form_id, "2024-10-01", file=wrong, status=422))
    assert "C2 3 存在问题场所数（3）不能大于检查场所数（2）" in page
    assert "A3 粤海街道 该单位本期没有由您填报的待报报表" in page
    assert desk.owed(owed.form).draft == {}
    send(client, "reporting:take_in", owed.form_id, "2024-10-01", file=filled({"民治街道": (12, 3, "已查", "")}, HEADS))
    assert desk.owed(owed.form).draft["values"] == {"checked": 12, "faulty": 3, "note": "已查"}
    client.post(reverse("reporting:together"), {"act": "submit", "return": [owed.pk]})
    assert desk.owed(owed.form).state == "submitted"
    text(browser(desk.officer), "reporting:book", owed.form_id, "2024-10-01", status=403)


def test_every_kind_of_field_goes_through_the_workbook(desk: Filing) -> None:
    fields = (
        CHECKED,
        Field("rate", "宣传覆盖率", "share"),
        Field("money", "投入", "decimal", unit="万元"),
        Field("which", "方式", "choice", choices=("自查", "抽查")),
        Field("day", "完成日期", "date"),
        Field("done", "是否完成", "bool"),
    )
    form = desk.issued(fields, units=("民治街道",))
    with clock.at(OPENED):
        desk.open()
        one, client = desk.owed(form), browser(desk.clerks["民治街道"])
        answer = client.get(reverse("reporting:book", args=[form.pk, "2024-10-01"]))
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheet = book.worksheets[0]
        for index, value in enumerate((7, 12, 30, 1.5, "抽查", date(2024, 10, 5), "是"), start=2):
            sheet.cell(2, index, value)
        buffer = io.BytesIO()
        book.save(buffer)
        file = SimpleUploadedFile("填报.xlsx", buffer.getvalue())
        send(client, "reporting:take_in", form.pk, "2024-10-01", file=file)
        assert desk.owed(form).draft["values"] == {
            "checked": 7,
            "rate": {"part": 12, "whole": 30},
            "money": "1.5",
            "which": "抽查",
            "day": "2024-10-05",
            "done": True,
        }
        sheet.cell(2, 6, "巡查")
        buffer = io.BytesIO()
        book.save(buffer)
        wrong = SimpleUploadedFile("填报.xlsx", buffer.getvalue())
        page = main(send(client, "reporting:take_in", form.pk, "2024-10-01", file=wrong, status=422))
        assert (page.count("F2 巡查"), page.count("一行也没有写入"), "请填写方式" in page) == (1, 1, False)
        again = client.get(reverse("reporting:book", args=[form.pk, "2024-10-01"]))
        row = list(openpyxl.load_workbook(io.BytesIO(again.content)).worksheets[0].values)[1]
        assert row == ("民治街道", 7, 12, 30, 1.5, "抽查", datetime(2024, 10, 5), "是", None)  # noqa: DTZ001 - as a workbook tells a day
    assert one.state == "due"


def test_the_form_says_so_where_somebody_else_saved_meanwhile(desk: Filing) -> None:
    form = desk.drafted()
    client = browser(desk.officer)
    page = text(client, "reporting:edit_form", form.pk)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    told = {
        "name": "改名",
        "basis": BASIS,
        "frequency": "month",
        "audience": "chosen",
        "units": [desk.city.unit(name).pk for name in STREETS],
        "due_days": "3",
        "begins_on": "2024-10-01",
        "ends_on": "2024-12-31",
    }
    send(client, "reporting:edit_form", form.pk, seen=seen[1] if seen else "", **told)
    again = send(
        client, "reporting:edit_form", form.pk, seen=seen[1] if seen else "", **(told | {"name": "再改"}), status=409
    )
    assert "已另行保存" in again
    assert FIELDS[0].title in text(client, "reporting:form", form.pk)
