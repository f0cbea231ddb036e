"""Pure rules of organising: what a word in a roster means, what a name tells, and the age of joining."""

from __future__ import annotations

import re
import unicodedata

MIN_AGE = 16
"""Youngest age of employment (劳动法 Art. 15); younger at joining is a warning."""

_KIND_WORDS = (
    ("联合会", "association"),
    ("工作委员会", "work_committee"),
    ("工委", "work_committee"),
    ("联合", "joint"),
    ("小组", "group"),
    ("分工会", "section"),
    ("分会", "section"),
    ("车间", "section"),
    ("总工会", "federation"),
    ("产业", "industry"),
    ("系统", "industry"),
    ("基层", "grassroots"),
    ("单独", "grassroots"),
    ("委员会", "grassroots"),
    ("工会", "grassroots"),
)
_NAME_ENDINGS = (
    ("工会联合会", "association"),
    ("工会工作委员会", "work_committee"),
    ("联合工会", "joint"),
    ("联合工会委员会", "joint"),
    ("总工会", "federation"),
    ("分工会", "section"),
    ("工会小组", "group"),
    ("产业工会", "industry"),
)
_SPACES = re.compile(r"\s+")


def plain(name: str) -> str:
    """A name without the accidents of typing: full-width forms, spaces and kinds of brackets."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", name)).replace("〔", "(").replace("〕", ")")


def union_kind(word: str, name: str) -> tuple[str, bool]:
    """Kind of a union from the word in 工会类型, else from its name; False where the word was not understood."""
    word = plain(word)
    if word:
        for part, kind in _KIND_WORDS:
            if part in word:
                return kind, True
    for ending, kind in _NAME_ENDINGS:
        if name.endswith(ending):
            return kind, not word
    return "grassroots", not word


def union_level(kind: str, name: str, *, root: bool) -> str:
    """Level of a federation or work committee as its name tells; blank for the rest."""
    if kind not in {"federation", "work_committee"}:
        return ""
    stem = name.removesuffix("工会").removesuffix("总").removesuffix("工会工作委员会")
    if re.search(r"(开发区|园区|高新区|新区管委会|工业区)$", stem):
        return "zone"
    if re.search(r"(镇|乡|街道)$", stem):
        return "town"
    if stem.endswith(("省", "自治区")):
        return "province"
    if re.search(r"[县区旗]$", stem) or root or re.search(r"市.+市$", stem):
        return "county"
    return "city" if stem.endswith("市") else ""


def town_of(level: str, name: str, above: str) -> str:
    """Town or street that a union lies in: its own if it is the town's federation, else that of the union above."""
    if level == "town":
        stem = name.removesuffix("总工会").removesuffix("工会工作委员会")
        return re.sub(r"^.*?[市县区](?=.{1,8}(镇|乡|街道)$)", "", stem)
    return above
