"""Chains: founded in order, links held from a day to a day, two holders written down and decided between, and the same
by workbook, out and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.orgs import City

from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import export, run
from zhiben.foundation.importing.importing import ImportReport
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs import operations, queries
from zhiben.orgs.models import Chain, ChainLink, LinkUnit
from zhiben.orgs.operations import LinkDraft
from zhiben.orgs.vocab import Role

BICYCLES = ("生产", "销售", "登记", "停放充电", "回收")
HEAD = "链条,环节,顺序,责任单位\n"


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def chain(officer: Actor) -> Chain:
    return operations.found_chain("电动自行车", BICYCLES, actor=officer)


def link(name: str) -> ChainLink:
    return ChainLink.objects.get(name=name)


def standing(on: date | None = None) -> list[tuple[str, list[str]]]:
    return [(one.name, [holder.name for holder in one.holders]) for chain in queries.chains(on) for one in chain.links]


def taken(text: str, actor: Actor) -> ImportReport:
    return run(catalogue()["chains"], (HEAD + text).encode(), name="链条.csv", actor=actor)


def test_chain_is_founded_with_its_links_in_order(chain: Chain) -> None:
    assert standing() == [(name, []) for name in BICYCLES]
    assert [(one.name, one.demonstration, len(one.links)) for one in queries.chains()] == [("电动自行车", False, 5)]
    assert AuditEntry.objects.get(verb="found_chain").record == chain.pk
    assert verify().ok


@pytest.mark.parametrize(
    ("name", "links", "fields"),
    [
        (" ", BICYCLES, ["name"]),
        ("电动自行车", BICYCLES, ["name"]),
        ("锂电池", (), ["links"]),
        ("锂电池", ("生产", "销售", "生产"), ["links"]),
    ],
)
def test_chain_that_is_not_sound_is_refused(
    chain: Chain, officer: Actor, name: str, links: tuple[str, ...], fields: list[str]
) -> None:
    with pytest.raises(Incomplete) as refusal:
        operations.found_chain(name, links, actor=officer)
    assert (sorted(refusal.value.fields), Chain.objects.count()) == (fields, 1)


def test_links_are_renamed_moved_added_and_removed(chain: Chain, officer: Actor) -> None:
    ids = {name: link(name).pk for name in BICYCLES}
    drafts = [
        LinkDraft("销售", ids["销售"]),
        LinkDraft("制造", ids["生产"]),
        LinkDraft("回收", ids["登记"]),
        LinkDraft("登记", ids["回收"]),
        LinkDraft("改装", 0),
    ]
    with scope(officer):
        operations.set_chain(chain, name="电动自行车全链条", links=drafts, actor=officer)
    rows = ChainLink.objects.order_by("position").values_list("position", "name", "pk")
    assert [(place, name) for place, name, _pk in rows] == [
        (1, "销售"),
        (2, "制造"),
        (3, "回收"),
        (4, "登记"),
        (5, "改装"),
    ]
    assert [pk for _place, _name, pk in rows][:4] == [ids["销售"], ids["生产"], ids["登记"], ids["回收"]]
    assert queries.chains()[0].name == "电动自行车全链条"


def test_link_that_somebody_holds_is_not_removed(chain: Chain, officer: Actor, city: City) -> None:
    operations.claim_link(link("登记"), city.unit("市应急管理").pk, since=clock.today(), actor=officer)
    kept = [LinkDraft(name, link(name).pk) for name in BICYCLES if name != "登记"]
    with pytest.raises(Refused, match="登记"):
        operations.set_chain(chain, name=chain.name, links=kept, actor=officer)
    assert len(standing()) == 5


def test_unit_holds_a_link_from_a_day_to_a_day(chain: Chain, officer: Actor, city: City) -> None:
    today, unit = clock.today(), city.unit("市应急管理").pk
    claim = operations.claim_link(link("登记"), unit, since=today - timedelta(days=10), actor=officer)
    operations.release_link(claim, last=today - timedelta(days=1), actor=officer)
    days = (today - timedelta(days=11), today - timedelta(days=10), today - timedelta(days=1), today)
    assert [dict(standing(day))["登记"] for day in days] == [[], ["市应急管理"], ["市应急管理"], []]
    with pytest.raises(Refused, match="刚有他人"):
        operations.release_link(claim, last=today, actor=officer)
    entries = AuditEntry.objects.filter(model="orgs.chain").order_by("seq").values_list("verb", flat=True)
    assert list(entries) == ["found_chain", "claim_link", "release_link"]


def test_who_cannot_hold_a_link_is_told_why(chain: Chain, officer: Actor, city: City) -> None:
    today, unit = clock.today(), city.unit("市应急管理")
    operations.claim_link(link("登记"), unit.pk, since=today, actor=officer)
    for given, since, words in (
        (unit.pk, today, "已是该环节的责任单位"),
        (unit.pk, today - timedelta(days=1), "已是该环节的责任单位"),
        (city.unit("市消防救援").pk, date(2022, 12, 31), "2022年12月31日不存在"),
        (99_999, today, "请选择部门、区或街道"),
    ):
        with pytest.raises(Incomplete) as refusal:
            operations.claim_link(link("登记"), given, since=since, actor=officer)
        assert words in refusal.value.fields["unit"]
    assert LinkUnit.objects.count() == 1


def test_of_two_holders_one_is_left_from_a_day_on(chain: Chain, officer: Actor, city: City) -> None:
    today = clock.today()
    first = operations.claim_link(link("销售"), city.unit("市应急管理").pk, since=today - timedelta(9), actor=officer)
    operations.claim_link(link("销售"), city.unit("市消防救援").pk, since=today - timedelta(3), actor=officer)
    assert dict(standing())["销售"] == ["市应急管理", "市消防救援"]
    operations.leave_link_to(first, since=today, actor=officer)
    assert dict(standing())["销售"] == ["市应急管理"]
    assert dict(standing(today - timedelta(days=1)))["销售"] == ["市应急管理", "市消防救援"]
    with pytest.raises(Refused, match="没有其他责任单位"):
        operations.leave_link_to(first, since=today, actor=officer)


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.OFFICE_LEADER, "市安委办"), (Role.OFFICE_OFFICER, "龙华区安委办"), (Role.DEPARTMENT_OFFICER, "市应急管理")],
)
def test_nobody_else_changes_a_chain(chain: Chain, officer: Actor, city: City, role: Role, unit: str) -> None:
    claim = operations.claim_link(link("登记"), city.unit("市应急管理").pk, since=clock.today(), actor=officer)
    actor = city.actor(role, unit)
    for act in (
        lambda: operations.found_chain("另立", ("甲",), actor=actor),
        lambda: operations.set_chain(chain, name="另立", links=[], actor=actor),
        lambda: operations.claim_link(link("回收"), claim.unit_id, since=clock.today(), actor=actor),
        lambda: operations.release_link(claim, last=clock.today(), actor=actor),
        lambda: operations.leave_link_to(claim, since=clock.today(), actor=actor),
        lambda: taken("电动自行车,回收,5,市应急管理\n", actor),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert standing() == [(name, ["市应急管理"] if name == "登记" else []) for name in BICYCLES]


GOOD = "电动自行车,生产,1,市应急管理\n电动自行车,销售,2,市消防救援、市应急管理\n电动自行车,登记,3,\n"


def test_workbook_brings_chains_and_says_the_same_again(officer: Actor) -> None:
    report = taken(GOOD, officer)
    assert (report.created, report.updated, report.unchanged) == (3, 0, 0)
    assert standing() == [("生产", ["市应急管理"]), ("销售", ["市应急管理", "市消防救援"]), ("登记", [])]
    sheet = catalogue()["chains"]
    assert sheet.read is not None
    again = run(sheet, export(sheet, sheet.read(officer)), name="链条.xlsx", actor=officer)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_workbook_changes_places_and_holders(officer: Actor) -> None:
    taken(GOOD, officer)
    report = taken("电动自行车,生产,2,市消防救援\n电动自行车,销售,1,市消防救援、市应急管理\n", officer)
    assert (report.created, report.updated, report.unchanged) == (0, 2, 0)
    assert standing() == [("销售", ["市应急管理", "市消防救援"]), ("生产", ["市消防救援"]), ("登记", [])]


def test_wrong_cells_of_a_workbook_are_told_all_at_once(officer: Actor) -> None:
    taken(GOOD, officer)
    report = taken("电动自行车,回收,4,市消防局\n锂电池,销售,0,\n,运输,2,\n", officer)
    assert [(one.cell, one.code) for one in report.refused] == [
        ("C3", "out_of_range"),
        ("A4", "required"),
        ("D2", "unknown_name"),
    ]
    report = taken("电动自行车,回收,3,\n锂电池,生产,1,\n锂电池,销售,1,\n", officer)
    assert [(one.cell, one.code) for one in report.refused] == [("C2", "two_at_one_place"), ("C4", "two_at_one_place")]
    assert len(standing()) == 3


def test_workbook_is_taken_back_as_one_act(officer: Actor) -> None:
    taken(GOOD, officer)
    before = standing()
    report = taken("电动自行车,生产,4,市消防救援\n锂电池,生产,1,市消防救援\n", officer)
    undo = catalogue()["chains"].undo
    assert undo is not None
    with scope(officer):
        undo.take_back(report.effects, officer)
    assert (standing(), Chain.objects.count()) == (before, 1)
    assert verify().ok
