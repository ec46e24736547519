"""Reads of joint studies: one with its causes, looks on site and gaps, and who may take part."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from zhiben.foundation.scope.models import Participation
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.accident_words import STUDYING
from zhiben.supervision.models import AccidentSignal, JointStudy, StudyCause, StudyGap, StudyLook, Visit


def joint_studies() -> QuerySet[JointStudy]:
    """The studies in scope, the latest first."""
    return JointStudy.objects.select_related("office", "case", "round", "report", "letter").order_by("-pk")


def study_of(pk: int) -> JointStudy:
    """One study in scope. Raises NotFound."""
    found = joint_studies().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该联合研判"))
    return found


def signal_behind(study: JointStudy) -> AccidentSignal:
    """The signal that a study in scope was opened from, whatever the scope."""
    return AccidentSignal._unfiltered().get(pk=study.signal_id)


def studies_from(signal: AccidentSignal) -> list[JointStudy]:
    """The studies in scope that were opened from a signal."""
    return list(joint_studies().filter(signal=signal.pk))


def causes_of(study: JointStudy) -> list[StudyCause]:
    """The causes that were written down, in their order."""
    return list(StudyCause.objects.filter(study=study).select_related("code__scheme").order_by("position"))


def looks_of(study: JointStudy) -> list[StudyLook]:
    """What was seen on site, the latest first."""
    return list(StudyLook.objects.filter(study=study).order_by("-on", "-pk"))


def gaps_of(study: JointStudy) -> list[StudyGap]:
    """The gaps, in their order."""
    return list(StudyGap.objects.filter(study=study).order_by("position"))


def gap_of(study: JointStudy, position: int) -> StudyGap:
    """One of them. Raises NotFound."""
    found = StudyGap.objects.filter(study=study, position=position).first()
    if found is None:
        raise NotFound(N_("没有找到该缺口"))
    return found


def departments_in(study: JointStudy) -> list[int]:
    """The departments that take part, by id."""
    rows = Participation.objects.filter(model=study._meta.label_lower, record=study.pk, part=STUDYING)
    return list(rows.order_by("pk").values_list("unit", flat=True))


def visits_for(study: JointStudy) -> Sequence[Visit]:
    """The visits in scope of the round in which a study goes on site."""
    if study.round_id is None:
        return []
    rows = Visit.objects.filter(round=study.round_id).exclude(state="void").select_related("site")
    return list(rows.order_by("arrived_at", "pk"))
