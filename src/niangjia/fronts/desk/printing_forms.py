"""Forms of printing: which file, what it says, whether whole numbers stand on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports.choices import Form as FileForm
from niangjia.fronts.shell.forms import ActingForm
from niangjia.ground.people.choices import BY_LAW, RevealReason
from niangjia.kit.papers import can_pdf

REVEAL = "people.reveal"


class PrintForm(ActingForm):
    """Every kind of paper: PDF for the printer, Word to change something first."""

    form = forms.ChoiceField(
        label=_("文件"),
        choices=[(FileForm.PDF, _("PDF，直接打印")), (FileForm.WORD, _("Word，还要改几个字"))],
        widget=forms.RadioSelect,
        initial=FileForm.PDF,
    )

    def __init__(self, *args: Any, may_reveal: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_reveal = may_reveal
        if not can_pdf():
            field = self.fields["form"]
            field.choices = [(FileForm.WORD, "Word")]  # type: ignore[attr-defined]
            field.initial = FileForm.WORD
            field.help_text = _("这台服务器还没有装生成 PDF 的组件（pango），请管理员安装；先用 Word 文件打印。")

    def asked(self) -> dict[str, Any]:
        """What the papers are drawn with, beside the chosen ones."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form" and value}


class WholeForm(PrintForm):
    """A form with numbers: masked, or whole for a reason that is kept."""

    reason = forms.ChoiceField(
        label=_("证件号码和手机号"),
        required=False,
        choices=[
            ("", _("只印头尾几位")),
            *((one.value, one.label) for one in RevealReason if one not in BY_LAW),
        ],
        help_text=_("要印完整号码，请选一个原因。每个人都会留下一条查看记录，本人看得到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.may_reveal:
            del self.fields["reason"]


class ApplicationForm(PrintForm):
    """The application form: masked, or whole so that the applicant only has to sign."""

    whole = forms.BooleanField(
        label=_("印完整的证件号码和手机号"),
        required=False,
        help_text=_("打开的每一份都会留下记录。不选的，只印头尾几位。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.may_reveal:
            del self.fields["whole"]


class ListForm(PrintForm):
    """The list: whose name stands under it."""

    unit = forms.CharField(label=_("落款单位"), max_length=60)


class NoticeForm(PrintForm):
    """A notice in the officer's words."""

    title = forms.CharField(label=_("标题"), max_length=60)
    body = forms.CharField(
        label=_("内容"), max_length=3000, widget=forms.Textarea(attrs={"rows": 8}), help_text=_("一行一段，不用空格。")
    )
    unit = forms.CharField(label=_("落款单位"), max_length=60)
    to = forms.CharField(label=_("称呼"), max_length=30, required=False, help_text=_("选填。不填的写“各位会员”。"))
    apart = forms.BooleanField(
        label=_("一人一张，称呼写本人姓名"), required=False, help_text=_("不选的，大家共用一张。")
    )
