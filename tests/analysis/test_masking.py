"""What is taken out of a narrative, and what only looks like a name."""

from __future__ import annotations

import pytest

from zhiben.analysis.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("死者姓名：李明远，身份证号440301199003071234", "死者姓名〔姓名〕，身份证号〔证件号码〕"),
        ("身份证11010519491231002X。", "身份证〔证件号码〕。"),
        ("证号４４０３０１１９９００３０７１２３４", "证号〔证件号码〕"),
        ("旧证号440301900307123", "旧证号〔证件号码〕"),
        ("联系电话13800138000、138 0013 8000、+86-138-0013-8000", "联系电话〔电话〕、〔电话〕、〔电话〕"),
        ("值班电话0755-83212345", "值班电话〔电话〕"),
        ("粤B12345号货车与粤BD12345号轿车相撞", "〔车牌〕号货车与〔车牌〕号轿车相撞"),
        ("挂车京A·1234挂", "挂车〔车牌〕"),
        ("邮箱zhang.san@example.com.cn", "邮箱〔邮箱〕"),
        ("卡号6222020200112233445", "卡号〔号码〕"),
        ("工人张三在三楼作业时坠落", "工人〔姓名〕在三楼作业时坠落"),
        ("司机：王建国驾驶货车", "司机：〔姓名〕驾驶货车"),
        ("欧阳小红（女，45岁）被砸中", "〔姓名〕（女，45岁）被砸中"),
        ("周某某进入污水井，其同事陈某施救", "〔姓名〕进入污水井，其同事〔姓名〕施救"),
        ("姓名：买买提·吐尔逊", "姓名〔姓名〕"),
    ],
)
def test_personal_data_is_taken_out_and_masking_again_changes_nothing(text: str, masked: str) -> None:
    assert mask(text).text == masked
    assert mask(masked).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "工人高处作业时坠落，高温天气，员工应立即撤离",
        "员工于上午10时在车间被金属板砸中，司机方向盘失灵",
        "电工程师在现场检查，工人施工时未系安全带",
        "2023年11月5日，损失约120.5万元，坠落高度30米",
        "统一社会信用代码91440300708461136T，文号深安〔2021〕15号",
        "工人安全意识差，负责人管理不到位，工人严重受伤",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert (mask(text).text, dict(mask(text).taken)) == (text, {})


def test_kinds_are_counted() -> None:
    told = mask("死者张三（男，45岁），电话13800138000，同车李某，电话13900139000")
    assert dict(told.taken) == {"电话": 2, "姓名": 2}
