"""Commendations: proposed by rule or by hand, refused by a veto, shown, decided, honoured by a paper; practices."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.appraisal.test_runs import final
from tests.factories.appraisal import Appraisers
from tests.factories.orgs import Role
from tests.web.reading import Page

from zhiben.appraisal import operations, papers, queries
from zhiben.appraisal.models import Commendation, NoticeObjection, Practice
from zhiben.appraisal.operations import Deeds
from zhiben.appraisal.queries import honours
from zhiben.foundation.scope import scope
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.mechanism import Light, sources
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Person

AFTER = datetime(2024, 12, 30, 9, 0, tzinfo=clock.TZ)


def proposed(office: Appraisers, unit: str = "龙华区", person: str = "") -> Commendation:
    with scope(office.officer):
        deeds = Deeds(office.city.unit(unit).pk, "隐患整改做得好", 2024, person)
        return operations.propose(deeds, office=office.desk.office, actor=office.officer)


def posted(office: Appraisers) -> Commendation:
    return office.move(proposed(office), "post")


def test_by_rule_only_the_excellent_are_proposed(office: Appraisers) -> None:
    run = final(office)
    with scope(office.officer), pytest.raises(Refused, match="没有符合条件的单位"):
        operations.propose_by_rule(run, most=3, actor=office.officer)
    with scope(office.officer):
        score = queries.scores_on(office.card(run))[0]
        type(score)._unfiltered().filter(pk=score.pk).update(grade="excellent")
        assert [one.card.unit_name for one in honours.eligible(run, 2)] == ["龙华区"]
        assert honours.eligible(run, 1) == []  # its place may be the second
        made = operations.propose_by_rule(run, most=2, actor=office.officer)
        assert [(one.unit_name, one.rule) for one in made] == [
            ("龙华区", f"{run}：等次优秀、没有一票否决、名次在前2名以内"),
        ]
        with pytest.raises(Refused, match="已经提名"):
            operations.propose_by_rule(run, most=2, actor=office.officer)


def test_a_veto_of_the_year_refuses(office: Appraisers) -> None:
    one, run = proposed(office), office.assessed()
    with scope(office.officer):
        rule = queries.veto_rules_of(run.scheme)[0]
        operations.note_veto(office.card(run), rule, on=date(2024, 11, 3), what="示例事故", actor=office.officer)
    with pytest.raises(Refused, match="2024年有一票否决事项"):
        proposed(office)
    with pytest.raises(NotAllowed, match="一票否决"):
        office.move(one, "post")
    assert proposed(office, "南山区").state == "proposed"


def test_it_is_shown_for_five_working_days_to_those_concerned(office: Appraisers) -> None:
    one, district = proposed(office), office.districts["南山区"]
    with scope(district):
        assert list(honours.commendations()) == []
    office.move(one, "post")
    assert clock.to_the_minute(one.notice_until) == "2024-12-23 17:30"
    with scope(district):
        assert [found.pk for found in honours.commendations()] == [one.pk]
    with scope(office.city.actor(Role.STREET_OFFICER, "粤海街道")):
        assert list(honours.commendations()) == []
    with pytest.raises(NotAllowed, match="公示期未满"):
        office.move(one, "decide", office.leader)


def test_an_objection_has_to_be_settled_first(office: Appraisers) -> None:
    one, district = posted(office), office.districts["南山区"]
    with scope(district):
        row = operations.object_to(one, said_by="某单位", what="台账不实", actor=district)
    with clock.at(AFTER):
        with pytest.raises(NotAllowed, match="还有公示异议"):
            office.move(one, "decide", office.leader)
        with scope(office.officer):
            with pytest.raises(Incomplete):
                operations.settle_objection(row, " ", actor=office.officer)
            operations.settle_objection(row, "经核查属实，已补正", actor=office.officer)
        assert office.move(one, "decide", office.leader).state == "decided"
        with scope(district), pytest.raises(Refused, match="不在公示期内"):
            operations.object_to(one, said_by="某单位", what="再提", actor=district)
    with scope(office.officer):
        assert NoticeObjection.objects.count() == 1


def read_by(one: Commendation, actor: Actor) -> list[tuple[str, str]]:
    """What somebody reads of the objections to it, and what was found of each."""
    with scope(actor):
        return [(row.what, row.finding) for row in honours.objections_to(honours.commendation_of(one.pk), actor)]


def test_who_objected_reads_the_own_objection_and_its_answer_and_no_other(office: Appraisers) -> None:
    one, district = posted(office), office.districts["南山区"]
    colleague, other = office.city.actor(Role.DISTRICT_OFFICER, "南山区"), office.districts["福田区"]
    beside = office.city.actor(Role.OFFICE_OFFICER, "福田区安委办")
    own = [("台账不实", ""), ("培训没做", "")]
    with scope(district):
        row = operations.object_to(one, said_by="某单位", what="台账不实", actor=district)
    with scope(other):
        operations.object_to(one, said_by="另一单位", what="培训没做", actor=other)
    assert (read_by(one, district), read_by(one, colleague)) == (own[:1], own[:1])
    assert (read_by(one, other), read_by(one, beside), read_by(one, office.officer)) == (own[1:], [], own)
    with scope(office.officer):
        operations.settle_objection(row, "经核查属实，已补正", actor=office.officer)
    assert read_by(one, district) == read_by(one, colleague) == [("台账不实", "经核查属实，已补正")]
    assert read_by(one, other) == own[1:]
    assert (row.unit, told_to(district)) == (office.city.unit("南山区").pk, ["您对表彰公示（龙华区）的异议已核查"])
    assert told_to(other) == []


def told_to(actor: Actor) -> list[str]:
    with scope(actor):
        return [notice.title for notice in Notice.objects.filter(person=actor.id) if "异议" in notice.title]


def test_the_page_shows_the_own_objection_to_who_objected_alone(office: Appraisers) -> None:
    one, district = posted(office), office.districts["南山区"]
    with scope(district):
        operations.object_to(one, said_by="某单位", what="台账<b>不实", actor=district)
    seen = {name: shown_to(actor, one) for name, actor in office.districts.items()}
    assert {name: "台账&lt;b&gt;不实" in page for name, page in seen.items()} == {
        "龙华区": False,
        "南山区": True,
        "福田区": False,
    }
    assert "本人和本单位提出的公示异议" in seen["南山区"] and "待处理" in seen["南山区"]
    assert reverse("appraisal:settle", args=[1]) not in seen["南山区"]
    assert "公示异议" in shown_to(office.officer, one)


def shown_to(actor: Actor, one: Commendation) -> str:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.id))
    page = client.get(one.get_absolute_url()).content.decode()
    assert Page(page).faults == []
    return page


def test_only_offices_and_units_object(office: Appraisers) -> None:
    one, watcher = posted(office), office.city.actor(Role.AUDITOR, "市安委办")
    with scope(watcher), pytest.raises(NotAllowed, match="只有安委办和被考评单位的人员能提出异议"):
        operations.object_to(one, said_by="某人", what="台账不实", actor=watcher)
    assert "提出异议" not in shown_to(watcher, one)
    assert "提出异议" in shown_to(office.districts["南山区"], one)


def test_the_decision_honours(office: Appraisers) -> None:
    one = posted(office)
    with clock.at(AFTER):
        office.move(one, "decide", office.leader)
        with scope(office.officer):
            written = papers.decision_of([one])
            document = operations.draft_decision([one], written, actor=office.officer)
            assert queries.board() == []
        assert (document.kind, written.body) == ("commendation", "一、先进单位\n龙华区：隐患整改做得好")  # type: ignore[attr-defined]
        office.desk.taken(document, "issued")  # type: ignore[arg-type]
        with scope(office.officer):
            assert [(found.called, found.state) for found in queries.board(2024)] == [("龙华区", "honoured")]
            told = honours.record_of_quarter(clock.now() + timedelta(minutes=1))
    assert (told["honoured"], told["late"]) == (1, 0)


def test_the_mechanism_tells_by_its_rule(office: Appraisers) -> None:
    (source,) = sources("commendation")
    with scope(office.officer):
        assert source.read(clock.now()).light is Light.DARK
    posted(office)
    with scope(office.officer):
        assert source.read(AFTER).light is Light.YELLOW
        assert source.read(AFTER).line == "本季度表彰0个、推广经验做法0条；在办1个，公示期满未决定1个"


def practice(office: Appraisers) -> Practice:
    actor = office.districts["龙华区"]
    with scope(actor):
        return operations.tell_practice(
            "“一楼一码”管外墙",
            "给每栋楼编码，隐患随手拍。",
            unit=office.city.unit("龙华区").pk,
            office=office.desk.office,
            action=None,
            actor=actor,
        )


def test_an_approved_practice_is_read_by_all_and_found_by_its_words(office: Appraisers) -> None:
    one, other = practice(office), office.districts["南山区"]
    with scope(other):
        assert list(queries.practices()) == []
    office.move(one, "grant")
    with scope(other):
        assert [found.pk for found in honours.approved_practices("外墙 编码")] == [one.pk]
        assert list(honours.approved_practices("电动自行车")) == []
    assert honours.for_a_bulletin(one) == "“一楼一码”管外墙。龙华区：给每栋楼编码，隐患随手拍。"


def test_a_refused_practice_says_why(office: Appraisers) -> None:
    one = practice(office)
    office.move(one, "refuse", reason="没有成效")
    assert (one.state, one.refusal) == ("refused", "没有成效")


def test_nobody_tells_for_another_unit(office: Appraisers) -> None:
    actor = office.districts["南山区"]
    with scope(actor), pytest.raises(NotAllowed):
        operations.tell_practice(
            "题目", "做法", unit=office.city.unit("龙华区").pk, office=office.desk.office, action=None, actor=actor
        )
