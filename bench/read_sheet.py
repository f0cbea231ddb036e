"""Reading and checking a roster of twelve columns, against polars reading the same file without looking at it.

The floor takes cells as they are; ours looks at the archive first, finds the heading, drops what is no record, then checks every cell.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
from pathlib import Path
from typing import Any

import django
import polars as pl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.testing")
django.setup()

from bench.floor import compare, say
from bench.import_roster import make_files
from niangjia.kit.declare import Column, Sheet
from niangjia.kit.sheets import check, open_workbook, recognise

MEMORY = 900


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=500_000)
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()

    def nothing(**_facts: Any) -> Any:
        raise NotImplementedError

    types = {"姓名": "name", "证件号码": "identity", "手机号": "phone", "入会日期": "date"}
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        path = folder / "roster.xlsx"
        if not path.exists():
            make_files(folder, given.rows, 1)
        headings = pl.read_excel(path, engine="calamine", read_options={"n_rows": 1}).columns
        columns = tuple(Column(f"c{n}", head, types.get(head, "text")) for n, head in enumerate(headings))  # type: ignore[arg-type]
        kind = Sheet(
            "roster", "花名册", "花名册", columns, (f"c{headings.index('证件号码')}",), "", nothing, nothing, nothing
        )

        def ours() -> None:
            table = open_workbook(path, name=path.name, kinds=[kind]).sheets[0]
            good = check(table, kind, recognise(table, [kind]).mapping).good
            if good.height != table.frame.height:
                raise AssertionError(f"{table.frame.height - good.height} rows were refused")

        ours()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found = compare(
            "read and check", lambda: pl.read_excel(path, engine="calamine"), ours, rows=given.rows, most=2.2
        )
        held = say("memory", f"{peak:.0f} MB at the peak", peak, most=MEMORY)
    return 0 if held and found.value <= 2.2 else 1


if __name__ == "__main__":
    raise SystemExit(main())
