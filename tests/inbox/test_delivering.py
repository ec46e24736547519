"""Mail: to whom, what stands in it, tried again and given up, never twice but after a death in between."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from tests.factories.campaign import task
from tests.factories.inbox import KIND, given_up, reached, told
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, send, text
from tests.foundation.side_by_side import side_by_side
from tests.inbox.conftest import MORNING
from tests.inbox.test_what_waits import due

from zhiben.config.doctor import examine
from zhiben.foundation import installation
from zhiben.foundation.jobs import lease, run_pending, worker
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.inbox import operations
from zhiben.inbox.models import Delivery, Notice, Reach
from zhiben.inbox.operations import delivering, send_digests, tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

SERVER: dict[str, list[Exception]] = {"answers": []}
"""What a troubled mail server says, one answer a letter."""


class Troubled(EmailBackend):
    """Fails as often as there are answers."""

    def send_messages(self, messages: Any) -> int:
        if SERVER["answers"]:
            raise SERVER["answers"].pop(0)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path) -> Iterator[None]:
    SERVER["answers"] = []
    settings.EMAIL_BACKEND = f"{__name__}.Troubled"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.DEFAULT_FROM_EMAIL = "zhiben@office.example"
    yield
    clock.install(None)


@pytest.fixture
def admin(city: City) -> Person:
    return city.person(Role.SYSTEM_ADMIN, "市安委办")


def officer(city: City) -> Person:
    return city.person(Role.DEPARTMENT_OFFICER, "市住房建设")


def run_all() -> int:
    """Everything that is asked for, however much later it is due."""
    count = 0
    while done := run_pending():
        count += done
        Job.objects.filter(state=JobState.READY).update(due_at=lease.database_now())
    return count


def look(name: str) -> bool:
    """What the doctor says of one matter."""
    return next(check.ok for check in examine() if check.name == name)


def test_digest_goes_by_mail_with_counts_and_lines(city: City, admin: Person) -> None:
    person, other = officer(city), officer(city)
    late = due(city, date(2024, 10, 2))
    reached(person, admin, "a@office.example")
    send_digests(MORNING)
    assert run_all() == 1
    [letter] = mail.outbox
    assert (letter.to, letter.from_email) == (["a@office.example"], "zhiben@office.example")
    assert letter.subject == "【治本】10月16日待办提示：共1件，逾期1件"
    assert letter.body.splitlines() == [
        "截至2024年10月16日09:00，等您办理的事项共1件：",
        "　重点任务：1件",
        "其中逾期1件，今天到期0件，新到0件。",
        "",
        f"1. 〔已逾期〕签收　{late}（2024年10月2日到期）",
        "",
        "本邮件由系统自动发出，请勿回复。不需要的，可在“消息设置”中关闭。",
    ]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Notice.objects.filter(person=other).count() == 1
    assert Delivery.objects.get().sent_at == MORNING


def test_links_stand_in_mail_where_the_address_of_the_site_is_known(city: City, admin: Person, settings: Any) -> None:
    person = officer(city)
    one = due(city, date(2024, 11, 1))
    reached(person, admin)
    settings.ZHIBEN_BASE_URL = "https://zhiben.example/"
    send_digests(MORNING)
    told(person, "请答复", key="k")
    run_all()
    digest, message = mail.outbox
    assert f"   https://zhiben.example{one.get_absolute_url()}\n" in digest.body
    assert "全部待办：https://zhiben.example/waiting/\n" in digest.body
    pk = Notice.objects.get(key="k").pk
    assert message.body.startswith(f"测试消息：请答复\nhttps://zhiben.example/inbox/messages/{pk}/\n")
    assert message.extra_headers["Message-ID"].endswith("@zhiben.example>")


def test_mail_goes_only_where_it_is_wanted_and_confirmed(city: City, admin: Person) -> None:
    without, unconfirmed, digest_only, both = (officer(city) for _ in range(4))
    due(city, date(2024, 11, 1))
    for person in (digest_only, both):
        reached(person, admin, f"{person.pk}@office.example")
    operations.choose_mails(digest=True, notices=False, actor=actor_of(digest_only))
    operations.change_mail("x@office.example", actor=actor_of(unconfirmed))
    Job.objects.all().delete()
    send_digests(MORNING)
    for person in (without, unconfirmed, digest_only, both):
        told(person, "即时", key="now")
    run_all()
    sent = sorted((letter.to[0], "待办提示" in letter.subject) for letter in mail.outbox)
    assert sent == sorted(
        [(f"{digest_only.pk}@office.example", True)]
        + [(f"{both.pk}@office.example", digest) for digest in (True, False)]
    )
    assert Notice.objects.filter(key="now").count() == 4


def test_title_of_what_one_may_not_read_leaves_in_no_mail(city: City, admin: Person) -> None:
    person, stranger = officer(city), city.person(Role.DEPARTMENT_OFFICER, "市消防救援")
    one = task(city, lead="市住房建设")
    for who in (person, stranger):
        reached(who, admin, f"{who.pk}@office.example")
    people = [person.pk, stranger.pk]
    tell(KIND, f"密件：{one.number}", address=one.get_absolute_url(), people=people, about=one, actor=SYSTEM)
    run_all()
    said = {letter.to[0]: letter.subject + letter.body for letter in mail.outbox}
    assert (one.number in said[f"{person.pk}@office.example"], one.number in said[f"{stranger.pk}@office.example"]) == (
        True,
        False,
    )
    assert "所涉事项已不在您的范围内" in said[f"{stranger.pk}@office.example"]


def test_digest_mailed_late_tells_only_what_is_still_in_sight(city: City, admin: Person) -> None:
    person = officer(city)
    one = due(city, date(2024, 11, 1))
    reached(person, admin)
    send_digests(MORNING)
    GrantRow.objects.filter(person=person).update(valid_to=clock.today())
    run_all()
    assert one.number not in mail.outbox[0].body


def test_what_is_switched_off_meanwhile_is_not_mailed(city: City, admin: Person) -> None:
    person = officer(city)
    reached(person, admin)
    one = told(person)
    operations.change_mail("", actor=actor_of(person))
    run_all()
    assert (mail.outbox, list(one.deliveries.all())) == ([], [])


def test_mail_of_a_demonstration_never_leaves(city: City, admin: Person, settings: Any) -> None:
    person = officer(city)
    reached(person, admin)
    installation.mark_demonstration(MORNING)
    told(person, "请答复")
    run_all()
    [file] = Path(settings.EMAIL_FILE_PATH).iterdir()
    assert mail.outbox == []
    written = message_from_bytes(file.read_bytes(), policy=default)
    assert written["Subject"] == "【示例数据】【治本】请答复"
    assert written.get_content().splitlines()[0] == "【示例数据】"
    assert Delivery.objects.get().sent_at == MORNING


def test_failure_is_tried_again_later_and_later(city: City, admin: Person) -> None:
    person = officer(city)
    reached(person, admin)
    one = told(person)
    SERVER["answers"] = [ConnectionRefusedError("refused"), TimeoutError("slow")]
    waits = []
    for _ in range(2):
        assert run_pending() == 1
        ready = Job.objects.get(state=JobState.READY)
        waits.append(round((ready.due_at - lease.database_now()).total_seconds() / 60))
        Job.objects.filter(pk=ready.pk).update(due_at=lease.database_now())
    assert (waits, mail.outbox) == ([1, 5], [])
    row = one.deliveries.get()
    assert (row.attempts, row.error, row.sent_at, row.given_up_at) == (2, "TimeoutError: slow", None, None)
    assert run_all() == 1
    row.refresh_from_db()
    assert (len(mail.outbox), row.sent_at, row.error) == (1, MORNING, "")
    assert Job.objects.exclude(state=JobState.DONE).count() == 0


def test_what_is_given_up_is_shown_to_the_system_administrator(city: City, admin: Person) -> None:
    person = officer(city)
    reached(person, admin)
    one = told(person, "业务标题")
    SERVER["answers"] = [ConnectionRefusedError("refused") for _ in range(20)]
    assert look("邮件都已送达")
    assert run_all() == len(delivering.BACK_OFF) + 1
    row = one.deliveries.get()
    assert (row.attempts, row.given_up_at, mail.outbox) == (8, MORNING, [])
    assert (look("邮件都已送达"), look("没有失败的后台任务")) == (False, True)
    page = text(browser(admin), "inbox:undelivered")
    assert (person.name in page, "refused" in page, "业务标题" in page) == (True, True, False)
    assert one.title in text(browser(person), "inbox:messages")


def test_refused_recipient_is_given_up_at_once(city: City, admin: Person) -> None:
    person = officer(city)
    reached(person, admin)
    one = told(person)
    SERVER["answers"] = [smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")})]
    assert run_all() == 1
    row = one.deliveries.get()
    assert (row.given_up_at, row.error) == (MORNING, "收件服务器拒收（550）")


def test_administrator_has_it_sent_again_or_set_aside(city: City, admin: Person) -> None:
    rows = [given_up(officer(city), admin) for _ in range(2)]
    Job.objects.all().delete()
    client = browser(admin)
    send(client, "inbox:try_again", rows[0].pk)
    send(client, "inbox:set_aside", rows[1].pk)
    assert (run_all(), len(mail.outbox), look("邮件都已送达")) == (1, 1, True)
    for name, row in (("inbox:try_again", rows[0]), ("inbox:set_aside", rows[1])):
        send(client, name, row.pk, status=409)
    with pytest.raises(Conflict):
        operations.try_again(rows[1], actor=actor_of(admin))


@pytest.mark.parametrize("role", [Role.OFFICE_LEADER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_others_see_nothing_of_what_could_not_be_delivered(city: City, admin: Person, role: Role) -> None:
    row = given_up(officer(city), admin)
    client = browser(city.person(role, "市安委办"))
    text(client, "inbox:undelivered", status=403)
    for name in ("inbox:try_again", "inbox:set_aside"):
        send(client, name, row.pk, status=403)
    with pytest.raises(NotAllowed):
        operations.set_aside(row, actor=actor_of(city.person(role, "市安委办")))


def test_death_between_sending_and_recording_sends_the_same_letter_again(
    city: City, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once: under one Message-ID, and of one notice."""
    person = officer(city)
    reached(person, admin)
    told(person)
    claimed = lease.claim(["default"], "first", timedelta(0))
    assert claimed is not None

    class Dead(BaseException):
        pass

    class Dying:
        """The channel that delivers, and dies then."""

        reached = delivering.CHANNELS["mail"].reached

        def send(self, *given: Any) -> None:
            usual.send(*given)
            raise Dead

    usual = delivering.CHANNELS["mail"]
    monkeypatch.setitem(delivering.CHANNELS, "mail", Dying())
    with pytest.raises(Dead):
        worker.run(claimed)
    monkeypatch.setitem(delivering.CHANNELS, "mail", usual)
    assert run_pending() == 1
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 1
    assert (len(mail.outbox), Notice.objects.count(), Delivery.objects.get().sent_at) == (2, 1, MORNING)
    assert run_pending() == 0


def test_death_after_recording_sends_nothing_again(city: City, admin: Person) -> None:
    person = officer(city)
    reached(person, admin)
    row = told(person).deliveries.get()
    assert [delivering.deliver.func(row.pk, 0) for _ in range(2)] == ["sent", "over"]
    assert (run_pending(), len(mail.outbox)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_letter_once() -> None:
    with clock.at(MORNING):
        city = build()
        admin = city.person(Role.SYSTEM_ADMIN, "市安委办")
        people = [officer(city) for _ in range(8)]
        for person in people:
            reached(person, admin, f"{person.pk}@office.example")
            told(person, key="k")
    side_by_side(run_pending, run_pending)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(f"{one.pk}@office.example" for one in people)
    assert Delivery.objects.filter(sent_at__isnull=True).count() == 0


def test_address_is_kept_nowhere_but_with_the_person(city: City, admin: Person) -> None:
    person = officer(city)
    reached(person, admin, "only.here@office.example")
    told(person)
    run_all()
    assert Reach.objects.get(pk=person.pk).mail == "only.here@office.example"
    kept = [*Delivery.objects.values_list("error", flat=True), *Notice.objects.values_list("title", flat=True)]
    assert [text for text in kept if "only.here" in text] == []
    assert [job.pk for job in Job.objects.all() if "only.here" in f"{job.arguments}{job.result}{job.error}"] == []
