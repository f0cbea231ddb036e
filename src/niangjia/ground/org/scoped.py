"""The base of every table that belongs to a unit: closed until somebody says for whom and with which power."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from niangjia.kit.powers import Actor, holds, reach, within

STEP = 4
"""Letters of one step of a path."""


class Unscoped(RuntimeError):
    """A table of a unit was asked without saying for whom: a mistake in the program, never shown to people."""


def seen(actor: Actor, power: str, field: str = "unit__path") -> Q:
    """Condition that keeps the rows whose path lies within the actor's reach for the power."""
    condition = Q(pk__in=[])
    for low, high in reach(actor, power):
        condition |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return condition


class ScopedManager(models.Manager[Any]):
    """Refuses every read that does not say `visible_to(actor, power)`."""

    def get_queryset(self) -> models.QuerySet[Any]:
        raise Unscoped(f"{self.model.__name__}: say .visible_to(actor, power)")

    def visible_to(self, actor: Actor, power: str) -> models.QuerySet[Any]:
        """The rows that the actor may see with this power."""
        rows: models.QuerySet[Any] = super().get_queryset()
        return rows.filter(seen(actor, power, self.model.scope_field))


class Scoped(models.Model):
    """A row that belongs to a unit."""

    scope_field = "unit__path"

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")

    objects = ScopedManager()
    rows: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "rows"
        base_manager_name = "rows"


def held_at(actor: Actor, view: str, edit: str, *, draft: Q) -> Q:
    """Condition for records that hold for a place and everything below it (with `path` "" for the whole house): those that hold where
    the actor works or somewhere below, drafts only for those who may write there."""
    ranges = reach(actor, view)
    if not ranges:
        return Q(pk__in=[])
    above = {low[:end] for low, _high in ranges for end in range(STEP, len(low), STEP)}
    read = Q(path="") | Q(path__in=above) | seen(actor, view, "path")
    mine = seen(actor, edit, "path") | (Q(path="") if may_write(actor, edit, "") else Q(pk__in=[]))
    return read & (~draft | mine)


def may_write(actor: Actor, power: str, path: str) -> bool:
    """Whether the actor may draft or publish what holds for a place; for the whole house only who reaches every root."""
    if path:
        return holds(actor, power, path)
    ranges = reach(actor, power)
    roots = apps.get_model("org", "Unit").objects.filter(depth=1).order_by("path").values_list("path", flat=True)
    return bool(ranges) and all(within(root, ranges) for root in roots)
