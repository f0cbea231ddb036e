"""What the wizard shows of a batch at each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import queries
from niangjia.engines.imports.choices import AT_WORK, State, Verdict
from niangjia.fronts.shell.forms import ActingForm
from niangjia.ground.access import queries as access
from niangjia.kit.declare import sheets
from niangjia.kit.powers import Actor

LAYOUTS = {"official": _("采集表（12 列）"), "short": _("简表"), "full": _("全部列")}
ENDINGS = (".xlsx", ".xls", ".csv", ".xlsm")
STEPS = [_("选文件"), _("认表"), _("对列与检查"), _("确认写入"), _("结果")]


class UploadForm(ActingForm):
    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("Excel（.xlsx、.xls）或 CSV，最大 200 MB。表头在第几行、列的顺序和叫法都可以不一样。"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("请选一个表格文件。"), "empty": _("这个文件是空的，请换一个。")},
    )
    kind = forms.ChoiceField(label=_("这是什么表"), required=False, help_text=_("不选就自动认。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = _("请选一个表格文件。")
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _now("自动认")), *((one.kind, one.title) for one in sheets().values())]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError(_("只能读 Excel 和 CSV。请在 Excel 里另存为 .xlsx 再传。"))
        return file

    def as_staged(self) -> dict[str, Any]:
        """The cleaned values as the action takes them."""
        file = self.cleaned_data["file"]
        return {"source": file.file, "name": PurePath(file.name).name, "kind": self.cleaned_data["kind"]}


@dataclass(frozen=True)
class Line:
    """One batch of the history."""

    code: str
    file: str
    kind: Any
    rows: int
    taken: int
    wrong: int
    state: str
    label: Any
    at: datetime
    who: str


TONES = {
    State.STAGED: "waiting",
    State.CHECKING: "checking",
    State.READY: "ready",
    State.APPLYING: "running",
    State.DONE: "finished",
    State.CANCELLING: "running",
    State.CANCELLED: "cancelled",
    State.UNDOING: "running",
    State.UNDONE: "undone",
    State.FAILED: "failed",
}


def line(one: Any) -> Line:
    """A batch as a line of the history."""
    names = access.account_names([one.account_id]) if one.account_id else {}
    wrote = sum(one.taken.get(verdict, 0) for verdict in ("new", "changed", "transfer"))
    wrong = one.counts.get("wrong", 0)
    tone = "partly" if one.state == State.DONE and wrong else TONES[State(one.state)]
    return Line(
        one.code,
        one.file_name,
        sheets()[one.kind].title,
        one.rows,
        wrote,
        wrong,
        tone,
        "" if tone == "partly" else State(one.state).label,
        one.created_at,
        names.get(one.account_id, ""),
    )


@dataclass(frozen=True)
class Column:
    """One column of the file and what it is written to."""

    key: str
    heading: str
    field: str


def checking(actor: Actor, batch: Any) -> dict[str, Any]:
    """Steps 3 and 4."""
    sheet = sheets()[batch.kind]
    columns = [Column(key, heading, field) for key, heading, field in queries.mapping(actor, batch.code)]
    problems = queries.problems(actor, batch.code) if batch.state == State.READY else []
    good = sum(batch.counts.get(verdict, 0) for verdict in (Verdict.NEW, Verdict.CHANGED))
    ticked = batch.options.get("transfers", [])
    transfers = batch.counts.get("transfer", 0)
    chosen = transfers if ticked == "all" else len(ticked)
    return {
        "batch": batch,
        "sheet": sheet,
        "steps": STEPS,
        "step": 4 if batch.state in {State.READY, State.APPLYING} else 3,
        "columns": columns,
        "fields": [(one.name, one.title) for one in sheet.columns],
        "mapped": sum(1 for one in columns if one.field),
        "working": batch.state in AT_WORK,
        "progress": queries.progress(actor, batch.code),
        "ready": batch.state == State.READY,
        "failed": batch.state == State.FAILED,
        "counts": batch.counts,
        "problems": problems[:8],
        "more_problems": max(0, len(problems) - 8),
        "good": good + chosen,
        "transfers": transfers,
        "chosen": chosen,
        "missing": [one.title for one in sheet.columns if one.required and one.name not in batch.mapping.values()],
    }


def result(actor: Actor, batch: Any) -> dict[str, Any]:
    """Step 5, and what became of it."""
    taken, counts = batch.taken, batch.counts
    wrote = sum(taken.get(verdict, 0) for verdict in ("new", "changed", "transfer"))
    left = counts.get("transfer", 0) - taken.get("transfer", 0)
    names = access.account_names([batch.account_id]) if batch.account_id else {}
    return {
        "batch": batch,
        "sheet": sheets()[batch.kind],
        "steps": STEPS,
        "wrote": wrote,
        "taken": {verdict: taken.get(verdict, 0) for verdict in Verdict.values},
        "counts": counts,
        "left": left,
        "skipped": len(batch.skipped),
        "problems": queries.problems(actor, batch.code)[:12] if batch.state == State.DONE else [],
        "progress": queries.progress(actor, batch.code),
        "working": batch.state in AT_WORK,
        "done": batch.state == State.DONE,
        "undone": batch.state == State.UNDONE,
        "who": names.get(batch.account_id, ""),
        "kept": list(queries.kept_rows(actor, batch.code))[:200] if batch.kept else [],
    }
