"""Names as dated facts, the tree as it was, and moves that would have left a unit without a parent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from niangjia.ground.org import actions, queries
from niangjia.ground.org.models import Employer, FormerName, Unit
from niangjia.ground.org.queries import EmployerFilter, UnitFilter
from niangjia.kit.powers import OPERATOR
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def rename(here: Unit, name: str, on: date, **more: str) -> Unit:
    revision = Unit.objects.get(pk=here.pk).revision
    return actions.rename_unit(
        actor=OPERATOR, code=here.code, revision=revision, name=name, on=on, now=timezone.now(), **more
    )


def test_each_name_has_its_days():
    here = make.union(make.county(), "甲工会", short_name="甲", seal_name="甲印工会")
    rename(here, "乙工会", TODAY - 20 * DAY, short_name="乙", document="永总工〔2026〕1号")
    rename(here, "丙工会", TODAY - 10 * DAY)
    here.refresh_from_db()
    told = [queries.name_on(here, TODAY - days * DAY) for days in (30, 20, 11, 10, 0)]
    assert told == [
        ("甲工会", "甲", "甲印工会"),
        ("乙工会", "乙", ""),
        ("乙工会", "乙", ""),
        ("丙工会", "", ""),
        ("丙工会", "", ""),
    ]
    assert [(one.name, one.valid_from, one.valid_to) for one in queries.former_names(here)] == [
        ("乙工会", TODAY - 20 * DAY, TODAY - 10 * DAY), ("甲工会", None, TODAY - 20 * DAY),
    ]  # fmt: skip
    assert queries.names_on([here.pk], TODAY - 15 * DAY) == {here.pk: "乙工会"}
    assert queries.names_on([here.pk], TODAY) == {}


def test_a_slip_of_the_same_day_is_not_kept_and_days_are_in_order():
    here = make.union(make.county(), "甲工会", founded_on=TODAY - 30 * DAY)
    rename(here, "乙工会", TODAY)
    rename(here, "丙工会", TODAY)
    assert FormerName.objects.get().name == "甲工会"
    for on, refusal in ((TODAY + DAY, actions.FutureDay), (TODAY - DAY, actions.WrongDay)):
        with pytest.raises(refusal):
            rename(here, "丁工会", on)
    with pytest.raises(actions.WrongDay):
        rename(make.union(Unit.objects.get(depth=1), "戊工会", founded_on=TODAY), "己工会", TODAY - DAY)


@pytest.mark.parametrize(
    ("name", "code"),
    [("甲工会", "org.name_unchanged"), ("邻居工会", "org.same_name"), ("没有字", "org.name_without_union")],
)
def test_refuses_a_name_that_does_not_fit(name, code):
    root = make.county()
    here = make.union(root, "甲工会")
    make.union(root, "邻居工会")
    with pytest.raises(actions.Unfit) as refused:
        rename(here, name, TODAY)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert FormerName.objects.count() == 0


def test_old_names_are_found():
    root = make.county()
    here, firm = make.union(root, "甲工会"), make.employer(root, name="老字号五金厂")
    rename(here, "乙工会", TODAY)
    actions.rename_employer(
        actor=OPERATOR, code=firm.code, revision=1, name="新字号有限公司", on=TODAY, now=timezone.now()
    )
    assert [one.pk for one in queries.pick_units(OPERATOR, "甲")] == [here.pk]
    assert [one.pk for one in queries.units(OPERATOR, UnitFilter(text="甲工")).rows] == [here.pk]
    assert [one.name for one in queries.employers(OPERATOR, EmployerFilter(text="老字号")).rows] == ["新字号有限公司"]
    assert queries.find_former(OPERATOR, "甲") == [(Unit.objects.get(pk=here.pk), "甲工会", TODAY)]
    assert queries.find_former(make.officer(make.county("义乌市总工会")), "甲") == []
    assert queries.name_on(Employer.objects.get(pk=firm.pk), TODAY - DAY).name == "老字号五金厂"


def test_who_may_rename():
    root = make.county()
    here = make.union(root, "甲工会")
    for actor, refusal in (
        (make.officer(root, "reader"), actions.MayNotEdit),
        (make.officer(make.county("义乌市总工会")), queries.UnitNotFound),
    ):
        with pytest.raises(refusal):
            actions.rename_unit(actor=actor, code=here.code, revision=1, name="乙工会", on=TODAY, now=timezone.now())
    with pytest.raises(actions.ChangedMeanwhile):
        actions.rename_unit(actor=OPERATOR, code=here.code, revision=9, name="乙工会", on=TODAY, now=timezone.now())


def test_the_lists_of_a_day():
    """A town of then with the union that has gone since, under the names of then; the one that came later is not there."""
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    moved = make.union(east, "搬家工会")
    gone = make.union(east, "早年工会", dissolved_on=TODAY - 2 * DAY)
    make.union(east, "新来工会", founded_on=TODAY - DAY)
    firm = make.employer(moved, workers=20)
    make.member(moved)
    actions.move_unit(
        actor=OPERATOR, code=moved.code, revision=1, parent_code=west.code, on=TODAY - DAY, now=timezone.now()
    )
    rename(moved, "改名工会", TODAY - DAY)
    then = (TODAY - 5 * DAY).isoformat()
    wanted = UnitFilter(under=east.code, on=then)
    assert [one.name for one in queries.units(OPERATOR, wanted).rows] == ["东镇总工会", "搬家工会", "早年工会"]
    assert [one.name for one in queries.units(OPERATOR, UnitFilter(under=east.code)).rows] == ["东镇总工会", "新来工会"]
    assert queries.count_units(OPERATOR, wanted) == 3
    assert [one.name for one in queries.employers(OPERATOR, EmployerFilter(under=east.code, on=then)).rows] == [
        firm.name
    ]
    assert queries.employers(OPERATOR, EmployerFilter(under=east.code)).rows == []
    page = queries.unit_page_on(OPERATOR, moved.code, TODAY - 5 * DAY)
    assert ([name for name, _code, _open in page.above], page.unit.name, page.employers, page.workers, page.may_edit) == (
        ["永康市总工会", "东镇总工会"], "搬家工会", 1, 20, False,
    )  # fmt: skip
    assert [one.pk for one in queries.children_on(OPERATOR, east, TODAY - 5 * DAY)] == [moved.pk, gone.pk]
    assert [one.pk for one in queries.children_on(make.officer(west), east, TODAY - 5 * DAY)] == [moved.pk]


def test_pages_of_then_go_on_by_key():
    root = make.county()
    for number in range(5):
        make.union(root, f"第{number}工会")
    wanted, seen, after = UnitFilter(on=(TODAY - DAY).isoformat()), [], ""
    while True:
        found = queries.units(OPERATOR, wanted, after=after, size=2)
        seen += [one.pk for one in found.rows]
        after = found.after
        if not after:
            break
    assert seen == list(Unit.objects.order_by("path").values_list("pk", flat=True))


def test_a_move_is_not_dated_before_the_unit_above_came_there():
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    house, union = make.unit(east, "园区工会联合会", kind="association"), make.union(east, "甲工会")
    actions.move_unit(
        actor=OPERATOR, code=house.code, revision=1, parent_code=west.code, on=TODAY - 5 * DAY, now=timezone.now()
    )
    with pytest.raises(actions.WrongDay) as refused:
        actions.move_unit(
            actor=OPERATOR, code=union.code, revision=1, parent_code=house.code, on=TODAY - 9 * DAY, now=timezone.now()
        )
    assert refused.value.values["first"] == TODAY - 5 * DAY
    actions.move_unit(
        actor=OPERATOR, code=union.code, revision=1, parent_code=house.code, on=TODAY - 5 * DAY, now=timezone.now()
    )
    for days in (9, 5, 3):
        placed = dict(queries.placed_on(TODAY - days * DAY).values_list("unit_id", "path"))
        assert placed[union.pk][:-4] in placed.values()
