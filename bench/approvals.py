"""Approvals: the inbox at 500,000 members and 10,000 unions with 60,000 open matters, and 10,000 decided in bulk.

Bounds: the rows of a page, ready, are at least 0.3 (SQLite) or 0.2 (PostgreSQL, which pays a round trip for each of six
statements) of the same with their queries, both at their best; any narrowing and the counts below 1 s; 10,000 approvals within 60 s. The floor of the bulk decision is the same rows written by plain SQL: the stops and the
matters closed, a line of history each. The kind is made up; its effect is one update of its subjects.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.template import engines

from bench import county, floor
from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.queries import Wanted
from niangjia.ground.access.models import Account, Appointment
from niangjia.ground.access.queries import actor_for
from niangjia.ground.org.models import Unit
from niangjia.kit import declare, rows
from niangjia.kit.calendar import today
from niangjia.kit.declare import Approval, Asked, Outcome, Stop
from niangjia.kit.powers import Actor, Refused

KIND, FORMING = "bench.joining", "bench.forming"
AT = datetime(2026, 6, 1, 1, tzinfo=UTC)


def settle(*, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime) -> Mapping[int, Refused]:
    """One update of all subjects."""
    source, given = rows.keys([one.subject_id for one in matters])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_person SET native_place = %s WHERE id IN (SELECT k FROM {source})", ["x", given])
    return {}


declare.register(
    Approval(KIND, "入会申请", "people.view", (Stop("union", "工会审批", "unit", "people.edit", 3),), {}, {}, settle),
    Approval(FORMING, "建会请示", "people.view", (Stop("town", "镇街初审", "next_up", "org.edit", 5),), {}, {}, settle),
)

MATTER = (
    "id", "code", "kind", "subject_kind", "subject_id", "subject_code", "unit_id", "path", "other_path", "title", "amount",
    "person_id", "acting", "state", "position", "round", "revision", "begun_at", "asked_at", "asked_on", "decided_at",
    "decided_on", "working_days", "facts", "sealed", "asker", "key", "request",
)  # fmt: skip
STAND = (
    "id", "matter_id", "kind", "round", "position", "name", "title", "power", "unit_id", "path", "days", "silence", "state",
    "since", "due_on", "decided_at", "reason", "words_sealed", "due_told", "overdue_told",
)  # fmt: skip
MOVE = ("matter_id", "stand_id", "act", "at", "by_kind", "reason", "words_sealed")


def pour(number: int, open_: int, first: int = 1) -> None:
    """Matters of unions of very different sizes, the last `open_` of them waiting; one in twenty lies at the town."""
    dice = random.Random(11)
    units = list(Unit.objects.filter(kind__in=["grassroots", "joint"]).order_by("path").values_list("pk", "path"))
    above = dict(Unit.objects.filter(depth=2).values_list("path", "pk"))
    homes = dice.choices(units, [1 / (rank % 997 + 3) for rank in range(len(units))], k=number)
    day = today()

    def lines() -> Iterator[tuple[Any, ...]]:
        for place, (unit, path) in enumerate(homes):
            key, waits = first + place, place >= number - open_
            town = place % 20 == 0
            due = day + timedelta(days=dice.randrange(-6, 9))
            yield key, unit, path, waits, town, (above[path[:8]], path[:8]) if town else (unit, path), due

    made = list(lines())
    true = (True, False) if connection.vendor == "postgresql" else (1, 0)
    with transaction.atomic():
        county.load(
            "approvals_matter",
            MATTER,
            (
                (
                    key, f"m{key:015d}", FORMING if town else KIND, "people.person", key, "", unit, path, "",
                    f"第{key}人的申请", 0, key, true[1], "waiting" if waits else "approved", 0, 1, 1, AT, AT, AT.date(),
                    None if waits else AT, None if waits else AT.date(), None if waits else 0, "{}", "", f"person {key}", "", "",
                )
                for key, unit, path, waits, town, _where, _due in made
            ),
        )  # fmt: skip
        county.load(
            "approvals_stand",
            STAND,
            (
                (
                    key, key, FORMING if town else KIND, 1, 0, "town" if town else "union", "",
                    "org.edit" if town else "people.edit", where[0], where[1], 5 if town else 3, "waits",
                    "open" if waits else "approved", AT, due, None if waits else AT, "", "", true[1], true[1],
                )
                for key, _unit, _path, waits, town, where, due in made
            ),
        )  # fmt: skip
        county.load("approvals_move", MOVE, ((key, key, "asked", AT, "worker", "", "") for key, *_rest in made))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("approvals_matter", "approvals_stand", "approvals_move"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
                cursor.execute(f"VACUUM ANALYZE {table}")
        else:
            cursor.execute("ANALYZE")


def officer(name: str, role: str, path: str) -> Actor:
    """Somebody with one role at a place."""
    who = Account.objects.create(username=name, name=name)
    Appointment.rows.create(account=who, role=role, unit=Unit.objects.get(path=path), since=date(2000, 1, 1))
    return actor_for(who.pk)


# ------------------------------------------------------------------ the inbox

TEMPLATE = """<table>{% for row in page.items %}<tr data-row><td><input class="nj-check" type="checkbox" name="pick"
value="{{ row.code }}" aria-label="{{ row.title }}"{% if row.own %} disabled{% endif %}></td>
<td class="nowrap">{% if row.urgency == "today" %}今天{% else %}{{ row.due_on|short_day }}{% endif %}</td>
<td><a class="nj-link" href="{% url 'desk:approval' row.code %}">{{ row.title }}</a>{% if row.own %} {% icon "user" %}{% elif row.handed %}
{% icon "user-share" %}{% endif %}</td><td class="sub nowrap">{{ row.kind_title }}</td><td class="sub">{{ row.unit }}</td>
<td class="sub nowrap">{{ row.step }}{% if row.where != row.unit %} <span class="meta">{{ row.where }}</span>{% endif %}</td>
<td class="sub nowrap">{{ row.asked_at|day|slice:"5:" }}</td></tr>{% endfor %}</table>"""
"""The rows of the desk's inbox as its page writes them."""


