"""Somebody keeps a text with a key that is being destroyed at that moment: it is counted, or it is not written."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from tests.foundation.side_by_side import side_by_side

from zhiben.foundation import audit, secrets
from zhiben.foundation.installation.models import Installation
from zhiben.foundation.secrets import keeping, kinds, turning
from zhiben.foundation.secrets.keyring import ring
from zhiben.foundation.secrets.models import Secret
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.rights import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

LABEL = "foundation.installation"


@pytest.fixture
def old(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a key that is no longer in use, with which somebody who has read the ring before still locks."""
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    monkeypatch.setitem(kinds._kinds, (LABEL, "phone"), kinds.SecretKind(LABEL, "phone", "电话", ()))
    key = turning.add_key(actor=SYSTEM)
    turning.add_key(actor=SYSTEM)
    monkeypatch.setattr(keeping, "active_key", lambda: key)
    return key.id


def test_a_text_that_is_being_kept_is_counted(old: str) -> None:
    kept, asked = threading.Event(), threading.Event()

    def keep() -> None:
        with audit.batch():
            secrets.keep(Installation(pk=1), "phone", "0755-1")
            kept.set()
            assert asked.wait(20)

    def destroy() -> None:
        assert kept.wait(20)
        asked.set()
        turning.destroy_key(old, values=0, actor=SYSTEM)

    nothing, refused = side_by_side(keep, destroy)
    assert nothing is None
    assert isinstance(refused, Refused) and refused.code == "values_left"
    assert keeping.opened(Secret.objects.get()) == "0755-1"


def test_a_text_kept_with_a_key_that_is_gone_is_not_written(old: str) -> None:
    turning.destroy_key(old, values=0, actor=SYSTEM)
    assert ring().find(old).material == ""
    with pytest.raises(Conflict, match="再保存一次"):
        secrets.keep(Installation(pk=1), "phone", "0755-1")
    assert Secret.objects.count() == 0
