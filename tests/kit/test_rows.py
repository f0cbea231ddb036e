"""What goes into the database by sets and comes out again is the same, on both engines."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from niangjia.kit import rows

pytestmark = pytest.mark.django_db

ODD = ["", "a,b", 'say "hé"', "back\\slash", "\\N", "NULL", "%s", "100%", "line\nbreak", "{x,y}", "'", " 张 "]


def found(sql: str, given: list[str]) -> list[tuple]:
    source, parameter = rows.keys(given, kind="text")
    return rows.read(sql.format(source=source), [parameter], {"k": pl.String, "none": pl.String, "n": pl.Int64}).rows()


def test_keys_and_texts_come_back_as_they_were():
    sql = "SELECT given.k, CAST(NULL AS text), LENGTH(given.k) FROM {source}"

    assert found(sql, ODD) == [(text, None, len(text)) for text in ODD]
    assert found(sql, []) == []


def test_one_column_of_empty_texts_keeps_its_rows():
    source, parameter = rows.keys(["", "x", ""], kind="text")

    assert rows.read(f"SELECT given.k FROM {source}", [parameter], {"k": pl.String})["k"].to_list() == ["", "x", ""]


def test_rows_go_in_with_what_is_the_same_in_all():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE some_rows (k varchar(20) UNIQUE, same varchar(20), n integer)")
    frame = pl.DataFrame({"k": ODD})

    rows.insert("some_rows", frame, always={"same": "it's 5%", "n": 7})

    kept = rows.read("SELECT k, same, n FROM some_rows", [], {"k": pl.String, "same": pl.String, "n": pl.Int64})
    assert kept.rows() == [(text, "it's 5%", 7) for text in ODD]
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert("some_rows", frame.head(1), always={"same": "", "n": 0})
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE some_rows")


@pytest.mark.skipif(not rows.on_postgres(), reason="SQLite finds rows by key by itself")
def test_a_keyed_look_up_leaves_the_session_as_it_was():
    def settings() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [list(rows.KEYED)])
            return [row[0] for row in cursor.fetchall()]

    before = settings()
    with rows.keyed():
        assert settings() == ["off"] * len(rows.KEYED)
    assert settings() == before
