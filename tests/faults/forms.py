"""A page's forms as a browser would send them back: address and fields with what stands in them."""

from __future__ import annotations

from html.parser import HTMLParser


class Forms(HTMLParser):
    """All forms of a page that are sent; `found` holds (action, fields)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._inside = False
        self._area = self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "get") == "post"
            if self._inside:
                self.found.append((given.get("action", ""), {}))
        if not self._inside:
            return
        fields = self.found[-1][1]
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio", "file") or "checked" in given):
            fields[name] = given.get("value", "on")
        elif tag == "textarea":
            self._area, fields[name] = name, ""
        elif tag == "select":
            self._select, fields[name] = name, ""
        elif tag == "option" and "selected" in given:
            fields[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            # A browser leaves out the line end with which an area begins.
            self.found[-1][1][self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form":
            self._inside = False


def form_with(text: str, field: str) -> tuple[str, dict[str, str]]:
    """The first form of a page that has the field."""
    return next(one for one in Forms(text).found if field in one[1])
