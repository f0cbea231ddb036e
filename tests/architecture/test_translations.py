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


# ------------------------------------------------------------------ numbers and whole sentences

COUNTED = re.compile(r"(?:%\((?P<name>\w+)\)s|\{(?P<brace>\w+)\}|%s) (?:more |faulty |other )?(?P<noun>[a-z]+s)\b")
NAMES = {
    "name", "unit", "phone", "figure", "label", "title", "file", "what", "why", "word", "year", "month", "row", "first",
    "day", "last", "column", "union", "parent", "child", "kind", "role", "power", "breakdown", "change", "county", "told", "upper",
}  # fmt: skip
"""Placeholders that are no number of things."""

NEVER_ONE = {
    "每届任期是 {short} 年或者 {long} 年（《工会法》第十六条）。": "settings, 3 and 5",
    "%(name)s（%(n)s 列）": "a layout has several columns",
    "%(days)s 天内到期": "the days are a setting, thirty",
    "%(days)s 天内没有任职到期。": "the days are a setting, thirty",
    "%(n)s 名以上会员": "it is said from ten thousand on",
    "等 %(n)s 行": "it is said from two on",
    "前 %(n)s 行，共 %(m)s 行": "two numbers, of which the noun follows the whole",
    '已经发到 <span class="nowrap">%(phone)s</span>，%(minutes)s 分钟内有效，可以粘贴。': "a setting, ten minutes",
    "密码连续错了 %(limit)s 次。为了防止别人猜密码，%(minutes)s 分钟内不能从这里登录这个账号。": "settings, 5 and 15",
    "等 %(minutes)s 分钟再试，密码可以粘贴。": "a setting, fifteen minutes",
    "名称有 {length} 个字，最多 120 个字，请写简短些。": "it is said from 121 on",
    "姓名有 {length} 个字，最多 60 个字。": "it is said from 61 on",
    "证件号码有 {length} 位，应为 18 位。": "a number of one digit is read as no number",
    "多 {over} 个字，最多 {most} 个字": "the limits of columns are ten and more",
    "表格有 {columns} 列，最多 {most} 列。请删掉右边多余的列再传": "it is said from hundreds on",
    "文件里有 {sheets} 张工作表，最多 {most} 张。请分成几个文件再传": "it is said from dozens on",
    "内容太多（约 {cells} 格），最多 {most} 格。请分成几个文件再传": "it is said from millions on",
    "有一格的内容太长（超过 {most} 个字）。请删短后再传": "the limit is in the thousands",
    "有 {count} 个工会都叫“{name}”，请写明唯一的全称，或在工会资料里改成不同的名称": "two or more share a name",
    "有 {count} 个单位都叫“{name}”，请填写统一社会信用代码": "two or more share a name",
}

PARTS = {
    "，": "joins the parts of a list",
    "、": "joins the parts of a list",
    "错误：": "stands before the title of a page whose form came back, for the list of windows",
    "缺少必须有的列：%(columns)s": "a colon before what is missing",
    "这个文件里还有 %(n)s 张表，一张一张确认：": "links follow",
    "什么都没有删。下面这些到期以后才能删：": "a list follows",
    "三位管理员的一次性链接，7 天内有效，请分别交给三个人：": "a list follows",
    "演示账号（密码都是 {password}）：": "a list follows",
    " + 转会 %(n)s": "a term of an equation, the same in all languages",
    " + 没有勾选转会 %(n)s": "a term of an equation",
    " + 写入时已被别人改过、没有覆盖 %(n)s": "a term of an equation",
    " = %(n)s 行。": "the end of an equation",
}


def uncounted(entry: polib.POEntry) -> bool:
    """Whether the English counts things in a noun that would be wrong after 1."""
    if entry.msgid_plural or entry.msgid in NEVER_ONE:
        return False
    return any((found["name"] or found["brace"]) not in NAMES for found in COUNTED.finditer(entry.msgstr))


def glued(entry: polib.POEntry) -> bool:
    """Whether the entry is a piece to be put beside another: it begins or ends in the middle of a sentence."""
    if entry.msgid in PARTS:
        return False
    pieces = (r"^[，。；：、）\s+=]", r"[，；：、（\s]$", r"^[\s,.;:)+=]", r"[\s,(]$")
    return any(re.search(piece, text) for piece in pieces for text in (entry.msgid, *texts(entry)))


def test_numbers_have_a_plural() -> None:
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)) if uncounted(entry)] == []


def test_no_sentence_is_glued_from_parts() -> None:
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)) if glued(entry)] == []


GLUE = re.compile(
    r"\}\}\s?\{% trans [\"'](?:人|家|行|件|个|项|及下级|和下级)"
    r"|\{% trans (?:\"[^\"]*\"|'[^']*') %\}\{\{"
    r"|\{% endblocktrans %\}\{\{"
)


def test_no_template_puts_a_word_to_a_number() -> None:
    found = {str(path): GLUE.findall(path.read_text()) for path in SRC.rglob("*.html") if "vendored" not in path.parts}
    assert {path: parts for path, parts in found.items() if parts} == {}


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ('{{ number|count }} {% trans "人" %}', True),
        ('{{ unit.name }}{% trans "和下级" %}', True),
        ('{% trans "审定" %}{{ entry.label }}', True),
        ("{% blocktrans %}{{ n }} 人{% endblocktrans %}", False),
        ('<b>{{ unit.name }}</b> {% trans "人" %}', False),
    ],
)
def test_glue_is_noticed(source: str, caught: bool) -> None:
    assert bool(GLUE.search(source)) is caught


@pytest.mark.parametrize(
    ("entry", "counted", "whole"),
    [
        (polib.POEntry(msgid="%(n)s 行", msgstr="%(n)s rows"), False, True),
        (polib.POEntry(msgid="%(n)s 行", msgid_plural="%(n)s 行", msgstr_plural={0: "%(n)s row", 1: "x"}), True, True),
        (polib.POEntry(msgid="共 {count} 家", msgstr="Found: {count}"), True, True),
        (polib.POEntry(msgid="%(name)s 已入会。", msgstr="%(name)s has joined."), True, True),
        (polib.POEntry(msgid="，已收回", msgstr="withdrawn"), True, False),
        (polib.POEntry(msgid="已选", msgstr="Chosen: "), True, False),
        (polib.POEntry(msgid="错误：", msgstr="Error: "), True, True),
    ],
)
def test_a_number_without_plural_and_a_piece_are_noticed(entry: polib.POEntry, counted: bool, whole: bool) -> None:
    assert (not uncounted(entry), not glued(entry)) == (counted, whole)


@pytest.mark.parametrize("reasons", [NEVER_ONE, PARTS])
def test_exceptions_are_still_in_the_catalogue(reasons: dict[str, str]) -> None:
    assert set(reasons) - {entry.msgid for entry in polib.pofile(str(CATALOGUE))} == set()


def test_every_sentence_is_translated_and_sound() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    found = {entry.msgid: wrong for entry in catalogue if (wrong := list(faults(entry)))}
    assert found == {}
    assert len(catalogue) > 1_500


def unseen(tree: ast.Module) -> Iterator[int]:
    """Lines that `script/translations.py extract` cannot see: gettext under an unknown name, or a text put together."""
    known = {"_", "_now", "_lazy", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
    known |= {"counted", "counted_lazy"}
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
