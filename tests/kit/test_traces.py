"""Why something came out so: the arithmetic that is shown is the arithmetic that was done, worked out again by another way."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit.declare import Input, Step, Trace, from_json, sum_up
from niangjia.kit.declare.traces import BadFormula


def read_back(shown: str) -> tuple[Fraction, Fraction]:
    """Both sides of a line of arithmetic as people see it, by a reader of its own: recursive descent over the shown text."""
    left, right = shown.split(" = ")
    tokens = re.findall(r"[−]?[\d,]+(?:\.\d+)?%?|[×÷+−（），]|取小|取大", left)
    value, rest = _sum(tokens)
    assert rest == [], rest
    return value, _number(right)


def _number(text: str) -> Fraction:
    number = Fraction(text.rstrip("%").replace(",", "").replace("−", "-"))
    return number / 100 if text.endswith("%") else number


def _sum(tokens):
    value, rest = _product(tokens)
    while rest and rest[0] in "+−":
        sign, (more, rest) = rest[0], _product(rest[1:])
        value = value + more if sign == "+" else value - more
    return value, rest


def _product(tokens):
    value, rest = _atom(tokens)
    while rest and rest[0] in "×÷":
        sign, (more, rest) = rest[0], _atom(rest[1:])
        value = value * more if sign == "×" else value / more
    return value, rest


def _atom(tokens):
    head, rest = tokens[0], tokens[1:]
    if head in {"取小", "取大"}:
        some, rest = [], rest[1:]
        while True:
            one, rest = _sum(rest)
            some.append(one)
            end, rest = rest[0], rest[1:]
            if end == "）":
                return (min if head == "取小" else max)(some), rest
    if head == "（":
        value, rest = _sum(rest)
        return value, rest[1:]
    return _number(head), rest


FEE, SHARE, TOP = Input("自付费用", 480_000, "fen"), Input("比例", Decimal("0.8"), "%"), Input("封顶", 300_000, "fen")


@pytest.mark.parametrize(
    ("formula", "inputs", "result", "shown"),
    [
        ("自付费用 * 比例", (FEE, SHARE), 384_000, "4,800.00 × 80% = 3,840.00"),
        ("min(自付费用 * 比例, 封顶)", (FEE, SHARE, TOP), 300_000, "取小（4,800.00 × 80%，3,000.00） = 3,000.00"),
        ("(自付费用 - 封顶) / 12", (FEE, TOP), 15_000, "（4,800.00 − 3,000.00） ÷ 12 = 150.00"),
        ("max(封顶 - 自付费用, 0)", (FEE, TOP), 0, "取大（3,000.00 − 4,800.00，0） = 0.00"),
    ],
)
def test_what_is_shown_is_what_was_counted(formula, inputs, result, shown):
    step = sum_up("算一算", formula, *inputs, unit="fen")
    assert (step.result, step.sum, step.sort) == (result, shown, "sum")
    counted, told = read_back(step.sum)
    assert counted == told


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "自付费用.real",
        "自付费用 ** 2",
        "别的 + 1",
        "自付费用 if 1 else 2",
        "min()",
        "自付费用 / 0",
        "(",
        "'a'",
        "pow(2, 3)",
    ],
)
def test_a_formula_holds_nothing_else(formula):
    with pytest.raises(BadFormula):
        sum_up("算一算", formula, FEE)


def test_only_numbers_are_counted_with():
    for value in ("8", True, None, date(2026, 1, 1)):
        with pytest.raises(BadFormula):
            sum_up("算一算", "甲 + 1", Input("甲", value))


@given(
    fee=st.integers(0, 10**9),
    share=st.integers(1, 100),
    months=st.integers(1, 36),
    top=st.integers(0, 10**9),
)
def test_any_sum_is_right_to_half_a_fen(fee, share, months, top):
    inputs = (
        Input("费用", fee, "fen"),
        Input("比例", Decimal(share) / 100, "%"),
        Input("月数", months, "个月"),
        Input("封顶", top, "fen"),
    )
    step = sum_up("算一算", "min(费用 * 比例 / 月数, 封顶)", *inputs, unit="fen")
    counted, told = read_back(step.sum.replace(" 个月", ""))
    assert abs(counted - told) <= Fraction(1, 200)
    assert told * 100 == step.result


def test_halves_go_up():
    assert sum_up("", "甲 / 2", Input("甲", 5)).result == 3
    assert sum_up("", "甲 / 2", Input("甲", 5), places=1).result == Decimal("2.5")


def test_a_trace_is_kept_and_opens_again():
    trace = Trace(
        "可以补助 3,840.00 元",
        (
            Step("是工会会员", (Input("入会日期", date(2024, 5, 1)),), "《办法》第三条"),
            sum_up("按比例算", "自付费用 * 比例", FEE, SHARE, clause="第五条", unit="fen"),
            Step("家庭收入由人判断", sort="ask"),
        ),
        {"amount": 384_000, "share": Decimal("0.8"), "granted": True, "on": date(2026, 11, 20)},
        {"edition": "x", "digest": "y"},
    )
    assert from_json(json.loads(json.dumps(trace.as_json(), ensure_ascii=False))) == trace


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (123_456, "fen", "1,234.56"), (-50, "fen", "−0.50"), (Decimal("0.075"), "%", "7.5%"), (Decimal("1"), "%", "100%"),
        (15, "个工作日", "15 个工作日"), (12_000, "", "12,000"), (True, "", "是"), (False, "", "否"), (None, "", "—"),
        (date(2026, 11, 20), "", "2026-11-20"), ("县级", "", "县级"),
    ],
)  # fmt: skip
def test_values_as_people_read_them(value, unit, shown):
    assert Input("甲", value, unit).shown == shown
