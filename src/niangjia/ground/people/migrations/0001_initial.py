import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
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
            name='Person',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('pinyin', niangjia.kit.ids.AsciiField(blank=True, max_length=120)),
                ('gender', models.CharField(blank=True, choices=[('m', '男'), ('f', '女')], max_length=1, verbose_name='性别')),
                ('born_on', models.DateField(blank=True, null=True, verbose_name='出生日期')),
                ('document_kind', models.CharField(choices=[('resident', '居民身份证'), ('hk_macau', '港澳居民来往内地通行证'), ('taiwan', '台湾居民来往大陆通行证'), ('residence', '港澳台居民居住证'), ('foreign', '外国人永久居留身份证'), ('passport', '护照')], default='resident', max_length=10, verbose_name='证件类型')),
                ('identity_sealed', models.TextField(blank=True)),
                ('identity_index', models.CharField(max_length=64, null=True, unique=True)),
                ('phone_sealed', models.TextField(blank=True)),
                ('phone_index', models.CharField(blank=True, max_length=64)),
                ('nation', models.CharField(blank=True, max_length=20, verbose_name='民族')),
                ('politics', models.CharField(blank=True, max_length=20, verbose_name='政治面貌')),
                ('education', models.CharField(blank=True, choices=[('primary', '小学及以下'), ('junior', '初中'), ('senior', '高中、中专、技校'), ('college', '大专'), ('bachelor', '本科'), ('master', '硕士'), ('doctor', '博士')], max_length=10, verbose_name='学历')),
                ('native_place', models.CharField(blank=True, max_length=120, verbose_name='户籍地')),
                ('verified_on', models.DateField(blank=True, null=True)),
                ('active_on', models.DateField(blank=True, null=True)),
                ('died_on', models.DateField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('roster_digest', models.CharField(blank=True, max_length=32)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['phone_index'], name='people_person_phone'), models.Index(fields=['pinyin', 'id'], name='people_person_pinyin')],
            },
        ),
        migrations.CreateModel(
            name='NotDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='not_duplicate_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('before', models.TextField(blank=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('other',), name='merge_once_in_force'), models.CheckConstraint(condition=models.Q(('keeper', models.F('other')), _negated=True), name='merge_of_two')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('path', niangjia.kit.ids.AsciiField(max_length=255)),
                ('pinyin', niangjia.kit.ids.AsciiField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('active', '在会'), ('retired', '退休保留'), ('unemployed', '待业保留'), ('held', '上级工会代管')], default='active', max_length=12, verbose_name='会员状态')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='入会日期')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='离会日期')),
                ('leaving', models.CharField(blank=True, choices=[('transfer', '转出'), ('left', '本人退会'), ('lapsed', '自动退会'), ('expelled', '开除会籍'), ('died', '去世'), ('merged', '档案合并'), ('undone', '导入撤回')], max_length=12, verbose_name='离会原因')),
                ('mode', models.CharField(choices=[('roster', '花名册导入'), ('desk', '工会登记'), ('phone', '扫码入会'), ('transfer', '转入')], default='desk', max_length=10, verbose_name='入会方式')),
                ('card_number', models.CharField(blank=True, max_length=30, verbose_name='会员证号')),
                ('origin', models.CharField(blank=True, max_length=20)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.person')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'indexes': [models.Index(fields=['path', 'pinyin', 'id'], name='people_membership_path'), models.Index(fields=['pinyin', 'id'], name='people_membership_pinyin')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('person',), name='membership_one_in_force'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('joined_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='membership_dates_in_order')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('workplace', models.CharField(blank=True, max_length=120, verbose_name='工作单位')),
                ('occupation', models.CharField(blank=True, max_length=40, verbose_name='职业类别')),
                ('form', models.CharField(blank=True, choices=[('direct', '劳动合同'), ('agency', '劳务派遣'), ('labour', '劳务协议'), ('platform', '平台从业'), ('flexible', '灵活就业'), ('public', '在编')], max_length=10, verbose_name='用工形式')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('employer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.employer')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='people.person')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('person',), name='employment_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('service_messages', '短信、微信服务提醒'), ('location', '查找附近站点时使用位置'), ('health', '办理帮扶、互助时使用健康信息'), ('finance', '发放补助时使用银行账户'), ('sharing', '与核查部门比对家庭经济状况'), ('publicity', '公示姓名和工会')], max_length=20)),
                ('version', models.CharField(max_length=10)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.person')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'purpose'), name='consent_once_in_force')],
            },
        ),
        migrations.CreateModel(
            name='PersonAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='login', to='people.person')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hardship', '困难职工'), ('model_worker', '劳模'), ('craftsman', '工匠')], max_length=20)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='people.person')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
