"""Forms about scorecards: a version to write. The card to fill in stands in the shell, for every front."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from niangjia.engines.scorecards.choices import ItemKind
from niangjia.fronts.shell.forms import ActingForm, DayField, Form, UnitField
from niangjia.kit.declare import Grade, Item

# ------------------------------------------------------------------ versions


class DraftForm(ActingForm):
    unit_code = UnitField(
        label=_("适用范围"),
        required=False,
        power="scorecards.edit",
        help_text=_("不填就是全部；填一家工会，只对它和它的下级有效。"),
    )


class VersionForm(Form):
    """What a version says about itself."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("名称"), max_length=100)
    document = forms.CharField(label=_("文件名称和文号"), max_length=120, required=False, help_text=_("发布前要填。"))
    valid_from = DayField(label=_("从哪天起执行"), required=False, help_text=_("今天或以后。"))


class ItemForm(Form):
    """One item of a version."""

    code = forms.CharField(label=_("代码"), max_length=40, required=False, help_text=_("英文字母、数字、下划线。"))
    title = forms.CharField(label=_("项目"), max_length=120, required=False)
    type = forms.ChoiceField(label=_("怎样填"), choices=ItemKind.choices)
    weight = forms.IntegerField(label=_("分值"), min_value=0, max_value=1000, initial=10)
    good = forms.ChoiceField(label=_("哪种得分"), choices=(("yes", _("答“是”得分")), ("no", _("答“否”得分"))))
    top = forms.IntegerField(label=_("最高打几分"), min_value=1, max_value=100, initial=5)
    bands = forms.CharField(
        label=_("分档"),
        max_length=300,
        required=False,
        help_text=_("数值:得分百分比，用逗号隔开，从小到大。例如 0:0, 25:50, 100:100。"),
    )
    help = forms.CharField(label=_("怎样看"), max_length=200, required=False)
    required = forms.BooleanField(label=_("一定要填"), required=False, initial=True)
    gone = forms.BooleanField(label=_("去掉这个项目"), required=False)

    def clean_bands(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """The bands: from this value on, this share."""
        typed = self.cleaned_data["bands"].replace("，", ",").replace("：", ":").replace("%", "")
        try:
            pairs = [part.split(":") for part in typed.split(",") if part.strip()]
            found = tuple((Decimal(low.strip()), Decimal(share.strip()) / 100) for low, share in pairs)
        except (InvalidOperation, ValueError):
            raise ValidationError(_("看不懂分档，请写成 0:0, 25:50, 100:100 这样。")) from None
        if not all(low.is_finite() and share.is_finite() for low, share in found):
            raise ValidationError(_("看不懂分档，请写成 0:0, 25:50, 100:100 这样。"))
        return found

    @property
    def used(self) -> bool:
        """Whether the row says anything."""
        return bool(self.data.get(f"{self.prefix}-title", "").strip()) and not self.data.get(f"{self.prefix}-gone")

    def item(self, number: int, kept: Item | None) -> Item:
        """The item that was written; what the form does not show stays as it was."""
        values = self.cleaned_data
        return Item(
            code=values["code"] or f"item{number}", title=values["title"].strip(), type=values["type"], weight=values["weight"],
            help=values["help"], good=values["good"], top=values["top"], bands=values["bands"], required=values["required"],
            unit=kept.unit if kept else "", source=kept.source if kept else "",
        )  # fmt: skip


class GradeForm(Form):
    """One grade of a version."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    title = forms.CharField(label=_("等级"), max_length=40, required=False)
    low = forms.DecimalField(label=_("多少分以上"), required=False, max_digits=7, decimal_places=2)
    tone = forms.ChoiceField(label=_("颜色"), choices=(("done", _("绿")), ("soon", _("黄")), ("late", _("红"))))

    @property
    def used(self) -> bool:
        """Whether the row says anything."""
        return bool(self.data.get(f"{self.prefix}-title", "").strip())

    def clean(self) -> dict[str, Any]:
        """A grade needs its bound."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.used and cleaned.get("low") is None and "low" not in self.errors:
            self.add_error("low", _("请填多少分以上。"))
        return cleaned

    def grade(self, number: int) -> Grade:
        """The grade that was written."""
        values = self.cleaned_data
        return Grade(values["code"] or f"g{number}", values["title"].strip(), values["low"], values["tone"])


def typed_bands(item: Item) -> str:
    """Bands as they are typed."""
    return ", ".join(f"{low.normalize():f}:{(share * 100).normalize():f}" for low, share in item.bands)
