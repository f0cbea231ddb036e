import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django_tasks import TaskResultStatus

import niangjia
from niangjia.kit import jobs
from niangjia.kit.jobs import board, queue, registry, schedule, worker

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]}}


@pytest.fixture
def queued(settings, db):
    """Jobs are rows, as in production."""
    settings.TASKS = DATABASE


@pytest.fixture
def ran(monkeypatch):
    """What the test's own jobs did; the registry is put back afterwards."""
    monkeypatch.setattr(registry, "_known", dict(registry._known))
    done = []

    @jobs.job("test.note")
    def note(*, what, account_id=None):
        done.append(what)

    @jobs.job("test.fail", retries=2)
    def fail(*, secret):
        done.append("try")
        raise RuntimeError(secret)

    @jobs.job("test.later", queue="slow")
    def later():
        done.append("later")
        if len(done) < 3:
            raise jobs.Later

    return done


def states():
    return list(queue.rows().order_by("enqueued_at").values_list("status", flat=True))


# ------------------------------------------------------------------ asking


def test_in_the_suite_a_job_runs_at_once_and_its_exceptions_are_the_callers(ran):
    jobs.enqueue("test.note", what=1)
    with pytest.raises(RuntimeError):
        jobs.enqueue("test.fail", secret="x")
    assert ran == [1, "try"]


def test_a_job_is_a_row_of_the_transaction(queued, ran):
    with transaction.atomic():
        jobs.enqueue("test.note", what=1)
        assert len(states()) == 1
        transaction.set_rollback(True)
    assert states() == []

    with transaction.atomic():
        jobs.enqueue("test.note", what=2)
    assert (jobs.drain(), ran, states()) == (1, [2], ["SUCCESSFUL"])


def test_unknown_jobs_and_odd_arguments_are_refused_at_once(queued, ran):
    with pytest.raises(jobs.UnknownJob):
        jobs.enqueue("test.gone")
    with pytest.raises(TypeError):
        jobs.enqueue("test.note", what=NOON)
    with pytest.raises(ValueError):
        jobs.enqueue("test.note", what=float("nan"))
    assert states() == []


def test_a_name_belongs_to_one_function(ran):
    with pytest.raises(ValueError, match="twice"):
        jobs.job("test.note")(lambda: None)
    with pytest.raises(ValueError, match="no queue"):
        jobs.job("test.other", queue="fast")


def test_not_before_its_time(queued, ran, time_machine):
    time_machine.move_to(NOON, tick=False)
    jobs.enqueue_at("test.note", NOON + timedelta(hours=1), what=1)
    assert jobs.drain() == 0
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    assert (jobs.drain(), ran) == (1, [1])


# ------------------------------------------------------------------ failing


def test_a_failed_job_is_tried_again_with_growing_pauses_then_given_up(queued, ran, time_machine):
    time_machine.move_to(NOON, tick=False)
    jobs.enqueue("test.fail", secret="330782199001011239")
    tries = {}
    for second in range(0, 60, 5):
        time_machine.move_to(NOON + timedelta(seconds=second), tick=False)
        tries[second] = jobs.drain()
    assert [second for second, count in tries.items() if count] == [0, 10, 40]
    row = queue.rows().get()
    assert (row.status, row.args_kwargs["failures"], row.exception_class_path) == ("FAILED", 3, "builtins.RuntimeError")
    assert "in fail" in row.traceback
    assert "330782199001011239" not in row.traceback


def test_a_job_whose_code_is_gone_fails_visibly(queued, ran):
    jobs.enqueue("test.note", what=1)
    del registry._known["test.note"]
    jobs.drain()
    assert (states(), queue.rows().get().exception_class_path) == (["FAILED"], "niangjia.kit.jobs.registry.UnknownJob")


def test_a_job_may_ask_to_be_taken_up_again(queued, ran):
    jobs.enqueue("test.later")
    assert (jobs.drain(), ran, states()) == (3, ["later"] * 3, ["SUCCESSFUL"])
    assert queue.rows().get().args_kwargs.get("failures", 0) == 0


# ------------------------------------------------------------------ leases


def take(who="other", now=NOON):
    return queue.claim(who, registry.QUEUES, now=now)


def test_a_running_job_is_left_alone_until_its_lease_is_over(queued, ran, time_machine):
    time_machine.move_to(NOON, tick=False)
    jobs.enqueue("test.note", what=1)
    first = take("first")
    assert take("second", NOON + queue.LEASE) is None
    second = take("second", NOON + queue.LEASE + timedelta(seconds=1))
    assert (second.pk, second.worker_ids) == (first.pk, ["first", "second"])


