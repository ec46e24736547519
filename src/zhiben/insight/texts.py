"""Narratives beside studies. A study stays as it was found; a narrative may be corrected or masked afterwards. So
studies keep cases by id and a digest of what was read, and whoever looks at a study reads the narratives of cases that
are in scope, as they stand now."""

from __future__ import annotations

import csv
import hashlib
import io

from zhiben.accidents import queries as accidents
from zhiben.foundation.studies import Study

DIGEST = "经过的校验值（SHA-256前16位）"
"""The column of a digest among the inputs."""
ONCE_KEPT = ("经过", "事故经过")
"""Columns of the inputs of older studies that keep the narratives themselves."""
SAID = 160
"""So many characters of a narrative are quoted."""


def digest(text: str) -> str:
    """By which anybody who may read a narrative can tell whether it is still the one that was read; "" of none."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text.strip() else ""


def quoted(cases: list[int]) -> dict[int, str]:
    """By case the beginning of its narrative as it stands, of those in scope that have one."""
    return {case: text[:SAID] for case, text in accidents.narratives(cases).items()}


def hides_narratives(study: Study) -> bool:
    """Whether what went in holds digests in place of narratives."""
    header = study.inputs.partition("\n")[0].rstrip("\r").split(",")
    return not {DIGEST, *ONCE_KEPT}.isdisjoint(header)


def inputs_of(study: Study) -> str:
    """The table that went in, as CSV; narratives that an older study keeps are replaced by their digests."""
    rows = list(csv.reader(io.StringIO(study.inputs)))
    hidden = [place for place, name in enumerate(rows[0]) if name in ONCE_KEPT] if rows else []
    if not hidden:
        return study.inputs
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(DIGEST if place in hidden else name for place, name in enumerate(rows[0]))
    for row in rows[1:]:
        writer.writerow(digest(cell) if place in hidden else cell for place, cell in enumerate(row))
    return told.getvalue()
