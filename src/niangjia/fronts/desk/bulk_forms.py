"""Forms of acts on many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging.choices import Channel
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField


class BulkForm(ActingForm):
    """Many at once: from so many on the number has to be typed, so that nobody acts on more than she thinks."""

    total = forms.CharField(label=_("一共多少人"), max_length=9, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args: Any, number: int, typed_from: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        if number < typed_from:
            del self.fields["total"]
        else:
            self.fields["total"].help_text = _("人多，请再核对一遍：把要办的人数填在这里。")
            self.order_fields([*(name for name in self.fields if name != "total"), "total"])

    def clean_total(self) -> str:
        """The number that is shown, with or without its commas."""
        typed = str(self.cleaned_data["total"]).replace(",", "").replace("，", "").strip()
        if typed != str(self.number):
            raise ValidationError(_("人数对不上，现在是 %(n)s 人。") % {"n": f"{self.number:,}"})
        return typed


class MessageForm(BulkForm):
    title = forms.CharField(
        label=_("标题"), max_length=60, help_text=_("会显示在手机锁屏上，不要写病情、困难这类私事。")
    )
    body = forms.CharField(
        label=_("内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("本人登录后才看得到。")
    )
    out = forms.MultipleChoiceField(
        label=_("同时发到"),
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只发给同意接收服务通知的人；别人在手机版的“消息”里看到。"),
    )


class TransferManyForm(BulkForm):
    to_code = UnitField(label=_("转到哪个工会"), power="people.edit", help_text=_("输入几个字，从提示里选。"))
    on = DayField(label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。"))
