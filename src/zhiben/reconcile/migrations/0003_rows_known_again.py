from itertools import groupby
from typing import Any

from django.db import migrations, models

from zhiben.reconcile.recalling import keys

MARK = "\x1f"


def know_rows_again(apps: Any, _editor: Any) -> None:
    """Rows of comparisons from before there were keys of what stays of a row get the keys that they have now. Copies of
    a difference that those comparisons left are brought together at the next one, by a person and with a line in the
    ledger each."""
    rows = apps.get_model("reconcile", "ComparedRow")._base_manager
    comparisons = apps.get_model("reconcile", "Comparison")._base_manager
    known = rows.exclude(steady="").values("comparison")
    for one in comparisons.exclude(pk__in=known):
        mine = list(rows.filter(comparison=one).order_by("side", "pk"))
        for side, told in groupby(mine, key=lambda row: row.side):
            ledger = list(told)
            headings = one.left_headings if side == "left" else one.right_headings
            found = keys(headings, [row.text.split(MARK) for row in ledger])
            for row, key in zip(ledger, found, strict=True):
                row.key, row.steady = key
        rows.bulk_update(mine, ["key", "steady"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("reconcile", "0002_same_differences"),
    ]

    operations = [
        migrations.AlterField(
            model_name="discrepancy",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("omitted", "漏报"),
                    ("late", "迟报"),
                    ("mistaken", "错录"),
                    ("counted", "口径不同"),
                    ("written", "写法不同"),
                    ("year", "年份笔误"),
                    ("twice", "重复"),
                    ("other", "其他"),
                ],
                default="",
                max_length=12,
                verbose_name="原因",
            ),
        ),
        migrations.RunPython(know_rows_again, migrations.RunPython.noop, elidable=True),
    ]
