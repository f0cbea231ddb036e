"""Forms of the phone: what was typed is kept, errors say what to do."""

from __future__ import annotations

from typing import Any

from django import forms


class CleanForm(forms.Form):
    """Ours alone: no colon, no browser messages, ids that the summary of errors can point to."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
