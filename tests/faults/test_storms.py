"""A full disk, a slow and a lost database (G12): said plainly, nothing by halves, reading goes on, and it mends by itself."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, close_old_connections, connection, connections
from django.test import Client

from niangjia.fronts.shell import health
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer
from niangjia.kit import faults
from tests import factories as make

ON_POSTGRES = connection.vendor == "postgresql"


class Coded(Exception):
    """Stands for the driver's own exception with its code."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def caused(code: str) -> DatabaseError:
    error = OperationalError("something")
    error.__cause__ = Coded(code)
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("database or disk is full"), "full"),
        (OperationalError("attempt to write a readonly database"), "read_only"),
        (OperationalError("database is locked"), "busy"),
        (OperationalError("unable to open database file"), "gone"),
        (caused("53100"), "full"),
        (caused("25006"), "read_only"),
        (caused("57014"), "slow"),
        (caused("57P01"), "gone"),
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (OSError(errno.EROFS, "x"), "read_only"),
        (OSError(errno.ENOENT, "x"), ""),
        (DatabaseError("UNIQUE constraint failed"), ""),
        (RuntimeError("database is locked"), ""),
        (None, ""),
    ],
)
def test_sorts_of_faults(error: BaseException | None, kind: str) -> None:
    assert faults.kind_of(error) == kind


def test_a_fault_behind_another_error_is_found() -> None:
    error = RuntimeError("while writing")
    error.__cause__ = OSError(errno.ENOSPC, "full")
    assert faults.kind_of(error) == "full"


# ------------------------------------------------------------------ through the whole stack


@pytest.fixture
def desk(transactional_db: Any) -> Iterator[Client]:
    health._storm.update(kind="", last=0.0)
    county = make.county()
    who = make.account(unit=county)
    make.appoint(who, Role.ORGANISER, county)
    browser = Client(raise_request_exception=False)
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    yield browser
    health._storm.update(kind="", last=0.0)


TYPED = {"name": "新开的模具有限公司", "town": "芝英镇"}


def send(browser: Client) -> Any:
    return browser.post("/desk/employers/add/", TYPED)


@contextmanager
def full_disk() -> Iterator[None]:
    """No page more than there is: what the next write needs is not there."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        # use up what is free inside the file
        cursor.execute("CREATE TABLE filler (x)")
        try:
            for size in (4000, 400, 40):
                for _ in range(5000):
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
        except OperationalError:
            pass
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE IF EXISTS filler")


@pytest.mark.skipif(ON_POSTGRES, reason="SQLite can be told to be full")
def test_a_full_disk(desk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (x)")
        cursor.execute("DROP TABLE filler")
    before = Employer.objects.count()
    with full_disk():
        done = 0
        for _ in range(200):  # what the last pages still hold
            answer = desk.post("/desk/employers/add/", {**TYPED, "address": "很长的地址" * 30})
            if answer.status_code != 302:
                break
            done += 1
        html = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "磁盘满了" in html
        assert 'name="name" value="新开的模具有限公司"' in html
        assert "再办一次" in html
        page = desk.get("/desk/employers/")
        assert page.status_code == 200  # reading goes on, and the page says so
        assert "磁盘满了" in page.content.decode()
        assert Employer.objects.count() == before + done  # nothing by halves
    assert send(desk).status_code == 302  # space is back: nothing has to be restarted
    assert Employer.objects.count() == before + done + 1


@pytest.mark.skipif(ON_POSTGRES, reason="SQLite can be told to be read-only")
def test_a_base_that_may_not_be_written(desk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        answer = send(desk)
        assert (answer.status_code, "数据库现在只读" in answer.content.decode()) == (503, True)
        assert desk.get("/desk/employers/").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
    assert send(desk).status_code == 302


@pytest.mark.skipif(not ON_POSTGRES, reason="needs a server")
def test_a_killed_connection(desk: Client) -> None:
    """The backend of the connection is ended under the request; the next request has a new one."""
    before = Employer.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def kill() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connections["default"].close()

    killer = threading.Thread(target=kill)
    killer.start()
    killer.join()
    answer = send(desk)
    assert (answer.status_code, "数据库连不上" in answer.content.decode()) == (503, True)
    close_old_connections()  # what the end of a request does outside of tests
    assert send(desk).status_code == 302
    assert Employer.objects.count() == before + 1


@pytest.mark.skipif(not ON_POSTGRES, reason="needs a server")
def test_a_question_that_takes_too_long(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from niangjia.ground.org import queries

    def slow(*_args: Any, **_given: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 50")
            try:
                cursor.execute("SELECT pg_sleep(5)")
            finally:
                cursor.execute("SET statement_timeout = 0")

    monkeypatch.setattr(queries, "employers", slow)
    begun = time.monotonic()
    answer = desk.get("/desk/employers/")
    assert (answer.status_code, "查得太久" in answer.content.decode()) == (503, True)
    assert time.monotonic() - begun < 2
    assert (
        "查得太久" not in desk.get("/desk/units/", headers={"HX-Request": "true"}).content.decode()
    )  # one question too long is no storm


def test_programs_are_told_as_programs(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_given: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("niangjia.ground.org.queries.units", full)
    answer = desk.get("/api/v1/units/")
    assert (answer.status_code, answer.json()["error"], answer["Retry-After"]) == (503, "full", "10")


@pytest.mark.parametrize("path", ["/desk/employers/add/", "/m/login/", "/accounts/login/"])
def test_no_form_gives_a_password_back(path: str, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_given: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("niangjia.fronts.shell.middleware.CleanAddresses.__call__", full)
    html = desk.post(path, {"login": "someone", "password": "Very-secret-7", "phone": "13900000000"}).content.decode()
    assert "磁盘满了" in html
    assert "Very-secret-7" not in html


def test_an_accident_of_the_program_is_still_one(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: only faults of the machine are told as such."""

    def broken(*_args: Any, **_given: Any) -> Any:
        raise RuntimeError("database is full of mistakes")

    monkeypatch.setattr("niangjia.ground.org.queries.employers", broken)
    answer = desk.get("/desk/employers/")
    assert answer.status_code == 500


def test_the_line_goes_by_itself(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    health.storm("full")
    assert "磁盘满了" in desk.get("/desk/employers/").content.decode()
    health._storm["last"] -= health.CALM_AFTER + 1
    assert "磁盘满了" not in desk.get("/desk/employers/").content.decode()
