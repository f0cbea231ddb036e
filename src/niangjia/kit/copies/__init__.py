"""Copies of the whole base, raw: what the database holds at one moment, and one sealed file to carry it in.

`archive` is the file: a plain preface, then a sealed, compressed tar whose last member is the manifest with the digest of every
other. `sqlite` and `postgres` take a base out and put it back; neither needs a tool from outside. Nothing here knows what the
tables mean.
"""

from niangjia.kit.copies.archive import MANIFEST, Damaged, NotACopy, Writing, create, preface_of, verify, walk
from niangjia.kit.copies.bases import Base, InUse, base

__all__ = [
    "MANIFEST",
    "Base",
    "Damaged",
    "InUse",
    "NotACopy",
    "Writing",
    "base",
    "create",
    "preface_of",
    "verify",
    "walk",
]
