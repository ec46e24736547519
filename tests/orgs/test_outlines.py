"""The office's own outlines of districts: read with care, drawn with their source, given up again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as built
from tests.factories.outlines import geojson, square
from tests.factories.pages import browser, send, text

from zhiben.foundation.rendering.outlines import Shape, outline_map, read_outlines
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.orgs.models import TerritoryOutline
from zhiben.orgs.operations import drop_outlines, set_outlines
from zhiben.orgs.queries import districts, outlines
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]
LINE = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}


@pytest.fixture
def city() -> City:
    return built()


def feature(**given: Any) -> dict[str, Any]:
    return {**square("龙华区", 0), **given}


@pytest.mark.parametrize(
    ("data", "told"),
    (
        (b"\xff\xfe", "文件不是GeoJSON"),
        (b"[" * 100_000, "文件不是GeoJSON"),
        (b"[]", "应为含有要素的FeatureCollection"),
        (geojson(features=[]), "应为含有要素的FeatureCollection"),
        (geojson(features=[7]), "第1个要素不是面"),
        (geojson(features=[feature(geometry=LINE)]), "第1个要素不是面"),
        (geojson(features=[feature(geometry=None)]), "第1个要素不是面"),
        (geojson(features=[feature(properties={})]), "第1个要素没有名称"),
        (geojson(features=[feature(geometry={"type": "Polygon", "coordinates": [[[200, 0]]]})]), "坐标不对"),
        (geojson(features=[feature(geometry={"type": "Polygon", "coordinates": [[["x", 0]]]})]), "坐标不对"),
        (geojson(features=[feature(geometry={"type": "Polygon", "coordinates": 7})]), "坐标不对"),
        (geojson(features=[feature(geometry={"type": "Polygon"})]), "坐标不对"),
        (geojson("龙华区").replace(b"20", b"NaN"), "坐标不对"),
        (geojson("龙华区").replace(b"21", b"9" * 400), "坐标不对"),
        (geojson(features=[feature(geometry={"type": "Polygon", "coordinates": []})]), "界线不闭合"),
        (geojson(features=[feature(geometry={"type": "Polygon", "coordinates": [[]]})]), "界线不闭合"),
        (b" " * (5 * 2**20 + 1), "文件超过5兆字节"),
    ),
)
def test_a_file_that_is_none_is_told_so(data: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_outlines(data)


def test_long_lines_are_thinned_and_too_many_points_refused() -> None:
    ring = [[place % 90, 1.123456789] for place in range(100_000)]
    long = feature(geometry={"type": "MultiPolygon", "coordinates": [[ring]]})
    ((_names, (kept,)),) = read_outlines(geojson(features=[long]))
    assert (len(kept), kept[1]) == (400, [70.0, 1.12346])
    short = feature(geometry={"type": "Polygon", "coordinates": [[[1, 2]] * 100_001]})
    with pytest.raises(Refused, match="界线点数超过200000"):
        read_outlines(geojson(features=[short] * 2))


def test_outlines_stand_for_districts_by_name_or_code(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    coded = square("", 1, adcode=440305)
    data = geojson(features=[square("龙华区", 0), coded])
    assert set_outlines(data, source="审图号：示例（示例数据）", actor=office) == 2
    names = {city.territories[name].pk for name in ("龙华区", "南山区")}
    assert set(outlines()) == names
    assert set_outlines(geojson("龙华区"), source="新图", actor=office) == 1
    assert [one.source for one in outlines().values()] == ["新图"]
    drop_outlines(actor=office)
    assert outlines() == {}


def test_what_is_no_district_or_comes_twice_or_without_source_changes_nothing(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    set_outlines(geojson("龙华区"), source="原图", actor=office)
    for data, told in (
        (geojson("龙华区", "某区"), "不认识这些区域：某区"),
        (geojson("龙华区", "龙华区"), "出现了两次"),
    ):
        with pytest.raises(Refused, match=told):
            set_outlines(data, source="x", actor=office)
    with pytest.raises(Incomplete):
        set_outlines(geojson("南山区"), source=" ", actor=office)
    with pytest.raises(NotAllowed):
        set_outlines(geojson("南山区"), source="x", actor=city.actor(Role.OFFICE_OFFICER, "龙华区安委办"))
    assert [one.source for one in outlines().values()] == ["原图"]


def test_map_is_drawn_on_them_with_their_source_and_escaped_names() -> None:
    rings = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]
    shapes = [Shape("<甲>", rings, 3.0, "3"), Shape("乙", rings, None)]
    drawn = outline_map(shapes, legend="未销号", source="审图号1", title="图")
    assert ("&lt;甲&gt;" in drawn, "审图号1" in drawn, "无数据" in drawn, drawn.count("<path ")) == (
        True,
        True,
        True,
        2,
    )


def test_pages_take_a_file_and_the_flow_is_drawn_on_it(city: City) -> None:
    cast = Cast(city)
    hazard(cast, "verified")
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert "示意图，非行政区划图" in _drawn(office)
    wrong = SimpleUploadedFile("x.geojson", b"{}", "application/json")
    assert "FeatureCollection" in send(office, "orgs:outlines", file=wrong, source="审图号9", status=422)
    right = SimpleUploadedFile("x.geojson", geojson("龙华区"), "application/json")
    send(office, "orgs:outlines", file=right, source="审图号9")
    assert "审图号9" in text(office, "orgs:outlines")
    drawn = _drawn(office)
    lacking = [card.short_name for card in districts() if card.name != "龙华区"]
    assert "示意图，非行政区划图" in drawn and f"{'、'.join(lacking)}还没有上传界线，暂用示意方块" in drawn
    whole = SimpleUploadedFile("x.geojson", geojson(*(card.name for card in districts())), "application/json")
    send(office, "orgs:outlines", file=whole, source="审图号9")
    drawn = _drawn(office)
    assert ("审图号9" in drawn, "示意图，非行政区划图" in drawn) == (True, False)
    send(office, "orgs:drop_outlines")
    assert TerritoryOutline.objects.count() == 0


def _drawn(client: Any) -> str:
    from urllib.parse import unquote

    return unquote(text(client, "hazards:flow"))
