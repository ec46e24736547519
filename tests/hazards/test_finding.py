"""Entering what was found: photos first, drafts that are finished later, where a hazard comes from, and its place."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import Cast, cast_in_city, days, hazard
from tests.factories.pages import browser, send, text
from tests.factories.photos import another_photo

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import operations
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import Draft
from zhiben.hazards.queries import was_valid
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def picture(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, another_photo(), "image/png")


def found(cast: Cast, **given: object) -> dict[str, Any]:
    """What a reporter fills in on a phone."""
    said = {"site": cast.site.name, "title": "临边防护缺失", "found_on": clock.today().isoformat()}
    return {**said, "photos": picture(), **given}


def only() -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get()


def all_sites() -> list[Site]:
    with unscoped(reason="a test reads"):
        return list(Site.objects.order_by("pk"))


def names_beside(one: Hazard) -> list[str]:
    return [row.file.name for row in attached("hazards.hazard", one.pk)]


def kept_in(page: str) -> list[str]:
    """The ids of the photos that a form offers again."""
    return re.findall(r'name="kept" value="(\d+)"', page)


def saved(client: Client, cast: Cast, **given: object) -> Hazard:
    """A draft with a photo and a place, and no words yet."""
    send(client, "hazards:report", **{**found(cast), "title": "", "act": "draft", **given})
    return only()


def test_draft_keeps_photo_and_place_and_is_reported_when_its_words_are_there(cast: Cast) -> None:
    street = browser(cast.street)
    one = saved(street, cast)
    assert (one.state, one.title, one.site_id, one.source, one.reporter) == ("draft", "", cast.site.pk, "street", 0)
    assert names_beside(one) == ["现场.png"]
    page = text(street, "hazards:edit", one.pk)
    assert f'value="{cast.site.name}"' in page and "已上传1张照片、附件" in page
    given = {**found(cast), "photos": "", "kept": kept_in(page)}
    assert "请用一句话写明隐患" in send(street, "hazards:edit", one.pk, **{**given, "title": ""}, status=422)
    send(street, "hazards:edit", one.pk, **given)
    assert (only().state, only().title, only().reporter) == ("reported", "临边防护缺失", cast.street.id)
    verbs = AuditEntry.objects.filter(model="hazards.hazard", record=one.pk).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["begin", "amend_draft", "report"]


def test_draft_waits_for_whoever_began_it_and_is_in_no_figure_and_in_no_list_unasked(cast: Cast) -> None:
    street = browser(cast.street)
    one = saved(street, cast)
    assert f"继续填写 {one.number}" in re.sub(r"<[^>]+>|\s+", " ", text(street, "overview:waiting")).replace("  ", " ")
    colleague = browser(cast.city.actor(Role.STREET_OFFICER, "民治街道"))
    assert one.number not in text(colleague, "overview:waiting")
    for query, shown in (("", False), ("?state=", False), ("?source=street", False), ("?state=draft", True)):
        assert (one.number in text(street, "hazards:list", query=query)) is shown
    with scope(cast.office):
        assert was_valid(clock.now() + days(1)).count() == 0


def test_draft_is_nobody_elses_to_finish(cast: Cast) -> None:
    one = saved(browser(cast.street), cast)
    other = cast.city.actor(Role.STREET_OFFICER, "民治街道")
    client, edit = browser(other), reverse("hazards:edit", args=[one.pk])
    assert edit in text(browser(cast.street), "hazards:page", one.pk)
    assert edit not in text(client, "hazards:page", one.pk)
    assert "草稿只能由起草人本人修改、上报" in text(client, "hazards:edit", one.pk, status=403)
    text(browser(cast.city.actor(Role.STREET_OFFICER, "粤海街道")), "hazards:edit", one.pk, status=404)
    with scope(other), pytest.raises(NotAllowed):
        operations.report_draft(one, actor=other)
    text(browser(cast.street), "hazards:move", one.pk, "report", status=404)


def test_withdrawn_report_is_corrected_and_reported_again(cast: Cast) -> None:
    street, other = browser(cast.street), cast.city.site()
    send(street, "hazards:report", **found(cast))
    one = only()
    assert "需要修改的，请先撤回上报" in text(street, "hazards:edit", one.pk, status=422)
    send(street, "hazards:move", one.pk, "withdraw_report", reason="写错场所")
    photos = kept_in(text(street, "hazards:edit", one.pk))
    changed = {"site": other.local_id, "title": "临边防护拆除", "kept": photos, "photos": picture("补拍.png")}
    send(street, "hazards:edit", one.pk, **{**found(cast), **changed})
    again = only()
    assert (again.state, again.site_id, again.title) == ("reported", other.pk, "临边防护拆除")
    assert names_beside(again) == ["现场.png", "补拍.png"]


def test_photo_that_is_no_longer_ticked_leaves_the_draft(cast: Cast) -> None:
    street = browser(cast.street)
    one = saved(street, cast, album=picture("相册.png"))
    first, second = kept_in(text(street, "hazards:edit", one.pk))
    send(street, "hazards:edit", one.pk, **{**found(cast), "photos": "", "kept": [second], "act": "draft"})
    assert names_beside(only()) == ["相册.png"]
    entry = AuditEntry.objects.get(verb="amend_draft")
    assert f'"photos":{{"from":[{first},{second}],"to":[{second}]}}' in entry.facts.replace(" ", "")


def test_draft_that_was_saved_elsewhere_is_not_written_over(cast: Cast) -> None:
    street = browser(cast.street)
    one = saved(street, cast)
    page = text(street, "hazards:edit", one.pk)
    seen = re.findall(r'name="seen" value="(\w+)"', page)
    given = {**found(cast), "photos": "", "kept": kept_in(page), "seen": seen, "act": "draft"}
    send(street, "hazards:edit", one.pk, **given)
    refused = send(street, "hazards:edit", one.pk, **{**given, "title": "另一句话"}, status=409)
    assert "另行保存" in refused or "已另行保存" in refused
    assert only().title == "临边防护缺失"


def test_refused_report_keeps_words_and_photos_for_their_uploader_alone(cast: Cast) -> None:
    street = browser(cast.street)
    tomorrow = (clock.today() + days(1)).isoformat()
    two = [picture("一.png"), picture("二.png")]
    page = send(street, "hazards:report", **found(cast, photos=two, found_on=tomorrow), status=422)
    assert "不能晚于今天" in page and "已上传2张照片、附件" in page and "临边防护缺失" in page
    photos = kept_in(page)
    stolen = {**found(cast, site=cast.site.local_id), "photos": "", "kept": photos}
    refused = send(browser(cast.enterprise), "hazards:report", **stolen, status=422)
    assert "有照片已失效，请重新上传" in refused and kept_in(refused) == []
    send(street, "hazards:report", **{**found(cast), "photos": "", "kept": photos})
    assert (names_beside(only()), StoredFile.objects.count()) == (["一.png", "二.png"], 2)


def test_picture_that_is_none_is_named_and_the_good_one_kept(cast: Cast) -> None:
    street = browser(cast.street)
    wrong = SimpleUploadedFile("假.png", b"<svg/>", "image/png")
    page = send(street, "hazards:report", **found(cast, photos=[picture(), wrong]), status=422)
    assert page.count("“假.png”的内容不是照片，请重新拍照或另选照片（JPG、PNG、HEIC）") == 1
    assert "假.png：" not in page and len(kept_in(page)) == 1
    with unscoped(reason="a test reads"):
        assert Hazard.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "unit", "source"),
    (
        (Role.STREET_OFFICER, "民治街道", "street"),
        (Role.DEPARTMENT_OFFICER, "龙华区住房建设", "department"),
        (Role.DISTRICT_OFFICER, "龙华区", "department"),
        (Role.INSPECTOR, "龙华区住房建设", "supervision"),
        (Role.OFFICE_OFFICER, "龙华区安委办", "supervision"),
    ),
)
def test_source_follows_the_reporters_role_unless_it_is_told(cast: Cast, role: str, unit: str, source: str) -> None:
    client = browser(cast.city.actor(role, unit))
    send(client, "hazards:report", **found(cast))
    assert only().source == source
    assert {"street": "街道排查", "department": "部门检查", "supervision": "督导检查"}[source] in text(
        client, "hazards:page", only().pk
    )


def test_source_filters_the_list(cast: Cast) -> None:
    own = hazard(cast)
    send(browser(cast.street), "hazards:report", **found(cast, source="accident"))
    page = text(browser(cast.office), "hazards:list", query="?state=&source=enterprise")
    assert own.number in page and page.count("/hazards/") - page.count("/hazards/?") > 0
    assert own.number not in text(browser(cast.office), "hazards:list", query="?state=&source=accident")


def test_last_years_stock_was_found_before_this_year(cast: Cast) -> None:
    street, today = browser(cast.street), clock.today()
    page = send(street, "hazards:report", **found(cast, source="last_year"), status=422)
    assert "上年结转的隐患，发现日期应在今年以前" in page
    send(street, "hazards:report", **found(cast, source="last_year", found_on=date(today.year - 1, 12, 31)))
    assert (only().source, only().found_on) == ("last_year", date(today.year - 1, 12, 31))


def test_database_knows_the_sources_and_that_a_report_has_words(cast: Cast) -> None:
    one = hazard(cast)
    for wrong in ({"source": "hearsay"}, {"title": ""}):
        with unscoped(reason="a test writes past the verbs"), pytest.raises(IntegrityError), transaction.atomic():
            Hazard.objects.filter(pk=one.pk).update(**wrong)


def test_place_is_found_by_name_code_local_id_and_address(cast: Cast) -> None:
    with unscoped(reason="a test sets its stage"):
        Site.objects.filter(pk=cast.site.pk).update(address="梅龙路9号", uscc="91440300MA5DEM0006")
    street = browser(cast.street)
    for said in (cast.site.name, cast.site.local_id, "91440300ma5dem0006", "梅龙路 9 号"):
        send(street, "hazards:report", **found(cast, site=said))
    with unscoped(reason="a test reads"):
        assert [one.site_id for one in Hazard.objects.all()] == [cast.site.pk] * 4


def test_part_of_a_name_or_address_offers_sites_to_choose_from(cast: Cast) -> None:
    with unscoped(reason="a test sets its stage"):
        Site.objects.filter(pk=cast.site.pk).update(name="民治大道永盛五金加工店", address="梅龙路9号")
    street = browser(cast.street)
    for part in ("永盛五金", "梅龙路", "民治大道永胜五金加工店"):
        page = send(street, "hazards:report", **found(cast, site=part), status=422)
        assert "民治大道永盛五金加工店，梅龙路9号，民治街道" in page and "登记为新场所" in page
    send(street, "hazards:report", **found(cast, site="永盛五金", pick=cast.site.pk))
    assert only().site_id == cast.site.pk


def new_place(cast: Cast, **given: object) -> dict[str, Any]:
    place = {"site": "阿珍肠粉店", "address": "民乐老村3巷5号", "street": cast.city.territories["民治街道"].pk}
    return found(cast, **place, sector=cast.city.sectors["工贸通用"].pk, **given)


def test_small_place_is_registered_with_the_report_and_numbered_by_its_street(cast: Cast) -> None:
    send(browser(cast.street), "hazards:report", **new_place(cast))
    made = all_sites()[-1]
    code = cast.city.territories["民治街道"].code
    assert (made.name, made.address, made.local_id, made.uscc) == ("阿珍肠粉店", "民乐老村3巷5号", f"{code}-0001", "")
    assert (only().site_id, only().sector_id, only().state) == (made.pk, cast.city.sectors["工贸通用"].pk, "reported")
    assert AuditEntry.objects.filter(model="orgs.site", record=made.pk, verb="add_site").count() == 1
    send(browser(cast.street), "hazards:report", **{**new_place(cast), "site": "老王修车", "address": "民乐老村9号"})
    assert all_sites()[-1].local_id == f"{code}-0002"


def test_small_place_like_one_that_stands_is_registered_only_after_a_look(cast: Cast) -> None:
    send(browser(cast.street), "hazards:report", **new_place(cast))
    before = all_sites()
    like = {**new_place(cast), "site": "阿真肠粉"}
    page = send(browser(cast.street), "hazards:report", **{**like, "address": "民乐老村3巷 5号"}, status=422)
    assert "阿珍肠粉店，民乐老村3巷5号" in page and all_sites() == before
    send(browser(cast.street), "hazards:report", **{**like, "photos": picture()}, pick="new")
    assert len(all_sites()) == len(before) + 1


def test_small_place_is_told_at_once_all_that_it_lacks_together_with_its_sector(cast: Cast) -> None:
    office = browser(cast.city.person(Role.OFFICE_OFFICER, "龙华区安委办"))
    bare = found(cast, site="阿珍肠粉店")
    lacking = ("没有这个场所，也没有相近的场所", "未登记的小场所，请填地址", "请选择所在街道", "登记新场所须选行业领域")
    page = send(office, "hazards:report", **bare, status=422)
    assert [sentence in page for sentence in lacking] == [True] * 4
    folded = re.search("<details[^>]*open>\\s*<summary>没有登记过的小场所</summary>.*?</details>", page, re.DOTALL)
    assert folded is not None
    assert re.findall('name="(address|street|site_sector)"', folded[0]) == ["address", "street", "site_sector"]
    sector = cast.city.sectors["工贸通用"].pk
    place = {"address": "民乐老村3巷5号", "street": cast.city.territories["民治街道"].pk, "site_sector": sector}
    send(office, "hazards:report", **{**bare, "photos": picture()}, **place)
    assert (all_sites()[-1].sector_id, only().sector_id) == (sector, sector)


def test_files_that_are_no_photos_are_taken_from_the_album_only(cast: Cast) -> None:
    street, table = browser(cast.street), b"a,b\n1,2\n"
    for name in ("表.csv", "表.jpg"):
        page = send(street, "hazards:report", **found(cast, photos=SimpleUploadedFile(name, table)), status=422)
        assert f"“{name}”的内容不是照片" in page and kept_in(page) == []
    given = {**found(cast), "title": "", "album": SimpleUploadedFile("表.csv", table)}
    page = send(street, "hazards:report", **given, status=422)
    assert "已上传2张照片、附件" in page and len(kept_in(page)) == 2


def test_clause_that_was_cited_by_a_button_is_shown_and_told(cast: Cast) -> None:
    page = send(browser(cast.street), "hazards:report", aid="GM-13(1)", title="有限空间", status=200)
    assert "data-filled>已引用 GM-13(1)</p>" in page
    folded = re.search("<details[^>]*open>\\s*<summary>描述、行业、日期、来源（可不填）</summary>", page)
    assert folded is not None and 'value="GM-13(1)"' in page


def test_small_place_needs_address_street_and_sector_and_lies_in_ones_area(cast: Cast) -> None:
    before, street = all_sites(), browser(cast.street)
    for wrong, sentence in (
        ({"address": ""}, "未登记的小场所，请填地址，随上报一并登记"),
        ({"sector": ""}, "登记新场所须选行业领域"),
        ({"street": cast.city.territories["粤海街道"].pk}, "选择一个有效的选项"),
    ):
        assert sentence in send(street, "hazards:report", **{**new_place(cast), **wrong}, status=422)
    assert "未登记的小场所" not in send(browser(cast.enterprise), "hazards:report", **new_place(cast), status=422)
    assert all_sites() == before


def test_report_that_is_refused_registers_no_place(cast: Cast) -> None:
    before = all_sites()
    send(browser(cast.street), "hazards:report", **new_place(cast, source="last_year"), status=422)
    assert all_sites() == before


def test_enterprise_contact_finds_the_own_site_filled_in(cast: Cast) -> None:
    page = text(browser(cast.enterprise), "hazards:report")
    assert f'value="{cast.site.name}"' in page and "没有登记过的小场所" not in page


def test_label_opens_a_report_with_its_site_chosen(cast: Cast) -> None:
    street = browser(cast.street)
    page = text(street, "hazards:report", query=f"?site={cast.site.local_id}")
    assert f"已选定：{cast.site.name}，民治街道，{cast.site.local_id}" in page
    stranger = browser(cast.city.actor(Role.STREET_OFFICER, "粤海街道"))
    assert cast.site.name not in text(stranger, "hazards:report", query=f"?site={cast.site.local_id}")


def test_labels_of_a_street_are_printed_together(cast: Cast) -> None:
    other = cast.city.site()
    page = text(browser(cast.street), "hazards:labels")
    assert len(re.findall(r'class="zb-qr"[^>]*><svg', page)) == 2
    assert cast.site.name in page and other.local_id in page and "style=" not in page
    one = text(browser(cast.street), "hazards:label", other.pk)
    assert other.name in one and not re.search(rf"{cast.site.name}(?!\d)", one)
    text(browser(cast.city.actor(Role.STREET_OFFICER, "粤海街道")), "hazards:label", other.pk, status=404)
    strangers = text(browser(cast.city.actor(Role.STREET_OFFICER, "粤海街道")), "hazards:labels")
    assert cast.site.name not in strangers


def test_square_says_the_address_of_the_report(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhiben.hazards.views import labels

    asked: list[str] = []
    monkeypatch.setattr(labels, "qr_svg", lambda address: asked.append(address) or "")
    text(browser(cast.street), "hazards:label", cast.site.pk)
    assert asked == [f"http://testserver/hazards/new/?site={cast.site.local_id}"]


def test_draft_operations_refuse_what_the_form_would(cast: Cast) -> None:
    def told(**given: Any) -> Draft:
        return Draft(**{"title": "", "site": cast.site.pk, "found_on": clock.today(), **given})

    def refused(error: type[Refused], act: Any, who: Actor) -> Refused:
        with scope(who), pytest.raises(error) as told:
            act()
        return told.value

    street, far = cast.street, cast.city.site("粤海街道")
    with scope(street):
        one = operations.save_draft(told(), actor=street)
    no_photo = refused(Incomplete, lambda: operations.report_draft(one, actor=street), street)
    assert isinstance(no_photo, Incomplete) and no_photo.fields == {"photos": "请附现场照片"}
    refused(Refused, lambda: operations.amend_draft(one, told(site=far.pk), files=(), actor=street), street)
    later = told(found_on=clock.today() + days(1))
    refused(Incomplete, lambda: operations.amend_draft(one, later, files=(), actor=street), street)
    with scope(street):
        same = operations.amend_draft(one, told(), files=(), actor=street)
    assert (same.version, AuditEntry.objects.filter(verb="amend_draft").count()) == (0, 0)
