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
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('path', niangjia.kit.ids.AsciiField(blank=True, max_length=255)),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='文件名称和文号')),
                ('valid_from', models.DateField(null=True, verbose_name='从哪天起执行')),
                ('items', models.JSONField(default=list)),
                ('grades', models.JSONField(default=list)),
                ('basis', models.CharField(default='share', max_length=5)),
                ('first', models.BooleanField(default=False)),
                ('digest', models.CharField(blank=True, max_length=32)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=10)),
                ('hands', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('first', True), models.Q(('published_by__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='version_published_has_a_day_and_a_hand'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('made_by__isnull', True), models.Q(('made_by', models.F('published_by')), _negated=True), _connector='OR'), name='version_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('kind', 'path', 'valid_from'), name='version_one_a_day'), models.UniqueConstraint(condition=models.Q(('first', True)), fields=('kind', 'digest'), name='version_first_once')],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('subject_code', models.CharField(blank=True, max_length=16)),
                ('title', models.CharField(max_length=120)),
                ('values', models.JSONField(default=dict)),
                ('remarks', models.JSONField(default=dict)),
                ('score', models.IntegerField(null=True)),
                ('grade', models.CharField(blank=True, max_length=20)),
                ('digest', models.CharField(blank=True, max_length=32)),
                ('current', models.BooleanField(default=True)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('checked_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scorecards.sheet')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scorecards.version')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['kind', 'current', 'score', 'id'], name='scorecards_score'), models.Index(fields=['subject_kind', 'subject_id'], name='scorecards_subject'), models.Index(fields=['path'], name='scorecards_path')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('kind', 'subject_kind', 'subject_id'), name='sheet_one_current')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
