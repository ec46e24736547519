"""What waits in supervision: findings by the paper that gave them, for the unit that answers; for the office those to
be given out and to be looked at again; places by round and without names; visits that are not signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.pages import browser, text
from tests.factories.photos import PNG
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited
from tests.supervision.test_findings import issued, opened, recorded
from tests.supervision.test_transfers import enforcer, handed, moved, put_out

from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox import queries as inbox
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.supervision import queries
from zhiben.supervision.models import Finding, Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


def waits(actor: Actor) -> list[tuple[str, str]]:
    """What waits for somebody of what supervision has registered: step and sentence."""
    with scope(actor):
        lines = inbox.waiting_for(actor)
    return [(line.step, str(line.record)) for line in lines if line.kind.startswith("督导")]


def test_places_wait_by_round_and_without_their_names(built: Ground) -> None:
    one = drawn(built)
    (target,) = Target._unfiltered().filter(round=one, state="sealed").select_related("site")[:1]
    member = next(iter(goes(target)))
    (line,) = waits(actor_of(member))
    assert line == ("到场", f"{one.title}：{target_count(one.pk, member)}处")
    assert target.name not in line[1] and target.site.name not in line[1]


def goes(target: Target) -> list[int]:
    queries.prepare_targets([target])
    return sorted(target.team_people)


def target_count(round_id: int, person: int) -> int:
    rows = Target._unfiltered().filter(round=round_id, team__members__person=person, state="sealed")
    return rows.count()


def test_a_visit_waits_for_those_who_are_there_until_it_is_signed(built: Ground) -> None:
    visit = visited(built, drawn(built))
    (inspector, *_others) = goers(visit)
    assert ("签字结束", str(visit)) in waits(inspector)
    signed(visit)
    assert [step for step, _said in waits(inspector)].count("签字结束") == 0


def test_findings_wait_for_the_office_then_for_the_unit_then_for_the_office_again(built: Ground) -> None:
    visit = visited(built, drawn(built))
    found = [recorded(visit), recorded(visit, "消防通道堵塞")]
    keeper, told = built.keeper, f"{visit.title}：2个问题"
    assert [line for line in waits(keeper) if "个问题" in line[1]] == []  # not signed yet
    signed(visit)
    assert ("交办", told) in waits(keeper)
    (letter,) = issued(built, found)
    district = actor_of(built.built.person(Role.DISTRICT_OFFICER, "龙华区"))
    assert ("报整改情况", f"《{letter.title}》：2个问题") in waits(district)
    assert ("交办", told) not in waits(keeper)
    with scope(district):
        for one in queries.findings_by_id([row.pk for row in found]):
            photo = store(PNG + bytes([one.position]), name="照片.png", actor_id=district.id).pk
            perform(one, "answer", district, text="已整改", files=[photo])
    assert [line for line in waits(district) if "个问题" in line[1]] == []
    assert ("复查", told) in waits(keeper)


def test_a_round_that_is_over_waits_to_be_closed(built: Ground) -> None:
    one = drawn(built, first=clock.today(), last=clock.today())
    assert ("结束本轮", one.title) not in waits(built.keeper)
    with clock.at(clock.day_start(one.last + timedelta(days=1))):
        assert ("结束本轮", one.title) in waits(built.keeper)


def test_the_unit_sees_what_was_given_to_it_and_the_paper_leads_there(built: Ground) -> None:
    visit = visited(built, drawn(built))
    found = [recorded(visit), recorded(visit, "消防通道堵塞")]
    signed(visit)
    (letter,) = issued(built, found[:1])
    person = built.built.person(Role.DISTRICT_OFFICER, "龙华区")
    page = text(browser(person), "supervision:given", query=f"?letter={letter.pk}")
    assert "交办的问题（1个）" in page and found[0].text in page and found[1].text not in page
    assert letter.title in page
    with clock.at(clock.day_start(clock.today() + timedelta(days=16))):
        assert "逾期未报整改的1个" in text(browser(person), "supervision:given", query="?own=on&state=issued")
    other = built.built.person(Role.STREET_OFFICER, "民治街道")
    assert "交办的问题（0个）" in text(browser(other), "supervision:given", query="?own=on")


def test_the_own_units_findings_come_first_then_the_others_by_their_day(built: Ground) -> None:
    visit = visited(built, drawn(built))
    found = [recorded(visit, words) for words in ("消防通道堵塞", "临边没有防护", "没有台账")]
    signed(visit)
    for one, unit in zip(found, ("民治街道", "龙华区", "民治街道"), strict=True):
        issued(built, [one], unit=unit)
    for one, days in zip(found, (20, 30, 10), strict=True):
        Finding._unfiltered().filter(pk=one.pk).update(due=clock.today() + timedelta(days=days))

    def listed(role: Role, unit: str) -> list[str]:
        page = text(browser(built.built.person(role, unit)), "supervision:given")
        return sorted((one.text for one in found), key=page.index)

    assert listed(Role.DISTRICT_OFFICER, "龙华区") == ["临边没有防护", "没有台账", "消防通道堵塞"]
    assert listed(Role.STREET_OFFICER, "民治街道") == ["没有台账", "消防通道堵塞", "临边没有防护"]


def test_who_sees_no_round_is_told_so_and_not_that_there_is_none(built: Ground) -> None:
    one = drawn(built)
    sent = built.inspectors[0]
    idle = browser(built.built.person(Role.INSPECTOR, "市住房建设"))
    assert "没有您要去或可以查看的督导" in text(idle, "supervision:list")
    page = text(browser(sent), "supervision:list")
    assert "轮次由派出督导组的安委办管理；您要去的列在上面" in page and "没有您要去" not in page
    page = text(browser(built.keeper), "supervision:list", query="?kind=help")
    assert "没有符合的督导轮次" in page and one.title not in page


def test_what_enforcement_has_waits_for_the_office_no_more(built: Ground) -> None:
    visit = visited(built, drawn(built))
    found = [recorded(visit), recorded(visit, "无证人员违章动火")]
    signed(visit)
    opened(built)
    keeper, told = built.keeper, f"{visit.title}：%s个问题"
    handed_over = handed(built, found[1])
    assert ("交办", told % 2) in waits(keeper)  # the letter is a draft
    put_out(built, handed_over)
    assert ("交办", told % 1) in waits(keeper)
    moved(handed_over, "give_back", enforcer(built), reason="不属本单位职责")
    assert ("交办", told % 2) in waits(keeper)


def test_several_are_given_to_the_districts_in_which_they_lie(built: Ground) -> None:
    visit = visited(built, drawn(built))
    one = recorded(visit)
    signed(visit)
    opened(built)
    client = browser(built.keeper)
    url = f"/supervision/{visit.round_id}/findings/"
    due = f"{clock.today() + timedelta(days=20):%Y-%m-%d}"
    said = {"finding": [one.pk], "paper": "circular_notice", "due": due}
    assert client.post(url, {**said, "by_district": "on", "unit": "龙华区"}).status_code == 422
    assert client.post(url, said).status_code == 422
    assert client.post(url, {**said, "by_district": "on"}).status_code == 302
    with scope(built.keeper):
        after = queries.finding_of(one.pk)
    assert (after.unit.name if after.unit else "", after.due.isoformat() if after.due else "") == ("龙华区", due)


def test_a_finding_is_read_where_its_paper_is_not(built: Ground) -> None:
    visit = visited(built, drawn(built))
    one = recorded(visit)
    signed(visit)
    (letter,) = issued(built, [one])
    street = browser(built.built.person(Role.STREET_OFFICER, "民治街道"))
    assert street.get(letter.get_absolute_url()).status_code == 404
    page = text(street, "supervision:finding", one.pk)
    assert one.text in page and "看文书" not in page
    assert one.text in text(street, "supervision:given")
