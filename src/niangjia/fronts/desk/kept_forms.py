"""Forms about kept filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.places import Post
from niangjia.fronts.shell.forms import Form


class FilterForm(Form):
    """A name, and with whom the filter is shared."""

    name = forms.CharField(label=_("叫什么"), max_length=30, help_text=_("显示在名单上方，短一点好认。"))
    share = forms.ChoiceField(label=_("给谁用"), required=False)

    def __init__(self, *args: Any, units: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.code, _("%(unit)s和下级的同事也能用") % {"unit": one.name}) for one in units]
        self.fields["share"].choices = [("", _("只给自己用")), *dict.fromkeys(offered)]  # type: ignore[attr-defined]
        self.fields["share"].widget = forms.RadioSelect(choices=self.fields["share"].choices)  # type: ignore[attr-defined]
