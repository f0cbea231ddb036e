"""A scorecard to be filled in, on the desk or the phone: a field for each item, what the house knows already filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.engines.scorecards import queries
from niangjia.engines.scorecards.choices import MOST_WORDS
from niangjia.fronts.shell.forms import CHOOSE, REQUIRED, Form
from niangjia.kit.declare import Item

YES = (("1", _("是")), ("0", _("否")))
PICTURES = "image/jpeg,image/png,image/webp"


def typed(value: Any) -> str:
    """An answer as it is typed."""
    return {True: "1", False: "0", None: ""}.get(value, str(value)) if not isinstance(value, list) else ""


def as_initial(known: Mapping[str, tuple[Any, str]]) -> dict[str, str]:
    """What the house knows as the form takes it: answers, and beside each the sentence that says from where."""
    answers = {code: typed(value) for code, (value, _said) in known.items() if value is not None}
    return answers | {f"{code}__said": said for code, (_value, said) in known.items() if said}


def fits(form: Any, version: Any) -> bool:
    """Whether everything could be handed in so; what could not is told at its field, all at once."""
    form.is_valid()
    told = {**form.answers(), **{code: ["?"] for code in form.photos()}}
    for code, sentences in queries.check_answers(version, told).items():
        if code not in form.errors:
            form.add_error(code if code in form.fields else None, sentences[0])
    return not form.errors


class CardForm(Form):
    """A card: a field for each item, a remark beside each. Reading the answers is the engine's matter."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(
        self, *args: Any, items: Sequence[Item], photos: bool = False, correcting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = [item for item in items if item.type != "photo" or photos]
        for item in self.items:
            self.fields[item.code] = _field(item)
            self.fields[item.code].error_messages["required"] = CHOOSE if item.type in {"yes", "scale"} else REQUIRED
            self.fields[f"{item.code}__said"] = forms.CharField(label=_("备注"), max_length=MOST_WORDS, required=False)
        if correcting:
            self.fields["words"] = forms.CharField(
                label=_("为什么更正"), max_length=MOST_WORDS, help_text=_("原来的结果会留着，这句话写在新的结果上。")
            )

    def lines(self) -> list[tuple[Item, Any, Any]]:
        """Each item with its field and its remark."""
        return [(item, self[item.code], self[f"{item.code}__said"]) for item in self.items]

    def answers(self) -> dict[str, Any]:
        """The answers as they were given, without photos."""
        return {item.code: self.cleaned_data.get(item.code) for item in self.items if item.type != "photo"}

    def remarks(self) -> dict[str, str]:
        """What was remarked, by item."""
        return {item.code: self.cleaned_data.get(f"{item.code}__said", "") for item in self.items}

    def photos(self) -> dict[str, Any]:
        """Files that were chosen, by item."""
        chosen = {item.code: self.cleaned_data.get(item.code) for item in self.items if item.type == "photo"}
        return {code: file for code, file in chosen.items() if file}


def _field(item: Item) -> forms.Field:
    label = f"{item.title}（{item.unit}）" if item.unit else str(item.title)
    hint = item.help
    if item.type == "yes":
        return forms.ChoiceField(
            label=label, choices=YES, widget=forms.RadioSelect, required=item.required, help_text=hint
        )
    if item.type == "scale":
        choices = [(str(number), str(number)) for number in range(item.top + 1)]
        return forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, required=item.required, help_text=hint
        )
    if item.type == "photo":
        return forms.FileField(
            label=label, required=item.required, help_text=hint, widget=forms.FileInput(attrs={"accept": PICTURES})
        )
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=30, required=item.required, help_text=hint, widget=widget)
