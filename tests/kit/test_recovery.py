"""The recovery code: what is printed can be read back, a slip is named, and only the right code opens the keys."""

from __future__ import annotations

import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit import vault
from niangjia.kit.vault import Broken, Mistyped, NoRecovery, WrongCode, keys, recovery

NUMBER = "330782199001011239"


@pytest.fixture
def fresh(tmp_path, monkeypatch, settings):
    """A key file and a data folder of its own."""
    settings.DATA = tmp_path
    monkeypatch.setenv("NIANGJIA_KEYS", str(tmp_path / "keys.json"))
    keys.make_keys(tmp_path / "keys.json")
    return tmp_path


# ------------------------------------------------------------------ on paper


@given(st.binary(min_size=20, max_size=20))
def test_what_is_printed_is_read_back(secret):
    text = recovery.written(secret)
    assert len(text.split("-")) == 8
    assert recovery.read_code(text) == secret


def test_it_may_be_typed_as_people_type():
    text = recovery.written(bytes(range(20)))
    for typed in (
        text.lower(), text.replace("-", " "), text.replace("-", ""), text.replace("0", "O"), text.replace("1", "l"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in text), f"\n {text} \n",
    ):  # fmt: skip
        assert recovery.read_code(typed) == bytes(range(20))


@given(st.binary(min_size=20, max_size=20), st.integers(0, 39), st.sampled_from(recovery.LETTERS))
def test_one_wrong_character_is_named_by_its_group(secret, place, letter):
    plain = recovery.written(secret).replace("-", "")
    if plain[place] == letter:
        return
    with pytest.raises(Mistyped) as caught:
        recovery.read_code(plain[:place] + letter + plain[place + 1 :])
    assert caught.value.group == place // 5 + 1


@given(st.binary(min_size=20, max_size=20), st.integers(0, 38))
def test_two_neighbours_changed_over_are_noticed(secret, place):
    plain = recovery.written(secret).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped != plain and place % 5 != 4:
        with pytest.raises(Mistyped):
            recovery.read_code(swapped)


def test_groups_in_another_order_are_noticed():
    groups = recovery.written(b"\0" * 20).split("-")
    with pytest.raises(Mistyped) as caught:
        recovery.read_code("-".join([groups[1], groups[0], *groups[2:]]))
    assert caught.value.group == 1


@pytest.mark.parametrize("text", ["", "AAAAA", "恢复码", "-" * 47])
def test_a_wrong_length_is_no_code(text):
    with pytest.raises(Mistyped) as caught:
        recovery.read_code(text)
    assert caught.value.group == 0


# ------------------------------------------------------------------ wrapping


def test_the_code_opens_the_copy_and_nothing_else_does(fresh):
    code = vault.make_recovery()
    assert vault.open_copy(code) == json.loads((fresh / "keys.json").read_text())
    with pytest.raises(WrongCode):
        vault.open_copy(recovery.written(b"\1" * 20))
    assert vault.open_wrapped(code, vault.wrapped()).keys == vault.copy_ring().keys


def test_the_copy_shows_no_key_and_neither_file_shows_the_code(fresh):
    code = vault.make_recovery()
    held = json.loads((fresh / "keys.json").read_text())
    copy = (fresh / "keys.wrapped").read_text()
    secrets = [*held["keys"].values(), held["index"], held["recovery"]["key"]]
    assert [one for one in secrets if one in copy] == []
    assert [one for one in secrets if one in json.dumps(held)] == secrets  # the control
    for text in (copy, json.dumps(held)):
        assert code not in text
        assert code.replace("-", "") not in text
    assert stat.S_IMODE((fresh / "keys.wrapped").stat().st_mode) == 0o600


def test_the_copy_follows_the_keys(fresh):
    code = vault.make_recovery()
    vault.add_key()
    assert sorted(vault.open_copy(code)["keys"]) == ["k1", "k2"]
    vault.drop_keys(["k1"])
    assert sorted(vault.open_copy(code)["keys"]) == ["k2"]


def test_a_new_code_leaves_old_copies_to_the_old_code(fresh):
    first = vault.make_recovery()
    (fresh / "old").write_bytes((fresh / "keys.wrapped").read_bytes())
    second = vault.make_recovery()
    assert vault.open_copy(first, fresh / "old")["active"] == "k1"
    with pytest.raises(WrongCode):
        vault.open_copy(first)
    assert vault.open_copy(second)["active"] == "k1"


def test_every_altered_character_of_the_copy_is_noticed(fresh):
    code = vault.make_recovery()
    text = (fresh / "keys.wrapped").read_text()
    whole = vault.open_copy(code)
    for place in range(0, len(text), 3):
        (fresh / "x").write_text(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :])
        try:
            opened = vault.open_copy(code, fresh / "x")
        except (Broken, WrongCode):
            continue
        assert opened == whole  # the unused low bits of a last letter


def test_without_a_code_there_is_no_copy(fresh):
    with pytest.raises(NoRecovery):
        vault.open_copy(recovery.written(b"\0" * 20))
    with pytest.raises(NoRecovery):
        vault.copy_ring()
    vault.add_key()
    assert not (fresh / "keys.wrapped").exists()


def test_keys_taken_over_open_what_they_sealed_and_the_others_are_kept(fresh):
    code = vault.make_recovery()
    token = vault.seal(NUMBER, field="person.identity")
    other = json.loads((fresh / "keys.json").read_text())
    (fresh / "keys.json").unlink()
    keys.make_keys(fresh / "keys.json")
    keys._load(fresh / "keys.json")
    with pytest.raises(Broken):
        vault.unseal(token, field="person.identity")
    lost = (fresh / "keys.json").read_bytes()
    vault.take_over(vault.open_copy(code))
    assert vault.unseal(token, field="person.identity") == NUMBER
    assert json.loads((fresh / "keys.json").read_text()) == other
    assert [path.read_bytes() for path in fresh.glob("keys.json.*")] == [lost]


def test_a_change_by_another_process_is_noticed_within_a_second(fresh, monkeypatch):
    assert vault.ring().active == "k1"
    held = keys._rings[fresh / "keys.json"]
    vault.add_key()
    keys._rings[fresh / "keys.json"] = held  # as a process that read the file before
    assert vault.ring().active == "k1"  # the control: within the second it still seals with the old one
    monkeypatch.setattr(keys, "LOOK", 0)
    assert vault.ring().active == "k2"


# ------------------------------------------------------------------ tokens within texts


def test_tokens_within_a_text_follow_the_keys(fresh):
    phone = vault.seal("13812345621", field="person.phone")
    number = vault.seal(NUMBER, field="person.identity")
    text = json.dumps({"a": phone, "b": [number, "k1.short", "k9." + "A" * 60]})
    assert vault.find_tokens(text) == [phone, number, "k9." + "A" * 60]
    vault.add_key()
    fresh_text = vault.reseal_within(text, among=["person.phone", "person.identity"])
    told = json.loads(fresh_text)
    assert vault.unseal(told["a"], field="person.phone") == "13812345621"
    assert vault.unseal(told["b"][0], field="person.identity") == NUMBER
    assert [told["a"][:3], told["b"][0][:3], *told["b"][1:]] == ["k2.", "k2.", "k1.short", "k9." + "A" * 60]
    assert vault.reseal_within(fresh_text, among=["person.phone", "person.identity"]) == fresh_text
