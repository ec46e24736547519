"""What the enterprise that was complained of is told: that something was found, not that somebody has
complained."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import hazard
from tests.factories.pages import browser
from tests.factories.tips import Hotline

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard

pytestmark = pytest.mark.django_db

WORD, AS_ONE = "投诉举报", "部门、街道检查"
RAW = re.compile(r"""["'>\\]tip["'<\\]|tips\.publictip|/tips/\d""")
"""The value behind the word, as JSON, an attribute, or a cell holds it; and the tip itself."""


def pages(person: Client, one: Hazard) -> dict[str, str]:
    """Everything that a person reads of a hazard."""
    found = {
        "page": person.get(one.get_absolute_url()),
        "list": person.get(reverse("hazards:list"), {"state": ""}),
        "reported": person.get(reverse("hazards:list"), {"state": "", "source": "tip"}),
        "ledger": person.get(reverse("overview:record", args=["hazards.hazard", one.pk])),
    }
    texts = {name: answer.content.decode() for name, answer in found.items()}
    texts["ledger status"] = str(found["ledger"].status_code)
    with zipfile.ZipFile(io.BytesIO(content(person, "hazards:evidence", one.pk))) as package:
        texts |= {f"pack {name}": package.read(name).decode() for name in ("index.html", "index.json", "ledger.json")}
    with zipfile.ZipFile(io.BytesIO(content(person, "hazards:export"))) as package:
        texts |= {f"sheet {name}": package.read(name).decode() for name in package.namelist() if "sheet1" in name}
    return texts


def content(person: Client, name: str, *args: int) -> bytes:
    answer = person.get(reverse(name, args=args), {"state": ""} if not args else {})
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def test_the_enterprise_reads_nowhere_that_it_was_reported(hotline: Hotline) -> None:
    tip = hotline.tip("verified")
    with unscoped(reason="test"):
        one = Hazard.objects.get(pk=tip.hazard_id)
    other = hazard(hotline)
    with unscoped(reason="test data"):
        Hazard.objects.filter(pk=other.pk).update(source="street")
    own, office = pages(browser(hotline.enterprise), one), pages(browser(hotline.officer), one)
    assert {name for name, text in office.items() if WORD in text} >= {
        "page",
        "list",
        "pack index.html",
        "sheet xl/worksheets/sheet1.xml",
    }
    assert json.loads(office["pack index.json"])["hazard"][0]["source"] == "tip"
    assert {name for name, text in office.items() if RAW.search(text)} >= {"list", "pack index.json"}
    told = {name: text for name, text in own.items() if WORD in text or RAW.search(text) or tip.number in text}
    assert (own["ledger status"], list(told)) == ("200", [])
    assert json.loads(own["pack index.json"])["hazard"][0]["source"] == "department"
    assert AS_ONE in own["page"] and AS_ONE in own["pack index.html"]
    assert one.number in own["reported"] and other.number in own["reported"]  # no such choice: nothing is narrowed


def test_its_filter_does_not_part_what_was_reported_from_what_was_checked(hotline: Hotline) -> None:
    tip, other = hotline.tip("verified"), hazard(hotline)
    with unscoped(reason="test data"):
        one = Hazard.objects.get(pk=tip.hazard_id)
    given = {"state": "", "source": "department"}
    own = browser(hotline.enterprise).get(reverse("hazards:list"), given).content.decode()
    office = browser(hotline.officer).get(reverse("hazards:list"), given).content.decode()
    assert (one.number in own, other.number in own, one.number in office) == (True, False, False)


def test_what_a_hazard_was_reopened_for_is_not_told_it(hotline: Hotline) -> None:
    one = hazard(hotline, "closed")
    with unscoped(reason="test data"):
        told = {"trigger": "tip", "evidence": "现场再次查看", "due": hotline.facts("verify")["due"]}
        perform(one, "reopen", hotline.department, **told)
    office = pages(browser(hotline.officer), one)
    own = pages(browser(hotline.enterprise), one)
    assert (WORD in office["page"], "现场再次查看" in own["page"]) == (True, True)
    assert [name for name, text in own.items() if WORD in text or '"trigger' in text or "trigger\\" in text] == []
    verbs = [{entry["verb"] for entry in json.loads(told["pack ledger.json"])} for told in (office, own)]
    assert {"reopen"} == verbs[0] - verbs[1]
