"""What a module declares about papers and photos of its records: who sees and adds them, how long they hold, which sheets are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from niangjia.kit.declare.located import Located

if TYPE_CHECKING:
    from niangjia.kit.powers import Actor


@dataclass(frozen=True)
class EvidenceKind:
    """Papers and photos of one kind of record. Declared in a module's `evidence.py`; kept by `engines/evidence`.

    `kind` is `module.word`, `subject` the kind of record, `locate(subject_id)` says where one lies (None: there is none),
    `find(code)` gives the key of an address code. `power_view`, `power_add`
    and `power_remove` are needed over that place; `own(actor, subject_id)` lets a worker add and see papers of what is her own.
    `sheets` are the printed sheets that carry a code (code → title). `private`: no small pictures in lists, for identity papers and the like.
    `valid_days`: so long a paper proves something, unless it brings a day of its own; `keep_days`: so long it may not be erased, by law.
    `page` is the address that opens the subject by its code.
    """

    kind: str
    title: Any
    subject: str
    locate: Callable[[int], Located | None]
    find: Callable[[str], int | None]
    power_view: str
    power_add: str
    power_remove: str
    own: Callable[[Actor, int], bool] | None = None
    sheets: Mapping[str, Any] = field(default_factory=dict)
    private: bool = False
    valid_days: int | None = None
    keep_days: int | None = None
    keep_law: Any = ""
    page: str = ""
    order: int = 100
