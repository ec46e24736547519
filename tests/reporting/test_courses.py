"""What a form's history tells of its changes."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from tests.factories.pages import browser, text
from tests.factories.returns import CHECKED, STREETS, Filing

from zhiben.foundation.scope import scope
from zhiben.reporting import operations
from zhiben.reporting.fields import Field
from zhiben.reporting.models import ReturnForm
from zhiben.reporting.operations import FormDraft

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def course(desk: Filing, form: ReturnForm) -> list[list[str]]:
    """What each 修改报表 says of itself beside who did it, the newest first."""
    page = text(browser(desk.officer), "reporting:form", form.pk)
    steps = re.findall(r"<strong>修改报表</strong>(.*?)</li>", page, re.DOTALL)
    return [re.findall(r"<div>([^<]+)</div>", step) for step in steps]


def test_history_of_a_form_tells_what_was_changed(desk: Filing) -> None:
    form = desk.drafted()
    asked, more = form.fields, Field("more", "宣传场次")
    first = replace(asked[0], title="检查家数", minimum="1", required=False)
    draft = FormDraft(**{one.name: getattr(form, one.name) for one in fields(FormDraft)})
    units = [desk.city.unit(name) for name in sorted(STREETS, key=lambda name: desk.city.unit(name).pk)]
    with scope(desk.officer):
        operations.set_asks(form, (first, *asked[1:], more), actor=desk.officer)
        operations.set_asks(form, (more, first), actor=desk.officer)
        kept = [unit.pk for unit in units[:2]]
        operations.set_form(form, replace(draft, name="排查月报", due_days=5), units=kept, actor=desk.officer)
    names = ["、".join(unit.name for unit in some) for some in (units, units[:2])]
    dropped = "、".join(f"“{field.title}”" for field in asked[1:])
    assert course(desk, form) == [
        [
            f"指定单位：原为“{names[0]}”，改为“{names[1]}”",
            "期末后几日内报：原为“3”，改为“5”",
            "名称：原为“消防安全排查月报”，改为“排查月报”",
        ],
        [f"删去栏目{dropped}", "调整栏目次序"],
        [
            "增加栏目“宣传场次”",
            f"栏目“{CHECKED.title}”：栏目名称原为“{CHECKED.title}”，改为“检查家数”；必填原为“是”，改为“否”；"
            "不小于原为“（空）”，改为“1”",
        ],
    ]
