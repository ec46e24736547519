"""What was read before somebody else was through is judged by how it stands now: merges that cross, words and
judgements sent twice; and what waits for one person behind much that waits for others."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories.tips import Hotline

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role
from zhiben.tips import operations, queries
from zhiben.tips.models import PublicTip, Word
from zhiben.tips.operations import effects
from zhiben.tips.operations.following import MOST_WORDS

pytestmark = pytest.mark.django_db


def test_of_two_merges_that_cross_the_later_one_is_refused(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = hotline.tip(), hotline.tip()
    stale = PublicTip._unfiltered().get(pk=other.pk)  # as the second one has read it, before the first is through
    hotline.move(other, "merge", other=one.number, reason="同一处")
    monkeypatch.setattr(effects, "tip_numbered", lambda _number: stale)
    with pytest.raises(Incomplete) as told:
        hotline.move(one, "merge", other=other.number, reason="同一处")
    assert set(told.value.fields) == {"other"}
    assert PublicTip._unfiltered().get(pk=one.pk).state == "received"


def test_an_answer_is_found_however_long_the_chain(hotline: Hotline) -> None:
    first, second, third = (hotline.tip() for _turn in range(3))
    hotline.move(first, "merge", other=second.number, reason="同一处")
    PublicTip._unfiltered().filter(pk=second.pk).update(state="merged", same_as=third.pk, reason="同一处")
    with scope(SYSTEM):
        assert PublicTip.objects.get(pk=first.pk).head.pk == third.pk
        assert operations.seen_by_reporter(PublicTip.objects.get(pk=first.pk)).status == "已收到，等待受理"


def test_words_are_bounded_by_how_the_tip_stands_now(hotline: Hotline) -> None:
    tip = hotline.tip()
    stale = PublicTip._unfiltered().get(pk=tip.pk)
    hotline.move(tip, "decline")
    full = hotline.tip()
    with scope(SYSTEM):
        with pytest.raises(Refused):
            operations.tell_word(stale, "还有")
        for _turn in range(MOST_WORDS):
            operations.tell_word(full, "还有")
        with pytest.raises(Refused):
            operations.tell_word(full, "还有")
    assert Word._unfiltered().count() == MOST_WORDS


def test_a_tip_is_found_good_once(hotline: Hotline) -> None:
    tip = hotline.tip("closed")
    stale = PublicTip._unfiltered().get(pk=tip.pk)
    with scope(SYSTEM):
        operations.say_satisfied(tip)
        with pytest.raises(Refused):
            operations.say_satisfied(stale)


def test_reporters_who_share_the_number_of_second_verifications_are_told(hotline: Hotline) -> None:
    head, merged, alone = hotline.tip(), hotline.tip(), hotline.tip()
    hotline.move(merged, "merge", other=head.number, reason="同一处")
    with scope(SYSTEM):
        told = [operations.seen_by_reporter(PublicTip.objects.get(pk=one.pk)).shared for one in (head, merged, alone)]
    assert told == [True, True, False]


def test_what_waits_for_others_hides_nothing_from_an_office(hotline: Hotline) -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        others = hotline.tip()
        accepted = hotline.tip("accepted")
    hotline.move(others, "accept", by=hotline.city_office)
    with scope(SYSTEM):
        operations.tell_word(others, "补充")
        operations.tell_word(accepted, "补充")
    with scope(hotline.officer):
        assert [one.record.pk for one in queries.tips_waiting(hotline.officer, 1)] == [accepted.pk]
        assert [one.record.tip_id for one in queries.words_waiting(hotline.officer, 1)] == [accepted.pk]
    with scope(hotline.city_office):
        assert [one.record.pk for one in queries.tips_waiting(hotline.city_office, 1)] == [others.pk]


def test_nor_from_a_unit_a_leader_or_an_inspector(hotline: Hotline) -> None:
    given = [hotline.told().tip for _turn in range(2)]
    hotline.bring_on(given[0], "accepted")
    hotline.move(given[0], "assign", unit=hotline.city.unit("龙华区").pk)
    hotline.bring_on(given[1], "verifying")
    with scope(hotline.department):
        assert [one.record.pk for one in queries.tips_waiting(hotline.department, 1)] == [given[1].pk]
    with scope(hotline.district):
        assert [one.record.pk for one in queries.tips_waiting(hotline.district, 1)] == [given[0].pk]
    true = hotline.tip("verified")
    with scope(hotline.officer):
        operations.propose_reward(true, amount=Decimal(1), basis="示例", actor=hotline.officer)
    elsewhere = hotline.city.actor(Role.OFFICE_LEADER, "南山区安委办")
    for leader, count in ((hotline.leader, 1), (elsewhere, 0)):
        with scope(leader):
            assert len(queries.rewards_waiting(leader, 1)) == count
