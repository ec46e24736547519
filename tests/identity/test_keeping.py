"""Who came in and who tried is kept no longer than it counts for something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.factories.identity import WORD, ruled, with_password
from tests.factories.orgs import City

from zhiben.foundation import retention
from zhiben.identity.models import PasswordMark, Session, SetUpLink, Tries
from zhiben.identity.operations import change_password, issue_link, prove, use_link
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either
NOW = datetime(2024, 6, 1, 9, tzinfo=clock.TZ)
DAY = timedelta(days=1)


def run(later: timedelta) -> dict[str, int]:
    """How many of each kind a run deletes so much later."""
    with clock.at(NOW + later):
        return {key: one.count for key, one in retention.run().items() if key in ("sessions", "links", "tries")}


def test_logins_that_are_over_go_after_a_day(db: None) -> None:
    for key, days in (("a" * 32, 2), ("b" * 32, 0)):
        moments = {"expire_date": NOW - days * DAY, "since": NOW - 3 * DAY, "seen": NOW - 3 * DAY}
        Session.objects.create(session_key=key, session_data="", handle=key[:20], **moments)
    assert run(timedelta(0))["sessions"] == 1
    assert [row.session_key for row in Session.objects.all()] == ["b" * 32]


def test_links_go_a_month_after_they_were_used_or_have_ended(city: City) -> None:
    with clock.at(NOW):
        used, unused = (city.person(Role.OFFICE_OFFICER, "市安委办") for _each in range(2))
        use_link(issue_link(used, actor=SYSTEM), WORD)
        issue_link(unused, actor=SYSTEM)
    counts = [run(days * DAY)["links"] for days in (30, 30.1, 33, 33.1)]
    assert (counts, SetUpLink.objects.count()) == ([0, 1, 0, 1], 0)


def test_counts_of_tries_and_the_addresses_in_them_go_after_a_day(city: City) -> None:
    person = with_password(city, Role.OFFICE_OFFICER)
    with clock.at(NOW), pytest.raises(Refused):
        prove(person.username, "wrong", address="203.0.113.9")
    assert [row.key for row in Tries.objects.all()] == ["a:203.0.113.9"]
    assert [run(hours * timedelta(hours=1))["tries"] for hours in (23, 25)] == [0, 1]


def test_a_lock_stands_as_long_as_it_was_set(city: City) -> None:
    rules = ruled(lock_minutes=1440, address_failures=5)
    person = with_password(city, Role.OFFICE_OFFICER)
    for hours in (0, 1, 2, 3, 23):
        with clock.at(NOW + timedelta(hours=hours)), pytest.raises(Refused):
            prove(person.username, "wrong", address="203.0.113.9")
    assert rules.lock == DAY and Tries.objects.get().until == NOW + timedelta(hours=47)
    assert [run(timedelta(hours=hours))["tries"] for hours in (46, 70, 72)] == [0, 0, 1]


def test_no_more_passwords_are_kept_than_the_rules_look_back_on(city: City) -> None:
    person, old = with_password(city, Role.OFFICE_OFFICER), WORD
    for number in range(7):
        new = f"Word-of-turn-{number}"
        change_password(person, old=old, new=new, actor=actor_of(person))
        old = new
    assert PasswordMark.objects.filter(person=person.pk).count() == 5


def test_the_frameworks_own_table_of_sessions_is_gone(db: None) -> None:
    assert "django_session" not in connection.introspection.table_names()


@pytest.fixture(autouse=True)
def _elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
