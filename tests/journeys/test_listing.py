"""A hazard under listed supervision as its people see it, each at a window of their own: proposed, approved on a phone,
noticed by a paper that is written, reviewed, signed and issued, made public, inspected by two, and taken off the list
by a second paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.factories.documents import Desk
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import city
from tests.journeys.stage import Open, Stage, answers, shown, take_up

from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import verify
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard, Listing
from zhiben.kernel import clock
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def setting(window: Open, calendar: Callable[[datetime], None]) -> tuple[Stage, Cast, Hazard]:
    calendar(SIXTEENTH)
    built = city()
    cast = Cast(built)
    people = {
        "office": Person.objects.get(pk=cast.office.id),
        "colleague": built.person(Role.OFFICE_OFFICER, "龙华区安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "龙华区安委办"),
        "enterprise": Person.objects.get(pk=cast.enterprise.id),
        "stranger": built.person(Role.OFFICE_OFFICER, "南山区安委办"),
    }
    officer, colleague, leader = (actor_of(people[who]) for who in ("office", "colleague", "leader"))
    Desk(built.unit("龙华区安委办").pk, officer, colleague, leader).opened(code="深龙华安办")
    return Stage(built, people, window), cast, hazard(cast, "rectifying")


def test_hazard_goes_from_the_proposal_to_the_delisting_with_both_papers(setting: tuple[Stage, Cast, Hazard]) -> None:
    stage, cast, record = setting
    path = record.get_absolute_url()
    _proposed_and_approved(stage, path)
    _paper(stage, path, "起草通知书", "关于对“临边防护缺失”挂牌督办的通知")
    _noticed_and_made_public(stage, path)
    with unscoped(reason="reviewing has a journey of its own"):
        cast.bring(Hazard.objects.get(pk=record.pk), "reviewed")
    _inspected_by_two(stage, path)
    _paper(stage, path, "起草摘牌通知", "关于解除“临边防护缺失”挂牌督办的通知")
    leader = stage.at("leader", "phone").go(path)
    leader.follow("摘牌").press("摘牌")
    assert leader.faults() == []
    office = stage.at("office").go(path).follow("公示")
    office.fill(medium="龙华政府在线", on="2024-10-16").press("公示")
    said = shown(office)
    with unscoped(reason="a test reads"):
        listing = Listing.objects.get()
        papers = [one.number for one in OfficialDocument.objects.order_by("pk")]
    assert (listing.state, [listing.document, listing.delisting_document]) == ("delisted", papers)
    assert listing.delisting_published_until == date(2024, 10, 23)
    assert [word for word in (*papers, "龙华政府在线", "2024年10月23日") if word not in said] == []
    assert answers(stage.at("stranger"), path) == {path: 404}
    assert verify().ok


def _proposed_and_approved(stage: Stage, path: str) -> None:
    office = stage.at("office").go(path).follow("提请挂牌")
    office.fill(facts="久拖不改，人员密集", legal_basis="《示例挂牌督办办法》（示例数据）", deadline="2025-12-31")
    office.press("提交")
    assert "督办期限最长12个月" in shown(office)
    office.fill(deadline="2024-12-31").press("提交")
    assert "提请" in shown(office)
    leader = take_up(stage.at("leader", "phone"), "批准挂牌").follow("批准挂牌")
    leader.fill(decision="同意挂牌督办").press("批准挂牌")
    assert "区级挂牌" in shown(leader)


def _paper(stage: Stage, path: str, begin: str, title: str) -> None:
    """Begun from the listing, and taken its usual way to being issued."""
    office = stage.at("office").go(path).press(begin)
    assert title in shown(office)
    office.follow("送核").press("送核")
    colleague = take_up(stage.at("colleague"), "核稿通过", title).follow("核稿通过")
    colleague.press("核稿通过")
    leader = stage.at("leader", "phone").go("/documents/").follow("待签发（1件）")
    leader.page.locator("[name=document]").first.check()
    leader.fill(opinion="同意印发").press("签发所选")
    assert "已签发：" in shown(leader)
    issued = take_up(stage.at("office"), "印发", title).follow("印发")
    issued.press("印发")
    assert "已印发" in shown(issued)


def _noticed_and_made_public(stage: Stage, path: str) -> None:
    office = stage.at("office").go(path).follow("下达通知").press("下达通知")
    assert "已下达" in shown(office)
    office.follow("公示").fill(medium="龙华政府在线", on="2024-10-16").press("公示")
    assert "2024年10月23日" in shown(office)
    enterprise = stage.at("enterprise", "phone").go(path).follow("报送督办进展")
    enterprise.fill(text="防护栏已定制").press("报送督办进展")
    assert enterprise.faults() == []


def _inspected_by_two(stage: Stage, path: str) -> None:
    enterprise = stage.at("enterprise", "phone").go(path).follow("申请验收")
    enterprise.fill(evidence="防护已补设并经复核").press("申请验收")
    assert "须在2024年10月26日前组织验收" in shown(enterprise)
    office = stage.at("office").go(path).follow("起草验收意见")
    office.fill(record="现场验收合格").choose(verdict="验收通过").press("起草验收意见")
    colleague = stage.at("colleague").go(path).follow("会签：验收通过").press("会签：验收通过")
    assert "验收通过" in shown(colleague)
    office.go(path).follow("验收").fill(conclusion="符合要求").tick("commitments").press("验收")
    colleague.go(path).follow("销号").press("销号")
    assert colleague.faults() == []