def least() -> float:
    """The bound of a page."""
    return 0.2 if connection.vendor == "postgresql" else 0.3


def took(act: Any, times: int) -> list[float]:
    """Milliseconds of each of some calls."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def pages(name: str, actor: Actor, scope: str, rounds: int) -> tuple[float, float]:
    """Ratio of the template alone to the page with its query at several depths, and the slowest narrowing in milliseconds."""
    template = engines["django"].from_string(TEMPLATE)
    wanted = Wanted(scope=scope)
    ready = queries.inbox(actor, wanted)
    cursors, after = [""], ready.after
    for _ in range(3):
        if after:
            cursors.append(after)
            after = queries.inbox(actor, wanted, after=after).after
    plain, real = [], []
    for _ in range(rounds):
        for cursor in cursors:
            plain += took(lambda: template.render({"page": ready}), 5)
            real += took(lambda c=cursor: template.render({"page": queries.inbox(actor, wanted, after=c)}), 5)
    ratio = min(plain) / min(real)
    told = f"{len(ready.items)} rows, template {min(plain):.2f} ms, page {min(real):.2f} ms at best"
    usual = f"usually {statistics.median(plain):.2f} and {statistics.median(real):.2f}"
    floor.say(f"{name}, a page", f"{told}, {usual}, ratio {ratio:.2f}", ratio, least=least())
    slowest = 0.0
    asked = {
        "counts": lambda: queries.counts(actor, wanted),
        "overdue": lambda: queries.inbox(actor, Wanted(scope=scope, when="overdue")),
        "a kind": lambda: queries.inbox(actor, Wanted(scope=scope, kinds=[FORMING])),
        "a text": lambda: queries.inbox(actor, Wanted(scope=scope, text="第19")),
        "a text, none": lambda: queries.inbox(actor, Wanted(scope=scope, text="没有这个")),
    }
    for what, act in asked.items():
        spent = max(took(act, rounds * 2))
        slowest = max(slowest, spent)
        floor.say(f"{name}, {what}", f"{spent:.1f} ms", spent, most=1000)
    return ratio, slowest


# ------------------------------------------------------------------ ten thousand at once


def plainly(keys: list[int]) -> float:
    """The floor: the same rows written by three plain statements, taken back afterwards."""
    source, given = rows.keys(keys)
    start = time.perf_counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE approvals_stand SET state = 'approved', decided_at = %s WHERE state = 'open' AND matter_id IN "
                f"(SELECT k FROM {source})",
                [AT, given],
            )
            cursor.execute(
                "UPDATE approvals_matter SET state = 'approved', decided_at = %s, decided_on = %s, working_days = 0 "
                f"WHERE id IN (SELECT k FROM {source})",
                [AT, AT.date(), given],
            )
            cursor.execute(
                "INSERT INTO approvals_move (matter_id, act, at, by_kind, reason, words_sealed) "
                f"SELECT k, 'approved', %s, 'staff', '', '' FROM {source}",
                [AT, given],
            )
        spent = time.perf_counter() - start
        transaction.set_rollback(True)
    return spent


def bulk(actor: Actor, number: int) -> bool:
    """Freeze, confirm, and let the job run to its end."""
    wanted = Wanted(scope="below", kinds=[KIND])
    start = time.perf_counter()
    found = list(queries.waiting(actor, wanted).order_by("due_on", "pk").values_list("matter_id", flat=True)[:number])
    least = plainly(found)
    start = time.perf_counter()
    batch = actions.freeze(actor=actor, act="approved", wanted=wanted, now=datetime.now(UTC))
    frozen = time.perf_counter() - start
    start, own = time.perf_counter(), time.process_time()
    actions.decide_many(actor=actor, token=batch.code, digest=batch.digest, total=batch.number, now=datetime.now(UTC))
    actions.go_on(actor=actor, token=batch.code)
    spent, own = time.perf_counter() - start, time.process_time() - own
    done = queries.batch(actor, batch.code)
    told = f"frozen in {frozen:.1f} s, decided in {spent:.1f} s ({own:.1f} s of our processor), floor {least:.2f} s"
    name = f"{done.done:,} approved in bulk, {done.refused} refused"
    floor.say(name, f"{told}, ratio {(frozen + spent) / least:.1f}", frozen + spent, most=60)
    return frozen + spent <= 60 and done.done == number


def run(rest: list[str]) -> int:
    """Fill the base, measure, print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--members", type=int, default=500_000)
    asked.add_argument("--units", type=int, default=10_000)
    asked.add_argument("--matters", type=int, default=200_000)
    asked.add_argument("--open", type=int, default=60_000)
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args(rest)
    county.make(units=options.units, members=options.members)
    pour(options.matters, options.open)
    busiest = max(
        Unit.objects.filter(depth=3).values_list("path", flat=True)[:200],
        key=lambda path: queries.waiting(officer(f"c{path}", "chair", path), Wanted()).count(),
    )
    holds = True
    for name, actor, scope in (
        ("chair", officer("chair", "chair", busiest), "own"),
        ("town, its own", officer("town", "officer", "00010001"), "own"),
        ("town, below", officer("town2", "officer", "00010001"), "below"),
        ("county, below", officer("county", "organiser", "0001"), "below"),
    ):
        ratio, slowest = pages(name, actor, scope, options.rounds)
        holds = holds and ratio >= least() and slowest <= 1000
    decider = officer("decider", "organiser", "0001")
    with connection.cursor() as cursor:  # leave exactly as many as one batch takes
        cursor.execute("SELECT COUNT(*) FROM approvals_stand WHERE state = 'open' AND kind = %s", [KIND])
        extra = cursor.fetchone()[0] - 10_000
    last = queries.waiting(decider, Wanted(scope="below", kinds=[KIND])).order_by("-due_on", "-pk")
    gone = list(last.values_list("pk", flat=True)[: max(0, extra)])
    queries.waiting(decider, Wanted(scope="below", kinds=[KIND])).filter(pk__in=gone).update(kind="bench.gone")
    return int(not (bulk(decider, 10_000) and holds))
