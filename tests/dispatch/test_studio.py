"""The bulletin's sections: suggested from facts with every figure bound, written by one person at a time, never lost,
and told apart from the suggestion until the leader signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import NOW, City, member
from tests.dispatch.conftest import all_agree, answering
from tests.dispatch.facts import hazard, task
from tests.dispatch.test_restating import corrected, whole
from tests.web.reading import Page

from zhiben.campaign import operations as campaign
from zhiben.dispatch import bulletin, operations, queries, studio
from zhiben.dispatch.models import NamedUnit, Round, Section
from zhiben.dispatch.vocab import Part
from zhiben.foundation.rendering import Heading, Para, Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import operations as orgs
from zhiben.orgs.models import Person

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)
HOUSING = "市住房建设局"


@pytest.fixture
def staged(city: City, round_at: RoundAt) -> Round:
    """A drafted round that names the housing bureau twice and a district once."""
    task(city, HOUSING, PAST, title="外墙脱落排查")
    hazard(city, "罗湖区", PAST, title="有限空间无通风")
    hazard(city, "福田区", FUTURE)
    return round_at("draft")


def shown(one: Round, part: Part) -> studio.Shown:
    with unscoped(reason="a test reads"):
        return studio.section(queries.round_of(one.pk), part)


def printed(one: Round) -> list[str]:
    """Headings and paragraphs of the draft as stored."""
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(queries.round_of(one.pk)).paper
    return [block.text for block in paper.blocks if isinstance(block, Heading | Para)]


def write(city: City, one: Round, part: Part, text: str, **more: str) -> None:
    with scope(city.officer):
        operations.write_section(queries.round_of(one.pk), part, text, actor=city.officer, **more)


def account(city: City, name: str) -> tuple[Person, Client]:
    """One more officer of the city's office, with a browser."""
    person = Person.objects.create(username=name, name=name)
    orgs.grant(person, "office_officer", unit=city.units["市安委办"], actor=SYSTEM, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(person)
    return person, client


def test_every_suggested_figure_is_bound(staged: Round) -> None:
    with unscoped(reason="a test reads"):
        found = bulletin.suggested(queries.round_of(staged.pk), clock.now())
    assert [one.part for one in found.sections] == list(Part)
    assert {one.part: bulletin.unbound(one.text) for one in found.sections if bulletin.unbound(one.text)} == {}
    for one in found.sections:
        found.bound.must_know(bulletin.lines(one.text), "text")


def test_next_steps_say_who_owes_what_by_when(staged: Round) -> None:
    first, *others = shown(staged, Part.NEXT).suggestion
    assert first == (
        "下列被点名的单位要逐项说明原因、明确责任人，2024年10月31日前办结或补报："
        "市住房建设局重点任务逾期未办结1项、本期未报进展，也未作零报告1项；罗湖区政府重大事故隐患逾期未整改1项。"
    )
    assert len(others) == 2


def test_written_figures_are_those_that_were_frozen(city: City, staged: Round) -> None:
    rate = "整改率{{D1.rate}}（{{D1.rate:分子}}/{{D1.rate:分母}}）"
    words = f"{rate}，罗湖区逾期{{{{hazards.overdue@罗湖区}}}}项，点名{{{{ 点名单位数 }}}}个。"
    write(city, staged, Part.HAZARDS, words)
    said = "整改率0.0%（0/2），罗湖区逾期1项，点名2个。"
    assert [text for text in printed(staged) if said in text] == [said]
    found = shown(staged, Part.HAZARDS)
    assert (found.edited_by != "", found.unbound, found.since) == (True, [], [])
    assert [one.text for one in found.changes if one.sign == "+"] == [said]
    hazard(city, "罗湖区", PAST)
    assert printed(staged).count(said) == 1


def test_an_unknown_figure_is_refused_with_where_and_what(city: City, staged: Round) -> None:
    before = printed(staged)
    with pytest.raises(Incomplete) as refusal:
        write(city, staged, Part.HAZARDS, "整改有进展。\n整改率{{D1.rat}}，{{hazards.overdue@北京}}项，{{D1.rate}。")
    assert refusal.value.fields["text"].split("；") == [
        "第2段的“{{D1.rat}}”不是本期的指标，是否指{{D1.rate}}",
        "第2段的“{{hazards.overdue@北京}}”不是本期的指标，是否指{{hazards.overdue}}",
        "第2段的花括号不成对，指标要写成{{编号}}，从列表选用",
    ]
    assert printed(staged) == before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共排查1,232项，完成98.5%。", ["1,232", "98.5%"]),
        ("截至2024年10月15日24时，见表2、图1和附件3，第19期，ZD-03号任务。", []),
        ("整改率{{D1.rate}}，另有3家。", ["3"]),
    ],
)
def test_numbers_typed_by_hand_are_told(text: str, found: list[str]) -> None:
    assert bulletin.unbound(text) == found


