"""Forms of joining at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.forms import ActingForm
from niangjia.ground.people.choices import DocumentKind, WorkForm
from niangjia.programmes.organising.actions import Answers
from niangjia.programmes.organising.choices import WhyActing

OFF = {"autocomplete": "off"}


class ApplyForm(ActingForm):
    """What the person tells; whoever enters it confirms that she is present and agrees to the charter."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs=OFF))
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=DocumentKind.choices, initial=DocumentKind.RESIDENT)
    identity = forms.CharField(label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs=OFF))
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        required=False,
        help_text=_("没有可以不填；填了，以后本人能用它登录。"),
        widget=forms.TextInput(attrs=OFF),
    )
    workplace = forms.CharField(label=_("工作单位"), max_length=120)
    occupation = forms.CharField(label=_("职业"), max_length=40, required=False)
    form = forms.ChoiceField(label=_("用工形式"), choices=[("", _("不填")), *WorkForm.choices], required=False)
    why = forms.ChoiceField(label=_("为什么代办"), choices=[("", _("请选择")), *WhyActing.choices])
    charter = forms.BooleanField(label=_("本人自愿加入工会，同意工会章程"))
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mending:
            del self.fields["why"], self.fields["key"]

    def answers(self) -> Answers:
        """The cleaned values as the action takes them."""
        return Answers(**{name: value for name, value in self.cleaned_data.items() if name not in {"why", "key"}})

    def given(self) -> dict[str, Any]:
        return {"answers": self.answers(), "why": self.cleaned_data["why"], "key": self.cleaned_data["key"]}


class TransferInForm(ActingForm):
    """The whole number of whoever is to come."""

    identity = forms.CharField(label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs=OFF))
    kind = forms.ChoiceField(label=_("证件类型"), choices=DocumentKind.choices, initial=DocumentKind.RESIDENT)
