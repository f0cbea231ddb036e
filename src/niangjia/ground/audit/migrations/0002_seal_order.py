from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="seal",
            name="seq",
            field=models.BigAutoField(primary_key=True, serialize=False),
        ),
    ]
