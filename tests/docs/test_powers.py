"""Every power is explained, and the page is the one that the declarations give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from django.utils.translation import override

from niangjia.ground.org.choices import Role
from niangjia.kit.powers import known_powers

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "powers.md").read_text(encoding="utf-8")


def writer():
    spec = importlib.util.spec_from_file_location("powers_page", ROOT / "script" / "powers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("code", sorted(known_powers()))
def test_power_is_explained(code):
    assert f"| `{code}` |" in PAGE


@pytest.mark.parametrize("role", Role)
def test_role_is_explained(role):
    assert f"| `{role.value}` | {role.label} |" in PAGE


def test_the_page_is_up_to_date():
    """If this fails: `.venv/bin/python script/powers.py`."""
    with override("zh-hans"):
        assert writer().table(known_powers(), Role) == PAGE


def test_every_power_has_a_holder_and_only_known_roles():
    for code, power in known_powers().items():
        assert power.roles, code
        assert power.roles <= set(Role), code
        assert str(power.label), code
