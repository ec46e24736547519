"""The two pages that need no account: what is taken in and what is not, how often, and what a stranger is told."""

from __future__ import annotations

import hmac
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files import uploadhandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.factories.tips import Hotline
from tests.foundation.test_secrets import whole_database
from tests.tips.strangers import FOLLOW, TELL, Stranger, picture

from zhiben.foundation import retention, secrets
from zhiben.foundation.files import attached, read_bytes, storing
from zhiben.foundation.files.models import Photo, StoredFile
from zhiben.foundation.once import Repeated, Sent
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.tips import challenge, codes, operations
from zhiben.tips.models import Asked, PublicTip, TermSetting, Word
from zhiben.tips.operations import telling

pytestmark = pytest.mark.django_db


def bound(key: str, amount: int) -> None:
    """As the office would set it."""
    TermSetting.objects.create(key=key, amount=amount, source="示例", set_by=0, set_at=clock.now())


def test_a_tip_is_told_and_followed_without_an_account(hotline: Hotline) -> None:
    stranger = Stranger()
    number, code = stranger.tell(hotline, photos=[picture(), picture()])
    tip = PublicTip._unfiltered().get()
    assert (tip.number, tip.traceable, tip.street, tip.line) == (
        number,
        False,
        hotline.city.territories["民治街道"].pk,
        0,
    )
    assert [one.file.name for one in attached("tips.publictip", tip.pk)] == ["举报照片1.jpg", "举报照片2.jpg"]
    assert len(codes.plain(code)) == 16 and code not in f"{vars(tip)}"
    assert stranger.answer["Cache-Control"] == "no-store"
    assert "默认" not in stranger.page and "只显示这一次" not in stranger.page
    assert "sessionid" not in stranger.client.cookies
    page = stranger.ask(number.lower(), codes.plain(code).lower())
    assert "已收到，等待受理" in page and "临边没有护栏" in page
    stranger.act("word", "二楼也没有")
    assert "补充已收到" in stranger.page and "二楼也没有" in stranger.page


def test_a_reporter_is_told_what_came_along_and_whether_they_left_who_they_are(hotline: Hotline) -> None:
    nobody, somebody = Stranger(), Stranger()
    pair = nobody.tell(hotline, photos=[picture()], latitude="22.61", longitude="114.02")
    told = "照片1张；已留位置（加密保存）；未留联系方式（匿名）"
    assert f"随举报收到：{told}" in nobody.page and told in nobody.ask(*pair)
    pair = somebody.tell(hotline, name="示例甲", phone="0755-0000")
    told = "照片0张；已留姓名、电话（加密保存）"
    assert f"随举报收到：{told}<" in somebody.page and f"{told}<" in somebody.ask(*pair)
    assert "示例甲" not in somebody.page and "0755-0000" not in somebody.page


def test_who_is_turned_away_reads_what_can_be_done(hotline: Hotline) -> None:
    stranger = Stranger()
    assert stranger.open(TELL).index("119、120、110") < stranger.page.index("<form")
    pair = stranger.tell(hotline)
    hotline.move(PublicTip._unfiltered().get(), "decline", reason="地点不清")
    page = stranger.ask(*pair)
    assert "未留联系方式（匿名）" in page
    with clock.at(clock.now() + timedelta(days=31)):
        assert "没有联系方式（匿名，或已到期清除）" in stranger.ask(*pair)
    assert "地点不清" in page and "向当地安委办询问" in page
    assert f'<a class="btn btn-primary" href="{TELL}">重新举报</a>' in page


def test_a_district_is_enough_of_a_place(hotline: Hotline) -> None:
    district = hotline.city.territories["龙华区"].pk
    Stranger().tell(
        hotline, territory=district, sector=hotline.city.sectors["工贸通用"].pk, latitude="22.61", longitude="114.02"
    )
    tip = PublicTip._unfiltered().get()
    assert (tip.district, tip.street, tip.line) == (district, 0, 0)
    assert secrets.lent(tip, "position") == "22.6100, 114.0200"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"what": " "}, "请填写或选择此项"),
        ({"address": "号" * 201}, "201"),
        ({"territory": "999999"}, "999999"),
    ],
)
def test_a_form_that_lacks_something_comes_back_filled_in_and_is_mended(
    hotline: Hotline, wrong: dict[str, str], told: str
) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    said = stranger.filled(hotline)
    page = stranger.send({**said, **wrong})
    assert (stranger.answer.status_code, told in page) == (422, True)
    assert PublicTip._unfiltered().count() == 0
    stranger.send(said)
    stranger.receipt()


