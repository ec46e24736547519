"""What a person keeps at the list: views of their own and of their office, and how far they have looked."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.campaign import FACTS, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign import queries
from zhiben.campaign.models import ListDesk, SavedView
from zhiben.campaign.operations import change_view, drop_view, mark_seen, save_view
from zhiben.campaign.operations.viewing import MOST_VIEWS
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either


def told(verb: str) -> list[tuple[str, int]]:
    return list(AuditEntry.objects.filter(verb=verb).values_list("model", "record"))


def kept(client: Client, query: str, name: str, status: int) -> str:
    answer = client.post(reverse("campaign:views"), {"query": query, "name": name})
    assert answer.status_code == status
    return answer.content.decode()


def test_view_is_saved_opened_renamed_and_deleted(city: City) -> None:
    late = task(city, due=date(2024, 9, 30))
    task(city)
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    kept(client, "overdue=on&state=&junk=1&after=x", "逾期", 302)
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared_with) == ("逾期", "overdue=on", None)
    page = text(client, "campaign:list", query=f"?{view.query}")
    assert late.number in page and "共1条" in page and 'aria-current="true"' in page
    assert "只看逾期：是" in text(client, "campaign:views")
    client.post(reverse("campaign:view", args=[view.pk]), {"name": "已逾期的"})
    assert "已逾期的" in text(client, "campaign:list", query="?state=open")
    send(client, "campaign:drop_view", view.pk, status=302)
    assert not SavedView.objects.exists()
    assert told("save_view") == [("campaign.savedview", view.pk)] * 2
    assert told("drop_view") == [("campaign.savedview", view.pk)]


def test_list_opens_with_the_view_that_a_person_chose(city: City) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    client, actor = browser(person), actor_of(person)
    view = save_view("逾期", "overdue=on", opens=True, actor=actor)
    answer = client.get(reverse("campaign:list"))
    assert (answer.status_code, answer["Location"]) == (302, view.get_absolute_url())
    assert client.get(reverse("campaign:list") + "?state=open").status_code == 200
    change_view(view, "逾期", opens=False, actor=actor)
    assert client.get(reverse("campaign:list")).status_code == 200
    change_view(view, "逾期", opens=True, actor=actor)
    drop_view(view, actor=actor)
    assert ListDesk.objects.get().opens_with is None


def test_shared_view_is_seen_by_colleagues_alone(city: City) -> None:
    owner, colleague, stranger = (
        city.person(Role.OFFICE_OFFICER, unit) for unit in ("市安委办", "市安委办", "龙华区安委办")
    )
    office = city.unit("市安委办").pk
    view = save_view("本周要催", "overdue=on", shared_with=office, actor=actor_of(owner))
    save_view("我自己的", "state=done", actor=actor_of(owner))
    assert "本周要催" in text(browser(colleague), "campaign:list")
    assert "我自己的" not in text(browser(colleague), "campaign:list")
    assert "本周要催" not in text(browser(stranger), "campaign:list")
    text(browser(stranger), "campaign:view", view.pk, status=404)
    with pytest.raises(NotAllowed, match="保存视图的人才能修改"):
        change_view(view, "改名", shared_with=office, actor=actor_of(colleague))
    with pytest.raises(NotAllowed, match="保存视图的人才能删除"):
        drop_view(view, actor=actor_of(colleague))
    change_view(view, "本周要催", shared_with=office, opens=True, actor=actor_of(colleague))
    assert queries.desk_of(colleague.pk).opens_with == view
    assert queries.desk_of(owner.pk).opens_with is None


def test_view_that_is_shared_no_more_opens_for_nobody_else(city: City) -> None:
    owner, colleague = (city.person(Role.OFFICE_OFFICER, "市安委办") for _ in range(2))
    office = city.unit("市安委办").pk
    view = save_view("催办", "overdue=on", shared_with=office, actor=actor_of(owner))
    change_view(view, "催办", shared_with=office, opens=True, actor=actor_of(colleague))
    change_view(view, "催办", actor=actor_of(owner))
    assert browser(colleague).get(reverse("campaign:list")).status_code == 200


def test_names_are_taken_once_views_are_not_without_end_and_units_are_ones_own(city: City) -> None:
    actor = city.actor(Role.OFFICE_OFFICER, "市安委办")
    save_view("甲", "", actor=actor)
    with pytest.raises(Conflict, match="已有同名的视图"):
        save_view("甲", "state=done", actor=actor)
    with pytest.raises(NotAllowed, match="只能共享给本单位"):
        save_view("乙", "", shared_with=city.unit("市住房建设").pk, actor=actor)
    for number in range(MOST_VIEWS - 1):
        save_view(f"视图{number}", "", actor=actor)
    with pytest.raises(Refused, match="最多保存40个视图"):
        save_view("丙", "", actor=actor)


def test_view_that_is_narrowed_by_too_much_is_told(city: City) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    query = urlencode({"q": "𠮷" * 60, "state": "open", "sort": "changed", "due_from": "2024-01-01", "overdue": "on"})
    answer = office.post(reverse("campaign:views"), {"name": "长", "query": query})
    assert (answer.status_code, "条件太长，不能保存为视图" in answer.content.decode()) == (422, True)
    assert SavedView.objects.count() == 0


def test_a_name_that_is_taken_comes_back_in_the_form(city: City) -> None:
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    kept(client, "overdue=on", "逾期", 302)
    page = kept(client, "state=done", "逾期", 409)
    assert "您已有同名的视图，请另取名称" in page and 'value="state=done"' in page
    assert "请填写或选择此项" in kept(client, "", "", 422)


def test_changes_are_those_since_one_looked(city: City) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    client, actor = browser(person), actor_of(person)
    one, other = task(city, "assigned"), task(city, "assigned")
    assert "您还没有标记过" in text(client, "campaign:changes")
    with scope(actor):
        up_to = queries.changed_since(queries.desk_of(person.pk)).up_to
    send(client, "campaign:changes", up_to=up_to, status=302)
    assert "没有变化" in text(client, "campaign:changes")
    lead = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead):
        perform(one, "accept", lead, **FACTS["accept"])
    page = text(client, "campaign:changes")
    assert one.number in page and other.number not in page and "签收" in page
    listed = text(client, "campaign:list", query="?changed=on&state=")
    assert one.number in listed and "共1条" in listed and "上次查看以来1项任务有变化" in listed


def test_changes_keep_the_scope(city: City) -> None:
    one = task(city, lead="龙华区住房建设")
    stranger = city.person(Role.DISTRICT_OFFICER, "南山区")
    assert one.number not in text(browser(stranger), "campaign:changes")
    with scope(actor_of(stranger)):
        assert queries.changed_since(queries.desk_of(stranger.pk)).lines == {}


def test_change_behind_many_of_others_is_found_and_where_looking_ends_is_told(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "BLOCK", 3)
    monkeypatch.setattr(audit, "BLOCKS", 3)
    own = task(city, "drafted", lead="龙华区住房建设")
    for _ in range(7):
        task(city, "drafted", lead="南山区住房建设")
    person = city.person(Role.DISTRICT_OFFICER, "龙华区")
    with scope(actor_of(person)):
        found = queries.changed_since(queries.desk_of(person.pk))
        assert (list(found.lines), found.more) == ([own.pk], False)
    task(city, "drafted", lead="南山区住房建设")
    task(city, "drafted", lead="南山区住房建设")
    with scope(actor_of(person)):
        found = queries.changed_since(queries.desk_of(person.pk))
        assert (list(found.lines), found.more) == ([], True)


@pytest.mark.parametrize("given", ["", "-1", "x", "9" * 40, "１２"])
def test_marking_never_goes_back_or_beyond_the_ledger(city: City, given: str) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    task(city)
    head = LedgerHead.objects.get().seq
    mark_seen(10**18, actor=actor_of(person))
    assert queries.desk_of(person.pk).seen == head
    send(browser(person), "campaign:changes", up_to=given, status=302)
    assert queries.desk_of(person.pk).seen == head
