"""An alert storm as an officer sees it, and an alert made a hazard by a street's officer on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.browser.window import Window
from tests.factories.monitoring import plant_in_city
from tests.factories.pages import browser
from tests.factories.photos import another_photo

from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.monitoring.models import Pulse

pytestmark = pytest.mark.browser


def test_a_storm_is_seen_and_an_alert_becomes_a_hazard(window: Callable[..., Window], transactional_db: None) -> None:
    plant = plant_in_city()
    alert = plant.alert(1, level=1)
    Pulse._unfiltered().update(tokens=0, filled_at=clock.machine() + timedelta(hours=1))
    for number in range(2, 12):
        plant.send(number, sensor=f"T-{number}")
    officer = window("desktop").enter_as(browser(plant.office)).go(reverse("monitoring:alerts"))
    officer.page.get_by_text("24小时内有10条超过上限的告警没有逐条登记").wait_for()
    assert officer.faults() == []
    street = window("phone").enter_as(browser(plant.street)).go(reverse("monitoring:alerts"))
    street.page.get_by_role("link", name=alert.number).click()
    street.page.get_by_role("link", name="转隐患上报").click()
    street.fill(title="可燃气体泄漏")
    street.page.set_input_files(
        "main input[type=file]", {"name": "现场.png", "mimeType": "image/png", "buffer": another_photo()}
    )
    assert street.faults() == []
    street.page.locator("main button[type=submit]").first.click()
    street.page.get_by_text("已转隐患").first.wait_for()
    assert street.faults() == []
    hazard = Hazard._unfiltered().get()
    assert (hazard.title, hazard.source, hazard.site_id) == ("可燃气体泄漏", "monitoring", plant.site.pk)
