"""B25: everything in open formats; read back elsewhere it has the same control totals, and no secret is in it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from tests import factories as make
from tests.engines.custody.houses import House

from niangjia.engines.custody import actions, openly, totals
from niangjia.engines.evidence import store
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit import copies, vault
from niangjia.kit.declare import sealed_columns
from niangjia.kit.powers import OPERATOR

NUMBER = "330782198506010017"


@pytest.fixture
def county(transactional_db: Any) -> Any:
    county = make.county()
    union = make.union(make.town(county), "恒达五金有限公司工会委员会")
    make.employer(union, workers=120, name="恒达五金有限公司")
    make.join(make.person("王桂兰", number=NUMBER, phone="13867943719"), union)
    make.member(union)
    make.officer(county, Role.ORGANISER)
    return county


def export(folder: Path, **given: Any) -> tuple[actions.Exported, Path]:
    target = folder / "all.zip"
    return actions.export(actor=OPERATOR, target=target, now=timezone.now(), **given), target


def value(text: str, column: dict[str, Any]) -> Any:
    if text == "" and (column["null"] or column["type"] != "text"):
        return None
    if column["type"] in {"integer", "number"}:
        return float(text) if "." in text else int(text)
    return {"true": 1, "false": 0}[text] if column["type"] == "boolean" else text


def read_back(pack: zipfile.ZipFile) -> tuple[sqlite3.Connection, dict[str, Any]]:
    """Another program with nothing but the package: tables made and filled as `schema.json` says."""
    schema, base = json.loads(pack.read("schema.json")), sqlite3.connect(":memory:")
    for table in schema["tables"]:
        names = [column["name"] for column in table["columns"]]
        quoted = ", ".join(f'"{name}"' for name in names)
        base.execute(f'CREATE TABLE "{table["table"]}" ({quoted})')
        lines = list(csv.reader(io.StringIO(pack.read(table["file"]).decode("utf-8-sig"), newline="")))
        assert (lines[0], len(lines) - 1) == (names, table["rows"])
        rows = [
            [value(text, column) for text, column in zip(line, table["columns"], strict=True)] for line in lines[1:]
        ]
        base.executemany(f'INSERT INTO "{table["table"]}" VALUES ({", ".join("?" * len(names))})', rows)
    return base, schema


def test_read_back_it_has_the_same_totals(county: Any, tmp_path: Path) -> None:
    made, target = export(tmp_path)
    with zipfile.ZipFile(target) as pack:
        base, schema = read_back(pack)
        readme = pack.read("README.md").decode()
    then = totals.count(lambda question: base.execute(question).fetchall())
    assert then == schema["totals"] == made.totals
    with copies.base().snapshot(tmp_path) as seen:
        now = totals.count(seen.ask)
    kept = [code for code in now if not code.startswith("audit.")]  # the trail has grown by the export itself
    assert [now[code] for code in kept] == [then[code] for code in kept]
    told = base.execute("SELECT name, identity_sealed, phone_sealed FROM people_person ORDER BY id").fetchall()
    assert told[0] == ("王桂兰", NUMBER, "13867943719")
    assert "## people_person" in readme
    assert target.stat().st_mode & 0o077 == 0
    assert Entry.objects.filter(verb="custody.exported").count() == 1


def test_every_declared_column_stands_in_the_schema(county: Any, tmp_path: Path) -> None:
    _made, target = export(tmp_path)
    with zipfile.ZipFile(target) as pack:
        tables = {one["table"]: one for one in json.loads(pack.read("schema.json"))["tables"]}
        text = "".join(pack.read(name).decode(errors="replace") for name in pack.namelist())
    assert {"org_unit", "people_person", "people_membership", "audit_entry", "access_appointment"} <= set(tables)
    kinds = {column["name"]: column for column in tables["org_unit"]["columns"]}
    assert kinds["kind"]["codes"]["grassroots"]
    assert kinds["name"]["label"] == "工会名称"
    members = {column["name"]: column for column in tables["people_membership"]["columns"]}
    assert members["person_id"]["refers_to"] == "people_person"
    assert "pbkdf2" not in text
    assert "md5$" not in text
    assert not any(column["name"].endswith("_index") for one in tables.values() for column in one["columns"])


def test_every_table_and_column_is_named_in_chinese() -> None:
    """If this fails: a new table or column needs a name in its model, or a word in `custody/words.py`."""
    tables = openly.tables()
    assert {"organising_founding", "organising_round", "organising_comparison", "organising_employermove"} <= {
        one.name for one in tables
    }
    mine = {model._meta.db_table for model in apps.get_app_config("organising").get_models()}
    assert mine <= {one.name for one in tables}
    assert [one.name for one in tables if not one.label or not one.about] == []
    assert [f"{one.name}.{column.name}" for one in tables for column in one.columns if not column.label] == []
    assert {one.column for one in sealed_columns() if one.table.startswith("organising_")} <= {
        column.name for one in tables for column in one.columns if column.opened
    }


@pytest.mark.xdist_group("houses")
def test_a_whole_county_goes_out_open_and_adds_up(county_house: House, tmp_path: Path) -> None:
    """With something of every module in it: read back elsewhere the totals are the same, and nothing is left sealed."""
    county_house.did("export", str(tmp_path / "all.zip"))
    with zipfile.ZipFile(tmp_path / "all.zip") as pack:
        base, schema = read_back(pack)
        text = "".join(pack.read(one["file"]).decode() for one in schema["tables"])
    told = {code: one["lines"] for code, one in schema["totals"].items()}
    now = totals.count(lambda question: base.execute(question).fetchall())
    assert {code: one["lines"] for code, one in now.items()} == told
    assert {"organising.foundings", "organising.certificates", "organising.moves", "organising.candidates"} <= set(told)
    assert vault.find_tokens(text) == []
    seen = base.execute("SELECT phone_sealed FROM organising_officer WHERE phone_sealed <> ''").fetchall()
    assert seen
    assert all(phone.isdigit() for (phone,) in seen)


def test_papers_lie_beside_their_records_in_the_clear(county: Any, tmp_path: Path) -> None:
    store.write("ab" * 8, store.MAIN, b"%PDF a paper")
    made, target = export(tmp_path)
    store.remove("ab" * 8)
    with zipfile.ZipFile(target) as pack:
        assert pack.read(f"files/evidence/{'ab' * 8}/file") == b"%PDF a paper"
        assert made.files == sum(name.startswith("files/") for name in pack.namelist())


def test_encrypted_only_the_code_opens_it(county: Any, tmp_path: Path) -> None:
    code = actions.make_recovery(actor=OPERATOR)
    _made, target = export(tmp_path, encrypt=True)
    assert "王桂兰".encode() not in target.read_bytes()
    actions.open_export(actor=OPERATOR, source=target, target=tmp_path / "open.zip", code=code)
    with zipfile.ZipFile(tmp_path / "open.zip") as pack:
        assert "王桂兰" in pack.read("data/people_person.csv").decode()
    with pytest.raises(Exception):  # noqa: B017 (whatever the vault says of another code)
        actions.open_export(actor=OPERATOR, source=target, target=tmp_path / "no.zip", code=code[:-4] + "2222")
    assert not (tmp_path / "no.zip").exists()


def test_only_at_the_machine_and_never_over_something(county: Any, tmp_path: Path) -> None:
    with pytest.raises(actions.OnlyOperator):
        actions.export(actor=make.officer(county, Role.SYSTEM_ADMIN), target=tmp_path / "x.zip", now=timezone.now())
    (tmp_path / "all.zip").write_text("mine")
    with pytest.raises(actions.TargetTaken):
        export(tmp_path)
    assert (tmp_path / "all.zip").read_text() == "mine"


def test_a_lost_row_would_be_noticed(county: Any, tmp_path: Path) -> None:
    """Control: one row fewer, other totals."""
    made, target = export(tmp_path)
    with zipfile.ZipFile(target) as pack:
        base, _schema = read_back(pack)
    base.execute("DELETE FROM people_membership WHERE id = (SELECT MAX(id) FROM people_membership)")
    assert totals.count(lambda question: base.execute(question).fetchall()) != made.totals


def test_pages_of_a_table_follow_its_whole_key() -> None:
    """Also where the key has several columns: else a page might repeat or lose rows."""
    keys = {table.name: table.key for table in openly.tables()}
    assert all(all(key) for key in keys.values())
    assert len(keys["imports_lineage"]) > 1
    asked: list[str] = []
    list(
        openly.rows_of(
            next(one for one in openly.tables() if one.name == "imports_lineage"), lambda sql: asked.append(sql) or []
        )
    )  # type: ignore[func-returns-value]
    assert all(f'"{column}"' in asked[0].partition("ORDER BY")[2] for column in keys["imports_lineage"])
