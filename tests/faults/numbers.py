"""One of several processes in which threads take numbers as fast as they can: hazards reported, document numbers taken;
every tenth transaction fails after it has taken its number. Prints how many of each were kept."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.config.settings")
FAILING = 10


class Failed(Exception):
    """Something went wrong after the number was taken."""


def write(number: int, *, each: int, place: int) -> tuple[int, int]:
    """One thread's share."""
    from django.db import connections, transaction

    from zhiben.documents import register
    from zhiben.documents.models import OfficialDocument
    from zhiben.foundation.audit import batch
    from zhiben.foundation.scope import scope
    from zhiben.hazards.operations import Draft, report_many
    from zhiben.kernel import clock
    from zhiben.orgs.models import Person, Site
    from zhiben.orgs.queries import actor_of

    kept = [0, 0]
    try:
        officer = actor_of(Person.objects.get(username=os.environ["NUMBERS_OFFICER"]))
        with scope(officer):
            document, site = OfficialDocument.objects.get(pk=place), Site.objects.first()
            assert site is not None
            for turn in range(each):
                draft = Draft(f"{os.getpid()}-{number}-{turn}", site.pk, clock.today())
                try:
                    with batch():
                        report_many([draft], actor=officer)
                        if turn % FAILING == 0:
                            raise Failed
                    kept[0] += 1
                except Failed:
                    pass
                try:
                    with transaction.atomic():
                        register.take(document, actor=officer, at=clock.now())
                        if turn % FAILING == 0:
                            raise Failed
                    kept[1] += 1
                except Failed:
                    pass
    finally:
        connections.close_all()
    return kept[0], kept[1]


def main(threads: int, each: int, place: int) -> list[int]:
    import django

    django.setup()
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(partial(write, each=each, place=place), range(threads)))
    return [sum(one[0] for one in found), sum(one[1] for one in found)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*(int(one) for one in sys.argv[1:4]))))
