"""The issue of a month with many papers: asked for on the page, done in the background, its failure told."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.dispatch.city import City, member
from tests.dispatch.test_monthly import made, month
from tests.factories.pages import browser, send, text

from zhiben.dispatch import queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.queries import issuing
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import unscoped

pytestmark = [pytest.mark.django_db, pytest.mark.either]
WAITS = "正在后台制作各份文件，做好后一并印发：等待开始"


@pytest.fixture
def approved(stage: City, monkeypatch: pytest.MonkeyPatch) -> Round:
    monkeypatch.setattr(issuing, "AT_ONCE", 5)
    return month(stage, "approve")


@pytest.fixture
def client(stage: City) -> Client:
    return browser(member(stage, "市安委办", "office_officer"))


def states(one: Round) -> set[str]:
    with unscoped(reason="a test reads"):
        return {document.state for _name, document in queries.papers_of(queries.round_of(one.pk))}


def wanted() -> list[tuple[str, str]]:
    found = Job.objects.filter(key__startswith="dispatch.issue").order_by("pk")
    return [(job.title, job.state) for job in found]


def test_many_papers_are_issued_in_the_background(approved: Round, stage: City, client: Client) -> None:
    send(client, "dispatch:move", approved.pk, "issue", status=422, distribution="发：没有的局")
    leader = browser(member(stage, "市安委办", "office_leader"))
    assert "您不能办理“印发”" in send(leader, "dispatch:move", approved.pk, "issue", status=422)
    assert wanted() == []
    for _twice in range(2):
        send(client, "dispatch:move", approved.pk, "issue", distribution="发：市住房建设局")
    assert wanted() == [("制作并印发各单位月度分析：2024年9月调度", "ready")]
    for address in ("dispatch:page", "dispatch:papers"):
        page = text(client, address, approved.pk)
        assert (WAITS in page, "/moves/issue" in page, states(approved)) == (True, False, {"numbered"})
    run_pending()
    job = Job.objects.get(key__startswith="dispatch.issue")
    assert (job.state, job.result, job.done, job.total, states(approved)) == ("done", 6, 6, 6, {"issued"})
    assert "正在后台制作" not in text(client, "dispatch:page", approved.pk)
    with unscoped(reason="a test reads"):
        own = queries.bulletin_of(queries.round_of(approved.pk))
        assert [row.name for row in own.deliveries.all()] == ["市住房建设局"]
    made(stage, approved, "withdraw_issue", "redraft", "approve")
    send(client, "dispatch:move", approved.pk, "issue")
    run_pending()
    assert states(approved) == {"issued"}


def test_issue_that_fails_in_the_background_is_told_and_asked_for_again(approved: Round, client: Client) -> None:
    with unscoped(reason="a test spoils a paper"):
        rows = OfficialDocument.objects.filter(title__contains="市交通运输局")
        right = rows.get().signed_sha256
        rows.update(signed_sha256="0" * 64)
    send(client, "dispatch:move", approved.pk, "issue")
    run_pending()
    page = text(client, "dispatch:page", approved.pk)
    assert "印发未成功：内容与签发时不一致，不能印发。没有文件印发出去" in page
    assert ("/moves/issue" in page, states(approved)) == (True, {"numbered"})
    with unscoped(reason="a test puts it right"):
        rows.update(signed_sha256=right)
    send(client, "dispatch:move", approved.pk, "issue")
    assert WAITS in text(client, "dispatch:page", approved.pk)
    run_pending()
    assert states(approved) == {"issued"}
