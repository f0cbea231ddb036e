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
from niangjia.engines.imports.queries.giving import (
    ExportElsewhere,
    TooManyToPrint,
    exports,
    listing_count,
    may_be_again,
    may_give,
    may_print,
)
from niangjia.engines.imports.queries.history import (
    FileColumn,
    Progress,
    batch,
    batches,
    beside,
    kept_rows,
    mapping,
    progress,
    read_batch,
    reverted,
    source_file,
    summary,
    taken_before,
    waiting,
    why_stopped,
)
from niangjia.engines.imports.queries.rows import Change, Page, Row, preview, rows_by_number, shown

__all__ = [
    "Batch", "Cell", "Change", "ExportElsewhere", "FileColumn", "Page", "Problem", "Progress", "Row", "TooManyToPrint", "WrongPage", "WrongRow", "batch", "batches",
    "beside", "by_column", "exports", "kept_rows", "listing_count", "mapping", "may_be_again", "may_give", "may_print", "preview", "problems", "progress", "read_batch", "reverted", "rows_by_number",
    "shown", "source_file", "summary", "taken_before", "waiting", "why_stopped", "wrong_page", "wrong_rows",
]  # fmt: skip
