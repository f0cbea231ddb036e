"""A small country with people in every role at every sort of place, and records whose texts are canaries.

```
省 ── 市 ─┬─ 甲县 ─┬─ 甲一镇 ─┬─ 甲一厂工会 ── 分工会 ── 小组
          │        │          └─ 甲一村联合工会
          │        ├─ 甲二镇 ── 甲二厂工会
          │        ├─ 行业联合会 ── 行业工会
          │        └─ 开发区工委
          └─ 乙县 ── 乙一镇 ── 乙一厂工会
```
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.evidence import store
from niangjia.engines.evidence.models import Stack, TrayPage
from niangjia.engines.imports import actions as imports
from niangjia.engines.rulebooks import actions as rulebooks
from niangjia.engines.scorecards import actions as scorecards
from niangjia.engines.scorecards.queries import current as scores_now
from niangjia.engines.scorecards.queries import items_of
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.actions import Wanted
from niangjia.engines.worklists.models import Task
from niangjia.ground.access import actions as access
from niangjia.ground.access.models import Account
from niangjia.ground.org.choices import Level, Role, UnitKind
from niangjia.ground.org.models import Employer, Unit
from niangjia.kit import vault
from niangjia.kit.ids import new_code
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising import actions as organising
from niangjia.programmes.organising.models import Founding, Grid, Meeting, Officer, Post, Training
from tests import approving
from tests import factories as make
from tests.matrix.planted import planted
from tests.programmes.organising import joining

TODAY = date.today()  # noqa: DTZ011  appointments are dated by the day
LAST_YEAR = TODAY - timedelta(days=400)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)

PLACES: dict[str, tuple[str | None, dict[str, object]]] = {
    "province": (None, {"kind": UnitKind.FEDERATION, "level": Level.PROVINCE}),
    "city": ("province", {"kind": UnitKind.FEDERATION, "level": Level.CITY}),
    "county": ("city", {"kind": UnitKind.FEDERATION, "level": Level.COUNTY}),
    "town1": ("county", {"kind": UnitKind.FEDERATION, "level": Level.TOWN}),
    "town2": ("county", {"kind": UnitKind.FEDERATION, "level": Level.TOWN}),
    "trade": ("county", {"kind": UnitKind.ASSOCIATION}),
    "zone": ("county", {"kind": UnitKind.WORK_COMMITTEE}),
    "plant": ("town1", {"kind": UnitKind.GRASSROOTS}),
    "village": ("town1", {"kind": UnitKind.JOINT}),
    "plant2": ("town2", {"kind": UnitKind.GRASSROOTS}),
    "drivers": ("trade", {"kind": UnitKind.JOINT}),
    "section": ("plant", {"kind": UnitKind.SECTION}),
    "group": ("section", {"kind": UnitKind.GROUP}),
    "other_county": ("city", {"kind": UnitKind.FEDERATION, "level": Level.COUNTY}),
    "other_town": ("other_county", {"kind": UnitKind.FEDERATION, "level": Level.TOWN}),
    "other_plant": ("other_town", {"kind": UnitKind.GRASSROOTS}),
}
"""Name of a place -> its parent and its facts. Sixteen positions."""

RECORDS_AT = ("county", "plant", "plant2", "drivers", "group", "other_plant")
"""Where a record of each kind is planted."""

SPECIAL = {"ended", "soon", "closed", "locked", "gone", "nothing", "giver", "deputy-of-all", "deputy-of-some"}
"""Log-in names of people in unusual standing; every one of their cells is run."""

STATES = ("held", "ended", "soon", "lent")
"""How every role is held at every place: in force, until yesterday, from tomorrow, and as somebody's deputy."""


@dataclass(frozen=True)
class Standing:
    """One cell's actor as the oracle sees it: a role at a place, in force or not, perhaps narrowed by a delegation."""

    account: Account
    role: str
    place: str
    in_force: bool = True
    only: frozenset[str] | None = None
    state: str = "special"
    closed: bool = False
    """A closed account is sent to the log-in, whatever it asks."""


@dataclass
class World:
    """The tree by name, who stands where, and the planted records by kind and place."""

    units: dict[str, Unit] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    """(kind, place) -> code of the record that is planted there."""
    canaries: dict[tuple[str, str], str] = field(default_factory=dict)
    """(kind, place) -> a text that only a reader of that record may see."""

    def below(self, place: str, top: str) -> bool:
        """Whether a place is `top` or below it, by walking the parents: the oracle's own way, no paths."""
        here: str | None = place
        while here is not None:
            if here == top:
                return True
            here = PLACES[here][0]
        return False


def build() -> World:
    """Make the tree, one account for each role at each place in each state, and the special cases."""
    world = World()
    for name, (parent, facts) in PLACES.items():
        above = world.units[parent] if parent else None
        world.units[name] = make.unit(above, f"矩阵{name}工会", **facts)
    for role in Role.values:
        for place in PLACES:
            _standings(world, role, place)
    _special(world)
    _records(world)
    return world


