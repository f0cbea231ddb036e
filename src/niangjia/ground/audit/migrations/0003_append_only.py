from django.conf import settings
from django.db import migrations

from niangjia.ground.audit import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, deletes=getattr(settings, "AUDIT_REFUSES_DELETES", True))


def drop(apps, schema_editor):
    guards.drop(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_seal_order")]

    operations = [migrations.RunPython(install, drop)]
