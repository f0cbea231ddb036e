"""Sentences with a number in them. Chinese has one form for all numbers; the catalogues of other languages have several.

`script/translations.py` gathers what stands in `counted(…)` and `counted_lazy(…)` with a plural.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext, ngettext_lazy


def counted(sentence: str, number: int) -> str:
    """The sentence in the form that the number asks for; its placeholders are still to be filled."""
    return ngettext(sentence, sentence, number)


def counted_lazy(sentence: str, key: str = "many") -> Any:
    """The same for later: the number is the value under `key` when the placeholders are filled."""
    return ngettext_lazy(sentence, sentence, key)
