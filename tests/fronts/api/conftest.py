"""Programs that call: with a key, and with the session of a member of staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.fronts.conftest import House

from niangjia.ground.access import actions
from niangjia.ground.access.queries import key_powers
from niangjia.ground.org.choices import Role

ALL: tuple[str, ...] = ()


@pytest.fixture
def key(house: House) -> Callable[..., str]:
    """Makes a key: its secret."""

    def made(powers: Sequence[str] = ALL, at: Any = None, **given: Any) -> str:
        now = timezone.now()
        asked = {"addresses": [], "until": timezone.localdate() + timedelta(days=30)} | given
        here = actions.ask_key(
            actor=make.actor(house.accounts[Role.SYSTEM_ADMIN]), name="体检中心", purpose="取名单", now=now,
            unit_code=(at or house.county).code, powers=powers or sorted(key_powers()), **asked,
        )  # fmt: skip
        return actions.release_key(actor=make.actor(house.accounts[Role.SECURITY_ADMIN]), key_code=here.code, now=now)

    return made


@pytest.fixture
def program(key: Callable[..., str]) -> Client:
    """A program with a key that may do all that keys may."""
    return Client(headers={"Authorization": f"Bearer {key()}"})


@pytest.fixture
def staff(house: House) -> Client:
    """The organiser of the county, logged in, as a browser that is asked for its token."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.accounts[Role.ORGANISER], backend="django.contrib.auth.backends.ModelBackend")
    token = "t" * 32
    browser.cookies["csrftoken"] = token
    browser.defaults["HTTP_X_CSRFTOKEN"] = token
    return browser
