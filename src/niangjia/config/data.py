"""The data folder: where it is, and the secret that a fresh one is given. No Django here: settings import it."""

import os
import secrets
from pathlib import Path


def folder() -> Path:
    """`NIANGJIA_DATA`, by default `./var` in the project's folder; made on first use, readable by its owner only."""
    place = Path(os.environ.get("NIANGJIA_DATA") or Path(__file__).resolve().parents[3] / "var").resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def secret_key(place: Path) -> str:
    """Django's signing secret: from `NIANGJIA_SECRET`, else a file in the data folder that is made once."""
    given = os.environ.get("NIANGJIA_SECRET")
    if given:
        return given
    path = place / "secret"
    if not path.exists():
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