def test_a_lease_that_is_kept_does_not_end(queued, ran, time_machine):
    time_machine.move_to(NOON, tick=False)
    jobs.enqueue("test.note", what=1)
    first = take("first")
    queue.extend([(first.pk, first.worker_ids)], now=NOON + timedelta(seconds=60))
    assert take("second", NOON + queue.LEASE + timedelta(seconds=1)) is None
    queue.let_go([(first.pk, first.worker_ids)], now=NOON + timedelta(seconds=70))
    assert take("second", NOON + timedelta(seconds=70)).worker_ids == ["first", "second"]


def test_who_lost_the_job_does_not_write_its_outcome(queued, ran, time_machine):
    time_machine.move_to(NOON, tick=False)
    jobs.enqueue("test.note", what=1)
    first = take("first")
    second = take("second", NOON + timedelta(hours=1))
    queue.run(first)
    queue.extend([(first.pk, first.worker_ids)], now=NOON + timedelta(days=1))
    assert states() == ["RUNNING"]
    assert queue.rows().get().run_after == NOON + timedelta(hours=1) + queue.LEASE
    queue.run(second)
    assert states() == ["SUCCESSFUL"]


def test_a_job_that_kills_its_workers_is_given_up(queued, ran):
    jobs.enqueue("test.note", what=1)
    queue.rows().update(worker_ids=["dead"] * queue.MOST_LOSSES)
    jobs.drain()
    assert (ran, states()) == ([], ["FAILED"])


def test_leases_of_dead_workers_of_this_machine_end_at_once(queued, ran):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    now = datetime.now(UTC)
    for name in (f"{worker.house()}:{child.pid}:x", f"{worker.house()}:{os.getpid()}:x", f"elsewhere:{child.pid}:x"):
        jobs.enqueue("test.note", what=name)
        assert take(name, now)
    queue.let_go_of_the_dead(worker.is_dead, now=now)
    assert take("next", now).worker_ids[0] == f"{worker.house()}:{child.pid}:x"
    assert take("next", now) is None


# ------------------------------------------------------------------ the schedule


@pytest.fixture
def planned(monkeypatch, ran, queued):
    monkeypatch.setattr(schedule, "_entries", {})

    @jobs.job("test.hourly")
    def hourly():
        ran.append("hourly")

    def plan(*entries):
        schedule.install_schedule(entries)
        schedule.fill(NOON)

    return plan


def due():
    return dict(schedule._table().values_list("name", "next_at"))


def test_the_table_follows_the_list(planned):
    planned(("test.hourly", 3600), ("test.note", "12:30"), ("test.later", 2))
    assert due() == {"test.hourly": NOON + timedelta(hours=1), "test.note": NOON + timedelta(minutes=30)}
    assert schedule.beats() == {"test.later": 2}
    planned(("test.hourly", 7200))
    assert due() == {"test.hourly": NOON + timedelta(hours=2)}
    with pytest.raises(jobs.UnknownJob):
        planned(("test.gone", 3600))


def test_a_time_of_day_is_shanghais():
    assert schedule.following("12:00", NOON) == NOON + timedelta(days=1)
    assert schedule.following("12:00", NOON - timedelta(seconds=1)) == NOON
    assert schedule.following("00:00", NOON) == NOON + timedelta(hours=12)


def test_what_is_due_is_asked_for_once_and_what_was_missed_only_once(planned, ran):
    planned(("test.hourly", 3600))
    assert schedule.tick(NOON) == []
    late = NOON + timedelta(hours=5)
    assert schedule.tick(late) == ["test.hourly"]
    assert schedule.tick(late) == []
    assert due() == {"test.hourly": late + timedelta(hours=1)}
    assert schedule.tick(late + timedelta(hours=1)) == []  # the first is still waiting: no piling up
    jobs.drain()
    assert schedule.tick(late + timedelta(hours=2)) == ["test.hourly"]
    assert ran == ["hourly"]


def test_every_scheduled_job_exists():
    from niangjia.config.schedule import SCHEDULE

    assert {name for name, _ in SCHEDULE} <= set(jobs.known_jobs())


# ------------------------------------------------------------------ the board


def test_jobs_of_an_account(queued, ran):
    jobs.enqueue("test.note", what=1, account_id=7)
    jobs.enqueue("test.note", what=2, account_id=8)
    jobs.enqueue("test.fail", secret="x")
    jobs.drain()
    assert [(one.name, one.state, one.arguments["what"]) for one in jobs.jobs_of(7)] == [("test.note", "done", 1)]
    assert jobs.counts() == {"done": 2, "waiting": 1}


