"""What a person should check: found once, told to the offices around it and never to whom it is about, settled with a
text, and in no bulletin."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from tests.factories.hazards import Cast, cast_in_city, days, hazard
from tests.factories.pages import browser, send, text
from tests.factories.photos import another_photo
from tests.factories.signals import signal_about

import zhiben.dispatch
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attach, store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Attempt, Hazard, Signal, SignalSubject
from zhiben.hazards.operations import (
    RecordDraft,
    draft_record,
    look_for_signals,
    set_template_sentences,
    sign_record,
)
from zhiben.hazards.queries.signals import signals, signals_waiting, template_sentences
from zhiben.hazards.queries.signs import closed_before_found
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

DONE = "已更换除尘风机叶轮，加装泄爆片并清理管道积尘"


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


@pytest.fixture
def other(cast: Cast) -> Cast:
    """Another site in the same street."""
    return Cast(cast.city, cast.city.site("民治街道"))


def found(kind: str) -> list[Signal]:
    look_for_signals()
    with unscoped(reason="test"):
        return list(Signal.objects.filter(kind=kind).order_by("pk"))


def subjects(one: Signal, model: str) -> list[int]:
    rows = SignalSubject._unfiltered().filter(signal=one, model=model)
    return sorted(rows.values_list("record", flat=True))


def declared(cast: Cast, words: str) -> Hazard:
    record = hazard(cast, "rectifying")
    cast.step(record, "declare", measures_done=words)
    return record


def test_copied_texts_of_two_sites_are_told_once(cast: Cast, other: Cast) -> None:
    one, two = declared(cast, DONE), declared(other, f"{DONE}。")
    declared(cast, DONE)
    (sign,) = found("text")
    numbers = sorted(Hazard._unfiltered().values_list("number", flat=True))
    assert sign.summary == f"{'、'.join(numbers)}（2处场所）的整改措施文字相同或相近"
    assert sign.reasons[0] == "3段文字，相似度1.00至1.00（1为标点、空格以外完全相同，0.9以上列出）"
    assert {one.pk, two.pk} < set(subjects(sign, "hazards.hazard"))
    assert subjects(sign, "orgs.person") == sorted({cast.enterprise.id, other.enterprise.id})
    assert (sign.district, sign.street) == (one.district, one.street)
    assert look_for_signals() == []
    declared(other, DONE)
    assert len(found("text")) == 2


def test_a_unit_may_repeat_itself_at_one_site_and_everybody_a_template(cast: Cast, other: Cast) -> None:
    declared(cast, DONE)
    declared(cast, DONE)
    assert found("text") == []
    officer = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    set_template_sentences([" 已按要求整改并组织了复查 ", "", "已按要求整改并组织了复查"], actor=officer)
    declared(other, "已按要求整改，并组织了复查！")
    declared(cast, "已按要求整改并组织了复查")
    assert (found("text"), template_sentences()) == ([], ["已按要求整改并组织了复查"])


def mirrored(data: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(data)).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def test_a_mirrored_photo_of_another_hazard_is_told(cast: Cast, other: Cast) -> None:
    from zhiben.demonstration.photo_scenes import scene

    buffer = io.BytesIO()
    scene(3).save(buffer, "PNG")
    one, two = hazard(cast, "rectifying"), hazard(other, "rectifying")
    for taken, record, data in ((cast, one, buffer.getvalue()), (other, two, mirrored(buffer.getvalue()))):
        taken.step(record, "declare", files=[store(data, name="整改后.png", actor_id=taken.enterprise.id).pk])
    (sign,) = found("photo")
    assert sign.summary == f"{one.number}、{two.number}（2处场所）用了相同的照片"
    assert sign.reasons[0].endswith("其中1对经过翻转或旋转")
    assert subjects(sign, "hazards.hazard") == sorted((one.pk, two.pk))
    assert look_for_signals() == []


def test_the_same_bytes_beside_two_hazards_are_told_after_the_first_look_too(cast: Cast, other: Cast) -> None:
    data, one = another_photo(), hazard(cast, "rectifying")
    cast.step(one, "declare", files=[store(data, name="甲.png", actor_id=cast.enterprise.id).pk])
    assert found("photo") == []
    two = hazard(other, "rectifying")
    other.step(two, "declare", files=[store(data, name="乙.png", actor_id=other.enterprise.id).pk])
    (sign,) = found("photo")
    assert (sign.reasons[0], sign.score) == ("1对照片字节完全相同", 1.0)
    page = text(browser(cast.office), "hazards:signal", sign.pk)
    assert ("甲.png" in page, "乙.png" in page, page.count("<figure>")) == (True, True, 2)


def test_photos_of_one_visit_may_look_alike(cast: Cast) -> None:
    from zhiben.demonstration.photo_scenes import scene

    files = []
    for quality in (95, 60):
        buffer = io.BytesIO()
        scene(4).save(buffer, "JPEG", quality=quality)
        files.append(store(buffer.getvalue(), name="连拍.jpg", actor_id=cast.enterprise.id).pk)
    cast.step(hazard(cast, "rectifying"), "declare", files=files)
    assert found("photo") == []


def test_one_person_at_two_far_places_within_minutes_is_told(cast: Cast, other: Cast) -> None:
    at = clock.now() - timedelta(minutes=1)
    for taken, place, moment in ((cast, "114.131, 22.548", at - timedelta(minutes=6)), (other, "22.697，114.045", at)):
        record = hazard(taken, "rectifying", found=clock.today() - days(1))
        photo = store(another_photo(), name="现场.png", actor_id=cast.colleague.id).pk
        with unscoped(reason="test"):
            drafted = draft_record(
                RecordDraft(record, "confirm", cast.colleague, "情况属实", f"东门（{place}）", moment, [photo])
            )
            sign_record(drafted, actor=cast.district)
    (sign,) = found("movement")
    assert sign.summary == "同一人两次到场相距19公里、只隔6分钟"
    assert subjects(sign, "orgs.person") == [cast.colleague.id]
    assert "114.131, 22.548" in text(browser(cast.office), "hazards:signal", sign.pk)


def test_closings_heaped_at_a_months_end_are_compared_with_other_units(cast: Cast) -> None:
    month = (clock.today().replace(day=1) - days(1)).replace(day=1)
    rows = [hazard(cast, "closed") for _ in range(20)]
    closed = [month + days(2)] * 8 + [(month + days(31)).replace(day=1) - days(1)] * 12
    _close_on(rows, closed)
    (sign,) = found("burst")
    assert sign.summary == f"民治街道{month:%Y年%m月}最后三天销号12项"
    assert sign.reasons[0].startswith(f"{month:%Y年%m月}销号20项，其中最后三天12项，占60%")
    assert subjects(sign, "orgs.person") == [cast.office.id]
    assert look_for_signals() == []


def _close_on(rows: list[Hazard], on: list[date]) -> None:
    for row, day in zip(rows, on, strict=True):
        moment = clock.day_start(day) + timedelta(hours=9)
        Attempt._unfiltered().filter(hazard=row.pk).update(closed_at=moment)


def test_a_hazard_closed_before_it_was_found_is_told(cast: Cast) -> None:
    row = hazard(cast, "closed")
    _close_on([row], [clock.today() - days(2)])
    (sign,) = found("order")
    assert sign.summary == f"{row.number}的销号早于发现"
    assert [one.subjects >= {("hazards.hazard", row.pk)} for one in closed_before_found()] == [True]


def test_one_name_on_two_accounts_of_a_unit_goes_to_a_person(cast: Cast) -> None:
    assert found("name") == []
    Person.objects.filter(pk__in=[cast.department.id, cast.colleague.id]).update(name="张三")
    (sign,) = found("name")
    assert subjects(sign, "orgs.person") == sorted((cast.department.id, cast.colleague.id))
    assert (sign.summary, sign.district) == ("龙华区住房建设有2个账号同名", sign.district or -1)


def seen(actor: object) -> list[int]:
    with scope(actor):  # type: ignore[arg-type]
        return [one.pk for one in signals()]


def test_a_photo_is_shown_only_where_the_reader_sees_it_lie(cast: Cast, other: Cast) -> None:
    data, records = another_photo(), [hazard(cast, "rectifying"), hazard(other, "rectifying")]
    for taken, record in zip((cast, other), records, strict=True):
        stored = store(data, name="现场.png", actor_id=taken.enterprise.id)
        taken.step(record, "declare", files=[stored.pk])
    (sign,) = found("photo")
    far = Cast(cast.city, district="南山区", street="粤海街道")
    attach(stored, to=("hazards.hazard", hazard(far).pk), actor_id=far.office.id)
    mate, top = (cast.city.actor(Role.OFFICE_OFFICER, unit) for unit in ("龙华区安委办", "市安委办"))
    assert text(browser(mate), "hazards:signal", sign.pk).count("<figure>") == 2
    assert text(browser(top), "hazards:signal", sign.pk).count("<figure>") == 3


def test_signals_are_seen_by_the_offices_around_and_not_by_whom_they_are_about(cast: Cast) -> None:
    mate = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    record = hazard(cast, "rectifying")
    sign = signal_about(record, cast.office.id, cast.enterprise.id)
    auditor = cast.city.actor(Role.AUDITOR, "市安委办")
    top = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    assert [seen(one) for one in (mate, auditor, top)] == [[sign.pk]] * 3
    people = (cast.office, cast.enterprise, cast.street, cast.department, cast.district)
    assert [seen(one) for one in people] == [[]] * 5
    browser_of_office = browser(cast.office)
    assert sign.summary not in text(browser_of_office, "hazards:signals")
    assert sign.summary not in text(browser_of_office, "hazards:page", record.pk)
    text(browser_of_office, "hazards:signal", sign.pk, status=404)
    text(browser_of_office, "hazards:signal_move", sign.pk, "explain", status=404)
    assert sign.summary in text(browser(mate), "hazards:page", record.pk)
    assert sign.summary not in text(browser(cast.department), "hazards:page", record.pk)
    text(browser(cast.department), "hazards:signals", status=403)


def test_a_signal_of_two_districts_lies_before_the_city(cast: Cast) -> None:
    sign = signal_about(hazard(cast, "rectifying"), district=False)
    assert seen(cast.office) == []
    assert seen(cast.city.actor(Role.OFFICE_OFFICER, "市安委办")) == [sign.pk]


def test_a_signal_is_settled_with_a_text_by_somebody_else(cast: Cast) -> None:
    mate = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    sign = signal_about(hazard(cast, "rectifying"), cast.office.id)
    with unscoped(reason="test"), pytest.raises(NotAllowed, match="线索涉及的人本人及其代理人不得办理"):
        perform(sign, "explain", cast.office, findings="没有问题")
    with scope(cast.street), pytest.raises(NotFound):
        perform(sign, "explain", cast.street, findings="没有问题")
    with scope(mate):
        with pytest.raises(Incomplete) as refused:
            perform(sign, "explain", mate, findings=" ")
        assert sorted(refused.value.fields) == ["findings"]
        assert [one.record.pk for one in signals_waiting(mate)] == [sign.pk]
    send(browser(mate), "hazards:signal_move", sign.pk, "explain", findings="两企业由同一中介代写，已到现场核对")
    with scope(mate):
        settled = signals().get()
        assert (settled.state, settled.settled_by, signals_waiting(mate)) == ("explained", mate.id, [])
    assert "两企业由同一中介代写" in text(browser(mate), "hazards:signal", sign.pk)
    moves = AuditEntry.objects.filter(model="hazards.signal", record=sign.pk).order_by("pk")
    assert list(moves.values_list("verb", flat=True)) == ["begin", "explain"]


def test_the_database_wants_findings_and_tells_no_matter_twice(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    sign = signal_about(record)
    with unscoped(reason="test"):
        with pytest.raises(IntegrityError, match="settled_signal_says_what_was_found"), transaction.atomic():
            Signal.objects.filter(pk=sign.pk).update(state="confirmed")
        with pytest.raises(Conflict, match="同一线索刚由他人登记"), transaction.atomic():
            signal_about(record)


def test_the_queue_is_narrowed_by_kind_state_and_unit(cast: Cast) -> None:
    mate, record = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办"), hazard(cast, "rectifying")
    copied, photo = signal_about(record), signal_about(record, kind="photo")
    with scope(mate):
        perform(photo, "confirm", mate, findings="同一张照片")
    at = browser(mate)

    def told(**asked: object) -> list[bool]:
        page = text(at, "hazards:signals", query=f"?{urlencode(asked)}")
        return [f'href="{one.get_absolute_url()}"' in page for one in (copied, photo)]

    assert told() == [True, False]
    assert told(state="") == [True, True]
    assert told(state="confirmed") == [False, True]
    assert told(state="", kind="photo") == [False, True]
    assert told(state="", unit=record.responsible_unit_id) == [True, True]
    assert told(state="", unit=cast.city.unit("市安委办").pk) == [True, True], "what is no choice narrows nothing"


def test_copied_texts_stand_side_by_side_with_their_common_parts(cast: Cast, other: Cast) -> None:
    declared(cast, f"甲厂{DONE}")
    declared(other, f"乙店{DONE}")
    (sign,) = found("text")
    page = text(browser(cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")), "hazards:signal", sign.pk)
    assert f"甲厂<mark>{DONE}</mark>" in page and f"乙店<mark>{DONE}</mark>" in page


def test_template_sentences_are_set_by_the_citys_office_and_noted(cast: Cast) -> None:
    top = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    with pytest.raises(NotAllowed):
        set_template_sentences(["甲"], actor=cast.office)
    refused = send(browser(top), "hazards:templates", sentences="长" * 201, status=422)
    assert "超过200个字，请分句" in refused
    send(browser(top), "hazards:templates", sentences="一句。\n二句。")
    send(browser(top), "hazards:templates", sentences="二句。\n三句。")
    assert template_sentences() == ["二句。", "三句。"]
    entry = AuditEntry.objects.filter(verb="set_template_sentences").latest("pk")
    assert entry.actor == top.id


def _names_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_no_bulletin_reads_signals() -> None:
    folder = Path(str(zhiben.dispatch.__file__)).parent
    named = {name for path in folder.rglob("*.py") for name in _names_of(path)}
    words = ("signals", "signs", "fabrication", "signal_", "signaled")
    assert [name for name in sorted(named) if any(word in name.lower() for word in words)] == []


def cropped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    picture = Image.open(io.BytesIO(data))
    wide, high = picture.size
    picture.crop((wide // 25, high // 25, wide, high)).rotate(2).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def test_a_merely_similar_photo_counts_between_sites_only(cast: Cast, other: Cast) -> None:
    from zhiben.demonstration.photo_scenes import scene

    def shown(by: Cast, number: int, *, changed: bool) -> None:
        buffer = io.BytesIO()
        scene(number).save(buffer, "PNG")
        data = cropped(buffer.getvalue()) if changed else buffer.getvalue()
        file = store(data, name="整改后.png", actor_id=by.enterprise.id).pk
        by.step(hazard(by, "rectifying"), "declare", files=[file])

    shown(cast, 9, changed=False)
    shown(cast, 9, changed=True)
    assert found("photo") == []
    shown(cast, 10, changed=False)
    shown(other, 10, changed=True)
    (sign,) = found("photo")
    assert (sign.summary.partition("（")[2], sign.score) == ("2处场所）用了相近的照片", 0.5)
    assert sign.reasons[0] == "1对照片画面相近，可能经过裁剪或转动，也可能是另一处"
