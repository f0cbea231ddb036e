"""The file of a copy: whole or refused, wherever a byte was changed."""

from __future__ import annotations

import io

import pytest

from niangjia.kit import copies
from niangjia.kit.copies import Damaged, NotACopy
from niangjia.kit.vault import Ring

KEYS = Ring("r1", {"r1": bytes(range(16))}, b"")
OTHER = Ring("r1", {"r1": bytes(16)}, b"")


def made(folder, *parts):
    with copies.create(folder / "copy", preface={"niangjia": "copy", "wrapped": "…"}, keys=KEYS) as out:
        for name, data in parts:
            out.add_bytes(name, data)
        out.close({"told": 7})
    return folder / "copy"


def test_what_goes_in_comes_out_with_its_manifest(tmp_path):
    parts = [("base/a", b"x" * 3_000_000), ("files/空 格", b""), ("keys.json", b"{}")]
    path = made(tmp_path, *parts)
    assert copies.preface_of(path) == {"niangjia": "copy", "wrapped": "…"}
    told = copies.verify(path, keys=KEYS)
    assert (told["told"], sorted(told["members"])) == (7, ["base/a", "files/空 格", "keys.json"])
    found = [(name, content.read()) for name, _size, content in copies.walk(path, keys=KEYS)]
    assert found[:3] == parts
    assert b"xxxx" not in path.read_bytes()


def test_every_changed_byte_is_noticed(tmp_path):
    path = made(tmp_path, ("base/a", b"abc" * 50))
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((Damaged, NotACopy)):
            copies.verify(path, keys=KEYS)
    path.write_bytes(whole)
    assert copies.verify(path, keys=KEYS)["told"] == 7  # the control


def test_a_damaged_part_is_named_with_its_place(tmp_path):
    path = made(tmp_path, ("base/a", bytes(100)), ("base/b", noise(2_000_000)), ("base/c", b"c"))
    whole = bytearray(path.read_bytes())
    whole[1_000_000] ^= 1
    path.write_bytes(whole)
    with pytest.raises(Damaged) as caught:
        copies.verify(path, keys=KEYS)
    assert caught.value.member == "base/b"
    first, last = caught.value.at
    assert first <= 1_000_000 < last
    assert last - first < 300_000


def noise(size):
    """Bytes that do not compress, the same each time."""
    state, out = 1, bytearray()
    while len(out) < size:
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        out += state.to_bytes(8, "big")
    return bytes(out)


@pytest.mark.parametrize("length", [0, 3, 20, 200, -1])
def test_a_cut_file_is_noticed(tmp_path, length):
    path = made(tmp_path, ("base/a", b"abc"))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises((Damaged, NotACopy)):
        copies.verify(path, keys=KEYS)


def test_another_key_opens_nothing(tmp_path):
    with pytest.raises(Damaged):
        copies.verify(made(tmp_path, ("base/a", b"abc")), keys=OTHER)


def test_a_copy_that_failed_halfway_leaves_nothing(tmp_path):
    class Full(io.BytesIO):
        def read(self, size=-1):
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"), copies.create(tmp_path / "copy", preface={}, keys=KEYS) as out:
        out.add("base/a", Full(), 3)
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_the_manifest_does_not_have_is_noticed(tmp_path):
    with copies.create(tmp_path / "copy", preface={}, keys=KEYS) as out:
        out.add("base/a", io.BytesIO(b"abc"), 3)
        out.digests["base/a"] = (out.digests["base/a"][0], 4)
        out.close({})
    with pytest.raises(Damaged) as caught:
        copies.verify(tmp_path / "copy", keys=KEYS)
    assert caught.value.member == "base/a"
