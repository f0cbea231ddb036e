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
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('person_id', models.BigIntegerField(null=True)),
                ('sheet', models.CharField(blank=True, max_length=30)),
                ('name_sealed', models.TextField(blank=True)),
                ('media_type', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('pages', models.PositiveIntegerField(default=1)),
                ('digest', models.CharField(max_length=64)),
                ('came_as', models.CharField(max_length=64)),
                ('origin', models.CharField(choices=[('upload', '上传'), ('phone', '手机拍照'), ('scan', '扫描归档'), ('exchange', '外单位交换')], max_length=10)),
                ('consent', models.CharField(blank=True, max_length=30)),
                ('dated_on', models.DateField(null=True, verbose_name='材料日期')),
                ('expires_on', models.DateField(null=True, verbose_name='有效期到')),
                ('state', models.CharField(choices=[('kept', '有效'), ('expired', '已过有效期'), ('removed', '已移除')], default='kept', max_length=8)),
                ('at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('removed_words', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='evidence_subject'), models.Index(fields=['path'], name='evidence_path'), models.Index(fields=['state', 'expires_on'], name='evidence_expiry'), models.Index(fields=['came_as'], name='evidence_came_as'), models.Index(fields=['person_id'], name='evidence_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'removed'), ('removed_at__isnull', False)), models.Q(models.Q(('state', 'removed'), _negated=True), ('removed_at__isnull', True)), _connector='OR'), name='file_removed_has_a_moment')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('sheet', models.CharField(max_length=30)),
                ('signature', models.CharField(max_length=16)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_id', 'sheet'), name='label_once_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='Stack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(blank=True, max_length=255)),
                ('actor_kind', models.CharField(max_length=10)),
                ('media_type', models.CharField(max_length=80)),
                ('pages', models.PositiveIntegerField()),
                ('next_page', models.PositiveIntegerField(default=0)),
                ('filed', models.PositiveIntegerField(default=0)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('reading', '正在读'), ('done', '读完了'), ('failed', '没有读完')], default='reading', max_length=8)),
                ('at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['account', '-id'], name='evidence_stacks_of')],
            },
        ),
        migrations.CreateModel(
            name='TrayPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('path', niangjia.kit.ids.AsciiField(blank=True, max_length=255)),
                ('media_type', models.CharField(max_length=80)),
                ('why', models.CharField(choices=[('no_code', '没有认出纸上的编号'), ('unknown', '编号不是本平台的，或者打印件已作废'), ('not_yours', '不归您归档，请转给负责的人'), ('unreadable', '这一页打不开，或者没有收下')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', '等人归档'), ('filed', '已归档'), ('thrown', '已丢弃')], default='waiting', max_length=8)),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.file')),
                ('stack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tray', to='evidence.stack')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['path', 'state', 'id'], name='evidence_tray')],
                'constraints': [models.UniqueConstraint(fields=('stack', 'number'), name='tray_page_once')],
            },
        ),
    ]
