import django.db.models.deletion
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
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=niangjia.kit.ids.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('path', niangjia.kit.ids.AsciiField(blank=True, max_length=255)),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='文件名称和文号')),
                ('valid_from', models.DateField(null=True, verbose_name='从哪天起执行')),
                ('valid_to', models.DateField(null=True, verbose_name='到哪天为止')),
                ('params', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=10)),
                ('hands', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('cut_to', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaced', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.edition')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['kind', 'state', 'valid_from'], name='rulebooks_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='edition_days_in_order'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('published_by__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='edition_published_has_a_day_and_a_hand'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('made_by__isnull', True), models.Q(('made_by', models.F('published_by')), _negated=True), _connector='OR'), name='edition_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('kind', 'path', 'valid_from'), name='edition_one_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Example',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('inputs', models.JSONField(default=dict)),
                ('expected', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examples', to='rulebooks.edition')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('edition', 'position'), name='example_place_once')],
            },
        ),
    ]
