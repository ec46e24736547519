"""Reading a page as a strict browser and a person with a screen reader would."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
FIELDS = frozenset(("input", "select", "textarea"))


class Page(HTMLParser):
    """What is wrong with a page, as short sentences in `faults`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, str]] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.text = text
        self.feed(text)
        self._finish()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        self._policy(tag, given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in FIELDS and given.get("type") not in ("hidden", "submit"):
            around = "label" if "label" in self.open else ""
            self.fields.append((given.get("id", ""), given.get("aria-label", around)))
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "th" and "scope" not in given:
            self.faults.append("th without scope")
        if tag == "form" and given.get("method", "get") == "post" and "csrfmiddlewaretoken" not in self.text:
            self.faults.append("form without token")

    def _policy(self, tag: str, given: dict[str, str]) -> None:
        """What the content policy would block."""
        if tag == "style" or "style" in given:
            self.faults.append(f"inline style at {tag}")
        if tag == "script" and "src" not in given:
            self.faults.append("inline script")
        self.faults += [f"{name} at {tag}" for name in given if name.startswith("on")]
        for name in ("src", "href", "action"):
            address = given.get(name, "")
            if address.startswith(("javascript:", "http:", "https:", "//")):
                self.faults.append(f"{name} to {address}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
            return
        self.open.pop()

    def _finish(self) -> None:
        if self.headings.count("h1") != 1:
            self.faults.append(f"{self.headings.count('h1')} h1")
        self.faults += [f"id {one} twice" for one in sorted(set(self.ids)) if self.ids.count(one) > 1]
        self.faults += [
            f"field {one} without label" for one, said in self.fields if not said and one not in self.labelled
        ]
        self.faults += [f"label for nothing: {one}" for one in sorted(self.labelled - set(self.ids)) if one]
        self.faults += [f"<{tag}> stays open" for tag in self.open]
        if "&amp;amp;" in self.text:
            self.faults.append("escaped twice")
        if "None" in self.text.split("<main", 1)[-1]:
            self.faults.append("None on the page")
