"""The English catalogue is whole: every sentence translated, with the same placeholders, in English and fit for markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import polib
import pytest

from tests.architecture.house import SRC, sources

CATALOGUE = SRC / "config/locale/en/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)[a-z]|%[a-z%]")
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")

# Words that a sheet or a name must contain as they are. Longest first, so that none leaves a remainder.
OFFICIAL_WORDS = (
    "恒达五金有限公司工会",
    "芝英镇总工会",
    "工会联合会",
    "上级工会",
    "基层工会",
    "联合工会",
    "总工会",
    "工会",
    "男",
    "女",
)


def texts(entry: polib.POEntry) -> list[str]:
    """What the entry says in English: one text, or the singular and the plural."""
    return [str(text) for text in entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


def faults(entry: polib.POEntry) -> Iterator[str]:
    """Everything wrong with one entry."""
    if entry.fuzzy:
        yield "fuzzy"
    for text in texts(entry):
        if not text.strip():
            yield "not translated"
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.msgid)):
            yield "placeholders"
        if any(text.count(mark) != entry.msgid.count(mark) for mark in "\"'<>&"):
            yield "markup"
        if text.count("\n") != entry.msgid.count("\n"):
            yield "lines"
        for word in OFFICIAL_WORDS:
            text = text.replace(word, "")
        if CHINESE.search(text):
            yield "Chinese"


def test_every_sentence_is_translated_and_sound() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    found = {entry.msgid: wrong for entry in catalogue if (wrong := list(faults(entry)))}
    assert found == {}
    assert len(catalogue) > 1_500


def unseen(tree: ast.Module) -> Iterator[int]:
    """Lines that `script/translations.py extract` cannot see: gettext under an unknown name, or a text put together."""
    known = {"_", "_now", "_lazy", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if "gettext" in alias.name and (alias.asname or alias.name) not in known:
                    yield node.lineno
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if called in known and isinstance(node, ast.Call) and isinstance(node.args[0], ast.JoinedStr):
            yield node.lineno


def test_every_sentence_is_seen_by_the_extractor() -> None:
    assert {str(path): lines for path, tree in sources() if (lines := list(unseen(tree)))} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("from django.utils.translation import gettext_lazy as _", []),
        ("from django.utils.translation import gettext as say", [1]),
        ('label = _("星期一")', []),
        ('label = _(f"星期{day}")', [1]),
    ],
)
def test_a_hidden_sentence_is_noticed(source: str, lines: list[int]) -> None:
    assert list(unseen(ast.parse(source))) == lines


def test_catalogue_names_its_language_and_plurals() -> None:
    metadata = polib.pofile(str(CATALOGUE)).metadata
    assert metadata["Language"] == "en"
    assert metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (polib.POEntry(msgid="保存", msgstr="Save"), []),
        (polib.POEntry(msgid="保存", msgstr=""), ["not translated"]),
        (polib.POEntry(msgid="保存", msgstr="Save", flags=["fuzzy"]), ["fuzzy"]),
        (polib.POEntry(msgid="共 {count} 家", msgstr="{number} in all"), ["placeholders"]),
        (polib.POEntry(msgid="共 %(n)s 家", msgstr="All of them"), ["placeholders"]),
        (polib.POEntry(msgid="认出了%s。", msgstr="Recognised."), ["placeholders"]),
        (polib.POEntry(msgid="不改了", msgstr="Don't change"), ["markup"]),
        (polib.POEntry(msgid="<b>保存</b>", msgstr="Save"), ["markup"]),
        (polib.POEntry(msgid="一\n二", msgstr="one two"), ["lines"]),
        (polib.POEntry(msgid="保存", msgstr="Save 它"), ["Chinese"]),
        (polib.POEntry(msgid="保存", msgstr="Save，then go"), ["Chinese"]),
        (polib.POEntry(msgid="应以“总工会”结尾", msgstr="Should end in “总工会”"), []),
        (
            polib.POEntry(msgid="%(n)s 条", msgid_plural="%(n)s 条", msgstr_plural={0: "one", 1: "%(n)s rows"}),
            ["placeholders"],
        ),
    ],
)
def test_a_faulty_entry_is_noticed(entry: polib.POEntry, wrong: list[str]) -> None:
    assert list(faults(entry)) == wrong
