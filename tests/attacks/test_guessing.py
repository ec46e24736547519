"""S6: guessing. A thousand tries from fifty addresses, through the real login page; unknown names are answered like
known ones; and whoever is locked out by others comes in by the browser that knows them, or by the console."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from tests.factories.identity import WORD, code_now, log_in, ruled, with_authenticator, with_password
from tests.factories.orgs import city as build
from tests.faults.record import Recorder

from zhiben.cli import main
from zhiben.identity import devices
from zhiben.identity.models import Tries
from zhiben.identity.operations import check_code, prove, unlock
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=clock.TZ)
ADDRESSES = [f"198.51.100.{number}" for number in range(1, 51)]


@pytest.fixture
def admin(db: None, settings: Any) -> Person:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return with_password(build(), Role.SECURITY_ADMIN)


@contextmanager
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """When a password was looked at."""
    moments: list[datetime] = []
    plain = Person.check_password

    def check(self: Person, raw: str) -> bool:
        moments.append(clock.machine())
        return plain(self, raw)

    monkeypatch.setattr(Person, "check_password", check)
    yield moments


def guess(name: str, word: str, address: str, client: Client | None = None) -> tuple[int, bytes]:
    got = (client or Client()).post(reverse("login"), {"username": name, "password": word}, REMOTE_ADDR=address)
    return got.status_code, (b"alert-danger" in got.content and got.content.split(b"alert-danger")[1][:200]) or b""


def busiest_hour(moments: list[datetime]) -> int:
    """The most within any hour."""
    return max(sum(0 <= (other - one) / timedelta(hours=1) < 1 for other in moments) for one in moments)


@pytest.mark.parametrize(
    "tries", [pytest.param(200, id="short"), pytest.param(1000, id="full", marks=pytest.mark.slow)]
)
def test_s6_guesses_from_fifty_addresses(
    admin: Person, tries: int, monkeypatch: pytest.MonkeyPatch, rows: Recorder
) -> None:
    limit = f"{tries} tries in 10 min from 50 addresses and 3 h more: 20 an hour reach the password"
    with rows.row("S6", limit, full=tries == 1000) as row, looked_at(monkeypatch) as moments:
        told = set()
        for number in range(tries):
            with clock.at(NOON + number * timedelta(minutes=10) / tries):
                told.add(guess(admin.username, f"guess-{number}", ADDRESSES[number % 50]))
        first = len(moments)
        for minute in range(10, 190, 2):
            with clock.at(NOON + timedelta(minutes=minute)):
                told.add(guess(admin.username, f"later-{minute}", ADDRESSES[minute % 50]))
        row.measured = f"{first} in the 10 min, {busiest_hour(moments)} in the busiest hour, {len(told)} kind of answer"
        assert (first, busiest_hour(moments) <= 20, len(told)) == (5, True, 1)


OPENINGS = (timedelta(0), timedelta(minutes=15, seconds=-1), timedelta(hours=1, seconds=-1))
"""How long after a first try one goes on, up to the last but one before a lock."""


def in_bursts(opening: timedelta, most: int, attempt: Callable[[], object]) -> None:
    """One try, later as many as lead to no lock, and from then on more than are looked at, at every minute."""
    for later, count in ((timedelta(0), 1), (opening, most - 2)):
        with clock.at(NOON + later):
            for _ in range(count):
                attempt()
    for minute in range(62):
        with clock.at(NOON + opening + timedelta(seconds=1, minutes=minute)):
            while attempt():
                pass


@pytest.mark.parametrize("device", ["", "known"])
@pytest.mark.parametrize(
    ("failures", "lock", "opening"), [(3, 10, OPENINGS[2]), (10, 30, OPENINGS[1]), *((5, 15, one) for one in OPENINGS)]
)
def test_no_burst_brings_more_than_twenty_passwords_into_an_hour(
    admin: Person, failures: int, lock: int, device: str, opening: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(failures=failures, lock_minutes=lock)
    with looked_at(monkeypatch) as moments:

        def attempt() -> bool:
            before = len(moments)
            with pytest.raises(Refused):
                prove(admin.username, "wrong", known=lambda _one: device)
            return len(moments) > before

        in_bursts(opening, failures, attempt)
        assert busiest_hour(moments) <= 20


@pytest.mark.parametrize("opening", OPENINGS)
def test_no_burst_brings_more_than_twenty_codes_into_an_hour(admin: Person, opening: timedelta) -> None:
    ruled(failures=3, lock_minutes=10)
    moments: list[datetime] = []

    def attempt() -> bool:
        with pytest.raises(Incomplete) as refusal:
            check_code(admin, "000000")
        if looked := refusal.value.code == "factor_wrong":
            moments.append(clock.machine())
        return looked

    in_bursts(opening, 5, attempt)
    assert busiest_hour(moments) <= 20


def test_an_address_that_tries_many_names_is_stopped(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each account counts to five; the address to ten, whatever the names, unknown ones among them."""
    with looked_at(monkeypatch) as moments, clock.at(NOON):
        for number in range(20):
            guess(f"nobody-{number}", WORD, "198.51.100.1")
        guess(admin.username, WORD, "198.51.100.1")
        assert (len(moments), Tries.objects.get(key="a:198.51.100.1").count) == (0, 10)
        assert guess(admin.username, WORD, "198.51.100.2")[0] == 302
    with clock.at(NOON + timedelta(minutes=15)):
        assert guess(admin.username, WORD, "198.51.100.1")[0] == 302


