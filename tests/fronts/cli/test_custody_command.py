"""What the terminal says about copies and keys."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from tests import factories as make

from niangjia.fronts.cli import custody, serve
from niangjia.fronts.cli.root import main
from niangjia.ground.audit.models import Entry
from niangjia.kit.vault import keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch, settings):
    """A data folder and keys of its own."""
    settings.DATA = tmp_path
    monkeypatch.setenv("NIANGJIA_KEYS", str(tmp_path / "keys.json"))
    keys.make_keys(tmp_path / "keys.json")
    return tmp_path


def typed(*words, text=None):
    assert custody
    return CliRunner().invoke(main, words, input=text)


def code_in(shown):
    return " ".join(re.findall(r"\b[0-9A-Z]{5}\b", shown))


def test_a_code_is_shown_once_with_where_to_keep_it_and_proved():
    shown = typed("keys", "recovery").output
    code = code_in(shown)
    assert len(code.split()) == 8
    assert "抄在纸上" in shown
    assert list(Entry.objects.values_list("verb", flat=True)) == ["custody.recovery_made"]
    assert code.split()[0] not in Entry.objects.get().facts
    done = typed("keys", "check", text=code.lower() + "\n")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "和现在用的密钥一致。")


def test_a_wrong_code_is_refused_with_its_group():
    code = code_in(typed("keys", "recovery").output)
    wrong = code[:8] + ("2" if code[8] != "2" else "3") + code[9:]
    done = typed("keys", "check", text=wrong + "\n")
    assert done.exit_code == 2
    assert "恢复码的第 2 组不对" in done.output
    other = code_in(typed("keys", "recovery").output)
    assert other != code
    done = typed("keys", "check", text=code + "\n")
    assert (done.exit_code, "不是这份的" in done.output) == (2, True)
    done = typed("keys", "check", text=code[:20] + "\n")
    assert "长短不对" in done.output


def test_a_lost_key_file_is_put_back(fresh):
    code = code_in(typed("keys", "recovery").output)
    before = keys.content()
    (fresh / "keys.json").unlink()
    keys.make_keys(fresh / "keys.json")
    assert keys.content() != before  # the control
    assert typed("keys", "return", text=code + "\n").exit_code == 0
    assert keys.content() == before


def test_without_a_code_nothing_is_copied(fresh):
    done = typed("backup", str(fresh / "x.njb"))
    assert (done.exit_code, "niangjia keys recovery" in done.output) == (2, True)
    assert not (fresh / "x.njb").exists()


def test_a_real_county_is_reminded_until_there_is_a_code(capsys):
    serve.remind()
    assert capsys.readouterr().err == ""  # nothing founded yet
    make.county()
    serve.remind()
    assert "还没有恢复码" in capsys.readouterr().err
    typed("keys", "recovery")
    serve.remind()
    assert capsys.readouterr().err == ""
