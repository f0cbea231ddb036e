"""The form of a round, the same at the desk and on the phone: one page, a block for each thing that is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.forms import DayField, Form
from niangjia.programmes.organising.actions import Found
from niangjia.programmes.organising.choices.grids import STAGES, Concern, FindingKind, Stage

MOST_PHOTOS = 6


class ManyFiles(forms.ClearableFileInput):
    """Several photos in one control."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to six photos."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_PHOTOS:
            raise forms.ValidationError(_("一次最多 6 张照片，多的可以登记以后再补。"))
        return [super(PhotosField, self).clean(one, initial) for one in given]


class Block(NamedTuple):
    """What the page shows of one kind of finding."""

    label: Any
    stage: BoundField | None
    words: BoundField
    expires: BoundField | None
    concern: BoundField
    open: bool


class RoundForm(Form):
    """When, what in general, what was found of each kind, photos; the key makes it one however often it is sent."""

    on = DayField(label=_("哪天去的"), initial=timezone.localdate)
    words = forms.CharField(
        label=_("总的情况"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    photos = PhotosField(
        label=_("现场照片"), required=False, widget=ManyFiles(attrs={"accept": "image/*", "multiple": True}),
        help_text=_("最多 6 张。不要拍证件和病历。"),
    )  # fmt: skip
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in FindingKind:
            if kind.value in STAGES:
                stages = [("", _("没有看")), *((one, Stage(one).label) for one in STAGES[kind.value])]
                self.fields[f"{kind.value}_stage"] = forms.ChoiceField(label=_("情况"), choices=stages, required=False)
            if kind == FindingKind.CONTRACT:
                self.fields["contract_expires_on"] = DayField(label=_("签订了的，哪天到期"), required=False)
            self.fields[f"{kind.value}_words"] = forms.CharField(
                label=_("写一句"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"{kind.value}_concern"] = forms.ChoiceField(
                label=_("交给谁办"), choices=Concern.choices, required=False
            )

    def blocks(self) -> list[Block]:
        """The kinds in order, each with its fields; one that has something in it stands open."""
        found = []
        for kind in FindingKind:
            name = kind.value
            told = any(self[one].value() or self[one].errors for one in self.fields if one.startswith(f"{name}_"))
            found.append(
                Block(
                    kind.label, self[f"{name}_stage"] if name in STAGES else None, self[f"{name}_words"],
                    self["contract_expires_on"] if kind == FindingKind.CONTRACT else None, self[f"{name}_concern"], told,
                )
            )  # fmt: skip
        return found

    def findings(self) -> Sequence[Found]:
        """What was found: a kind with a stage, or with words."""
        value = self.cleaned_data
        return [
            Found(
                kind, value.get(f"{kind}_stage", ""), value[f"{kind}_words"].strip(), value.get(f"{kind}_expires_on"),
                value[f"{kind}_concern"],
            )
            for kind in FindingKind.values
            if value.get(f"{kind}_stage") or value[f"{kind}_words"].strip() or value[f"{kind}_concern"]
        ]  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        value = self.cleaned_data
        photos = [(one.name or "", one) for one in value["photos"]]
        return {
            "on": value["on"], "words": value["words"], "findings": self.findings(), "photos": photos, "key": value["key"],
        }  # fmt: skip
