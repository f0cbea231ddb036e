"""What is asked: figure, time, narrowing and splitting, understood from what people write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any, ClassVar

from niangjia.engines.figures.choices import MISSING, MISSING_LABEL
from niangjia.engines.figures.reasons import (
    BackwardPeriod,
    UnknownBreakdown,
    UnknownFigure,
    UnknownValue,
    WrongTime,
    did_you_mean,
)
from niangjia.kit.declare import Breakdown, Figure, Term, figures

BY_UNIT = "unit"
"""Every figure can be split by the units directly below."""


@dataclass(frozen=True)
class When:
    """The time asked about: a period, of which a stock takes the last day."""

    first: date
    last: date
    single: bool = False

    MAX: ClassVar[When]
    """For questions in which time plays no part."""

    def __str__(self) -> str:
        return self.last.isoformat() if self.single else f"{self.first.isoformat()}..{self.last.isoformat()}"


When.MAX = When(date.max, date.max, single=True)


def when(
    *, on: date | None = None, first: date | None = None, last: date | None = None, year: int | None = None, today: date
) -> When:
    """Read a time: a day, a period or a year; nothing means today, or this year so far. Raises BackwardPeriod."""
    if year is not None:
        return When(date(year, 1, 1), date(year, 12, 31))
    if first or last:
        first, last = first or date((last or today).year, 1, 1), last or today
        if last < first:
            raise BackwardPeriod(first=first, last=last)
        return When(first, last)
    if on is not None:
        return When(on, on, single=True)
    return When(date(today.year, 1, 1), today)


def figure(code: str) -> Figure:
    """A figure by its code or its whole label. Raises UnknownFigure with near codes."""
    known = figures()
    if code in known:
        return known[code]
    for one in known.values():
        if str(one.label) == code:
            return one
    names = {one.code: f"{one.code}（{one.label}）" for one in known.values()}
    labels = {str(one.label): names[one.code] for one in known.values()}
    near = [labels[name] for name in sorted(labels, key=len) if code and code in name]
    near += [names[name] for name in get_close_matches(code, names, 3, 0.5)]
    near += [labels[name] for name in get_close_matches(code, labels, 3, 0.5)]
    near += [text for name, text in names.items() if code and code in name]
    raise UnknownFigure(asked=code, near=did_you_mean(list(dict.fromkeys(near))[:3]))


def splits(asked: Figure) -> tuple[Breakdown, ...]:
    """The breakdowns of a figure; a ratio has those that all its terms share."""
    if asked.shape != "ratio":
        return asked.breakdowns
    terms = [figures()[term.code] for term in terms_of(asked)]
    shared = set.intersection(*({one.name for one in term.breakdowns} for term in terms))
    return tuple(one for one in terms[0].breakdowns if one.name in shared)


def terms_of(asked: Figure) -> tuple[Term, ...]:
    """Numerator first, then what it is divided by."""
    return ((asked.over,) if asked.over else ()) + asked.under


def breakdown(asked: Figure, name: str) -> Breakdown:
    """A breakdown by its name or its label. Raises UnknownBreakdown with those that there are."""
    known = splits(asked)
    for one in known:
        if name in {one.name, str(one.label)}:
            return one
    near = did_you_mean([f"{one.name}（{one.label}）" for one in known])
    raise UnknownBreakdown(figure=asked.label, asked=name, near=near)


def stored(split: Breakdown, text: str) -> tuple[str, ...]:
    """The stored values that a written value may mean. Raises UnknownValue for a closed list.

    Takes the stored value, its label and the aliases, so that what sheets and reports write is understood alike.
    """
    if text in {MISSING, str(MISSING_LABEL)}:
        return (MISSING,)
    hits = [value for value, label in split.labels.items() if text in {value, str(label)}]
    if text in split.aliases:
        hits.append(split.aliases[text])
    if not hits and split.closed:
        near = get_close_matches(text, [str(label) for label in split.labels.values()], 3, 0.4)
        raise UnknownValue(
            breakdown=split.label, asked=text, near=did_you_mean(near or [str(one) for one in split.labels.values()])
        )
    written = [text, *(other for other, value in split.aliases.items() if value in hits)]
    return tuple(dict.fromkeys([*hits, *written, *(str(split.labels[hit]) for hit in hits if hit in split.labels)]))


def canonical(split: Breakdown, value: Any) -> str:
    """The key under which a stored value is counted: spellings of one value are one line of a breakdown."""
    text = MISSING if value is None else str(value)
    if text in split.labels:
        return text
    if text in split.aliases:
        return split.aliases[text]
    return next((key for key, label in split.labels.items() if str(label) == text), text)


def label(split: Breakdown, key: str) -> str:
    """What a key is called."""
    if key == MISSING:
        return str(MISSING_LABEL)
    return str(split.labels.get(key, key))


def narrow(asked: Figure, where: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Breakdown name → stored values. Raises UnknownBreakdown and UnknownValue."""
    found = {}
    for name, text in where.items():
        split = breakdown(asked, name)
        found[split.name] = stored(split, str(text))
    return found


def check_time(asked: Figure, time: When) -> None:
    """A flow asked for a single day is a slip: say so. Raises WrongTime."""
    if time.single and needs_period(asked):
        raise WrongTime(figure=asked.label)


def needs_period(asked: Figure) -> bool:
    """Whether the figure, or a term of it, happens within a period."""
    if asked.shape == "ratio":
        return any(term.at == "start" or needs_period(figures()[term.code]) for term in terms_of(asked))
    return asked.shape == "flow"


def term_time(term: Term, time: When) -> When:
    """The time of a term inside a ratio asked for `time`."""
    if term.at == "start":
        day = time.first - timedelta(days=1)
        return When(day, day, single=True)
    if term.at == "end":
        return When(time.last, time.last, single=True)
    return time


def year_before(day: date) -> date:
    """The same day one year earlier; of the leap day, the day before it is 28 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def by_code(codes: Iterable[str]) -> list[Figure]:
    """Several figures in the order asked."""
    return [figure(code) for code in codes]
