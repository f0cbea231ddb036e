"""Taking in a roster: the whole import against a flat floor measured in the same run.

    python -m bench.import_roster [--rows 500000] [--known 200000] [--rounds 3] [--people 1000000] [--folder F]

Floor: read the file, validate vectorised, AES-GCM one field with one SHA-256 index, upsert one flat table of 12 columns in one
transaction. Product: stage, check, preview, confirm and apply, everything on. Every measured run is a process of its own,
on a copy of the same base; memory is that of the process and its helpers together. DATABASE_URL chooses PostgreSQL.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import secrets
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import polars as pl
import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rustpy_xlsxwriter import FastExcel

HEADINGS = [
    "姓名",
    "性别",
    "证件号码",
    "手机号",
    "所在工会",
    "工作单位",
    "职业类别",
    "入会日期",
    "用工形式",
    "民族",
    "学历",
    "户籍地",
]
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂国华建文志海云龙飞玉红梅春晓小金凤林鑫波斌宇浩凯健俊帆雪荣爱宁福生"
)
JOBS = ["操作工", "驾驶员", "货车司机", "网约送餐员", "会计", "教师", "护士", "保安", "销售", "工程师", ""]
FORMS = ["劳动合同", "劳务派遣", "灵活就业", "劳务协议"]
SCHOOLS = ["初中", "高中", "大专", "本科", "硕士"]
COUNTIES = ["330604", "330602", "330624", "330681", "330683", "330282", "342622", "522123", "411522", "362322"]
TOWNS, UNIONS = 20, 2_000
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RATIO, SAME, RATE, MEMORY = 2.2, 0.9, 0.75, 1300


def person(number: int, dice: random.Random) -> list[str]:
    """A made-up member; the same number is always the same person."""
    body = f"{COUNTIES[number % 10]}{1960 + number // 280 % 45}{1 + number % 12:02}{1 + number // 12 % 28:02}{number // 12600 % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    union = number % UNIONS
    name = dice.choice(SURNAMES) + dice.choice(GIVEN) + (dice.choice(GIVEN) if number % 7 else "")
    return [
        name, "男" if int(body[16]) % 2 else "女", body + "10X98765432"[total % 11], f"1{dice.choice('3578')}{number % 10**9:09}",
        f"第{union}工会委员会", f"第{union}有限公司", JOBS[number % 11],
        f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 27:02}", FORMS[number % 4],
        "汉族" if number % 20 else "畲族", SCHOOLS[number % 5], f"{COUNTIES[number % 10]}某村{number % 300}号",
    ]  # fmt: skip


def make_files(folder: Path, rows: int, known: int) -> None:
    """unions.xlsx, base.xlsx (the known, half of them with another phone or workplace), roster.xlsx, again.xlsx."""
    tree = [["县总工会", None, "总工会"], *([f"第{t}镇总工会", "县总工会", "总工会"] for t in range(TOWNS))]
    tree += [[f"第{u}工会委员会", f"第{u % TOWNS}镇总工会", "基层工会"] for u in range(UNIONS)]
    write(folder / "unions.xlsx", ["工会名称", "上级工会", "工会类型"], tree)
    dice = random.Random(7)
    people = unique([person(number, dice) for number in range(int(rows * 1.02) + 100)])[:rows]
    base = []
    for number, row in enumerate(people[:known]):
        old = list(row)
        if number % 4 == 0:
            old[3] = "139" + old[3][3:]
        elif number % 4 == 1:
            old[5] = "从前的公司"
        base.append(old)
    dice.shuffle(people)
    write(folder / "base.xlsx", HEADINGS, base)
    write(folder / "roster.xlsx", HEADINGS, people)
    people.reverse()
    write(folder / "again.xlsx", HEADINGS, people)


def unique(people: list[list[str]]) -> list[list[str]]:
    """Each identity number once."""
    return list({row[2]: row for row in people}.values())


def write(path: Path, headings: list[str], rows: list[list[Any]]) -> None:
    """A workbook with shared strings, as Excel saves it."""
    records = (dict(zip(headings, row, strict=True)) for row in rows)
    FastExcel(str(path), columns=headings).sheet("Sheet1", records, dedupe_strings=True).save()


# ------------------------------------------------------------------ the floor

FLAT = [f"c{number}" for number in range(12)]


def floor(path: Path, base: str) -> float:
    """Seconds of the floor on a flat table that holds the known people already."""
    cipher = AESGCM(b"k" * 16)
    started = time.perf_counter()
    frame = pl.read_excel(path, engine="calamine", infer_schema_length=0)
    valid = frame.filter(
        pl.col("证件号码").str.contains(r"^\d{17}[\dX]$")
        & (checksum(pl.col("证件号码")) == 1)
        & pl.col("手机号").str.contains(r"^1\d{10}$")
        & pl.col("入会日期").str.to_date(strict=False).is_not_null()
        & pl.col("姓名").str.len_chars().is_between(2, 30)
        & pl.col("性别").is_in(["男", "女"])
    )
    numbers = [number.encode() for number in valid["证件号码"]]
    sealed = []
    for number in numbers:
        nonce = os.urandom(12)
        sealed.append((nonce + cipher.encrypt(nonce, number, b"")).hex())
    index = [hashlib.sha256(number).hexdigest() for number in numbers]
    valid = valid.with_columns(pl.Series("证件号码", sealed)).rename(dict(zip(HEADINGS, FLAT, strict=True)))
    valid.insert_column(0, pl.Series("k", index))
    (flat_postgres if base.startswith("postgres") else flat_sqlite)(base, valid)
    return time.perf_counter() - started


def checksum(number: pl.Expr) -> pl.Expr:
    """Weighted sum modulo 11 of a whole column."""
    head = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    last = number.str.slice(17, 1)
    tail = pl.when(last == "X").then(10).otherwise(last.cast(pl.Int64, strict=False))
    return (pl.sum_horizontal((head // 10 ** (16 - n)) % 10 * w for n, w in enumerate(WEIGHTS)) + tail) % 11


def flat_sqlite(base: str, frame: pl.DataFrame) -> None:
    """One upsert a row, one transaction."""
    db = sqlite3.connect(base)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-256000;")
    db.execute(f"CREATE TABLE IF NOT EXISTS flat (k TEXT PRIMARY KEY, {', '.join(FLAT)})")
    marks, given = ", ".join("?" * 13), ", ".join(f"{name}=excluded.{name}" for name in FLAT)
    with db:
        db.executemany(f"INSERT INTO flat VALUES ({marks}) ON CONFLICT (k) DO UPDATE SET {given}", frame.rows())
    db.close()


def flat_postgres(base: str, frame: pl.DataFrame) -> None:
    """COPY into a temporary table, one upsert from it."""
    with psycopg.connect(base) as db:
        db.execute(f"CREATE TABLE IF NOT EXISTS flat (k text PRIMARY KEY, {', '.join(f'{n} text' for n in FLAT)})")
        db.execute("CREATE TEMP TABLE fresh (LIKE flat) ON COMMIT DROP")
        with db.cursor().copy("COPY fresh FROM STDIN (FORMAT csv)") as copy:
            copy.write(frame.write_csv(include_header=False).encode())
        given = ", ".join(f"{name}=excluded.{name}" for name in FLAT)
        db.execute(f"INSERT INTO flat SELECT * FROM fresh ON CONFLICT (k) DO UPDATE SET {given}")


# ------------------------------------------------------------------ the product


def product(path: Path) -> dict[str, Any]:
    """One import in this process: seconds by part, and what came of it."""
    django.setup()
    actions = import_module("niangjia.engines.imports.actions")
    operator = import_module("niangjia.kit.powers").OPERATOR
    started, busy = time.perf_counter(), time.process_time()
    parts = {}
    for batch in actions.stage(actor=operator, source=path, name=path.name):
        parts["stage"] = time.perf_counter() - started
        actions.check(actor=operator, code=batch.code, inline=True)
        parts["check"] = time.perf_counter() - started - parts["stage"]
        batch = actions.start(actor=operator, code=batch.code, inline=True)
        parts["apply"] = time.perf_counter() - started - parts["stage"] - parts["check"]
    seconds, own = time.perf_counter() - started, time.process_time() - busy
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = {
        "cpu": own,
        "server_cpu": busy_of(backend()),
        "helper_cpu": ended.ru_utime + ended.ru_stime + sum(busy_of(pid) for pid in family(os.getpid())[1:]),
    }
    return {"seconds": seconds, **parts, **cpu, "taken": batch.taken, "counts": batch.counts}


def backend() -> int:
    """The process that serves this one on PostgreSQL, if it runs on this machine; else 0."""
    connection = import_module("django.db").connection
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def measured(*command: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Run one part as a process; its answer and the peak memory (MB) of it and its children."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.import_roster", *command],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peak), daemon=True)
    watcher.start()
    out, _ = process.communicate()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return {**json.loads(out.strip().splitlines()[-1]), "mb": round(peak[0])}


def watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    """Sum of the resident memory of a process and its children, every 50 ms."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(resident(pid) for pid in family(process.pid)))
        time.sleep(0.05)


