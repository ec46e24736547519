"""Photos that are older than the visit: the finding stands, the photo waits for the office, papers do without it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attach, attached, store
from zhiben.foundation.files.models import Photo
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, picturing, queries
from zhiben.supervision.models import Finding, PhotoVerdict, Visit
from zhiben.supervision.operations import Found

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


@pytest.fixture
def visit(built: Ground) -> Visit:
    return visited(built, drawn(built))


def before(visit: Visit, minutes: int) -> datetime:
    return visit.arrived_at - timedelta(minutes=minutes)


def recorded(visit: Visit, *, taken: datetime | None = None, device: datetime | None = None) -> tuple[Finding, int]:
    """A finding with one photo that was taken, and sent, by these clocks."""
    actor = goers(visit)[0]
    with scope(actor):
        said = device.isoformat() if device else ""
        file = store(another_photo(), name="现场.png", actor_id=actor.id, device_clock=said)
        Photo.objects.filter(file=file).update(taken_at=taken)
        one = operations.record(visit, Found("二层临边没有防护"), files=[file.pk], actor=actor)
        return queries.finding_of(one.pk), file.pk


def judged(built: Ground, one: Finding, file: int, *, accepted: bool, reason: str = "手机时钟慢了一天") -> PhotoVerdict:
    with scope(built.keeper):
        fresh = queries.finding_of(one.pk)
        return operations.judge_photo(fresh, file, accepted=accepted, reason=reason, actor=built.keeper)


def printable(built: Ground, one: Finding) -> list[int]:
    with scope(built.keeper):
        return [row.file_id for row in queries.printable_photos([queries.finding_of(one.pk)])[one.pk]]


@pytest.mark.parametrize(
    ("taken", "device", "older"),
    [(None, None, 0), (9, None, 0), (11, None, 1), (None, 11, 1), (-5, 60 * 24, 1), (-5, -5, 0)],
)
def test_either_clock_before_the_arrival_makes_a_photo_older(
    built: Ground, visit: Visit, taken: int | None, device: int | None, older: int
) -> None:
    times = [None if minutes is None else before(visit, minutes) for minutes in (taken, device)]
    one, file = recorded(visit, taken=times[0], device=times[1])
    with scope(built.keeper):
        found = queries.older_photos([one]).get(one.pk, [])
    assert [row.file for row in found] == [file] * older
    assert printable(built, one) == [file] * (1 - older)


def test_an_older_photo_is_kept_and_shown_with_both_times(built: Ground, visit: Visit) -> None:
    one, _file = recorded(visit, taken=before(visit, 60 * 48), device=before(visit, -1))
    client = browser(built.keeper)
    told = f"{before(visit, 60 * 48).astimezone(clock.TZ):%Y-%m-%d %H:%M}"
    arrived = f"{visit.arrived_at.astimezone(clock.TZ):%Y-%m-%d %H:%M}"
    for address in (one.get_absolute_url(), visit.get_absolute_url()):
        page = client.get(address).content.decode()
        assert (told in page, arrived in page, "待" in page and "认定" in page) == (True, True, True)
    assert one.state == "recorded"


def test_accepted_it_is_printed_and_what_was_said_before_stays_in_the_ledger(built: Ground, visit: Visit) -> None:
    one, file = recorded(visit, device=before(visit, 60))
    judged(built, one, file, accepted=False, reason="不是这个场所")
    assert printable(built, one) == []
    judged(built, one, file, accepted=True)
    assert printable(built, one) == [file]
    assert PhotoVerdict._unfiltered().count() == 1
    entries = AuditEntry.objects.filter(verb="judge_photo", record=one.pk).order_by("seq")
    facts = [json.loads(entry.facts) for entry in entries]
    assert [(row["accepted"], row["reason"]) for row in facts] == [(False, "不是这个场所"), (True, "手机时钟慢了一天")]
    assert facts[0]["file"] == file and facts[0]["device_at"] and facts[0]["arrived_at"]


def test_a_photo_that_waits_does_not_go_into_the_hazard_ledger_and_follows_once_accepted(
    built: Ground, visit: Visit
) -> None:
    one, file = recorded(visit, device=before(visit, 60))
    signed(visit)
    with scope(built.keeper):
        perform(queries.finding_of(one.pk), "hand_on", built.keeper)
        hazard = queries.finding_of(one.pk).hazard
    assert list(attached("hazards.hazard", hazard)) == []
    judged(built, one, file, accepted=True)
    assert [row.file_id for row in attached("hazards.hazard", hazard)] == [file]


def test_set_aside_after_all_a_photo_leaves_the_hazard_ledger_and_stays_with_its_finding(
    built: Ground, visit: Visit
) -> None:
    one, file = recorded(visit, device=before(visit, 60))
    judged(built, one, file, accepted=True)
    signed(visit)
    with scope(built.keeper):
        perform(queries.finding_of(one.pk), "hand_on", built.keeper)
        hazard = queries.finding_of(one.pk).hazard
        other = store(another_photo(), name="整改.png", actor_id=built.keeper.id)
        attach(other, to=("hazards.hazard", hazard), actor_id=built.keeper.id, purpose="report")
    judged(built, one, file, accepted=False, reason="不是这个场所")
    assert [row.file_id for row in attached("hazards.hazard", hazard)] == [other.pk]
    assert [row.file_id for row in attached(one._meta.label_lower, one.pk)] == [file]
    facts = json.loads(AuditEntry.objects.filter(verb="judge_photo", record=one.pk).latest("seq").facts)
    assert (facts["accepted"], facts["hazard"]) == (False, hazard)
    judged(built, one, file, accepted=False, reason="再看也不是")
    facts = json.loads(AuditEntry.objects.filter(verb="judge_photo", record=one.pk).latest("seq").facts)
    assert facts["hazard"] == 0


def test_the_report_shows_the_photos_that_papers_may_show(built: Ground, visit: Visit) -> None:
    one, file = recorded(visit, device=before(visit, 60))

    def shown() -> int:
        with scope(built.keeper):
            return len(picturing.photos([queries.finding_of(one.pk)]))

    assert shown() == 0
    judged(built, one, file, accepted=True)
    assert shown() == 1


def test_only_the_sending_office_judges_and_not_who_recorded(built: Ground, visit: Visit) -> None:
    one, file = recorded(visit, device=before(visit, 60))
    district = built.built.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    for actor in (goers(visit)[0], district):
        with scope(actor), pytest.raises(NotAllowed):
            operations.judge_photo(queries.finding_of(one.pk), file, accepted=True, reason="无误", actor=actor)
    assert not PhotoVerdict._unfiltered().exists()


def test_a_verdict_needs_a_reason_and_a_photo_in_doubt(built: Ground, visit: Visit) -> None:
    one, file = recorded(visit, device=before(visit, 60))
    with pytest.raises(Incomplete):
        judged(built, one, file, accepted=True, reason=" ")
    fine, other = recorded(visit)
    with pytest.raises(NotFound):
        judged(built, fine, other, accepted=True)


def test_the_page_takes_the_verdict(built: Ground, visit: Visit) -> None:
    one, file = recorded(visit, device=before(visit, 60))
    client = browser(built.keeper)
    address = reverse("supervision:photo", args=[one.pk, file])
    assert address in client.get(one.get_absolute_url()).content.decode()
    assert client.post(address, {"accepted": "1", "reason": ""}).status_code == 422
    assert client.post(address, {"accepted": "0", "reason": "拍的是别处"}).status_code == 302
    assert "不采用：拍的是别处" in client.get(one.get_absolute_url()).content.decode()
    assert browser(goers(visit)[0]).get(address).status_code == 403


def test_a_copy_sent_in_pieces_is_older_by_the_moment_that_its_original_was_taken(visit: Visit) -> None:
    actor, photo = goers(visit)[0], another_photo()
    client = browser(actor)
    begun = client.post("/files/uploads/", {"name": "现场.png", "size": len(photo), "only": "photo"}).json()["upload"]
    client.post(f"/files/uploads/{begun}/", {"offset": 0, "piece": SimpleUploadedFile("piece", photo)})
    taken = f"{before(visit, 60).astimezone(clock.TZ):%Y:%m:%d %H:%M:%S} +08:00"
    file = client.post(f"/files/uploads/{begun}/finish/", {"only": "photo", "taken": taken}).json()["file"]
    with scope(actor):
        one = operations.record(visit, Found("二层临边没有防护"), files=[file], actor=actor)
        (older,) = queries.older_photos([queries.finding_of(one.pk)])[one.pk]
    assert older.taken_at == before(visit, 60).replace(microsecond=0)


def test_what_a_unit_brings_of_its_mending_is_no_evidence_of_the_visit(built: Ground, visit: Visit) -> None:
    one, _file = recorded(visit)
    with scope(built.keeper):
        file = store(another_photo(), name="整改.png", actor_id=built.keeper.id, device_clock="2020-01-01T08:00:00Z")
        attach(file, to=(one._meta.label_lower, one.pk), actor_id=built.keeper.id, purpose="answer")
        assert queries.older_photos([one]) == {}
        assert file.pk not in [row.file_id for row in queries.printable_photos([one])[one.pk]]
