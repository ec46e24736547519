"""Look-alike sweeps: which sites are like another one and why in words, edited by hand, sent out as tasks and as a
round, checked off one by one; and who must not see them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from tests.factories.accident_supervision import NOW, Desk, desk
from tests.factories.campaign import task
from tests.factories.pages import browser
from tests.factories.supervision import signed, teamed, visited

from zhiben.campaign import queries as campaign
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site, Unit
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations
from zhiben.supervision.models import LookAlike
from zhiben.supervision.operations.sweeping import MOST_SAID
from zhiben.supervision.queries import look_alikes
from zhiben.supervision.queries.likeness import alike_to, sector_without_sites

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def built() -> Desk:
    with clock.at(NOW):
        return desk()


def drafted(built: Desk) -> LookAlike:
    """Because of an accident at the first site: the other eleven share its sector."""
    return built.sweep(built.accident(site=built.ground.sites[0].pk))


def move(one: LookAlike, name: str, actor: Actor, **facts: object) -> LookAlike:
    with scope(actor):
        return perform(look_alikes.look_alike_of(one.pk), name, actor, **facts)


def sent(built: Desk, one: LookAlike) -> LookAlike:
    return move(one, "send", built.officer, what="查换电柜防火分隔", until=date(2024, 11, 30))


def rows(built: Desk, one: LookAlike, actor: Actor | None = None) -> list[look_alikes.SiteLine]:
    with scope(actor or built.officer):
        return look_alikes.site_lines(look_alikes.look_alike_of(one.pk))


def cut(built: Desk, one: LookAlike, sites: list[Site]) -> LookAlike:
    with scope(built.officer):
        reasons = {site.pk: ["同属一个行业"] for site in sites}
        return operations.set_look_alikes(look_alikes.look_alike_of(one.pk), reasons, actor=built.officer)


def test_every_reason_stands_in_words_and_the_most_alike_come_first(built: Desk) -> None:
    first, like, named, *_others = built.ground.sites
    with clock.at(NOW):
        with unscoped(reason="test data"):
            Site.objects.filter(pk=named.pk).update(name="示例换电站")
        built.accident(date(2023, 5, 6), site=like.pk, types=("08", ""))
        case = built.accident(site=first.pk)
        place = built.bureau.city.unit("市安委办").coordinates
        with scope(built.officer):
            found = alike_to(case, place)
    told = {one.site: one.reasons for one in found.sites}
    sector = "同属“房屋建筑施工”"
    assert first.pk not in told
    assert (told[like.pk][0][:18], told[like.pk][-1]) == ("2023年5月6日发生过同类事故：火", sector)
    assert told[named.pk] == ("场所类型相近：名称里有“换电”", sector)
    assert {one.site for one in found.sites[:2]} == {like.pk, named.pk}
    assert all(reasons == (sector,) for site, reasons in told.items() if site not in (like.pk, named.pk))
    assert found.unlisted == 0


def of_another_sector(built: Desk, *sites: Site, name: str = "") -> None:
    with unscoped(reason="test data"):
        for site in sites:
            said = {"sector": built.bureau.city.sectors["工贸通用"]} | ({"name": name} if name else {})
            Site.objects.filter(pk=site.pk).update(**said)


def test_the_same_type_alone_makes_no_site_alike(built: Desk) -> None:
    first, other, *_others = built.ground.sites
    of_another_sector(built, other)
    with clock.at(NOW):
        built.accident(date(2023, 5, 6), site=other.pk, types=("08", ""))
        case = built.accident(site=first.pk)
        with scope(built.officer):
            found = alike_to(case, built.bureau.city.unit("市安委办").coordinates)
    assert other.pk not in {one.site for one in found.sites}
    assert len(found.sites) == 10


def test_sites_of_the_sector_come_before_those_where_the_like_happened(built: Desk) -> None:
    first, named, *others = built.ground.sites
    of_another_sector(built, named, name="示例换电站")
    with clock.at(NOW):
        built.accident(date(2023, 5, 6), site=named.pk, types=("08", ""))
        case = built.accident(site=first.pk)
        with scope(built.officer):
            found = alike_to(case, built.bureau.city.unit("市安委办").coordinates)
    assert [one.site for one in found.sites] == [*sorted(site.pk for site in others), named.pk]
    assert [why[:4] for why in found.sites[-1].reasons] == ["2023", "场所类型"]


def test_a_list_that_is_cut_takes_turns_among_districts(built: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many that were equally alike the first districts by number had all."""
    monkeypatch.setattr("zhiben.supervision.queries.likeness.MOST_SITES", 4)
    first, *others = built.ground.sites
    of_another_sector(built, *others, name="示例换电站")
    with clock.at(NOW):
        case = built.accident(site=first.pk)
        with scope(built.officer):
            found = alike_to(case, built.bureau.city.unit("市安委办").coordinates)
    districts = Counter(site.district for site in others)
    chosen = Counter(site.district for site in others if site.pk in {one.site for one in found.sites})
    assert (chosen.keys(), chosen.total(), found.unlisted) == (districts.keys(), 4, len(others) - 4)
    assert len(districts) > 1 and max(chosen.values()) - min(chosen.values()) <= 1


