"""The occasions of special supervision as values: seasons, festivals, weather, great events; the months in which each
is usual, and what is looked at. Months and words are defaults of this product, no rule: a round's own words say what
holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhiben.kernel.text import N_
from zhiben.supervision.vocab import Occasion


@dataclass(frozen=True, slots=True)
class OccasionKind:
    """One occasion: in which months it is usual (none: at any time), and what is looked at first."""

    occasion: Occasion
    months: tuple[int, ...]
    looks_at: str

    @property
    def label(self) -> str:
        """The office's word."""
        return self.occasion.label

    @property
    def when(self) -> str:
        """Its months in words."""
        return "、".join(N_("{month}月").format(month=month) for month in self.months) or N_("随时")


OCCASIONS: dict[Occasion, OccasionKind] = {
    one.occasion: one
    for one in (
        OccasionKind(Occasion.NEW_YEAR, (12, 1), N_("岁末年初赶工期、赶进度，停产检修，人员密集场所")),
        OccasionKind(Occasion.SPRING, (1, 2), N_("烟花爆竹，商场市场、庙会灯会，客运，值班值守，节后复工复产")),
        OccasionKind(Occasion.TOMB, (3, 4), N_("祭扫用火，林区和墓园，客运")),
        OccasionKind(Occasion.MAY, (4, 5), N_("旅游景区、大型游乐设施，客运，商业综合体")),
        OccasionKind(Occasion.FLOOD, (4, 5, 6, 7, 8, 9), N_("深基坑、高边坡、起重机械，地下空间，值班和撤离预案")),
        OccasionKind(Occasion.TYPHOON, (6, 7, 8, 9, 10), N_("塔吊、脚手架、户外广告，海上船舶，工棚人员转移")),
        OccasionKind(Occasion.HEAT, (6, 7, 8, 9), N_("危险化学品储运，有限空间，用电负荷，电动自行车充电")),
        OccasionKind(Occasion.AUTUMN, (9, 10), N_("旅游景区、客运、人员密集场所，大型活动，值班值守")),
        OccasionKind(Occasion.COLD, (11, 12, 1, 2), N_("城镇燃气和取暖，消防水源防冻，道路结冰，冬季施工")),
        OccasionKind(Occasion.EVENT, (), N_("重大活动期间的活动场所及周边，重点企业，应急准备")),
    )
}


def usual_in(month: int) -> Sequence[OccasionKind]:
    """All occasions, those that are usual in a month in front."""
    return sorted(OCCASIONS.values(), key=lambda one: month not in one.months)
