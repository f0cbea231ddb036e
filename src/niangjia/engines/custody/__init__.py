"""What keeps the house when the machine is lost: copies of everything, the recovery code, and the change of keys.

A *copy* (备份) is one sealed file: the base as it was at one moment, the sealed files of the data folder, the key file, and a
manifest with digests, control totals and the head of the trail. It opens with the *recovery code* (恢复码), 40 characters on
paper, and with nothing else outside this machine. A *restore* (恢复) verifies all of it before it touches anything, and counts
again afterwards. A *change of keys* (换钥匙) seals every sealed column and file anew, in batches, beside the daily work; the old
key stays until nothing hangs on it.

What has to be counted and what is sealed is declared by the modules that own it (`kit.declare.Total`, `Sealed`, and the
contribution `vault.files`). No tables of its own.
"""
