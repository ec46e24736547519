"""Drafting, signing, issuing: what is signed is what is issued, and the issued bytes are kept."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader
from tests.dispatch.city import City
from tests.documents.conftest import bulletin_paper, drafted, issued

from zhiben.documents import operations, queries
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import verify
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor


def seen(actor: Actor) -> list[str]:
    with scope(actor):
        return [str(one) for one in OfficialDocument.objects.order_by("pk")]


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_draft_says_its_paper(city: City) -> None:
    document = drafted(city)
    assert (document.state, document.title, document.number) == ("drafted", "2024年10月上半月调度情况", "")
    assert document.paper == bulletin_paper()


def test_revision_replaces_the_words_of_a_draft(city: City) -> None:
    document = drafted(city)
    with scope(city.officer):
        operations.revise(document, bulletin_paper("另有说明。"), actor=city.officer)
        stored = queries.document(document.pk)
    assert stored.paper == bulletin_paper("另有说明。")


def test_signed_document_is_not_revised(city: City) -> None:
    document = drafted(city)
    with scope(city.leader):
        operations.approve(document, actor=city.leader)
    with scope(city.officer), pytest.raises(Refused) as refusal:
        operations.revise(document, bulletin_paper("改"), actor=city.officer)
    assert refusal.value.code == "wrong_state"
    assert document.paper == replace(bulletin_paper(), number="第1期（总第1期）")


def test_only_the_offices_leader_signs(city: City) -> None:
    document = drafted(city)
    with scope(city.officer), pytest.raises(NotAllowed):
        operations.approve(document, actor=city.officer)


def test_issue_prints_number_date_and_list_and_keeps_the_bytes(city: City) -> None:
    document = issued(city)
    with scope(city.officer):
        stored = queries.document(document.pk)
        content = operations.pdf_bytes(stored)
        listed = [(one.name, one.listed_as) for one in queries.deliveries(stored)]
    expected = replace(bulletin_paper(), number="第1期（总第1期）", copies=stored.paper.copies)
    assert stored.paper == expected
    assert [(line.label, line.to) for line in stored.paper.copies] == [("发", "市交通运输局。")]
    assert listed == [("市交通运输局", "down")]
    assert stored.file is not None
    assert hashlib.sha256(content).hexdigest() == stored.file.sha256
    assert stored.renderer != "" and stored.font_hashes != {}
    assert stored.pages == len(PdfReader(io.BytesIO(content)).pages)
    for words in ("第1期", "总第1期", "本期重点任务总体平稳", "市交通运输局"):
        assert words in text_of(content)


def test_what_was_signed_is_what_is_issued(city: City) -> None:
    document = drafted(city)
    with scope(city.leader):
        operations.approve(document, actor=city.leader)
    with scope(city.officer):
        OfficialDocument.objects.filter(pk=document.pk).update(paper_sha256="0" * 64)
        altered = queries.document(document.pk)
        to = [operations.Recipient(city.units["市交通运输局"].pk, "市交通运输局")]
        with pytest.raises(Refused):
            operations.issue(altered, to=to, actor=city.officer)
        assert queries.document(document.pk).state == "numbered"


def test_issue_to_nobody_is_refused(city: City) -> None:
    document = drafted(city)
    with scope(city.leader):
        operations.approve(document, actor=city.leader)
    with scope(city.officer), pytest.raises(Refused):
        operations.issue(document, to=[], actor=city.officer)


def test_draft_is_seen_by_its_own_office_only(city: City) -> None:
    drafted(city)
    stranger = city.actor("福田区安委办", "office_officer")
    bureau = city.actor("市交通运输局", "department_officer")
    assert (len(seen(city.officer)), seen(stranger), seen(bureau)) == (1, [], [])


def test_issued_document_is_seen_by_those_it_was_issued_to(city: City) -> None:
    document = issued(city)
    assert seen(city.actor("市交通运输局", "department_officer")) == [str(document)]
    assert seen(city.actor("市住房建设局", "department_officer")) == []
    assert seen(city.actor("福田区安委办", "office_leader")) == []


def test_citys_officer_does_not_sign_for_a_district(city: City) -> None:
    document = drafted(city, "福田区安委办")
    with scope(city.leader), pytest.raises(NotAllowed):
        operations.approve(document, actor=city.leader)


def test_district_cannot_touch_the_citys_document(city: City) -> None:
    document = drafted(city)
    district = city.actor("福田区安委办", "office_leader")
    with scope(district), pytest.raises(NotFound):
        operations.approve(document, actor=district)


@pytest.mark.parametrize("role", ["district_officer", "inspector"])
def test_who_works_in_the_offices_territory_is_told_nothing_of_its_desk(city: City, role: str) -> None:
    """Not even that they may not, though they hold the record in hand."""
    document = drafted(city, "福田区安委办")
    government = city.actor("福田区政府", role)
    assert seen(government) == []
    with scope(government), pytest.raises(NotFound):
        perform(document, "remark", government, remark="意见")


def test_withdrawn_document_keeps_number_bytes_and_says_why(city: City) -> None:
    document = issued(city)
    with scope(city.leader):
        operations.withdraw_issue(document, reason="数据有误", correction="表1应为12项", actor=city.leader)
        stored = queries.document(document.pk)
    assert (stored.state, stored.number, stored.withdrawal, stored.correction) == (
        "withdrawn",
        "第1期（总第1期）",
        "数据有误",
        "表1应为12项",
    )
    assert stored.file_id == document.file_id


def test_database_refuses_an_issued_document_without_number(city: City) -> None:
    document = drafted(city)
    with unscoped(reason="a test"), transaction.atomic(), pytest.raises(IntegrityError):
        OfficialDocument.objects.filter(pk=document.pk).update(state="issued", signed_by=1)


def test_documents_way_is_in_the_ledger(city: City) -> None:
    issued(city)
    assert verify().ok
