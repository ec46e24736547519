"""Every sentence about a lost race belongs to a constraint that there is, and each that people race for has one."""

from __future__ import annotations

from django.apps import apps
from django.db.models import UniqueConstraint

from zhiben.foundation import conflicts
from zhiben.foundation.lifecycle.models import Living

NUMBERED_UNDER_A_LOCK = {"document_number_once_a_year", "document_total_number_once"}


def test_sentences_are_about_constraints_that_there_are() -> None:
    assert conflicts.told() - set(conflicts.by_columns().values()) == set()


def test_columns_tell_one_constraint_from_another() -> None:
    names = list(conflicts.by_columns().values())
    assert len(names) == len(set(names))


def test_every_unique_rule_of_a_record_has_its_sentence() -> None:
    living = [model for model in apps.get_models() if issubclass(model, Living)]
    rules = {one.name for model in living for one in model._meta.constraints if isinstance(one, UniqueConstraint)}
    assert rules - NUMBERED_UNDER_A_LOCK - conflicts.told() == set()