def test_a_right_password_does_not_use_up_an_address(admin: Person) -> None:
    """An office behind one address logs in as often as it likes."""
    with clock.at(NOON):
        assert {guess(admin.username, WORD, "198.51.100.1")[0] for _ in range(30)} == {302}
        assert Tries.objects.get(key="a:198.51.100.1").count == 0


def test_unknown_names_are_told_the_same_after_the_same_time(city_with_real_hashes: Person, rows: Recorder) -> None:
    """By the processor's own time, so that a busy machine does not blur it; taken in turns."""
    person, taken = city_with_real_hashes, {"known": [], "unknown": [], "locked": []}
    said = set()
    for turn in range(7):
        Person.objects.filter(pk=person.pk).update(failures=0, locked_until=None)
        Tries.objects.all().delete()
        for kind, name in (("known", person.username), ("unknown", f"{person.username}x"), ("locked", person.username)):
            if kind == "locked":
                Person.objects.filter(pk=person.pk).update(locked_until=clock.machine() + timedelta(minutes=5))
            began = time.thread_time()
            said.add(guess(name, "wrong-word-1", f"198.51.100.{turn}"))
            taken[kind].append(time.thread_time() - began)
    known, unknown, locked = (median(taken[kind][1:]) for kind in ("known", "unknown", "locked"))
    with rows.row("S6", "unknown and locked names: same text, time within 10 %", full=True) as row:
        apart = max(abs(one / known - 1) for one in (unknown, locked))
        row.measured = f"{len(said)} text, at most {apart:.1%} apart ({known * 1000:.0f} ms)"
        assert (len(said), apart <= 0.1) == (1, True)


@pytest.fixture
def city_with_real_hashes(db: None) -> Person:
    return with_password(build(), Role.SECURITY_ADMIN)


def test_a_lock_does_not_keep_an_administrator_out(admin: Person) -> None:
    """A browser in which they have logged in before has a count of its own, whoever else is guessing."""
    own = log_in(admin)
    assert own.said.status_code == 302  # type: ignore[attr-defined]
    own.cookies.pop("sessionid")
    for hours in range(3):
        with clock.at(clock.real() + timedelta(hours=hours)):
            for number in range(10):
                guess(admin.username, f"guess-{number}", ADDRESSES[number])
                guess("nobody", f"guess-{number}", "127.0.0.1")
            assert guess(admin.username, WORD, ADDRESSES[20])[0] == 422
            assert guess(admin.username, WORD, "127.0.0.1", own)[0] == 302
            own.cookies.pop("sessionid")


