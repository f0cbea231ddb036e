import django.db.models.deletion
import django.db.models.manager
import niangjia.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_reshaping'),
        ('organising', '0005_shapes'),
        ('people', '0005_people_import_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('file_name', models.CharField(max_length=200)),
                ('taken_on', models.DateField()),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('reading', '正在读取'), ('comparing', '正在比对'), ('done', '已比对'), ('failed', '没有比成')], default='waiting', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('rows_there', models.PositiveIntegerField(default=0)),
                ('rows_here', models.PositiveIntegerField(default=0)),
                ('wrong', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done_rows', models.PositiveIntegerField(default=0)),
                ('columns', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('by_unit', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('wiped_on', models.DateField(null=True)),
                ('previous', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organising.comparison')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path', '-id'], name='organising_comparison_path')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('side', models.CharField(choices=[('here', '只在本地'), ('there', '只在省库'), ('differs', '两边不一样')], max_length=8)),
                ('person_id', models.BigIntegerField(null=True)),
                ('identity_index', niangjia.kit.ids.AsciiField(max_length=64)),
                ('cells', models.CharField(blank=True, max_length=60)),
                ('sealed', models.TextField(blank=True)),
                ('digest', niangjia.kit.ids.AsciiField(max_length=24)),
                ('since', models.DateField()),
                ('state', models.CharField(choices=[('open', '没有处理'), ('taken', '已按省库改'), ('left', '核对过，照旧')], default='open', max_length=8)),
                ('act', models.CharField(blank=True, max_length=16)),
                ('acted_at', models.DateTimeField(null=True)),
                ('before', models.TextField(blank=True)),
                ('comparison', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organising.comparison')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['comparison', 'side', 'path', 'id'], name='organising_difference_list'), models.Index(fields=['comparison', 'identity_index'], name='organising_difference_number'), models.Index(condition=models.Q(('person_id__isnull', False)), fields=['person_id'], name='organising_difference_who'), models.Index(condition=models.Q(('act', ''), _negated=True), fields=['act'], name='organising_difference_act')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Leaving',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('state', models.CharField(choices=[('open', '等最后一天过完'), ('done', '已退会'), ('withdrawn', '已撤回')], default='open', max_length=10)),
                ('reason', models.CharField(choices=[('moving', '离开本地，到外地工作'), ('stopped', '不工作了，以后也不打算找'), ('official', '不再是以工资为主要收入的职工'), ('service', '工会办的事对我没有用'), ('unasked', '当初不是自己要入会的'), ('other', '其他'), ('untold', '不想说')], max_length=10)),
                ('last_on', models.DateField()),
                ('asked_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path', 'state'], name='organising_leaving_path'), models.Index(fields=['unit', 'decided_on'], name='organising_leaving_unit'), models.Index(condition=models.Q(('state', 'open')), fields=['last_on'], name='organising_leaving_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person',), name='leaving_one_open_a_person'), models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('asked_on'))), name='leaving_days_in_order')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('field', models.CharField(choices=[('name', '姓名'), ('identity', '证件号码'), ('phone', '手机号')], max_length=10)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('open', '在办'), ('done', '已更正'), ('refused', '不予通过'), ('withdrawn', '已撤回')], default='open', max_length=10)),
                ('matter_code', models.CharField(blank=True, max_length=16)),
                ('sealed', models.TextField(blank=True)),
                ('before', models.TextField(blank=True)),
                ('proved', models.BooleanField(default=False)),
                ('agreed', models.BooleanField(default=False)),
                ('account_id', models.BigIntegerField(null=True)),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('why', models.CharField(blank=True, choices=[('no_phone', '没有手机，或者不会用'), ('elderly', '年纪大，本人要求代办'), ('sight', '看不清、读写有困难'), ('together', '单位集中办理，本人在场')], max_length=10, verbose_name='代办原因')),
                ('key', models.CharField(max_length=60)),
                ('request', models.CharField(blank=True, max_length=64)),
                ('asked_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('working_days', models.PositiveSmallIntegerField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path', 'state'], name='organising_change_path'), models.Index(fields=['unit', 'asked_on'], name='organising_change_unit'), models.Index(condition=models.Q(('state', 'draft')), fields=['state', 'asked_on'], name='organising_change_draft')],
                'constraints': [models.UniqueConstraint(fields=('key',), name='change_key_once'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'field'), name='change_one_open_a_field'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'withdrawn']), ('decided_on__isnull', False), _connector='OR'), name='change_decided_with_day')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
