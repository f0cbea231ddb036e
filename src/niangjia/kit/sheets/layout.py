"""Where the table lies in a sheet: its heading rows, and the rows that are not records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from niangjia.kit.sheets.containers import column_letters
from niangjia.kit.sheets.headings import NUMBERING, REASON, normalise
from niangjia.kit.sheets.tables import HINTS, ROW, Dropped, Table

LOOK = 40
"""The heading is looked for in this many rows."""

EXAMPLE_MARKS = ("说明", "示例", "样例", "例")
"""In the numbering column of a template: rows that explain."""

_TOTAL = re.compile(
    r"^(?:本页|本表|全表|本单位|单位|全部|人数)?(?:合计|总计|小计|共计|累计|总数)(?:人数|金额|数)?[:：]?[\d,.]*(?:人|元|万元|个)?$"
)
_FOOT = re.compile(
    r"^(?:填表|制表|填报|填写|审核|审批|复核|经办|报送|单位(?:负责人|盖章)|工会主席签|注[:：]|备注[:：]|说明[:：]|填表说明)"
)
_DATA = re.compile(r"^[\d\s.,%+\-/:：年月日Xx*]+$")
_BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"

Rows = tuple[tuple[int, tuple[str, ...]], ...]


def build(name: str, raw: pl.DataFrame, *, words: frozenset[str], first_column: int = 0, source: str) -> Table | None:
    """The table in a sheet whose every cell is text (null = empty), row 1 first; None if there is nothing."""
    head = [[(cell or "").strip(_BLANKS) for cell in row] for row in raw.head(LOOK).rows()]
    found = find_heading(head, words)
    if found is None:
        return None
    top, bottom = found
    kept = _kept_columns(raw, head, top, bottom)
    labels = [_label(head, top, bottom, place, words) for place in kept]
    names = _unique(labels, [place + first_column for place in kept])
    # Reading back an error file: its last column is about the file, not part of it.
    reason = {place for place, label in zip(kept, labels, strict=True) if normalise(label) == normalise(REASON)}
    places = {name: place for name, place in zip(names, kept, strict=True) if place not in reason}
    frame = raw.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW),
        *(pl.col(raw.columns[place]).alias(column) for column, place in places.items()),
    ).slice(bottom + 1)
    headings = {column: labels[kept.index(place)] for column, place in places.items()}
    frame, dropped = _records(_tidied(frame), headings)
    return Table(
        name=name,
        frame=frame,
        headings=headings,
        header_row=bottom + 1,
        titles_above=_as_seen(head, range(top), reason, first_column),
        heading_rows=_as_seen(head, range(top, bottom + 1), reason, first_column),
        positions={column: place + first_column for column, place in places.items()},
        dropped=dropped,
        source=source,
    )


def _as_seen(head: Sequence[Sequence[str]], rows: range, without: set[int], left: int) -> Rows:
    """Rows above the records, each cell at its place in the file; columns to leave out are blanked or cut off."""
    width = len(head[0])
    while width - 1 in without:
        width -= 1
    return tuple(
        (row + 1, ("",) * left + tuple("" if place in without else head[row][place] for place in range(width)))
        for row in rows
    )


# ------------------------------------------------------------------ headings


def find_heading(head: Sequence[Sequence[str]], words: frozenset[str]) -> tuple[int, int] | None:
    """First and last heading row (from 0). Known words decide; without any, the first full row of plain text."""
    filled = [sum(bool(cell) for cell in row) for row in head]
    if not any(filled):
        return None
    best: tuple[int, int, int] | None = None
    for row, cells in enumerate(head):
        hits = _hits(cells, words)
        if hits and (best is None or hits > best[0]):
            best = (hits, row, row)
        if row and _two_storeys(head[row - 1], cells, words):
            both = _hits(_joined(head[row - 1], cells, words), words)
            if best is None or both >= best[0]:
                best = (both, row - 1, row)
    widest = max(filled)
    if best is not None and (best[0] >= 2 or widest <= 2):
        return best[1], best[2]
    for row, cells in enumerate(head):
        texts = [cell for cell in cells if cell]
        if len(texts) >= max(1, 0.6 * widest) and not any(_DATA.match(text) for text in texts):
            return row, row
    return (best[1], best[2]) if best else None


def _hits(cells: Sequence[str], words: frozenset[str]) -> int:
    """How many different known headings stand in a row."""
    return len({normalise(cell) for cell in cells if 0 < len(cell) <= 60} & words)


def _two_storeys(upper: Sequence[str], lower: Sequence[str], words: frozenset[str]) -> bool:
    """Whether two rows are one heading: some columns reach down from above, others stand under a group."""
    reach = any(up and not low and normalise(up) in words for up, low in zip(upper, lower, strict=True))
    under = [(group + low, low) for group, low in zip(_groups(upper, lower), lower, strict=True) if low]
    known = sum(normalise(low) in words or normalise(whole) in words for whole, low in under)
    return reach and known >= max(1, (len(under) + 1) // 2) and not any(_DATA.match(low) for _whole, low in under)


def _groups(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The group over each lower heading: a title over several columns stands in the first of them only."""
    groups, current = [], ""
    for up, low in zip(upper, lower, strict=True):
        current = up or (current if low else "")
        groups.append(current)
    return groups


