"""Encryption at rest: SM4-GCM (GB/T 32907) for what is kept, HMAC-SM3 (GB/T 32905) for finding it again.

A sealed text is `<key id>.<base64url of nonce, ciphertext, tag>`; field and key id are bound in, the row is not, so
that rows can be merged and restored. A blind index is 32 hexadecimal characters; it depends on the field too. Sealed files are
chunks that can be read from any place; truncation, re-ordering and tampering are noticed. The keys are one JSON file, see `keys`.
"""

from niangjia.kit.vault.fields import (
    blind,
    blind_many,
    is_current,
    reseal,
    reseal_many,
    seal,
    seal_bytes,
    seal_many,
    unseal,
    unseal_bytes,
    unseal_many,
)
from niangjia.kit.vault.files import open_sealed, reseal_file, seal_file, write_sealed
from niangjia.kit.vault.keys import Broken, KeysMissing, add_key, make_keys, ring
from niangjia.kit.vault.process import Helper

__all__ = [
    "Broken", "Helper", "KeysMissing", "add_key", "blind", "blind_many", "is_current", "make_keys", "open_sealed",
    "reseal", "reseal_file", "reseal_many", "ring", "seal", "seal_bytes", "seal_file", "seal_many", "unseal", "unseal_bytes",
    "unseal_many", "write_sealed",
]  # fmt: skip
