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

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.choices import AT_WORK, State, Verdict
from niangjia.fronts.shell.forms import ActingForm
from niangjia.fronts.shell.uploads import SealedUpload
from niangjia.ground.access import queries as access
from niangjia.kit.declare import sheets
from niangjia.kit.powers import Actor

LAYOUTS = {"official": _("采集表"), "short": _("简表"), "full": _("全部列")}
ENDINGS = (".xlsx", ".xls", ".csv", ".xlsm")


def layouts(sheet: Any) -> list[tuple[str, str]]:
    """The blank templates of a kind: name and words with the number of columns."""
    return [
        (name, _now("%(name)s（%(n)s 列）") % {"name": LAYOUTS.get(name, name), "n": len(columns)})
        for name, columns in sheet.layouts.items()
    ]


def steps(sheet: Any) -> list[Any]:
    """The five steps; the second says what was recognised."""
    return [_("选文件"), _now("认出是%s") % sheet.title, _("对列与检查"), _("确认写入"), _("结果")]


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
        name = PurePath(file.name).name
        source = file.path if isinstance(file, SealedUpload) else file.file
        return {"source": source, "name": name, "size": file.size, "kind": self.cleaned_data["kind"]}


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
    State.READING: "reading",
    State.UNREAD: "unread",
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


def kind_title(one: Any) -> Any:
    """What list a batch is; nothing while that is not known."""
    return sheets()[one.kind].title if one.kind else ""


def tone_of(one: Any) -> str:
    """The state as the page shows it: also whether rows are left to be mended, and whether a fault stopped the job."""
    if queries.why_stopped(one):
        return "stopped"
    wrong = one.state == State.DONE and one.counts.get("wrong")
    return "partly" if wrong else TONES[State(one.state)]


def label_of(one: Any) -> Any:
    """The word for it, where the state has one of its own."""
    return "" if tone_of(one) in {"partly", "stopped"} else State(one.state).label


def line(one: Any) -> Line:
    """A batch as a line of the history."""
    names = access.account_names([one.account_id]) if one.account_id else {}
    wrote = sum(one.taken.get(verdict, 0) for verdict in ("new", "changed", "transfer"))
    wrong = one.counts.get("wrong", 0)
    tone = tone_of(one)
    return Line(
        one.code,
        one.file_name,
        kind_title(one),
        one.rows,
        wrote,
        wrong,
        tone,
        label_of(one),
        one.created_at,
        names.get(one.account_id, ""),
    )


NOTES = {
    "macros": _("表里的宏没有运行，也没有读"),
    "links": _("表里连到别的文件的内容没有读"),
    "hidden": _("隐藏的工作表没有读"),
    "empty": _("空的工作表没有读"),
}


def left_out(batch: Any) -> list[str]:
    """What of the file was not taken as rows, in words."""
    dropped, said = batch.facts.get("dropped", {}), []
    for name, words in (
        ("notes", _("%(n)s 行说明或示例（第 %(rows)s 行）")),
        ("totals", _("%(n)s 行合计（第 %(rows)s 行）")),
        ("headings", _("%(n)s 行重复的表头（第 %(rows)s 行）")),
    ):
        if rows := dropped.get(name):
            shown = _now("、").join(str(row) for row in rows[:5])
            shown = _now("%(rows)s 等") % {"rows": shown} if len(rows) > 5 else shown
            said.append(str(words) % {"n": len(rows), "rows": shown})
    if dropped.get("blank"):
        said.append(_now("%s 行空白") % dropped["blank"])
    found = [_now("没有算作记录的：%s") % _now("，").join(said)] if said else []
    if batch.facts.get("formulas"):
        found.append(_now("%s 格是公式，读的是算好的结果") % f"{batch.facts['formulas']:,}")
    return found + [str(NOTES[note]) for note in batch.facts.get("notes", []) if note in NOTES]


def faults(actor: Actor, batch: Any, only: str | None) -> dict[str, Any]:
    """What is wrong: chips by column with counts, the groups, and what could be mended for all rows at once."""
    groups = queries.problems(actor, batch.code)
    chips = [(name, title or _("整行"), rows) for name, title, rows in queries.by_column(actor, batch.code)]
    shown = [one for one in groups if only is None or one.column == only]
    return {
        "chips": chips,
        "only": only,
        "problems": shown[:8],
        "more_problems": max(0, len(shown) - 8),
        "mends": [one for one in shown if one.like][:3],
    }


def reading(actor: Actor, batch: Any) -> dict[str, Any]:
    """Step 2, before anything is known of the file, or because it could not be read."""
    return {
        "batch": batch,
        "steps": [_("选文件"), _("读取文件"), _("对列与检查"), _("确认写入"), _("结果")],
        "working": batch.state in AT_WORK,
        "not_read": batch.state == State.UNREAD,
        "ask_kind": batch.facts.get("unread") == actions.NotRecognised.code,
        "kinds": [(one.kind, one.title) for one in sheets().values()],
        "kind": kind_title(batch),
        "progress": queries.progress(actor, batch.code),
    }


def checking(actor: Actor, batch: Any, *, only: str | None = None) -> dict[str, Any]:
    """Steps 3 and 4."""
    sheet, columns = sheets()[batch.kind], queries.mapping(actor, batch.code)
    ready = batch.state == State.READY
    good = sum(batch.counts.get(verdict, 0) for verdict in (Verdict.NEW, Verdict.CHANGED))
    ticked = batch.options.get("transfers", [])
    transfers = batch.counts.get("transfer", 0)
    chosen = transfers if ticked == "all" else len(ticked)
    unsure = sum(one.unsure for one in columns)
    return {
        "batch": batch,
        "sheet": sheet,
        "steps": steps(sheet),
        "step": 4 if batch.state in {State.READY, State.APPLYING} else 3,
        "columns": columns,
        "fields": [(one.name, one.title) for one in sheet.columns],
        "mapped": sum(1 for one in columns if one.field) - unsure,
        "unsure": unsure,
        "unused": sum(1 for one in columns if not one.field),
        "working": batch.state in AT_WORK,
        "progress": queries.progress(actor, batch.code),
        "ready": ready,
        "failed": batch.state == State.FAILED,
        "half": bool(batch.next_chunk) and batch.state == State.FAILED,
        "counts": batch.counts,
        "good": good + chosen,
        "transfers": transfers,
        "chosen": chosen,
        "missing": [one.title for one in sheet.columns if one.required and one.name not in batch.mapping.values()],
        "left_out": left_out(batch),
        "beside": [line(one) for one in queries.beside(actor, batch.code)],
        "before": queries.taken_before(actor, batch.code),
        "fixes": [(old, new) for fixed in batch.options.get("fixes", {}).values() for old, new in fixed.items()],
        **(faults(actor, batch, only) if ready else {}),
    }