def test_a_sector_without_registered_sites_is_said(built: Desk) -> None:
    with clock.at(NOW):
        lonely, unknown = built.accident(sector="道路客运"), built.accident(sector="")
        place = built.bureau.city.unit("市安委办").coordinates
        with scope(built.officer):
            said = [sector_without_sites(one, place) for one in (lonely, unknown)]
            assert sector_without_sites(built.accident(), place) == ""
        page = browser(built.officer).get(built.sweep(lonely).get_absolute_url()).content.decode()
    assert said[0].startswith("“道路客运”在本范围没有登记其他场所")
    assert said[1] == "事故没有登记行业领域，没有按行业找同类场所"
    assert said[0] in page


def test_the_list_is_edited_and_every_site_has_a_reason(built: Desk) -> None:
    with clock.at(NOW):
        one = drafted(built)
        assert len(rows(built, one)) == 11
        kept = built.ground.sites[4:6]
        cut(built, one, kept)
        assert {line.row.site_id for line in rows(built, one)} == {site.pk for site in kept}
        with scope(built.officer), pytest.raises(Incomplete):
            operations.set_look_alikes(one, {kept[0].pk: [" "]}, actor=built.officer)
        other = built.bureau.city.site("民治街道").pk
        with scope(built.officer):
            operations.set_look_alikes(one, {other: ["也有换电柜"]}, actor=built.officer)
        (line,) = rows(built, one)
        assert (line.row.site_id, line.row.reasons) == (other, ["也有换电柜"])
        with scope(built.bureau.department), pytest.raises(NotAllowed):
            operations.set_look_alikes(one, {other: ["也有换电柜"]}, actor=built.bureau.department)


def test_it_is_sent_out_as_a_task_for_each_district(built: Desk) -> None:
    with clock.at(NOW):
        one = sent(built, drafted(built))
        with scope(built.officer):
            found = campaign.tasks_by_id({line.row.task for line in rows(built, one)})
            told = {(task.lead_unit.name, task.state, task.due, task.number) for task in found}
            target = found.get(lead_unit__name="龙华区").target
            with pytest.raises(Refused):
                operations.set_look_alikes(look_alikes.look_alike_of(one.pk), {1: ["晚了"]}, actor=built.officer)
    numbers = {number for *_rest, number in told}
    assert numbers == {f"举一反三-{one.pk}-{place:02}" for place in range(1, len(told) + 1)}
    assert {(name, state, due) for name, state, due, _number in told} == {
        (name, "assigned", date(2024, 11, 30)) for name in ("龙华区", "南山区", "福田区")
    }
    assert target.startswith("查什么：查换电柜防火分隔。3个同类场所逐一检查并登记结果：")


def test_what_is_to_be_checked_is_never_cut_off_by_names(built: Desk) -> None:
    what = "查" + "换电柜防火分隔、" * 40 + "末了看值守"
    with clock.at(NOW):
        with unscoped(reason="test data"):
            for site in built.ground.sites:
                Site.objects.filter(pk=site.pk).update(name=f"{site.name}{'长' * 60}")
        one = drafted(built)
        page = browser(built.officer).get(one.get_absolute_url()).content.decode()
        adds = int(page.split("部署后下达")[1].split("项")[0])
        one = move(one, "send", built.officer, what=what, until=date(2024, 11, 30))
        with scope(built.officer):
            found = campaign.tasks_by_id({line.row.task for line in rows(built, one)})
            targets = [task.target for task in found]
    assert len(targets) == 3 == adds
    assert targets and all("末了看值守" in target and len(target) <= MOST_SAID for target in targets)


def test_sites_that_nobody_would_check_are_named_before_it_is_sent(built: Desk) -> None:
    with clock.at(NOW):
        one = drafted(built)
        with unscoped(reason="test data"):
            Unit.objects.filter(pk=built.bureau.city.unit("龙华区").pk).update(valid_to=date(2024, 1, 1))
        with pytest.raises(Refused, match=r"3个场所所在的区或街道没有登记单位，任务没有人办："):
            sent(built, one)
        assert {line.row.task for line in rows(built, one)} == {0}


