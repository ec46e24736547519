"""Forms: what is refused at issue and where it points, editions, and who reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.factories.returns import CHECKED, FIELDS, Filing

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.orgs.vocab import Role
from zhiben.reporting import operations, queries
from zhiben.reporting.fields import Field
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.operations import FormDraft
from zhiben.reporting.operations.issuing import AlreadyHeld
from zhiben.reporting.rhythm import Rhythm

pytestmark = pytest.mark.django_db


def refusal(desk: Filing, fields: tuple[Field, ...] = FIELDS, **given: object) -> str:
    with pytest.raises(Refused) as refused:
        desk.issued(fields, **given)
    return refused.value.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"basis": " "}, "没有依据的报表不能下发，请写明依据"),
        ({"ends_on": None}, "没有终止日期的报表不能下发：到终止日期，报表自动停止"),
        ({"begins_on": date(2024, 9, 30)}, "起始日期不能早于本期首日（2024年10月1日）：不补要以往各期的报表"),
        ({"begins_on": date(2024, 10, 1), "ends_on": date(2024, 10, 15)}, "终止日期已过，不能下发"),
        ({"fields": ()}, "还没有栏目，不能下发"),
        (
            {"basis": "", "ends_on": None, "fields": ()},
            "没有依据的报表不能下发，请写明依据；没有终止日期的报表不能下发：到终止日期，报表自动停止；还没有栏目，不能下发",
        ),
        (
            {"fields": (replace(CHECKED, outcome="fire"),), "frequency": "week", "begins_on": date(2024, 10, 14)},
            "计入成果（老旧场所消防设施改造）的报表须每月填报",
        ),
    ],
)
def test_a_form_that_lacks_something_is_not_issued(desk: Filing, given: dict[str, object], sentence: str) -> None:
    assert refusal(desk, **given) == sentence


def test_the_database_keeps_an_issued_form_to_its_end_and_basis(desk: Filing) -> None:
    form = desk.issued()
    for wrong in ({"ends_on": None}, {"basis": ""}):
        with pytest.raises(IntegrityError), transaction.atomic(), scope(desk.officer):
            ReturnForm.objects.filter(pk=form.pk).update(**wrong)


def test_what_a_figure_holds_is_not_asked(desk: Filing) -> None:
    with pytest.raises(AlreadyHeld) as refused:
        desk.issued((CHECKED, Field("late", "逾期 任务")))
    (pointer,) = refused.value.pointers
    assert (pointer.field, pointer.address) == ("late", "/figures/tasks.overdue/")
    assert pointer.sentence == "“逾期 任务”：平台已有该数据：指标“逾期任务”，不得重复要求填报；可改为由平台填写"


def test_a_field_that_the_platform_fills_in_is_shown_and_not_asked(desk: Filing) -> None:
    form = desk.issued((CHECKED, Field("late", "逾期任务", computed="tasks.overdue")))
    assert [one.key for one in form.asked] == ["checked"]
    with clock.at(datetime(2024, 10, 29, 9, tzinfo=clock.TZ)):
        desk.open()
        desk.tell(desk.owed(form), checked=3)
        latest = desk.owed(form).latest
    assert latest and latest.values == {"checked": 3, "late": 0}


def test_what_another_form_asks_of_the_same_units_is_not_asked_twice(desk: Filing) -> None:
    first = desk.issued(units=("民治街道",))
    with pytest.raises(AlreadyHeld) as refused:
        desk.issued((CHECKED,), name="另一月报", units=("民治街道", "粤海街道"))
    (pointer,) = refused.value.pointers
    assert pointer.address == first.get_absolute_url()
    assert pointer.what == "同一批单位已在报表《消防安全排查月报》（市安委办）中填报，不得重复要求"
    assert desk.issued((CHECKED,), name="第三份月报", units=("粤海街道",)).state == "issued"


def test_what_an_issued_form_asks_never_changes(desk: Filing) -> None:
    form = desk.issued()
    with scope(desk.officer), pytest.raises(Refused, match="栏目不能再改"):
        operations.set_asks(form, (CHECKED,), actor=desk.officer)


def test_a_new_edition_takes_over_from_a_period(desk: Filing) -> None:
    form = desk.issued()
    with clock.at(datetime(2024, 10, 30, 9, tzinfo=clock.TZ)), scope(desk.officer):
        desk.open()
        early = operations.revise(form, begins_on=date(2024, 10, 1), actor=desk.officer)
        with pytest.raises(Refused) as refused:
            operations.issue(early, actor=desk.officer)
        assert refused.value.text == "2024年10月已按原版下发填报，新版须自2024-11-01起"
        perform(early, "discard", desk.officer)
        new = operations.revise(form, begins_on=date(2024, 11, 1), actor=desk.officer)
        operations.set_asks(new, (*FIELDS, Field("more", "新增栏目")), actor=desk.officer)
        operations.issue(new, actor=desk.officer)
        form.refresh_from_db()
        assert (form.state, form.last_on, new.edition, str(new)) == (
            "superseded",
            date(2024, 10, 31),
            2,
            "消防安全排查月报（第2版）",
        )
    with clock.at(datetime(2024, 12, 1, 9, tzinfo=clock.TZ)):
        desk.open()
    with scope(desk.officer):
        rows = Return.objects.filter(unit=desk.city.unit("民治街道")).order_by("period_first")
        assert [(one.period_label, one.form_id) for one in rows] == [("2024年10月", form.pk), ("2024年11月", new.pk)]
        assert [period.label for period in queries.matrix(new).periods] == ["2024年10月", "2024年11月"]


def test_forms_are_the_offices_and_read_by_those_they_ask(desk: Filing) -> None:
    drafted, issued = desk.drafted(name="拟制中的"), desk.issued(units=("民治街道",))
    seen = {}
    people = {
        "office": desk.officer,
        "asked": desk.clerks["民治街道"],
        "not asked": desk.clerks["粤海街道"],
        "its district": desk.city.actor(Role.DISTRICT_OFFICER, "龙华区"),
        "another district": desk.city.actor(Role.OFFICE_OFFICER, "南山区安委办"),
    }
    for who, actor in people.items():
        with scope(actor):
            seen[who] = sorted(one.name for one in queries.forms())
    assert seen == {
        "office": sorted([drafted.name, issued.name]),
        "asked": [issued.name],
        "not asked": [],
        "its district": [issued.name],
        "another district": [],
    }


def test_making_forms_is_for_the_offices_own_officer(desk: Filing) -> None:
    for actor in (desk.leader, desk.clerks["民治街道"], desk.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")):
        with scope(actor), pytest.raises(NotAllowed):
            operations.draft_form(desk.city.unit("市安委办").pk, FormDraft("月报"), actor=actor)


@pytest.mark.parametrize(
    ("field", "name", "sentence"),
    [
        (Field("x", " "), "title", "请填写栏目名称"),
        (Field("x", "检查场所数"), "title", "已有名为“检查场所数”的栏目"),
        (Field("x", "检查场所数（家）"), "title", "在填报表里会与另一列同名，请换一个名称"),
        (Field("x", "填报单位"), "title", "在填报表里会与另一列同名，请换一个名称"),
        (Field("x", "方式", "choice", choices=("自查",)), "choices", "选项至少两个，每行一个"),
        (Field("x", "说明", "text", minimum="1"), "minimum", "只有整数、小数才有上下限"),
        (Field("x", "数", minimum="一"), "minimum", "应为数字"),
        (Field("x", "数", minimum="3", maximum="2"), "maximum", "不能小于下限"),
        (Field("x", "数", at_most="note"), "at_most", "只能与另一个整数、小数栏目比较"),
        (Field("x", "数", sums=("gone",)), "sums", "只能是其他整数、小数栏目之和"),
        (Field("x", "数", "text", outcome="fire"), "outcome", "只有填报的整数栏目才能计入成果"),
    ],
)
def test_a_field_that_contradicts_itself_is_refused(desk: Filing, field: Field, name: str, sentence: str) -> None:
    with pytest.raises(Incomplete) as refused:
        desk.drafted((*FIELDS, field))
    assert refused.value.fields == {name: sentence}


def test_an_audience_by_kind_is_the_units_of_that_day(desk: Filing) -> None:
    with scope(desk.officer):
        asked = {
            kind: [card.name for card in queries.units_asked(desk.drafted(name=kind, audience=kind))]
            for kind in ("departments", "districts", "streets")
        }
        office = desk.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(office):
        asked["streets of a district"] = [
            card.name
            for card in queries.units_asked(
                desk.drafted(name="区", office="龙华区安委办", audience="streets", actor=office, units=())
            )
        ]
    assert asked == {
        "departments": ["市住房建设", "市应急管理", "市消防救援", "市交通运输"],
        "districts": ["龙华区", "南山区", "福田区"],
        "streets": ["民治街道", "粤海街道", "南园街道"],
        "streets of a district": ["民治街道"],
    }


@pytest.mark.parametrize(
    ("frequency", "begins", "periods", "dues"),
    [
        ("once", date(2024, 10, 16), ["2024年10月16日"], [date(2024, 10, 18)]),
        ("week", date(2024, 10, 16), ["2024年第43周", "2024年第44周"], [date(2024, 10, 29), date(2024, 11, 5)]),
        (
            "half_month",
            date(2024, 10, 1),
            ["2024年10月上半月", "2024年10月下半月"],
            [date(2024, 10, 17), date(2024, 11, 4)],
        ),
        ("month", date(2024, 10, 1), ["2024年10月"], [date(2024, 11, 4)]),
        ("quarter", date(2024, 7, 1), ["2024年第3季度"], [date(2024, 10, 9)]),
        ("year", date(2023, 1, 1), ["2023年"], [date(2024, 1, 3)]),
    ],
)
def test_periods_are_whole_and_due_after_working_days(
    db: None, frequency: str, begins: date, periods: list[str], dues: list[date]
) -> None:
    from zhiben.orgs.queries import workdays

    rhythm = Rhythm(frequency, begins, date(2024, 11, 5), 2, working_days=True)
    found = list(rhythm.periods())
    assert [one.label for one in found] == periods
    assert [rhythm.due(one, workdays()) for one in found] == dues
