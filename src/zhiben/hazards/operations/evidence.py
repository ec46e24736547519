"""The evidence pack of a hazard: its whole chain in one ZIP that proves itself offline. Who took it, and by which hash
it is known again, stands in the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhiben.foundation.audit import record
from zhiben.foundation.audit.ledger import plain
from zhiben.foundation.audit.packs import Chain, Packed, Part, chain_of, write_pack
from zhiben.foundation.files import read_bytes
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.people import names_of, unit_names_of
from zhiben.hazards.models import Hazard
from zhiben.hazards.queries.around import Around, around_of, issued_papers, said_of
from zhiben.hazards.queries.course import TRIGGER, course_of, reasons_of
from zhiben.hazards.queries.origin import is_told_alike, source_of
from zhiben.hazards.vocab import DRAFT
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

HOW = N_(
    """{number} 证据包

内容
  index.html   供人阅读：隐患、整改、现场记录、申请、挂牌、管控、回头看、经过、附件及其摘要
  index.json   供程序读取的同样内容；head 是导出时台账的链尾
  ledger.json  上述各项在台账中的全部条目，逐字照录，含前一条的哈希和本条的哈希
  附件、公文    原件，未作任何改动
  SHA256SUMS   以上每个文件的SHA-256

离线校验（不需联网，不需本系统）
  一、装有Python 3.9以上的电脑，解压后运行：python3 verify.py
      或对压缩包校验：python3 verify.py 证据包.zip。改动任何一个字节都会指出。
  二、没有Python的，可用 sha256sum -c SHA256SUMS 核对各文件。
与系统对照
  导出时，系统台账记有“导出证据包”一条，其中sums是SHA256SUMS的摘要；整包被替换的，与它对不上。
  链尾和任何一条的“序号:哈希”，都可以在系统上用 zhiben audit verify --expect 序号:哈希 对照。
  各条目不一定相邻，本包只能证明每条未被改动；整条链是否完整，须在系统上验证。
"""
)

LEFT_OUT = N_("企业导出的，ledger.json 不含“重新打开”的条目。\n")


def export_evidence(hazard: Hazard, out: IO[bytes], *, actor: Actor) -> Packed:
    """Write the pack of a hazard that was found in scope to `out`, and note who took it. Raises Refused when a file is
    no longer what was stored, and of a draft; then nothing is noted."""
    if hazard.state == DRAFT:
        raise Refused(N_("草稿尚未上报，没有证据包"), code="wrong_state")
    packed = write_evidence(hazard, out)
    facts = {"files": packed.files, "sums": packed.sums}
    record("export_evidence", actor, subject=("hazards.hazard", hazard.pk), facts=facts)
    return packed


def write_evidence(hazard: Hazard, out: IO[bytes]) -> Packed:
    """Write the pack as it is at this moment; the same content and moment give the same bytes."""
    around, moment = around_of(hazard), clock.now()
    alike = is_told_alike(hazard)
    chain = _without_triggers(chain_of(around.ids)) if alike else chain_of(around.ids)
    files = _files(around, issued_papers(around))
    page = render_to_string("hazards/evidence.html", {**_shown(around, files, chain), "moment": moment})
    parts = [_part(name, stored, about) for name, stored, about in files]
    parts.append(Part("index.html", page.encode, {"kind": "page"}))
    index = {"record": hazard.number, "exported_at": moment.isoformat(), **_rows(around), **_names(chain, around)}
    index["hazard"][0]["source"] = source_of(hazard)
    how = _(HOW).format(number=hazard.number) + (_(LEFT_OUT) if alike else "")
    return write_pack(out, parts, chain, index, how)


def _without_triggers(chain: Chain) -> Chain:
    """Without the entries that tell what a reopening came from: hashed as they are, they cannot be told in part."""
    return replace(chain, entries=[one for one in chain.entries if TRIGGER not in json.loads(one["facts"])])


Named = tuple[str, StoredFile, dict[str, Any]]


def _files(around: Around, papers: list[OfficialDocument]) -> list[Named]:
    """Each original under a number and its own name, with what it lies beside and what its camera said."""
    found: list[Named] = []
    stages = around.stages
    for number, one in enumerate(around.files, start=1):
        about: dict[str, Any] = {"kind": "attachment", "beside": [one.model, one.record_id], "purpose": one.purpose}
        about["stage"] = stages[one.pk]
        about |= {"uploaded_by": one.file.uploaded_by, "uploaded_at": plain(one.file.uploaded_at)}
        if one.file.is_photo:
            seen = ("taken_text", "taken_at", "device_at", "latitude", "longitude", "make", "model")
            about["photo"] = {name: plain(getattr(one.file.photo, name)) for name in seen}
        found.append((f"附件/{number:03}-{one.file.name}", one.file, about))
    for number, document in enumerate(papers, start=1):
        if document.file is not None:
            told = {"kind": "document", "stage": _("公文"), "title": document.title, "number": document.number}
            found.append((f"公文/{number:03}-{document.file.name}", document.file, told))
    return found


def _part(name: str, stored: StoredFile, about: dict[str, Any]) -> Part:
    return Part(name, lambda: read_bytes(stored), about)


def _shown(around: Around, files: list[Named], chain: Chain) -> dict[str, Any]:
    """What the page for people tells."""
    lines = course_of(around)
    people = around.people | {stored.uploaded_by for _name, stored, _about in files}
    return {
        "hazard": around.hazard,
        **said_of(around.hazard),
        "around": around,
        "names": names_of(people),
        "reasons": reasons_of(around, lines),
        "lines": [line for line in lines if line.seq <= chain.head.seq],
        "files": files,
        "head": chain.head,
    }


def _rows(around: Around) -> dict[str, Any]:
    """Every row as it stands in its table."""
    kinds = {
        "hazard": [around.hazard],
        "attempts": around.attempts,
        "records": around.records,
        "requests": around.requests,
        "listings": around.listings,
        "controls": around.controls,
        "second_looks": around.looks,
    }
    return {kind: list(_columns(rows)) for kind, rows in kinds.items()}


def _columns(rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {field.attname: plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _names(chain: Chain, around: Around) -> dict[str, dict[str, str]]:
    """Whom the ids mean, as the page names them."""
    people = around.people | {int(one[key]) for one in chain.entries for key in ("actor", "substitute_for")}
    units = unit_names_of(int(one["unit"]) for one in chain.entries)
    told = names_of(people - {0})
    return {
        "people": {str(one): told[one] for one in sorted(told)},
        "units": {str(one): units[one] for one in sorted(units) if one},
    }
