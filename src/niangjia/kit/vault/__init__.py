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
from niangjia.kit.vault.files import file_is_current, open_sealed, reseal_file, seal_file, write_sealed
from niangjia.kit.vault.keys import (
    Broken,
    KeysMissing,
    Ring,
    add_key,
    drop_keys,
    has_keys,
    make_keys,
    mark_resealed,
    reread,
    resealed,
    ring,
    take_over,
)
from niangjia.kit.vault.keys import content as key_content
from niangjia.kit.vault.process import Helper
from niangjia.kit.vault.recovery import (
    Mistyped,
    NoRecovery,
    WrongCode,
    copy_id,
    copy_place,
    copy_ring,
    has_recovery,
    make_recovery,
    open_copy,
    open_wrapped,
    renew_copy,
    wrapped,
)
from niangjia.kit.vault.tokens import TOKEN, find_tokens, is_stale, reseal_within, unseal_within

__all__ = [
    "TOKEN", "Broken", "Helper", "KeysMissing", "Mistyped", "NoRecovery", "Ring", "WrongCode", "add_key", "blind", "blind_many",
    "copy_id", "copy_place", "copy_ring", "drop_keys", "file_is_current", "find_tokens", "has_keys", "has_recovery", "is_current", "is_stale",
    "key_content", "make_keys", "make_recovery", "mark_resealed", "open_copy", "open_sealed", "open_wrapped", "renew_copy", "reread", "reseal",
    "reseal_file", "reseal_many", "reseal_within", "resealed", "ring", "seal", "seal_bytes", "seal_file", "seal_many",
    "take_over", "unseal", "unseal_bytes", "unseal_many", "unseal_within", "wrapped", "write_sealed",
]  # fmt: skip
