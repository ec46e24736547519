"""Phones for journeys: the app as somebody holds it, at a browser that can be cut off, killed and opened again."""

from __future__ import annotations

import io
import os
import re
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client
from PIL import Image
from playwright.sync_api import Error
from tests.browser.window import SIZES, Window
from tests.factories.supervision import Ground, drawn, ground, targets

from zhiben.orgs.models import Person
from zhiben.supervision.models import Round, Target

APP = "/supervision/phone/"
HERE = {"latitude": 22.61234, "longitude": 114.03456, "accuracy": 12}
READY = "navigator.serviceWorker.ready.then(found => Boolean(found.active))"
MINUTE = 60.0
DISTRICT = "龙华区"


class Phone(Window):
    """A window whose browser keeps what it has stored in a folder of its own."""

    def __init__(self, browser: Any, address: str, folder: Path) -> None:
        self._kind, self._folder = browser.browser_type, folder
        self.address, self.script = address, True
        self.said: list[str] = []
        self._pages: set[str] = set()
        self.switch_on()

    def switch_on(self) -> None:
        """Start the browser over its folder."""
        width, height = SIZES["phone"]
        self.context = self._kind.launch_persistent_context(
            self._folder,
            executable_path="/usr/bin/chromium",
            args=["--disable-gpu", "--no-first-run", "--disable-background-networking"],
            viewport={"width": width, "height": height},
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=True,
        )
        self.page = self.context.pages[0]
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda one: self.said.append(str(one)))

    def kill(self) -> None:
        """End the browser as a phone does that needs the memory: without a word."""
        held = str((self._folder / "SingletonLock").readlink())
        pid = int(held.rpartition("-")[2])
        os.kill(pid, signal.SIGKILL)
        with suppress(Error):  # it may have noticed already that nothing is there any more
            self.context.close()
        until = time.monotonic() + MINUTE
        while Path(f"/proc/{pid}/stat").exists() and time.monotonic() < until:
            if " Z " in Path(f"/proc/{pid}/stat").read_text():
                break

    def take_along(self, client: Client) -> None:
        """Log in, open the app, and see that it is on the phone with its list."""
        self.enter_as(client)
        self.go(APP)
        self.page.evaluate(READY)
        self.hears("全部已上传")

    def cut_off(self) -> None:
        """No signal from here on."""
        self.context.set_offline(True)
        self.page.reload()
        self.hears("没有信号，照常记录")

    def goes_to(self, target: Target) -> None:
        """Open a place from the list, where those that are signed come last."""
        self.page.get_by_role("link").filter(has_text=target.site.name).first.click()

    def arrives_without_position(self) -> None:
        """Be at the place that is open, where the phone cannot tell where it is."""
        self.page.fill("[name=without]", "地下室无信号")
        self.tap("我已到场")

    def hears(self, words: str) -> None:
        """Wait until the line about what is sent says something (a regular expression); pictures take their time."""
        self.page.locator("#net").filter(has_text=re.compile(words)).wait_for(timeout=1000 * MINUTE)

    def tap(self, words: str) -> None:
        """Touch what says so."""
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def sign(self, label: str) -> None:
        """Draw into a field."""
        field = self.page.get_by_role("img", name=label)
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        assert box is not None
        mouse, left, top = self.page.mouse, box["x"], box["y"]
        mouse.move(left + 40, top + 30)
        mouse.down()
        for step in range(8):
            mouse.move(left + 50 + 30 * step, top + 30 + len(label) * 6 * (step % 2))
        mouse.up()


@dataclass
class Visiting:
    """A round with one target, the two who go there, and their phones."""

    built: Ground
    round: Round
    target: Target
    people: list[Person]
    phones: list[Phone]


def sent_out(browser: Any, address: str, folder: Path) -> Visiting:
    """Two are sent to one place of a district, each with a phone."""
    built = ground(per_street=1)
    one = drawn(built, size=1, least=0, territories=[built.built.territories[DISTRICT].pk])
    (target,) = targets(built, one)
    people = list(Person.objects.filter(pk__in=target.team_people).order_by("pk"))
    phones = [Phone(browser, address, folder / f"phone{number}") for number in (1, 2)]
    return Visiting(built, one, target, people, phones)


def camera(seed: int, size: tuple[int, int] = (2400, 1800), taken: tuple[str, str] = ("", "")) -> bytes:
    """A picture as large as a phone takes them, with the moment and its offset as a camera writes them."""
    out, written = io.BytesIO(), Image.Exif()
    written.get_ifd(0x8769).update({key: text for key, text in zip((36867, 36881), taken, strict=True) if text})
    noise = Image.effect_noise((size[0] // 8, size[1] // 8), 40 + seed)
    noise.resize(size).save(out, "JPEG", quality=92, exif=written)
    return out.getvalue()