def family(pid: int) -> list[int]:
    """A process and everything below it."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in listed for one in family(int(child)))]


def busy_of(pid: int) -> float:
    """Seconds of the processor that a living process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0  # gone, or on another machine
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Resident memory in MB, shared pages counted by share."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


# ------------------------------------------------------------------ bases


class Bases:
    """The prepared base, copied for each run; on PostgreSQL under names of this run, dropped at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, os.environ.get("DATABASE_URL", "")
        self.mark, self.made = secrets.token_hex(4), set[str]()

    def __enter__(self) -> Bases:
        return self

    def __exit__(self, *_: object) -> None:
        for name in self.made:
            self.psql(f"DROP DATABASE IF EXISTS {self.database(name)} WITH (FORCE)")

    def env(self, name: str) -> dict[str, str]:
        """The environment of a base."""
        env = {"NIANGJIA_DATA": str(self.folder / name), "DJANGO_SETTINGS_MODULE": "niangjia.config.settings"}
        return {**env, "DATABASE_URL": self.address(name)} if self.url else env

    def address(self, name: str) -> str:
        """Where the base is, for PostgreSQL."""
        return self.url.rsplit("/", 1)[0] + f"/{self.database(name)}"

    def database(self, name: str) -> str:
        """The name of a base on the server."""
        return f"nj_bench_{self.mark}_{name}"

    def fresh(self, name: str, model: str = "") -> dict[str, str]:
        """A new base, empty or a copy of another."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        if self.url:
            self.made.add(name)
            self.psql(f"DROP DATABASE IF EXISTS {self.database(name)}")
            self.psql(f"CREATE DATABASE {self.database(name)}" + (f" TEMPLATE {self.database(model)}" if model else ""))
        if model:
            shutil.copytree(self.folder / model, place, ignore=shutil.ignore_patterns("imports"))
        else:
            place.mkdir()
            subprocess.run(
                [sys.executable, "-m", "niangjia.fronts.cli", "manage", "migrate", "-v0"],
                check=True,
                env={**os.environ, **self.env(name)},
            )
        os.sync()
        return self.env(name)

    def psql(self, statement: str) -> None:
        """Say something to the server."""
        with psycopg.connect(self.url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as db:
            db.execute(statement)

    def flat(self, name: str) -> str:
        """Where the floor's table lives."""
        return self.address(name) if self.url else str(self.folder / name / "flat.sqlite3")


def rate(bases: Bases, people: int, rows: int) -> float:
    """Rows a second with so many people in the base, over rows a second with ten thousand."""
    speeds = []
    for size in (10_000, people):
        crowd = bases.folder / f"crowd-{size}.xlsx"
        guests = bases.folder / f"guests-{rows}.xlsx"
        dice = random.Random(size)
        if not crowd.exists():
            write(crowd, HEADINGS, unique([person(number, dice) for number in range(2_000_000, 2_000_000 + size)]))
        if not guests.exists():
            write(guests, HEADINGS, unique([person(number, dice) for number in range(rows)]))
        env = bases.fresh("rate")
        for name in ("unions.xlsx", crowd.name):
            measured("product", str(bases.folder / name), env=env)
        found = measured("product", str(guests), env=env)
        speeds.append(rows / found["seconds"])
        print(f"{size:,} people in the base: {speeds[-1]:,.0f} rows/s, processor {found['cpu']:.1f} s", flush=True)
    return speeds[1] / speeds[0]


def run(rest: list[str]) -> int:
    """Measure and print; 1 when a bound is missed."""
    asked = argparse.ArgumentParser(prog="python -m bench.import_roster")
    asked.add_argument("--rows", type=int, default=500_000)
    asked.add_argument("--known", type=int, default=200_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--people", type=int, default=1_000_000, help="people in the base for the rate; 0: leave it out")
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args(rest)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="nj-bench-import-"))
    folder.mkdir(exist_ok=True)
    made = folder / f"made-{given.rows}-{given.known}"
    if not made.exists():
        make_files(folder, given.rows, given.known)
        made.touch()
    with Bases(folder) as bases:
        holds = compare(bases, given.rows, given.rounds) if given.rounds else True
        if given.people:
            kept = rate(bases, given.people, min(100_000, given.rows))
            print(f"rate kept: {kept:.2f} (≥ {RATE})")
            holds = holds and kept >= RATE
    if given.folder is None:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if holds else 1


