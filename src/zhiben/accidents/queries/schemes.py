"""The schemes of codes: which there are, which codes stand, and how types of the older scheme are counted in the newer
one, or the other way about, where the data cannot say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zhiben.accidents.models import AccidentCase, Code, CodeScheme, Crosswalk
from zhiben.accidents.vocab import CAUSES, TYPE_1986, TYPE_2025, VALID, Layer
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_

COLUMN = {TYPE_1986: "type_1986", TYPE_2025: "type_2025"}
"""Which column of a case holds its type in a scheme."""

NO_WAY = "-"
"""The group of types that are coded in the other scheme and lead nowhere in this one."""


def all_schemes() -> list[CodeScheme]:
    """All schemes, those of types first."""
    order = list(Layer)
    return sorted(CodeScheme.objects.all(), key=lambda one: (order.index(Layer(one.layer)), one.pk))


def scheme_of(pk: int) -> CodeScheme:
    """A scheme. Raises NotFound."""
    found = CodeScheme.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这个代码表"))
    return found


def code_of(pk: int) -> Code:
    """A code. Raises NotFound."""
    found = Code.objects.filter(pk=pk).select_related("scheme").first()
    if found is None:
        raise NotFound(N_("没有这个代码"))
    return found


def codes_of(scheme: CodeScheme, *, ended: bool = False) -> QuerySet[Code]:
    """The codes of a scheme in order; those that have ended too where asked for."""
    rows = Code.objects.filter(scheme=scheme).order_by("position", "code", "-edition")
    return rows if ended else rows.filter(ended_on__isnull=True)


def standing(*layers: str) -> list[Code]:
    """The standing codes of these layers, in order."""
    rows = Code.objects.filter(scheme__layer__in=layers, ended_on__isnull=True).select_related("scheme")
    return list(rows.order_by("scheme", "position", "code"))


def cause_codes() -> list[Code]:
    """The standing codes of all layers of causes."""
    order = [*map(str, CAUSES)]
    return sorted(standing(*CAUSES), key=lambda one: (order.index(one.scheme.layer), one.position, one.code))


def known_causes() -> list[Code]:
    """Every code of a cause in its last edition, those that have ended too, in order."""
    rows = Code.objects.filter(scheme__layer__in=CAUSES).select_related("scheme").order_by("edition")
    order = [*map(str, CAUSES)]
    last = {(one.scheme_id, one.code): one for one in rows}
    return sorted(last.values(), key=lambda one: (order.index(one.scheme.layer), one.position, one.code))


def ended_causes() -> list[Code]:
    """Editions of causes that stand no longer, for cases that were coded by them."""
    return list(Code.objects.filter(scheme__layer__in=CAUSES, ended_on__isnull=False).select_related("scheme"))


def type_codes(key: str) -> list[Code]:
    """The standing codes of a scheme of types."""
    return list(Code.objects.filter(scheme__key=key, ended_on__isnull=True).order_by("position", "code"))


def present_editions() -> dict[int, int]:
    """By the id of any edition of a code, the id of the one that stands; codes that have ended are left out."""
    rows = list(Code.objects.values_list("pk", "scheme", "code", "ended_on"))
    standing = {(scheme, code): pk for pk, scheme, code, ended in rows if ended is None}
    return {pk: standing[scheme, code] for pk, scheme, code, _ended in rows if (scheme, code) in standing}


def crosswalk(as_of: datetime | None = None) -> list[Crosswalk]:
    """How the older codes become the newer ones, as it stood just before `as_of` (None: as it stands)."""
    held = Q(until__isnull=True)
    if as_of is not None:
        held = (held | Q(until__gte=as_of)) & (Q(since__isnull=True) | Q(since__lt=as_of))
    return list(Crosswalk.objects.filter(held).select_related("old", "new").order_by("old__position", "new__position"))


def leading_nowhere() -> list[Code]:
    """The standing codes of the older scheme from which no way leads."""
    led = {way.old.code for way in crosswalk()}
    return [one for one in type_codes(TYPE_1986) if one.code not in led]


def to_ask() -> QuerySet[AccidentCase]:
    """Valid cases in scope of which only the older type is known, and that leads to several newer ones, to none, or is
    to be looked at by hand: a person has to say."""
    ways = crosswalk()
    news: dict[str, set[str]] = {}
    for way in ways:
        news.setdefault(way.old.code, set()).add(way.new.code)
    asking = {way.old.code for way in ways if way.by_hand or len(news[way.old.code]) > 1}
    asking |= set(Code.objects.filter(scheme__key=TYPE_1986).values_list("code", flat=True)) - set(news)
    rows = AccidentCase.objects.filter(state__in=VALID, type_2025__isnull=True, type_1986__code__in=asking)
    return rows.order_by("-occurred_on", "-pk")


@dataclass(frozen=True, slots=True)
class Types:
    """Types counted in one scheme. `group` of a code is the codes that the data cannot tell apart, joined by "+"; a
    code that can be told is a group of its own."""

    scheme: str
    labels: Mapping[str, str]
    ways: Mapping[str, frozenset[str]]
    _groups: dict[str, str] = field(default_factory=dict)

    def candidates(self, old: str, new: str) -> frozenset[str]:
        """The codes of this scheme that a case coded `old` in the 1986 scheme and `new` in the 2025 one may be of."""
        own, other = (new, old) if self.scheme == TYPE_2025 else (old, new)
        return frozenset({own}) if own else self.ways.get(other, frozenset())

    def bring_together(self, found: Iterable[frozenset[str]]) -> None:
        """Let codes be one group that some case may be of either way."""
        parent = {code: code for code in self.labels}

        def head(code: str) -> str:
            while parent[code] != code:
                code = parent[code]
            return code

        for candidates in found:
            first, *others = sorted(candidates) or [""]
            for other in others:
                parent[head(other)] = head(first)
        members: dict[str, list[str]] = {}
        for code in sorted(self.labels):
            members.setdefault(head(code), []).append(code)
        self._groups.update({code: "+".join(some) for some in members.values() for code in some})

    def group(self, candidates: Collection[str], *, coded: bool = False) -> str:
        """The group of what a case may be; empty where nothing is known, a group of its own where the type is `coded`
        in the other scheme and no way leads from there."""
        if candidates:
            return self._groups[min(candidates)]
        return NO_WAY if coded else ""

    def label(self, group: str) -> str:
        """What a group is called; of several codes that they cannot be told apart."""
        if not group:
            return N_("类型未填")
        if group == NO_WAY:
            return N_("旧类型无对应") if self.scheme == TYPE_2025 else N_("新类型无对应")
        names = [self.labels[code] for code in group.split("+")]
        return names[0] if len(names) == 1 else N_("{names}（部分数据不能区分）").format(names="／".join(names))


def types_in(scheme: str, as_of: datetime | None = None) -> Types:
    """The types of a scheme, ready to group, by the ways and in the editions of `as_of` (None: of now). Raises NotFound
    for another scheme."""
    if scheme not in COLUMN:
        raise NotFound(N_("没有这个代码表"))
    rows = _labels(scheme, as_of)
    ways: dict[str, set[str]] = {}
    for way in crosswalk(as_of):
        other, own = (way.old, way.new) if scheme == TYPE_2025 else (way.new, way.old)
        ways.setdefault(other.code, set()).add(own.code)
    return Types(scheme, rows, {code: frozenset(some) for code, some in ways.items()})


def _labels(scheme: str, as_of: datetime | None) -> dict[str, str]:
    """By code what it was called: in the first edition that had not ended before that day, or else in the last."""
    day = None if as_of is None else (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    found: dict[str, str] = {}
    standing: set[str] = set()
    rows = Code.objects.filter(scheme__key=scheme).order_by("edition").values_list("code", "label", "ended_on")
    for code, label, ended in rows:
        if code not in standing:
            found[code] = label
            if ended is None or (day is not None and ended >= day):
                standing.add(code)
    return found
