"""The archive: every issued bulletin in sight, found by its words, its year and whom it names; taken back ones and
corrections among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, task
from tests.web.reading import Page

from zhiben.dispatch import operations
from zhiben.dispatch.models import Round
from zhiben.foundation.scope import scope

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST = date(2024, 9, 30)


def test_archive_finds_what_was_issued(city: City, round_at: RoundAt) -> None:
    task(city, "市住房建设局", PAST, title="外墙脱落排查")
    hazard(city, "福田区", PAST, title="有限空间无通风")
    one, district = round_at("issue"), round_at("issue", office="福田区安委办")
    first = one.bulletin_id
    with scope(city.leader):
        operations.withdraw_issue(one, reason="数据有误", correction="另行更正", actor=city.leader)
    with scope(city.officer):
        operations.redraft(one, actor=city.officer)
    client = Client()
    client.force_login(member(city, "市安委办", "office_officer"))

    def found(to: Client = client, **asked: Any) -> list[int]:
        answer = to.get(reverse("dispatch:archive"), asked)
        shown = answer.content.decode()
        assert (answer.status_code, Page(shown).faults) == (200, [])
        return [int(pk) for pk in re.findall(r'href="/documents/(\d+)/"', shown)]

    papers = [district.bulletin_id or 0, first or 0]
    assert sorted(found()) == sorted(papers)  # the draft is not among them
    assert (found(q="外墙脱落"), found(q="有限空间 第1期")) == ([papers[1]], found())
    assert (found(q="没有的话"), found(unit="市住房"), found(unit="交通运输")) == ([], [papers[1]], [])
    assert (found(year="2024"), found(year="1900")) == (found(), found())
    page = client.get(reverse("dispatch:archive")).content.decode()
    assert "已撤回的原简报" in page and reverse("documents:docx", args=[district.bulletin_id]) in page
    bureau = Client()
    bureau.force_login(member(city, "市住房建设局", "department_officer"))
    assert found(bureau) == [papers[1]]
    assert found(bureau, unit="市住房") == [papers[1]]
