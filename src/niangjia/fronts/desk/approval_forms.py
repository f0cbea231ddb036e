"""Forms of approvals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import queries
from niangjia.engines.approvals.choices import MOST_WORDS
from niangjia.fronts.shell.forms import ActingForm, DayField, Form, UnitField
from niangjia.ground.org.choices import Level, UnitKind
from niangjia.kit.declare import Approval, Stop
from niangjia.kit.money import read_yuan


class MatterForm(Form):
    """A form about one matter: carries the revision in which it was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, it: queries.Page, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"]["revision"] = it.revision
        super().__init__(*args, **kwargs)
        self.it = it


class ReasonForm(MatterForm):
    """One of the kind's reasons, and words that the asker reads."""

    reason = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("哪里不对，怎样改"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("申请的人会看到。写清楚要补什么、改哪里，一次说全。"),
    )


class ReturnForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(self.it.declared.reasons_back.items())  # type: ignore[attr-defined]


class RefuseForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(self.it.declared.reasons_refused.items())  # type: ignore[attr-defined]
        self.fields["words"].label = _("为什么不能通过")
        self.fields["words"].help_text = _("申请的人会看到。写明依据，以及还可以怎样办。")


class HandForm(MatterForm):
    to = forms.ChoiceField(label=_("转交给谁"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("留句话"), max_length=MOST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只有经办的同事看得到。办理期限不变。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.actor is not None
        found = queries.holders(self.actor, self.it.code)
        self.fields["to"].choices = [(one.code, f"{one.name}（{one.where}）") for one in found]  # type: ignore[attr-defined]


class BatchForm(Form):
    """Confirming a decision on many: reason and words for a return, the typed number where there are many."""

    reason = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("哪里不对，怎样改"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每一位申请的人都会看到同样的话。"),
    )
    total = forms.CharField(
        label=_("一共多少件"),
        max_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("件数多，请再核对一遍：把要办的件数填在这里。"),
    )

    def __init__(self, *args: Any, it: queries.BatchPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if it.act == "approved":
            del self.fields["reason"], self.fields["words"]
        else:
            self.fields["reason"].choices = list(it.reasons)  # type: ignore[attr-defined]
        if not it.typed:
            del self.fields["total"]

    def clean_total(self) -> int:
        """The number, with or without its commas."""
        typed = str(self.cleaned_data["total"]).replace(",", "").replace("，", "").strip()
        if not typed.isascii() or not typed.isdigit():
            raise ValidationError(_("请只填数字。"))
        return int(typed)


# ------------------------------------------------------------------ routes


class YuanField(forms.CharField):
    """An amount in yuan as people write it; cleans to fen, None if empty."""

    def clean(self, value: Any) -> Any:
        """Fen. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        read = read_yuan(text)
        if read.error or read.value is None:
            raise ValidationError(_("看不懂这个金额，请写成 5000 或 0.5万 这样。"))
        return read.value

    def prepare_value(self, value: Any) -> Any:
        """Fen as yuan without commas."""
        return f"{value // 100}" if isinstance(value, int) and value % 100 == 0 else value


WHERE = (
    ("unit", _("申请所在的工会")),
    ("next_up", _("上一级工会")),
    ("town", _("镇街总工会")),
    ("county", _("县级总工会")),
    ("other", _("申请里的另一家工会")),
)
SILENCE = (("waits", _("一直等")), ("passes", _("申请方可以视为同意")))


class StopForm(Form):
    """One stop of a route."""

    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    title = forms.CharField(label=_("环节名称"), max_length=60)
    where = forms.ChoiceField(label=_("由谁办"), choices=WHERE)
    power = forms.ChoiceField(label=_("办理权限"))
    days = forms.IntegerField(label=_("工作日"), min_value=1, max_value=250, initial=5)
    silence = forms.ChoiceField(label=_("逾期不答复"), choices=SILENCE)
    amount_from = YuanField(label=_("金额满（元）"), required=False, max_length=20)
    amount_to = YuanField(label=_("金额不满（元）"), required=False, max_length=20)
    levels = forms.MultipleChoiceField(
        label=_("办理的工会是这些层级才经过"),
        required=False,
        choices=Level.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    unit_kinds = forms.MultipleChoiceField(
        label=_("申请的工会是这些类型才经过"),
        required=False,
        choices=UnitKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    order = forms.IntegerField(label=_("次序"), required=False, min_value=1, max_value=20)
    gone = forms.BooleanField(label=_("去掉这个环节"), required=False)

    def __init__(self, *args: Any, powers: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["power"].choices = powers  # type: ignore[attr-defined]

    def stop(self, number: int) -> Stop:
        """The stop that was entered."""
        values = self.cleaned_data
        return Stop(
            name=values["name"] or f"stop{number}",
            title=values["title"].strip(),
            where=values["where"],
            power=values["power"],
            days=values["days"],
            silence=values["silence"],
            amount_from=values["amount_from"],
            amount_to=values["amount_to"],
            levels=tuple(values["levels"]),
            unit_kinds=tuple(values["unit_kinds"]),
        )


class RouteForm(Form):
    """What a draft says about itself."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    document = forms.CharField(
        label=_("依据文号"), max_length=80, required=False, help_text=_("发布前要填，例如 永总工〔2026〕12 号。")
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class PublishForm(Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("从哪天起执行"), initial=timezone.localdate)


class TryForm(ActingForm):
    """For whom a route is walked as a trial."""

    unit_code = UnitField(label=_("试走：哪家工会提交"), power="approvals.set_routes")
    amount = YuanField(label=_("金额（元）"), required=False, max_length=20)


def power_choices(declared: Approval, labels: dict[str, Any]) -> list[tuple[str, Any]]:
    """Powers that a stop of a kind may ask for."""
    return [(code, labels.get(code, code)) for code in declared.deciding()]
