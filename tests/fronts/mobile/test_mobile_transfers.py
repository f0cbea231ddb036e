"""Passing to another union on the phone, and a sender that sleeps."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.fronts.mobile.conftest import Place
from tests.programmes.organising import joining

from niangjia.engines.approvals.models import Stand
from niangjia.programmes.organising.models import Transfer


def test_asked_followed_and_claimed(place: Place, inside: Client) -> None:
    other = make.union(make.town(make.county("义乌市总工会"), "佛堂镇总工会"), "鑫盛工会")
    joining.taking(other)
    assert "申请转到这家" in inside.get("/m/transfers/", {"q": "佛堂"}).content.decode()
    address = inside.post("/m/transfers/ask/", {"unit": other.code})["Location"]
    assert inside.post("/m/transfers/ask/", {"unit": other.code})["Location"] == address
    assert inside.get("/m/transfers/")["Location"] == address
    page = inside.get(address).content.decode()
    assert "转到鑫盛工会" in page
    assert "接着转" not in page
    Stand.rows.filter(name="sender").update(due_on=timezone.localdate() - timedelta(days=1))
    assert "接着转" in inside.get(address).content.decode()
    inside.post(address, {"act": "claim"})
    assert Stand.rows.get(state="open").name == "receiver"
    inside.post(address, {"act": "withdraw"})
    assert Transfer.rows.get().state == "withdrawn"


def test_a_union_that_takes_nobody(place: Place, inside: Client) -> None:
    other = make.union(place.town, "不收的工会")
    assert inside.post("/m/transfers/ask/", {"unit": other.code})["Location"] == "/m/transfers/"
    assert not Transfer.rows.exists()


def test_strangers_log_in_first(place: Place) -> None:
    assert Client().get("/m/transfers/").status_code == 302
