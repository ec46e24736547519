"""People at their browsers, and what a page says to them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Person

PROGRAM = {"accept": "application/json"}
"""What a program sends, which gets no pages."""


def browser(who: Actor | Person, **given: Any) -> Client:
    """Somebody who has logged in."""
    client = Client(**given)
    client.force_login(Person.objects.get(pk=who.id))
    return client


def text(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    """What the page says; it must answer with `status`."""
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def send(client: Client, name: str, /, *args: object, status: int = 302, **given: Any) -> str:
    """What the page says to a form that was sent; it must answer with `status`."""
    answer = client.post(reverse(name, args=args), given)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def main_of(page: str) -> str:
    """What stands between the page's head and its foot, without the random words that its forms carry."""
    main = page.partition('id="content"')[2].partition("</main>")[0]
    assert main
    return re.sub(r'<input type="hidden"[^>]*>', "", main)


def last_cells(page: str) -> list[str]:
    """The words in the last cell of each row of the page's tables, without those of their heads."""
    rows = [row.rpartition("<td")[2].partition(">")[2] for row in page.split("</tr>")[:-1] if "<td" in row]
    return [" ".join(unescape(re.sub("<[^>]*>", " ", cell)).split()) for cell in rows]


def file_status(client: Client, pk: int) -> int:
    """How the address of a stored file answers."""
    answer = client.get(reverse("file", args=[pk]))
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code
