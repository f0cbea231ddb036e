import django.db.models.deletion
import django.db.models.manager
import niangjia.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0003_shapes'),
        ('organising', '0004_grids'),
    ]

    operations = [
        migrations.CreateModel(
            name='FocusGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('name', models.CharField(max_length=40, verbose_name='群体')),
                ('words', models.JSONField(default=list, verbose_name='识别用的词')),
                ('document', models.CharField(blank=True, max_length=80, verbose_name='依据文号')),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path'], name='organising_group_path')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('unit', 'name'), name='focus_group_one_open'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='focus_group_dates_in_order')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FocusPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('main', models.BooleanField(default=True)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('employer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.employer')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='organising.focusgroup')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('employer__isnull', True), ('unit__isnull', False)), models.Q(('employer__isnull', False), ('unit__isnull', True)), _connector='OR'), name='focus_place_of_one'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='focus_place_dates_in_order'), models.UniqueConstraint(condition=models.Q(('main', True), ('valid_to__isnull', True)), fields=('unit',), name='focus_place_one_main'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('group', 'unit'), name='focus_place_unit_once'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('group', 'employer'), name='focus_place_employer_once')],
            },
        ),
        migrations.CreateModel(
            name='FocusPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('name', models.CharField(max_length=80, verbose_name='计划')),
                ('document', models.CharField(blank=True, max_length=80, verbose_name='依据文号')),
                ('made_at', models.DateTimeField()),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('key', models.CharField(blank=True, max_length=60)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path'], name='organising_plan_path')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='focus_plan_key_once')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FocusPhase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pilot', '试点'), ('widen', '推广'), ('deepen', '深化')], max_length=8, verbose_name='阶段')),
                ('first', models.DateField(verbose_name='从')),
                ('last', models.DateField(verbose_name='到')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='organising.focusplan')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('plan', 'kind'), name='focus_phase_once'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='focus_phase_dates_in_order')],
            },
        ),
        migrations.CreateModel(
            name='FocusTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('town', models.CharField(blank=True, max_length=60, verbose_name='镇街')),
                ('measure', models.CharField(choices=[('unions', '工会（家）'), ('members', '会员（人）')], max_length=8, verbose_name='数的是')),
                ('number', models.PositiveIntegerField(verbose_name='目标')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organising.focusgroup')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='organising.focusphase')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('group__isnull', False)), fields=('phase', 'group', 'town', 'measure'), name='focus_target_once'), models.UniqueConstraint(condition=models.Q(('group__isnull', True)), fields=('phase', 'town', 'measure'), name='focus_target_all_once')],
            },
        ),
        migrations.CreateModel(
            name='RegistryEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('source', models.CharField(choices=[('business', '企业登记'), ('legal', '法人单位')], max_length=10, verbose_name='来源')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('name_key', models.CharField(max_length=120)),
                ('core', models.CharField(blank=True, max_length=120)),
                ('registered_on', models.DateField(null=True, verbose_name='登记日期')),
                ('status', models.CharField(choices=[('alive', '存续'), ('closed', '注销'), ('away', '迁出'), ('revoked', '吊销')], default='alive', max_length=10, verbose_name='登记状态')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('trade', models.CharField(blank=True, max_length=60, verbose_name='行业')),
                ('town', models.CharField(blank=True, max_length=60, verbose_name='镇街')),
                ('capital', models.BigIntegerField(null=True, verbose_name='注册资本')),
                ('insured', models.PositiveIntegerField(null=True, verbose_name='参保人数')),
                ('listed_on', models.DateField(verbose_name='名单日期')),
                ('state', models.CharField(choices=[('linked', '已对上'), ('open', '等人认定'), ('none', '没有相近的')], default='none', max_length=8)),
                ('linked_at', models.DateTimeField(null=True)),
                ('linked_by_id', models.BigIntegerField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('employer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.employer')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path', 'state'], name='organising_registry_path'), models.Index(fields=['state', 'name', 'id'], name='organising_registry_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('source', 'credit_code'), name='registry_code_once'), models.UniqueConstraint(condition=models.Q(('credit_code', '')), fields=('source', 'name_key'), name='registry_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('employer__isnull', False), ('state', 'linked')), models.Q(models.Q(('state', 'linked'), _negated=True), ('employer__isnull', True)), _connector='OR'), name='registry_linked_to_one')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RegistryCandidate',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('score', models.PositiveSmallIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.employer')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='organising.registryentry')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('entry', 'employer'), name='registry_candidate_once')],
            },
        ),
        migrations.CreateModel(
            name='RegistryRefusal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.employer')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='organising.registryentry')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('entry', 'employer'), name='registry_refusal_once')],
            },
        ),
        migrations.CreateModel(
            name='EmployerMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('other_path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('on', models.DateField(verbose_name='生效日期')),
                ('document', models.CharField(blank=True, max_length=80, verbose_name='依据文号')),
                ('members', models.PositiveIntegerField(default=0, verbose_name='随同转会的会员')),
                ('kept', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by_id', models.BigIntegerField(null=True)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.employer')),
                ('other_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path'], name='organising_move_path'), models.Index(fields=['other_path'], name='organising_move_other')],
                'constraints': [models.CheckConstraint(condition=models.Q(('unit', models.F('other_unit')), _negated=True), name='employer_move_between_two')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
