"""Which database the demonstration may be built in."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import connection

from zhiben.foundation import installation
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.installation.models import Installation
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

ELSEWHERE = N_("不能在其中建造演示城市，请另设ZHIBEN_HOME或ZHIBEN_DATABASE_URL")


def must_be_ours() -> None:
    """Raise Refused unless the database is empty or a demonstration: anything else may be somebody's work."""
    tables = set(connection.introspection.table_names())
    if not tables or installation.current().demonstration:
        return
    if Installation._meta.db_table not in tables:
        raise Refused(N_("这个数据库里有别的程序的表；") + ELSEWHERE)
    if AuditEntry.objects.exists() or get_user_model()._default_manager.exists():
        raise Refused(N_("这个数据库不是演示库，且已有数据；") + ELSEWHERE)
