"""What stands beside tips: who sees which, likely doubles, rewards without a name, second looks of a round, figures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from tests.factories.hazards import photo
from tests.factories.pages import browser, file_status
from tests.factories.photos import photo_bytes
from tests.factories.supervision import approved, drawn, ground, planned
from tests.factories.tips import STATES, Hotline
from tests.tips.strangers import picture

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.draw import draw
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations as supervision
from zhiben.supervision.models import TipDraw
from zhiben.supervision.queries.tip_draws import looked_again
from zhiben.tips import operations, queries
from zhiben.tips.lifecycle import TIP
from zhiben.tips.models import PublicTip, Recheck, Reward, Verification
from zhiben.tips.operations import draw_tips
from zhiben.web.jinja import MARKS

pytestmark = pytest.mark.django_db

YEAR_AGO = timedelta(days=365)


# Who sees


def page_of(actor: Actor, address: str) -> str:
    """A page as somebody reads it."""
    return browser(actor).get(address).content.decode()


def test_a_likely_double_is_chosen_on_the_page_and_a_merged_tip_says_where_it_went(hotline: Hotline) -> None:
    first, second = hotline.told().tip, hotline.told().tip
    assert f'name="aid" value="{first.number}"' in page_of(hotline.officer, second.get_absolute_url())
    merging = reverse("tips:move", args=[second.pk, "merge"])
    form = browser(hotline.officer).post(merging, {"aid": first.number, "seen": second.version})
    found = re.search(r'<input[^>]*name="other"[^>]*>', form.content.decode())
    assert form.status_code == 200 and found and f'value="{first.number}"' in found[0]
    assert PublicTip._unfiltered().get(pk=second.pk).state == "received"
    hotline.move(second, "merge", other=first.number, reason="同一处")
    page = page_of(hotline.officer, second.get_absolute_url())
    assert f"已并案，随{first.number}核查" in page and "还没有交办核查" not in page


def test_units_of_the_place_and_the_sector_stand_first_and_the_day_is_told(hotline: Hotline) -> None:
    with clock.at(datetime(2024, 3, 1, 9, tzinfo=clock.TZ)):
        tip = hotline.tip("accepted")
        address = reverse("tips:move", args=[tip.pk, "assign"])
        page = page_of(hotline.officer, address)
        told = {"unit": hotline.city.unit("南山区住房建设").pk}
        reached = [
            browser(hotline.officer).post(address, given, content_type="application/json").status_code
            for given in (told, {"unit": hotline.city.unit("龙华区消防救援").pk})
        ]
    assert "2024年3月6日" in page and "2024年3月22日" in page
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    names = {label: re.findall(r">([^<]+)</option>", options) for label, options in groups}
    near = names["当地和该行业的单位"]
    assert set(near) == {"龙华区住房建设", "市住房建设", "民治街道", "龙华区"}
    assert {"龙华区消防救援", "市消防救援"} <= set(names["当地其他行业的部门"])
    assert (reached, PublicTip._unfiltered().get().state) == ([422, 200], "verifying")


def test_who_proposed_a_reward_reads_that_another_pays_it(hotline: Hotline) -> None:
    tip = hotline.tip("answered")
    with scope(hotline.officer):
        reward = operations.propose_reward(tip, amount=Decimal(100), basis="示例办法", actor=hotline.officer)
    with scope(hotline.leader):
        perform(reward, "approve", hotline.leader)
    sentence = "您提出的奖励，须由另一位工作人员登记领取"
    assert sentence in page_of(hotline.officer, reward.get_absolute_url())
    for other in (hotline.city_office, hotline.leader):
        assert sentence not in page_of(other, reward.get_absolute_url())


def test_signs_fill_as_a_tip_comes_on() -> None:
    marks = [MARKS[TIP.by_state[state].tone] for state in STATES]
    assert "".join(marks) == "◔◑◑◕●●"


def test_no_original_is_offered_of_a_reporters_photo_for_none_is_kept(hotline: Hotline) -> None:
    tip = hotline.bring_on(hotline.told(picture()).tip, "verified")
    theirs, visit = (one.file_id for one in attached("tips.publictip", tip.pk))
    page = page_of(hotline.officer, tip.get_absolute_url())
    assert [reverse("original", args=[one]) in page for one in (theirs, visit)] == [False, True]


def test_a_tip_is_hidden_from_enterprises_and_from_streets_that_are_not_asked(hotline: Hotline) -> None:
    receipt = hotline.told(picture())
    tip = hotline.bring_on(receipt.tip, "verifying")
    file = attached("tips.publictip", tip.pk)[0].file_id
    people = {
        "office": hotline.officer,
        "city": hotline.city_office,
        "department": hotline.department,
        "district": hotline.district,
        "inspector": hotline.city.actor(Role.INSPECTOR, "龙华区"),
        "street": hotline.street,
        "enterprise": hotline.enterprise,
        "other line": hotline.fire,
        "elsewhere": hotline.elsewhere,
    }
    seen = {name: browser(actor).get(tip.get_absolute_url()).status_code for name, actor in people.items()}
    assert seen == {
        **dict.fromkeys(("office", "city", "department", "district", "inspector"), 200),
        **dict.fromkeys(("street", "enterprise", "other line", "elsewhere"), 404),
    }
    files = {name: file_status(browser(actor), file) for name, actor in people.items()}
    assert files == seen
    lists = {name: tip.number in browser(actor).get("/tips/").content.decode() for name, actor in people.items()}
    assert lists == {name: status == 200 for name, status in seen.items()}
    hotline.move(tip, "reassign", unit=hotline.city.unit("民治街道").pk)
    assert browser(hotline.street).get(tip.get_absolute_url()).status_code == 200
    hotline.move(
        PublicTip._unfiltered().get(pk=tip.pk), "verify", by=hotline.street, conclusion="true", **_found(hotline)
    )
    hazard = browser(hotline.enterprise).get(reverse("hazards:list")).content.decode()
    assert "三楼临边防护缺失" in hazard and tip.number not in hazard and "民治大道1号工地" not in hazard


def _found(hotline: Hotline, by: Actor | None = None) -> dict[str, Any]:
    return {
        "account": "到场查看",
        "site": hotline.site.local_id,
        "title": "三楼临边防护缺失",
        "files": [photo(by or hotline.street)],
    }


def test_what_waits_is_told_to_whose_turn_it_is(hotline: Hotline) -> None:
    friday = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)

    def turns() -> list[str]:
        people = {"office": hotline.officer, "city": hotline.city_office, "department": hotline.department}
        found = []
        for name, actor in people.items():
            with scope(actor):
                found += [f"{name}: {one.step}" for one in queries.tips_waiting(actor, 50)]
        return found

    with clock.at(friday):
        tip = hotline.tip()
        assert turns() == ["office: 受理"]
    with clock.at(friday + timedelta(days=8)):  # nobody has decided within five working days
        assert turns() == ["office: 受理", "city: 受理"]
        with scope(hotline.city_office):
            (waiting,) = queries.tips_waiting(hotline.city_office, 50)
        assert (waiting.due, waiting.first) == (date(2024, 3, 8), True)
    with clock.at(friday):
        told = []
        for state in ("accepted", "verifying", "verified", "answered"):
            hotline.bring_on(tip, state)
            told.append(turns())
    assert told == [["office: 交办核查"], ["department: 报送核查结果"], ["office: 反馈举报人"], []]
    with clock.at(friday + timedelta(days=31)):
        assert turns() == ["office: 办结"]


def test_before_it_is_accepted_offices_alone_see_it_and_then_who_is_to_verify_it(hotline: Hotline) -> None:
    receipt = hotline.told(picture())
    tip = receipt.tip
    file = attached("tips.publictip", tip.pk)[0].file_id
    units = {"department": hotline.department, "district": hotline.district, "street": hotline.street}
    inspector = hotline.city.actor(Role.INSPECTOR, "龙华区")
    fire = {"fire": hotline.fire, "inspector": inspector, "fire's inspector": hotline.inspector}

    def seeing() -> set[str]:
        people = {"office": hotline.officer, "city": hotline.city_office, **units, **fire}
        seen = {name for name, one in people.items() if browser(one).get(tip.get_absolute_url()).status_code == 200}
        assert seen == {name for name, one in people.items() if file_status(browser(one), file) == 200}
        assert seen == {name for name, one in people.items() if tip.number in _listed(one)}
        return seen

    assert (tip.line, seeing()) == (0, {"office", "city"})
    hotline.move(tip, "accept")
    assert (tip.line > 0, seeing()) == (True, {"office", "city"})
    hotline.move(tip, "withdraw_accept", reason="误点")
    assert (tip.line, tip.subline) == (0, 0)
    hotline.move(tip, "accept")
    hotline.move(tip, "assign", unit=hotline.city.unit("市住房建设").pk)
    assert seeing() == {"office", "city"}
    hotline.move(tip, "reassign", unit=hotline.city.unit("龙华区住房建设").pk)
    assert seeing() == {"office", "city", "department", "district", "inspector"}


def _listed(actor: Actor) -> str:
    return browser(actor).get("/tips/").content.decode()


# Doubles


@pytest.mark.django_db
def test_likely_doubles_are_near_in_place_and_time_and_alike_in_words_or_photo(hotline: Hotline) -> None:
    now, one_photo = clock.now(), photo_bytes(4711)
    tip = hotline.told(picture(data=one_photo), what="三楼临边没有护栏，工人高空作业").tip
    same = hotline.told(what="工地三楼临边没有护栏").tip
    pictured = hotline.told(
        picture(data=one_photo), what="楼上危险", address="另一处", territory=hotline.city.territories["大浪街道"].pk
    ).tip
    hotline.told(what="餐馆煤气瓶放在厨房门口，软管老化开裂", address="观澜老街12号")
    hotline.told(territory=hotline.city.territories["粤海街道"].pk)
    with clock.at(now - timedelta(days=31)):
        hotline.told()
    declined = hotline.told().tip
    hotline.move(declined, "decline")
    with scope(hotline.officer):
        found = queries.candidates(tip)
    assert [(one.tip.pk, one.same_street, one.same_photo) for one in found] == [
        (pictured.pk, False, True),
        (same.pk, True, False),
    ]
    assert found[1].share > 0.5 > found[0].share
    page = browser(hotline.officer).get(tip.get_absolute_url()).content.decode()
    assert same.number in page and "照片相同" in page


# Rewards


def test_a_reward_is_paid_to_whoever_shows_number_and_code(hotline: Hotline) -> None:
    receipt = hotline.told(name="欧阳芷若", phone="13987654321")
    tip = hotline.bring_on(receipt.tip, "answered")
    office, leader = browser(hotline.officer), browser(hotline.leader)
    address = reverse("tips:propose_reward", args=[tip.pk])
    assert office.post(address, {"amount": "0", "basis": "示例办法"}).status_code == 422
    assert office.post(address, {"amount": "500.50", "basis": "示例办法第5条"}).status_code == 302
    reward = Reward._unfiltered().get()
    with scope(hotline.leader):
        assert [one.step for one in queries.rewards_waiting(hotline.leader, 9)] == ["批准奖励"]
    assert leader.post(reverse("tips:reward_move", args=[reward.pk, "approve"])).status_code == 302
    assert office.get(reward.get_absolute_url()).status_code == 200
    pay = reverse("tips:pay_reward", args=[reward.pk])
    own = office.post(pay, {"code": receipt.code, "voucher": "PZ-1"})
    assert (own.status_code, pay in office.get(reward.get_absolute_url()).content.decode()) == (403, False)
    other = browser(hotline.city_office)
    assert "登记领取" in other.get(reward.get_absolute_url()).content.decode()
    wrong = other.post(pay, {"code": "AAAA-AAAA-AAAA-AAAA", "voucher": "PZ-1"})
    assert (wrong.status_code, "不符" in wrong.content.decode()) == (422, True)
    assert other.post(pay, {"code": receipt.code.lower(), "voucher": "PZ-1"}).status_code == 302
    reward = Reward._unfiltered().get()
    assert (reward.state, reward.voucher, reward.paid_by, reward.amount) == (
        "paid",
        "PZ-1",
        hotline.city_office.id,
        Decimal("500.50"),
    )
    entries = "".join(AuditEntry.objects.filter(model="tips.reward").values_list("facts", flat=True))
    assert receipt.code not in entries and "欧阳" not in entries and "500.50" in entries
    assert other.post(pay, {"code": receipt.code, "voucher": "PZ-2"}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Reward._unfiltered().update(paid_by=F("proposed_by"))
    with scope(SYSTEM):
        assert operations.seen_by_reporter(tip).reward == "500.50元，已领取"


def test_a_reward_is_for_a_tip_that_was_true_and_once(hotline: Hotline) -> None:
    with scope(hotline.officer):
        untrue = hotline.bring_on(hotline.told().tip, "verified", verify={"conclusion": "untrue"})
        for tip in (hotline.tip("verifying"), untrue):
            with pytest.raises(Refused):
                operations.propose_reward(tip, amount=Decimal(1), basis="示例", actor=hotline.officer)
        tip = hotline.tip("verified")
        first = operations.propose_reward(tip, amount=Decimal(1), basis="示例", actor=hotline.officer)
        with pytest.raises(Refused):
            operations.propose_reward(tip, amount=Decimal(1), basis="示例", actor=hotline.officer)
    with scope(hotline.leader):
        perform(first, "refuse", hotline.leader, reason="已奖励他人")
    with scope(hotline.officer):
        operations.propose_reward(tip, amount=Decimal(2), basis="示例", actor=hotline.officer)
    with scope(hotline.department), pytest.raises(NotAllowed):
        operations.propose_reward(tip, amount=Decimal(2), basis="示例", actor=hotline.department)


def test_no_reward_is_paid_once_its_tip_is_found_untrue(hotline: Hotline) -> None:
    receipt = hotline.told()
    tip = hotline.bring_on(receipt.tip, "answered")
    page = browser(hotline.officer)
    assert "提出奖励" in page.get(tip.get_absolute_url()).content.decode()
    with scope(hotline.officer):
        reward = operations.propose_reward(tip, amount=Decimal(500), basis="示例", actor=hotline.officer)
    assert reverse("tips:propose_reward", args=[tip.pk]) not in page.get(tip.get_absolute_url()).content.decode()
    with scope(hotline.leader):
        perform(reward, "approve", hotline.leader)
    with scope(SYSTEM):
        operations.reopen(PublicTip.objects.get(pk=tip.pk), "还没改")
    _not_paid(reward, receipt.code, hotline)  # it is being verified again
    tip = PublicTip._unfiltered().get(pk=tip.pk)
    hotline.move(tip, "assign")
    hotline.move(tip, "verify", by=hotline.colleague, conclusion="untrue")
    _not_paid(reward, receipt.code, hotline)
    with scope(SYSTEM):
        assert operations.seen_by_reporter(tip).reward == "500.00元，核查结论有变化，暂不能领取"
    with scope(hotline.leader):
        perform(Reward.objects.get(), "refuse", hotline.leader, reason="重新核查不属实")
    reward = Reward._unfiltered().get()
    assert (reward.state, reward.reason, reward.paid_by) == ("refused", "重新核查不属实", 0)


def _not_paid(reward: Reward, code: str, hotline: Hotline) -> None:
    with scope(hotline.city_office), pytest.raises(Refused) as told:
        one = Reward.objects.get(pk=reward.pk)
        operations.pay_reward(one, code=code, voucher="PZ-1", actor=hotline.city_office)
    assert "核查结论有变化" in told.value.text
    assert Reward._unfiltered().get(pk=reward.pk).state == "approved"


def test_a_reward_is_offered_for_a_merged_tip_as_its_head_stands(hotline: Hotline) -> None:
    head, merged = hotline.tip(), hotline.tip()
    hotline.move(merged, "merge", other=head.number, reason="同一处")
    offered = []
    for state in ("received", "verifying", "verified"):
        hotline.bring_on(head, state)
        page = browser(hotline.officer).get(merged.get_absolute_url()).content.decode()
        offered.append(reverse("tips:propose_reward", args=[merged.pk]) in page)
    assert offered == [False, False, True]


# Second looks


@pytest.fixture
def looked(hotline: Hotline) -> Iterator[tuple[Hotline, list[Recheck]]]:
    """Six verified tips, of which four are drawn."""
    for _turn in range(6):
        hotline.tip("answered")
    hotline.tip("verifying")
    with scope(hotline.officer):
        place = hotline.officer.grants[0].at
        told: dict[str, Any] = {"at": place, "since": clock.now() - YEAR_AGO, "size": 4, "seed": "一个种子"}
        draw_tips(7, "示例综合督导", actor=hotline.officer, **told)
        yield hotline, queries.rechecks_of_round(7)


def test_tips_are_drawn_so_that_everybody_can_draw_again(looked: tuple[Hotline, list[Recheck]]) -> None:
    hotline, rows = looked
    numbers = sorted(PublicTip._unfiltered().filter(state="answered").values_list("number", flat=True))
    frame = hashlib.sha256("\n".join(numbers).encode()).hexdigest()
    tickets = {hashlib.sha256(f"一个种子\n{frame}\n{name}".encode()).hexdigest(): name for name in numbers}
    assert [one.tip.number for one in rows] == [tickets[one] for one in sorted(tickets)][:4]
    assert {one.verifier_unit for one in rows} == {hotline.city.unit("龙华区住房建设").pk}
    told: dict[str, Any] = {"at": hotline.officer.grants[0].at, "since": clock.now() - YEAR_AGO}
    with pytest.raises(Incomplete):
        draw_tips(8, "再一轮", size=0, actor=hotline.officer, **told)
    draw_tips(8, "再一轮", size=9, actor=hotline.officer, **told)
    assert len(queries.rechecks_of_round(8)) == 2  # what another round has drawn is not drawn again
    with pytest.raises(Refused):
        draw_tips(9, "又一轮", size=9, actor=hotline.officer, **told)


def test_somebody_of_another_unit_looks_again_and_a_difference_begins_anew(
    looked: tuple[Hotline, list[Recheck]],
) -> None:
    hotline, rows = looked
    inspector = hotline.city.actor(Role.INSPECTOR, "龙华区")
    for actor in (hotline.department, hotline.colleague):
        with scope(actor), pytest.raises(NotAllowed):
            perform(rows[0], "agree", actor, note="在", files=[photo(actor)])
    with scope(inspector):
        assert [one.step for one in queries.rechecks_waiting(inspector, 50)] == ["到现场复核"] * 4
        with pytest.raises(Incomplete):
            perform(rows[0], "agree", inspector, note="在")
        with pytest.raises(Refused):
            perform(rows[0], "agree", inspector, note="在", files=[photo(hotline.officer)])
        for row, move in zip(rows, ("agree", "agree", "differ"), strict=False):
            perform(row, move, inspector, note="到场看过", position="三楼", files=[photo(inspector)])
        perform(rows[3], "cannot_tell", inspector, note="已拆除")
    found = queries.agreement_of(7)
    assert (found.agrees, found.differs, found.unclear, found.drawn) == (2, 1, 1, 0)
    # Wilson's interval of 2 of 3, worked out by hand with z = 1.959964.
    assert found.interval is not None
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.2077, 0.9385)
    cut = Cut(clock.now() + timedelta(microseconds=1))
    figure = evaluate(measure.registered()["tips.agreed"], cut)
    assert (figure.numerator, figure.denominator) == (2, 3)
    tip = PublicTip.objects.get(pk=rows[2].tip_id)
    hotline.move(tip, "reinvestigate")
    assert (tip.state, tip.reopenings) == ("accepted", 0)
    with pytest.raises(NotAllowed):
        hotline.move(PublicTip.objects.get(pk=rows[0].tip_id), "reinvestigate")
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck._unfiltered().filter(pk=rows[0].pk).update(checked_unit=rows[0].verifier_unit)


def test_who_has_verified_what_was_sent_back_does_not_look_again(hotline: Hotline) -> None:
    tip = hotline.tip("accepted")
    hotline.move(tip, "assign", unit=hotline.city.unit("龙华区").pk)
    hotline.move(tip, "verify", by=hotline.district, conclusion="true", **_found(hotline, hotline.district))
    hotline.move(tip, "send_back")
    hotline.move(tip, "reassign", unit=hotline.city.unit("龙华区住房建设").pk)
    hotline.move(tip, "verify", conclusion="untrue")
    hotline.move(tip, "answer")
    told: dict[str, Any] = {"at": hotline.officer.grants[0].at, "since": clock.now() - YEAR_AGO, "size": 1}
    with scope(hotline.officer):
        draw_tips(7, "示例综合督导", actor=hotline.officer, **told)
    row = Recheck._unfiltered().select_related("tip").get()
    assert row.verifiers == {hotline.department.id, hotline.district.id}
    with scope(hotline.district), pytest.raises(NotAllowed):
        perform(row, "cannot_tell", hotline.district, note="看过")


def test_a_round_draws_once_and_shows_how_often_it_came_to_the_same() -> None:
    found = ground(per_street=2)
    hotline = Hotline(found.built)
    tips = [hotline.tip("answered") for _turn in range(3)]
    one = drawn(found)
    keeper = browser(found.keeper)
    page = reverse("supervision:tips", args=[one.pk])
    assert (keeper.get(page).status_code, keeper.post(page, {"size": "0"}).status_code) == (200, 422)
    stranger = browser(hotline.officer)
    assert (stranger.get(page).status_code, stranger.post(page, {"size": "2"}).status_code) == (404, 404)
    assert browser(found.leader).post(page, {"size": "2"}).status_code == 403
    assert keeper.post(page, {"size": "2"}).status_code == 302
    row = TipDraw._unfiltered().get()
    again = draw(row.frame.split("\n"), seed=row.seed, size=2)
    assert (again.digest, row.size, row.frame.split("\n")) == (row.digest, 2, sorted(tip.number for tip in tips))
    with scope(found.keeper):
        told = looked_again(one)
        assert told is not None
        assert [each.tip.number for each in told.rows] == list(again.drawn)
        with pytest.raises(Refused):
            supervision.draw_tips(one, 1, actor=found.keeper)
        perform(told.rows[0], "agree", found.keeper, note="一致", files=[photo(found.keeper)])
    for address in (page, one.get_absolute_url()):
        assert "一致1件，不一致0件，无法判断0件，待复核1件" in keeper.get(address).content.decode()
    assert keeper.get(reverse("supervision:tip_frame", args=[one.pk])).content.decode() == row.frame


def test_other_rounds_draw_no_tips() -> None:
    found = ground(per_street=2)
    hotline = Hotline(found.built)
    hotline.tip("answered")
    for one in (planned(found), approved(found, kind="special")):
        with scope(found.keeper), pytest.raises(Refused):
            supervision.draw_tips(one, 1, actor=found.keeper)


# Figures


def test_figures_are_those_worked_out_by_hand(hotline: Hotline) -> None:
    monday = datetime(2024, 3, 4, 9, tzinfo=clock.TZ)
    with clock.at(monday):
        first, second, third, fourth, late = (hotline.told().tip for _turn in range(5))
        hotline.bring_on(first, "answered")
        hotline.bring_on(second, "verified", verify={"conclusion": "partly"})
        hotline.move(third, "merge", other=first.number, reason="同一处")
        hotline.bring_on(fourth, "verifying")
    with clock.at(monday + timedelta(days=8)):  # accepted on the 6th working day, where 5 are given
        hotline.bring_on(late, "accepted")
    with clock.at(monday + timedelta(days=24)):  # 28 March; verified until 25 March was due
        hotline.move(fourth, "verify", conclusion="untrue")
        with scope(SYSTEM):
            operations.reopen(PublicTip.objects.get(pk=first.pk), "还没改")
    as_of = monday + timedelta(days=25)
    with unscoped(reason="test data"):
        found = {
            name: evaluate(one, Cut(as_of)) for name, one in measure.registered().items() if name.startswith("tips.")
        }
    assert {name: (figure.numerator, figure.denominator) for name, figure in found.items()} == {
        "tips.received": (5, None),
        "tips.accepted_in_time": (4, 5),
        "tips.true": (1, 3),
        "tips.verified_in_time": (2, 3),
        "tips.merged": (1, None),
        "tips.reopened": (1, None),
        "tips.agreed": (0, 0),
    }
    with unscoped(reason="test data"):
        early = {name: evaluate(measure.registered()[name], Cut(monday + timedelta(days=1))) for name in found}
    assert (early["tips.received"].numerator, early["tips.accepted_in_time"].numerator) == (5, 4)
    assert Verification._unfiltered().count() == 3
