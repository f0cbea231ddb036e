"""Appointments and delegations get random codes, by which addresses name them."""

from django.db import migrations, models

import niangjia.kit.ids


def give_codes(apps, schema_editor):
    for name in ("Appointment", "Delegation"):
        model = apps.get_model("access", name)
        rows = list(model._base_manager.filter(code__isnull=True).only("pk"))
        for row, code in zip(rows, niangjia.kit.ids.new_codes(len(rows)), strict=True):
            row.code = code
        model._base_manager.bulk_update(rows, ["code"], batch_size=500)


def field(**more):
    length = niangjia.kit.ids.CODE_LENGTH
    return models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=length, unique=True, **more)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_account_home_unit")]

    operations = [
        migrations.AddField("appointment", "code", models.CharField(editable=False, max_length=niangjia.kit.ids.CODE_LENGTH, null=True)),
        migrations.AddField("delegation", "code", models.CharField(editable=False, max_length=niangjia.kit.ids.CODE_LENGTH, null=True)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField("appointment", "code", field()),
        migrations.AlterField("delegation", "code", field()),
    ]
