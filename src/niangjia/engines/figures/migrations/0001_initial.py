import django.db.models.deletion
import django.db.models.manager
import niangjia.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Signed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('figure', models.CharField(max_length=60, verbose_name='指标')),
                ('label', models.CharField(max_length=120, verbose_name='名称')),
                ('definition', models.TextField(verbose_name='口径')),
                ('word', models.CharField(blank=True, max_length=20, verbose_name='单位')),
                ('unit_name', models.CharField(max_length=120, verbose_name='范围')),
                ('first', models.DateField(verbose_name='起')),
                ('last', models.DateField(verbose_name='止')),
                ('single', models.BooleanField(default=False)),
                ('view', models.CharField(choices=[('was', '按当时的组织关系'), ('is', '按现在的组织关系')], default='was', max_length=4)),
                ('where', models.JSONField(default=dict)),
                ('value', models.CharField(blank=True, max_length=40, verbose_name='数值')),
                ('amount', models.BigIntegerField(null=True)),
                ('count', models.BigIntegerField(default=0)),
                ('high', models.BigIntegerField(default=0)),
                ('rule', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('signed_at', models.DateTimeField(verbose_name='审定时间')),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('whole', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='figures.signed')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['figure', '-signed_at'], name='figures_signed_figure')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SignedRows',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('signed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='packed', to='figures.signed')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
