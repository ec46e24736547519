"""A stranger at the public pages: a browser without an account, and what it reads and fills in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.factories.photos import another_photo
from tests.factories.tips import Hotline, right_answer

TELL, FOLLOW = "/tips/new/", "/tips/follow/"


class Stranger:
    """Somebody with a telephone; the form's token is asked for as it is in earnest."""

    def __init__(self, **given: Any) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False, **given)
        self.page = ""

    def open(self, address: str) -> str:
        """Open a page."""
        return self._read(self.client.get(address))

    def _read(self, answer: HttpResponse) -> str:
        self.answer = answer
        self.page = answer.content.decode()
        return self.page

    def hidden(self, name: str) -> str:
        """What a hidden field of the page holds."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.page)
        assert found, name
        return unescape(found[1])

    def right(self) -> str:
        """The answer to the question on the page."""
        return right_answer(self.page)

    def filled(self, hotline: Hotline, **given: Any) -> dict[str, Any]:
        """A form as a careful person fills it in, with the page's token and question."""
        said: dict[str, Any] = {
            "csrfmiddlewaretoken": self.hidden("csrfmiddlewaretoken"),
            "sealed": self.hidden("sealed"),
            "territory": hotline.city.territories["民治街道"].pk,
            "address": "民治大道1号工地三楼",
            "what": "临边没有护栏",
            "answer": self.right(),
        }
        return {**said, **given}

    def send(self, said: dict[str, Any], address: str = TELL, **headers: Any) -> str:
        """Send a form."""
        return self._read(self.client.post(address, said, **headers))

    def tell(self, hotline: Hotline, **given: Any) -> tuple[str, str]:
        """Tell a tip; number and code."""
        self.open(TELL)
        self.send(self.filled(hotline, **given))
        return self.receipt()

    def receipt(self) -> tuple[str, str]:
        """Number and code on the page."""
        found = re.findall(r"<dd>([^<]+)</dd>", self.page)
        assert self.answer.status_code == 200 and len(found) == 2, self.page
        return found[0], found[1]

    def ask(self, number: str, code: str, **headers: Any) -> str:
        """How a tip stands."""
        self.open(FOLLOW)
        token = self.hidden("csrfmiddlewaretoken")
        return self.send({"csrfmiddlewaretoken": token, "number": number, "code": code}, FOLLOW, **headers)

    def act(self, act: str, text: str = "", **given: Any) -> str:
        """One act under the pass of the page."""
        said = {"csrfmiddlewaretoken": self.hidden("csrfmiddlewaretoken"), "pass": self.hidden("pass")}
        return self.send({**said, "act": act, "text": text, **given}, FOLLOW)


def picture(name: str = "现场.png", data: bytes | None = None) -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    return SimpleUploadedFile(name, data or another_photo(), content_type="image/png")
