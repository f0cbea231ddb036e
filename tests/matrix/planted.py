"""Records of organising that the API opens by code, planted at one place: kind -> code and, where it has one, its canary."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.utils import timezone

from niangjia.ground.org.models import Employer, Unit
from niangjia.ground.people.models import Membership
from niangjia.kit import vault
from niangjia.programmes.organising.choices.changes import CHANGE
from niangjia.programmes.organising.choices.grids import NOTE
from niangjia.programmes.organising.models import (
    Change,
    Drive,
    FocusPlan,
    Grid,
    Leaving,
    Officer,
    RegistryEntry,
    Round,
    Visit,
)

TODAY = date.today()  # noqa: DTZ011  as in world.py


def planted(at: Unit, employer: Employer, number: int) -> dict[str, tuple[str, str]]:
    """One of each kind."""
    here = {"unit": at, "path": at.path}
    name = "甲乙丙丁戊己"[number]
    key = {"key": f"planted {number}", "request": "-"}
    her = Membership.rows.filter(unit=at).order_by("pk").values_list("person", flat=True)[0]
    grid, officer = Grid.rows.get(unit=at), Officer.rows.get(unit=at)
    told = vault.seal(json.dumps({"old": "王", "new": f"雀改{name}", "document_kind": "resident"}), field=CHANGE)
    rows = {
        "change": (
            Change(**here, person_id=her, field="name", sealed=told, asked_on=TODAY, **key),
            f"雀改{name}",
        ),
        "leaving": (
            Leaving(**here, person_id=her, reason="other", last_on=TODAY + timedelta(days=9), asked_on=TODAY), ""
        ),
        "entry": (
            RegistryEntry(**here, source="legal", name=f"雀登{name}公司", name_key=f"雀登{name}", listed_on=TODAY),
            f"雀登{name}公司",
        ),
        "round": (
            Round(**here, **key, grid=grid, employer=employer, on=TODAY, at=timezone.now(),
                  words_sealed=vault.seal(f"雀走{name}", field=NOTE)),
            f"雀走{name}",
        ),
        "drive": (
            Drive(**here, title=f"雀行{name}", kind="contract", since=TODAY, until=TODAY, key=key["key"]), f"雀行{name}"
        ),
        "visit": (
            Visit(**here, **key, officer=officer, kind="三服务", on=TODAY, found_sealed=vault.seal(f"雀访{name}", field=NOTE)),
            f"雀访{name}",
        ),
        "plan": (FocusPlan(**here, name="计划", made_at=timezone.now(), key=key["key"]), ""),
    }  # fmt: skip
    for row, _canary in rows.values():
        row.save()
    return {kind: (row.code, canary) for kind, (row, canary) in rows.items()}