def _joined(upper: Sequence[str], lower: Sequence[str], words: frozenset[str]) -> list[str]:
    """One heading a column out of two rows: the lower word, with its group where that is needed to understand it."""
    joined = []
    for up, group, low in zip(upper, _groups(upper, lower), lower, strict=True):
        if not low:
            joined.append(up)
        elif group and (normalise(group + low) in words or (normalise(low) not in words) or lower.count(low) > 1):
            joined.append(group + low)
        else:
            joined.append(low)
    return joined


def _label(head: Sequence[Sequence[str]], top: int, bottom: int, place: int, words: frozenset[str]) -> str:
    cells = head[bottom] if top == bottom else _joined(head[top], head[bottom], words)
    return re.sub(r"\s*[\r\n]+\s*", "", cells[place])


def _kept_columns(raw: pl.DataFrame, head: Sequence[Sequence[str]], top: int, bottom: int) -> list[int]:
    """Columns with a heading or, below it, any content."""
    below = raw.slice(bottom + 1)
    kept = []
    for place, name in enumerate(raw.columns):
        titled = any(head[row][place] for row in range(top, bottom + 1))
        # Only a column without a heading has to prove itself.
        if titled or bool((below[name].str.strip_chars(_BLANKS).str.len_bytes() > 0).any()):
            kept.append(place)
    return kept


def _unique(labels: Sequence[str], places: Sequence[int]) -> list[str]:
    """A name a column: its heading, numbered if it comes twice, its letter if there is none."""
    names: dict[str, None] = {}
    counts: dict[str, int] = {}
    for label, place in zip(labels, places, strict=True):
        base = label or f"（{column_letters(place)} 列）"
        name = base
        while name in names or name == ROW:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}（{counts[base]}）"
        names[name] = None
    return list(names)


# ------------------------------------------------------------------ records


