"""The contact list with telephones covered and shown, the terms with a hold, a photo's original: nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.browser.window import SIZES, Window
from tests.factories.orgs import city
from tests.factories.pages import browser

from zhiben.foundation import retention
from zhiben.foundation.files import store
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import LiaisonDraft, set_liaison
from zhiben.orgs.vocab import LiaisonPart, Role

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", SIZES)
def test_telephones_are_shown_by_a_click_and_terms_are_set(
    window: Callable[..., Window], size: str, tmp_path: Path, settings: Any
) -> None:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    built = city()
    officer = built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(officer):
        draft = LiaisonDraft("张三（示例）", "科长", "13912345678")
        set_liaison(built.unit("市住房建设").pk, LiaisonPart.FIRST, draft, actor=officer)
    kept = store(b"a,b\n1,2\n", name="清单.csv", actor_id=officer.id)
    retention.hold("export", kept.pk, "示例：行政复议", actor=SYSTEM)
    retention.run()
    office = window(size).enter_as(browser(officer))
    audit = window(size).enter_as(browser(built.actor(Role.AUDIT_ADMIN, "市安委办")))
    faults = [office.go("/tasks/liaisons/").faults(), audit.go("/ledger/terms/").faults()]
    assert "139****5678" in office.text() and "13912345678" not in office.text()
    assert "示例：行政复议" in audit.text() and "《网络安全法》（2016年公布的文本）" in audit.text()
    office.page.locator("summary", has_text="显示电话").click()
    faults.append(office.faults())
    office.press("显示电话")
    faults.append(office.faults())
    assert "13912345678" in office.text()
    assert faults == [[]] * 4
