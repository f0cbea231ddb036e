"""What can be seen of imports: history, progress, preview by verdict, problems grouped and row by row, lineage."""

from niangjia.engines.imports.models import Batch
from niangjia.engines.imports.queries.faults import (
    Cell,
    Problem,
    WrongPage,
    WrongRow,
    by_column,
    problems,
    wrong_page,
    wrong_rows,
)
from niangjia.engines.imports.queries.history import (
    FileColumn,
    Progress,
    batch,
    batches,
    beside,
    exports,
    kept_rows,
    listing_count,
    mapping,
    progress,
    reverted,
    source_file,
    summary,
    taken_before,
    waiting,
)
from niangjia.engines.imports.queries.rows import Change, Page, Row, preview, rows_by_number, shown

__all__ = [
    "Batch", "Cell", "Change", "FileColumn", "Page", "Problem", "Progress", "Row", "WrongPage", "WrongRow", "batch", "batches",
    "beside", "by_column", "exports", "kept_rows", "listing_count", "mapping", "preview", "problems", "progress", "reverted", "rows_by_number",
    "shown", "source_file", "summary", "taken_before", "waiting", "wrong_page", "wrong_rows",
]  # fmt: skip