def compare(bases: Bases, rows: int, rounds: int) -> bool:
    """Floor, import and the same again, in turn; medians against their bounds."""
    folder, env = bases.folder, bases.fresh("known")
    for name in ("unions.xlsx", "base.xlsx"):
        measured("product", str(folder / name), env=env)
    measured("floor", str(folder / "base.xlsx"), bases.flat("known"))
    found: dict[str, list[dict[str, Any]]] = {"floor": [], "first": [], "again": []}
    for _ in range(rounds):
        env = bases.fresh("run", "known")
        found["floor"].append(measured("floor", str(folder / "roster.xlsx"), bases.flat("run")))
        found["first"].append(measured("product", str(folder / "roster.xlsx"), env=env))
        found["again"].append(measured("product", str(folder / "again.xlsx"), env=env))
        for name, runs in found.items():
            print(name, json.dumps(runs[-1], ensure_ascii=False), flush=True)
    floor_, first, again = (statistics.median(one["seconds"] for one in runs) for runs in found.values())
    memory = max(one["mb"] for one in found["first"] + found["again"])
    print(f"floor {floor_:.1f} s ({rows / floor_:,.0f} rows/s) · import {first / floor_:.2f} × (≤ {RATIO}) · "
          f"the same again {again / floor_:.2f} × (≤ {SAME}) · {memory} MB (< {MEMORY})")  # fmt: skip
    return first / floor_ <= RATIO and again / floor_ <= SAME and memory < MEMORY


if __name__ == "__main__":
    if sys.argv[1:2] == ["floor"]:
        print(json.dumps({"seconds": floor(Path(sys.argv[2]), sys.argv[3]), "cpu": time.process_time()}))
    elif sys.argv[1:2] == ["product"]:
        print(json.dumps(product(Path(sys.argv[2])), ensure_ascii=False))
    else:
        sys.exit(run(sys.argv[1:]))
