"""One employer by hand: adding, editing, hanging, counting, striking off."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from niangjia.ground.audit.models import Entry
from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import EmployerDetails
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Attachment, Employer, Headcount
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
CODE = "91330784MA00000007"


def now():
    return timezone.now()


def rows():
    return [list(model.objects.order_by("pk").values_list()) for model in (Employer, Attachment, Headcount, Entry)]


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def details(here, **changes):
    read = {
        field.name: getattr(here, field.name) or getattr(EmployerDetails("x"), field.name)
        for field in fields(EmployerDetails)
    }
    return EmployerDetails(**(read | changes))


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def east(root):
    return make.town(root, "东镇总工会")


@pytest.fixture
def west(root):
    return make.town(root, "西镇总工会")


@pytest.fixture
def officer(root):
    return make.officer(root)


def test_add(officer, east):
    made = actions.add_employer(
        actor=officer,
        details=EmployerDetails(name=" 恒达五金 "),
        unit_code=east.code,
        workers=30,
        since=TODAY - DAY,
        now=now(),
    )
    page = queries.employer_page(officer, made.code)
    assert (made.name, made.credit_code) == ("恒达五金", None)
    assert page.attachments == [("东镇总工会", east.code, TODAY - DAY, None)]
    assert page.headcounts == [(30, TODAY - DAY, None)]
    assert (page.is_closed, page.may_edit) == (False, True)
    assert verbs() == ["org.employer_added"]


def test_add_refuses(officer, east, west):
    make.employer(east, name="先到公司", credit_code=good_code())
    local = make.officer(east)
    gone = make.union(east, dissolved_on=TODAY)
    before = rows()
    for refusal, actor, given in (
        (actions.Unfit, officer, {"details": EmployerDetails(name=" ")}),
        (actions.Unfit, officer, {"details": EmployerDetails(name="甲", founded_on=TODAY + DAY)}),
        (actions.Unfit, officer, {"details": EmployerDetails(name="甲", credit_code="12")}),
        (actions.Unfit, officer, {"details": EmployerDetails(name="甲", credit_code=good_code())}),
        (actions.Unfit, officer, {"workers": -1}),
        (actions.FutureDay, officer, {"since": TODAY + DAY}),
        (queries.UnitNotFound, local, {"unit_code": west.code}),
        (actions.AlreadyDissolved, local, {"unit_code": gone.code}),
        (actions.MayNotEdit, make.officer(east, Role.CHAIR), {"unit_code": east.code}),
        (actions.Unfit, local, {"unit_code": "", "details": EmployerDetails(name="甲", town="西镇")}),
    ):
        with pytest.raises(refusal) as refused:
            actions.add_employer(
                actor=actor,
                **({"details": EmployerDetails(name="甲"), "unit_code": east.code, "now": now()} | given),
            )
        assert "{" not in refused.value.sentence
    assert rows() == before


def good_code():
    from stdnum.cn import uscc

    body = "91330784MA0000000"
    return next(body + letter for letter in "0123456789ABCDEFGHJKLMNPQRTUWXY" if uscc.is_valid(body + letter))


def test_town_may_enter_one_without_a_union(east):
    made = actions.add_employer(actor=make.officer(east), details=EmployerDetails(name="散户", town="东镇"), now=now())
    assert queries.employer_units([made.pk]) == {}


def test_edit_and_stale(officer, east):
    here = make.employer(east, name="甲公司")
    done = actions.edit_employer(
        actor=officer,
        code=here.code,
        revision=1,
        details=details(here, trade="门业", credit_code=good_code()),
        now=now(),
    )
    assert (done.trade, done.credit_code, done.revision) == ("门业", good_code(), 2)
    before = rows()
    actions.edit_employer(actor=officer, code=here.code, revision=2, details=details(done), now=now())
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit_employer(actor=officer, code=here.code, revision=1, details=details(done, trade="x"), now=now())
    with pytest.raises(queries.EmployerNotFound):
        actions.edit_employer(
            actor=make.officer(make.county("别县总工会")),
            code=here.code,
            revision=2,
            details=details(done, trade="x"),
            now=now(),
        )
    assert rows()[:3] == before[:3]
    assert verbs() == ["org.employer_edited"]


def test_attach_is_dated(officer, east, west):
    here = make.employer(east)
    actions.attach_employer(actor=officer, code=here.code, unit_code=west.code, on=TODAY - 5 * DAY, now=now())
    assert [
        (name, since, until) for name, _code, since, until in queries.employer_page(officer, here.code).attachments
    ] == [
        ("西镇总工会", TODAY - 5 * DAY, None),
        ("东镇总工会", None, TODAY - 5 * DAY),
    ]
    before = rows()
    actions.attach_employer(actor=officer, code=here.code, unit_code=west.code, on=TODAY, now=now())
    with pytest.raises(actions.WrongDay):
        actions.attach_employer(actor=officer, code=here.code, unit_code=east.code, on=TODAY - 6 * DAY, now=now())
    with pytest.raises(actions.FutureDay):
        actions.attach_employer(actor=officer, code=here.code, unit_code=east.code, on=TODAY + DAY, now=now())
    assert rows() == before
    actions.attach_employer(actor=officer, code=here.code, unit_code=east.code, on=TODAY - 5 * DAY, now=now())
    assert Attachment.objects.filter(employer=here).count() == 2  # the wrong entry of that day is gone
    actions.detach_employer(actor=officer, code=here.code, on=TODAY, now=now())
    with pytest.raises(actions.NotAttached):
        actions.detach_employer(actor=officer, code=here.code, on=TODAY, now=now())
    assert verbs() == ["org.employer_attached", "org.employer_attached", "org.employer_detached"]


def test_workers_are_dated(officer, east):
    here = make.employer(east, workers=10)
    actions.count_workers(actor=officer, code=here.code, workers=20, on=TODAY - 3 * DAY, now=now())
    assert queries.covered(east, TODAY - 4 * DAY) == (1, 10)
    assert queries.covered(east, TODAY - 3 * DAY) == (1, 20)
    before = rows()
    actions.count_workers(actor=officer, code=here.code, workers=20, on=TODAY, now=now())
    for refusal, given in (
        (actions.Unfit, {"workers": -1, "on": TODAY}),
        (actions.WrongDay, {"workers": 5, "on": TODAY - 9 * DAY}),
    ):
        with pytest.raises(refusal):
            actions.count_workers(actor=officer, code=here.code, now=now(), **given)
    assert rows() == before


def test_close(officer, east):
    here = make.employer(east, workers=10)
    actions.close_employer(actor=officer, code=here.code, revision=1, on=TODAY, now=now())
    assert queries.covered(east, TODAY - DAY) == (1, 10)
    assert queries.covered(east, TODAY) == (0, 0)
    before = rows()
    for act in (
        lambda: actions.close_employer(actor=officer, code=here.code, revision=2, on=TODAY, now=now()),
        lambda: actions.attach_employer(actor=officer, code=here.code, unit_code=east.code, on=TODAY, now=now()),
        lambda: actions.count_workers(actor=officer, code=here.code, workers=1, on=TODAY, now=now()),
    ):
        with pytest.raises(actions.AlreadyClosed):
            act()
    assert rows() == before
