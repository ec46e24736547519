"""The house's own ledger beside a file: its hazards are told by their numbers, and lead to their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.hazards import Cast, hazard
from tests.factories.ledgers import as_csv, source
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.reconcile import operations
from zhiben.reconcile.operations import Draft
from zhiben.reconcile.reading import Source

pytestmark = pytest.mark.either


def test_a_difference_says_number_field_and_both_values_and_leads_to_the_hazard(
    city: City, office: int, officer: Actor
) -> None:
    ours = hazard(Cast(city), "reported")
    with scope(officer):
        state = ours.state_shown.label
    head, other = ("编号", "隐患", "发现日期", "整改状态"), ["GD1", "安全出口锁闭", str(ours.found_on), state]
    right = as_csv(head, [other, [ours.number, ours.title, str(ours.found_on), "已销号"]])
    with scope(officer):
        draft = Draft(office, Source("本系统隐患台账"), source("省平台", right, officer))
        one = operations.compare_ledgers(draft, actor=officer)
        operations.settle(one, actor=officer)
        found = one.discrepancies.get(row__side="left")
    assert found.subject == (
        f"状态不一致（本系统隐患台账编号{ours.number}，省平台第3行）：{ours.number}，{ours.title}，{ours.found_on}。"
        f"状态：本系统隐患台账“{state}”，省平台“已销号”"
    )
    client, address = browser(officer), reverse("hazards:page", args=[ours.pk])
    assert address in text(client, "reconcile:page", one.pk)
    assert address in text(client, "reconcile:discrepancy", found.pk)
