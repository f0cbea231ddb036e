"""What a printed paper is made of. One structure; `word` and `pdf` both draw it, so the two cannot say different things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
Kind = Literal["official", "form", "list", "notice", "ballot"]


@dataclass(frozen=True)
class Text:
    """A paragraph. `indent`: the first line begins two characters in."""

    text: str
    align: Align = "left"
    indent: bool = True
    bold: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading in the text, in the lettering of its level; the caller writes the number (一、 （一） 1. （1）)."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Fields:
    """The grid of a form: label and value, `columns` pairs a row. An empty value is a cell to be filled in by hand."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 2


@dataclass(frozen=True)
class Table:
    """A table whose heads stand on every page. `widths`: shares of the width; `numbers`: columns that stand right; `totals`: last row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    totals: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    caption: str = ""

    def __post_init__(self) -> None:
        """Every row has a cell for each heading. Raises ValueError."""
        wrong = [one for one in (*self.rows, self.totals or self.headings) if len(one) != len(self.headings)]
        if wrong:
            raise ValueError(f"a row of {len(wrong[0])} cells under {len(self.headings)} headings")


@dataclass(frozen=True)
class Blank:
    """Ruled lines to be filled in by hand."""

    label: str
    lines: int = 1


@dataclass(frozen=True)
class Boxes:
    """Boxes to be ticked by hand."""

    label: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """A large QR in the middle of a sheet, to be scanned from a wall; `size` is its edge in millimetres."""

    text: str
    size: float = 80


Block = Code | Text | Heading | Fields | Table | Blank | Boxes


@dataclass(frozen=True)
class Signature:
    """Who signs: the unit where the seal goes, the day (None: a line to write it on), and people who sign by hand."""

    unit: str
    on: date | None
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """One paper. `official` with an `issuer` has the red head; `code` is the text of the QR at its foot."""

    kind: Kind
    title: str
    blocks: tuple[Block, ...]
    issuer: str = ""
    number: str = ""
    to: str = ""
    signature: Signature | None = None
    attachments: tuple[str, ...] = ()
    copies: str = ""
    landscape: bool = False
    code: str = ""
