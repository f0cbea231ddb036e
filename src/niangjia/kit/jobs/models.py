"""The table of the schedule. Job rows are django-tasks-db's."""

from django.db import models


class Schedule(models.Model):
    """When an entry of `config/schedule.py` ran last and is due next. `every` is seconds or a time of day."""

    name = models.CharField(primary_key=True, max_length=80)
    every = models.CharField(max_length=10)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
