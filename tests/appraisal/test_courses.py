"""What the histories of a scheme and of a commendation tell of their steps; and who is meant by "本安委办"."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.appraisal.test_honours import AFTER, posted
from tests.factories.appraisal import Appraisers
from tests.factories.pages import browser, text

from zhiben.appraisal import operations, papers
from zhiben.appraisal.lifecycle import COMMENDATION, PRACTICE
from zhiben.appraisal.operations import IndicatorDraft, SchemeDraft
from zhiben.appraisal.vocab import Audience, Kind, VetoEffect
from zhiben.foundation.scope import scope
from zhiben.kernel import clock

pytestmark = pytest.mark.either


def course(page: str) -> list[tuple[str, list[str]]]:
    """Each step with the sentences beneath who did it, the newest first."""
    steps = re.findall(r"<strong>([^<]*)</strong>((?:(?!<strong>).)*?)</li>", page.split("经过")[1], re.DOTALL)
    told = [re.findall(r"<div>(.*?)</div>", said) for _, said in steps]
    return [(name, [re.sub("<[^>]*>", "", one) for one in said]) for (name, _), said in zip(steps, told, strict=True)]


def test_history_of_a_scheme_tells_which_indicator_and_what_it_said(office: Appraisers) -> None:
    with scope(office.officer):
        draft = SchemeDraft("街道考评", 2024, Audience.STREETS)
        made: Any = operations.draft_scheme(draft, office=office.desk.office, actor=office.officer)
        row = operations.add_indicator(
            made, IndicatorDraft("基础工作", "宣传", Kind.MANUAL, Decimal(25)), actor=office.officer
        )
        said = replace(operations.draft_of(row), name="宣传培训", kind=Kind.BONUS, weight=Decimal("24.50"))
        operations.change_indicator(row, said, actor=office.officer)
        operations.change_indicator(row, replace(said, guidance="看台账"), actor=office.officer)
        operations.change_scheme(made, replace(draft, audience=Audience.DISTRICTS), actor=office.officer)
        operations.drop_veto_rule(
            operations.add_veto_rule(made, "瞒报", VetoEffect.CAP_GRADE, actor=office.officer), actor=office.officer
        )
        operations.drop_indicator(row, actor=office.officer)
    assert course(text(browser(office.officer), "appraisal:scheme", made.pk))[:-1] == [
        ("删去指标", ["“宣传培训”（加分，权重24.5）"]),
        ("删去一票否决情形", [f"“瞒报”（{VetoEffect.CAP_GRADE.label}）"]),
        ("增加一票否决情形", [f"“瞒报”（{VetoEffect.CAP_GRADE.label}）"]),
        ("修改方案", ["对象：原为“各街道”，改为“各区”"]),
        ("修改指标", ["“宣传培训”", "评分说明：原为“（空）”，改为“看台账”"]),
        (
            "修改指标",
            [
                "“宣传”",
                "指标：原为“宣传”，改为“宣传培训”",
                "计分方式：原为“人工评分”，改为“加分”",
                "权重（加分项为最多加分）：原为“25”，改为“24.5”",
            ],
        ),
        ("增加指标", ["“宣传”（人工评分，权重25）"]),
    ]


def test_history_of_a_commendation_leads_to_the_decision(office: Appraisers) -> None:
    one = posted(office)
    with clock.at(AFTER):
        office.move(one, "decide", office.leader)
        with scope(office.officer):
            paper: Any = operations.draft_decision([one], papers.decision_of([one]), actor=office.officer)
        page = text(browser(office.officer), "appraisal:commendation", one.pk)
    assert course(page)[0] == ("起草表彰决定", ["表彰决定"])
    assert f'<div><a href="{paper.get_absolute_url()}">' in page.split("经过")[1]


def test_what_is_no_paper_speaks_of_no_issuing_office() -> None:
    post = next(one for one in COMMENDATION.moves if one.name == "post")
    grant = next(one for one in PRACTICE.moves if one.name == "grant")
    assert (post.may.label, grant.may.label) == ("本安委办的经办人员，且当年没有一票否决事项", "本安委办的经办人员")
