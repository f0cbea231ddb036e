"""The sample files of `deploy/` fit the program: limits, addresses, settings, commands that there are."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from niangjia.fronts.cli import custody, prepare, serve
from niangjia.fronts.cli.root import main

COMMANDS = (custody, prepare, serve)
"""Each adds its commands to the root when it is imported."""
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
UNITS = sorted(DEPLOY.glob("*.service"))


def lines(text: str) -> list[str]:
    """Without comments."""
    return [line.partition("#")[0].strip() for line in text.splitlines() if line.partition("#")[0].strip()]


def balanced(text: str) -> bool:
    """Every block that is opened is closed, every directive ends."""
    depth = 0
    for line in lines(text):
        depth += line.count("{") - line.count("}")
        if depth < 0 or not line.endswith((";", "{", "}")):
            return False
    return depth == 0


def directive(name: str) -> list[str]:
    return [line[len(name) :].strip(" ;") for line in lines(NGINX) if line.startswith(f"{name} ")]


def test_nginx_is_well_formed() -> None:
    assert balanced(NGINX)
    assert not balanced(NGINX.replace("keepalive 32;", "keepalive 32"))
    assert not balanced(NGINX + "}")


def test_nginx_lets_the_largest_upload_through_and_keeps_none() -> None:
    (size,) = directive("client_max_body_size")
    assert int(size.removesuffix("m")) * 1024 * 1024 > settings.UPLOAD_LIMIT
    assert int(size.removesuffix("m")) * 1024 * 1024 < settings.UPLOAD_LIMIT * 1.1
    assert directive("proxy_request_buffering") == ["off"]
    assert directive("proxy_max_temp_file_size") == ["0"]


def test_nginx_and_the_program_agree_on_who_calls() -> None:
    given = dict(line.split(" ", 1) for line in directive("proxy_set_header"))
    assert given["X-Forwarded-For"] == "$remote_addr"
    assert given["X-Forwarded-Proto"] == "$scheme"
    assert environment()["NIANGJIA_PROXIES"] == "127.0.0.1"
    assert environment()["NIANGJIA_HTTPS"] == "1"
    assert "server 127.0.0.1:8000" in lines(NGINX)[4].rstrip(";") or "127.0.0.1:8000" in NGINX
    assert "--address 127.0.0.1 --port 8000" in (DEPLOY / "niangjia-web.service").read_text()


def test_nginx_hides_what_is_for_monitors_and_logs_no_addresses() -> None:
    assert re.search(r"location = /metrics \{ deny all; \}", NGINX)
    assert directive("access_log") == ["off"]
    assert set(directive("ssl_protocols")[0].split()) == {"TLSv1.2", "TLSv1.3"}


def environment() -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines((DEPLOY / "niangjia.env").read_text()))


def test_every_variable_is_one_that_the_program_reads() -> None:
    source = "".join(path.read_text() for path in (Path(settings.BASE) / "config").glob("*.py"))
    assert [name for name in environment() if f'"{name}"' not in source] == []


def unit(path: Path) -> configparser.ConfigParser:
    made = configparser.RawConfigParser(strict=False, interpolation=None)
    made.optionxform = str  # type: ignore[assignment, method-assign]
    made.read(path, encoding="utf-8")
    return made


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_services_may_do_little(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "niangjia"
    for name, wanted in (
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("NoNewPrivileges", "yes"),
        ("UMask", "0077"),
    ):
        assert service[name] == wanted, name
    assert service["CapabilityBoundingSet"] == ""
    assert environment()["NIANGJIA_DATA"] in service["ReadWritePaths"].split()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_services_call_commands_that_there_are(path: Path) -> None:
    called = re.findall(r"bin/niangjia ([a-z-]+)((?: --[a-z-]+)*)", path.read_text())
    assert called
    for name, options in called:
        command: Any = main.commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(options.split()) <= known, (name, options)


def test_the_timer_starts_the_copy() -> None:
    assert unit(DEPLOY / "niangjia-backup.timer")["Timer"]["Persistent"] == "true"
    assert (DEPLOY / "niangjia-backup.service").exists()


def test_postgresql_loses_nothing_and_tells_nobody() -> None:
    told = dict(line.split(" = ", 1) for line in lines((DEPLOY / "postgresql.conf").read_text()))
    assert (told["fsync"], told["synchronous_commit"], told["full_page_writes"]) == ("on", "on", "on")
    assert told["log_statement"] == "none"
    assert told["log_parameter_max_length_on_error"] == "0"
    assert int(told["max_connections"]) >= 4 * 4 + 10