def test_wrong_codes_keep_nobody_out_of_their_own_browser(admin: Person, settings: Any, tmp_path: Path) -> None:
    """Whoever has the password alone locks the second step where nobody knows them, and there only."""
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    second = reverse("second_factor")
    with clock.at(NOON):
        own = log_in(with_authenticator(admin))
        assert own.post(second, {"code": code_now()}).status_code == 302
    for turn in range(1, 4):
        with clock.at(NOON + timedelta(minutes=15 * turn, seconds=1)):
            thief = log_in(admin)
            said = [thief.post(second, {"code": code}).status_code for code in (*["000000"] * 5, code_now())]
        with clock.at(NOON + timedelta(minutes=15 * turn + 7)):
            own.cookies.pop("sessionid")
            log_in(admin, client=own)
            assert (said, own.post(second, {"code": code_now()}).status_code) == ([422] * 6, 302)


def test_wrong_codes_are_counted_at_the_own_browser_too(admin: Person, settings: Any, tmp_path: Path) -> None:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    second = reverse("second_factor")
    with clock.at(NOON):
        own = log_in(with_authenticator(admin))
        own.post(second, {"code": code_now()})
    with clock.at(NOON + timedelta(minutes=5)):
        own.cookies.pop("sessionid")
        log_in(admin, client=own)
        said = [own.post(second, {"code": code}).status_code for code in (*["000000"] * 5, code_now())]
        assert (said, log_in(admin).post(second, {"code": code_now()}).status_code) == ([422] * 6, 302)
        unlock(admin, actor=SYSTEM)
        assert not Tries.objects.filter(key__startswith="f:").exists()


def test_a_known_browser_guesses_no_more_than_others(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    own = log_in(admin)
    own.cookies.pop("sessionid")
    with looked_at(monkeypatch) as moments:
        for minute in range(120):
            with clock.at(NOON + timedelta(minutes=minute)):
                guess(admin.username, f"guess-{minute}", ADDRESSES[minute % 50], own)
    assert busiest_hour(moments) <= 20


def test_a_browser_is_known_by_its_own_people_only(admin: Person) -> None:
    """Somebody else's cookie, or a forged one, is as good as none."""
    other = log_in(admin)
    stranger = Person.objects.create(username="stranger", name="别人", password=admin.password)
    for number in range(5):
        guess(stranger.username, f"guess-{number}", ADDRESSES[number])
    other.cookies.pop("sessionid")
    assert guess(stranger.username, WORD, "198.51.100.60", other)[0] == 422
    forged = Client()
    forged.cookies["zhiben_device"] = f"feedface-{stranger.pk}:x:y"
    assert guess(stranger.username, WORD, "198.51.100.61", forged)[0] == 422


def test_a_browser_is_known_until_the_password_is_another(admin: Person) -> None:
    """Whoever got at the cookie, or sits at the old screen, loses the allowance with a reset; the owner's own change
    takes it along."""
    own = log_in(admin)
    before = own.cookies["zhiben_device"].value
    said = {"old": WORD, "new": (new := "harbour-lantern-58"), "again": new}
    assert own.post(reverse("identity:password"), said).status_code == 302
    kept = own.cookies["zhiben_device"].value
    assert kept != before
    for number in range(5):
        guess(admin.username, f"guess-{number}", ADDRESSES[number])
    for value, status in ((before, 422), (kept, 302)):
        browser = Client()
        browser.cookies["zhiben_device"] = value
        assert guess(admin.username, new, "198.51.100.62", browser)[0] == status


def test_the_cookie_names_nobody(admin: Person) -> None:
    """Neither the number of an account nor a name: a screen in a guard room is everybody's."""
    value = log_in(admin).cookies["zhiben_device"].value.rsplit(":", 2)[0]
    assert {len(part) for part in value.split("-")} == {24, 32} and len(value.split("-")) == 3
    other = Person.objects.create(username="next", name="别人", password=admin.password)
    assert devices.is_last(value.rpartition("-")[0], admin.pk)
    assert not devices.is_last(value.rpartition("-")[0], other.pk) and not devices.is_last("", admin.pk)


def test_the_console_and_the_security_administrator_unlock(admin: Person) -> None:
    for number in range(5):
        guess(admin.username, f"guess-{number}", ADDRESSES[number])
    assert guess(admin.username, WORD, ADDRESSES[6])[0] == 422
    done = CliRunner().invoke(main, ["people", "unlock", admin.username, "--json"])
    assert (done.exit_code, guess(admin.username, WORD, ADDRESSES[6])[0]) == (0, 302)
