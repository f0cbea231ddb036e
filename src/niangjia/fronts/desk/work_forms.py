"""Forms about tasks: one act each, for one task or for many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists.choices import MOST_WORDS
from niangjia.fronts.shell.forms import DayField, Form

WORDS = {"rows": 3}


class ActForm(Form):
    """What every act knows: who may get the tasks, how they may end, how many there are."""

    def __init__(
        self, *args: Any, owners: Any = (), outcomes: Any = (), number: int = 1, typed_from: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        for name, choices in (("owner_code", owners), ("outcome", outcomes)):
            if name in self.fields:
                self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        if typed_from and number >= typed_from:
            self.fields["total"] = forms.CharField(
                label=_("一共多少件"),
                max_length=9,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                help_text=_("件数多，请再核对一遍：把要办的件数填在这里。"),
            )

    def clean(self) -> dict[str, Any]:
        """The typed number has to be the number of tasks."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = str(cleaned.pop("total", self.number)).replace(",", "").replace("，", "").strip()
        if "total" in self.fields and typed != str(self.number):
            self.add_error("total", ValidationError(_("和上面的件数不一样，请再核对。")))
        return cleaned


class TakeForm(ActForm):
    """Nothing to fill in."""


class AssignForm(ActForm):
    owner_code = forms.ChoiceField(
        label=_("交给谁办"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("这里列出的人都有办理这份清单的权限。"),
    )


class NoteForm(ActForm):
    words = forms.CharField(
        label=_("记一笔"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs=WORDS),
        help_text=_("看得到这件事的同事都看得到。不要写病情和证件号码。"),
    )


class PostponeForm(ActForm):
    to = DayField(label=_("延到哪天"), help_text=_("今天以后的一天。"))
    words = forms.CharField(label=_("为什么延期"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=WORDS))


class FinishForm(ActForm):
    outcome = forms.ChoiceField(label=_("结果"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("说明"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs=WORDS),
        help_text=_("写清楚依据，例如批复文号。不要写病情和证件号码。"),
    )


class DropForm(ActForm):
    words = forms.CharField(
        label=_("为什么不办了"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs=WORDS),
        help_text=_("以后查起来要看得懂，例如“单位已搬到别的县”。"),
    )


class ReopenForm(ActForm):
    words = forms.CharField(label=_("为什么重新打开"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=WORDS))