def test_rows_that_ended_long_ago_are_dropped(queued, ran, time_machine):
    time_machine.move_to(NOON, tick=False)
    jobs.enqueue("test.note", what=1)
    jobs.drain()
    jobs.enqueue("test.note", what=2)
    time_machine.move_to(NOON + timedelta(days=8), tick=False)
    assert board.prune(keep_done_days=7, keep_failed_days=90) == 1
    assert states() == [TaskResultStatus.READY]


# ------------------------------------------------------------------ a real worker


PROGRAM = """
import os, sys, threading, signal, time
import django
django.setup()
from niangjia.kit import jobs
from niangjia.kit.jobs import queue, worker
worker.PAUSE = 0.05
log = sys.argv[1]

@jobs.job("test.slow", queue="slow")
def slow(*, what):
    with open(log, "a") as file:
        file.write(f"{what} {os.getpid()}\\n")
    if what == "hang" and len(open(log).readlines()) == 1:
        time.sleep(600)

jobs.install_schedule([])
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
jobs.run_worker(stop, grace=float(sys.argv[2]))
"""


@pytest.fixture
def house(transactional_db, tmp_path, settings):
    """A database that other processes can see: the test's own on PostgreSQL, a file on SQLite."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "niangjia.config.settings", "NIANGJIA_DATA": str(tmp_path)}
    env["PYTHONPATH"] = str(Path(niangjia.__file__).parents[1])
    if connection.vendor == "postgresql":
        data = connection.settings_dict
        login = f"{data['USER']}:{data['PASSWORD']}@" if data["PASSWORD"] else f"{data['USER']}@"
        env["DATABASE_URL"] = f"postgres://{login}{data['HOST']}:{data['PORT'] or 5432}/{data['NAME']}"
    else:
        env.pop("DATABASE_URL", None)
        manage(env, "migrate", "-v0", "jobs")
        manage(env, "migrate", "-v0", "django_tasks_database")
    return env


def manage(env, *arguments):
    subprocess.run([sys.executable, "-m", "niangjia.fronts.cli", "manage", *arguments], env=env, check=True)


def shell(env, text):
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + textwrap.dedent(text)],
        env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


ASK = """
from niangjia.kit import jobs
jobs.job("test.slow", queue="slow")(lambda **k: None)
jobs.enqueue("test.slow", what="{what}")
"""
STATE = """
import json
from niangjia.kit.jobs import queue
print(json.dumps(list(queue.rows().values_list("status", flat=True))))
"""


class Hand:
    """A worker process and the log of what its jobs did."""

    def __init__(self, env, tmp_path):
        self.env, self.log, self.program = env, tmp_path / "log", tmp_path / "program.py"
        self.program.write_text(PROGRAM)

    def start(self, grace=20.0):
        return subprocess.Popen([sys.executable, str(self.program), str(self.log), str(grace)], env=self.env)

    def lines(self, count):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            lines = self.log.read_text().splitlines() if self.log.exists() else []
            if len(lines) >= count:
                return lines
            time.sleep(0.05)
        raise AssertionError("the worker did not come to it")


def test_a_worker_killed_does_not_lose_its_job(house, tmp_path):
    hand = Hand(house, tmp_path)
    shell(house, ASK.format(what="hang"))
    first = hand.start()
    hand.lines(1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert json.loads(shell(house, STATE)) == ["RUNNING"]

    second = hand.start()
    lines = hand.lines(2)
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert lines == [f"hang {first.pid}", f"hang {second.pid}"]
    assert json.loads(shell(house, STATE)) == ["SUCCESSFUL"]


def test_a_worker_told_to_stop_gives_back_what_it_cannot_end(house, tmp_path):
    hand = Hand(house, tmp_path)
    shell(house, ASK.format(what="hang"))
    first = hand.start(grace=0.2)
    hand.lines(1)
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=30) == 0

    second = hand.start()
    assert len(hand.lines(2)) == 2
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert json.loads(shell(house, STATE)) == ["SUCCESSFUL"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job(settings, ran):
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lives in memory; its writers queue up by themselves")
    settings.TASKS = DATABASE
    for what in range(60):
        jobs.enqueue("test.note", what=what)

    def work(name):
        jobs.drain(worker=name)
        connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == list(range(60))
