"""Forms that clean and nothing else: the base of all forms, and fields that forgive how people type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.kit.counted import counted
from niangjia.kit.powers import Actor

REQUIRED = _("请填写这一项。")
CHOOSE = _("请从列表里选一项。")


class Form(forms.Form):
    """No asterisks, no colons, errors in our words; knows for whom it is filled in."""

    use_required_attribute = False
    template_name_label = ""

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.result: Any = None
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
            field.error_messages["required"] = CHOOSE if chosen else REQUIRED
            if chosen:
                field.error_messages["invalid_choice"] = CHOOSE


class DayField(forms.DateField):
    """A day; typed in any of the usual ways or picked from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("看不懂这个日期，请写成 2026-11-20 这样。")


class UnitField(forms.CharField):
    """A union, by its name; the browser offers names while one types. Cleans to the unit's code.

    `power` says over which unions the choice may fall. Ambiguous names are told apart by the way up.
    """

    def __init__(self, *, power: str = "org.view", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("label", _("工会"))
        super().__init__(**kwargs)
        self.power = power
        self.widget.attrs.update({"autocomplete": "off", "data-unit-power": power})

    def code_for(self, actor: Actor, text: str) -> str:
        """The code of the one union that is meant. Raises ValidationError with what to do."""
        found = org.pick_units(actor, text, power=self.power, limit=50)
        same = [one for one in found if text in {one.name, one.short_name}]
        near = same or found
        if len(near) == 1:
            return str(near[0].code)
        if not near:
            raise ValidationError(_("您负责的范围内没有这个工会，请从提示里选一个。"))
        if len(same) > 1:
            raise ValidationError(_("有几家同名的工会，请从工会页面进入后再办。"))
        sentence = counted("有 %(n)s 家工会名称里有这几个字，请写全称，或者从提示里选一个。", len(near))
        raise ValidationError(sentence % {"n": len(near)})


class ActingForm(Form):
    """A form whose unit fields are looked up for the actor, and which gives its action what it takes."""

    def given(self) -> dict[str, Any]:
        """The cleaned values as the action takes them."""
        return dict(self.cleaned_data)

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, field in self.fields.items():
            text = self.cleaned_data.get(name)
            if isinstance(field, UnitField) and text and self.actor is not None:
                try:
                    self.cleaned_data[name] = field.code_for(self.actor, text.strip())
                except ValidationError as error:
                    self.add_error(name, error)
