"""One act as a phone tells it. What programs may send and a phone of ours never would is refused here in a sentence,
before anything is looked up or kept: no text where a list is, no number that is none, nothing that no database keeps.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_, can_be_kept
from zhiben.supervision.vocab import COARSE, UNKEEPABLE, Act

WORDS = {
    "text": N_("问题"),
    "becomes": N_("性质"),
    "basis": N_("依据"),
    "verdict": N_("答复"),
    "without": N_("没有定位的原因"),
    "despite": N_("离场所远的理由"),
    "reason": N_("理由"),
    "conclusion": N_("检查情况"),
    "counterpart": N_("陪同人员"),
    "refused": N_("拒绝签字的情况"),
    "witness": N_("见证人"),
    "original": N_("原图"),
}
"""What is a text in every act that has it."""

PLACE = ("latitude", "longitude")
NUMBERS = (*PLACE, "accuracy")
FILES = ("photos", "signatures")
SHA256 = re.compile(r"[0-9a-f]{64}")

MOST_SAID, DEEPEST = 60_000, 4
"""So many characters of JSON one act has at most, and so many lists and objects within one another."""


@dataclass(frozen=True, slots=True)
class Said:
    """One act as a phone tells it: the device's own name for it, what, to which target (id), when by the device, and
    the words; `photos` in the words are named by their SHA-256."""

    key: str
    kind: Act
    target: int
    at: datetime
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blurred(self) -> dict[str, Any]:
        """The words, with the place as coarse as it stands in clear."""
        place = {name: round(float(self.words[name]), COARSE) for name in PLACE if self.words.get(name) is not None}
        return {name: word for name, word in self.words.items() if name not in PLACE} | place

    @property
    def digest(self) -> str:
        """SHA-256 over all that was said, of the place what is coarse: the rest could be found by trying. When an
        original was told says nothing of it."""
        at = "" if self.kind == Act.ORIGINAL else self.at.isoformat()
        whole = [self.kind, self.target, at, self.blurred]
        return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def must_be_sound(self) -> None:
        """Raise Refused for what cannot be read or kept, whichever act it is."""
        for part in _parts(self.words):
            if isinstance(part, str) and not can_be_kept(part):
                raise Refused(UNKEEPABLE, code="phone_words")
            if isinstance(part, float) and not isfinite(part):
                raise Refused(N_("这一条里有不是数的数字，无法登记"), code="phone_words")
        if len(json.dumps(self.words, ensure_ascii=False)) > MOST_SAID:
            raise Refused(N_("这一条的内容太多，请分成几条"), code="phone_words")
        for name in WORDS:
            self.text(name)
        for name in NUMBERS:
            self.number(name)
        for name in FILES:
            self.listed(name)

    def text(self, name: str) -> str:
        """A word; empty where it was left out. Raises Refused for anything but a text."""
        found = self.words.get(name)
        if found is not None and not isinstance(found, str):
            raise Refused(N_("“{what}”应为文字"), what=WORDS.get(name, name), code="phone_words")
        return found or ""

    @property
    def basis(self) -> str | None:
        """The grounds of what was found by an item; None by a device that does not ask for them."""
        return self.text("basis") if "basis" in self.words else None

    def number(self, name: str) -> float | None:
        """A number; None where it was left out. Raises Refused for anything else."""
        found = self.words.get(name)
        if found is not None and (type(found) not in (int, float) or not abs(found) < 1e300):
            raise Refused(N_("定位不对"), code="phone_words")
        return None if found is None else float(found)

    def identifier(self, name: str) -> int:
        """The id of a row; 0 where it was left out, -1, which no row has, for anything else."""
        found = self.words.get(name)
        if found in (None, "", 0):
            return 0
        return found if type(found) is int and 0 < found < 2**63 else -1

    def listed(self, name: str) -> list[Mapping[str, Any]]:
        """A list of what is told of files. Raises Refused for anything else, and for files without a name."""
        found = self.words.get(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(_is_a_file(one) for one in found):
            raise Refused(N_("照片的编号不对，请删去照片后重拍"), code="phone_words")
        return found


def _is_a_file(one: Any) -> bool:
    if not isinstance(one, Mapping):
        return False
    sent, original = one.get("sha256"), one.get("original")
    named = isinstance(sent, str) and SHA256.fullmatch(sent)
    return bool(named and (original in (None, "") or (isinstance(original, str) and SHA256.fullmatch(original))))


def _parts(value: Any, depth: int = 0) -> Iterator[Any]:
    """All texts and numbers within, names too. Raises Refused for what lies too deep."""
    if depth > DEEPEST:
        raise Refused(N_("这一条的内容无法读取，请更新手机离线版后重试"), code="phone_words")
    if isinstance(value, Mapping):
        yield from value
        value = list(value.values())
    if not isinstance(value, list):
        yield value
        return
    for one in value:
        yield from _parts(one, depth + 1)
