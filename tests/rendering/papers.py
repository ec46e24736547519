"""One paper of every kind, fictional and labelled: notice, letter, minutes, report to superiors, long table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.rendering import sample

from zhiben.foundation.rendering import (
    Attachment,
    Attendance,
    Column,
    Copies,
    Heading,
    Paper,
    Para,
    Style,
    Table,
    Urgency,
)

OFFICE = "某市安全生产委员会办公室"
COPIES = (
    Copies("抄送", "省安委办，市纪委监委，市委组织部，各区党委和政府主要负责同志，市各专业安全生产委员会办公室。"),
)
FACTS = Para("经查，部分单位动火作业未落实审批，有限空间作业无人监护，疏散通道被占用，问题反复出现。" * 3)
DUTY = Para("请高度重视，举一反三，逐项明确责任人和整改期限，确保隐患闭环销号，并将整改情况书面反馈。" * 2)


def notice() -> Paper:
    """A red-head notice with headings of all levels and two attachments, one of them printed."""
    return Paper(
        style=Style.REDHEAD,
        masthead=OFFICE + "文件",
        number="某安办〔2024〕12号",
        title="关于开展全市安全生产治本攻坚三年行动重大事故隐患专项整治的通知",
        addressee="各区安全生产委员会，市安委会各成员单位：",
        issuer=OFFICE,
        date=date(2024, 7, 1),
        blocks=(
            FACTS,
            Heading(1, "一、总体要求"),
            DUTY,
            Heading(2, "（一）时间安排"),
            Para("自2024年7月5日起至9月6日止。", lead="三个阶段。"),
            Heading(3, "1.自查"),
            DUTY,
        ),
        attachments=(Attachment("各区重点任务和重大事故隐患进展", (sample.district_table(),)), Attachment("单位名单")),
        note="联系人：王某，电话：0755-00000000",
        copies=COPIES,
        printer=OFFICE,
        print_date=date(2024, 7, 2),
    )


def letter() -> Paper:
    """A letter that reminds."""
    return replace(
        notice(),
        style=Style.LETTER,
        masthead=OFFICE,
        number="某安办函〔2024〕7号",
        title="关于督促燃气使用场所隐患整改的提醒函",
        addressee="某区人民政府：",
        blocks=(FACTS, DUTY),
        attachments=(),
        urgency=Urgency.URGENT,
    )


def minutes() -> Paper:
    """Minutes with those present, on leave and in attendance."""
    return replace(
        notice(),
        style=Style.MINUTES,
        masthead="某市安全生产委员会会议纪要",
        number="〔2024〕3号",
        title="市安委会2024年第三季度全体成员（扩大）会议纪要",
        addressee="",
        blocks=(FACTS, Heading(1, "一、关于隐患整治"), DUTY),
        attachments=(),
        note="",
        attendance=(
            Attendance("出席", "市委办公厅王某，市应急管理局李某，市住房建设局张某，市交通运输局赵某，市水务局钱某。"),
            Attendance("请假", "市气象局孙某。"),
            Attendance("列席", "某集团周某。"),
        ),
        copies=(Copies("分送", "市安委会各成员单位。"),),
    )


def report() -> Paper:
    """A report to superiors, signed by three, issued by two."""
    return replace(
        notice(),
        title="关于全市重大事故隐患动态清零工作进展情况和下一步工作安排的报告",
        addressee="市人民政府：",
        blocks=(FACTS, DUTY),
        attachments=(),
        urgency=Urgency.MOST_URGENT,
        signers=("王某某", "李某", "张某某"),
        co_issuers=("某市应急管理局",),
    )


def long_table() -> Paper:
    """A notice with a table of sixty rows."""
    rows = tuple((str(n), f"第{n}家单位", "疏散通道被占用，自动消防设施停用", "2024年8月1日") for n in range(1, 61))
    table = Table("表1　问题清单", tuple(map(Column, ("序号", "责任单位", "问题描述", "整改期限"))), rows=rows)
    return replace(notice(), blocks=(FACTS, table, DUTY), attachments=())


def filler() -> Paper:
    """Nothing but full lines."""
    return replace(notice(), blocks=(Para("安" * 28 * 58),), attachments=(), copies=(), title="关于工作的通知")


ALL = {paper.__name__: paper for paper in (notice, letter, minutes, report, long_table, filler)}