def test_the_suggestion_comes_back_and_its_own_words_are_no_others(city: City, staged: Round) -> None:
    before = printed(staged)
    write(city, staged, Part.NEXT, "三日内书面说明。")
    assert printed(staged)[-1] == "1.三日内书面说明。"
    with scope(city.officer):
        seen = shown(staged, Part.NEXT).mark
        operations.restore_section(queries.round_of(staged.pk), Part.NEXT, seen=seen, actor=city.officer)
    assert printed(staged) == before
    write(city, staged, Part.NEXT, shown(staged, Part.NEXT).text)
    assert (printed(staged), shown(staged, Part.NEXT).edited) == (before, False)


def test_restoring_asks_first_and_tells_what_will_be_lost(city: City, staged: Round) -> None:
    write(city, staged, Part.NEXT, "三日内书面说明。")
    client = Client()
    client.force_login(member(city, "市安委办", "office_officer"))
    address = reverse("dispatch:section", args=[staged.pk, "next"])
    page = client.post(address, {"act": "restore"}).content.decode()
    assert Page(page).faults == []
    assert "三日内书面说明。" in page and "将失去的文字" in page and "市安委办" in page
    assert printed(staged)[-1] == "1.三日内书面说明。"
    seen = {"act": "restore", "seen": shown(staged, Part.NEXT).mark}
    assert f'name="seen" value="{seen["seen"]}"' in page
    with clock.at(NOW + timedelta(minutes=1)):
        write(city, staged, Part.NEXT, "五日内书面说明。")
    late = client.post(address, seen)
    assert (late.status_code, "于09:01改写，您看到的已不是现在的文字" in late.content.decode()) == (409, True)
    assert printed(staged)[-1] == "1.五日内书面说明。"
    assert client.post(address, seen | {"seen": shown(staged, Part.NEXT).mark}).status_code == 302
    assert (shown(staged, Part.NEXT).edited, "三日内书面说明。" in "".join(printed(staged))) == (False, False)


def test_restatement_concerns_the_words_that_somebody_has_written(city: City, staged: Round) -> None:
    write(city, staged, Part.OVERALL, "本期总体平稳。")
    write(city, staged, Part.NEXT, "三日内书面说明。")
    late = Hazard._unfiltered().get(due=PAST)
    corrected(late)
    with scope(city.officer):
        operations.restate(queries.round_of(staged.pk), whole(staged), reason="补报整改", actor=city.officer)
    told = [one.text for one in shown(staged, Part.OVERALL).since if one.sign == "+"]
    assert [text for text in told if "重述为0" in text] == told != []
    assert shown(staged, Part.NEXT).since == []
    assert "本期总体平稳。" in "".join(printed(staged))


def test_words_stay_and_say_that_the_suggestion_has_changed(city: City, staged: Round) -> None:
    write(city, staged, Part.NAMED, "本期点名{{点名单位数}}个单位，详见附件。")
    assert shown(staged, Part.NAMED).since == []
    [name] = [one for one in staged.names if one.reason == "overdue_hazards"]
    actor = answering(city, name.unit_name)
    with scope(actor):
        operations.contest(NamedUnit.objects.get(pk=name.pk), "期限登记有误", actor=actor)
    with scope(city.officer):
        operations.strike(queries.name_of(name.pk, city.officer), "属实", actor=city.officer)
    assert "本期点名1个单位，详见附件。" in printed(staged)
    gone = [one.text for one in shown(staged, Part.NAMED).since if one.sign == "-"]
    assert [text.startswith("本期点名2个单位") for text in gone].count(True) == 1


