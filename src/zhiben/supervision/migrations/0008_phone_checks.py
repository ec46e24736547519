from django.db import migrations, models

import zhiben.supervision.vocab


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0007_covered"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="phoneact",
            name="phone_act_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="phoneversion",
            name="phone_version_is_known",
        ),
        migrations.AlterField(
            model_name="phoneact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("arrive", "到场"),
                    ("find", "问题"),
                    ("check", "逐项检查"),
                    ("again", "此前的问题"),
                    ("strike", "撤去"),
                    ("close", "签字"),
                    ("original", "原图"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="phoneversion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("arrive", "到场"),
                    ("find", "问题"),
                    ("check", "逐项检查"),
                    ("again", "此前的问题"),
                    ("strike", "撤去"),
                    ("close", "签字"),
                    ("original", "原图"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="phoneact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            zhiben.supervision.vocab.Act["ARRIVE"],
                            zhiben.supervision.vocab.Act["FIND"],
                            zhiben.supervision.vocab.Act["CHECK"],
                            zhiben.supervision.vocab.Act["AGAIN"],
                            zhiben.supervision.vocab.Act["STRIKE"],
                            zhiben.supervision.vocab.Act["CLOSE"],
                            zhiben.supervision.vocab.Act["ORIGINAL"],
                        ],
                    )
                ),
                name="phone_act_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="phoneversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            zhiben.supervision.vocab.Act["ARRIVE"],
                            zhiben.supervision.vocab.Act["FIND"],
                            zhiben.supervision.vocab.Act["CHECK"],
                            zhiben.supervision.vocab.Act["AGAIN"],
                            zhiben.supervision.vocab.Act["STRIKE"],
                            zhiben.supervision.vocab.Act["CLOSE"],
                            zhiben.supervision.vocab.Act["ORIGINAL"],
                        ],
                    )
                ),
                name="phone_version_is_known",
            ),
        ),
    ]
