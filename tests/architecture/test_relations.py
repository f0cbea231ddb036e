"""Foreign keys follow the same storeys as imports: import-linter does not see those that are named by string."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from tests.architecture.house import may_see, place


def home(model: type[models.Model]) -> tuple[str, str] | None:
    """Storey and module of a table of ours."""
    return place(model.__module__)


def relations() -> list[tuple[str, tuple[str, str], tuple[str, str]]]:
    """(name, from, to) of every relation between two tables of ours."""
    found = []
    for model in apps.get_models():
        here = home(model)
        for field in model._meta.get_fields():
            if here is None or not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            there = home(field.related_model)
            if there is not None:
                found.append((f"{model.__name__}.{field.name}", here, there))
    return found


def test_relations_point_downwards() -> None:
    assert [name for name, here, there in relations() if not may_see(here, there)] == []


def test_there_are_relations_to_look_at() -> None:
    assert ("Appointment.account", ("ground", "access"), ("ground", "access")) in relations()
    assert len(relations()) > 15


def test_an_upward_relation_would_be_noticed() -> None:
    assert not may_see(("ground", "org"), ("ground", "people"))
    assert not may_see(("engines", "figures"), ("engines", "imports"))
    assert not may_see(("programmes", "organising"), ("programmes", "aid"))
    assert may_see(("ground", "people"), ("ground", "org"))


def test_no_back_doors_between_modules() -> None:
    """A relation that crosses modules leaves no attribute on the other side."""
    wrong = []
    for model in apps.get_models():
        here = home(model)
        for field in model._meta.get_fields():
            if here is None or not isinstance(field, models.ForeignKey):
                continue
            there = home(field.related_model)
            if there is not None and there != here and not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []
