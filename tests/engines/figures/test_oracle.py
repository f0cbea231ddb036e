"""The engine against a naive count in Python, over random small counties whose tree moved."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from tests import factories

from niangjia.engines.figures import queries
from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.queries import compiling
from niangjia.ground.org.models import Placement, Unit
from niangjia.ground.people.figures import MEMBERSHIPS
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.kit.declare import figures
from niangjia.kit.powers import OPERATOR

START = date(2020, 1, 1)
DAYS = 40


def day(dice: random.Random) -> date:
    return START + timedelta(days=dice.randrange(DAYS))


class World:
    """A random county, kept both in the database and as plain lists."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)
        self.units = [factories.county(f"县{seed}")]
        for number in range(dice.randrange(4, 9)):
            kind = dice.choice(["grassroots", "joint", "association", "federation"])
            fields = {
                "founded_on": day(dice) if dice.random() < 0.5 else None,
                "focus": dice.choice(["", "新就业形态"]),
            }
            self.units.append(
                factories.unit(
                    dice.choice(self.units),
                    f"会{seed}-{number}",
                    kind=kind,
                    trade=dice.choice(["甲", "乙", ""]),
                    **fields,
                )
            )
        self.parents = {unit.pk: self.parent(unit) for unit in self.units}
        self.history: list[tuple[date, dict[int, int | None]]] = [(date.min, dict(self.parents))]
        for moved_on in sorted({day(dice) for _ in range(dice.randrange(3))}):
            self.move(moved_on)
        self.members = [self.member(number) for number in range(dice.randrange(5, 25))]

    def parent(self, unit: Unit) -> int | None:
        above = Unit.objects.filter(path=unit.path[:-4]).first()
        return above.pk if above else None

    def move(self, on: date) -> None:
        """Hang some unit elsewhere, as org does: new paths for the branch, dated placements."""
        unit = self.dice.choice(self.units[1:])
        unit.refresh_from_db()
        targets = [one for one in Unit.objects.all() if not one.path.startswith(unit.path)]
        target = self.dice.choice(targets)
        old = unit.path
        last = max(Placement.objects.values_list("path", flat=True))
        new = target.path + f"{len(self.history):02d}Z{len(last) % 10}"
        for one in Unit.objects.filter(path__gte=old, path__lt=old + "["):
            here = new + one.path[len(old) :]
            Placement.objects.filter(unit=one, valid_to__isnull=True).update(valid_to=on)
            Placement.objects.create(unit=one, path=here, valid_from=on)
            Unit.objects.filter(pk=one.pk).update(path=here)
        self.parents = self.parents | {unit.pk: target.pk}
        self.history.append((on, dict(self.parents)))

    def member(self, number: int) -> Membership:
        dice = self.dice
        person = Person.objects.create(
            name=f"人{number}", gender=dice.choice("mf "), verified_on=dice.choice([None, day(dice)])
        )
        if person.gender == " ":
            Person.objects.filter(pk=person.pk).update(gender="")
            person.gender = ""
        if dice.random() < 0.7:
            cut = day(dice)
            Employment.objects.create(person=person, form="agency", valid_to=cut)
            Employment.objects.create(person=person, form="platform", occupation="快递员", valid_from=cut)
            for _ in range(dice.randrange(3)):  # further works beside the open one, entered later
                began = dice.choice([None, day(dice)])
                ended = (began or START) + timedelta(days=dice.randrange(1, 20))
                form = dice.choice(["direct", "agency", "platform"])
                Employment.objects.create(person=person, form=form, valid_from=began, valid_to=ended)
            if dice.random() < 0.3:  # the open one was entered last
                open_one = Employment.objects.get(person=person, valid_to=None)
                Employment.objects.filter(pk=open_one.pk).update(valid_to=cut + timedelta(days=dice.randrange(1, 20)))
                Employment.objects.create(person=person, form="direct", valid_from=day(dice))
        unit = dice.choice(self.units)
        unit.refresh_from_db()
        since = day(dice) if dice.random() < 0.8 else None
        until = None
        leaving = ""
        if dice.random() < 0.4:
            until = (since or START) + timedelta(days=dice.randrange(0, 12))
            leaving = dice.choice(["left", "transfer", "died", "undone"])
        mode = dice.choice(["roster", "transfer"])
        return Membership.rows.create(
            person=person, unit=unit, path=unit.path, joined_on=since, left_on=until, leaving=leaving, mode=mode,
            state=dice.choice(["active", "retired"]),
        )  # fmt: skip

    # ---------------------------------------------------------------- the oracle

    def above(self, unit: int, on: date, view: TreeView) -> set[int]:
        tree = self.parents if view == TreeView.IS else [tree for since, tree in self.history if since <= on][-1]
        found = set()
        here: int | None = unit
        while here is not None:
            found.add(here)
            here = tree[here]
        return found

    def counted(self, code: str, at: int, first: date, last: date, view: TreeView) -> set[int]:
        """Keys of the rows behind a figure, by the words of its definition."""
        rows = set()
        if code == "organising.unions":
            for unit in Unit.objects.filter(kind__in=["grassroots", "joint"]):
                if (unit.founded_on is None or unit.founded_on <= last) and at in self.above(unit.pk, last, view):
                    rows.add(unit.pk)
            return rows
        for one in self.members:
            if one.leaving == "undone":
                continue
            event = {"people.joined": one.joined_on, "people.left": one.left_on}.get(code)
            if code in {"people.joined", "people.left"}:
                wrong = one.mode == "transfer" if code == "people.joined" else one.leaving == "transfer"
                if event is None or wrong or not first <= event <= last:
                    continue
                if at in self.above(one.unit_id, event, view):
                    rows.add(one.pk)
                continue
            if one.joined_on is not None and one.joined_on > last:
                continue
            if one.left_on is not None and one.left_on <= last:
                continue
            if at not in self.above(one.unit_id, last, view) or not self.fits(code, one, last):
                continue
            rows.add(one.pk)
        return rows

    def fits(self, code: str, one: Membership, on: date) -> bool:
        person = one.person
        if code == "people.verified":
            return person.verified_on is not None and person.verified_on <= on
        if code == "people.women":
            return person.gender == "f"
        if code == "people.kept":
            return one.state == "retired"
        if code == "people.platform_members":
            return self.form(one, on) == "platform"
        return True

    def form(self, one: Membership, on: date) -> str:
        for work in Employment.objects.filter(person=one.person).order_by("-pk"):  # the one entered last counts
            if (work.valid_from is None or work.valid_from <= on) and (work.valid_to is None or work.valid_to > on):
                return work.form
        return ""


