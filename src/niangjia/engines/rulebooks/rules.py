"""Pure decisions of rulebooks: reading numbers, where an edition stands, which one holds at a place, how two differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from niangjia.engines.rulebooks.choices import EditionState, Standing
from niangjia.kit.declare import Book, Case, Param, Rulebook
from niangjia.kit.declare.traces import Trace, told
from niangjia.kit.money import read_yuan, yuan
from niangjia.kit.reading import plain


def standing(state: str, valid_from: date | None, valid_to: date | None, today: date) -> Standing:
    """Where an edition stands on a day."""
    if state != EditionState.PUBLISHED or valid_from is None:
        return Standing(state if state != EditionState.PUBLISHED else Standing.DRAFT)
    if valid_to is not None and valid_to <= today:
        return Standing.PAST
    return Standing.IN_FORCE if valid_from <= today else Standing.SCHEDULED


def nearest(paths: Iterable[str], path: str) -> str | None:
    """The longest of some paths that is the place itself or above it ("" is the whole house); None if none is."""
    fitting = [one for one in paths if path.startswith(one)]
    return max(fitting, key=len) if fitting else None


# ------------------------------------------------------------------ numbers as people write them


def read_value(param: Param, text: object) -> tuple[Any, str]:
    """A value in stored form out of what was typed, and the code of what is wrong ("" if nothing)."""
    written = str(text).strip() if text is not None else ""
    if written == "":
        return None, "empty"
    value = _READERS[param.type](param, written)
    if value is None:
        return None, param.type
    if param.low is not None and value < param.low:
        return None, "low"
    if param.high is not None and value > param.high:
        return None, "high"
    return value, ""


def _whole(_param: Param, text: str) -> int | None:
    clean = plain(text).replace(",", "").replace("−", "-")
    return int(clean) if clean.removeprefix("-").isdecimal() and len(clean) < 13 else None


def _decimal(_param: Param, text: str) -> Decimal | None:
    clean = plain(text).replace(",", "").replace("−", "-")
    try:
        value = Decimal(clean)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**12 and _places(value) <= 6 else None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 99


def _share(param: Param, text: str) -> Decimal | None:
    """`80`, `80%`: percent, always."""
    value = _decimal(param, plain(text).removesuffix("%"))
    return value / 100 if value is not None else None


def _money(_param: Param, text: str) -> int | None:
    return read_yuan(text).value


def _yes(_param: Param, text: str) -> bool | None:
    return {"1": True, "0": False, "yes": True, "no": False, "true": True, "false": False, "是": True, "否": False}.get(
        text.lower()
    )


def _day(_param: Param, text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text(_param: Param, text: str) -> str | None:
    return text if len(text) <= 200 else None


def _choice(param: Param, text: str) -> str | None:
    return text if text in param.choices else None


_READERS = {
    "days": _whole, "integer": _whole, "money": _money, "share": _share, "number": _decimal, "yes": _yes, "day": _day,
    "text": _text, "choice": _choice,
}  # fmt: skip


def written(param: Param, value: Any) -> str:
    """A stored value as it is typed: the opposite of `read_value`."""
    if value is None:
        return ""
    if param.type == "money":
        return yuan(int(value)).replace(",", "").replace("−", "-")
    if param.type == "share":
        return f"{(Decimal(value) * 100).normalize():f}"
    if param.type == "yes":
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def shown(param: Param, value: Any) -> str:
    """A stored value as people read it."""
    if param.type == "choice":
        return str(param.choices.get(value, value))
    return told(value, {"money": "fen", "share": "%"}.get(param.type, str(param.unit)))


# ------------------------------------------------------------------ trying and comparing


@dataclass(frozen=True)
class Tried:
    """One example after it was run. `wrong` names the results that came out otherwise, as (title, expected, got)."""

    case: Case
    trace: Trace | None
    wrong: tuple[tuple[Any, str, str], ...] = ()
    broken: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.wrong and not self.broken


def try_case(rulebook: Rulebook, book: Book, case: Case) -> Tried:
    """Run one example. A rule that fails on it is told by the kind of the fault."""
    if rulebook.run is None:
        return Tried(case, None, broken="no_run")
    try:
        trace = rulebook.run(book, case.inputs)
    except Exception as fault:
        return Tried(case, None, broken=type(fault).__name__)
    wrong = tuple(
        (one.title, shown(one, case.expected[one.name]), shown(one, trace.outcome.get(one.name)))
        for one in rulebook.outputs
        if one.name in case.expected and trace.outcome.get(one.name) != case.expected[one.name]
    )
    return Tried(case, trace, wrong)


@dataclass(frozen=True)
class Difference:
    """A number in which two editions differ."""

    name: str
    title: Any
    before: str
    after: str


def differences(params: Mapping[str, Param], first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """In what two sets of numbers differ, in the order of the rulebook."""
    return [
        Difference(name, param.title, shown(param, first.get(name)), shown(param, second.get(name)))
        for name, param in params.items()
        if first.get(name) != second.get(name)
    ]
