"""Texts of accidents: personal data is masked before anything is kept or compared."""

from __future__ import annotations

import re

VERSION = "1"
MASKED = "某某"

_NUMBERS = (
    re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
    re.compile(r"(?<!\d)\d{15}(?!\d)"),
    re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"),
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\- ]?[A-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支"
    "柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄封储靳段富巫乌焦巴弓牧隗山谷车侯宓蓬全班仰"
    "秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬"
    "申扶堵冉宰郦雍却桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇"
    "广禄阙东殴沃利蔚越夔隆师巩厍聂晁勾敖融冷辛阚那简饶空曾沙养鞠须丰巢关相查后荆红游权盖益桓公肖闫付岳覃"
)
_ROLE = (
    r"(?:死者|伤者|伤员|死亡人员|受伤人员|遇难者|遇难人员|失踪人员|司机|驾驶员|驾驶人|工人|作业人员|员工|操作工|电工|焊工|"
    r"负责人|法定代表人|项目经理|安全员|班组长|班长|工友|当事人|报案人|家属|姓名)"
)
_NAMED = re.compile(
    rf"({_ROLE}[:： ]?)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[（(，,、。；;：: 在于因被从和及与等]|$)"
)
_DESCRIBED = re.compile(rf"(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[（(](?:男|女|身份证))")


def mask(text: str) -> str:
    """`text` with numbers of identity cards and phones, licence plates and people's names (where a word like 死者 or a
    bracket like （男，45岁） says that it is one) replaced. What is masked once stays as it is; a name that nothing
    announces is not found, so that texts still need a person's eye."""
    for pattern in _NUMBERS:
        text = pattern.sub("***", text)
    text = _PLATE.sub("***", text)
    text = _NAMED.sub(lambda found: found[1] + MASKED, text)
    return _DESCRIBED.sub(MASKED, text)
