"""A person's window: a real browser with what it shows, what it complains of, and whether everybody can use it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """axe.run(document).then(found => found.violations.map(
    one => `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 120)}`))"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Window:
    """One person at one screen. `said` holds what the browser complained of, requests that left the site included."""

    def __init__(self, browser: Any, address: str, size: str = "desktop", *, script: bool = True) -> None:
        width, height = SIZES[size]
        self.address, self.script = address, script
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=address,
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.said: list[str] = []
        self._pages: set[str] = set()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda one: self.said.append(str(one)))
        self.page.on("request", self._watch)

    def _hear(self, one: Any) -> None:
        """A page that refuses is a page; a picture or script that is not there is a fault."""
        refused = one.text.startswith("Failed to load resource") and one.location["url"] in self._pages
        if one.type in ("error", "warning") and not refused:
            self.said.append(one.text)

    def _watch(self, one: Any) -> None:
        if one.is_navigation_request():
            self._pages.add(one.url)
        if not one.url.startswith((self.address, "data:", "about:", "blob:")):
            self.said.append(f"asked for {one.url}")

    def enter_as(self, client: Client) -> Window:
        """Take over the session of a test client that has logged in."""
        if "sessionid" in client.cookies:
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address}
            self.context.add_cookies([session])
        return self

    def log_in(self, username: str, password: str) -> Window:
        """Through the login page, as people do."""
        self.go("/login/")
        self.fill(username=username, password=password)
        self.press("登录")
        return self

    def go(self, path: str) -> Window:
        """Open a page of the site."""
        self.page.goto(path)
        return self

    def fill(self, **values: str) -> Window:
        """Type into fields by their names."""
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)
        return self

    def choose(self, **values: str) -> Window:
        """Choose from lists by their names, by what is shown."""
        for name, shown in values.items():
            self.page.select_option(f"main [name={name}]", label=shown)
        return self

    def tick(self, *names: str) -> Window:
        """Tick boxes by their names."""
        for name in names:
            self.page.check(f"main [name={name}]")
        return self

    def bring(self, name: str, *files: Any) -> Window:
        """Put files into a field, and see them sent ahead where the page does so."""
        field = self.page.locator(f"main [name={name}]")
        ahead = self.script and field.get_attribute("data-kept") is not None
        field.set_input_files(list(files))
        for one in files if ahead else ():
            self.page.get_by_text(f"{one['name']}（已上传）").first.wait_for()
        return self

    def press(self, words: str) -> Window:
        """Press the button that says so."""
        self.page.get_by_role("button", name=words, exact=True).click()
        return self

    def follow(self, words: str) -> Window:
        """Follow the first link of the page's body that says so."""
        self.page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()
        return self

    def text(self) -> str:
        """What the page's body says once it is all there, spaces made one."""
        self.page.wait_for_load_state()
        return re.sub(r"\s+", " ", self.page.inner_text("main"))

    def faults(self) -> list[str]:
        """What axe finds on the page once it is all there, sideways scrolling, and what the browser complained of since
        the last time. A press returns when the next page has begun, not when it has arrived."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = [*self.page.evaluate(VIOLATIONS), *self.said]
        if (wide := self.page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{wide} px too wide")
        self.said.clear()
        return found
