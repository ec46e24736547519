"""What departments' records say of cases, put side by side; causes of many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhiben.accidents.models import AccidentCase, CaseCause, SourceRow


@dataclass(frozen=True, slots=True)
class Said:
    """What the departments say of one thing, in the order of their records; `differs` where they say different
    things."""

    column: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """True where two of them that say something say different things."""
        return len({value for value in self.values if value}) > 1


def side_by_side(sources: Sequence[SourceRow], columns: Iterable[str]) -> list[Said]:
    """By column what each record says, of what any of them says anything about."""
    rows = [Said(name, tuple(str(one.said.get(name, "")) for one in sources)) for name in columns]
    return [row for row in rows if any(row.values)]


def standing_causes(cases: Iterable[AccidentCase]) -> dict[int, tuple[int, ...]]:
    """By case, the ids of the codes of its causes, in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = CaseCause.objects.filter(case__in=[case.pk for case in cases], until__isnull=True)
    for case, code in rows.order_by("code__scheme", "code__position", "code").values_list("case", "code"):
        found[case].append(code)
    return {case: tuple(codes) for case, codes in found.items()}