def test_good_practice_is_printed_when_somebody_writes_it_with_its_source(city: City, staged: Round) -> None:
    assert "六、典型做法" not in printed(staged)
    with pytest.raises(Incomplete) as refusal:
        write(city, staged, Part.PRACTICE, "包片到人。", source="ZD-404")
    assert refusal.value.fields == {"source": "没有编号为“ZD-404”的重点任务、隐患或督导文书，请核对编号"}
    record = task(city, HOUSING, FUTURE)
    write(city, staged, Part.PRACTICE, "包片到人。", source=record.number)
    said = printed(staged)
    assert said[said.index("五、典型做法") + 1] == f"包片到人。（来源：重点任务{record.number}）"
    assert [text[:2] for text in said if text[1:2] == "、"] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    assert shown(staged, Part.PRACTICE).source_path == record.get_absolute_url()
    write(city, staged, Part.PRACTICE, "")
    assert "五、典型做法" not in printed(staged)


def test_actions_stand_with_targets_and_what_was_frozen(city: City, round_at: RoundAt) -> None:
    office = city.units["市安委办"].pk
    with unscoped(reason="a test sets its stage"):
        action = campaign.found_campaign(office, actor=SYSTEM).actions.exclude(name="").order_by("position")[0]
        for name, unit, measure in (("整改率", "%", "D1.rate"), ("简报", "期", "B15.bulletins"), ("培训", "人", "")):
            draft = campaign.IndicatorDraft(name, unit, measure=measure, targets={2024: Decimal("95.0")})
            campaign.set_indicator(action, draft, actor=SYSTEM)
    hazard(city, "福田区", FUTURE, "closed")
    one = round_at("draft")
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(queries.round_of(one.pk)).paper
    assert "四、重点专项行动" in printed(one)
    assert "1项重点专项行动的3项指标推进情况见表2。" in printed(one)
    [found] = [block for block in paper.blocks if isinstance(block, Table) and "重点专项行动" in block.caption]
    assert [row[1:] for row in found.rows] == [
        ("整改率", "%", "95", "100.0%"),
        ("简报", "期", "95", "0"),
        ("培训", "人", "95", "—"),
    ]


def test_one_person_writes_at_a_time_until_the_time_is_over(city: City, staged: Round) -> None:
    first, second = city.officer, city.actor("市安委办", "office_officer", 77)
    with scope(first):
        operations.take_section(staged, Part.NEXT, actor=first)
    for act in (operations.take_section, partial(operations.restore_section, seen="")):
        with scope(second), pytest.raises(Conflict) as refusal:
            act(staged, Part.NEXT, actor=second)
        assert "自09:00起正在编辑这一部分，09:30后可以接手" in refusal.value.text
    with scope(second), pytest.raises(Conflict):
        operations.write_section(staged, Part.NEXT, "照办。", actor=second)
    with scope(second):
        operations.take_section(staged, Part.TASKS, actor=second)
    with clock.at(NOW + timedelta(minutes=30)), scope(second):
        assert operations.take_section(staged, Part.NEXT, actor=second).held_by == second.id
    with scope(first):
        operations.release_section(staged, Part.NEXT, actor=first)
        assert Section.objects.get(part=Part.NEXT).held_by == second.id
    with scope(second):
        operations.release_section(staged, Part.NEXT, actor=second)
    write(city, staged, Part.NEXT, "照办。")
    assert printed(staged)[-1] == "1.照办。"


@pytest.mark.parametrize("who", ["officer of a department", "leader"])
def test_only_who_drafts_writes(city: City, staged: Round, who: str) -> None:
    actor: Actor = city.leader if who == "leader" else city.actor(HOUSING, "department_officer")
    with scope(actor), pytest.raises(Refused):
        operations.take_section(staged, Part.NEXT, actor=actor)
    with scope(city.officer):
        assert Section.objects.count() == 0


