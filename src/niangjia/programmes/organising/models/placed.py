"""The base of tables of organising that lie at a unit: `path` repeats the unit's of today (topic `unit.move`)."""

from django.db import models

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Placed(Scoped):
    """A row with an address of its own at a unit."""

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)

    class Meta(Scoped.Meta):
        abstract = True
        default_permissions = ()


class Followed(Placed):
    """Something promised or found that may have a task: due on a day, closed with a result. See `actions/followups.py`."""

    due_on = models.DateField(null=True)
    result = models.CharField(max_length=10, blank=True)
    closed_on = models.DateField(null=True)

    class Meta(Placed.Meta):
        abstract = True
