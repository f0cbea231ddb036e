from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from tests import factories

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.actions import exports
from niangjia.ground.audit.models import Entry
from niangjia.kit.powers import NotAllowed, NotFound
from niangjia.kit.sheets import Heading

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def officer():
    account = factories.account()
    factories.appoint(account, "officer", factories.county())
    return factories.actor(account)


def made(actor):
    return actions.export(
        actor=actor, source="people.members", title="会员名单", filter_text="镇街：百官街道",
        columns=[Heading("姓名"), Heading("所在工会")], rows=[["张三", "甲工会"], ["=1+1", "乙工会"]], now=NOW,
    )  # fmt: skip


def test_an_export_carries_its_filter_and_lies_sealed(officer, settings, tmp_path):
    found = made(officer)

    assert (found.rows, found.filter_text, queries.exports(officer)) == (2, "镇街：百官街道", [found])
    _export, file = actions.fetch(actor=officer, code=found.code, now=NOW)
    copy = tmp_path / "x.xlsx"
    copy.write_bytes(file.read())
    cells = pl.read_excel(copy, engine="calamine", has_header=False, infer_schema_length=0)
    assert cells.rows()[:3] == [("会员名单", None), ("镇街：百官街道", None), ("姓名", "所在工会")]
    sealed = (settings.DATA / "imports" / found.code / exports.FILE).read_bytes()
    assert not sealed.startswith(b"PK")
    verbs = Entry.objects.filter(subject_kind="imports.export").order_by("id").values_list("verb", "look")
    assert list(verbs) == [("imports.exported", True), ("imports.export_fetched", True)]


def test_it_expires_and_is_removed(officer, settings):
    found = made(officer)
    later = NOW + timedelta(days=7)

    with pytest.raises(actions.ExportExpired):
        actions.fetch(actor=officer, code=found.code, now=later)
    assert exports.expire(now=later) == 1
    assert not (settings.DATA / "imports" / found.code).exists()


def test_it_is_nobody_elses(officer):
    found = made(officer)
    other = factories.account()

    with pytest.raises(NotFound):
        actions.fetch(actor=factories.actor(other), code=found.code, now=NOW)
    with pytest.raises(NotAllowed):
        made(factories.actor(other))