def test_a_wrong_number_and_a_wrong_code_are_told_alike(hotline: Hotline) -> None:
    number, code = Stranger().tell(hotline)
    other = "JB2024" + "0" * 8
    pages, counts = [], list[int]()
    for pair in ((other, code), (number, "AAAA-AAAA-AAAA-AAAA"), ("QQ77", "ZZ99"), (number, code[:-1])):
        stranger = Stranger()
        stranger.open(FOLLOW)
        said = {"csrfmiddlewaretoken": stranger.hidden("csrfmiddlewaretoken"), "number": pair[0], "code": pair[1]}
        with CaptureQueriesContext(connection) as asked:
            stranger.send(said, FOLLOW)
        counts.append(len(asked))
        assert stranger.answer.status_code == 422
        shown = stranger.page.replace(pair[0], "").replace(pair[1], "")
        pages.append(without_tokens(shown))
    assert set(pages) == {pages[0]} and "编号或查询码不对" in pages[0]
    assert len(set(counts[1:])) == 1, counts  # the first one begins the hour's count


def without_tokens(page: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]+"', "", page)


def test_an_unknown_number_is_hashed_and_compared_like_a_known_one(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, code = Stranger().tell(hotline)
    salts: list[str] = []
    real = codes.matches

    def watched(given: str, salt: str, hashed: str) -> bool:
        salts.append(salt)
        return real(given, salt, hashed)

    monkeypatch.setattr(codes, "matches", watched)
    Stranger().ask("JB20240000", code)
    Stranger().ask(number, "wrong")
    assert [len(salt) for salt in salts] == [32, 32]


def test_the_same_form_sent_twice_is_one_tip_with_one_receipt(hotline: Hotline) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    said = stranger.filled(hotline)
    stranger.send({**said, "photos": picture()})
    first = stranger.receipt()
    stranger.send({**said, "photos": picture()})
    assert (stranger.receipt(), PublicTip._unfiltered().count(), StoredFile.objects.count()) == (first, 1, 1)
    Sent.objects.update(at=clock.machine() - timedelta(minutes=11))
    stranger.send(said)
    assert (stranger.answer.status_code, PublicTip._unfiltered().count()) == (422, 1)
    assert first[1] not in stranger.page


def test_one_form_tells_one_tip_whoever_sends_it_again(hotline: Hotline) -> None:
    receipt = hotline.told(word="the same word")
    with pytest.raises(Repeated):
        hotline.told(word="the same word")
    assert list(PublicTip._unfiltered().values_list("number", flat=True)) == [receipt.number]


def test_a_question_is_answered_once_in_time_and_by_nobody_else(hotline: Hotline) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    said = stranger.filled(hotline)
    page = stranger.send({**said, "answer": "999"})
    assert stranger.answer.status_code == 422 and "回答不对" in page
    assert stranger.hidden("sealed") != said["sealed"]
    assert "已经用过" in stranger.send(said)
    for sealed in ("", "nonsense", said["sealed"][:-2]):
        assert "已过期" in stranger.send({**said, "sealed": sealed}) or not sealed
    assert PublicTip._unfiltered().count() == 0
    with clock.at(clock.machine() + timedelta(minutes=31)):
        assert "已过期" in stranger.send({**stranger_again(stranger, hotline), "sealed": said["sealed"]})
    stranger.open(TELL)
    words = challenge.in_words(int(stranger.right()))
    stranger.send(stranger.filled(hotline, answer=words))
    stranger.receipt()


def stranger_again(stranger: Stranger, hotline: Hotline) -> dict[str, Any]:
    stranger.open(TELL)
    return stranger.filled(hotline)


def test_numbers_are_understood_as_people_write_them() -> None:
    said = ("12", " １２ ", "十二", "四十", "二十一", "七", "一二", "twelve", "-3", "")
    assert [challenge.number_in(one) for one in said] == [12, 12, 12, 40, 21, 7, None, None, None, None]
    assert [challenge.in_words(one) for one in (3, 10, 11, 20, 47)] == ["三", "十", "十一", "二十", "四十七"]


def test_who_fills_in_what_nobody_sees_is_refused(hotline: Hotline) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    stranger.send(stranger.filled(hotline, website="http://spam.example"))
    assert (stranger.answer.status_code, PublicTip._unfiltered().count()) == (422, 0)


def test_a_form_without_the_pages_token_is_refused(hotline: Hotline) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    said = stranger.filled(hotline)
    stranger.send({**said, "csrfmiddlewaretoken": "no"})
    assert (stranger.answer.status_code, PublicTip._unfiltered().count()) == (403, 0)
    assert stranger.client.post(FOLLOW, {"number": "a", "code": "b"}).status_code == 403


def test_too_many_tips_from_one_address_or_from_all_are_told_to_wait(hotline: Hotline) -> None:
    bound("tell_address", 2)
    bound("tell_all", 3)
    here, there = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "203.0.113.8"}
    answers = []
    for at in (here, here, here, there, there):
        stranger = Stranger()
        stranger.open(TELL)
        stranger.send(stranger.filled(hotline), **at)
        answers.append(stranger.answer.status_code)
    assert answers == [200, 200, 429, 200, 429]
    assert 0 < int(stranger.answer["Retry-After"]) <= 3600 and "提交过于频繁" in stranger.page
    assert PublicTip._unfiltered().count() == 3
    rows = list(Asked.objects.values_list("who", "count"))
    assert sorted(count for _who, count in rows) == [2, 2, 2, 3, 3]  # taken and tried, by address; taken, by all
    assert all(len(who) in (0, 64) and "203.0.113" not in who for who, _count in rows)
    with clock.at(clock.machine() + timedelta(hours=1)):
        stranger.open(TELL)
        stranger.send(stranger.filled(hotline), **here)
        stranger.receipt()
    assert retention.run()["tip_counts"].count == 0
    with clock.at(clock.machine() + timedelta(hours=24)):
        assert (retention.run()["tip_counts"].count, Asked.objects.count()) == (5, 3)


