"""What the pages of a round and of its findings tell whoever decides there, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.factories.pages import browser, text
from tests.factories.supervision import OFFICE, Ground, drawn, goers, ground, planned, signed, teamed, visited

from zhiben.documents import operations as documents
from zhiben.documents.vocab import Numbering
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Finding, Round
from zhiben.supervision.operations import Batch, Found

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


def frozen(built: Ground) -> Round:
    one = teamed(built, planned(built))
    with scope(built.keeper):
        fresh = queries.round_of(one.pk)
        operations.freeze(fresh, public_source="某日福彩", actor=built.keeper)
    return one


def test_the_leader_is_shown_what_is_approved_and_the_officer_what_comes_next(built: Ground) -> None:
    one = frozen(built)
    page = text(browser(built.leader), "supervision:move", one.pk, "approve")
    with scope(built.keeper):
        frame = queries.standing_frame(one)
    assert frame is not None
    days = f"{clock.in_words(one.first)}—{clock.in_words(one.last)}"
    told = (one.get_kind_display(), days, f"{frame.count}行", f"抽取{one.size}个", "2组，4人", "某日福彩")
    assert [words for words in told if words not in page] == []
    sentence = "须为本轮安委办的负责人"
    refused = text(browser(built.keeper), "supervision:move", one.pk, "approve")
    assert (sentence in refused, "发文安委办" in refused) == (True, False)
    next_step = "下一步：核对编组（批准以后不再增减），由本轮安委办的负责人批准，再抽取。"
    shown = [next_step in text(browser(actor), "supervision:round", one.pk) for actor in (built.keeper, built.leader)]
    assert shown == [True, False]
    with scope(built.leader):
        perform(queries.round_of(one.pk), "approve", built.leader)
    assert next_step not in text(browser(built.keeper), "supervision:round", one.pk)


def test_whoever_ends_a_round_is_told_what_is_still_open_and_that_the_seed_is_published(built: Ground) -> None:
    one = drawn(built, size=3)
    visited(built, one)
    page = text(browser(built.keeper), "supervision:move", one.pk, "close")
    assert "2处还没有到场（结束后记为未到场），1次检查还没有签字，0次到场距离还没有认可" in page
    assert "随本轮结束公布，此后谁都可以重抽一遍" in page
    officer = built.built.actor(Role.OFFICE_OFFICER, OFFICE)
    assert "2处还没有到场" in text(browser(officer), "supervision:move", one.pk, "close")


def test_a_finding_leads_to_the_list_to_give_it_from_and_to_its_draft(built: Ground) -> None:
    visit = visited(built, drawn(built))
    actor = goers(visit)[0]
    with scope(actor):
        one: Finding = operations.record(visit, Found("没有台账"), actor=actor)
    listed = f'{reverse("supervision:findings", args=[visit.round_id])}?state=recorded"'
    assert listed not in text(browser(built.keeper), "supervision:finding", one.pk)
    signed(visit)
    shown = [listed in text(browser(who), "supervision:finding", one.pk) for who in (built.keeper, actor)]
    assert shown == [True, False]
    with scope(built.keeper):
        documents.set_issuing_body(
            built.office, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=built.keeper
        )
        batch = Batch("circular_notice", clock.today() + timedelta(days=15), {one.pk: built.built.unit("龙华区").pk})
        (letter,) = operations.issue(batch, actor=built.keeper)
    page = text(browser(built.keeper), "supervision:finding", one.pk)
    assert f'href="{letter.get_absolute_url()}">已起草1份文书：{letter.title}</a>' in page and listed not in page
