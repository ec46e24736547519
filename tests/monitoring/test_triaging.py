"""What alerts turn out to be: false, watched, a hazard of the ledger, another one; by whom, by when, many at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.hazards import photo
from tests.factories.monitoring import Plant
from tests.factories.pages import browser, text

from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard
from zhiben.inbox import queries as inbox
from zhiben.inbox.vocab import Urgency
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.monitoring import queries
from zhiben.monitoring.models import Alert, MonitoredEnterprise
from zhiben.monitoring.operations import foresee, triage_together
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def done(alert: Alert, move: str, actor: Actor, **facts: Any) -> Alert:
    with scope(actor):
        return perform(alert, move, actor, **facts)


def waits(actor: Actor) -> list[tuple[str, str, Urgency]]:
    with scope(actor):
        lines = [line for line in inbox.waiting_for(actor) if isinstance(line.record, Alert)]
    return [(line.record.number, line.step, line.urgency) for line in lines]


def test_an_alert_becomes_a_hazard_with_its_photo(plant: Plant) -> None:
    alert = plant.alert(1)
    plant.send(2)
    alert = Alert._unfiltered().get(pk=alert.pk)
    done(alert, "report_hazard", plant.street, title="可燃气体泄漏", criterion="", files=[photo(plant.street)])
    hazard = Hazard._unfiltered().get()
    assert (alert.state, alert.hazard_id, alert.settled_by) == ("hazard", hazard.pk, plant.street.id)
    assert (hazard.state, hazard.title, hazard.source, hazard.site_id) == (
        *("reported", "可燃气体泄漏", "monitoring"),
        plant.site.pk,
    )
    assert hazard.found_on == clock.today()
    last = clock.to_the_minute(alert.last_at)
    assert hazard.description == f"{plant.system.number} 可燃有毒气体测点T-101告警，2次，最近{last}"
    assert len(attached("hazards.hazard", hazard.pk, "report")) == 1


def test_who_judges_reads_whether_there_is_a_site_before_the_form_is_filled_in(plant: Plant) -> None:
    alert, client = plant.alert(1), browser(Person.objects.get(pk=plant.street.id))
    page = text(client, "monitoring:alert_move", alert.pk, "report_hazard")
    assert ("T-101" in page, "已登记" in page, "未登记" in page) == (True, True, False)
    MonitoredEnterprise._unfiltered().update(site=None, code="QY-NEW")
    Alert._unfiltered().update(site=None)
    assert "未登记：请先在“场所”中登记" in text(client, "monitoring:alert_move", alert.pk, "report_hazard")


def test_a_hazard_needs_a_photo_and_a_site(plant: Plant) -> None:
    alert = plant.alert(1)
    with pytest.raises(Incomplete):
        done(alert, "report_hazard", plant.street, title="可燃气体泄漏")
    MonitoredEnterprise._unfiltered().update(site=None, code="QY-NEW")
    Alert._unfiltered().update(site=None)
    alert = Alert._unfiltered().get(pk=alert.pk)
    with pytest.raises(Refused, match="还没有登记为场所"):
        done(alert, "report_hazard", plant.street, title="可燃气体泄漏", files=[photo(plant.street)])
    assert (alert.state, Hazard._unfiltered().count()) == ("received", 0)


def test_a_false_one_says_why_and_a_watched_one_how(plant: Plant) -> None:
    one, other = plant.alert(1), plant.alert(2, sensor="T-102")
    with pytest.raises(Incomplete):
        done(one, "dismiss", plant.street)
    done(one, "dismiss", plant.street, reason="校准试验")
    done(other, "watch", plant.department, note="每小时看一次")
    assert (one.state, one.reason, other.state, other.note) == ("false", "校准试验", "watched", "每小时看一次")
    assert plant.send(3, sensor="T-102").code == "merged"
    done(other, "dismiss", plant.department, reason="已恢复正常")
    assert other.state == "false"


def test_another_alert_is_named_by_its_number(plant: Plant) -> None:
    one, other = plant.alert(1), plant.alert(2, sensor="T-102")
    for said in (one.number, "GJ999999", "天"):
        with pytest.raises(Incomplete) as refusal:
            done(one, "mark_duplicate", plant.street, other=said)
        assert refusal.value.fields == {"other": "没有这条告警"}
    done(one, "mark_duplicate", plant.street, other=other.number.lower())
    assert (one.state, one.same_as_id) == ("duplicate", other.pk)


def test_strangers_see_and_judge_nothing(plant: Plant) -> None:
    alert = plant.alert(1)
    strangers = (
        plant.city.actor(Role.STREET_OFFICER, "粤海街道"),
        plant.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        plant.city.actor(Role.OFFICE_OFFICER, "南山区安委办"),
        plant.city.actor(Role.ENTERPRISE_CONTACT, "民治街道", site=plant.city.site()),
    )
    for actor in strangers:
        with scope(actor), pytest.raises(NotFound):
            queries.alert_of(alert.pk)
        with pytest.raises(NotFound):
            done(alert, "dismiss", actor, reason="误报")
    with scope(plant.district):
        assert queries.alert_of(alert.pk).system.enterprise.name == plant.site.name


def test_alerts_wait_for_the_ground_first_and_for_the_office_once_they_are_late(plant: Plant) -> None:
    with clock.at(clock.now()):
        orange, red = plant.alert(1, level=2), plant.alert(2, level=1, sensor="T-102")
        told = {one.number: "研判告警" for one in (red, orange)}
        for actor in (plant.street, plant.district, plant.department):
            assert {number: step for number, step, _ in waits(actor)} == told
        assert [number for number, *_ in waits(plant.office)] == [red.number]
    with clock.at(orange.received_at + timedelta(hours=2)):
        assert sorted(waits(plant.office))[0][0] == orange.number
        assert {urgency for *_, urgency in waits(plant.office)} == {urgency for *_, urgency in waits(plant.street)}
        with scope(plant.office):
            assert queries.standing() == {"received": 2, "late": 2, "watched": 0}
    done(red, "watch", plant.street, note="派人到场")
    assert [number for number, *_ in waits(plant.street)] == [orange.number]


@pytest.mark.parametrize(("level", "minutes"), [(1, 30), (2, 120), (3, 24 * 60), (4, 72 * 60)])
def test_each_level_has_its_time(plant: Plant, level: int, minutes: int) -> None:
    alert = plant.alert(1, level=level)
    for passed, late in ((minutes - 1, False), (minutes, True)):
        with clock.at(alert.received_at + timedelta(minutes=passed)), scope(plant.office):
            assert (alert.is_late, queries.standing()["late"]) == (late, int(late))


def test_many_are_judged_at_once_each_with_its_result(plant: Plant) -> None:
    alerts = [plant.alert(number, sensor=f"T-{number}") for number in range(3)]
    done(alerts[1], "watch", plant.street, note="看着")
    with scope(plant.street):
        foreseen = foresee("watch", alerts, actor=plant.street)
        assert [bool(foreseen[one.pk].why) for one in alerts] == [False, True, False]
        outcomes = triage_together("watch", alerts, {"note": "试验期间"}, actor=plant.street)
    assert [one.why for one in outcomes] == ["", "当前状态为“持续关注”，只有“待研判”时才能持续关注", ""]
    assert list(Alert._unfiltered().order_by("pk").values_list("note", flat=True)) == ["试验期间", "看着", "试验期间"]
