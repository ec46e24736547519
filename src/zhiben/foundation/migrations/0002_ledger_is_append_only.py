"""The ledger's entries can be added, never changed or deleted."""

from django.db import migrations

from zhiben.foundation.audit import guard


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guard.GUARD.put_up(editor.connection),
            lambda apps, editor: guard.GUARD.take_down(editor.connection),
        )
    ]