def _standings(world: World, role: str, place: str) -> None:
    """One role at one place in every state."""
    people = {state: make.account(username=f"{role}-{place}-{state}") for state in STATES}
    at = world.units[place]
    lent = make.appoint(people["held"], role, at, since=LAST_YEAR)
    make.appoint(people["ended"], role, at, since=LAST_YEAR, until=YESTERDAY)
    make.appoint(people["soon"], role, at, since=TOMORROW)
    make.deputy(lent, people["lent"])
    for state, who in people.items():
        world.standings.append(Standing(who, role, place, in_force=state in {"held", "lent"}, state=state))


def _records(world: World) -> None:
    """One person and one employer at some places; every unit is a record of its own."""
    for name, unit in world.units.items():
        world.codes["unit", name] = unit.code
    for number, place in enumerate(RECORDS_AT):
        at = world.units[place]
        canary = f"雀{'甲乙丙丁戊己'[number]}鸣"
        world.codes["person", place] = make.member(at, canary).code
        world.canaries["person", place] = canary
        matter = approving.ask(approving.JOINING, at, title=f"雀单{number}的入会申请")
        world.codes["matter", place] = matter.code
        world.canaries["matter", place] = matter.title
        route = approvals.draft_route(actor=OPERATOR, unit_code=at.code, kind=approving.JOINING, now=timezone.now())
        world.codes["route", place] = route.code
        firm = f"金丝雀{'甲乙丙丁戊己'[number]}有限公司"
        who = make.account(f"管雀{'甲乙丙丁戊己'[number]}", unit=at)
        world.codes["account", place] = who.code
        world.codes["appointment", place] = make.appoint(who, Role.READER, at, since=TOMORROW).code
        world.canaries["account", place] = who.name
        world.codes["key", place] = _key(at, f"雀钥{number}号")
        world.canaries["key", place] = f"雀钥{number}号"
        world.codes["batch", place] = _batch(at, number)
        world.canaries["batch", place] = f"雀册{number}.csv"
        employer = make.employer(at, workers=30, name=firm)
        world.codes["employer", place] = employer.code
        world.codes["task", place] = _task(at, employer, f"雀事{number}")
        world.canaries["task", place] = f"雀事{number}"
        world.canaries["employer", place] = firm
        world.codes["application", place] = _application(at)
        world.codes["transfer", place] = _transfer(at)
        world.codes["edition", place] = _edition(at)
        world.codes["version", place] = _version(at)
        world.codes["sheet", place] = _sheet(at)
        world.codes["scan", place] = _scan(at)
        _field(world, place, at, number)
        for kind, (code, canary) in planted(at, employer, number).items():
            world.codes[kind, place] = code
            if canary:
                world.canaries[kind, place] = canary
        world.canaries["founding", place] = f"雀会{number}的工会委员会"
        world.codes["founding", place] = _founding(at, world.canaries["founding", place])


def _field(world: World, place: str, at: Unit, number: int) -> None:
    """A grid, an officer with a post, a training and a joint meeting at one place."""
    here = {"unit": at, "path": at.path}
    grid = Grid.rows.create(**here, name=f"雀格{'甲乙丙丁戊己'[number]}", since=LAST_YEAR)
    officer = Officer.rows.create(
        **here,
        name=f"雀官{'甲乙丙丁戊己'[number]}",
        phone_sealed=vault.seal(f"1390000000{number}", field="organising.officer"),
    )
    Post.rows.create(**here, officer=officer, kind="full", since=LAST_YEAR)
    training = Training.rows.create(**here, title="培训", since=TODAY, until=TODAY, hours=8, invited="both")
    meeting = Meeting.rows.create(**here, on=TODAY, party="党支部", agenda="议题", key=f"matrix{number}", request="")
    for kind, row in (("grid", grid), ("officer", officer), ("training", training), ("meeting", meeting)):
        world.codes[kind, place] = row.code
    world.canaries["grid", place], world.canaries["officer", place] = grid.name, officer.name


