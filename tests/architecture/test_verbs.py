"""Every verb that is written into the trail has words, so that people read sentences and not codes."""

from __future__ import annotations

import ast
import re

from niangjia.ground.access.queries import verb_labels
from tests.architecture.house import SRC

VERB = re.compile(
    r"^(audit|access|org|people|approvals|imports|figures|messaging|worklists|organising|custody|rulebooks|scorecards|evidence)\.[a-z_]+$"
)
RECORDERS = {"record", "record_many", "_record", "_begin", "_record_many", "trail"}
KINDS = {"subject", "subject_kind"}


def written() -> set[str]:
    """String constants that a call to a recorder takes as its verb; `_begin` of the imports writes `imports.<verb>`."""
    found = set()
    for path in SRC.rglob("*.py"):
        if path.name.endswith(".html.py"):
            continue  # makemessages leaves these for a moment
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name not in RECORDERS:
                continue
            given = [*call.args, *(word.value for word in call.keywords if word.arg not in KINDS)]
            texts = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if name == "_begin" and "imports" in str(path):
                found |= {f"imports.{text}" for text in texts}
            found |= {text for text in texts if VERB.match(text)}
    return found


def test_every_verb_of_the_trail_has_words() -> None:
    verbs = written()
    assert len(verbs) > 50
    assert verbs - set(verb_labels()) == set()


def test_words_are_not_the_codes_themselves() -> None:
    assert [code for code, words in verb_labels().items() if str(words) == code or not str(words)] == []
