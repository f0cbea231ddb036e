"""Forms about rules: the numbers of an edition as people write them, its dates, its examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks import queries
from niangjia.fronts.shell.forms import ActingForm, DayField, Form, UnitField
from niangjia.kit.declare import Case, Param

YES = (("1", _("是")), ("0", _("否")))
HINTS = {"money": _("元"), "share": _("%")}


def field_of(param: Param, *, required: bool = True) -> forms.Field:
    """The field in which a number is written. It only takes text: reading it is the rulebook's matter."""
    unit = HINTS.get(param.type, param.unit)
    label = f"{param.title}（{unit}）" if unit else str(param.title)
    if param.type == "yes":
        return forms.ChoiceField(
            label=label, choices=YES, widget=forms.RadioSelect, required=required, help_text=param.help
        )
    if param.type == "choice":
        return forms.ChoiceField(
            label=label, choices=list(param.choices.items()), required=required, help_text=param.help
        )
    kind = {"type": "date"} if param.type == "day" else {} if param.type == "text" else {"inputmode": "decimal"}
    return forms.CharField(
        label=label,
        max_length=200,
        required=False,
        help_text=param.help,
        widget=forms.TextInput(attrs={**kind, "autocomplete": "off"}),
    )


class DraftForm(ActingForm):
    """Where a new edition is to hold, and what it begins with."""

    unit_code = UnitField(
        label=_("适用范围"),
        required=False,
        power="rulebooks.edit",
        help_text=_("不填就是全部；填一家工会，只对它和它的下级有效。"),
    )


class EditionForm(Form):
    """An edition as it is written. The fields of the numbers are added from the rulebook."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("名称"), max_length=100)
    document = forms.CharField(
        label=_("文件名称和文号"),
        max_length=120,
        required=False,
        help_text=_("发布前要填，例如《……办法》永总工〔2026〕12 号。"),
    )
    valid_from = DayField(label=_("从哪天起执行"), required=False)
    valid_to = DayField(
        label=_("到哪天为止"), required=False, help_text=_("这一天起不再执行。不填就是一直执行到有新的一版。")
    )
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, params: Iterable[Param], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = []
        for param in params:
            self.fields[param.name] = field_of(param)
            self.names.append(param.name)

    def numbers(self) -> list[Any]:
        """The fields of the numbers."""
        return [self[name] for name in self.names]

    def about(self) -> list[Any]:
        """The other fields that are shown."""
        return [self[name] for name in ("title", "document", "valid_from", "valid_to", "note")]

    def given(self) -> dict[str, Any]:
        """The cleaned values as the action takes them."""
        values = dict(self.cleaned_data)
        written = {name: str(values.pop(name, "")) for name in self.names}
        return {**values, "written": written}


class ExampleForm(Form):
    """One example: inputs, what has to come out, a word about it."""

    gone = forms.BooleanField(label=_("去掉这个例子"), required=False)

    def __init__(self, *args: Any, inputs: Iterable[Param], outputs: Iterable[Param], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inputs = {f"in_{param.name}": param for param in inputs}
        self.outputs = {f"out_{param.name}": param for param in outputs}
        for name, param in {**self.inputs, **self.outputs}.items():
            self.fields[name] = field_of(param, required=False)
        self.fields["note"] = forms.CharField(label=_("这个例子说的是"), max_length=200, required=False)

    def given(self) -> list[Any]:
        """The fields of the inputs."""
        return [self[name] for name in self.inputs]

    def expected(self) -> list[Any]:
        """The fields of what has to come out."""
        return [self[name] for name in self.outputs]

    @property
    def used(self) -> bool:
        """Whether the row says anything: the blank one may stay blank."""
        if self.data.get(f"{self.prefix}-gone"):
            return False
        return any(self.data.get(f"{self.prefix}-{name}", "").strip() for name in [*self.inputs, *self.outputs])

    def case(self) -> Case | None:
        """The example that was written; None, with the sentences in the form, if a value cannot be read."""
        values, faults = queries.read_case(
            self._typed(self.inputs), self._typed(self.outputs), self.inputs, self.outputs
        )
        for name, sentence in faults.items():
            self.add_error(name, sentence)
        if faults:
            return None
        inputs, expected = values
        return Case(inputs, expected, self.cleaned_data.get("note", ""))

    def _typed(self, params: Mapping[str, Param]) -> dict[str, str]:
        return {name: str(self.cleaned_data.get(name, "")) for name in params}


class WordsForm(Form):
    words = forms.CharField(
        label=_("为什么撤下"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("以后查起来看得到。"),
    )