def _special(world: World) -> None:
    """Appointments that ended or have not begun, a closed and a locked account, a dissolved union, a narrow delegation, nobody."""
    names = ("ended", "soon", "closed", "locked", "gone")
    ended, soon, closed, locked, gone = (make.account(name, username=name) for name in names)
    make.appoint(ended, Role.ORGANISER, world.units["county"], since=LAST_YEAR, until=YESTERDAY)
    make.appoint(soon, Role.ORGANISER, world.units["county"], since=TOMORROW)
    for who in (closed, locked):
        make.appoint(who, Role.ORGANISER, world.units["county"], since=LAST_YEAR)
    closed.is_active, locked.locked_at = False, timezone.now()
    Account.objects.bulk_update([closed, locked], ["is_active", "locked_at"])
    world.standings.append(Standing(closed, Role.ORGANISER, "county", in_force=False, closed=True))
    dissolved = make.union(world.units["town1"], "已撤销工会", dissolved_on=YESTERDAY)
    make.appoint(gone, Role.CHAIR, dissolved, since=LAST_YEAR)
    for who, place in ((ended, "county"), (soon, "county"), (locked, "county"), (gone, "town1")):
        world.standings.append(Standing(who, Role.ORGANISER, place, in_force=False))
    world.standings.append(Standing(make.account("nothing", username="nothing"), "", "county", in_force=False))
    whole, part = (make.account(name, username=name) for name in ("deputy-of-all", "deputy-of-some"))
    giver = make.account("giver", username="giver")
    lent = make.appoint(giver, Role.OFFICER, world.units["town1"], since=LAST_YEAR)
    world.standings.append(Standing(giver, Role.OFFICER, "town1"))
    make.deputy(lent, whole)
    world.standings.append(Standing(whole, Role.OFFICER, "town1"))
    make.deputy(lent, part, powers=("people.view",))
    world.standings.append(Standing(part, Role.OFFICER, "town1", only=frozenset({"people.view"})))


def _task(at: Unit, about: Employer, title: str) -> str:
    """A task about an employer, at one place."""
    wanted = Wanted(about.pk, about.code, at.pk, title)
    kind = "organising.uncovered_due"
    worklists.sync(actor=OPERATOR, kind=kind, wanted=[wanted], now=timezone.now(), under=at.path)
    (found,) = Task.rows.filter(kind=kind, subject_id=about.pk)
    return found.code


def _founding(at: Unit, name: str) -> str:
    """A union that is being formed, at one place."""
    made = Founding.rows.create(
        purpose="found", unit=at, upper=at, path=at.path, name=name, begun_on=TODAY, key=f"matrix {at.pk}", request="-"
    )
    return str(made.code)


def _key(at: Unit, purpose: str) -> str:
    """A key of the API that waits to be released."""
    asked = {"purpose": purpose, "powers": ["org.view"], "until": TODAY + timedelta(days=30), "now": timezone.now()}
    return access.ask_key(actor=OPERATOR, name="体检中心", unit_code=at.code, **asked).code


def _application(at: Unit) -> str:
    """Somebody who asked to join at one place."""
    joining.taking(at)
    return joining.apply(at).code


def _transfer(at: Unit) -> str:
    """Somebody who is to come from another union of the place's own county."""
    number = make.identity()
    make.join(make.person(number=number), make.union(at))
    return organising.ask_transfer_for(actor=OPERATOR, unit_code=at.code, identity=number, now=timezone.now()).code


def _edition(at: Unit) -> str:
    """A draft of rules for one place."""
    return rulebooks.draft(actor=OPERATOR, kind="organising.coverage", unit_code=at.code, now=timezone.now()).code


def _version(at: Unit) -> str:
    """A draft of a scorecard for one place."""
    return scorecards.draft(actor=OPERATOR, kind="organising.shell", unit_code=at.code, now=timezone.now()).code


def _sheet(at: Unit) -> str:
    """The score of the union of a place, of which nothing is known."""
    now = timezone.now()
    version = scorecards.version_at(actor=OPERATOR, kind="organising.shell", on=TODAY, path=at.path, now=now)
    blank = {item.code: [None] for item in items_of(version)}
    frame = pl.DataFrame({"subject_id": [at.pk], "unit_id": [at.pk], "title": [at.name], **blank})
    scorecards.score_many(actor=OPERATOR, kind="organising.shell", frame=frame, now=now, under=at.path)
    return scores_now("organising.shell", [at.pk])[at.pk].code


def _scan(at: Unit) -> str:
    """A page that waits in the tray of one place."""
    now, code = timezone.now(), new_code()
    stack = Stack.objects.create(
        path=at.path, actor_kind="staff", media_type="application/pdf", pages=1, at=now, touched_at=now
    )
    TrayPage.objects.create(
        code=code, stack=stack, number=0, path=at.path, media_type="application/pdf", why="no_code", at=now
    )
    store.write(code, store.SMALL, b"\xff\xd8\xff")
    return code


def _batch(at: Unit, number: int) -> str:
    """A roster of one row, staged and checked for one place."""
    rows = f"姓名,证件号码,手机号,所在工会\n钱雀{number},{make.identity()},13900000000,{at.name}\n"
    (staged,) = imports.stage(
        actor=OPERATOR, source=io.BytesIO(rows.encode()), name=f"雀册{number}.csv", kind="members", place=at.path
    )
    return imports.check(actor=OPERATOR, code=staged.code, inline=True).code
