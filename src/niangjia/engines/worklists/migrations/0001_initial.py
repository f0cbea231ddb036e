import django.db.models.deletion
import django.db.models.manager
import niangjia.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
        ('org', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40, verbose_name='清单')),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('subject_code', models.CharField(blank=True, max_length=16)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('title', models.CharField(max_length=120, verbose_name='事项')),
                ('facts', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=32)),
                ('due_on', models.DateField(verbose_name='到期日')),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '办结'), ('dropped', '不办了'), ('settled', '自行了结')], default='open', max_length=8, verbose_name='状态')),
                ('stands', models.BooleanField(default=True)),
                ('outcome', models.CharField(blank=True, max_length=30, verbose_name='结果')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('told', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField(verbose_name='从什么时候')),
                ('closed_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['state', 'due_on', 'id'], name='worklists_due'), models.Index(fields=['path'], name='worklists_path'), models.Index(fields=['owner', 'state', 'due_on'], name='worklists_owner'), models.Index(fields=['subject_kind', 'subject_id'], name='worklists_subject')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_kind', 'subject_id'), name='task_once_a_subject'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='task_closed_has_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'done'), _negated=True), ('outcome', '')), _connector='OR'), name='task_done_has_an_outcome')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('take', '领办'), ('assign', '交办'), ('note', '记一笔'), ('postpone', '延期'), ('finish', '办结'), ('drop', '不办了'), ('reopen', '重新打开'), ('settle', '事由消失，自行了结'), ('return', '事由又出现，重新打开'), ('release', '办理人不再负责这里，退回清单')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('facts', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('batch', models.CharField(blank=True, max_length=16)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='worklists.task')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['batch'], name='worklists_batch')],
            },
        ),
    ]
