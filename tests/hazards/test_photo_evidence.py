"""Photos brought along with a hazard: those that show nothing, and those that lay beside it before, are no evidence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser, send
from tests.factories.photos import another_photo, blank

from zhiben.foundation.files import attach, attached, store
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import Draft, draw_second_looks, report
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]

PAPER = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def declared(cast: Cast, one: Hazard, *files: SimpleUploadedFile, status: int) -> str:
    """What the page says to a declaration with these files."""
    given: dict[str, Any] = {"measures_done": "防护已补设", "funds": "12000", "files": list(files)}
    return send(browser(cast.enterprise), "hazards:move", one.pk, "declare", status=status, **given)


def state(one: Hazard) -> tuple[str, int]:
    """Where the hazard stands, and how many files there are."""
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=one.pk).state, StoredFile.objects.count()


@pytest.mark.parametrize(
    ("shade", "why"), [(2, "过暗，看不清内容，请补光后重新拍照"), (255, "是一片空白，看不出内容，请重新拍照")]
)
def test_declaration_with_a_photo_that_shows_nothing_is_refused_by_name(cast: Cast, shade: int, why: str) -> None:
    one = hazard(cast, "rectifying")
    page = declared(cast, one, upload(another_photo(), "甲.png"), upload(blank(shade), "乙.png"), status=422)
    assert f"照片“乙.png”{why}" in page and state(one) == ("rectifying", 0)


def test_papers_may_lie_beside_a_photo_and_are_not_enough_alone(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    page = declared(cast, one, upload(PAPER, "验收单.pdf"), status=422)
    assert "请附现场照片" in page and state(one) == ("rectifying", 0)
    declared(cast, one, upload(PAPER, "验收单.pdf"), upload(another_photo(), "整改后.png"), status=302)
    assert state(one)[0] == "declared"
    assert [beside.file.name for beside in attached("hazards.hazard", one.pk, "declare")] == [
        "验收单.pdf",
        "整改后.png",
    ]


def test_photo_of_the_report_is_not_one_of_after(cast: Cast) -> None:
    before = another_photo()
    with unscoped(reason="a test reports"):
        kept = store(before, name="整改前.png", actor_id=cast.enterprise.id)
        draft = Draft("临边防护缺失", cast.site.pk, clock.today())
        one = report(draft, files=[kept.pk], actor=cast.enterprise)
    for move in ("verify", "start"):
        cast.step(one, move)
    page = declared(cast, one, upload(before, "整改后.png"), status=422)
    assert "照片“整改后.png”与此前已附的“整改前.png”是同一个文件，请附整改后新拍的照片" in page
    assert state(one) == ("rectifying", 1)
    declared(cast, one, upload(another_photo(), "整改后.png"), status=302)


def test_photo_of_a_declaration_that_was_sent_back_does_not_do_again(cast: Cast) -> None:
    one, after = hazard(cast, "rectifying"), another_photo()
    declared(cast, one, upload(after, "整改后.png"), status=302)
    with unscoped(reason="a test sends back"):
        one.refresh_from_db()
    cast.sign(one, "send_back")
    assert state(one)[0] == "rectifying"
    assert "与此前已附的“整改后.png”是同一个文件" in declared(cast, one, upload(after, "再整改.png"), status=422)


def test_photo_of_another_hazard_is_not_told_about(cast: Cast) -> None:
    """Whoever declares may not see the other one; it is found by who looks for re-used photos."""
    one, other, shared = hazard(cast, "rectifying"), hazard(Cast(cast.city)), another_photo()
    attach(store(shared, name="别处.png", actor_id=1), to=("hazards.hazard", other.pk), actor_id=1)
    declared(cast, one, upload(shared, "整改后.png"), status=302)


def test_programs_are_held_to_the_same(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    dark = store(blank(2), name="黑.png", actor_id=cast.enterprise.id)
    with unscoped(reason="a test declares"), pytest.raises(Incomplete, match=r"照片“黑\.png”过暗"):
        perform(one, "declare", cast.enterprise, measures_done="已补设", funds=1, files=[dark.pk])


def test_report_with_a_dark_photo_or_a_video_is_refused_and_nothing_is_written(cast: Cast) -> None:
    said = {
        "site": cast.site.name,
        "title": "临边防护缺失",
        "description": "二层",
        "found_on": clock.today().isoformat(),
    }
    street = browser(cast.street)
    page = send(street, "hazards:report", **said, photos=upload(blank(2), "黑.png"), status=422)
    assert "照片“黑.png”过暗" in page
    page = send(street, "hazards:report", **said, photos=upload(b"\0\0\0\x18ftypmp42....", "片.mp4"), status=422)
    assert "视频不能作为照片上传：“片.mp4”" in page
    with unscoped(reason="a test counts"):
        # What was put away beside no record is its bringer's alone.
        assert (StoredFile.objects.filter(attachments__isnull=False).count(), Hazard.objects.count()) == (0, 0)


def test_photo_of_a_second_look_does_not_show_what_was_done_after_it(cast: Cast) -> None:
    one, seen = hazard(cast, "closed"), another_photo()
    other = cast.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    with unscoped(reason="a test looks again"):
        drawn = draw_second_looks(
            cast.city.unit("龙华区安委办").pk,
            first=clock.today(),
            last=clock.today(),
            percent=100,
            actor=cast.office,
        )
        look = drawn.looks.select_related("hazard").get()
        facts = {"conclusion": "防护又拆了", "position": "二层"}
        dark = store(blank(2), name="黑.png", actor_id=other.id)
        with pytest.raises(Incomplete, match=r"照片“黑\.png”过暗"):
            perform(look, "relapse", other, **facts, files=[dark.pk])
        kept = store(seen, name="又拆了.png", actor_id=other.id)
        perform(look, "relapse", other, **facts, files=[kept.pk])
        one.refresh_from_db()
    cast.step(one, "reopen")
    assert "与此前已附的“又拆了.png”是同一个文件" in declared(cast, one, upload(seen, "整改后.png"), status=422)


def lying(one: Hazard) -> list[int]:
    with unscoped(reason="a test reads"):
        return [row.file_id for row in attached("hazards.hazard", one.pk)]


def test_photo_named_by_its_id_is_no_newer_for_it(cast: Cast) -> None:
    """What the enterprise brought with its report, sent again as the very same stored file."""
    before = store(another_photo(), name="整改前.png", actor_id=cast.enterprise.id)
    with unscoped(reason="a test reports"):
        told = Draft(title="临边防护缺失", site=cast.site.pk, found_on=clock.today())
        one = report(told, files=[before.pk], actor=cast.enterprise)
        cast.bring(one, "rectifying")
        with pytest.raises(Incomplete, match="是同一个文件"):
            perform(one, "declare", cast.enterprise, measures_done="已补", funds=1, files=[before.pk])


def test_what_was_sent_meanwhile_or_taken_back_may_show_the_end(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    end = store(another_photo(), name="完工.png", actor_id=cast.enterprise.id)
    with unscoped(reason="a test declares"):
        perform(one, "progress", cast.enterprise, text="快完了", percentage=90, files=[end.pk])
        for _turn in range(2):
            perform(one, "declare", cast.enterprise, measures_done="已补", funds=1, files=[end.pk])
            perform(one, "withdraw_declare", cast.enterprise, reason="金额填错")
        assert lying(one) == [end.pk]
        perform(one, "declare", cast.enterprise, measures_done="已补", funds=2, files=[end.pk])
    assert (one.state, sorted(lying(one))) == ("declared", [end.pk, end.pk])
