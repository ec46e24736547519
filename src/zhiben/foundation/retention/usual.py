"""The kinds that the foundation itself keeps: what passes is deleted after its term, what proves is not."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from zhiben.foundation.files.models import Upload
from zhiben.foundation.files.uploading import drop
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.once.models import Sent
from zhiben.foundation.retention.holding import withheld
from zhiben.foundation.retention.kinds import DEFAULT, Forgotten, Kind, declare, deleted, forgotten
from zhiben.kernel.text import N_

LOG = 183
"""Six months at least: 《网络安全法》 as published in 2016, article 21 (3). It was amended with effect of 2026 and its
articles may have moved, so that pages name the text and no article."""
LAW_OF_LOGS = N_("《网络安全法》（2016年公布的文本）：网络日志不少于六个月；本系统长期保存，不删除")
LAW_OF_ASSESSMENTS = N_("《个人信息保护法》第五十六条：影响评估报告和处理情况记录至少三年；本系统不存放此类报告")
OVER = (JobState.DONE, JobState.FAILED, JobState.REFUSED)


def _once(until: datetime) -> Forgotten:
    return deleted(Sent.objects.filter(at__lt=until))


def _uploads(until: datetime) -> Forgotten:
    old = list(Upload.objects.filter(at__lt=until))
    told = forgotten(one.pk for one in old)
    for one in old:
        drop(one)
    return told


def _jobs(until: datetime) -> Forgotten:
    """Those with a key of their own stay: by it one knows that the same was asked for. The clock's own may go."""
    free = Q(key__isnull=True) | Q(key__contains="@")
    rows = Job.objects.filter(free, state__in=OVER, finished_at__lt=until)
    return deleted(rows, withheld("foundation.job"))


declare(Kind("once", N_("已办表单的标记"), 7, DEFAULT, _once, machine=True))
declare(Kind("uploads", N_("没有传完的文件"), 1, DEFAULT, _uploads, machine=True))
declare(Kind("jobs", N_("后台任务的记录"), LOG, DEFAULT, _jobs, least=30, model="foundation.job"))
declare(Kind("ledger", N_("台账（操作日志）"), LOG, LAW_OF_LOGS, None))
declare(Kind("disclosures", N_("查阅记录"), LOG, LAW_OF_LOGS, None))
declare(Kind("assessments", N_("个人信息保护影响评估"), 3 * 366, LAW_OF_ASSESSMENTS, None))
