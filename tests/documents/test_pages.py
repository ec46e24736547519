"""Documents as pages: who finds which in the list."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.documents.conftest import drafted, issued

pytestmark = pytest.mark.either


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def listed(city: City, unit: str, role: str) -> list[str]:
    """The addresses that the list of documents leads somebody to."""
    client = Client()
    client.force_login(member(city, unit, role))
    page = client.get(reverse("documents:list")).content.decode()
    return re.findall(r'<a href="(/documents/\d+/)"', page)


def test_office_finds_its_documents_the_newest_first(city: City) -> None:
    first, second = issued(city), drafted(city)
    found = listed(city, "市安委办", "office_officer")
    assert found == [second.get_absolute_url(), first.get_absolute_url()]


def test_unit_finds_what_was_issued_to_it_and_no_draft(city: City) -> None:
    document = issued(city)
    drafted(city)
    assert listed(city, "市交通运输局", "department_officer") == [document.get_absolute_url()]
    assert listed(city, "福田区安委办", "office_officer") == []
