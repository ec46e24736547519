"""Reading an expert's telephone, and the page of who has read it: for everybody, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.browser.window import SIZES, Window
from tests.factories.assistance import helpers_in_city
from tests.factories.pages import browser

from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", SIZES)
def test_a_telephone_is_read_and_the_reading_listed(
    window: Callable[..., Window], size: str, tmp_path: Path, settings: Any
) -> None:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    helpers = helpers_in_city()
    one = helpers.expert("丁", phone="13912345678")
    keeper = browser(helpers.city.actor(Role.AUDIT_ADMIN, "市安委办"))
    office, audit = window(size).enter_as(browser(helpers.office)), window(size).enter_as(keeper)
    faults = [audit.go("/ledger/disclosures/").faults(), office.go(f"/assistance/experts/{one.pk}/").faults()]
    assert "13912345678" not in office.text()
    office.choose(purpose="其他（须写明事由）").press("查看电话")
    faults.append(office.faults())
    assert "请写明事由" in office.text()
    office.choose(purpose="联系专家安排帮扶").press("查看电话")
    faults.append(office.faults())
    assert "13912345678" in office.text()
    faults += [audit.go("/ledger/disclosures/").faults(), office.go(f"/assistance/experts/{one.pk}/edit/").faults()]
    assert "联系专家安排帮扶" in audit.text() and "13912345678" not in audit.text() + office.text()
    assert faults == [[]] * 6