def test_no_digest_of_an_address_can_be_tried_once_its_day_is_over(hotline: Hotline, settings: Any) -> None:
    """Nor from what the database alone holds: the salt lies beside it, read by its owner alone."""
    today, home = clock.machine().date(), Path(settings.ZHIBEN_HOME)

    def kept() -> list[str]:
        return sorted(one.name for one in home.glob("day_salt-*"))

    with scope(SYSTEM):
        operations.seconds_to_wait("tell", "203.0.113.7")
        [name] = kept()
        salt, mode = (home / name).read_bytes(), (home / name).stat().st_mode
        assert (name, len(salt), mode & 0o077) == (f"day_salt-{today:%Y%m%d}", 32, 0)
        digest = hmac.digest(salt, b"203.0.113.7", "sha256").hex()
        assert list(Asked.objects.values_list("who", "count")) == [(digest, 1)]
        assert salt.hex() not in whole_database() and str(salt) not in whole_database()
        operations.seconds_to_wait("tell", "203.0.113.7")
        assert Asked.objects.get().count == 2
        (home / name).chmod(0o644)
        operations.seconds_to_wait("tell", "203.0.113.7")
        assert (home / name).read_bytes() != salt, "what others could read is salt no more"
        with clock.at(clock.machine() + timedelta(days=1)):
            operations.seconds_to_wait("tell", "203.0.113.7")
        assert kept() == [f"day_salt-{today + timedelta(days=1):%Y%m%d}"]
        with clock.at(clock.machine() + timedelta(days=2)):
            retention.run()
        assert kept() == []


