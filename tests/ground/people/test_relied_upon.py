"""Whether a record that an import had added may go: what names it keeps it, what belongs to it goes along."""

from __future__ import annotations

import polars as pl
import pytest
from django.utils import timezone

from niangjia.engines.messaging import actions as messages
from niangjia.engines.messaging.models import Recipient
from niangjia.ground.people.actions import bulk
from niangjia.ground.people.models import Person
from niangjia.kit.powers import SYSTEM
from tests import approving
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_matter_keeps_its_person_though_nobody_finds_it_by_name() -> None:
    union = make.union(make.town(make.county()))
    asked, other = make.member(union), make.member(union)
    with approving.made_up():
        approving.ask(approving.JOINING, union, asked)
    assert bulk.relied_upon([asked.pk, other.pk]) == {asked.pk}


def test_an_inbox_goes_with_its_person() -> None:
    union = make.union(make.town(make.county()))
    told, other = make.member(union), make.member(union)
    messages.send(actor=SYSTEM, topic="notice", title="通知", persons=[told.pk, other.pk], now=timezone.now())

    assert bulk.relied_upon([told.pk]) == set()
    bulk.unenrol(pl.DataFrame({"person_id": [told.pk], "name": [told.name]}))

    assert list(Recipient.objects.values_list("person_id", flat=True)) == [other.pk]
    assert list(Person.objects.filter(pk__in=[told.pk, other.pk]).values_list("pk", flat=True)) == [other.pk]
