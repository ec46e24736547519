"""Two people who do the same at one moment: the slower one is told what has happened, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection
from tests.factories import campaign
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon
from tests.factories.orgs import SINCE

from zhiben.campaign import operations as tasks
from zhiben.campaign.models import Extension, KeyTask, TaskReport
from zhiben.foundation.audit import batch, verify
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Listing, Request, SiteRecord
from zhiben.hazards.operations import ask_extension, ask_transfer, propose_listing
from zhiben.kernel.errors import Conflict
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.operations import add_person, grant
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
LATER = FUTURE + days(30)


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


@contextmanager
def faster(table: str, act: Callable[[], object]) -> Iterator[None]:
    """Somebody does `act` as well, between the first look into `table` and what follows from it."""
    done: list[bool] = []

    def between(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if f'FROM "{table}"' in sql and not done:
            done.append(True)
            act()
        return result

    with connection.execute_wrapper(between):
        yield
    assert done


def told(table: Any, act: Callable[[], object]) -> tuple[str, str]:
    """What the slower one is told: the rule's name and the sentence. Nothing of theirs is left. (Both are one
    connection here: where the look is part of the act's transaction, what the faster one did goes with it.)"""
    with unscoped(reason="a test of two people"):
        with pytest.raises(Conflict) as refused, faster(table._meta.db_table, act):
            act()
        assert table.objects.count() <= 1
    assert verify().ok
    return refused.value.code, refused.value.text


def test_the_same_record_drafted_twice(cast: Cast) -> None:
    record = hazard(cast, "declared")
    assert told(SiteRecord, lambda: cast.record(record, "review", cast.colleague)) == (
        "one_unsigned_site_record_per_hazard",
        "该隐患刚有他人起草了现场记录，请刷新后查看",
    )


def test_a_later_deadline_asked_for_twice(cast: Cast) -> None:
    record = hazard(cast, "rectifying")

    def ask() -> None:
        ask_extension(record, due=LATER, reason="材料未到", interim_control="停工", actor=cast.street)

    sentence = "刚有他人提出了同样的申请，请刷新后查看，待批复后再办"
    assert told(Request, ask) == ("one_open_request_per_hazard_and_kind", sentence)


def test_a_transfer_asked_for_twice(cast: Cast) -> None:
    record = hazard(cast, "verified")
    to = cast.city.unit("龙华区消防救援").pk
    found = told(Request, lambda: ask_transfer(record, to_unit=to, reason="属消防", actor=cast.department))
    assert found[0] == "one_open_request_per_hazard_and_kind"


def test_a_listing_proposed_twice(cast: Cast) -> None:
    record = hazard(cast, "verified")

    def propose() -> None:
        propose_listing(
            record, level="district", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=cast.office
        )

    assert told(Listing, propose) == ("one_open_listing_per_hazard", "该隐患刚有他人提请挂牌，请刷新后查看")


def test_more_time_for_a_task_asked_for_twice(cast: Cast) -> None:
    task = campaign.task(cast.city, "under_way", due=FUTURE)
    lead = campaign.Cast(cast.city).lead
    found = told(Extension, lambda: tasks.ask_extension(task, due=LATER, reason="材料未到", actor=lead))
    assert found == ("one_open_extension_request_per_task", "刚有他人提出了延期申请，请刷新后查看，待批复后再办")


def test_a_half_month_reported_twice(cast: Cast) -> None:
    task = campaign.task(cast.city, "under_way")
    lead = campaign.Cast(cast.city).lead

    def report() -> None:
        perform(KeyTask.objects.get(pk=task.pk), "report", lead, **campaign.FACTS["report"])

    code, sentence = told(TaskReport, report)
    assert (code, sentence.endswith("请刷新后再办")) == ("conflict", True)


def test_a_user_name_taken_twice(cast: Cast) -> None:
    before = Person.objects.count()
    with pytest.raises(Conflict) as refused, faster(Person._meta.db_table, lambda: opened("zhang")):
        opened("zhang")
    assert (refused.value.text, Person.objects.count()) == ("该用户名刚被他人使用，请换一个", before + 1)


def opened(username: str) -> Person:
    return add_person(username, name="张三", actor=SYSTEM)


def test_an_administrators_role_given_twice(cast: Cast) -> None:
    person = opened("zhang")
    office = cast.city.unit("市安委办")

    def give() -> None:
        grant(person, Role.AUDIT_ADMIN, unit=office, actor=SYSTEM, valid_from=SINCE)

    with pytest.raises(Conflict) as refused, faster(GrantRow._meta.db_table, give):
        give()
    assert refused.value.code == "one_administrator_role_each"
    assert GrantRow.objects.filter(person=person).count() <= 1


def test_what_no_room_has_told_stays_the_databases_refusal(cast: Cast) -> None:
    with pytest.raises(IntegrityError), batch():
        GrantRow.objects.create(
            person=opened("zhang"),
            role=Role.ENTERPRISE_CONTACT,
            unit=cast.city.unit("示例企业"),
            territory=cast.city.territories["民治街道"],
            valid_from=SINCE,
        )
