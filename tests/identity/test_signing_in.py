"""Who comes in: the lock after five failures, one sentence for whatever is wrong, and what the ledger is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.factories.orgs import City
from tests.orgs.reading import ledger

from zhiben.foundation.audit.models import AuditEntry
from zhiben.identity.operations import change_password, note_entered, prove, sign_out
from zhiben.identity.rules import DEFAULTS
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_person, set_active
from zhiben.orgs.queries import actor_of

FEW = "口令须含大写字母、小写字母、数字、符号中的至少3类"
MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
RIGHT, WRONG = "lantern-harbour-27", "lantern-harbour-28"
FAILURES, LOCK = DEFAULTS.failures, DEFAULTS.lock


@pytest.fixture
def person(db: None) -> Person:
    return add_person("li.ming", name="李明", password=RIGHT, actor=SYSTEM)


def tries(person_or_name: Person | str, password: str, at: datetime = MORNING) -> str:
    """The sentence told; empty when let in."""
    name = person_or_name if isinstance(person_or_name, str) else person_or_name.username
    try:
        with clock.at(at):
            note_entered(prove(name, password))
    except Refused as refusal:
        return refusal.text
    return ""


def fails(person: Person, times: int, at: datetime = MORNING) -> None:
    assert all(tries(person, WRONG, at) for _ in range(times))


def told(person: Person | None) -> list[str]:
    """What the ledger says of attempts: "login", or why not."""
    return [facts.get("why", verb) for verb, _who, facts in ledger(person) if verb.startswith("login")]


def test_right_password_lets_in_and_is_noted(person: Person) -> None:
    with clock.at(MORNING):
        assert prove(" li.ming ", RIGHT) == person
        note_entered(person)
    assert ledger(person)[1:] == [("login", person.pk, {})]
    entry = AuditEntry.objects.latest("seq")
    assert entry.at == "2024-10-16T09:00:00+08:00"


def test_login_is_noted_for_the_unit(city: City) -> None:
    officer = city.person("office_officer", "市安委办")
    officer.set_password(RIGHT)
    officer.save()
    assert tries(officer, RIGHT) == ""
    assert AuditEntry.objects.latest("seq").unit == city.unit("市安委办").pk


def test_whatever_is_wrong_the_sentence_is_the_same(person: Person) -> None:
    closed = add_person("closed", name="停用者", password=RIGHT, actor=SYSTEM)
    set_active(closed, active=False, actor=SYSTEM)
    sentences = {tries("nobody", RIGHT), tries(person, WRONG), tries(closed, RIGHT)}
    fails(person, FAILURES)
    sentences.add(tries(person, RIGHT))
    assert sentences == {
        "登录失败：用户名或口令不对，或账号已停用、暂时锁定（连续5次不对，锁定15分钟），或您所在的网络尝试过多、暂停登录"
    }
    assert (told(None), told(closed)) == (["unknown"], ["inactive"])
    assert told(person) == ["password"] * FAILURES + ["locked"] * 2


def test_five_failures_lock_for_a_quarter_of_an_hour(person: Person) -> None:
    fails(person, FAILURES - 1)
    assert tries(person, RIGHT) == ""
    fails(person, FAILURES)
    assert tries(person, RIGHT, MORNING + LOCK - timedelta(seconds=1))
    assert tries(person, RIGHT, MORNING + LOCK) == ""


def test_standing_of_the_account_follows_the_lock(person: Person) -> None:
    fails(person, FAILURES)
    person.refresh_from_db()
    assert (person.standing(MORNING).key, person.standing(MORNING + LOCK).key) == ("locked", "open")


def test_right_password_clears_the_count(person: Person) -> None:
    for _ in range(3):
        fails(person, FAILURES - 1)
        assert tries(person, RIGHT) == ""


def test_attempts_while_locked_do_not_prolong_the_lock(person: Person) -> None:
    fails(person, FAILURES)
    fails(person, 3, MORNING + LOCK / 2)
    assert tries(person, RIGHT, MORNING + LOCK) == ""


def test_count_starts_anew_after_the_lock(person: Person) -> None:
    fails(person, FAILURES)
    later = MORNING + LOCK
    fails(person, FAILURES - 1, later)
    assert tries(person, RIGHT, later) == ""
    fails(person, FAILURES, later)
    assert tries(person, RIGHT, later)


def test_attempts_at_once_do_not_share_a_count(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def check(self: Person, password: str) -> bool:
        """The next attempt comes in while this one is still at its password."""
        begun.append(password)
        tries(self, f"guess {len(begun)}")
        return False

    monkeypatch.setattr(Person, "check_password", check)
    tries(person, "guess 0")
    assert len(begun) == FAILURES


def test_ledger_keeps_no_name_that_nobody_bears(person: Person) -> None:
    tries(RIGHT, "")
    assert ledger(None) == [("login_failed", 0, {"why": "unknown"})]
    assert not AuditEntry.objects.filter(facts__contains=RIGHT).exists()


def test_account_without_a_password_lets_nobody_in(db: None) -> None:
    person = add_person("no.password", name="未设口令", actor=SYSTEM)
    assert all(tries(person, password) for password in ("", "!", person.password))


def test_going_is_noted(person: Person) -> None:
    sign_out(actor_of(person))
    assert ledger(person)[-1] == ("logout", person.pk, {})


def test_password_is_changed_by_whoever_knows_it(person: Person) -> None:
    change_password(person, old=RIGHT, new=WRONG, actor=actor_of(person))
    assert (tries(person, RIGHT) != "", tries(person, WRONG)) == (True, "")
    assert ledger(person)[1] == ("change_password", person.pk, {})


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        (WRONG, "another-word-1", {"old": "原口令不对，或账号暂时锁定"}),
        (RIGHT, "Short-1", {"new": "口令至少10位"}),
        (RIGHT, "20241016202410", {"new": f"{FEW}；口令不能全是数字"}),
        (RIGHT, "li.ming.li", {"new": f"{FEW}；口令不得与用户名相近"}),
        (RIGHT, "li.ming.l1", {"new": "口令不得与用户名相近"}),
        (RIGHT, "1234567890", {"new": f"{FEW}；口令太常见；口令不能全是数字"}),
        (RIGHT, "lantern harbour", {"new": FEW}),
        (RIGHT, RIGHT, {"new": "新口令须与原口令不同"}),
    ],
)
def test_password_is_not_changed_to_a_weak_one_or_by_a_stranger(
    person: Person, old: str, new: str, wrong: dict[str, str]
) -> None:
    with pytest.raises(Incomplete) as refusal:
        change_password(person, old=old, new=new, actor=actor_of(person))
    assert refusal.value.fields == wrong
    assert tries(person, RIGHT) == ""


def test_wrong_old_passwords_lock_like_failed_logins(person: Person) -> None:
    with clock.at(MORNING):
        for _ in range(FAILURES):
            with pytest.raises(Incomplete):
                change_password(person, old=WRONG, new="another-word-1", actor=actor_of(person))
    assert tries(person, RIGHT)
    assert told(person) == ["password"] * FAILURES + ["locked"]
