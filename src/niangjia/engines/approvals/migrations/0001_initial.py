
import django.db.models.deletion
import django.db.models.manager
import niangjia.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('people', '0003_people_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('account_id', models.BigIntegerField(null=True)),
                ('person_id', models.BigIntegerField(null=True)),
                ('act', models.CharField(choices=[('drafted', '存为草稿'), ('asked', '提交申请'), ('resubmitted', '修改后再次提交'), ('approved', '同意'), ('returned', '退回'), ('refused', '不予通过'), ('claimed', '逾期未答复，视为同意'), ('recalled', '撤回自己的办理'), ('pulled_back', '收回修改'), ('undone', '撤销刚才的办理'), ('handed_over', '转交'), ('withdrawn', '撤回申请')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('words_sealed', models.TextField(blank=True)),
                ('number', models.PositiveIntegerField()),
                ('amount', models.BigIntegerField(default=0)),
                ('digest', models.CharField(max_length=32)),
                ('told', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('frozen', '等您确认'), ('working', '正在办'), ('done', '办完了'), ('stopped', '中途停下')], default='frozen', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['account_id', '-id'], name='approvals_batch_account')],
            },
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('subject_code', models.CharField(blank=True, max_length=16)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('other_path', niangjia.kit.ids.AsciiField(blank=True, max_length=255)),
                ('title', models.CharField(max_length=120, verbose_name='事项')),
                ('amount', models.BigIntegerField(default=0, verbose_name='金额')),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('for_account_id', models.BigIntegerField(null=True)),
                ('acting', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('waiting', '审核中'), ('returned', '退回'), ('approved', '已批准'), ('refused', '不予通过'), ('withdrawn', '已撤回')], default='draft', max_length=10)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('begun_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('asked_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_on', models.DateField(null=True)),
                ('working_days', models.PositiveSmallIntegerField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('sealed', models.TextField(blank=True)),
                ('asker', models.CharField(blank=True, max_length=60)),
                ('key', models.CharField(blank=True, max_length=60)),
                ('request', models.CharField(blank=True, max_length=32)),
                ('by_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('other_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='BatchRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=16)),
                ('revision', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', '还没有办'), ('done', '办好了'), ('refused', '没有办成')], default='waiting', max_length=8)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='approvals.batch')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='approvals.matter')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('kind', models.CharField(max_length=40)),
                ('document', models.CharField(blank=True, max_length=80, verbose_name='依据文号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布')], default='draft', max_length=10)),
                ('valid_from', models.DateField(null=True, verbose_name='起')),
                ('valid_to', models.DateField(null=True, verbose_name='止')),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RouteStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=60, verbose_name='环节名称')),
                ('where', models.CharField(max_length=10, verbose_name='由谁办')),
                ('power', models.CharField(max_length=60, verbose_name='办理权限')),
                ('days', models.PositiveSmallIntegerField(default=5, verbose_name='工作日')),
                ('silence', models.CharField(default='waits', max_length=8, verbose_name='逾期不答复')),
                ('amount_from', models.BigIntegerField(blank=True, null=True)),
                ('amount_to', models.BigIntegerField(blank=True, null=True)),
                ('levels', models.JSONField(blank=True, default=list)),
                ('unit_kinds', models.JSONField(blank=True, default=list)),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='approvals.route')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Stand',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=30)),
                ('title', models.CharField(blank=True, max_length=60)),
                ('power', models.CharField(max_length=60)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('days', models.PositiveSmallIntegerField()),
                ('silence', models.CharField(default='waits', max_length=8)),
                ('state', models.CharField(choices=[('to_come', '还没有到'), ('open', '正在办'), ('approved', '同意'), ('returned', '退回'), ('refused', '不予通过'), ('passed', '逾期视为同意'), ('dropped', '没有经过')], default='to_come', max_length=10)),
                ('since', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('holder_id', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('for_account_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('words_sealed', models.TextField(blank=True)),
                ('due_told', models.BooleanField(default=False)),
                ('overdue_told', models.BooleanField(default=False)),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stands', to='approvals.matter')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('drafted', '存为草稿'), ('asked', '提交申请'), ('resubmitted', '修改后再次提交'), ('approved', '同意'), ('returned', '退回'), ('refused', '不予通过'), ('claimed', '逾期未答复，视为同意'), ('recalled', '撤回自己的办理'), ('pulled_back', '收回修改'), ('undone', '撤销刚才的办理'), ('handed_over', '转交'), ('withdrawn', '撤回申请')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by_kind', models.CharField(max_length=10)),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('for_account_id', models.BigIntegerField(null=True)),
                ('by_person_id', models.BigIntegerField(null=True)),
                ('to_account_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('words_sealed', models.TextField(blank=True)),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='approvals.matter')),
                ('stand', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='approvals.stand')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['path', 'kind', 'state'], name='approvals_matter_path'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['unit', 'kind'], name='approvals_matter_unit'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person', '-id'], name='approvals_matter_person'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('by_account_id__isnull', False)), fields=['by_account_id', '-id'], name='approvals_matter_asker'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('kind', 'asker', 'key'), name='matter_key_once'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'waiting', 'returned']), ('subject_id__isnull', False)), fields=('kind', 'subject_kind', 'subject_id'), name='matter_one_living_a_subject'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='matter_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(('asked_at__isnull', False), ('asked_on__isnull', False), ('round__gte', 1)), _connector='OR'), name='matter_asked_before_decided'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_on__isnull', True), ('state__in', ['draft', 'waiting', 'returned']), ('working_days__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_on__isnull', False), ('state', 'withdrawn'), ('working_days__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_on__isnull', False), ('state__in', ['approved', 'refused']), ('working_days__isnull', False)), _connector='OR'), name='matter_decided_with_date'),
        ),
        migrations.AddIndex(
            model_name='batchrow',
            index=models.Index(fields=['batch', 'state', 'id'], name='approvals_batch_row'),
        ),
        migrations.AddIndex(
            model_name='batchrow',
            index=models.Index(fields=['matter'], name='approvals_batch_matter'),
        ),
        migrations.AddConstraint(
            model_name='batchrow',
            constraint=models.UniqueConstraint(fields=('batch', 'code'), name='batch_row_once'),
        ),
        migrations.AddIndex(
            model_name='route',
            index=models.Index(fields=['kind', 'path'], name='approvals_route_kind'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state', 'published'), ('valid_from__isnull', False)), _connector='OR'), name='route_published_with_day'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='route_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published'), ('valid_to__isnull', True)), fields=('unit', 'kind'), name='route_one_open'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('unit', 'kind'), name='route_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='routestop',
            constraint=models.UniqueConstraint(fields=('route', 'position'), name='route_stop_once'),
        ),
        migrations.AddConstraint(
            model_name='routestop',
            constraint=models.UniqueConstraint(fields=('route', 'name'), name='route_stop_name_once'),
        ),
        migrations.AddConstraint(
            model_name='routestop',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 250)), name='route_stop_days'),
        ),
        migrations.AddConstraint(
            model_name='routestop',
            constraint=models.CheckConstraint(condition=models.Q(('silence__in', ['waits', 'passes'])), name='route_stop_silence'),
        ),
        migrations.AddConstraint(
            model_name='routestop',
            constraint=models.CheckConstraint(condition=models.Q(('where__in', ['unit', 'next_up', 'town', 'county', 'other'])), name='route_stop_where'),
        ),
        migrations.AddIndex(
            model_name='stand',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['unit', 'due_on', 'id'], name='approvals_stand_unit'),
        ),
        migrations.AddIndex(
            model_name='stand',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['path', 'power', 'kind', 'state'], name='approvals_stand_path'),
        ),
        migrations.AddIndex(
            model_name='stand',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_on', 'id', 'path', 'power', 'kind', 'unit', 'holder_id', 'since', 'state'], name='approvals_stand_due'),
        ),
        migrations.AddIndex(
            model_name='stand',
            index=models.Index(condition=models.Q(('holder_id__isnull', False), ('state', 'open')), fields=['holder_id'], name='approvals_stand_holder'),
        ),
        migrations.AddIndex(
            model_name='stand',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['kind', 'name', '-decided_at'], name='approvals_stand_done'),
        ),
        migrations.AddConstraint(
            model_name='stand',
            constraint=models.UniqueConstraint(fields=('matter', 'round', 'position'), name='stand_once'),
        ),
        migrations.AddConstraint(
            model_name='stand',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('matter',), name='stand_one_open'),
        ),
        migrations.AddConstraint(
            model_name='stand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ['to_come', 'dropped'])), models.Q(('decided_at__isnull', True), ('due_on__isnull', False), ('since__isnull', False), ('state', 'open')), models.Q(('decided_at__isnull', False), ('since__isnull', False), ('state__in', ['approved', 'returned', 'refused', 'passed'])), _connector='OR'), name='stand_in_order'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(fields=['matter', 'id'], name='approvals_move_matter'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(condition=models.Q(('by_account_id__isnull', False)), fields=['by_account_id', '-id'], name='approvals_move_account'),
        ),
    ]
