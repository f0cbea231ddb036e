"""Senseless filters, dates, identity numbers and amounts (G17): an answer or a refusal in words, soon, never an accident.

The suite runs a short count, `-m slow` goes on for minutes (`NIANGJIA_FUZZ_SECONDS`, 240 each).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from niangjia.fronts.desk import people_lists
from niangjia.kit.ids import read_credit_code, read_identity, read_phone
from niangjia.kit.sheets.dates import read_date
from niangjia.kit.sheets.values import read_float, read_integer, read_name
from tests.fronts.conftest import desk, house

__all__ = ["desk", "house"]

SECONDS = float(os.environ.get("NIANGJIA_FUZZ_SECONDS", "240"))
LONGEST = 2.0
PAGES = (
    "/desk/members/", "/desk/members/count/", "/desk/unions/", "/desk/employers/", "/desk/search/", "/desk/figures/",
    "/desk/figures/people.members/", "/desk/figures/all-units/", "/desk/figures/signed/", "/desk/tasks/", "/desk/imports/",
    "/desk/duplicates/", "/desk/members/export/", "/desk/lists/members/filters/",
)  # fmt: skip
NAMES = (
    "account", "after", "age_from", "age_to", "all", "at", "attached", "before", "by", "col", "depth", "education", "exact",
    "figure", "form", "from", "gender", "identity", "joined_from", "joined_to", "kept", "kind", "lacks", "left", "level", "looks",
    "mode", "month", "occupation", "on", "only", "phone", "pick", "power", "q", "shown", "size", "skip", "soon", "sort", "state",
    "subject", "to", "town", "trade", "under", "unit", "unit_name", "unread", "usual", "verb", "verified", "view", "workers",
    "workplace", "year",
)  # fmt: skip
BITS = (
    "", "1", "-1", "0", "f", "m", "王", "　", "％", "%", "_", "'", '"', ";--", "\\", "2021-02-30", "2021年", "0000-00-00", "9999-12-31",
    "1e309", "NaN", "٣", "９", "𠮷", "\u202e", "\ud7ff", "a" * 3000, "ab.cd", "W10=", "eyJhIjoxfQ==", "null", "[]", "{}", "__all__",
    "name", "-name", "3.30782E+17", "11010519491231002X", "110105194912310021", "1" * 400, "\x01", "\x7f", "２０２１．３．５", "20213",
)  # fmt: skip


def words(chance: random.Random) -> str:
    """One senseless value: bits that readers care about, and any characters."""
    made = [chance.choice(BITS) for _ in range(chance.randint(0, 3))]
    made += [
        chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x3000, 0x9FFF))))
        for _ in range(chance.randint(0, 4))
    ]
    chance.shuffle(made)
    return "".join(made)


def question(chance: random.Random) -> str:
    """A page of the desk with senseless parameters."""
    given = [(chance.choice(NAMES), words(chance)) for _ in range(chance.randint(1, 5))]
    return f"{chance.choice(PAGES)}?{urlencode(given)}"


def ask(browser: Client, address: str) -> str:
    """What is wrong with the answer to a question, or nothing."""
    browser.raise_request_exception = False
    begun = time.process_time()
    answer = browser.get(address, headers={"HX-Request": "true"} if len(address) % 3 == 0 else {})
    took = time.process_time() - begun
    if answer.status_code >= 500 or took > LONGEST:
        return f"{answer.status_code} after {took:.1f} s: {address[:300]}"
    return ""


READERS: tuple[Callable[[Any], Any], ...] = (
    read_identity, read_phone, read_credit_code, read_date, read_name, read_integer, read_float,
)  # fmt: skip


def read(reader: Callable[[Any], Any], text: str) -> str:
    """What is wrong with one reading, or nothing."""
    begun = time.process_time()
    try:
        reading = reader(text)
    except Exception as accident:
        return f"{type(accident).__name__}: {text[:80]!r}"
    if (reading.value is None) != bool(reading.error) or time.process_time() - begun > LONGEST:
        return f"{reading}: {text[:80]!r}"
    return ""


def test_senseless_filters(desk: Client) -> None:
    chance = random.Random("filters")
    assert [wrong for _ in range(250) if (wrong := ask(desk, question(chance)))] == []


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_senseless_texts(reader: Callable[[Any], Any]) -> None:
    chance = random.Random(reader.__name__)
    assert [wrong for _ in range(3000) if (wrong := read(reader, words(chance)))] == []


@pytest.mark.slow
def test_senseless_filters_for_long(desk: Client) -> None:
    chance, end, count = random.Random("long filters"), time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        assert ask(desk, question(chance)) == ""
        count += 1
    print(f"{count:,} questions")  # noqa: T201


@pytest.mark.slow
def test_senseless_texts_for_long() -> None:
    chance, end, count = random.Random("long texts"), time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        text = words(chance)
        assert [wrong for reader in READERS if (wrong := read(reader, text))] == []
        count += len(READERS)
    print(f"{count:,} texts")  # noqa: T201


# ------------------------------------------------------------------ controls


def test_a_planted_accident_in_a_filter_would_be_noticed(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = people_lists.filters_of

    def planted(query: Any) -> Any:
        if "NaN" in query.urlencode():
            raise ValueError("planted")
        return sound(query)

    monkeypatch.setattr(people_lists, "filters_of", planted)
    assert ask(desk, "/desk/members/?age=1") == ""
    assert ask(desk, "/desk/members/?age=NaN").startswith("500 after")


def test_a_planted_accident_in_a_reader_would_be_noticed() -> None:
    assert read(lambda text: int(text), "x").startswith("ValueError")
    chance = random.Random("control")
    assert any(read(lambda text: read_date(text) if "'" not in text else 1 / 0, words(chance)) for _ in range(200))
