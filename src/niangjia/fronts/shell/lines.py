"""A line of the log: one object, with nothing of a person. Configured before Django is ready, so nothing of Django here.

What a programmer wrote is kept, what came from outside is not: texts are cleaned of long numbers and Chinese characters, arguments
of messages stay only if they are short and plain, of an exception its classes and places stay, never its words (a database
puts values of rows there).
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from typing import Any

PLAIN = re.compile(r"[A-Za-z0-9_.:@+/ -]{0,80}")
NUMBERS = re.compile(r"[0-9]{5,}[0-9Xx]?")
OTHERS = re.compile(r"[^\x20-\x7e]+")
OURS = "niangjia."


def clean(text: str) -> str:
    """A text from elsewhere without long numbers and without anything but plain characters."""
    return OTHERS.sub("…", NUMBERS.sub("#", text))[:300]


def argument(value: Any) -> Any:
    """An argument of a message: a number below a million, or a short plain word."""
    if isinstance(value, bool) or value is None or (isinstance(value, int | float) and abs(value) < 1_000_000):
        return value
    text = str(value)
    return text if PLAIN.fullmatch(text) and not NUMBERS.search(text) else "…"


def trace(error: BaseException) -> list[dict[str, Any]]:
    """An exception and its causes: class and places; no words, no values."""
    found, seen = [], 0
    here: BaseException | None = error
    while here is not None and seen < 5:
        frames = traceback.extract_tb(here.__traceback__)[-12:]
        places = [f"{frame.filename.rpartition('/site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
        found.append({"class": f"{type(here).__module__}.{type(here).__qualname__}", "at": places})
        here, seen = here.__cause__ or here.__context__, seen + 1
    return found


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(record.created)) + f".{int(record.msecs):03d}",
            "level": record.levelname,
            "log": record.name,
            "text": self._text(record),
        }
        told.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = trace(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)

    @staticmethod
    def _text(record: logging.LogRecord) -> str:
        if record.name.startswith("django.request") or record.name.startswith("django.security"):
            return f"django {getattr(record, 'status_code', '')}".strip()
        template = str(record.msg) if record.name.startswith(OURS) else clean(str(record.msg))
        if not record.args:
            return template
        given = record.args if isinstance(record.args, tuple) else (record.args,)
        try:
            return template % tuple(argument(one) for one in given)
        except (TypeError, ValueError):
            return template