def test_its_tasks_are_none_of_the_key_task_list(built: Desk) -> None:
    known = measure.registered()
    names = ("A5.tasks", "A5.units", "tasks.done", "tasks.not_overdue_rate")
    with clock.at(NOW):
        task(built.bureau.city)
    with clock.at(NOW + timedelta(hours=1)):
        sent(built, drafted(built))
    later = NOW + timedelta(hours=2)
    with clock.at(later), unscoped(reason="test"):
        found = {name: evaluate(known[name], Cut(later)) for name in names}
        assert [(one.numerator, one.denominator) for one in found.values()] == [(1, None), (1, None), (0, None), (1, 1)]


def test_nothing_is_sent_without_sites_or_in_the_past(built: Desk) -> None:
    with clock.at(NOW):
        one = drafted(built)
        with pytest.raises(Incomplete) as refused:
            move(one, "send", built.officer, what="查", until=date(2024, 10, 16))
        assert list(refused.value.fields) == ["until"]
        cut(built, one, [])
        with pytest.raises(NotAllowed):
            sent(built, one)


def test_units_check_their_own_sites_and_see_no_others(built: Desk) -> None:
    with clock.at(NOW):
        one = sent(built, drafted(built))
        district = built.bureau.district
        own = rows(built, one, district)
        assert len(own) == 3 and len(rows(built, one)) == 11
        said = {"on": date(2024, 10, 16), "text": "没有换电柜"}
        move(one, "note_check", district, site=own[0].row.pk, **said)
        assert [(line.state, line.row.found) for line in rows(built, one, district)][-1] == ("checked", "没有换电柜")
        others = {line.row.pk for line in rows(built, one)} - {line.row.pk for line in own}
        with pytest.raises(NotFound):
            move(one, "note_check", district, site=min(others), **said)
        with pytest.raises(Incomplete):
            move(one, "note_check", district, site=own[1].row.pk, on=date(2024, 10, 15), text="早于部署")
        with pytest.raises(NotAllowed):
            move(one, "excuse", district, site=own[1].row.pk, reason="已停业")
        for stranger in (
            built.bureau.city.actor(Role.DEPARTMENT_OFFICER, "市交通运输"),
            built.bureau.city.actor(Role.STREET_OFFICER, "民治街道"),
        ):
            with scope(stranger), pytest.raises(NotFound):
                look_alikes.look_alike_of(one.pk)


def test_it_closes_when_all_are_checked_visited_or_excused(built: Desk) -> None:
    with clock.at(NOW):
        one = drafted(built)
        first, second, third = built.ground.sites[1], built.ground.sites[4], built.ground.sites[8]
        cut(built, one, [first, second, third])
        one = sent(built, one)
        with scope(built.officer):
            found = look_alikes.look_alike_of(one.pk)
            made = operations.plan_look_alike_round(found, NOW.date(), date(2024, 10, 31), actor=built.officer)
            assert made.sites == sorted([first.pk, second.pk, third.pk])
        _gone_to(built, made)
        by_site = {line.row.site_id: line for line in rows(built, one)}
        assert (by_site[first.pk].state, by_site[first.pk].visited_on) == ("visited", NOW.date())
        with pytest.raises(NotAllowed) as refused:
            move(one, "close", built.officer, conclusion="都查了")
        assert "还有场所没有检查" in str(refused.value)
        said = {"on": NOW.date(), "text": "已加装分隔"}
        move(one, "note_check", built.officer, site=by_site[second.pk].row.pk, **said)
        move(one, "excuse", built.officer, site=by_site[third.pk].row.pk, reason="已停业")
        after = move(one, "close", built.officer, conclusion="3个场所都查了")
    assert (after.state, after.conclusion) == ("closed", "3个场所都查了")


def _gone_to(built: Desk, made: object) -> None:
    """The round is approved, taken whole, and its site in 民治街道 is visited."""
    one = teamed(built.ground, made)  # type: ignore[arg-type]
    with scope(built.officer):
        operations.freeze(one, actor=built.officer)
    with scope(built.ground.leader):
        perform(one, "approve", built.ground.leader)
    with scope(built.officer):
        perform(one, "take_all", built.officer)
    signed(visited(built.ground, one))


def test_a_visit_before_it_was_sent_is_none_of_it(built: Desk) -> None:
    with clock.at(NOW):
        one = drafted(built)
        assert {line.state for line in rows(built, one)} == {"open"}
    with clock.at(NOW + timedelta(days=60)):
        assert one.is_late is False
