import base64
import hashlib
import io
import json
import multiprocessing
import os
import stat
import zipfile

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit import vault
from niangjia.kit.vault import Broken, KeysMissing, files, keys

NUMBER = "330782199001011239"


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A key file of its own."""
    path = tmp_path / "keys.json"
    keys.make_keys(path)
    monkeypatch.setenv("NIANGJIA_KEYS", str(path))
    return path


# ------------------------------------------------------------------ the algorithms are the published ones


def test_sm4_gcm_vector_of_rfc_8998():
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    extra = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
    context = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    context.authenticate_additional_data(extra)
    sealed = context.update(plain) + context.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert context.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_vectors_of_gb_t_32905(data, digest):
    context = Hash(SM3())
    context.update(data)
    assert context.finalize().hex() == digest


def test_blind_index_is_hmac_sm3_as_rfc_2104_builds_it(fresh):
    def sm3(data):
        context = Hash(SM3())
        context.update(data)
        return context.finalize()

    padded = keys.ring().index.ljust(64, b"\0")
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + b"person.identity\0" + NUMBER.encode())
    outer = sm3(bytes(byte ^ 0x5C for byte in padded) + inner)
    assert vault.blind(NUMBER, field="person.identity") == outer.hex()[:32]


# ------------------------------------------------------------------ texts


@given(st.lists(st.text(), max_size=20))
def test_what_is_sealed_is_unsealed(texts):
    tokens = vault.seal_many(texts, field="person.identity")
    assert vault.unseal_many(tokens, field="person.identity") == texts
    assert [bool(token) for token in tokens] == [bool(text) for text in texts]


def test_the_same_text_never_seals_alike_but_blinds_alike(fresh):
    tokens = vault.seal_many([NUMBER] * 1000, field="person.identity")
    assert len(set(tokens)) == 1000
    assert not any(NUMBER in token for token in tokens)
    assert len(set(vault.blind_many([NUMBER] * 3, field="person.identity"))) == 1
    assert vault.blind(NUMBER, field="person.identity") != vault.blind(NUMBER, field="person.phone")
    assert vault.blind("", field="person.phone") == "" == vault.seal("", field="person.phone")


def test_token_is_plain_letters_with_the_key_id_first(fresh):
    token = vault.seal("13812345621", field="person.phone")
    key_id, _, body = token.partition(".")
    assert key_id == "k1"
    assert len(base64.urlsafe_b64decode(body + "==")) == 12 + 11 + 16


def test_a_token_opens_for_its_field_only(fresh):
    token = vault.seal(NUMBER, field="person.identity")
    with pytest.raises(Broken):
        vault.unseal(token, field="person.phone")
    assert vault.unseal(token, field="person.identity") == NUMBER


def test_every_altered_letter_is_noticed(fresh):
    token = vault.seal(NUMBER, field="person.identity")
    for place in range(len(token)):
        wrong = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        try:
            opened = vault.unseal(wrong, field="person.identity")
        except Broken:
            continue
        # the unused low bits of the last letter carry nothing
        assert (opened, place) == (NUMBER, len(token) - 1)


@pytest.mark.parametrize("token", ["x", "k1.", "k1.AAAA", "k9.AAAA", "k1.中文", "k1.A" + "A" * 60, "é.é"])
def test_nonsense_is_broken_not_a_crash(fresh, token):
    with pytest.raises(Broken):
        vault.unseal(token, field="person.identity")


def test_bytes(fresh):
    token = vault.seal_bytes(b"\x00\xff", field="people.merge")
    assert vault.unseal_bytes(token, field="people.merge") == b"\x00\xff"
    with pytest.raises(Broken):
        vault.unseal_bytes(b"\xff" + token, field="people.merge")


def test_helper_process_gives_what_this_one_opens(fresh):
    texts = [f"{n:018d}" for n in range(1000)] + [""]
    with vault.Helper() as helper:
        sealed = helper.seal_many(texts, field="person.identity")
        blinded = helper.blind_many(texts, field="person.identity")
        opened = helper.unseal_many(sealed.result(), field="person.identity")
        assert opened.result() == texts
    assert vault.unseal_many(sealed.result(), field="person.identity") == texts
    assert blinded.result() == vault.blind_many(texts, field="person.identity")


# ------------------------------------------------------------------ keys


def test_rotation(fresh):
    old = vault.seal(NUMBER, field="person.identity")
    index = vault.blind(NUMBER, field="person.identity")
    assert vault.add_key() == "k2"
    new = vault.seal(NUMBER, field="person.identity")
    assert (old[:3], new[:3]) == ("k1.", "k2.")
    assert vault.unseal_many([old, new], field="person.identity") == [NUMBER, NUMBER]
    assert vault.blind(NUMBER, field="person.identity") == index

    resealed = vault.reseal_many([old, new, ""], field="person.identity")
    assert [vault.is_current(token) for token in resealed] == [True, True, True]
    assert resealed[1:] == [new, ""]
    assert vault.unseal(resealed[0], field="person.identity") == NUMBER
    assert not vault.is_current(old)


def test_a_key_added_by_another_process_is_found(fresh):
    ring = keys.ring()
    vault.add_key()
    token = vault.seal(NUMBER, field="person.identity")
    keys._rings[fresh] = keys._Read(ring, (0, 0, 0), float("inf"))  # as a process that started before
    assert vault.unseal(token, field="person.identity") == NUMBER


def test_a_lost_key_is_said(fresh):
    token = vault.seal(NUMBER, field="person.identity")
    with pytest.raises(Broken, match="not at hand"):
        vault.unseal("k7." + token[3:], field="person.identity")


def test_missing_key_file_is_never_made_anew_where_it_was_named(tmp_path, monkeypatch):
    monkeypatch.setenv("NIANGJIA_KEYS", str(tmp_path / "gone.json"))
    with pytest.raises(KeysMissing):
        vault.seal(NUMBER, field="person.identity")
    assert list(tmp_path.iterdir()) == []


def test_keys_are_their_owners_only_and_not_shown(fresh):
    assert stat.S_IMODE(os.stat(fresh).st_mode) == 0o600
    secret = json.loads(fresh.read_text())["keys"]["k1"]
    assert secret not in repr(keys.ring())
    assert [path.name for path in fresh.parent.iterdir()] == ["keys.json"]


def _race(path, gate, out):
    gate.wait()
    keys.make_keys(path)
    out.put(hashlib.sha256(path.read_bytes()).hexdigest())


def test_key_file_made_by_many_at_once_is_one(tmp_path):
    context = multiprocessing.get_context("fork")
    gate, out = context.Barrier(8), context.Queue()
    racers = [context.Process(target=_race, args=(tmp_path / "keys.json", gate, out)) for _ in range(8)]
    for racer in racers:
        racer.start()
    seen = {out.get(timeout=20) for _ in racers}
    for racer in racers:
        racer.join()
    assert len(seen) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


# ------------------------------------------------------------------ files


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 64)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_files_of_every_size(fresh, small_chunks, tmp_path, size):
    data = os.urandom(size)
    vault.seal_file(io.BytesIO(data), tmp_path / "sealed")
    with vault.open_sealed(tmp_path / "sealed") as file:
        assert file.read() == data
        assert file.seek(0, os.SEEK_END) == size
        file.seek(size // 2)
        assert file.read(10) == data[size // 2 : size // 2 + 10]
    assert stat.S_IMODE(os.stat(tmp_path / "sealed").st_mode) == 0o600


def test_a_workbook_can_be_written_and_read_in_place(fresh, small_chunks, tmp_path):
    with vault.write_sealed(tmp_path / "sealed") as out, zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "甲" * 500)
    assert "甲".encode() not in (tmp_path / "sealed").read_bytes()
    with vault.open_sealed(tmp_path / "sealed") as file, zipfile.ZipFile(file) as archive:
        assert archive.read("a.txt").decode() == "甲" * 500


def test_a_file_that_was_not_finished_is_not_there(fresh, tmp_path):
    def fail():
        with vault.write_sealed(tmp_path / "sealed") as out:
            out.write(b"x" * 1000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


HEAD, PIECE = 52, 64 + 16


def cut_at_a_chunk(raw):
    return raw[: HEAD + 2 * PIECE]


def cut_within_a_chunk(raw):
    return raw[:-5]


def swap_two_chunks(raw):
    first, second = raw[HEAD : HEAD + PIECE], raw[HEAD + PIECE : HEAD + 2 * PIECE]
    return raw[:HEAD] + second + first + raw[HEAD + 2 * PIECE :]


def flip_a_bit(raw):
    return raw[: HEAD + 5] + bytes([raw[HEAD + 5] ^ 1]) + raw[HEAD + 6 :]


def drop_a_chunk(raw):
    return raw[:HEAD] + raw[HEAD + PIECE :]


def append(raw):
    return raw + raw[-PIECE:]


def alter_the_salt(raw):
    return raw[:30] + bytes([raw[30] ^ 1]) + raw[31:]


def only_the_header(raw):
    return raw[:HEAD]


def nothing(raw):
    return b""


def same(raw):
    return raw


DAMAGES = [
    cut_at_a_chunk, cut_within_a_chunk, swap_two_chunks, flip_a_bit, drop_a_chunk, append, alter_the_salt, only_the_header, nothing,
]  # fmt: skip


@pytest.mark.parametrize("damage", [*DAMAGES, same])
def test_damaged_files(fresh, small_chunks, tmp_path, damage):
    data, path = os.urandom(250), tmp_path / "sealed"
    vault.seal_file(io.BytesIO(data), path)
    path.write_bytes(damage(path.read_bytes()))
    if damage is same:  # the control: the rewriting itself does no harm
        with vault.open_sealed(path) as file:
            assert file.read() == data
        return
    with pytest.raises(Broken), vault.open_sealed(path) as file:
        file.read()


def test_a_chunk_of_another_file_does_not_fit(fresh, small_chunks, tmp_path):
    for name in ("a", "b"):
        vault.seal_file(io.BytesIO(name.encode() * 200), tmp_path / name)
    one, other = (tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()
    (tmp_path / "a").write_bytes(one[:HEAD] + other[HEAD : HEAD + PIECE] + one[HEAD + PIECE :])
    with pytest.raises(Broken), vault.open_sealed(tmp_path / "a") as file:
        file.read()


def test_files_are_resealed(fresh, tmp_path):
    path = tmp_path / "sealed"
    vault.seal_file(io.BytesIO(b"content"), path)
    before = path.read_bytes()
    vault.reseal_file(path)
    assert path.read_bytes() == before
    vault.add_key()
    vault.reseal_file(path)
    assert path.read_bytes()[4:6] == b"k2"
    with vault.open_sealed(path) as file:
        assert file.read() == b"content"
