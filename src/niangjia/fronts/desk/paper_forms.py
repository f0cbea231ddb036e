"""Forms about papers: one file, a stack of scans, filing a page by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.forms import DayField, Form
from niangjia.kit.declare import EvidenceKind

TAKEN = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx"
SCANS = "application/pdf,image/jpeg,image/png,image/webp"


class PaperForm(Form):
    """A paper or photo of a record."""

    file = forms.FileField(
        label=_("选文件"),
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        help_text=_("照片、PDF、Word 或 Excel，最大 50 MB。照片里的位置、时间这些信息会自动去掉。"),
    )
    sheet = forms.ChoiceField(label=_("是哪一种"), required=False)
    dated_on = DayField(label=_("材料上的日期"), required=False)
    expires_on = DayField(label=_("有效期到"), required=False, help_text=_("到这一天就不再能作为凭据。没有就不填。"))

    def __init__(self, *args: Any, kind: EvidenceKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("其他"))] + [(code, label) for code, label in kind.sheets.items()]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]
        if not kind.sheets:
            del self.fields["sheet"]


class RemoveForm(Form):
    words = forms.CharField(
        label=_("为什么移除"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("内容会删掉，这一句和谁移除的会留着。"),
    )


class StackForm(Form):
    """Scans that file themselves."""

    file = forms.FileField(
        label=_("选扫描件"),
        widget=forms.FileInput(attrs={"accept": SCANS}),
        help_text=_("一个 PDF（最多 500 页）或者一张照片，最大 200 MB。200 dpi、黑白或彩色都可以，次序不限。"),
    )


class LabelForm(Form):
    text = forms.CharField(
        label=_("纸上的编号"),
        max_length=60,
        help_text=_("二维码旁边那一行，NJ 开头。空格和大小写不要紧。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
