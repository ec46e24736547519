"""How far from the site somebody checks in: stopped beyond what is allowed, kept with a reason, counted once agreed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.pages import browser
from tests.factories.supervision import HERE, Ground, again, drawn, goers, ground, signed, targets

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Site
from zhiben.orgs.operations import set_position
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Round, Target, Visit, VisitMember
from zhiben.supervision.operations import Position
from zhiben.supervision.queries import figures

pytestmark = pytest.mark.django_db

AWAY = Position(22.96, 114.0, 10, despite="厂区大门在山的另一侧")
"""40 km north of where the sites are said to lie, with a reason."""


@pytest.fixture
def built() -> Ground:
    found = ground()
    with scope(SYSTEM):
        for site in found.sites:
            set_position(site, Decimal("22.6"), Decimal("114.0"), actor=SYSTEM)
    return found


def target_in(built: Ground, one: Round, street: str = "民治街道") -> Target:
    return next(row for row in targets(built, one) if row.site.territory.name == street)


def arrived(target: Target, position: Position = HERE, *, second: bool = False) -> Visit:
    actor = again(sorted(target.team_people)[second])
    with scope(actor):
        return operations.arrive(queries.target_of(target.pk), position, actor=actor)


def moved(visit: Visit, move: str, actor: Actor, **facts: Any) -> Visit:
    with scope(actor):
        perform(queries.visit_of(visit.pk), move, actor, **facts)
        return queries.visit_of(visit.pk)


def covered(built: Ground, one: Round) -> int:
    with scope(built.keeper):
        return sum(line.covered for line in queries.coverage_of(one))


def page(actor: Actor, name: str, pk: int) -> str:
    return browser(actor).get(reverse(f"supervision:{name}", args=[pk])).content.decode()


def test_near_its_site_a_visit_counts_at_once(built: Ground) -> None:
    one = drawn(built)
    visit = arrived(target_in(built, one), Position(22.605, 114.0, 10))
    assert (visit.distance, visit.allowed, visit.far_reason, visit.doubtful) == (556, 1010, "", False)
    assert covered(built, one) == 1


@pytest.mark.parametrize(("accuracy", "stopped"), [(100, True), (400, False)])
def test_the_device_own_error_is_allowed_for(built: Ground, accuracy: int, stopped: bool) -> None:
    target = target_in(built, drawn(built))
    there = Position(22.612, 114.0, accuracy)
    if not stopped:
        assert arrived(target, there).distance == 1334
        return
    with pytest.raises(Incomplete, match=r"离场所1\.3公里，超过1\.1公里"):
        arrived(target, there)


def test_a_position_that_is_all_blur_allows_for_no_more_than_the_most(built: Ground) -> None:
    target = target_in(built, drawn(built))
    with pytest.raises(Incomplete, match=r"离场所1\.7公里，超过1\.5公里"):
        arrived(target, Position(22.615, 114.0, 20_000))
    visit = arrived(target, Position(22.613, 114.0, 20_000))
    assert (visit.distance, visit.allowed, visit.accuracy) == (1446, 1500, 20_000)


def test_far_from_its_site_a_check_in_is_stopped_and_the_target_stays_sealed(built: Ground) -> None:
    target = target_in(built, drawn(built))
    with pytest.raises(Incomplete, match=r"离场所40\.0公里") as refusal:
        arrived(target, replace(AWAY, despite=" "))
    assert (list(refusal.value.fields), refusal.value.code) == (["despite"], "far_from_site")
    assert not Visit._unfiltered().exists()
    assert Target._unfiltered().get(pk=target.pk).state == "sealed"


def test_with_a_reason_it_counts_once_somebody_of_the_office_has_accepted(built: Ground) -> None:
    one = drawn(built)
    target = target_in(built, one)
    visit = arrived(target, AWAY)
    assert (visit.distance_told, visit.far_reason, visit.doubtful) == ("40.0公里", AWAY.despite, True)
    assert json.loads(AuditEntry.objects.filter(verb="begin", model="supervision.visit").get().facts)["reason"] == (
        AWAY.despite
    )
    assert covered(built, one) == 0
    told = f"离场所40.0公里，理由：{AWAY.despite}"
    assert told in page(built.keeper, "round", one.pk)
    assert told in page(built.keeper, "visit", visit.pk)
    assert told in browser(built.keeper).get(reverse("supervision:list")).content.decode()
    after = moved(visit, "accept_distance", built.keeper, reason="已核对卫星图")
    assert (after.doubtful, after.far_accepted_by, after.far_accepted_why) == (False, built.keeper.id, "已核对卫星图")
    assert covered(built, one) == 1
    assert told not in page(built.keeper, "round", one.pk)
    assert "已核对卫星图" in page(built.keeper, "visit", visit.pk)


def test_whoever_was_there_does_not_accept(built: Ground) -> None:
    visit = arrived(target_in(built, drawn(built)), AWAY)
    goer = goers(visit)[0]
    with pytest.raises(NotAllowed):
        moved(visit, "accept_distance", goer, reason="在现场")
    stranger = built.built.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with pytest.raises(NotAllowed):
        moved(visit, "accept_distance", stranger, reason="在现场")


def test_not_accepted_it_is_void_and_does_not_wait_any_more(built: Ground) -> None:
    one = drawn(built)
    visit = arrived(target_in(built, one), AWAY)
    moved(visit, "void", built.keeper, reason="没有到现场")
    with scope(built.keeper):
        assert list(queries.far_of(one)) == list(queries.far_waiting([built.office])) == []


def test_the_second_of_the_team_is_measured_too(built: Ground) -> None:
    target = target_in(built, drawn(built))
    visit = arrived(target)
    moved_on = replace(AWAY, despite="")
    with pytest.raises(Incomplete, match="离场所40"):
        arrived(target, moved_on, second=True)
    assert VisitMember._unfiltered().filter(visit=visit).count() == 1
    after = arrived(target, AWAY, second=True)
    assert (after.doubtful, after.distance_told, after.far_reason) == (True, "40.0公里", AWAY.despite)
    rows = VisitMember._unfiltered().filter(visit=visit).order_by("distance")
    assert list(rows.values_list("distance", flat=True)) == [0, 40030]


def test_acceptance_of_the_first_does_not_hold_for_a_second_who_is_far(built: Ground) -> None:
    target = target_in(built, drawn(built))
    moved(arrived(target, AWAY), "accept_distance", built.keeper, reason="已核对")
    after = arrived(target, replace(AWAY, despite="另一个门"), second=True)
    assert (after.doubtful, after.far_reason, after.far_accepted_by) == (True, f"{AWAY.despite}\n另一个门", 0)


@pytest.mark.parametrize("first", [AWAY, HERE])
def test_a_second_who_comes_from_far_later_leaves_the_coverage_of_before_as_it_was(
    built: Ground, first: Position
) -> None:
    target, start = target_in(built, drawn(built)), clock.now()

    def covered_after(hours: int) -> int:
        with clock.at(start + timedelta(hours=9)), scope(built.keeper):
            return figures.streets_covered(Cut(start + timedelta(hours=hours))).count()

    with clock.at(start):
        visit = arrived(target, first)
    if first is AWAY:
        assert covered_after(1) == 0
        with clock.at(start + timedelta(hours=1)):
            moved(visit, "accept_distance", built.keeper, reason="已核对")
    assert covered_after(2) == 1
    with clock.at(start + timedelta(hours=3)):
        assert arrived(target, replace(AWAY, despite="另一个门"), second=True).doubtful
    assert [covered_after(hours) for hours in (2, 4)] == [1, 0]
    with clock.at(start + timedelta(hours=5)):
        moved(visit, "accept_distance", built.keeper, reason="又核对")
    assert [covered_after(hours) for hours in (1, 2, 4, 6)] == [first is HERE, 1, 0, 1]


def test_a_second_from_far_who_is_told_after_the_signature_waits_too(built: Ground) -> None:
    target, start = target_in(built, drawn(built)), clock.now()
    visit = arrived(target)
    second = again(max(target.team_people))
    Visit._unfiltered().filter(pk=visit.pk).update(state="closed", closed_at=start + timedelta(hours=1), refused="拒签")
    with clock.at(start + timedelta(hours=2)), scope(built.keeper):
        fresh = queries.targets_of(target.round).get(pk=target.pk)
        queries.prepare_targets([fresh])
        after = operations.arrive(fresh, AWAY, at=start, actor=second)
    with scope(built.keeper):
        standing = queries.visit_of(visit.pk)
    assert (after.doubtful, standing.doubtful, standing.far_reason) == (True, True, AWAY.despite)
    moved(visit, "accept_distance", built.keeper, reason="已核对")
    assert not VisitMember._unfiltered().filter(visit=visit, far=True, far_accepted_at=None).exists()


def test_a_second_without_a_position_leaves_the_distance_of_the_first(built: Ground) -> None:
    target = target_in(built, drawn(built))
    assert arrived(target).distance == 0
    assert arrived(target, Position(without="地下室"), second=True).distance == 0


def test_without_coordinates_the_distance_is_unknown_and_said_to_be() -> None:
    built = ground()
    visit = arrived(target_in(built, drawn(built)), AWAY)
    assert (visit.distance, visit.far_reason) == (None, "")
    assert "不知道：场所没有坐标" in page(built.keeper, "visit", visit.pk)


def test_without_a_position_the_distance_is_unknown(built: Ground) -> None:
    visit = arrived(target_in(built, drawn(built)), Position(without="地下室"))
    assert (visit.distance, visit.doubtful) == (None, False)
    assert "不知道：没有定位" in page(built.keeper, "visit", visit.pk)


def test_the_page_asks_for_the_reason_and_takes_it(built: Ground) -> None:
    target = target_in(built, drawn(built))
    client = browser(again(min(target.team_people)))
    address = reverse("supervision:target", args=[target.pk])
    assert 'type="hidden" name="despite"' in client.get(address).content.decode()
    sent = {"latitude": "22.96", "longitude": "114.0", "accuracy": "10"}
    stopped = client.post(address, sent)
    shown = stopped.content.decode()
    assert (stopped.status_code, "离场所远的理由" in shown, "离场所40.0公里" in shown) == (422, True, True)
    assert client.post(address, {**sent, "despite": "在后门"}).status_code == 302
    assert Visit._unfiltered().get().far_reason == "在后门"


def test_a_good_position_becomes_the_site_own_and_the_old_one_stays_in_the_ledger(built: Ground) -> None:
    visit = signed_by_two(built, Position(22.605, 114.001, 20))
    moved(visit, "take_position", built.keeper)
    site = Site._unfiltered().get(pk=visit.site_id)
    assert (str(site.latitude), str(site.longitude), site.position_from) == ("22.60500", "114.00100", "arrival")
    entry = AuditEntry.objects.filter(verb="place_site", record=site.pk).latest("seq")
    assert json.loads(entry.facts)["from"]["latitude"] == "22.60000"
    with pytest.raises(NotAllowed):
        moved(visit, "take_position", built.keeper)


def test_the_position_of_whoever_was_near_is_taken_and_the_page_says_whose(built: Ground) -> None:
    target = target_in(built, drawn(built))
    arrived(target, AWAY)
    visit = arrived(target, Position(22.6012, 114.0, 30), second=True)
    names = [again(person).name for person in sorted(target.team_people)]
    moved(visit, "accept_distance", built.keeper, reason="已核对")
    shown = page(built.keeper, "visit", visit.pk)
    assert all(f"{name}（" in shown for name in names)
    assert shown.count("到场，离场所") == 2 and "到场，离场所133米，定位约22.60, 114.00（误差30米）" in shown
    assert "到场，离场所40.0公里，定位" in shown
    assert f"“把定位记为场所坐标”取{names[1]}的准确定位（误差30米）" in shown
    assert "“把定位记为场所坐标”取" not in page(goers(visit)[0], "visit", visit.pk)
    moved(visit, "take_position", built.keeper)
    assert str(Site._unfiltered().get(pk=visit.site_id).latitude) == "22.60120"


def test_a_far_position_is_not_taken_where_somebody_was_near_and_a_reason_stands_for_none(built: Ground) -> None:
    target = target_in(built, drawn(built))
    arrived(target, AWAY)
    visit = arrived(target, Position(22.6012, 114.0, 300), second=True)
    moved(visit, "accept_distance", built.keeper, reason="已核对")
    with pytest.raises(NotAllowed):
        moved(visit, "take_position", built.keeper)


def test_of_whoever_has_no_position_the_page_says_why(built: Ground) -> None:
    target = target_in(built, drawn(built))
    arrived(target)
    visit = arrived(target, Position(without="地下室无信号"), second=True)
    shown = page(built.keeper, "visit", visit.pk)
    assert "到场，没有定位：地下室无信号" in shown and "到场，离场所0米" in shown


def signed_by_two(built: Ground, position: Position) -> Visit:
    target = target_in(built, drawn(built))
    arrived(target, position)
    return signed(arrived(target, position, second=True))


@pytest.mark.parametrize("position", [Position(22.601, 114.0, 500), Position(22.601, 114.0), AWAY])
def test_a_poor_or_doubtful_position_is_not_taken_over(built: Ground, position: Position) -> None:
    visit = arrived(target_in(built, drawn(built)), position)
    with pytest.raises(NotAllowed):
        moved(visit, "take_position", built.keeper)


def test_a_first_position_gives_a_site_its_coordinates() -> None:
    built = ground()
    visit = arrived(target_in(built, drawn(built)))
    moved(visit, "take_position", built.keeper)
    site = Site._unfiltered().get(pk=visit.site_id)
    assert (str(site.latitude), site.position_by) == ("22.60000", built.keeper.id)


def test_it_waits_for_the_office_and_not_for_whoever_was_there(built: Ground) -> None:
    visit = arrived(target_in(built, drawn(built)), AWAY)

    def waits(actor: Actor) -> list[tuple[int, str]]:
        with scope(actor):
            return [(one.record.pk, one.step) for one in queries.visits_waiting(actor, 50)]

    assert waits(built.keeper) == [(visit.pk, "认可到场距离，或作废")]
    assert waits(goers(visit)[0]) == []
    assert waits(built.built.actor(Role.OFFICE_OFFICER, "龙华区安委办")) == []
    moved(visit, "accept_distance", built.keeper, reason="已核对")
    assert waits(built.keeper) == []


def test_the_published_coverage_waits_for_acceptance_too(built: Ground) -> None:
    visit = arrived(target_in(built, drawn(built)), AWAY)

    def streets() -> list[int]:
        with scope(built.keeper):
            cut = Cut(clock.now() + timedelta(seconds=1))
            return list(figures.streets_covered(cut).values_list("pk", flat=True))

    assert streets() == []
    moved(visit, "accept_distance", built.keeper, reason="已核对")
    assert streets() == [visit.street]