def test_words_are_fixed_once_approved(city: City, staged: Round) -> None:
    all_agree(city, staged)
    with scope(city.leader):
        operations.approve(staged, actor=city.leader)
    with pytest.raises(Refused) as refusal:
        write(city, staged, Part.NEXT, "改写")
    assert refusal.value.code == "wrong_state"
    with scope(city.leader), pytest.raises((NotAllowed, Refused)):
        operations.take_section(staged, Part.NEXT, actor=city.leader)


def test_the_leader_sees_what_was_written_instead_of_the_suggestion(city: City, staged: Round) -> None:
    write(city, staged, Part.NEXT, "请三日内办结2项。")
    all_agree(city, staged)
    client = Client()
    client.force_login(member(city, "市安委办", "office_leader"))
    page = client.get(reverse("dispatch:move", args=[staged.pk, "approve"])).content.decode()
    assert Page(page).faults == []
    assert "改写过的部分（1处）" in page and "请三日内办结2项。" in page and "未绑定指标的数字：2" in page
    assert "改写过的部分" not in client.get(reverse("dispatch:move", args=[staged.pk, "restate"])).content.decode()


def test_who_lost_the_section_sees_both_texts_and_loses_nothing(city: City, staged: Round) -> None:
    address = reverse("dispatch:section", args=[staged.pk, "next"])
    mine, theirs = account(city, "张三")[1], account(city, "李四")[1]
    assert mine.post(address, {"act": "take"}).status_code == 302
    opened = theirs.get(address).content.decode()
    assert "张三自" in opened and "正在编辑" in opened and "保存文字" not in opened
    refused = theirs.post(address, {"act": "take"}, follow=True)
    assert refused.redirect_chain == [(address, 302)]
    assert "正在编辑" in refused.content.decode().partition('role="status"')[2][:200]
    with clock.at(NOW + timedelta(minutes=31)):
        assert "接手编辑" in theirs.get(address).content.decode()
        assert theirs.post(address, {"act": "take"}).status_code == 302
        assert theirs.post(address, {"text": "他的文字。"}).status_code == 302
        assert theirs.post(address, {"act": "take"}).status_code == 302
        answer = mine.post(address, {"text": "我的文字。"})
    shown_page = answer.content.decode()
    assert answer.status_code == 409
    assert Page(shown_page).faults == []
    assert "已由李四于09:31接手编辑，您的内容没有保存" in shown_page
    table = shown_page.partition("zb-versions")[2].partition("</table>")[0]
    assert "他的文字。" in table and "我的文字。" in table
    assert printed(staged)[-1] == "1.他的文字。"


def test_names_and_good_practice_take_examples(city: City, staged: Round) -> None:
    client = Client()
    client.force_login(member(city, "市安委办", "office_officer"))
    for part, takes in (("named", True), ("practice", True), ("next", False)):
        page = client.get(reverse("dispatch:section", args=[staged.pk, part])).content.decode()
        assert ("本期没有印发督导文书" in page, Page(page).faults) == (takes, [])


def test_the_page_offers_figures_and_tells_unbound_numbers(city: City, staged: Round) -> None:
    client = Client()
    client.force_login(member(city, "市安委办", "office_officer"))
    address = reverse("dispatch:section", args=[staged.pk, "overall"])
    page = client.get(address).content.decode()
    assert Page(page).faults == []
    assert "<code>{{D1.rate}}</code>" in page and "{{hazards.waiting}}" in page
    answer = client.post(address, {"text": "整改率{{D1.rat}}"})
    assert (answer.status_code, "是否指{{D1.rate}}" in answer.content.decode()) == (422, True)
    assert client.post(address, {"text": "整改率{{D1.rate}}，新增3项。"}).status_code == 302
    beside = client.get(reverse("dispatch:bulletin", args=[staged.pk])).content.decode()
    assert "未绑定指标的数字：3，核准前请核对" in beside
    assert Page(beside).faults == []
    assert client.get(reverse("dispatch:section", args=[staged.pk, "nothing"])).status_code == 404
