"""Parts of a photo are covered by the mouse or a finger, and in figures without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.browser.window import Window
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import city
from tests.factories.pages import browser

from zhiben.demonstration.photo_scenes import scene
from zhiben.foundation.files import attach, store
from zhiben.foundation.files.models import Photo

pytestmark = pytest.mark.browser
Open = Callable[..., Window]


def opened(window: Open, size: str, **given: bool) -> tuple[Window, Photo]:
    """The page of a photo beside a hazard."""
    one = window(size, **given)
    cast = Cast(city())
    made, buffer = hazard(cast, "rectifying"), io.BytesIO()
    scene(1).save(buffer, "JPEG", quality=88)
    stored = store(buffer.getvalue(), name="现场.jpg", actor_id=cast.street.id)
    attach(stored, to=("hazards.hazard", made.pk), actor_id=cast.street.id, purpose="report")
    one.enter_as(browser(cast.district)).go(reverse("hazards:page", args=[made.pk]))
    one.page.locator("main a", has_text="模糊现场.jpg").click()
    return one, stored.photo


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_rectangle_is_drawn_and_saved(window: Open, size: str) -> None:
    one, photo = opened(window, size)
    assert one.faults() == []
    box = one.page.locator("[data-blur] canvas").bounding_box()
    across, down = photo.width / box["width"], photo.height / box["height"]
    mouse = one.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 50)
    mouse.down()
    mouse.move(box["x"] + 20, box["y"] + 20)
    mouse.up()
    one.press("保存")
    one.page.get_by_text("已模糊1处").wait_for()
    ((left, top, width, height),) = Photo.objects.get(pk=photo.pk).blurred
    asked = (20 * across, 20 * down, 40 * across, 30 * down)
    assert all(abs(one - other) <= 2 * across for one, other in zip((left, top, width, height), asked, strict=True))
    assert one.faults() == []


def test_figures_do_without_scripts(window: Open) -> None:
    one, photo = opened(window, "phone", script=False)
    one.fill(rectangles="10 10 40 30").press("保存")
    assert "已模糊1处" in one.text()
    assert Photo.objects.get(pk=photo.pk).blurred == [[10, 10, 40, 30]]
