"""A street's officer enters a hazard on a phone: two photos, the place by a part of its name, a draft, the words, the
report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.browser.window import Window
from tests.factories.hazards import Cast
from tests.factories.orgs import city
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.journeys.stage import shown

from zhiben.foundation.files import attached
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard

pytestmark = pytest.mark.browser


def picture(number: int) -> dict[str, object]:
    """A photo as a camera brings it."""
    return {"name": f"现场{number}.png", "mimeType": "image/png", "buffer": another_photo()}


@pytest.mark.parametrize("script", (True, False))
def test_two_photos_go_through_a_draft_to_a_report_on_a_phone(window: Callable[..., Window], script: bool) -> None:
    cast = Cast(city())
    one = window("phone", script=script).enter_as(browser(cast.street)).go(reverse("hazards:report"))
    camera = one.page.locator("main [name=photos]")
    assert (camera.get_attribute("capture"), camera.get_attribute("accept")) == ("environment", "image/*")
    fields = one.page.locator("main form.card-body input:visible, main form.card-body textarea:visible")
    assert [fields.nth(at).get_attribute("name") for at in range(fields.count())] == ["photos", "site", "title"]
    one.bring("photos", picture(1), picture(2)).fill(site=cast.site.name[:-1]).press("先存草稿")
    assert "已上传2张照片、附件" in one.text()
    one.page.get_by_text(cast.site.name).first.click()
    one.press("先存草稿")
    assert "草稿已保存" in one.text()
    one.follow("继续填写").fill(title="临边防护缺失").press("上报")
    with unscoped(reason="a test reads"):
        made = Hazard.objects.get()
    assert (made.state, made.title, made.site_id, made.source) == ("reported", "临边防护缺失", cast.site.pk, "street")
    assert [row.file.name for row in attached("hazards.hazard", made.pk)] == ["现场1.png", "现场2.png"]
    assert made.number in (shown(one) if script else one.text())
