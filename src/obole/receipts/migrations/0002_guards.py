from django.db import migrations

from obole.receipts.models import guards


def install_guards(apps, schema_editor):
    guards.install_guards(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("receipts", "0001_initial")]

    operations = [migrations.RunPython(install_guards, migrations.RunPython.noop)]