def _tidied(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells of nothing but blanks are empty; a date cell without a time shows as a date. Few columns need either."""
    names = [name for name in frame.columns if name != ROW]
    if not names:
        return frame
    midnight = pl.col(names).str.ends_with(" 00:00:00").any().name.suffix("@time")
    blank = (pl.col(names).str.strip_chars(_BLANKS).str.len_bytes() == 0).any().name.suffix("@blank")
    seen = frame.select(midnight, blank).row(0, named=True)
    changed = []
    for name in names:
        cells = pl.col(name)
        if seen[f"{name}@time"]:
            cells = pl.when(cells.str.ends_with(" 00:00:00")).then(cells.str.slice(0, 10)).otherwise(cells)
        if seen[f"{name}@blank"]:
            cells = pl.when(cells.str.strip_chars(_BLANKS).str.len_bytes() > 0).then(cells)
        if seen[f"{name}@time"] or seen[f"{name}@blank"]:
            changed.append(cells.alias(name))
    return frame.with_columns(changed) if changed else frame


def _records(frame: pl.DataFrame, headings: dict[str, str]) -> tuple[pl.DataFrame, Dropped]:
    """The rows that are records, and what the others were."""
    columns = [name for name in frame.columns if name != ROW]
    if not columns:
        return frame, Dropped()
    numbering = [name for name in columns if normalise(headings[name]) in NUMBERING]
    content = [name for name in columns if name not in numbering]
    before = frame.height
    filled = frame.select(pl.any_horizontal(pl.col(content or columns).is_not_null())).to_series()
    frame = frame if filled.all() else frame.filter(filled)
    blank = before - frame.height
    odd: dict[int, str] = {}
    for row, kind in _suspects(frame, columns, numbering, headings):
        odd.setdefault(row, kind)
    by = {
        kind: tuple(sorted(row for row, said in odd.items() if said == kind)) for kind in ("total", "note", "heading")
    }
    if odd:
        frame = frame.filter(~pl.col(ROW).is_in(list(odd)))
    return frame, Dropped(blank=blank, totals=by["total"], notes=by["note"], headings=by["heading"])


def _suspects(
    frame: pl.DataFrame, columns: list[str], numbering: list[str], headings: dict[str, str]
) -> list[tuple[int, str]]:
    """Total rows, foot notes, template rows and repeated headings among the records, with what they are."""
    filled = pl.sum_horizontal(pl.col(columns).is_not_null().cast(pl.UInt16))
    asked = [filled <= max(1, len(columns) // 3)]
    asked += [pl.col(name).str.contains(word, literal=True) for name in columns[:4] for word in ("计", "总数")]
    asked += [pl.col(name).str.strip_chars(_BLANKS).is_in(EXAMPLE_MARKS) for name in numbering]
    asked += [pl.col(name).eq(headings[name]) for name in columns if headings[name]][:2]
    found: list[tuple[int, str]] = []
    for row in frame.filter(pl.any_horizontal(asked)).select(ROW, *columns).iter_rows(named=True):
        cells = [re.sub(r"\s", "", row[name] or "") for name in columns]
        texts = [cell for cell in cells if cell]
        if numbering and any((row[name] or "").strip(_BLANKS) in EXAMPLE_MARKS for name in numbering):
            found.append((row[ROW], "note"))
        elif (
            texts == [re.sub(r"\s", "", headings[name]) for name in columns if row[name] is not None] and len(texts) > 1
        ):
            found.append((row[ROW], "heading"))
        elif any(_TOTAL.match(cell) for cell in cells[:4]) and _mostly_numbers(texts):
            found.append((row[ROW], "total"))
        elif texts and _FOOT.match(texts[0]):
            found.append((row[ROW], "note"))
    return found


def _mostly_numbers(texts: list[str]) -> bool:
    """A total row holds sums beside its word, not a name and a date of birth."""
    others = [text for text in texts if not _TOTAL.match(text)]
    return all(re.fullmatch(r"[\d.,，%￥¥人元万个家户次\-—/]+", text) and len(text) < 15 for text in others)


def place_hints(table: Table, odd: list[tuple[int, int, str]], merged: list[tuple[int, int, int, int]]) -> Table:
    """The table with what the survey saw: hints at its cells, merges above it, merged cells below filled down."""
    by_place = {place: name for name, place in table.positions.items()}
    last = table.header_row
    rows = [(row, by_place[column], hint) for row, column, hint in odd if row > last and column in by_place]
    hints = pl.DataFrame(rows, schema=HINTS, orient="row")
    above = tuple(area for area in merged if area[0] < last)
    frame = _filled(table, [area for area in merged if area[0] >= last and area[2] > area[0]], by_place)
    return replace(table, hints=hints, merged=above, frame=frame)


def _filled(table: Table, areas: list[tuple[int, int, int, int]], by_place: dict[int, str]) -> pl.DataFrame:
    """Cells merged downwards hold their value in the first row only: give it to every row."""
    frame = table.frame
    spans: dict[str, list[tuple[int, int]]] = {}
    for top, left, bottom, _right in areas:
        if left in by_place:
            spans.setdefault(by_place[left], []).append((top + 1, bottom + 1))
    for name, ranges in spans.items():
        values = dict(zip(frame[ROW], frame[name], strict=True))
        given = {
            row: values.get(first) for first, last in ranges for row in range(first, last + 1) if values.get(first)
        }
        known = pl.DataFrame(
            {ROW: list(given), "given": list(given.values())}, schema={ROW: pl.Int64, "given": pl.String}
        )
        frame = (
            frame.join(known, on=ROW, how="left", maintain_order="left")
            .with_columns(pl.coalesce(name, "given").alias(name))
            .drop("given")
        )
    return frame
