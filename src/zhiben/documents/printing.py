"""A paper as PDF and as DOCX, each set once for as long as the process remembers it: what was set before a transaction
is only looked up inside it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

from zhiben.documents.models import OfficialDocument
from zhiben.foundation.rendering import (
    Paper,
    Rendered,
    from_json,
    render_all,
    render_docx,
    require_settable,
    substituted,
    to_json,
)
from zhiben.foundation.rendering.sums import require_sums
from zhiben.kernel.errors import Refused

REMEMBERED = 128
"""Papers: those of one month of a city, which are set together and then kept together."""

_pdfs: OrderedDict[str, Rendered] = OrderedDict()
_guard = Lock()


def pdf_of(paper: Paper) -> Rendered:
    """The paper as PDF. Raises Refused as `render` does."""
    return pdfs_of([paper])[0]


def pdfs_of(papers: Sequence[Paper]) -> list[Rendered]:
    """Many papers as PDF, set together but for those that were set just now. Raises Refused as `render` does."""
    records = [to_json(paper) for paper in papers]
    with _guard:
        known = {record: _pdfs[record] for record in records if record in _pdfs}
    new = [record for record in dict.fromkeys(records) if record not in known]
    known |= zip(new, render_all([from_json(record) for record in new]), strict=True)
    with _guard:
        for record in records:
            _pdfs[record] = known[record]
            _pdfs.move_to_end(record)
        while len(_pdfs) > REMEMBERED:
            _pdfs.popitem(last=False)
    return [known[record] for record in records]


def docx_of(paper: Paper) -> bytes:
    """The paper as DOCX."""
    return _docx(to_json(paper))


def prepare(papers: Sequence[Paper]) -> None:
    """Set the papers in both forms, so that the transaction which keeps the bytes is short."""
    pdfs_of(papers)
    for paper in papers:
        docx_of(paper)


def digest(paper: Paper) -> str:
    """SHA-256 of the paper's record."""
    return _digest(to_json(paper))


def _digest(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()


def say(document: OfficialDocument, paper: Paper) -> None:
    """Let the record say `paper` (not saved): the words, their hash, and the title that lists show."""
    document.title, document.paper_json = paper.title, to_json(paper)
    document.paper_sha256 = _digest(document.paper_json)


def require_right(paper: Paper) -> None:
    """What must hold before a paper goes on: it can be set, and its tables add up. Raises Refused that names the
    place."""
    require_sums(paper)
    require_settable(paper)


def strays(paper: Paper) -> tuple[str, ...]:
    """The characters for which the office's own fonts have no shape, each with its place: another face is taken, which
    a person is to look at. None where fonts are lacking altogether, of which every other step speaks."""
    try:
        return tuple(f"“{one.char}”（{one.place}）" for one in substituted(paper))
    except Refused:
        return ()


@lru_cache(maxsize=REMEMBERED)
def _docx(record: str) -> bytes:
    return render_docx(from_json(record)).content