def test_an_original_never_reaches_the_disk(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_disk(*_given: Any) -> None:
        raise AssertionError("an original was written")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", to_disk)
    large = picture("大.png", another_photo() + bytes(3 * 2**20))
    Stranger().tell(hotline, photos=large)
    assert StoredFile.objects.get().size < 2**20


def test_what_cannot_pass_uses_up_nothing_of_what_all_may_send(hotline: Hotline) -> None:
    bound("tell_all", 1)
    bound("follow_all", 1)
    stranger = Stranger()
    stranger.open(TELL)
    said = stranger.filled(hotline)
    answers = []
    for wrong in ({"csrfmiddlewaretoken": "no"}, {"what": ""}, {"answer": "999"}, {"website": "http://spam.example"}):
        stranger.send({**said, **wrong})
        answers.append(stranger.answer.status_code)
    assert answers == [403, 422, 422, 422]
    number, code = Stranger().tell(hotline)
    assert stranger.client.post(FOLLOW, {"number": number, "code": code}).status_code == 403
    assert "已收到" in Stranger().ask(number, code)
    rows = Asked.objects.filter(who="").order_by("what")  # once each
    assert list(rows.values_list("what", "count")) == [("follow", 1), ("tell", 1)]


def test_what_is_sent_back_to_be_mended_uses_up_no_tip_of_its_sender(hotline: Hotline) -> None:
    bound("tell_address", 1)
    bound("tell_try_address", 6)
    stranger = Stranger()
    stranger.open(TELL)
    said = stranger.filled(hotline)
    answers = []
    for wrong in ({"address": ""}, {"what": ""}, {"photos": picture("坏.png", b"not a picture")}):
        stranger.send({**said, **wrong})
        answers.append(stranger.answer.status_code)
    stranger.send(said)
    stranger.receipt()
    for _turn in range(3):
        stranger.open(TELL)
        stranger.send(stranger.filled(hotline, address=""))
        answers.append(stranger.answer.status_code)
    assert answers == [422] * 5 + [429]
    counts = Asked.objects.order_by("what", "who").values_list("what", "count")
    assert list(counts) == [("tell", 1), ("tell", 1), ("tell_try", 6)]
    stranger = Stranger()
    with clock.at(clock.machine() + timedelta(hours=1)):
        for _turn in range(2):
            stranger.open(TELL)
            stranger.send(stranger.filled(hotline))
    assert (stranger.answer.status_code, PublicTip._unfiltered().count()) == (429, 2)


def test_photos_are_unpacked_before_anything_is_held(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[list[str], int]] = []

    def watched(real: Any) -> Any:
        def looked(*given: Any, **named: Any) -> Any:
            held.append((list(connection.savepoint_ids), Sent.objects.count()))
            return real(*given, **named)

        return looked

    monkeypatch.setattr(telling, "without_traces", watched(telling.without_traces))
    monkeypatch.setattr(telling, "look_at", watched(telling.look_at))
    monkeypatch.setattr(storing, "look_at", watched(storing.look_at))
    Stranger().tell(hotline, photos=picture())
    assert held == [([], 0), ([], 0)]


def test_a_stranger_may_send_fewer_pixels(hotline: Hotline) -> None:
    kept = io.BytesIO()
    Image.new("1", (5001, 5000)).save(kept, "PNG")
    stranger = Stranger()
    stranger.open(TELL)
    page = stranger.send(stranger.filled(hotline, photos=picture("大.png", kept.getvalue())))
    assert (stranger.answer.status_code, "限25百万" in page) == (422, True)


def test_a_length_in_other_digits_is_no_length(hotline: Hotline) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    stranger.send(stranger.filled(hotline), CONTENT_LENGTH="²")
    assert stranger.answer.status_code == 413


def test_guesses_are_bounded(hotline: Hotline) -> None:
    bound("follow_address", 3)
    number, code = Stranger().tell(hotline)
    answers = [Stranger() for _turn in range(4)]
    for one in answers:
        one.ask(number, "AAAA")
    assert [one.answer.status_code for one in answers] == [422, 422, 422, 429]
    late = Stranger()
    late.ask(number, code)
    assert late.answer.status_code == 429 and "临边没有护栏" not in late.page


def test_behind_a_proxy_of_ours_the_address_is_the_one_that_it_noted(hotline: Hotline, settings: Any) -> None:
    bound("tell_address", 1)
    told = []
    for proxies, noted in (
        ((), "198.51.100.1"),
        ((), "198.51.100.2"),
        (("127.0.0.1/32",), "1.2.3.4, 198.51.100.1"),
        (("127.0.0.1/32",), "9.9.9.9, 198.51.100.1"),
    ):
        settings.ZHIBEN_PROXIES = proxies
        stranger = Stranger()
        stranger.open(TELL)
        stranger.send(stranger.filled(hotline), HTTP_X_FORWARDED_FOR=noted)
        told.append(stranger.answer.status_code)
    assert told == [200, 429, 200, 429]


def test_what_is_too_large_is_refused_before_it_is_read(hotline: Hotline) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    stranger.send(stranger.filled(hotline), CONTENT_LENGTH=str(65 * 2**20))
    assert (stranger.answer.status_code, Asked.objects.count()) == (413, 0)


@pytest.mark.parametrize(
    "photos",
    [
        [picture() for _one in range(7)],
        [picture("文件.png", b"%PDF-1.7 not a photo")],
        [picture("坏.png", b"\x89PNG\r\n\x1a\n broken")],
        [picture("大.png", b"\x89PNG\r\n\x1a\n" + bytes(10 * 2**20))],
    ],
    ids=["seven", "no photo", "broken", "large"],
)
def test_photos_that_cannot_be_taken_leave_nothing(hotline: Hotline, photos: list[Any]) -> None:
    stranger = Stranger()
    stranger.open(TELL)
    stranger.send(stranger.filled(hotline, photos=photos))
    assert (stranger.answer.status_code, PublicTip._unfiltered().count(), StoredFile.objects.count()) == (422, 0, 0)


def telltale() -> bytes:
    """A JPEG whose camera says what it is, whose, where it was, and when."""
    written = Image.Exif()
    written[271], written[272], written[315] = "ACME", "Phone 9", "Zhang San"
    written.get_ifd(0x8769).update({36867: "2024:02:29 10:11:12", 42033: "SERIAL-4711"})
    written.get_ifd(0x8825).update({1: "N", 2: (22.0, 30.0, 0.0), 3: "E", 4: (114.0, 3.0, 0.0)})
    kept = io.BytesIO()
    picture = Image.effect_noise((64, 48), 80).convert("RGB")
    picture.save(kept, "JPEG", exif=written, comment=b"by Zhang San")
    return kept.getvalue()


def test_nothing_that_a_camera_wrote_is_kept_but_when(hotline: Hotline) -> None:
    data = telltale()
    assert b"SERIAL-4711" in data
    Stranger().tell(hotline, photos=picture("张三的照片.jpg", data))
    stored = StoredFile.objects.get()
    kept, photo = read_bytes(stored), Photo.objects.get()
    assert [mark in kept for mark in (b"SERIAL", b"ACME", b"Zhang", b"Exif", b"GPS")] == [False] * 5
    assert (photo.latitude, photo.longitude, photo.make, photo.model) == (None, None, "", "")
    assert (photo.taken_text, stored.name, stored.uploaded_by) == ("2024:02:29 10:11:12", "举报照片1.jpg", SYSTEM.id)


def test_a_pass_is_for_one_act_and_a_while(hotline: Hotline) -> None:
    number, code = Stranger().tell(hotline)
    stranger = Stranger()
    stranger.ask(number, code)
    old = stranger.hidden("pass")
    stranger.act("word", "第一句")
    assert stranger.hidden("pass") != old
    stranger.act("word", "第二句", **{"pass": old})
    assert "没有重复办理" in stranger.page
    stranger.act("reopen", "为什么")
    assert stranger.answer.status_code == 422
    stranger.act("no such act")
    assert stranger.answer.status_code == 422 and "已过期" in stranger.page
    stranger.ask(number, code)
    last = stranger.hidden("pass")
    with clock.at(clock.machine() + timedelta(minutes=31)):
        stranger.act("word", "太晚", **{"pass": last})
    assert "已过期" in stranger.page
    assert list(Word._unfiltered().values_list("text", flat=True)) == ["第一句"]


def test_officers_open_the_public_pages_as_strangers(hotline: Hotline) -> None:
    officer = browser(hotline.officer)
    page = officer.get(TELL).content.decode()
    assert hotline.officer.name not in page and "退出登录" not in page
