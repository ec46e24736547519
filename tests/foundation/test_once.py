"""A form's key: written with what the form does, taken back with it, forgotten after a while."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser, text

from zhiben.foundation import audit, retention
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.once import Repeated, Sent
from zhiben.foundation.once.claiming import Sending, at_work
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhiben"


def note(sending: Sending, verb: str) -> None:
    """One act while a form is at work."""
    mark = at_work.set(sending)
    try:
        audit.record(verb, SYSTEM, subject=("hazards.hazard", 7))
    finally:
        at_work.reset(mark)


def test_the_first_transaction_writes_the_key_and_what_it_was_about() -> None:
    sending = Sending("k")
    note(sending, "one")
    note(sending, "two")
    row = Sent.objects.get()
    assert (row.key, row.model, row.record, sending.claimed) == ("k", "hazards.hazard", 7, True)
    assert AuditEntry.objects.count() == 2


def test_a_key_that_stands_stops_the_transaction_before_anything_is_written() -> None:
    note(Sending("k"), "one")
    with pytest.raises(Repeated), transaction.atomic():
        note(Sending("k"), "two")
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["one"]


def test_what_is_rolled_back_takes_its_key_along() -> None:
    sending = Sending("k")
    mark = at_work.set(sending)
    with pytest.raises(RuntimeError), audit.batch():
        raise RuntimeError
    at_work.reset(mark)
    assert (Sent.objects.count(), sending.claimed) == (0, False)


def test_old_keys_are_forgotten() -> None:
    for key, days in (("old", 8), ("new", 6)):
        Sent(key=key, at=clock.machine() - timedelta(days=days)).save(force_insert=True)
    assert retention.run()["once"] == retention.forgotten(["old"])
    assert [row.key for row in Sent.objects.all()] == ["new"]


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def progress(client: Client, pk: int, **more: str) -> int:
    return client.post(f"/hazards/{pk}/moves/progress/", {"text": "过半", "percentage": "50", **more}).status_code


def steps() -> int:
    return AuditEntry.objects.filter(verb="progress").count()


def test_a_form_that_was_refused_may_be_sent_again(cast: Cast) -> None:
    pk, client = hazard(cast, "rectifying").pk, browser(cast.street)
    found = [progress(client, pk, once="k", percentage="200"), progress(client, pk, once="k"), steps()]
    assert found == [422, 302, 1]


def test_a_form_without_a_key_is_done_as_often_as_it_is_sent(cast: Cast) -> None:
    pk, client = hazard(cast, "rectifying").pk, browser(cast.street)
    assert [progress(client, pk), progress(client, pk), steps()] == [302, 302, 2]


def test_who_sends_again_is_led_there_and_told(cast: Cast) -> None:
    pk, client = hazard(cast, "rectifying").pk, browser(cast.street)
    assert [progress(client, pk, once="k"), progress(client, pk, once="k"), steps()] == [302, 302, 1]
    assert "这份表单已经提交过，没有重复办理" in text(client, "hazards:page", pk)


def test_an_answer_that_was_never_noted_is_found_by_the_record(cast: Cast) -> None:
    pk, client = hazard(cast, "rectifying").pk, browser(cast.street)
    progress(client, pk, once="k")
    Sent.objects.update(answer="")
    again = client.post(f"/hazards/{pk}/moves/progress/", {"text": "过半", "percentage": "50", "once": "k"})
    assert (again.status_code, again["Location"]) == (302, f"/hazards/{pk}/")


def test_every_form_of_a_page_has_a_key_of_its_own(cast: Cast) -> None:
    page = text(browser(cast.street), "hazards:move", hazard(cast, "rectifying").pk, "progress")
    keys = [part.partition('"')[0] for part in page.split('name="once" value="')[1:]]
    assert len(keys) == len(set(keys)) == page.count("csrfmiddlewaretoken") == 2


def test_every_form_that_is_sent_carries_a_key() -> None:
    forms = [
        (path.name, form)
        for path in sorted(SOURCE.rglob("templates/**/*.html"))
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(forms) > 20
    # What was filled in before a login ended goes on under the key that its own page gave it.
    keyed = ("{{ csrf_input }}", 'name="once" value="{{ kept.once }}"')
    assert [name for name, form in forms if not any(one in form for one in keyed)] == []