CODES = [
    "people.members", "people.verified", "people.women", "people.kept", "people.platform_members",
    "people.joined", "people.left", "organising.unions",
]  # fmt: skip


def check(seed: int) -> int:
    """Compare one world; returns the number of numbers compared."""
    world = World(seed)
    dice = world.dice
    compared = 0
    for view in TreeView:
        first = day(dice)
        last = first + timedelta(days=dice.randrange(0, 25))
        time = {"first": first, "last": last, "today": last, "view": view}
        tables = queries.table(OPERATOR, CODES, world.units[0].code, **time)
        for unit in world.units:
            for place, code in enumerate(CODES):
                wanted = world.counted(code, unit.pk, first, last, view)
                answer = queries.value(OPERATOR, code, unit.code, **time)
                assert answer.value == len(wanted), (seed, view, unit.name, code, first, last)
                opened = queries.rows(OPERATOR, code, unit.code, size=1000, **time)
                assert {row.id for row in opened.items} == wanted, (seed, view, unit.name, code)
                assert opened.count == opened.total == len(wanted)
                if unit.pk in tables.values:
                    assert tables.values[unit.pk][place] == len(wanted), (seed, view, unit.name, code, first, last)
                for by in ["unit", *([] if code == "organising.unions" else ["gender", "form", "state"])]:
                    split = queries.value(OPERATOR, code, unit.code, by=by, **time)
                    assert split.total == len(wanted), (seed, view, code, by, split.parts)
                compared += 1
    everything = Unit.objects.count()
    assert len(tables.values) == everything
    return compared


def rolled_back(seed: int) -> int:
    with transaction.atomic():
        found = check(seed)
        transaction.set_rollback(True)
    return found


def dozen() -> None:
    for seed in range(12):
        rolled_back(seed)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_every_number_equals_the_naive_count(seed):
    assert check(seed) >= 2 * len(CODES) * 5


@pytest.mark.slow
@pytest.mark.django_db
def test_every_number_equals_the_naive_count_many_times():
    assert sum(rolled_back(seed) for seed in range(100, 400)) > 20_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("right", "wrong"),
    [(" > ", " >= "), (" <= ", " < ")],
    ids=["ended on the day still counts", "begun on the day does not count"],
)
def test_an_engine_with_a_wrong_boundary_is_caught(monkeypatch, right, wrong):
    sound = compiling.in_time
    monkeypatch.setattr(
        compiling,
        "in_time",
        lambda *given: sound(*given).replace(right, wrong) if given[0].shape == "stock" else sound(*given),
    )
    with pytest.raises(AssertionError):
        dozen()


@pytest.mark.django_db
@pytest.mark.parametrize("half", ["z.id > e.id", "x.id IS NOT NULL"], ids=["with an end", "open"])
def test_an_engine_that_overlooks_a_later_work_is_caught(monkeypatch, half):
    clause = MEMBERSHIPS.joins["e"]
    assert clause.count(half) == 1
    monkeypatch.setitem(MEMBERSHIPS.joins, "e", clause.replace(half, "1 = 0"))
    with pytest.raises(AssertionError):
        dozen()


@pytest.mark.django_db
def test_an_engine_that_follows_todays_tree_only_is_caught(monkeypatch):
    monkeypatch.setattr(queries.trees.Tree, "movers", {})
    with pytest.raises(AssertionError):
        dozen()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_both_trees_hold_the_same_in_total_and_flows_explain_stocks(seed):
    world = World(seed)
    root = world.units[0].code
    first, last = START + timedelta(days=5), START + timedelta(days=30)
    before = first - timedelta(days=1)

    def number(code, **time):
        return queries.value(OPERATOR, code, root, today=last, **time).value

    was = number("people.members", on=last, view=TreeView.WAS)
    assert was == number("people.members", on=last, view=TreeView.IS)
    came = number("people.joined", first=first, last=last) + number("people.transferred_in", first=first, last=last)
    went = number("people.left", first=first, last=last) + number("people.transferred_out", first=first, last=last)
    assert number("people.members", on=before) + came - went == was


def test_every_figure_says_what_it_counts():
    assert len(figures()) >= 20
    for one in figures().values():
        assert len(str(one.definition)) >= 8, one.code
        assert str(one.label)
