"""The telephones of accounts, liaison persons and members of task forces are kept secret: each is encrypted, and the
columns go. That a phone belongs to one account is told by a keyed digest."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MODELS = ("LiaisonPerson", "ForceMember", "Person")


def conceal_all(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt the three columns and empty them; digest those of accounts."""
    import zhiben.orgs.operations.phones  # noqa: F401 - declares where digests stand
    from zhiben.foundation.secrets import digest_of
    from zhiben.foundation.secrets.converting import conceal

    told = {model: conceal(apps, editor, "orgs", model, "phone") for model in MODELS}
    people = apps.get_model("orgs", "Person").objects
    for pk, phone in told["Person"].items():
        people.filter(pk=pk).update(phone_digest=digest_of("orgs.person", "phone", phone))


class Migration(migrations.Migration):
    dependencies = [("orgs", "0009_territory_by_kind"), ("foundation", "0011_keeping_terms")]

    operations = [
        migrations.AddField("person", "phone_digest", models.CharField(blank=True, max_length=80, default=""), False),
        migrations.RunPython(conceal_all, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint("person", "one_account_per_phone"),
        migrations.RemoveField("person", "phone"),
        migrations.RemoveField("liaisonperson", "phone"),
        migrations.RemoveField("forcemember", "phone"),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                condition=models.Q(("phone_digest", ""), _negated=True),
                fields=("phone_digest",),
                name="one_account_per_phone",
            ),
        ),
    ]
