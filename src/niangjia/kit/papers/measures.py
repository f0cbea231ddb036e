"""The measures of a sheet, once for Word and PDF. Official papers by GB/T 9704-2012, the others by what fits the desk printer.

Millimetres and points. A sheet of an official paper holds 22 lines of 28 characters: 156 × 225 mm of text, 37 mm above it, 28 mm at the bound edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from niangjia.kit.papers.blocks import Kind

POINT = 25.4 / 72
"""Millimetres of a point."""

LINES, CHARACTERS = 22, 28
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
TOP, INSIDE = 37.0, 28.0

THREE, TWO, FOUR = 16.0, 22.0, 14.0
"""三号, 二号, 四号 in points."""
LINE = TEXT_HEIGHT / LINES
"""Height of a line of an official paper in millimetres."""
PITCH = TEXT_WIDTH / CHARACTERS / POINT
"""Width of a character of an official paper in points: a little less than the size of its letters, as the standard's grid has it."""

QR = 18.0
"""Edge of the code at the foot in millimetres."""

FANG = ("仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC", "Noto Serif SC", "serif")
SONG = ("宋体", "SimSun", "STSong", "Noto Serif CJK SC", "Noto Serif SC", "serif")
BIAO = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "Noto Serif SC", "serif")
HEI = ("黑体", "SimHei", "STHeiti", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")
KAI = ("楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Noto Serif CJK SC", "Noto Serif SC", "serif")


@dataclass(frozen=True)
class Sheet:
    """A sheet of A4 with its margins; `mirrored`: the bound edge changes sides from page to page."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    mirrored: bool = False

    @property
    def inner(self) -> float:
        """Width of the text."""
        return self.width - self.left - self.right


OFFICIAL = Sheet(210, 297, TOP, 210 - INSIDE - TEXT_WIDTH, 297 - TOP - TEXT_HEIGHT, INSIDE, mirrored=True)
FORM = Sheet(210, 297, 20, 20, 22, 25)
LIST = Sheet(210, 297, 20, 18, 20, 22)
WIDE = Sheet(297, 210, 22, 18, 18, 18)


def sheet_of(kind: Kind, landscape: bool) -> Sheet:
    """The sheet that a paper of a kind is printed on."""
    if landscape:
        return WIDE
    return {"official": OFFICIAL, "notice": OFFICIAL, "form": FORM, "ballot": FORM, "list": LIST}[kind]


def day(on: date | None) -> str:
    """A day as official papers write it; a place for writing it if there is none."""
    return f"{on.year}年{on.month}月{on.day}日" if on else "　　　　年　　月　　日"
