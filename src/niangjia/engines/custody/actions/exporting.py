"""Leaving any day (B25): everything in open formats, with what it means, as it was at one moment."""

from __future__ import annotations

import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import niangjia
from niangjia.engines.custody import openly, totals
from niangjia.engines.custody.actions.refusals import CopyUnreadable, NoRecoveryYet, OnlyOperator, TargetTaken
from niangjia.ground.audit import actions as audit
from niangjia.kit import copies, vault
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor, ActorKind

Put = Callable[[str, bytes], None]


@dataclass(frozen=True)
class Exported:
    """What went out: tables, rows, files, control totals."""

    tables: int
    rows: int
    files: int
    totals: dict[str, Any]


def export(*, actor: Actor, target: Path, now: datetime, encrypt: bool = False) -> Exported:
    """Write everything to `target`, whole or not at all: a zip, or with `encrypt` one file that only the recovery code opens.

    For the operator at the machine alone; the trail keeps that it was done. Raises OnlyOperator, TargetTaken, NoRecoveryYet.
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise OnlyOperator
    if target.exists():
        raise TargetTaken(place=str(target))
    if encrypt and not vault.has_recovery():
        raise NoRecoveryYet
    audit.seal_pending(actor=actor)
    with copies.base().snapshot(Path(settings.DATA)) as seen, _target(target, now, encrypt=encrypt) as put:
        told, rows = _tables(seen.ask, put)
        counted = totals.count(seen.ask)
        files = _files(put)
        put("schema.json", _json({**_about(now), "tables": told, "totals": counted, "files": files}))
        put("README.md", _readme(told, counted, now).encode())
    with transaction.atomic():
        facts = {"tables": len(told), "rows": rows, "files": files, "encrypted": encrypt}
        audit.record(actor=actor, verb="custody.exported", look=True, facts=facts)
    return Exported(len(told), rows, files, counted)


def open_export(*, actor: Actor, source: Path, target: Path, code: str) -> None:
    """Turn an encrypted export into the zip that it holds. Raises CopyUnreadable, OtherCode, TargetTaken."""
    if target.exists():
        raise TargetTaken(place=str(target))
    try:
        preface = copies.preface_of(source)
    except copies.NotACopy:
        raise CopyUnreadable from None
    ring = vault.open_wrapped(code, preface["wrapped"])
    with _zip(target) as put:
        for name, _size, content in copies.walk(source, keys=ring):
            if name != copies.MANIFEST:
                put(name, content.read())


# ------------------------------------------------------------------ inside


def _about(now: datetime) -> dict[str, Any]:
    moment = timezone.localtime(now).isoformat(timespec="seconds")
    return {"niangjia": "export", "format": 1, "version": niangjia.__version__, "made_at": moment}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _tables(ask: openly.Ask, put: Put) -> tuple[list[dict[str, Any]], int]:
    told, rows = [], 0
    for table in openly.tables():
        data, count = openly.as_csv(table, ask)
        put(f"data/{table.name}.csv", data)
        told.append(table.as_json(count))
        rows += count
    return told, rows


def _files(put: Put) -> int:
    """Papers and photos in the clear, under the code of their record in `data/`."""
    count = 0
    for one in contributions("export.files"):
        for name, content in one.move() if one.move is not None else ():
            with content:
                put(f"files/{one.name}/{name}", content.read())
            count += 1
    return count


def _readme(told: list[dict[str, Any]], counted: dict[str, Any], now: datetime) -> str:
    lines = [
        _("# 娘家全部数据"), "",
        _("{moment} 导出，是那一刻的样子。里面有个人信息，请像档案一样保管，用完销毁。").format(moment=_about(now)["made_at"]), "",
        _("- `data/` 每张表一个 CSV（UTF-8，逗号分隔，第一行是列名；空的是没有值，时间是 UTC）。用 Excel 打开请选“从文本导入”。"),
        _("- `files/` 材料和照片的原样，文件夹名是 `data/` 里记录的 code。"),
        _("- `schema.json` 每张表、每一列的含义、取值代码和指向哪张表，给程序看。"),
        _("- 密码、密钥的摘要、登录状态不在里面；没有处理完的上传文件也不在里面。"), "",
        _("## 核对"), "",
        *(f"- {one['label']} {label} {number:,}".replace("  ", " ") for one in counted.values() for label, number in one["lines"]), "",
    ]  # fmt: skip
    for table in told:
        lines += [
            f"## {table['table']} {table['label']}".rstrip(),
            "",
            table["about"],
            "",
            _("共 {rows:,} 行。").format(rows=table["rows"]),
            "",
        ]
        lines += [_("| 列 | 叫法 | 类型 | 取值 |"), "|---|---|---|---|"]
        for one in table["columns"]:
            codes = "；".join(f"{code} {label}" for code, label in one["codes"].items()) or one["refers_to"]
            lines.append(f"| {one['name']} | {one['label']} | {one['type']} | {codes} |")
        lines.append("")
    return "\n".join(lines)


@contextmanager
def _target(target: Path, now: datetime, *, encrypt: bool) -> Iterator[Put]:
    if not encrypt:
        with _zip(target) as put:
            yield put
        return
    preface = {**_about(now), "wrapped": vault.wrapped()}
    with copies.create(target, preface=preface, keys=vault.copy_ring()) as out:
        yield out.add_bytes
        out.close({"preface": preface})


@contextmanager
def _zip(target: Path) -> Iterator[Put]:
    """A zip that only its owner reads; it takes its name when it is whole."""
    draft = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
                yield out.writestr
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
