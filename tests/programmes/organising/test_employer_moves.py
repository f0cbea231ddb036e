"""An employer changes its union and takes members along: who goes, who stays and why, one act, taken back the same day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from niangjia.engines.approvals.models import Matter
from niangjia.engines.messaging.models import Message, Recipient
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Attachment
from niangjia.ground.people.models import Employment, Membership
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.shapes import Going
from niangjia.programmes.organising.models import EmployerMove
from niangjia.programmes.organising.rules.shapes import going
from tests import factories as make

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("same", "state", "open_", "with_retired", "expected"),
    [
        (True, "active", False, False, Going.GOES),
        (True, "unemployed", False, False, Going.GOES),
        (True, "retired", False, False, Going.RETIRED),
        (True, "retired", False, True, Going.GOES),
        (True, "retired", True, True, Going.OPEN),
        (True, "active", True, False, Going.OPEN),
        (False, "active", False, False, Going.ELSEWHERE),
        (False, "active", True, True, Going.ELSEWHERE),
    ],
)
def test_who_goes(same: bool, state: str, open_: bool, with_retired: bool, expected: Going) -> None:
    assert going(same_union=same, state=state, open_matters=open_, with_retired=with_retired) is expected


class Land:
    def __init__(self) -> None:
        self.root = make.county()
        town = make.town(self.root)
        self.old, self.new = make.union(town, "园区联合工会"), make.union(town, "恒达工会")
        self.firm = make.employer(self.old, workers=40, name="恒达五金有限公司")
        self.matched = self.worker("应建伟", employer=self.firm)
        self.named = self.worker("楼月仙", workplace="恒达五金有限公司")
        self.retired = self.worker("胡金华", employer=self.firm, state="retired", until=TODAY - DAY)
        self.busy = self.worker("程立军", employer=self.firm)
        self.other = self.worker("施小芳", workplace="别的单位")
        self.away = make.join(make.person("吕志刚"), make.union(town, "别家工会"))
        Employment.objects.create(person=self.away.person, employer=self.firm)
        Matter.rows.create(
            kind="k.k", unit=self.old, path=self.old.path, title="x", begun_at=timezone.now(), person=self.busy.person
        )
        self.officer = make.officer(self.root)

    def worker(self, name: str, *, state: str = "active", until: Any = None, **work: Any) -> Membership:
        row = make.join(make.person(name), self.old, state=state, card_number=name)
        Employment.objects.create(person=row.person, valid_to=until, **work)
        return row

    def given(self, **more: Any) -> dict[str, Any]:
        plan = queries.plan_move(
            self.officer, self.firm.code, self.new.code, with_retired=more.get("with_retired", False)
        )
        return {
            "actor": self.officer,
            "code": self.firm.code,
            "unit_code": self.new.code,
            "on": TODAY - DAY,
            "digest": plan.digest,
            "now": timezone.now(),
            **more,
        }

    def state(self) -> list[Any]:
        return [list(one.order_by("pk").values_list()) for one in (Membership.rows.all(), Attachment.objects.all())]


@pytest.fixture
def land(db: Any) -> Land:
    return Land()


def names(plan: queries.MovePlan, one: Going) -> set[str]:
    return {worker.name for worker in plan.group(one)}


def test_the_preview_lists_each_group_apart(land: Land) -> None:
    plan = queries.plan_move(land.officer, land.firm.code, land.new.code)
    assert [names(plan, one) for one in Going] == [{"应建伟", "楼月仙"}, {"胡金华"}, {"程立军"}, {"吕志刚"}]
    assert plan.others == 1


def test_one_act_moves_the_employer_and_those_who_go(land: Land) -> None:
    made = actions.move_employer(document=" 永总工〔2026〕3号", **land.given())
    assert Attachment.objects.get(employer=land.firm, valid_to__isnull=True).unit_id == land.new.pk
    here = set(
        Membership.rows.filter(unit=land.new, left_on__isnull=True).values_list(
            "person__name", "card_number", "joined_on"
        )
    )
    assert here == {("应建伟", "应建伟", TODAY - DAY), ("楼月仙", "楼月仙", TODAY - DAY)}
    assert (made.members, made.document, made.other_unit_id) == (2, "永总工〔2026〕3号", land.old.pk)


def test_the_affected_hear_of_it(land: Land) -> None:
    keeper = make.account(unit=land.old)
    make.appoint(keeper, Role.CHAIR, land.old)
    made = actions.move_employer(**land.given())
    told = Recipient.objects.filter(message__topic="organising.employer_moved")
    assert set(told.exclude(person=None).values_list("person", flat=True)) == {
        land.matched.person_id,
        land.named.person_id,
    }
    assert keeper.pk in told.exclude(account=None).values_list("account", flat=True)
    assert all(
        name not in title for title in Message.objects.values_list("title", flat=True) for name in ("恒达", "应建伟")
    )
    actions.undo_employer_move(actor=land.officer, code=made.code, now=timezone.now())
    assert Message.objects.filter(title__startswith="更正").count() == 2


def test_taken_back_as_if_it_had_not_been(land: Land) -> None:
    before = land.state()
    made = actions.move_employer(**land.given(with_retired=True))
    assert made.members == 3
    actions.undo_employer_move(actor=land.officer, code=made.code, now=timezone.now())
    assert land.state() == before
    with pytest.raises(org.UndoTooLate):
        actions.undo_employer_move(actor=land.officer, code=made.code, now=timezone.now())


@pytest.mark.parametrize("relied", ["member", "gone", "employer", "day"])
def test_not_taken_back_once_something_relied_on_it(land: Land, relied: str) -> None:
    made = actions.move_employer(**land.given())
    new = Membership.rows.filter(person=land.matched.person, left_on__isnull=True)
    if relied == "member":
        new.update(state="held")
    elif relied == "gone":
        new.update(left_on=TODAY, leaving="left")
    elif relied == "employer":
        org.detach_employer(actor=land.officer, code=land.firm.code, on=TODAY, now=timezone.now())
    at = timezone.now() + (DAY if relied == "day" else 0 * DAY)
    before = land.state()
    with time_machine.travel(at), pytest.raises(org.UndoTooLate if relied == "day" else org.ReliedOn):
        actions.undo_employer_move(actor=land.officer, code=made.code, now=at)
    assert (land.state(), EmployerMove.rows.get().undone_at) == (before, None)


def test_only_what_was_seen_and_by_whom(land: Land) -> None:
    before = land.state()
    given = land.given()
    with pytest.raises(actions.SameUnion):
        actions.move_employer(**{**given, "unit_code": land.old.code})
    with pytest.raises(queries.MoveNotFound):
        actions.move_employer(**{**given, "actor": make.officer(land.root, Role.LEADER)})
    with pytest.raises(org.FutureDay):
        actions.move_employer(**{**given, "on": TODAY + DAY})
    assert land.state() == before
    land.worker("新来的", employer=land.firm)
    with pytest.raises(actions.OtherPeopleNow):
        actions.move_employer(**given)
    assert EmployerMove.rows.count() == 0
