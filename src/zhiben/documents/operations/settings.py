"""How an office issues: full name, code, where numbers come from."""

from __future__ import annotations

import re

from zhiben.documents import policy
from zhiben.documents.models import IssuingBody
from zhiben.documents.vocab import Numbering
from zhiben.foundation import audit
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

CODE = re.compile(r"[\u4e00-\u9fff]{1,8}")


def set_issuing_body(
    office: int, *, full_name: str, code: str, numbering: Numbering, contact: str = "", actor: Actor
) -> IssuingBody:
    """Enter or correct how `office` issues; papers signed before keep what they say. Raises Incomplete at `code`: no
    letters of an office, or another office's."""
    grant = policy.must_draft(actor, office)
    if not CODE.fullmatch(code.strip()):
        raise Incomplete(N_("请核对机关代字"), fields={"code": N_("机关代字为1至8个汉字，如“深安办”")})
    if other := IssuingBody.objects.filter(code=code.strip()).exclude(unit=office).first():
        used = N_("“{code}”已由{name}使用，两个单位的文号会相同").format(code=other.code, name=other.full_name)
        raise Incomplete(N_("请核对机关代字"), fields={"code": used})
    values = {
        "full_name": full_name.strip(),
        "code": code.strip(),
        "numbering": numbering.value,
        "contact": contact.strip(),
    }
    with audit.batch():
        body, _new = IssuingBody.objects.update_or_create(unit_id=office, defaults=values)
        audit.record("set_issuing_body", actor, subject=("documents.issuingbody", body.pk), facts=values, grant=grant)
    return body
